"""Findings: what is wrong with a release, and the comparisons of columns that find it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

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
        yield Finding(f"{what}: {name_first(found[:NAMED].to_pylist(), len(found))}", where, "build the release again")


def name_first(values: Sequence[Any], count: int) -> str:
    """The first of `count` values, and how many more there are.

    >>> name_first(["a", "b", "c", "d"], 4), name_first(["a"], 1)
    ('a, b, c and 1 more', 'a')
    """
    named = ", ".join(str(value) for value in values[:NAMED])
    return f"{named} and {count - NAMED} more" if count > NAMED else named


def differs(one: Any, other: Any) -> Any:
    """Where two columns differ; null is equal to null alone."""
    equal = pc.fill_null(pc.equal(one, other), False)
    return pc.invert(pc.or_(equal, pc.and_(pc.is_null(one), pc.is_null(other))))


def misses(column: Any, values: pa.ChunkedArray) -> Any:
    """Where a column's value is null or not among the values."""
    return pc.invert(pc.is_in(column, value_set=values.combine_chunks(), skip_nulls=True))


def find_difference(one: pa.Table, other: pa.Table) -> str:
    """The first row in which two tables of one schema differ, its id and its first differing column; "" when none does.

    >>> find_difference(pa.table({"id": ["a", "b"]}), pa.table({"id": ["a", "c"]}))
    'row 2 (b), column id'
    """
    common = min(one.num_rows, other.num_rows)
    first = []
    for index, name in enumerate(one.column_names):
        row = pc.index(differs(one[name][:common], other[name][:common]), True).as_py()
        if row >= 0:
            first.append((row, index))
    if not first and one.num_rows == other.num_rows:
        return ""
    row, index = min(first, default=(common, -1))
    longer = one if one.num_rows > row else other
    place = f"row {row + 1} ({longer[0][row].as_py()})"
    return f"{place}, column {one.column_names[index]}" if index >= 0 else f"{place} is in one of them only"


def first_difference(one: Sequence[Any], other: Sequence[Any]) -> int:
    """The first index at which two sequences differ.

    >>> first_difference("abc", "ab")
    2
    """
    common = min(len(one), len(other))
    return next((i for i in range(common) if one[i] != other[i]), common)
