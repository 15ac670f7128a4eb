"""The metadata of the sample, with all that a person can state."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pyarrow as pa

from corpus_builder.release.manifest import FileDigest, Manifest
from corpus_builder.release.page.croissant import render_croissant
from corpus_builder.release.summary import Summary, summarize
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import DESCRIPTION, describe_tables, provenance, sample_tables

FULL = replace(
    DESCRIPTION,
    creators="The harbour desk",
    released="2024-04-02",
    url="https://lephare.example/corpus",
    citation="Harbour news, a sample. 2024.",
    purpose="To have something to test with.",
    collection="Written at a desk by the sea.",
    uses="Tests.",
    unsuitable="Sailing.",
    limits="Four documents.",
    biases="Only the harbour speaks.",
    personal="Nobody in it lives.",
    maintenance="Mended when the wind is fair.",
)


def make(
    tables: dict[str, pa.Table] | None = None, description: Description = FULL, settings: Settings | None = None
) -> tuple[Summary, Manifest]:
    """The summary of tables and the manifest of a release of them."""
    tables = sort_rows(tables or sample_tables())
    files = {
        f"data/{name}/part-00000.parquet": FileDigest(bytes=1000, sha256="0" * 64) for name in SCHEMAS if tables[name].num_rows
    }
    made_of = provenance(description, settings or Settings())
    return summarize(tables), describe_tables(tables, files, made_of)


def describe(tables: dict[str, pa.Table] | None = None, description: Description = FULL, **more: Any) -> dict[str, Any]:
    """The metadata of a release, parsed."""
    return json.loads(render_croissant(*make(tables, description, **more)))
