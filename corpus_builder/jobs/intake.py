"""Admitting the records of all sources: each id once, nothing taken down, no file that changed while it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import Record, Reject
from corpus_builder.policy.takedowns import find_takedown
from corpus_builder.settings import Settings
from corpus_builder.sources.archives.unpacking import Limits
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import FoundFile
from corpus_builder.sources.reading import Snapshot, take_snapshot
from corpus_builder.sources.records import TAKEDOWN, WHOLE_FILE, read_records
from corpus_builder.stages.takedown_rows import reject_takedown
from corpus_builder.tables.frames import Tables, drop_documents

SECOND = "duplicate source id"
# Rejects that do not go when their file takes back what it gave: they tell of another source, or of the file itself.
LASTING = frozenset({SECOND, TAKEDOWN, *WHOLE_FILE})


@dataclass(slots=True)
class Intake:
    """What reading the sources leaves behind beside the records: inputs for the manifest, notes for the user.

    `taken_down` has the paths of the files that hold nothing but what was taken down, `covering` the hashes that covered any;
    a file that is not what it was to its end takes back what it gave: `withdrawn` has the source ids of its records, which stay
    taken, and `given_back` counts path and source id of its records and rejects.
    """

    named: set[str]
    takedowns: tuple[str, ...]
    inputs: list[dict[str, Any]] = field(default_factory=list)
    taken_down: set[str] = field(default_factory=set)
    covering: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    given_back: Counter[tuple[str, str]] = field(default_factory=Counter)
    bytes_read: int = 0


def read_all(
    files: Iterable[FoundFile],
    description: Description,
    intake: Intake,
    limits: Limits,
    limit: int | None = None,
) -> Iterator[Record | Reject]:
    """The records of all files, or the first ones; a second one with the same id is a reject.

    A file of which only a part was read has no hash in the manifest.
    """
    first: dict[str, str] = {}
    left = -1 if limit is None else limit
    for file in files:
        if left == 0:
            return
        before = None if file.is_single else try_snapshot(file)
        if file.kind and not file.problem and not file.is_single and before is None:
            file = replace(file, problem="it could not be read")
        records = read_records(file, description, limits, before)
        if file.is_single:
            records = iter(whole := list(records))
            before = Snapshot(whole[0].size, whole[0].sha256) if whole[0].sha256 and whole[0].size is not None else None
        intake.inputs.append(describe_input(file.path, before))
        intake.bytes_read += measure_file(file)
        given: list[tuple[str, str, bool]] = []
        for record in records:
            if isinstance(record, Reject) and record.reason in WHOLE_FILE:
                take_back(given, intake, file.path)
            elif left == 0:
                intake.inputs[-1] = describe_input(file.path, None)
                return
            admitted = admit_record(record, first, intake)
            given.append((record.path, record.source_id, isinstance(admitted, Record)))
            left = left - 1 if left else 0
            yield admitted


def limit_files(settings: Settings) -> Limits:
    """How much may come out of a packed file, as the settings say."""
    return Limits(**settings.files.model_dump())


def take_back(given: Sequence[tuple[str, str, bool]], intake: Intake, file: str) -> None:
    """Note that a file is not what it was read as: no hash of it is true, and what it has given does not count.

    Of each record that it has given: its path, which for a member of an archive is not that of the file, its id, and whether it
    was admitted.
    """
    intake.inputs[-1] = describe_input(file, None)
    intake.withdrawn.update(source_id for _, source_id, is_admitted in given if is_admitted)
    intake.given_back.update((path, source_id) for path, source_id, _ in given)


def admit_record(record: Record | Reject, first: dict[str, str], intake: Intake) -> Record | Reject:
    """The record, or a reject where it was taken down or is not the first one with its id; `first` has the path of each id."""
    url = record.metadata.url if isinstance(record, Record) else None
    if covering := find_takedown(intake.takedowns, record.source_id, url, record.sha256):
        intake.covering.add(covering)
        first.setdefault(record.source_id, record.path)
        if record.path == record.source_id:
            intake.taken_down.add(record.path)
        return reject_takedown(record.source_id, record.path)
    if record.source_id in first:
        detail = f"the first one is in {first[record.source_id]}"
        return Reject(record.source_id, record.path, SECOND, detail, record.size, record.sha256)
    if isinstance(record, Reject):
        return record
    first[record.source_id] = record.path
    return record


def describe_input(path: str, read: Snapshot | None) -> dict[str, Any]:
    """A file as the manifest lists it; one that could not be read, or not as it was, has no hash."""
    return {"path": path, "bytes": read and read.bytes, "sha256": read and read.sha256}


def try_snapshot(file: FoundFile) -> Snapshot | None:
    """What a file holds before it is read; None where it cannot be read."""
    try:
        return take_snapshot(file.place, file.bounds) if file.problem is None else None
    except OSError:
        return None


def withdraw_records(tables: Tables, withdrawn: Collection[str], given_back: Counter[tuple[str, str]]) -> Tables:
    """The tables without what was taken back: documents by source id, and as many rejects as their files gave."""
    if not given_back:
        return tables
    documents, rejects, left = tables["documents"], tables["rejects"], given_back.copy()
    gone = pc.is_in(documents["source_id"], value_set=pa.array(sorted(withdrawn), pa.string()))
    left.subtract(_list_keys(documents.filter(gone)))
    kept = []
    for key, reason in zip(_list_keys(rejects), rejects["reason"].to_pylist(), strict=True):
        kept.append(reason in LASTING or left[key] <= 0)
        left[key] -= not kept[-1]
    return drop_documents(tables, documents["id"].filter(gone)) | {"rejects": rejects.filter(pa.array(kept, pa.bool_()))}


def _list_keys(table: pa.Table) -> Iterator[tuple[str, str]]:
    return zip(table["path"].to_pylist(), table["source_id"].to_pylist(), strict=True)


def measure_file(file: FoundFile) -> int:
    """The bytes of a file; 0 where it cannot be read."""
    try:
        return 0 if file.problem else file.place.stat().st_size
    except OSError:
        return 0
