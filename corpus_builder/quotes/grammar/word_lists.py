"""Lists of words in a table, as the sets and tuples that code asks."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, GetPydanticSchema, TypeAdapter

from corpus_builder.knowledge import Words


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
