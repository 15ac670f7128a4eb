"""Lists of words in a table, as the sets and tuples that code asks."""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, GetPydanticSchema, TypeAdapter

from corpus_builder.knowledge import Row, Words
from corpus_builder.languages.first_names import GENDERS, Gender

Phrase = tuple[str, ...]


def _refuse_unfolded(words: tuple[str, ...]) -> tuple[str, ...]:
    wrong = next((word for word in words if word != word.lower() or "’" in word), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} must be in lower case, with a straight apostrophe")
    return words


def _make_set(kind: Any) -> GetPydanticSchema:
    """How a list that is checked as `kind` becomes a set: made once for the hundred fields of a table that are such sets."""
    schema = cache(lambda: TypeAdapter(Annotated[kind, AfterValidator(frozenset)]).core_schema)
    return GetPydanticSchema(lambda *_: schema())


# What a word may begin or end with: a tuple, which `startswith` and `endswith` take.
Affixes = Annotated[Words, AfterValidator(_refuse_unfolded)]
# Spellings as they stand, and words in lower case: in the file a sorted list without duplicates, here a set.
Spellings = Annotated[frozenset[str], _make_set(Words)]
WordSet = Annotated[frozenset[str], _make_set(Affixes)]


# the genders of a word that is of neither, of the one, of the other and of both
_GENDERS: tuple[tuple[Gender, ...], ...] = ((), GENDERS[:1], GENDERS[1:], GENDERS)


class ByGender(Row):
    """Words of either gender; a word may be of both."""

    masculine: WordSet
    feminine: WordSet

    def of(self, gender: Gender) -> frozenset[str]:
        """The words of one gender."""
        return self.masculine if gender == "masculine" else self.feminine

    def genders_of(self, word: str) -> tuple[Gender, ...]:
        """The genders that a word may have."""
        return _GENDERS[(word in self.masculine) + 2 * (word in self.feminine)]


def index_phrases(phrases: Iterable[str]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by first word, the longest first."""
    index: dict[str, list[Phrase]] = {}
    for words in sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True):
        index.setdefault(words[0], []).append(words)
    return {first: tuple(found) for first, found in index.items()}


def index_papers(papers: Iterable[str], articles: Set[str]) -> dict[str, tuple[Phrase, ...]]:
    """The names of papers as `index_phrases` gives them, and without an article at their head, as `au Monde` has it."""
    spaced = {paper.replace("'", "' ") for paper in papers}
    bare = {paper.partition(" ")[2] for paper in spaced if paper.partition(" ")[0] in articles}
    return index_phrases(spaced | bare)
