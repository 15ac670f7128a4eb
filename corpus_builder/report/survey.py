"""What a pass over the parts of a release finds: its summary, and the documents and rows that the report draws from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.summary import Summary, summarize
from corpus_builder.report.excerpts import MOST_ROWS, choose_documents, join_tables, select_rows
from corpus_builder.report.voices import StatementCounts, WeakQuotes
from corpus_builder.tables.frames import OWNERS, Tables
from corpus_builder.tables.parquet import stream_table

# What names a document beside a quote or a copy.
PLACE = ("id", "source_id", "source", "title", "published")


class Survey:
    """What the report draws from a release, put in part after part; no more is held than is shown.

    `drawn` has the documents that are shown and all their rows, `rejects` the first rejects, `published` the dates of documents
    with their numbers, `has_texts` whether a paragraph or removal has its text, or there is none.
    """

    def __init__(self) -> None:
        self.drawn: Tables = {}
        self.rejects: list[dict[str, Any]] = []
        self.published: Counter[str | None] = Counter()
        self.weak, self.statements = WeakQuotes(), StatementCounts()
        self._texts, self._pieces = 0, 0

    @property
    def has_texts(self) -> bool:
        """Whether the release was published with the texts of its sources; one without rows is not said to lack them."""
        return self._texts > 0 or not self._pieces

    def add(self, tables: Tables) -> Summary:
        """Take the next part, and sum it up."""
        self._draw(tables)
        self.rejects += tables["rejects"].slice(0, MOST_ROWS - len(self.rejects)).to_pylist()
        counted = pc.value_counts(tables["documents"]["published"]).to_pylist()
        self.published.update({row["values"]: row["counts"] for row in counted})
        for name in ("paragraphs", "removals"):
            self._pieces += tables[name].num_rows
            self._texts += tables[name].num_rows - tables[name]["text"].null_count
        self.weak.add(tables["quotes"])
        self.statements.add(tables["quotes"])
        return summarize(tables)

    def _draw(self, tables: Tables) -> None:
        own = choose_documents(tables["documents"])
        documents = choose_documents(join_tables(self.drawn.get("documents"), own))
        rows = {
            name: select_rows(join_tables(self.drawn.get(name), select_rows(tables[name], key, own["id"])), key, documents["id"])
            for name, key in OWNERS.items()
            if name != "documents"
        }
        self.drawn = {"documents": documents, **rows}


def read_places(folder: Path, ids: Collection[str]) -> pa.Table:
    """What names some documents, in their published order."""
    wanted = pa.array(sorted(ids), pa.string())
    found = [select_rows(table, "id", wanted) for _, table in stream_table(folder, "documents", PLACE)]
    return pa.concat_tables(found) if found else pa.table({name: pa.array([], pa.string()) for name in PLACE})
