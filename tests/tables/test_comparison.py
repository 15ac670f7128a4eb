"""corpus_builder.tables.comparison: where two tables differ."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.tables.comparison import find_difference


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ([["a", None]], [["a", None]], ""),
        ([["a", None]], [["a", 1]], "row 1 (a), column n"),
        ([["a", 1]], [["a", 1], ["b", 2]], "row 2 (b) is in one of them only"),
        ([], [["a", 1]], "row 1 (a) is in one of them only"),
    ],
)
def test_first_difference_of_tables(one: list[list[Any]], other: list[list[Any]], said: str) -> None:
    """Null is equal to null alone, and a longer table differs where it goes on."""
    schema = pa.schema([("id", pa.string()), ("n", pa.int64())])
    tables = [pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema) for rows in (one, other)]

    assert find_difference(*tables) == said
