"""How verbs of a language are conjugated, as typed records."""

from __future__ import annotations

from corpus_builder.knowledge import Expression, Row
from corpus_builder.languages.word_lists import WordSet


class Spelling(Row):
    """How a stem changes before some endings: a pattern in the stem, one for the ending, and what the first becomes.

    With `verbs` the change is for these alone.
    """

    stem: Expression
    ending: Expression
    becomes: str
    verbs: WordSet = frozenset()


class Endings(Row):
    """A conjugation: the ending of its infinitive and those that replace it in each mood; the first change that fits is made."""

    infinitive: str
    finite: WordSet
    participle: WordSet
    gerund: WordSet
    spelling: tuple[Spelling, ...] = ()
