"""Documents as rows of the published tables. Starred columns are left empty: they are filled in over the whole corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from corpus_builder.model import Document, Paragraph, Quote, Reject, Stage
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables, check_columns, count_words, make_table
from corpus_builder.tables.ids import quote_id, removal_id, row_id


def tabulate(results: Iterable[Document | Reject]) -> Tables:
    """The rows of a batch: one table each for documents, paragraphs, quotes, removals and rejects, in their published schema.

    Raises ReleaseError, naming table and column, when a column is described that no row here has.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for result in results:
        if isinstance(result, Reject):
            rows["rejects"].append(reject_row(result))
        else:
            rows["documents"].append(document_row(result))
            rows["paragraphs"].extend(paragraph_row(result, p) for p in result.paragraphs)
            rows["quotes"].extend(quote_rows(result))
            rows["removals"].extend(removal_rows(result))
    for name in ("documents", "paragraphs"):
        counts = count_words(pa.array([row["text"] for row in rows[name]], pa.string()))
        for row, count in zip(rows[name], counts.to_pylist(), strict=True):
            row["n_words"] = count
    return {name: make_table(name, rows[name]) for name in SCHEMAS}


def remove_paragraphs(
    gone: pa.Table,
    stage: Stage,
    rules: pa.ChunkedArray,
    duplicate_of: pa.ChunkedArray | None = None,
    alike: pa.Array | None = None,
) -> pa.Table:
    """The removal rows of paragraphs that go; each keeps its id, and a copy names the paragraph that stays."""
    count = gone.num_rows
    columns = {
        **{name: gone[name] for name in ("id", "document_id", "start", "end", "text")},
        "stage": pa.repeat(stage, count),
        "rule": rules,
        "duplicate_of": pa.nulls(count, pa.string()) if duplicate_of is None else duplicate_of,
        "similarity": pa.nulls(count, pa.float64()) if alike is None else alike,
    }
    check_columns("removals", columns)
    return pa.table(columns).cast(SCHEMAS["removals"])


def document_row(document: Document) -> dict[str, Any]:
    """The row of one document."""
    source, metadata = document.source, document.metadata
    return {
        "id": document.id,
        "source_id": source.source_id,
        "path": source.path,
        "source": metadata.source,
        "url": metadata.url,
        "title": metadata.title,
        "author": metadata.author,
        "published": metadata.published,
        "language": document.language,
        "language_score": document.language_score,
        "text": document.text,
        "n_paragraphs": len(document.paragraphs),
        "n_quotes": len(document.quotes),
        "source_characters": len(source.text),
        "kept_characters": sum(p.end - p.start for p in document.paragraphs),
        "encoding": source.encoding,
        "repairs": "; ".join(document.repaired.repairs) or None,
        "license": metadata.license,
        "note": document.note,
        "sha256": source.sha256,
    }


def paragraph_row(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    """The row of one paragraph."""
    return {
        "id": row_id(document.id, paragraph.start),
        "document_id": document.id,
        "position": paragraph.position,
        "role": paragraph.role,
        "text": paragraph.text,
        "language": paragraph.language,
        "start": paragraph.start,
        "end": paragraph.end,
        "n_copies": 0,
    }


def quote_rows(document: Document) -> list[dict[str, Any]]:
    """The rows of a document's quotes; a quote belongs to the paragraph in which it starts."""
    rows, paragraphs = [], iter(document.paragraphs)
    paragraph = next(paragraphs, None)
    for position, quote in enumerate(sorted(document.quotes, key=lambda q: (q.start, q.end))):
        while paragraph is not None and paragraph.end <= quote.start:
            paragraph = next(paragraphs, None)
        assert paragraph is not None, "a quote lies in a paragraph"
        rows.append(quote_row(document.id, paragraph, position, quote))
    return rows


def quote_row(document: str, paragraph: Paragraph, position: int, quote: Quote) -> dict[str, Any]:
    """The row of one quote."""
    return {
        "id": quote_id(document, quote.start),
        "document_id": document,
        "paragraph_id": row_id(document, paragraph.start),
        "position": position,
        "kind": quote.kind,
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "fragments": json.dumps(quote.fragments) if quote.fragments else None,
        "speaker": quote.speaker,
        "speaker_name": quote.speaker_name,
        "cue": quote.cue,
        "balanced": quote.balanced,
        "language": paragraph.language,
        "is_copy": False,
    }


def removal_rows(document: Document) -> list[dict[str, Any]]:
    """The rows of what went from a document."""
    return [
        {
            "id": removal_id(document.id, removal.start, removal.stage),
            "document_id": document.id,
            "start": removal.start,
            "end": removal.end,
            "text": None if removal.stage == "policy" else removal.text,
            "stage": removal.stage,
            "rule": removal.rule,
            "duplicate_of": removal.duplicate_of,
            "similarity": removal.similarity,
        }
        for removal in document.removals
    ]


def reject_row(reject: Reject) -> dict[str, Any]:
    """The row of one reject."""
    return {
        "source_id": reject.source_id,
        "path": reject.path,
        "reason": reject.reason,
        "detail": reject.detail,
        "bytes": reject.size,
        "sha256": reject.sha256,
    }
