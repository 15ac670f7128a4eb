"""How much of a release the report shows: all of a small one, as much of a large one as a browser can handle.

What is left out is always counted beside it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.page.figures import flag_doubts

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
MOST_WEAK = 60  # quotes with weak evidence
QUOTE_CHARACTERS = 400


def choose_documents(documents: pa.Table, most: int = MOST_DOCUMENTS) -> pa.Table:
    """The documents that are shown, those whose result looks wrong first, the others in their order.

    Where there are more than `most`, the first by id are drawn, which is like a draw that stays the same, since ids are hashes.
    """
    doubtful = flag_doubts(documents["note"])
    drawn = pa.table({"doubt": pc.invert(doubtful), "id": documents["id"]}).sort_by([("doubt", "ascending"), ("id", "ascending")])
    shown = pc.is_in(documents["id"], value_set=drawn["id"][:most].combine_chunks())
    parts = [documents.filter(pc.and_(shown, flags)) for flags in (doubtful, pc.invert(doubtful))]
    return pa.concat_tables(parts)


def select_rows(table: pa.Table, column: str, values: pa.ChunkedArray | pa.Array) -> pa.Table:
    """The rows of a table whose column has one of the values, in their order."""
    wanted = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return table.filter(pc.is_in(table[column], value_set=wanted))


def join_tables(kept: pa.Table | None, more: pa.Table) -> pa.Table:
    """Rows that were kept, and more behind them."""
    return more if kept is None else pa.concat_tables([kept, more])


def cut_text(text: str, most: int) -> tuple[str, int]:
    """The beginning of a text, and how many characters are left out.

    >>> cut_text("abcdef", 4), cut_text("abc", 4)
    (('abcd', 2), ('abc', 0))
    """
    return text[:most], max(0, len(text) - most)
