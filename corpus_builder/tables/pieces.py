"""The pieces of a document's text, and the positions of rows among them."""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PULL_QUOTE, Span
from corpus_builder.tables.comparison import differs
from corpus_builder.tables.frames import Tables, take_rows

SPAN = ["id", "document_id", "start", "end"]


def find_copies(removals: pa.Table) -> pa.Table:
    """The removals that are paragraphs of their document's text which went as copies."""
    return removals.filter(pc.and_(pc.equal(removals["stage"], "duplicates"), pc.not_equal(removals["rule"], PULL_QUOTE)))


def join_pieces(tables: Tables) -> pa.Table:
    """All paragraphs of the documents' texts, those too that went as copies: id, document_id, start, end, text; by place."""
    columns = [*SPAN, "text"]
    return sort_by_place(
        pa.concat_tables([tables["paragraphs"].select(columns), find_copies(tables["removals"]).select(columns)])
    )


def find_places(pieces: pa.Table, rows: pa.Table) -> pa.ChunkedArray:
    """For each row the index of the piece of its document in which it starts, null where there is none."""
    if pieces.num_rows == 0:
        return pa.chunked_array([pa.nulls(rows.num_rows, pa.int32())])
    documents = pc.unique(pieces["document_id"])
    width = 1 + max((pc.max(table["end"]).as_py() or 0) for table in (pieces, rows))
    starts, wanted = (_place_keys(table, documents, width) for table in (pieces, rows))
    before = np.searchsorted(starts, wanted, side="right") - 1
    ends = starts + (pieces["end"].to_numpy() - pieces["start"].to_numpy())
    inside = (before >= 0) & (wanted < ends[before])
    return pa.chunked_array([pa.array(before.astype(np.int32), mask=~inside)])


def _place_keys(rows: pa.Table, documents: pa.Array, width: int) -> npt.NDArray[np.int64]:
    """Numbers that order rows by document and start; `width` is beyond every offset."""
    place = pc.fill_null(pc.index_in(rows["document_id"], value_set=documents), -1)
    keys: npt.NDArray[np.int64] = place.to_numpy().astype(np.int64) * width + rows["start"].to_numpy().clip(0, width - 1)
    return keys


def sort_by_place(rows: pa.Table) -> pa.Table:
    """Rows in the order of their documents' ids and of their places in the source."""
    return take_rows(
        rows,
        pc.sort_indices(rows.select(SPAN), sort_keys=[(name, "ascending") for name in ("document_id", "start", "end", "id")]),
    )


def rank_within(documents: pa.ChunkedArray) -> pa.Array:
    """For each row of a table sorted by document its place among the rows of its document.

    >>> rank_within(pa.chunked_array([["a", "a", "b"]])).to_pylist()
    [0, 1, 0]
    """
    changes = differs(documents[1:], documents[: len(documents) - 1]).to_numpy() if len(documents) > 1 else np.zeros(0, bool)
    starts = np.flatnonzero(np.r_[np.ones(min(len(documents), 1), bool), changes])
    lengths = np.diff(np.r_[starts, len(documents)])
    return pa.array(np.arange(len(documents)) - np.repeat(starts, lengths), pa.int64())


def is_fragments(fragments: str | None, start: int, end: int) -> bool:
    """Whether fragments are absent, or two or more spans in order from `start` to `end`.

    >>> is_fragments("[[3, 5], [8, 9]]", 3, 9), is_fragments("[[3, 5], [4, 9]]", 3, 9)
    (True, False)
    """
    if fragments is None:
        return True
    try:
        bounds = [bound for left, right in json.loads(fragments) for bound in (left, right)]
    except (TypeError, ValueError, RecursionError):
        return False
    whole = all(type(bound) is int for bound in bounds)
    return whole and len(bounds) > 2 and bounds[0] == start and bounds[-1] == end and bounds == sorted(bounds)


def read_spans(fragments: str | None, start: int, end: int) -> tuple[Span, ...]:
    """The pieces of a quote: its fragments, or its one span where it has none that can be read.

    >>> read_spans("[[3, 5], [8, 9]]", 3, 9)
    ((3, 5), (8, 9))
    """
    if fragments is None or not is_fragments(fragments, start, end):
        return ((start, end),)
    return tuple((left, right) for left, right in json.loads(fragments))
