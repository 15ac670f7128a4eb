"""corpus_builder.tables.frames: order, bytes and digests of the published tables."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import complete_tables, sort_rows
from tests.release_sample import name_document, sample_tables


@settings(max_examples=30)
@given(st.permutations(range(4)), st.permutations(range(5)))
def test_order_of_rows_does_not_depend_on_their_coming(documents: list[int], paragraphs: list[int]) -> None:
    """Sorting gives the same tables whatever the order of the rows before."""
    tables = sample_tables()
    mixed = {
        **tables,
        "documents": tables["documents"].take(documents),
        "paragraphs": tables["paragraphs"].take(paragraphs),
        "removals": tables["removals"].take([2, 0, 1]),
    }

    assert sort_rows(mixed) == sort_rows(tables)


def test_documents_stand_by_date_then_source() -> None:
    """A month sorts as its first day, a year as its first, an unknown date last; rows of a document follow it."""
    tables = sort_rows(sample_tables())

    assert tables["documents"]["source_id"].to_pylist() == ["en/menu.txt", "fr/reprise.txt", "fr/quai.txt", "en/ferry.txt"]
    followed = list(dict.fromkeys(tables["paragraphs"]["document_id"].to_pylist()))
    assert followed == [name_document(s) for s in ("fr/reprise.txt", "fr/quai.txt", "en/ferry.txt")]
    assert tables["paragraphs"]["position"].to_pylist() == [1, 0, 1, 2, 0]


def test_other_columns_are_refused() -> None:
    """A table that lacks a column, or an unknown table, is an error that names it."""
    with pytest.raises(ReleaseError, match="column 11: expected none, found more"):
        complete_tables({"paragraphs": SCHEMAS["paragraphs"].append(pa.field("more", pa.string())).empty_table()})
    with pytest.raises(ReleaseError, match="unknown table quips"):
        complete_tables({"quips": pa.table({})})
