"""corpus_builder.tables.ids: one row and a whole table get the same ids."""

from __future__ import annotations

from typing import get_args

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.model import Stage
from corpus_builder.tables.ids import HIDDEN, QUOTE, document_id, make_ids, row_id

STARTS = st.lists(st.integers(0, 10**9), max_size=5)


@given(st.lists(st.text(), max_size=5))
def test_documents_have_the_same_ids_in_a_table(source_ids: list[str]) -> None:
    """The id of a document is made of its source id alone, in Python as in Arrow."""
    table = pa.table({"source_id": pa.array(source_ids, pa.string())})

    assert make_ids(table, "documents").to_pylist() == [document_id(source_id) for source_id in source_ids]


@given(STARTS)
def test_paragraphs_and_quotes_have_the_same_ids_in_a_table(starts: list[int]) -> None:
    """The id of a paragraph or quote is made of its document and its place, in Python as in Arrow."""
    table = pa.table({"document_id": pa.array(["0f"] * len(starts), pa.string()), "start": pa.array(starts, pa.int64())})

    assert make_ids(table, "paragraphs").to_pylist() == [row_id("0f", start) for start in starts]
    assert make_ids(table, "quotes").to_pylist() == [row_id("0f", start) + QUOTE for start in starts]


@given(STARTS, st.data())
def test_removals_have_the_same_ids_in_a_table(starts: list[int], data: st.DataObject) -> None:
    """What policy hides has an id of its own, in Python as in Arrow; every other removal that of a paragraph."""
    stages = data.draw(st.lists(st.sampled_from(get_args(Stage)), min_size=len(starts), max_size=len(starts)))
    columns = {"document_id": pa.array(["0f"] * len(starts), pa.string()), "start": pa.array(starts, pa.int64())}
    table = pa.table(columns | {"stage": pa.array(stages, pa.string())})

    expected = [row_id("0f", start) + (HIDDEN if stage == "policy" else "") for start, stage in zip(starts, stages, strict=True)]
    assert make_ids(table, "removals").to_pylist() == expected
    assert all(
        (found == row_id("0f", start)) == (stage != "policy")
        for found, start, stage in zip(expected, starts, stages, strict=True)
    )
