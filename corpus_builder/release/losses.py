"""What a release would lose: documents it contains that a build of the same sources now rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pyarrow as pa

from corpus_builder.policy.takedowns import hash_source
from corpus_builder.sources.records import MALFORMED, TAKEDOWN
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import read_table


class _Rejected(NamedTuple):
    source_id: str
    path: str
    reason: str
    sha256: str | None


DOCUMENT_KEYS = ("source_id", "path", "sha256")


def find_losses(folder: Path, tables: Tables) -> list[tuple[str, str]]:
    """The documents of the release in a folder that the new tables lack because of a reject: (source id, reason), in their order.

    A document is lost when a reject has its source id, or when one that the release does not have yet is that of its whole file
    or of a folder or an archive above it. A line that is no JSON any more has lost its id, so it stands for one document of its
    file that is missing. What was taken down is no loss, nor is what stands in the corpus under another id. Raises ReleaseError
    when there is a release that cannot be read though it is not damaged; one that is damaged, or not there, has nothing to lose.
    """
    try:
        documents = read_table(folder, "documents", DOCUMENT_KEYS)
        known = {_identify(reject) for reject in _list_rejects(read_table(folder, "rejects", _Rejected._fields))}
    except ReleaseError as why:
        if isinstance(why.__cause__, OSError) and why.__cause__.errno is not None:
            raise
        return []
    rejects = list(_list_rejects(tables["rejects"]))
    taken_down = {reject.source_id for reject in rejects if reject.reason == TAKEDOWN}
    fresh = [reject for reject in rejects if reject.reason != TAKEDOWN and _identify(reject) not in known]
    by_id = {reject.source_id: reject.reason for reject in rejects if reject.reason != TAKEDOWN}
    whole = {reject.path: reject.reason for reject in fresh if reject.source_id == reject.path}
    lines = Counter(reject.path for reject in fresh if reject.reason == MALFORMED)
    there = {value for name in ("source_id", "sha256") for value in tables["documents"][name].to_pylist()} - {None}
    lost = []
    for source_id, path, sha256 in zip(*(documents[name].to_pylist() for name in DOCUMENT_KEYS), strict=True):
        if source_id in there or sha256 in there or hash_source(source_id) in taken_down:
            continue
        reason = by_id.get(source_id) or next((whole[way] for way in _list_ways(path) if way in whole), None)
        if reason is None and lines[path] > 0:
            lines[path] -= 1
            reason = MALFORMED
        if reason is not None:
            lost.append((source_id, reason))
    return lost


def _list_rejects(rejects: pa.Table) -> Iterator[_Rejected]:
    return map(_Rejected, *(rejects[name].to_pylist() for name in _Rejected._fields))


def _identify(reject: _Rejected) -> tuple[str | None, ...]:
    """What is the same of a reject in two builds: a bad line may have moved, its bytes tell."""
    return (reject.path, reject.reason, reject.sha256 or reject.source_id)


def _list_ways(path: str) -> Iterator[str]:
    yield path
    yield from (parent.as_posix() for parent in PurePosixPath(path).parents)
