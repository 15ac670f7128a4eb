"""The tables by which statements are compared: words of a language in its folder, and what pairs of languages share here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, Field

from corpus_builder.knowledge import SUFFIX, Entries, Groups, Row, TableError, Words, name_table, read_table, refuse_disorder
from corpus_builder.languages.pack import ROOM, list_with

TABLE = "statements"
PAIR_ROOM = "statements"


def refuse_unsorted_keys(table: dict[str, str]) -> dict[str, str]:
    """The entries of a table; ValueError when their keys are not sorted."""
    refuse_disorder(tuple(table))
    return table


def refuse_several_values(entries: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The entries; ValueError when one has more than one value."""
    for word, values in entries.items():
        if len(values) > 1:
            raise ValueError(f"{word!r} has more than one value")
    return entries


class OtherWord(Row):
    """A word of denial that is another word behind one of some words, or before digits."""

    word: str
    behind: Words = ()
    before_digits: bool = False


class Denials(Row):
    """What else tells of a denial: see the words of denial in the table `facts`. `adjective` is a pattern, `halves` stand before
    what denies, or behind the words of `ahead`.
    """

    halves: Words = ()
    ahead: Words = ()
    adjective: str
    harmless: Words
    harmless_pairs: Words = ()
    other_words: tuple[OtherWord, ...] = ()


class Opposites(Row):
    """Two sides that exclude each other, each in some words."""

    one: Words
    other: Words


class StatementWords(Row):
    """What statements need of a language: the table `statements` in its folder, which explains each key."""

    acronym_plural: str = Field(default="", max_length=1)
    ignored: Words
    kept: Words = ()
    light: Words = ()
    likelier: Words = ()
    irregular: Entries
    synonyms: Groups = ()
    opposites: tuple[Opposites, ...] = ()
    joints: Words
    agents: Words
    glue: Words
    articles: Words
    asides: Words
    thans: Words
    moods: dict[str, Words]
    contrasts: Groups = ()
    unnamed: Words
    between: Words
    endings: dict[str, tuple[str, ...]]
    units: Annotated[dict[str, str], AfterValidator(refuse_unsorted_keys)]
    kinds: dict[str, dict[str, int]]
    infinitives: Words = ()
    halves: Words
    magnitudes: dict[str, int]
    denials: Denials


class Respelling(Row):
    """Letters and what stands in their place."""

    old: str
    new: str


class LanguagePair(Row):
    """What two languages share, beside this module: words of `source` are translated to words of `target`."""

    source: str
    target: str
    suffixes: Words
    respelled_roots: tuple[Respelling, ...]
    respelled_names: tuple[Respelling, ...]
    silent_ends: str
    acronyms: Annotated[Entries, AfterValidator(refuse_several_values)]
    phrases: Entries
    places: Entries
    words: Entries


@cache
def read_statement_words() -> dict[str, StatementWords]:
    """The words by language, for all languages that have them, by precedence. Raises TableError for a wrong table."""
    return {language: read_table(StatementWords, f"{ROOM}.{language}", TABLE) for language in list_with(TABLE)}


@cache
def read_pairs() -> tuple[LanguagePair, ...]:
    """The pairs of languages that have a table beside this module, by its name; all lead to one language.

    Raises TableError for a wrong table, one of a language that has no words for statements, and one with another target.
    """
    names = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(SUFFIX))
    pairs = [(name, read_table(LanguagePair, PAIR_ROOM, name)) for name in (name.removesuffix(SUFFIX) for name in names)]
    for name, pair in pairs:
        for key, language in (("source", pair.source), ("target", pair.target)):
            if language not in read_statement_words():
                raise TableError(f"{name_table(PAIR_ROOM, name)}: {key}: {ROOM}/{language}/{TABLE}{SUFFIX} is missing")
        if pair.target != pairs[0][1].target:
            raise TableError(f"{name_table(PAIR_ROOM, name)}: target: all pairs lead to one language, {pairs[0][1].target!r}")
    return tuple(pair for _, pair in pairs)
