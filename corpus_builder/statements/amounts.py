"""The numbers in a text, in digits or words, the units that they count, and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache

from corpus_builder.statements.spellings import Spelling
from corpus_builder.statements.vocabulary import StatementWords, read_statement_words
from corpus_builder.text.facts import read_date_words, read_fact_words
from corpus_builder.text.normalization import lower_without_accents
from corpus_builder.text.numbers import add_up_number_words, read_digits, read_number_words

HALF, THOUSAND = 0.5, 1000.0


def may_count(spelling: Spelling, language: str) -> bool:
    """Whether a token is a number above one, or a part of such a number: a text without any has no numbers."""
    return spelling.digits or read_number_words(language).get(spelling.low, 0) > 1


def may_be_left_out(spelling: Spelling, language: str) -> bool:
    """Whether a token is a number word, or joins two of them: it may be no word of its own."""
    return spelling.low in read_number_words(language) or spelling.low in _read_links()


@cache
def list_amount_words() -> frozenset[str]:
    """The words that may be a number, a part of one, or a date in some language: of another one without digits nothing here
    need be asked.
    """
    numbers = [read_number_words(language) for language in read_statement_words()]
    return frozenset().union(_read_links(), *numbers, *_read_kinds())


@cache
def list_number_parts() -> frozenset[str]:
    """The words of more than a letter that may be read as a part of a number in some language, beside digits."""
    own = read_statement_words()
    numbers = [read_number_words(language) for language in own]
    halves = [words.halves for words in own.values()]
    magnitudes = [lower_without_accents(sign) for words in own.values() for sign in words.magnitudes]
    return frozenset().union(_read_links(), magnitudes, *numbers, *halves)


def read_numbers(tokens: Sequence[Spelling], joined: Sequence[bool], language: str) -> tuple[dict[int, list[str]], list[int]]:
    """The numbers of a text, as digits, by the index of the token where each run of them begins, and the indices of the tokens
    that are none; `joined` tells before which tokens nothing stands but a space or a hyphen.
    """
    own, words = read_statement_words()[language], read_number_words(language)
    no_numbers, halves, links = _read_no_numbers(), own.halves, _read_links()
    found: dict[int, list[str]] = {}
    counted: set[int] = set()
    end = 0
    for start in [place for place, token in enumerate(tokens) if token.digits or token.low in words or token.low in halves]:
        if start < end:
            continue
        run: list[float] = []
        for end in range(start, len(tokens) + 1):
            if end == len(tokens) or (run and (tokens[end].digits or not joined[end])):
                break
            value = _read_value(tokens, end, own, words)
            if value is not None and not (end and (tokens[end - 1].low, tokens[end].low) in no_numbers):
                run.append(value)
            elif not (run and (tokens[end].low in links or _leads_to_half(tokens, end, halves))):
                break
        if run != [HALF]:
            counted.update(range(start, end))
        # zero adds nothing up, and counts all the same
        if numbers := add_up_number_words(_multiply_fractions(run)) or run[:1] * (0.0 in run[:1]):
            found[start] = [f"{value:.12g}" for value in numbers]
    return found, [place for place in range(len(tokens)) if place not in counted]


def _leads_to_half(tokens: Sequence[Spelling], place: int, halves: Sequence[str]) -> bool:
    """Whether a token is the article beside a half: `one and a half`, `half a million`."""
    beside = (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])
    return len(tokens[place].low) == 1 and any(token.low in halves for token in beside)


def _read_value(tokens: Sequence[Spelling], place: int, own: StatementWords, words: Mapping[str, float]) -> float | None:
    """What one token counts: digits, a word, a magnitude behind digits (`2m`), or a fraction of what stands beside it."""
    token = tokens[place]
    if token.digits:
        return read_digits(token.written)
    if place and tokens[place - 1].digits and token.written in own.magnitudes:
        return float(own.magnitudes[token.written])
    return HALF if token.low in own.halves else words.get(token.low)


def _multiply_fractions(run: Sequence[float]) -> list[float]:
    """The values of a run, where a half belongs to the thousands or millions beside it.

    >>> _multiply_fractions([1.0, 1e9, HALF]), _multiply_fractions([1.0, HALF, 1e9]), _multiply_fractions([HALF, 1e6])
    ([1500000000.0], [1500000000.0], [500000.0])
    """
    values = list(run)
    while HALF in values:
        place = values.index(HALF)
        if place and values[place - 1] >= THOUSAND:
            first = max(place - 2, 0)
            count = values[first] if first < place - 1 else 1.0
            values[first : place + 1] = [(count + HALF) * values[place - 1]]
        elif place + 1 < len(values) and values[place + 1] >= THOUSAND:
            first = max(place - 1, 0)
            count = values[first] if first < place else 0.0
            values[first : place + 2] = [(count + HALF) * values[place + 1]]
        else:
            del values[place]
    return values


def list_unit_words() -> Set[str]:
    """The words that are units of time."""
    return _read_unit_words().keys()


def read_units(pairs: Iterable[tuple[Spelling, str]], language: str) -> frozenset[str]:
    """The units of time that numbers above one count: of each pair a token, and the word behind it, a unit of time."""
    units = _read_unit_words()
    return frozenset([units[unit] for before, unit in pairs if may_count(before, language)])


def read_date(spelling: Spelling, named: bool) -> str | None:
    """The month, weekday, season or fraction that a word is, its kind first; `named` tells that its capital marks a name.

    >>> read_date(Spelling("mardi", "mardi", False, False, False), named=False)
    'weekday 2'
    """
    kinds, capital_kinds = _read_kinds()
    has_capital = named and spelling.written == spelling.low.capitalize()
    return kinds.get(spelling.low) or (capital_kinds.get(spelling.low) if has_capital else None)


@cache
def _read_unit_words() -> dict[str, str]:
    return {word: f"unit {unit}" for words in read_statement_words().values() for word, unit in words.units.items()}


@cache
def _read_links() -> frozenset[str]:
    return frozenset(link for words in read_fact_words().values() for link in words.number_links)


@cache
def _read_no_numbers() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for words in read_fact_words().values() for pair in words.no_numbers)


@cache
def _read_kinds() -> tuple[dict[str, str], dict[str, str]]:
    """The kind and value of each word that is a fact of a kind, and of those that are one only with a capital."""
    dates, statements = read_date_words().values(), read_statement_words().values()
    kinds = [("month", words.months) for words in dates] + [("weekday", words.weekdays) for words in dates]
    kinds += [kind for words in statements for kind in words.kinds.items()]
    capital_kinds = [("month", words.capital_months) for words in dates]
    named, capital = (
        {word: f"{kind} {value}" for kind, words in rows for word, value in words.items()} for rows in (kinds, capital_kinds)
    )
    return named, capital
