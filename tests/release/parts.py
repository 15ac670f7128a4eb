"""The same rows as one part, or cut into many small ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.folder import digest_files
from corpus_builder.release.manifest import MANIFEST, encode_values
from corpus_builder.tables.frames import OWNERS, Tables
from corpus_builder.tables.parquet import read_tables, write_table


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
