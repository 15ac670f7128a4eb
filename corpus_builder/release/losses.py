"""What a release would lose: documents that it has and that a build of the same sources now rejects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pyarrow as pa

from corpus_builder.errors import ReleaseError
from corpus_builder.release.tables import read_table
from corpus_builder.sources.records import TAKEDOWN

KEYS = {"documents": ("source_id", "path"), "rejects": ("source_id", "path", "reason")}
# Source id, path and reason of a reject.
Rejected = tuple[str, str, str]


def find_losses(folder: Path, tables: Mapping[str, pa.Table]) -> list[tuple[str, str]]:
    """The documents of the release in a folder that the new tables lack because of a reject: (source id, reason), in their order.

    A document is lost when its source id is now that of a reject, or its file, or a folder or an archive above that, has a reject
    which it had not before; a takedown loses nothing. A release that is not there or cannot be read has nothing to lose.
    """
    try:
        documents, rejects = (read_table(folder, name, KEYS[name]) for name in ("documents", "rejects"))
    except ReleaseError:
        return []
    known = set(_list_rejects(rejects))
    fresh = [row for row in _list_rejects(tables["rejects"]) if row not in known and row[2] != TAKEDOWN]
    by_id = {source_id: reason for source_id, _, reason in fresh}
    by_path = {path: reason for _, path, reason in fresh}
    there = set(tables["documents"]["source_id"].to_pylist())
    lost = []
    for source_id, path in zip(documents["source_id"].to_pylist(), documents["path"].to_pylist(), strict=True):
        if source_id not in there:
            above = (by_path[way] for way in _list_ways(path) if way in by_path)
            if reason := by_id.get(source_id) or next(above, None):
                lost.append((source_id, reason))
    return lost


def _list_rejects(rejects: pa.Table) -> Iterator[Rejected]:
    return zip(*(rejects[name].to_pylist() for name in KEYS["rejects"]), strict=True)


def _list_ways(path: str) -> Iterator[str]:
    yield path
    yield from (parent.as_posix() for parent in PurePosixPath(path).parents)
