"""Markers of facts in a language (numbers, dates, denials), for every station."""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator

from corpus_builder.knowledge import Row, TableError, Words, name_table, read_table, refuse_disorder
from corpus_builder.languages.pack import ROOM, list_with, read_pack
from corpus_builder.text.normalization import casefold_without_accents

TABLE = "facts"


def refuse_falling(words: dict[str, int]) -> dict[str, int]:
    """The values of words; ValueError when they do not rise, or words of one value are not sorted."""
    for one, next_one in pairwise((value, word) for word, value in words.items()):
        if one > next_one:
            raise ValueError(f"{next_one[1]!r} must come before {one[1]!r}")
    return words


# Words and what they count, in the order of that.
Ranked = Annotated[dict[str, int], AfterValidator(refuse_falling)]


class Negation(Row):
    """A word of denial: how sure it is that it denies, where statements are compared; `is_counted` where paragraphs are."""

    denies: Literal["surely", "beside half", "perhaps"]
    is_counted: bool


class Contraction(Row):
    """How a verb and its denial are written as one word.

    `ending` is the pattern of what is left of the denial behind a verb, `pattern` that of a verb with its denial; its group is
    a verb that changes before it, and `verbs` has that verb written out. One of `hints` stands wherever the pattern matches.
    """

    word: str
    ending: str
    pattern: str
    hints: Words
    verbs: dict[str, str]


def refuse_unsorted_negations(words: dict[str, Negation]) -> dict[str, Negation]:
    """The words of denial; ValueError when they are not sorted."""
    refuse_disorder(tuple(words))
    return words


class FactWords(Row):
    """The words of a language that make facts: the table `facts` in its folder.

    `capital_months` are those of the pack that need their capital.
    """

    numbers: Ranked
    round_numbers: Ranked
    number_links: Words
    no_numbers: Words = ()
    capital_months: Words = ()
    negations: Annotated[dict[str, Negation], AfterValidator(refuse_unsorted_negations)]
    contraction: Contraction | None = None


class DateWords(NamedTuple):
    """The months and weekdays of a language by their number, without accents; those in `capital_months` need their capital."""

    months: dict[str, int]
    capital_months: dict[str, int]
    weekdays: dict[str, int]


@cache
def read_fact_words() -> dict[str, FactWords]:
    """The words that make facts by language, for all languages that have them. Raises TableError for a wrong table."""
    return {language: read_table(FactWords, f"{ROOM}.{language}", TABLE) for language in list_with(TABLE)}


@cache
def read_date_words() -> dict[str, DateWords]:
    """The months and weekdays that are facts, by language. Raises TableError when a capital month is none."""
    return {language: _number_dates(language, words.capital_months) for language, words in read_fact_words().items()}


def _number_dates(language: str, capital_months: tuple[str, ...]) -> DateWords:
    pack = read_pack(language)
    if unknown := [name for name in capital_months if name not in pack.month_names]:
        raise TableError(f"{name_table(f'{ROOM}.{language}', TABLE)}: capital_months: {unknown[0]!r} is not a month")
    months = {name: number for number, name in enumerate(pack.month_names, 1)}
    return DateWords(
        {casefold_without_accents(name): number for name, number in months.items() if name not in capital_months},
        {casefold_without_accents(name): number for name, number in months.items() if name in capital_months},
        {casefold_without_accents(day): number for number, day in enumerate(pack.weekdays, 1)},
    )


@cache
def read_contractions() -> dict[str, Contraction]:
    """How languages contract a verb and its denial, by language; most do not."""
    return {language: words.contraction for language, words in read_fact_words().items() if words.contraction}


def write_out_negations(text: str) -> str:
    """A text with `has not` for `hasn't`.

    >>> write_out_negations("It hasn’t rained. It can't, won't, cannot.")
    'It has not rained. It can not, will not, can not.'
    """
    for contraction, pattern in _contraction_patterns():
        if any(hint in text for hint in contraction.hints):
            text = pattern.sub(partial(_write_out, contraction), text)
    return text


def _write_out(contraction: Contraction, found: re.Match[str]) -> str:
    return f"{contraction.verbs.get(found[1] or '', '')} {contraction.word}"


@cache
def _contraction_patterns() -> tuple[tuple[Contraction, re.Pattern[str]], ...]:
    return tuple((contraction, re.compile(contraction.pattern)) for contraction in read_contractions().values())
