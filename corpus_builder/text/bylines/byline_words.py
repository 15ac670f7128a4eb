"""The words that bylines are made of, by language and in any: each language says them in its `bylines.toml`, in lower case.

`leads` stand before the names, and so do `labels` where a colon follows; `joins` stand between names, `ends` and `roles` behind
one; `staff` is what newsrooms call themselves, or by its last word `staff_ends`; behind `pictures` stands whose these are;
`nobody` are those who have no name. `examples` are lines with the names that they give.
"""

from __future__ import annotations

from functools import cache

from corpus_builder.knowledge import FilledWords, Row, read_table
from corpus_builder.languages.first_names import read_first_names
from corpus_builder.languages.pack import ROOM, list_packs, list_with

BYLINES = "bylines"


class BylineWords(Row):
    """The table of any language: agencies, degrees, small words in names, what systems call those who have none, the last words
    of papers' names, and first names of both genders.
    """

    agencies: FilledWords
    degrees: FilledWords
    particles: FilledWords
    nobody: FilledWords
    outlets: FilledWords
    first_names: FilledWords


class Example(Row):
    """A line, and the names that it gives; none where it is no byline."""

    line: str
    names: str | None = None


class BylineTable(Row):
    """How a language writes bylines."""

    leads: FilledWords
    labels: FilledWords
    joins: FilledWords
    ends: FilledWords
    roles: FilledWords
    staff: FilledWords
    staff_ends: FilledWords = ()
    pictures: FilledWords = ()
    nobody: FilledWords = ()
    examples: tuple[Example, ...]


def read_bylines(code: str) -> BylineTable:
    """How a language writes bylines."""
    return read_table(BylineTable, f"{ROOM}.{code}", BYLINES)


def read_words_of_any() -> BylineWords:
    """The table of any language."""
    return read_table(BylineWords, "text.bylines", BYLINES)


@cache
def list_agencies() -> frozenset[str]:
    """The names of agencies as they are written, and the longer ones in lower case."""
    names = read_words_of_any().agencies
    return frozenset((*names, *(name.casefold() for name in names if " " in name), "REUTERS"))


@cache
def list_degrees() -> frozenset[str]:
    """What stands behind a name and is no part of it."""
    return frozenset(read_words_of_any().degrees)


@cache
def list_outlets() -> frozenset[str]:
    """The last words of papers' names."""
    return frozenset(read_words_of_any().outlets)


@cache
def list_particles() -> frozenset[str]:
    """Parts of names that are written small."""
    return frozenset(read_words_of_any().particles)


@cache
def list_nobody() -> frozenset[str]:
    """What those are called who have no name, in lower case."""
    return frozenset((*read_words_of_any().nobody, *(word for code in list_with(BYLINES) for word in read_bylines(code).nobody)))


@cache
def list_staff() -> tuple[frozenset[str], frozenset[str]]:
    """What newsrooms call themselves, and the last words of it."""
    tables = [read_bylines(code) for code in list_with(BYLINES)]
    return frozenset(w for t in tables for w in t.staff), frozenset(w for t in tables for w in t.staff_ends)


@cache
def list_weekdays() -> frozenset[str]:
    """The names of the weekdays in all languages."""
    return frozenset(day for pack in list_packs() for day in pack.weekdays)


@cache
def list_first_names() -> frozenset[str]:
    """The first names that tell a person."""
    return frozenset((*read_first_names().genders, *read_words_of_any().first_names))


@cache
def list_honorifics() -> frozenset[str]:
    """Short titles before a name, without their full stop."""
    return frozenset(title for pack in list_packs() for title in pack.titles.short)
