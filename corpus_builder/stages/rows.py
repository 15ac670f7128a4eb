"""Documents as rows of the published tables. Starred columns are left empty: they are filled in over the whole corpus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import Document, Paragraph, Quote, Reject, Removals, Stage
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables, check_columns, make_table
from corpus_builder.tables.ids import make_quote_ids, make_removal_ids, make_row_ids
from corpus_builder.text.characters import count_words_of


def tabulate(results: Iterable[Document | Reject]) -> Tables:
    """The rows of a batch: one table each for documents, paragraphs, quotes, removals and rejects, in their published schema.

    Raises ReleaseError, naming table and column, when a column is described that no row here has.
    """
    given = list(results)
    documents = [result for result in given if isinstance(result, Document)]
    paragraphs = tabulate_paragraphs(documents)
    return {
        "documents": tabulate_documents(documents, paragraphs["n_words"].to_numpy()),
        "paragraphs": paragraphs,
        "quotes": tabulate_quotes(documents),
        "removals": tabulate_removals(documents),
        "rejects": tabulate_rejects([result for result in given if isinstance(result, Reject)]),
    }


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


def tabulate_documents(documents: Sequence[Document], words: Any) -> pa.Table:
    """The rows of documents; `words` are the counts of their paragraphs, whose words are all that a document has."""
    bounds = np.cumsum([0, *(len(document.paragraphs) for document in documents)])
    sums = np.append(0, np.cumsum(words))[bounds]
    sources, metadata = [document.source for document in documents], [document.metadata for document in documents]
    said = ("source", "url", "title", "author", "published", "extra", "license")
    read = ("source_id", "path", "encoding", "sha256")
    columns = {
        **{name: list(map(attrgetter(name), documents)) for name in ("id", "language", "language_score", "text", "note")},
        **{name: list(map(attrgetter(name), sources)) for name in read},
        **{name: list(map(attrgetter(name), metadata)) for name in said},
        "n_words": np.diff(sums),
        "n_paragraphs": np.diff(bounds),
        "n_quotes": [len(document.quotes) for document in documents],
        "source_characters": [len(source.text) for source in sources],
        "kept_characters": [sum([p.end - p.start for p in document.paragraphs]) for document in documents],
        "repairs": ["; ".join(document.repaired.repairs) or None for document in documents],
    }
    return make_table("documents", columns)


def tabulate_paragraphs(documents: Sequence[Document]) -> pa.Table:
    """The rows of the paragraphs of documents."""
    paragraphs = [paragraph for document in documents for paragraph in document.paragraphs]
    owners = _repeat_ids(documents, lambda document: len(document.paragraphs))
    names = ("position", "role", "language", "start", "end")
    columns: dict[str, Any] = {name: list(map(attrgetter(name), paragraphs)) for name in names}
    columns["start"] = pa.array(columns["start"], pa.int64())
    texts = [paragraph.text for paragraph in paragraphs]
    return make_table(
        "paragraphs",
        {
            **columns,
            "id": make_row_ids(owners, columns["start"]),
            "document_id": owners,
            "text": texts,
            "n_words": count_words_of(texts),
            "n_copies": np.zeros(len(paragraphs), np.int64),
        },
    )


def tabulate_quotes(documents: Sequence[Document]) -> pa.Table:
    """The rows of the quotes of documents; a quote belongs to the paragraph in which it starts."""
    ordered = [sorted(document.quotes, key=lambda quote: (quote.start, quote.end)) for document in documents]
    quotes = [quote for own in ordered for quote in own]
    paragraphs = [p for document, own in zip(documents, ordered, strict=True) for p in find_paragraphs(document, own)]
    owners = _repeat_ids(documents, lambda document: len(document.quotes))
    names = ("kind", "text", "start", "end", "speaker", "speaker_name", "cue", "balanced")
    columns: dict[str, Any] = {name: list(map(attrgetter(name), quotes)) for name in names}
    columns["start"] = pa.array(columns["start"], pa.int64())
    return make_table(
        "quotes",
        {
            **columns,
            "id": make_quote_ids(owners, columns["start"]),
            "document_id": owners,
            "paragraph_id": make_row_ids(owners, pa.array([paragraph.start for paragraph in paragraphs], pa.int64())),
            "position": [position for own in ordered for position in range(len(own))],
            "fragments": [json.dumps(quote.fragments) if quote.fragments else None for quote in quotes],
            "language": [paragraph.language for paragraph in paragraphs],
            "is_copy": np.zeros(len(quotes), bool),
        },
    )


def find_paragraphs(document: Document, quotes: Iterable[Quote]) -> list[Paragraph]:
    """For each of a document's quotes, which are sorted, the paragraph in which it starts."""
    found, paragraphs = [], iter(document.paragraphs)
    paragraph = next(paragraphs, None)
    for quote in quotes:
        while paragraph is not None and paragraph.end <= quote.start:
            paragraph = next(paragraphs, None)
        assert paragraph is not None, "a quote lies in a paragraph"
        found.append(paragraph)
    return found


def tabulate_removals(documents: Sequence[Document]) -> pa.Table:
    """The rows of what went from documents; what policy hides has no text."""
    owners = _repeat_ids(documents, lambda document: len(document.removals))
    removals = [document.removals for document in documents]
    starts = pa.array(chain_columns(removals, "starts"), pa.int64())
    stages = pa.array(chain_columns(removals, "stages"), pa.string())
    texts = pa.array(chain_columns(removals, "texts"), pa.string())
    is_hidden = pc.equal(stages, "policy")
    return make_table(
        "removals",
        {
            "id": make_removal_ids(owners, starts, stages),
            "document_id": owners,
            "start": starts,
            "end": chain_columns(removals, "ends"),
            "text": pc.if_else(is_hidden, pa.scalar(None, pa.string()), texts) if pc.any(is_hidden).as_py() else texts,
            "stage": stages,
            "rule": chain_columns(removals, "rules"),
            "duplicate_of": chain_columns(removals, "duplicate_of"),
            "similarity": chain_columns(removals, "similarity"),
        },
    )


def tabulate_rejects(rejects: Sequence[Reject]) -> pa.Table:
    """The rows of rejects."""
    names = {"bytes": "size"}
    columns = {name: list(map(attrgetter(names.get(name, name)), rejects)) for name in SCHEMAS["rejects"].names}
    return make_table("rejects", columns)


def _repeat_ids(documents: Sequence[Document], count: Callable[[Document], int]) -> pa.Array:
    """The id of each document as often as it counts."""
    ids = pa.array([document.id for document in documents], pa.string())
    return ids.take(pa.array(np.repeat(np.arange(len(documents)), list(map(count, documents)))))


def chain_columns(parts: Sequence[Removals], name: str) -> list[Any]:
    """A column of all of them."""
    return list(chain.from_iterable(map(attrgetter(name), parts)))
