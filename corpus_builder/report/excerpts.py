"""How much of a release the report shows: all of a small one, as much of a large one as a browser can handle.

What is left out is always counted beside it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

MOST_DOCUMENTS = 60  # shown with what went from them
DOCUMENT_CHARACTERS = 12_000  # of one document: some four pages, after which the eye has seen how it was treated
PIECE_CHARACTERS = 3_000  # of one paragraph or removal
MOST_GROUPS = 40
MOST_MEMBERS = 6  # of one group of near-duplicates
MOST_STATEMENTS = 40
MOST_VERSIONS = 12  # of one statement
MOST_ROWS = 200  # of a table that is searched and sorted
MOST_BARS = 12
MOST_SPEAKERS = 30  # shown with their quotes
MOST_QUOTES = 10  # of one speaker
QUOTE_CHARACTERS = 400


def choose_documents(documents: pa.Table, most: int = MOST_DOCUMENTS) -> pa.Table:
    """All documents, or the first `most` by id, which is like a draw that stays the same, since ids are hashes."""
    if documents.num_rows <= most:
        return documents
    ids = documents["id"].take(pc.sort_indices(documents["id"])[:most])
    return select_rows(documents, "id", ids)


def select_rows(table: pa.Table, column: str, values: pa.ChunkedArray | pa.Array) -> pa.Table:
    """The rows of a table whose column has one of the values, in their order."""
    wanted = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return table.filter(pc.is_in(table[column], value_set=wanted))


def cut_text(text: str, most: int) -> tuple[str, int]:
    """The beginning of a text, and how many characters are left out.

    >>> cut_text("abcdef", 4), cut_text("abc", 4)
    (('abcd', 2), ('abc', 0))
    """
    return text[:most], max(0, len(text) - most)
