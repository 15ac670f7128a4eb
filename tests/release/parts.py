"""The same rows as one part, or cut into many small ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from corpus_builder.release.folder import digest_files
from corpus_builder.release.manifest import MANIFEST, encode_values
from corpus_builder.stages.flows.numbering import number_corpus
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import OWNERS, Tables
from corpus_builder.tables.parquet import read_tables, write_table
from corpus_builder.tables.parts import cut_draws, cut_parts, find_last_start
from tests.release_sample import name_document, sample_rows

# Characters of small parts, on average and at most: a document or two.
SMALL_PARTS = 2_000, 4_000
Rows = dict[str, list[dict[str, Any]]]


def cut_small(patch: pytest.MonkeyPatch) -> None:
    """Let releases be cut into parts of a document or two, by what writes them and by what checks them."""
    for function in (cut_parts, cut_draws, number_corpus):
        patch.setattr(function, "__defaults__", SMALL_PARTS)
    patch.setattr(find_last_start, "__defaults__", SMALL_PARTS[:1])


def cut_release(folder: Path, starts: Sequence[int]) -> Path:
    """Cut the tables of a release into parts that begin with these documents; the manifest lists their files."""
    tables = read_tables(folder)
    shutil.rmtree(folder / "data")
    for number, part in enumerate(cut_rows(tables, starts)):
        for name, table in part.items():
            write_table(table, folder / "data" / name, number)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"] = {path: file.model_dump() for path, file in digest_files(folder).items()}
    (folder / MANIFEST).write_bytes(encode_values(manifest))
    return folder


def cut_rows(tables: Tables, starts: Sequence[int]) -> list[Tables]:
    """Tables cut at documents; rows of no document are in the first part, and rejects too."""
    ids = tables["documents"]["id"].combine_chunks()
    parts = []
    for number, (first, end) in enumerate(pairwise([*starts, len(ids)])):
        part = {}
        for name, column in OWNERS.items():
            place = pc.fill_null(pc.index_in(tables[name][column], ids), 0 if not number else -1)
            rows = pc.and_(pc.greater_equal(place, pa.scalar(first, pa.int32())), pc.less(place, pa.scalar(end, pa.int32())))
            part[name] = tables[name].filter(rows)
        parts.append(part | {"rejects": tables["rejects"].slice(0 if not number else len(tables["rejects"]))})
    return parts


def repeat_sample(times: int) -> Rows:
    """The rows of the sample that many times, each time with other documents."""
    rows: Rows = {name: [] for name in SCHEMAS}
    for number in range(times):
        sample = sample_rows()
        names = {row["id"]: name_document(f"{number}/{row['source_id']}") for row in sample["documents"]}
        for name, own in sample.items():
            rows[name] += [rename_row(row, names, f"{number}/") for row in own]
    return rows


def rename_row(row: dict[str, Any], names: dict[str, str], before: str) -> dict[str, Any]:
    """A row of the sample as one of other documents."""
    renamed = dict(row)
    for column in ("id", "document_id", "paragraph_id", "statement_id", "duplicate_of"):
        if row.get(column):
            own, mark, place = row[column].partition(":")
            renamed[column] = names[own] + mark + place
    for column in ("source_id", "path"):
        if column in row:
            renamed[column] = before + row[column]
    return renamed
