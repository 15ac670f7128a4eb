"""The published tables: their columns, in order, with their types.

Every column is a plain `string`, `int64`, `float64` or `bool`, so that every reader of Parquet takes them alike.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

TEXT, WHOLE, REAL, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()

SCHEMAS: dict[str, pa.Schema] = {
    "documents": pa.schema(
        [
            ("id", TEXT),
            ("source_id", TEXT),
            ("path", TEXT),
            ("source", TEXT),
            ("url", TEXT),
            ("title", TEXT),
            ("author", TEXT),
            ("published", TEXT),
            ("language", TEXT),
            ("language_score", REAL),
            ("text", TEXT),
            ("n_words", WHOLE),
            ("n_paragraphs", WHOLE),
            ("n_quotes", WHOLE),
            ("source_characters", WHOLE),
            ("kept_characters", WHOLE),
            ("encoding", TEXT),
            ("repairs", TEXT),
            ("duplicate_of", TEXT),
            ("duplicate_similarity", REAL),
            ("license", TEXT),
            ("note", TEXT),
            ("sha256", TEXT),
        ]
    ),
    "paragraphs": pa.schema(
        [
            ("id", TEXT),
            ("document_id", TEXT),
            ("position", WHOLE),
            ("role", TEXT),
            ("text", TEXT),
            ("language", TEXT),
            ("start", WHOLE),
            ("end", WHOLE),
            ("n_words", WHOLE),
            ("n_copies", WHOLE),
        ]
    ),
    "quotes": pa.schema(
        [
            ("id", TEXT),
            ("document_id", TEXT),
            ("paragraph_id", TEXT),
            ("position", WHOLE),
            ("kind", TEXT),
            ("text", TEXT),
            ("start", WHOLE),
            ("end", WHOLE),
            ("fragments", TEXT),
            ("speaker", TEXT),
            ("speaker_name", TEXT),
            ("cue", TEXT),
            ("balanced", FLAG),
            ("language", TEXT),
            ("is_copy", FLAG),
            ("statement_id", TEXT),
        ]
    ),
    "removals": pa.schema(
        [
            ("id", TEXT),
            ("document_id", TEXT),
            ("start", WHOLE),
            ("end", WHOLE),
            ("text", TEXT),
            ("stage", TEXT),
            ("rule", TEXT),
            ("duplicate_of", TEXT),
            ("similarity", REAL),
        ]
    ),
    "rejects": pa.schema(
        [("source_id", TEXT), ("path", TEXT), ("reason", TEXT), ("detail", TEXT), ("bytes", WHOLE), ("sha256", TEXT)]
    ),
}

# Decided over the whole corpus: a neighbour may change them, and a difference in them is re-derived, not changed.
STARRED: dict[str, frozenset[str]] = {
    "documents": frozenset({"duplicate_of", "duplicate_similarity"}),
    "paragraphs": frozenset({"n_copies"}),
    "quotes": frozenset({"is_copy", "statement_id"}),
    "removals": frozenset({"duplicate_of", "similarity"}),
    "rejects": frozenset(),
}


def first_day(published: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO dates as precise as known, each expanded to the first day it can mean.

    >>> first_day(pa.chunked_array([["2024", "2024-03", "2024-03-09"]])).to_pylist()
    ['2024-01-01', '2024-03-01', '2024-03-09']
    """
    length = pc.utf8_length(published)
    month = pc.if_else(pc.equal(length, 4), pc.binary_join_element_wise(published, pa.scalar("-01"), ""), published)
    return pc.if_else(pc.less_equal(length, 7), pc.binary_join_element_wise(month, pa.scalar("-01"), ""), month)
