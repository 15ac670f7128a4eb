"""Findings: what is wrong with a release, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_builder.system.errors import BUILD_AGAIN

NAMED = 3  # rows that one finding names; it counts the rest


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a release: what, where (a file, or a table and column), and what to try."""

    what: str
    where: str
    hint: str = ""


def name_rows(what: str, where: str, ids: Any, wrong: Any = None) -> Iterator[Finding]:
    """One finding for all rows that are wrong, naming the first ones; none when there is none."""
    found = ids if wrong is None else ids.filter(wrong)
    if len(found):
        yield Finding(f"{what}: {name_first(found[:NAMED].to_pylist(), len(found))}", where, BUILD_AGAIN)


def name_first(values: Sequence[Any], count: int) -> str:
    """The first of `count` values, and how many more there are.

    >>> name_first(["a", "b", "c", "d"], 4), name_first(["a"], 1)
    ('a, b, c and 1 more', 'a')
    """
    named = ", ".join(str(value) for value in values[:NAMED])
    return f"{named} and {count - NAMED} more" if count > NAMED else named
