"""Phrases of short lines that are boilerplate, all matched in one pass."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator

from corpus_builder.knowledge import NamedRows, Row, Words, read_table, refuse_slow_pattern

ROOM = "cleaning.pages"


def refuse_slow_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns; ValueError for one that re2 does not take."""
    return tuple(map(refuse_slow_pattern, patterns))


class Phrase(Row):
    """A kind of thing that lines say, and the patterns of which one is found in a line that says it."""

    name: str
    patterns: Annotated[Words, AfterValidator(refuse_slow_patterns)]


class PhraseTable(Row):
    """The table."""

    phrases: NamedRows[Phrase]


@cache
def phrase_names() -> tuple[str, ...]:
    """The kinds of things that short lines say which are no text of the article."""
    return tuple(phrase.name for phrase in read_table(PhraseTable, ROOM, "phrases").phrases)


def find_phrases(text: str) -> list[str]:
    """What a line says, by name.

    >>> find_phrases("Tous droits réservés")
    ['legal']
    """
    names = phrase_names()
    return [names[i] for i in sorted(_phrase_finder().Match(text.lower()) or ())]


@cache
def _phrase_finder() -> Any:
    """All phrases in one automaton; it sees lower-case text."""
    import re2

    finder = re2.Set.SearchSet()
    for phrase in read_table(PhraseTable, ROOM, "phrases").phrases:
        finder.Add("|".join(phrase.patterns))
    finder.Compile()
    return finder
