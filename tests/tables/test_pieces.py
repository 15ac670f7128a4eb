"""corpus_builder.tables.pieces: where rows stand among the pieces of a text."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.tables.pieces import SPAN, find_places, join_pieces, sort_by_place
from tests.release_sample import sample_tables

ROW = st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 8))


def lay(rows: list[tuple[str, int, int]]) -> pa.Table:
    """Rows of (document, start, length) as a table of spans, in order."""
    values = [
        {"id": f"{document}:{start}", "document_id": document, "start": start, "end": start + length}
        for document, start, length in rows
    ]
    schema = pa.schema([(name, pa.string() if "id" in name else pa.int64()) for name in SPAN])
    return sort_by_place(pa.Table.from_pylist(values, schema))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), unique=True), st.lists(ROW))
def test_places_are_those_that_a_search_finds(places: list[tuple[str, int]], rows: list[tuple[str, int, int]]) -> None:
    """A row stands in the piece of its document that holds its start, and in none where no piece does."""
    pieces, wanted = lay([(document, 10 * at, 7) for document, at in places]), lay(rows)
    spans = list(zip(*(pieces[name].to_pylist() for name in ("document_id", "start", "end")), strict=True))
    starts = zip(wanted["document_id"].to_pylist(), wanted["start"].to_pylist(), strict=True)
    expected = [
        next((i for i, (document, start, end) in enumerate(spans) if document == d and start <= s < end), None) for d, s in starts
    ]

    assert find_places(pieces, wanted).to_pylist() == expected


def test_copies_are_pieces_of_their_text() -> None:
    """A paragraph that went as a copy is joined to the others; a menu is not."""
    tables = sample_tables()
    pieces = join_pieces(tables)

    assert len(pieces) == tables["paragraphs"].num_rows + 1
    assert list_copies(tables) <= set(pieces["id"].to_pylist())


def list_copies(tables: dict[str, pa.Table]) -> set[str]:
    """The ids of the removals that are copies."""
    return {row["id"] for row in tables["removals"].to_pylist() if row["rule"] == "near copy"}
