"""Reading the records of all sources: nothing that was taken down, and noting which files changed while they were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BufferedReader

from corpus_builder.engines.document_stage import Given
from corpus_builder.model import Record, Reject
from corpus_builder.policy.takedowns import find_takedown
from corpus_builder.release.input_files import InputFile, InputList
from corpus_builder.sources.archives.unpacking import Limits
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import FoundFile
from corpus_builder.sources.reading import Snapshot, take_snapshot
from corpus_builder.sources.records import WHOLE_FILE, read_records
from corpus_builder.stages.takedown_rows import reject_takedown


@dataclass(slots=True)
class Intake:
    """What reading the sources leaves behind beside the records: inputs for the manifest, notes for the user.

    `named` has the paths of the files that the user named, `bytes_given` are those of all files; `taken_down` has the paths of
    the files that hold nothing but what was taken down, `covering` the hashes that covered any; `withdrawn` has the numbers of
    files that were not what they are to their end and take back what they gave; `bytes_before` are those of the files before the
    one that is `opened`.
    """

    named: set[str]
    takedowns: tuple[str, ...]
    bytes_given: int = 0
    inputs: InputList = field(default_factory=InputList)
    taken_down: set[str] = field(default_factory=set)
    covering: set[str] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    bytes_before: int = 0
    opened: BufferedReader | None = None

    @property
    def bytes_read(self) -> int:
        """The bytes of the sources that were read so far."""
        return self.bytes_before + (self.opened.tell() if self.opened is not None and not self.opened.closed else 0)

    def note_opened(self, file: BufferedReader) -> None:
        """Note the file that is read."""
        self.opened = file


def read_all(
    files: Iterable[FoundFile],
    description: Description,
    intake: Intake,
    limits: Limits,
    limit: int | None = None,
) -> Iterator[Given]:
    """The records of all files, or the first ones; what was taken down is a reject.

    A file of which only a part was read has no hash in the manifest.
    """
    left = -1 if limit is None else limit
    for number, file in enumerate(files):
        if left == 0:
            return
        before = None if file.is_single else try_snapshot(file)
        if file.kind and not file.problem and not file.is_single and before is None:
            file = replace(file, problem="it could not be read")
        records = read_records(file, description, limits, before, intake.note_opened)
        if file.is_single:
            records = iter(whole := list(records))
            before = Snapshot(whole[0].size, whole[0].sha256) if whole[0].sha256 and whole[0].size is not None else None
        intake.inputs.add(describe_input(file.path, before))
        for record in records:
            if isinstance(record, Reject) and record.reason in WHOLE_FILE:
                # no hash of it is true, and what it has given does not count
                intake.inputs.distrust_last()
                intake.withdrawn.add(number)
            elif left == 0:
                intake.inputs.distrust_last()
                return
            left = left - 1 if left else 0
            yield give_record(record, number, intake)
        intake.bytes_before += file.size


def give_record(record: Record | Reject, file: int, intake: Intake) -> Given:
    """A record of a file, by its number, or a reject where it was taken down."""
    url = record.metadata.url if isinstance(record, Record) else None
    covering = find_takedown(intake.takedowns, record.source_id, url, record.sha256)
    if covering is None:
        return Given(record, file, record.source_id, takes=isinstance(record, Record), exempt=False)
    intake.covering.add(covering)
    if record.path == record.source_id:
        intake.taken_down.add(record.path)
    return Given(reject_takedown(record.source_id, record.path), file, record.source_id, takes=True, exempt=True)


def describe_input(path: str, read: Snapshot | None) -> InputFile:
    """A file as the manifest lists it; one that could not be read, or not as it was, has no hash."""
    return InputFile(path, read and read.bytes, read and read.sha256)


def try_snapshot(file: FoundFile) -> Snapshot | None:
    """What a file holds before it is read; None where it cannot be read."""
    try:
        return take_snapshot(file.place, file.bounds) if file.problem is None else None
    except OSError:
        return None
