"""What identifies a statement: its words, numbers, dates, names, places, sides taken, denials and speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus_builder.statements.amounts import Token, read_numbers, read_titles, read_units, split_tokens
from corpus_builder.statements.denial import read_denial
from corpus_builder.statements.translation import NUMBER, Word, list_phrase_endings, read_phrase, read_word, respell_name, root
from corpus_builder.statements.vocabulary import read_statement_words
from corpus_builder.text.facts import read_date_words
from corpus_builder.text.normalization import lower_without_accents


@dataclass(frozen=True, slots=True)
class Statement:
    """What identifies a statement.

    `own` and `keys` are those of all words; `values` are numbers and dates by kind; `names` are capitals of words that no
    dictionary has, `openers` those that may only open a sentence; `denial` is NONE, PERHAPS or SURE; `plain` is the text
    without marks, case and accents, with a space around each word.
    """

    words: tuple[Word, ...]
    own: frozenset[str]
    keys: frozenset[str]
    weight: float
    values: dict[str, frozenset[str]]
    names: tuple[Word, ...]
    openers: tuple[Word, ...]
    places: tuple[Word, ...]
    sides: frozenset[str]
    denial: int
    speaker: tuple[str, ...]
    described: tuple[Word, ...]
    language: str | None
    plain: str


def read_statement(text: str, speaker: str | None, language: str | None) -> Statement:
    """What identifies a quote with its speaker and its language, as far as they are known."""
    tokens = split_tokens(text)
    lows = [token.low for token in tokens]
    spoken = language if language in read_statement_words() else _guess_language(lows)
    numbers, rest = read_numbers(tokens, lows, spoken)
    dates, rest = _read_dates(rest, lows)
    pairs = _read_words(rest, spoken)
    units = read_units(tokens, lows, spoken)
    values = ({"number": numbers} if numbers else {}) | ({"unit": units} if units else {}) | dates
    counted = [_as_word(value) for kind in sorted(values.keys() - {"unit"}) for value in sorted(values[kind])]
    unique = tuple(dict.fromkeys([*(word for _, word in pairs), *counted]))
    capitals = [(token.named, word) for token, word in pairs if token.capital and not word.known]
    return Statement(
        words=unique,
        own=frozenset().union(*[word.own for word in unique]),
        keys=frozenset().union(*[word.keys for word in unique]),
        weight=sum([word.weight for word in unique]),
        values=values,
        names=tuple([word for named, word in capitals if named]),
        openers=tuple([word for named, word in capitals if not named]),
        places=tuple([word for word in unique if word.place]),
        sides=frozenset().union(*[found for word in unique if (found := _read_sides(word))]),
        denial=read_denial(lows, [place for place, token in enumerate(tokens) if token.denies]),
        speaker=read_speaker(speaker or ""),
        described=_read_description(speaker or "", spoken),
        language=language,
        plain=f" {' '.join(lows)} ",
    )


def oppose(one: Statement, other: Statement) -> bool:
    """Whether one takes a side of some opposite and the other only the opposite side."""
    return any(_turn(side) in other.sides and side not in other.sides and _turn(side) not in one.sides for side in one.sides)


@lru_cache(maxsize=1 << 12)
def read_speaker(speaker: str) -> tuple[str, ...]:
    """The words of a speaker's name, respelled, without title or description; a pronoun or a description names nobody."""
    unnamed, between, titles = _read_unnamed(), _read_between(), read_titles()
    words = [word.strip(".,;:()") for word in speaker.replace("’", "'").split()]
    words = [word for word in words if word]
    lows = [lower_without_accents(word) for word in words]
    first = next((place for place in range(len(words), -1, -1) if not place or not words[place - 1][0].isupper()), 0)
    if first == len(words) or lows[first].split("'")[0] in unnamed:
        return ()
    if first and lows[first - 1].split("'")[0] in between:
        capital = words[0][0].isupper() and lows[0].split("'")[0] not in unnamed
        if not capital:
            return ()
        first = 0
    return tuple(respell_name(word) for word, low in zip(words[first:], lows[first:], strict=True) if low not in titles)


@lru_cache(maxsize=1 << 12)
def _read_description(speaker: str, language: str) -> tuple[Word, ...]:
    return tuple(word for _, word in _read_words(split_tokens(speaker), language))


def _guess_language(lows: Sequence[str]) -> str:
    """The language that ignores most of the words; of two that ignore as many the one of the lower precedence."""
    ignored = _read_ignored()
    return max(ignored, key=lambda language: sum(map(ignored[language].__contains__, lows)))


def _read_dates(tokens: Sequence[Token], lows: Sequence[str]) -> tuple[dict[str, frozenset[str]], Sequence[Token]]:
    """Months, weekdays, seasons and fractions by kind, and the tokens that are none; `lows` are all words of the text."""
    kinds, capital_kinds = _read_kinds()
    dates: dict[str, frozenset[str]] = {}
    if kinds.keys().isdisjoint(lows) and capital_kinds.keys().isdisjoint(lows):
        return dates, tokens
    rest: list[Token] = []
    for token in tokens:
        has_capital = token.named and token.written == token.low.capitalize()
        date = kinds.get(token.low) or (capital_kinds.get(token.low) if has_capital else None)
        if date is None:
            rest.append(token)
        else:
            kind = date.split()[0]
            dates[kind] = dates.get(kind, frozenset()) | {date}
    return dates, rest


def _read_words(tokens: Iterable[Token], language: str) -> list[tuple[Token, Word]]:
    """The tokens that say something; two that are one thing in the other language become one word."""
    found: list[tuple[Token, Word]] = []
    endings = list_phrase_endings(language)
    for token in tokens:
        word = read_word(token.written, language, token.named)
        if word is None:
            continue
        phrase = read_phrase(found[-1][0].written, token.written, language) if found and token.low in endings else None
        found.append((token, word) if phrase is None else (token, _join(found.pop()[1], word, phrase)))
    return found


@lru_cache(maxsize=1 << 12)
def _join(first: Word, second: Word, phrase: Word) -> Word:
    keys = first.keys | second.keys | phrase.keys
    return Word(first.own | second.own, keys, max(first.weight, second.weight), place=first.place or second.place)


@lru_cache(maxsize=1 << 12)
def _as_word(value: str) -> Word:
    keys = frozenset({f"#{value}"})
    return Word(keys, keys, NUMBER)


@lru_cache(maxsize=1 << 16)
def _read_sides(word: Word) -> frozenset[str]:
    """The sides of opposites a word takes; one that may take both takes none."""
    sides = _read_opposites()
    found = {side for key in word.keys for side in sides.get(key, ())}
    return frozenset(side for side in found if _turn(side) not in found)


def _turn(side: str) -> str:
    return side[:-1] + ("-" if side[-1] == "+" else "+")


@cache
def _read_opposites() -> dict[str, tuple[str, ...]]:
    """The sides that each root takes: the number of the opposite, and a sign."""
    opposites = [row for words in read_statement_words().values() for row in words.opposites]
    sides: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(opposites):
        for sign, words in (("+", row.one), ("-", row.other)):
            for key in map(root, words):
                sides[key] = (*sides.get(key, ()), f"{number}{sign}")
    return sides


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


@cache
def _read_ignored() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.ignored) for language, words in read_statement_words().items()}


@cache
def _read_unnamed() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.unnamed)


@cache
def _read_between() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.between)
