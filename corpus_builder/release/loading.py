"""A published folder as its tables."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.release.folder import read_steadily, recover_release
from corpus_builder.release.manifest import MANIFEST
from corpus_builder.system.errors import ReleaseError, explain_failure
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import read_tables


def require_corpus(folder: Path) -> None:
    """Raise ReleaseError when there is no corpus in the folder."""
    with explain_failure(f"cannot read {folder}", ReleaseError):
        recover_release(folder)
        there = (folder / MANIFEST).is_file()
    if not there:
        raise ReleaseError(f"no corpus in {folder}", hint="build one: python -m corpus_builder build SOURCE --out DIR")


def load_tables(folder: Path) -> Tables:
    """The tables of a published folder by name. Raises ReleaseError when they are not those of its manifest."""
    with explain_failure(f"cannot read {folder}", ReleaseError):
        manifest, tables = read_steadily(folder, lambda: read_tables(folder))
    for name, table in tables.items():
        rows = manifest.tables[name].rows if name in manifest.tables else None
        if rows != table.num_rows:
            what = f"{folder}: the table {name} has {table.num_rows:,} rows, the manifest says {rows}"
            raise ReleaseError(what, hint="python -m corpus_builder verify says what is damaged")
    return tables
