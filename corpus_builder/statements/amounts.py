"""The numbers in a text, in digits or words, the units that they count, and dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import cache

from corpus_builder.statements.spellings import Spelling
from corpus_builder.statements.vocabulary import read_statement_words
from corpus_builder.text.facts import read_date_words, read_fact_words
from corpus_builder.text.numbers import add_up_number_words, read_digits, read_number_words


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


def read_numbers(tokens: Sequence[Spelling], joined: Sequence[bool], language: str) -> tuple[frozenset[str], list[int]]:
    """The numbers of a text, as digits, and the indices of the tokens that are none; `joined` tells before which tokens nothing
    stands but a space or a hyphen.
    """
    words, links, no_numbers = read_number_words(language), _read_links(), _read_no_numbers()
    found: list[float] = []
    counted: set[int] = set()
    end = 0
    for start in [place for place, token in enumerate(tokens) if token.digits or token.low in words]:
        if start < end:
            continue
        run: list[float] = []
        for end in range(start, len(tokens) + 1):
            if end == len(tokens) or (run and (tokens[end].digits or not joined[end])):
                break
            token = tokens[end]
            value = read_digits(token.written) if token.digits else words.get(token.low)
            if value is not None and not (end and (tokens[end - 1].low, token.low) in no_numbers):
                run.append(value)
            elif not (run and token.low in links):
                break
            counted.add(end)
        found += add_up_number_words(run)
    rest = [place for place in range(len(tokens)) if place not in counted]
    return frozenset([f"{value:.12g}" for value in found]), rest


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
