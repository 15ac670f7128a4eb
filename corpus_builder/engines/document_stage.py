"""The document stage on this machine: records in batches, each cleaned by a task, unless it is there already."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.engines.batches import cut_batches, measure_record
from corpus_builder.engines.local import Local, digest_rows
from corpus_builder.engines.store import Store, fits_seal, name_batch, write_batch
from corpus_builder.engines.tasks import Applied, Part, open_table, store_whole, write_rows
from corpus_builder.engines.workers import Workers
from corpus_builder.model import Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.cleaned import I64, RECORD, clean_numbered, make_keys
from corpus_builder.stages.flows.admission import CLEANED, INTAKE, Batches
from corpus_builder.stages.flows.flow import make_table
from corpus_builder.system.durable import remove_path
from corpus_builder.system.errors import explain_failure
from corpus_builder.tables.frames import Tables

# Rows of what is noted of records that are written at once.
NOTED_ROWS = 50_000
DIED, DETAIL = "worker process died", "it died each time it read this source, which may need too much memory"


class Given(NamedTuple):
    """A record or a reject of a file; `takes` says that no later record can have the id, `exempt` that it is not refused for that
    itself.
    """

    record: Record | Reject
    file: int
    source_id: str
    takes: bool
    exempt: bool


def measure_given(given: Given) -> int:
    """The bytes of a record."""
    return measure_record(given.record)


class CleanTask(NamedTuple):
    """Records to be cleaned, their keys, and the folder that their rows go to; None for memory.

    `mark` is a file that is there while this process, which a record may kill, cleans them; None where another one does.
    """

    records: list[Record | Reject]
    keys: I64
    folder: Path | None
    mark: Path | None = None


class Batch(NamedTuple):
    """Cleaned rows, in a folder or in memory, and the number of each record that they are of; -1 for one that is not given."""

    store: Path | Tables
    records: I64


class Cleaned(NamedTuple):
    """The rows of all records, in batches, and what is noted of the records, in parts; about how many bytes the rows are, and the
    samples of texts among them.
    """

    batches: list[Batch]
    intake: list[Path | pa.Table]
    size: int
    samples: int

    def read(self, engine: Local) -> Batches:
        """The rows as data."""
        data = {
            name: engine.read([make_part(batch, name, number) for number, batch in enumerate(self.batches)], schema)
            for name, schema in CLEANED.items()
        }
        intake = engine.union(engine.table(INTAKE.empty_table()), *(engine.open(store, INTAKE) for store in self.intake))
        return Batches(**data, intake=intake, n_batches=len(self.batches))


class Cleaning(NamedTuple):
    """How records are cleaned: by which settings, what keeps their rows (None for memory), the folder that what is noted of very
    many records goes to, and what is told how many records are done.
    """

    settings: Settings
    store: Store | None = None
    spill: Path | None = None
    tell: Callable[[int], None] | None = None


def clean_documents(given: Iterable[Given], workers: Workers, cleaning: Cleaning) -> Cleaned:
    """The rows of all records, of those in a store from there."""
    stage = _DocumentStage(cleaning, is_here=workers.are_here)
    settings = cleaning.settings
    made = workers.run(partial(clean_task, settings=settings), stage.list_tasks(given), partial(clean_alone, settings=settings))
    return stage.finish(made)


def clean_task(task: CleanTask, settings: Settings) -> Tables | None:
    """The rows of a batch; None where they are written to a folder."""
    # another build may have made it meanwhile
    if task.folder is not None and task.folder.exists() and fits_seal(task.folder):
        return None
    if task.mark is None:
        return _keep_rows(task, clean_numbered(task.records, settings))
    return clean_marked(task, task.mark, settings)


def clean_marked(task: CleanTask, mark: Path, settings: Settings) -> Tables | None:
    """The rows of a batch that is cleaned in the process of the build, which is alone where an earlier build has not come back.

    The mark stays where that was a record that kills processes, so that the next build does not die of it, either.
    """
    if os.path.lexists(mark):
        made = clean_alone(task, settings)
    else:
        with explain_failure(f"cannot write {mark.parent}"):
            mark.touch()
        made = _keep_rows(task, clean_numbered(task.records, settings))
    if made is None:
        remove_path(mark)
    return made


def clean_alone(task: CleanTask, settings: Settings) -> Tables | None:
    """The rows of a batch in which some record kills processes: that one is a reject.

    They are not kept then: with more memory it may be a document.
    """
    alone = [CleanTask([record], task.keys[:1], None) for record in task.records]
    with Workers(1, apart=True) as apart:
        made = list(apart.run(partial(clean_task, settings=settings), alone, reject_deadly))
    tables = [
        {
            name: table.set_column(table.num_columns - 1, RECORD, pa.array(np.full(table.num_rows, place)))
            for name, table in own.items()
        }
        for place, own in enumerate(made)
        if own is not None
    ]
    joined = {name: pa.concat_tables([own[name] for own in tables]) for name in CLEANED}
    return joined if DIED in joined["rejects"]["reason"].to_pylist() else _keep_rows(task, joined)


def reject_deadly(task: CleanTask) -> Tables | None:
    """The reject of a record that kills processes."""
    record = task.records[0]
    reject = Reject(record.source_id, record.path, DIED, DETAIL, record.size, record.sha256)
    return clean_numbered([reject], Settings())


def _keep_rows(task: CleanTask, tables: Tables) -> Tables | None:
    if task.folder is None:
        return tables
    write_batch(task.folder, task.keys, tables)
    return None


class _DocumentStage:
    """What is known of batches while records come in."""

    def __init__(self, cleaning: Cleaning, *, is_here: bool) -> None:
        self._store, self._spill, self._is_here = cleaning.store, cleaning.spill, is_here
        self._tell = cleaning.tell or (lambda _: None)
        # how many records there are up to the end of each batch that is not done yet
        self._ends: deque[int] = deque()
        self._batches: list[Batch] = []
        self._of_store: dict[int, int] = {}
        self._noted: list[pa.Table] = []
        self._intake: list[Path | pa.Table] = []
        self._n_records = 0

    def list_tasks(self, given: Iterable[Given]) -> Iterator[CleanTask]:
        """The tasks of records that no store has; all are noted."""
        for chunk in cut_batches(given, measure_given):
            records = [each.record for each in chunk]
            keys = make_keys(records)
            parts = self._look_up(keys, [isinstance(record, Record) for record in records])
            fresh = np.flatnonzero(parts < 0)
            parts[fresh] = len(self._batches)
            self._note(note_records(chunk, self._n_records, parts))
            end = self._n_records + len(chunk)
            if len(fresh):
                self._ends.append(end)
                yield self._start_batch([records[place] for place in fresh.tolist()], keys[fresh], self._n_records + fresh)
            elif self._ends:
                self._ends[-1] = end
            else:
                self._tell(end)
            self._n_records = end

    def _note(self, rows: pa.Table) -> None:
        self._noted.append(rows)
        if self._spill is not None and sum(table.num_rows for table in self._noted) >= NOTED_ROWS:
            table = pa.concat_tables(self._noted).combine_chunks()
            path = self._spill / f"{digest_rows(table)}-records.arrow"
            write_rows(path, table, (0, table.num_rows))
            self._intake.append(path)
            self._noted = []

    def _start_batch(self, records: list[Record | Reject], keys: I64, numbers: I64) -> CleanTask:
        if self._store is None:
            self._batches.append(Batch({}, numbers))
            return CleanTask(records, keys, None)
        folder = self._use_batch(name_batch(keys))
        self._batches.append(Batch(folder, numbers))
        return CleanTask(records, keys, folder, self._store.name_mark(folder.name) if self._is_here else None)

    def _use_batch(self, name: str) -> Path:
        assert self._store is not None
        self._store.used.add(name)
        return self._store.folder / name

    def _look_up(self, keys: I64, are_records: Sequence[bool]) -> I64:
        """The batch of each record or reject that the store has; -1 for others."""
        parts = np.full(len(keys), -1)
        if self._store is None:
            return parts
        found = self._store.find(keys)
        for place in np.flatnonzero(found.batches >= 0).tolist():
            batch = self._open_batch(int(found.batches[place]))
            own = self._batches[batch].records
            is_first = own[found.places[place]] < 0
            if is_first:
                own[found.places[place]] = self._n_records + place
            # a second record with the same key has the same id, and is refused for that; a second reject has a row of its own
            if is_first or are_records[place]:
                parts[place] = batch
        return parts

    def _open_batch(self, number: int) -> int:
        assert self._store is not None
        if number not in self._of_store:
            self._of_store[number] = len(self._batches)
            folder = self._use_batch(self._store.names[number])
            self._batches.append(Batch(folder, np.full(self._store.count_records(number), -1)))
        return self._of_store[number]

    def _watch(self, made: Iterable[Tables | None]) -> Iterator[Tables | None]:
        """What the tasks make; that their records are done is told."""
        for tables in made:
            yield tables
            self._tell(self._ends.popleft())

    def finish(self, made: Iterable[Tables | None]) -> Cleaned:
        """All batches, when the tasks have made them, in their order."""
        waiting = iter(list(self._watch(made)))  # records are read while these are made
        if self._store is not None:
            self._store.drop_marks()
        opened = set(self._of_store.values())
        batches = [
            batch if number in opened else Batch(tables if (tables := next(waiting)) is not None else batch.store, batch.records)
            for number, batch in enumerate(self._batches)
        ]
        size, samples = (sum(measure_batch(batch, names) for batch in batches) for names in (CLEANED, ("samples",)))
        return Cleaned(batches, [*self._intake, *self._noted], size, samples)


def measure_batch(batch: Batch, names: Iterable[str]) -> int:
    """The bytes of the rows of some tables of a batch."""
    if isinstance(batch.store, Path):
        return sum((batch.store / f"{name}.arrow").stat().st_size for name in names)
    return sum(batch.store[name].nbytes for name in names)


def make_part(batch: Batch, name: str, number: int) -> Part:
    """The rows of a table of a batch as a part, with the numbers of their records and of the batch."""
    path = batch.store / f"{name}.arrow" if isinstance(batch.store, Path) else None
    table = open_table(path) if path is not None else batch.store[name]  # type: ignore[index]
    stored = store_whole(path if path is not None else table, table)
    return Applied(partial(take_records, records=batch.records, part=number), (stored,))


def take_records(table: pa.Table, records: I64, part: int) -> pa.Table:
    """The rows of records that are in the corpus, numbered as there."""
    numbers = records[table[RECORD].to_numpy()]
    table = table.set_column(table.num_columns - 1, RECORD, pa.array(numbers))
    table = table.append_column("part", pa.array(np.full(table.num_rows, part)))
    return table if numbers.min(initial=0) >= 0 else table.filter(pa.array(numbers >= 0))


def note_records(chunk: Sequence[Given], first: int, parts: I64) -> pa.Table:
    """What is noted of records, the first of which has the number `first`."""
    records = [each.record for each in chunk]
    hashes = [hashlib.sha256(each.source_id.encode("utf-8", "surrogatepass")).digest()[:8] for each in chunk]
    columns = [
        np.arange(first, first + len(chunk)),
        parts,
        [each.file for each in chunk],
        np.frombuffer(b"".join(hashes), "<i8"),
        [each.takes for each in chunk],
        [each.exempt for each in chunk],
        *([getattr(record, name) for record in records] for name in ("source_id", "path", "size", "sha256")),
        [record.place if isinstance(record, Record) else None for record in records],
    ]
    return make_table(INTAKE, columns)
