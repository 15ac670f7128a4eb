"""The ids of rows and how they are made: in Python for one row, in Arrow for a whole table.

An id depends on the source alone: on its id, and on where the row starts in it. Arrow is loaded where there is a table: who
cleans single documents does without.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS = 16  # hexadecimal ones of a document's id
MARK = ":"  # between a document's id and the place in its source
# A quote, and what policy hides, may start where a paragraph does.
QUOTE, HIDDEN = "q", "x"


def document_id(source_id: str) -> str:
    """The id of a document: hexadecimal digits that depend on its source id alone."""
    return hashlib.sha256(source_id.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def row_id(document: str, start: int) -> str:
    """The id of a paragraph: its document's id and where it starts in the source. A removed paragraph keeps it.

    >>> row_id("00ff00ff00ff00ff", 12)
    '00ff00ff00ff00ff:12'
    """
    return f"{document}{MARK}{start}"


def make_ids(table: pa.Table, name: str) -> pa.ChunkedArray:
    """The ids that the rows of a table must have, whatever stands in its column `id`; rejects have none."""
    import pyarrow as pa

    if name == "documents":
        return pa.chunked_array([[document_id(source_id) for source_id in table["source_id"].to_pylist()]], pa.string())
    place = table["document_id"], table["start"]
    if name == "quotes":
        return make_quote_ids(*place)
    return make_removal_ids(*place, table["stage"]) if name == "removals" else make_row_ids(*place)


def make_row_ids(documents: pa.Array, starts: pa.Array) -> pa.Array:
    """The ids of paragraphs, as `row_id` makes them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(documents, pc.cast(starts, pa.string()), MARK)


def make_quote_ids(documents: pa.Array, starts: pa.Array) -> pa.Array:
    """The ids of quotes: those of paragraphs, marked."""
    return _append(make_row_ids(documents, starts), QUOTE)


def make_removal_ids(documents: pa.Array, starts: pa.Array, stages: pa.Array) -> pa.Array:
    """The ids of removals: those of the paragraphs that went, marked where policy hides one that stays."""
    import pyarrow.compute as pc

    ids = make_row_ids(documents, starts)
    is_hidden = pc.equal(stages, "policy")
    return pc.if_else(is_hidden, _append(ids, HIDDEN), ids) if pc.any(is_hidden).as_py() else ids


def _append(ids: pa.Array, suffix: str) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(ids, pa.scalar(suffix), "")
