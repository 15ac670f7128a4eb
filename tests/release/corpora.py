"""Invented corpora of any shape, as whole tables in their published order, and the same ones in parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from corpus_builder.release.folder import hold_release
from corpus_builder.release.manifest import Provenance
from corpus_builder.release.release_writing import write_release
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import name_document, provenance, sample_tables, tabulate

Rows = dict[str, list[dict[str, Any]]]

SAID = ("Le quai rouvre", "The ferry sails", "=1+1", 'Une « grue », "deux"')
DOCUMENTS = st.fixed_dictionaries(
    {
        "source": st.sampled_from((None, "", "lephare.example", "lantern.example", "x.example")),
        "language": st.sampled_from((None, "fr", "en", "x1")),
        "published": st.sampled_from((None, "2023", "2024-03", "2024-03-05")),
        "license": st.sampled_from((None, "cc-by-4.0")),
        "repairs": st.sampled_from((None, "surrogates", "html entities; surrogates")),
        "note": st.sampled_from((None, "no article found", "a reprint")),
        "duplicate_of": st.sampled_from((None, "00ff")),
        "n_words": st.integers(0, 4),
        "source_characters": st.integers(0, 900),
    }
)
PARAGRAPHS = st.fixed_dictionaries(
    {"role": st.sampled_from(("title", "body")), "n_words": st.integers(0, 3), "n_copies": st.sampled_from((0, 1, 3, 200))}
)
QUOTES = st.fixed_dictionaries(
    {
        "text": st.sampled_from(SAID),
        "speaker": st.sampled_from((None, "la capitaine")),
        "speaker_name": st.sampled_from((None, "Ada Lemoine", "Tom Reed")),
        "kind": st.sampled_from(("direct", "mixed")),
        "balanced": st.booleans(),
        "is_copy": st.booleans(),
    }
)
REMOVALS = st.sampled_from(
    (
        {"stage": "boilerplate", "rule": "menu"},
        {"stage": "duplicates", "rule": "near copy", "similarity": 0.9},
        {"stage": "duplicates", "rule": "exact copy", "similarity": 1.0},
        {"stage": "policy", "rule": "e-mail address"},
    )
)
SHAPES = st.lists(
    st.tuples(DOCUMENTS, st.lists(PARAGRAPHS, max_size=3), st.lists(QUOTES, max_size=3), st.lists(REMOVALS, max_size=2))
)
REJECTS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("takedown", "empty file"))), max_size=4)


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, pa.Table]:
    """Tables in their published order; a statement has the id of its first quote."""
    rows: Rows = {name: [] for name in SCHEMAS}
    for number, (document, *pieces) in enumerate(draw(SHAPES)):
        id_ = name_document(str(number))
        fixed = {"id": id_, "source_id": str(number), "path": str(number), "n_paragraphs": 0, "n_quotes": 0, "kept_characters": 0}
        rows["documents"].append(document | fixed)
        for name, own in zip(("paragraphs", "quotes", "removals"), pieces, strict=True):
            rows[name] += [row | place_row(id_, name, position) for position, row in enumerate(own)]
    tables = sort_rows(tabulate(rows | {"rejects": [{"source_id": s, "path": s, "reason": r} for s, r in draw(REJECTS)]}))
    return tables | {"quotes": draw_statements(draw, tables["quotes"])}


def place_row(document: str, name: str, position: int) -> dict[str, Any]:
    """Where a row stands in its document."""
    start = 10 * position
    fixed = {"document_id": document, "start": start, "end": start + 4 + position, "id": f"{document}:{start}{name[0]}"}
    return fixed if name == "removals" else fixed | {"position": position, "paragraph_id": "p"}


def draw_statements(draw: st.DrawFn, quotes: pa.Table) -> pa.Table:
    """The quotes, each of the statement of an earlier one or of its own."""
    rows: list[dict[str, Any]] = []
    for row in quotes.to_pylist():
        earlier = draw(st.none() | st.integers(0, len(rows) - 1)) if rows else None
        rows.append(row | {"statement_id": row["id"] if earlier is None else rows[earlier]["statement_id"]})
    return pa.Table.from_pylist(rows, SCHEMAS["quotes"])


def publish_parts(out: Path, parts: Sequence[dict[str, pa.Table]], made_by: Provenance | None = None) -> Path:
    """Publish parts as they are."""
    with hold_release(out):
        write_release(out, parts, made_by or provenance())
    return out


def split_sample() -> list[dict[str, pa.Table]]:
    """The sample in three parts."""
    return split_tables(sort_rows(sample_tables()), (1, 3))


def split_tables(tables: dict[str, pa.Table], cuts: Sequence[int]) -> list[dict[str, pa.Table]]:
    """Tables cut before some of their documents, with all rows of these; the rejects are cut at the same numbers."""
    bounds = [0, *sorted(cuts), max(tables["documents"].num_rows, tables["rejects"].num_rows)]
    parts = []
    for first, end in pairwise(bounds):
        part = {name: tables[name].slice(first, max(end - first, 0)) for name in ("documents", "rejects")}
        own = set(part["documents"]["id"].to_pylist())
        for name in ("paragraphs", "quotes", "removals"):
            is_own = [document in own for document in tables[name]["document_id"].to_pylist()]
            part[name] = tables[name].filter(pa.array(is_own, pa.bool_()))
        parts.append({name: part[name] for name in SCHEMAS})
    return parts
