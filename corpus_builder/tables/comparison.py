"""Comparing two columns, tables or schemas: where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def compare_schema(found: pa.Schema, expected: pa.Schema) -> str:
    """Where two schemas differ first, in words; an empty string when they do not.

    >>> compare_schema(pa.schema([("id", pa.int64())]), pa.schema([("id", pa.string())]))
    'column id: expected string, found int64'
    """
    for index in range(max(len(found), len(expected))):
        has = found.field(index) if index < len(found) else None
        wants = expected.field(index) if index < len(expected) else None
        if has is None or wants is None or has.name != wants.name:
            return f"column {index + 1}: expected {wants.name if wants else 'none'}, found {has.name if has else 'none'}"
        if not has.equals(wants):
            return f"column {wants.name}: expected {wants.type}, found {has.type}"
    return ""


def differs(one: Any, other: Any) -> Any:
    """Where two columns differ; null is equal to null alone."""
    equal = pc.fill_null(pc.equal(one, other), False)
    return pc.invert(pc.or_(equal, pc.and_(pc.is_null(one), pc.is_null(other))))


def misses(column: Any, values: pa.ChunkedArray) -> Any:
    """Where a column's value is null or not among the values."""
    return pc.invert(pc.is_in(column, value_set=values.combine_chunks(), skip_nulls=True))


def find_difference(one: pa.Table, other: pa.Table, before: int = 0) -> str:
    """The first row in which two tables of one schema differ, its id and its first differing column; "" when none does.

    The two are parts of tables that have so many rows `before` them.

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
    place = f"row {before + row + 1} ({longer[0][row].as_py()})"
    return f"{place}, column {one.column_names[index]}" if index >= 0 else f"{place} is in one of them only"


def first_difference(one: Sequence[Any], other: Sequence[Any]) -> int:
    """The first index at which two sequences differ.

    >>> first_difference("abc", "ab")
    2
    """
    common = min(len(one), len(other))
    return next((i for i in range(common) if one[i] != other[i]), common)
