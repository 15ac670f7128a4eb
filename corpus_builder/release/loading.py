"""A published folder as its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from corpus_builder.release.folder import read_steadily, recover_release
from corpus_builder.release.manifest import MANIFEST, Manifest, read_complete
from corpus_builder.system.errors import ReleaseError, explain_failure
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import count_rows, read_tables


def require_corpus(folder: Path) -> None:
    """Raise ReleaseError when there is no corpus in the folder."""
    with explain_failure(f"cannot read {folder}", ReleaseError):
        recover_release(folder)
        there = (folder / MANIFEST).is_file()
    if not there:
        raise ReleaseError(f"no corpus in {folder}", hint="build one: python -m corpus_builder build SOURCE --out DIR")


def read_release(folder: Path) -> Manifest:
    """The manifest of a release, which is put back where a command was killed: so a command opens one that it reads.

    Raises ReleaseError as `read_complete` does.
    """
    with explain_failure(f"cannot read {folder}", ReleaseError):
        recover_release(folder)
    return read_complete(folder)


def describe_damage(folder: Path, what: str) -> ReleaseError:
    """What to say where rows of a release do not fit together."""
    return ReleaseError(f"{folder} is damaged: {what}", hint="python -m corpus_builder verify says where")


@contextmanager
def explain_damage(folder: Path) -> Iterator[None]:
    """Say that a release is damaged where its rows lead to an error of Python, whose words would help nobody."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, pa.ArrowException) as why:
        raise describe_damage(folder, "its tables do not agree with each other") from why


def load_tables(folder: Path) -> Tables:
    """The tables of a published folder by name. Raises ReleaseError when they are not those of its manifest."""
    with explain_failure(f"cannot read {folder}", ReleaseError):
        manifest, tables = read_steadily(folder, lambda: read_tables(folder))
    require_rows(folder, manifest, {name: table.num_rows for name, table in tables.items()})
    return tables


def load_counts(folder: Path) -> dict[str, int]:
    """The numbers of rows of the tables of a published folder, of which no row is read. Raises ReleaseError as `load_tables`."""
    with explain_failure(f"cannot read {folder}", ReleaseError):
        manifest, counts = read_steadily(folder, lambda: {name: count_rows(folder, name) for name in SCHEMAS})
    require_rows(folder, manifest, counts)
    return counts


def require_rows(folder: Path, manifest: Manifest, counts: Mapping[str, int]) -> None:
    """Raise ReleaseError when tables have not as many rows as the manifest says."""
    for name, found in counts.items():
        rows = manifest.tables[name].rows if name in manifest.tables else None
        if rows != found:
            what = f"{folder}: the table {name} has {found:,} rows, the manifest says {rows}"
            raise ReleaseError(what, hint="python -m corpus_builder verify says what is damaged")
