"""Tasks: a part of some rows is made from files, or from tables in memory, and goes to a file, or to memory, by partition.

A file holds one record batch, uncompressed, so that reading it costs no memory of ours: it is mapped. It appears under its name
when it is whole, and is its own proof that its task is done: a seal behind the rows says that they are those that were written.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from corpus_builder.engines.partitions import F64, I64, find_partitions, find_ranges, group_rows, sort_rows
from corpus_builder.stages.flows.flow import Step
from corpus_builder.system.durable import SEAL, is_sealed, remove_path, write_sealed
from corpus_builder.system.errors import explain_failure

# What the metadata of a file say of the rows in it: where each partition begins.
_BOUNDS = b"bounds"


class Piece(NamedTuple):
    """Some rows, from `first` to before `end`, of a file or of a table in memory; about so many bytes."""

    store: Path | pa.Table
    first: int
    end: int
    size: int

    def read(self) -> pa.Table:
        """The rows."""
        table = open_table(self.store) if isinstance(self.store, Path) else self.store
        return table.slice(self.first, self.end - self.first)


class Stored(NamedTuple):
    """A part that lies in pieces, and is read in an order."""

    pieces: tuple[Piece, ...]
    schema: pa.Schema
    order: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(piece.size for piece in self.pieces)


def store_whole(store: Path | pa.Table, table: pa.Table) -> Stored:
    """A table as a part, which lies in a file or in memory."""
    return Stored((Piece(store, 0, table.num_rows, table.nbytes),), table.schema, ())


@dataclass(frozen=True, slots=True)
class Gathered:
    """A part that lies in the partitions from `first` to before `end` of all that a stage has made; `size` is the bytes that it
    and what is made of it take.

    It is sent to another process as the pieces that it has rows in: a corpus has as many parts as tasks, and only where one is
    read the two meet.
    """

    stage: str
    made: tuple[Made, ...]
    first: int
    end: int
    size: int
    schema: pa.Schema
    order: tuple[str, ...]

    def list_pieces(self) -> list[Piece]:
        """The pieces that have rows."""
        return [each.cut(self.first, self.end) for each in self.made if each.bounds[self.end] > each.bounds[self.first]]

    def __reduce__(self) -> tuple[Any, ...]:
        return Stored, (tuple(self.list_pieces()), self.schema, self.order)


class Applied(NamedTuple):
    """A part that a step makes of others."""

    step: Step
    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """Bytes of what it is made of."""
        return sum(part.size for part in self.parts)


Part: TypeAlias = "Stored | Gathered | Applied"


@dataclass(frozen=True, slots=True)
class Spread:
    """How rows go to `count` partitions: by the hash of a key, by a column, by ranges between edges, or all to one.

    With a count of 0 each part is a partition.
    """

    count: int = 1
    key: tuple[str, ...] = ()
    place: str | None = None
    edges: pa.Table | None = None
    order: tuple[str, ...] = ()


class Task(NamedTuple):
    """Parts that are made one after the other, how their rows are spread, and where to; None for memory."""

    parts: tuple[Part, ...]
    spread: Spread
    target: Path | None


class Join(NamedTuple):
    """Files of one stage that become one, and where to."""

    made: tuple[Made, ...]
    target: Path


class Made(NamedTuple):
    """What a task has made: where its rows are, where each partition begins and the last one ends, and its bytes."""

    store: Path | pa.Table
    bounds: I64
    size: int

    def cut(self, first: int, end: int) -> Piece:
        """The rows of the partitions from `first` to before `end`."""
        start, stop, rows = (int(self.bounds[place]) for place in (first, end, -1))
        return Piece(self.store, start, stop, self.size * (stop - start) // max(rows, 1))


def measure_partitions(made: Sequence[Made], count: int) -> F64:
    """The bytes of each of so many partitions, over all files."""
    sizes = np.zeros(count)
    for each in made:
        sizes += np.diff(each.bounds) * (each.size / max(int(each.bounds[-1]), 1))
    return sizes


def run_task(task: Task) -> Made:
    """Do a task, unless its file is there. Raises CorpusError when the disk is full."""
    if task.target is not None and (made := find_made(task.target)) is not None:
        return made
    tables = [make_part(part) for part in task.parts]
    table = pa.concat_tables(tables)
    if task.spread.count:
        table, bounds = spread_rows(table, task.spread)
    else:
        bounds = np.cumsum([0, *(each.num_rows for each in tables)])
    del tables
    if task.target is None:
        return Made(table.combine_chunks(), bounds, table.nbytes)
    write_rows(task.target, table, bounds)
    # the bytes as a build that goes on finds them, so that it plans what follows in the same way
    return Made(task.target, bounds, open_table(task.target).nbytes)


def join_made(join: Join) -> Made:
    """Do a join, unless its file is there: each partition has its rows in the order of the files.

    Raises CorpusError when the disk is full.
    """
    if (made := find_made(join.target)) is not None:
        return made
    table = pa.concat_tables([open_table(each.store) for each in join.made if isinstance(each.store, Path)]).combine_chunks()
    count = len(join.made[0].bounds) - 1
    partitions = np.concatenate([np.repeat(np.arange(count), np.diff(each.bounds)) for each in join.made])
    table, bounds = group_rows(table, partitions, count)
    write_rows(join.target, table, bounds)
    return Made(join.target, bounds, open_table(join.target).nbytes)


def make_part(part: Part) -> pa.Table:
    """The rows of a part."""
    if isinstance(part, Applied):
        return part.step(*map(make_part, part.parts))
    pieces = part.list_pieces() if isinstance(part, Gathered) else part.pieces
    tables = [piece.read() for piece in pieces if piece.end > piece.first]
    table = pa.concat_tables(tables) if tables else part.schema.empty_table()
    return sort_rows(table.combine_chunks(), part.order)


def spread_rows(table: pa.Table, spread: Spread) -> tuple[pa.Table, I64]:
    """The rows of a table partition after partition, and where each begins and the last one ends."""
    table = table.combine_chunks()
    if spread.place is not None:
        partitions = table[spread.place].to_numpy().astype(np.int64)
    elif spread.edges is not None:
        partitions = find_ranges(table, spread.edges, spread.order)
    else:
        partitions = find_partitions(table, spread.key, spread.count)
    return group_rows(table, partitions, spread.count)


def write_rows(path: Path, table: pa.Table, bounds: Sequence[int] | I64) -> None:
    """Write rows as a sealed file. Raises CorpusError when the disk is full."""
    schema = table.schema.with_metadata({_BOUNDS: np.asarray(bounds, "<i8").tobytes()})
    with explain_failure(f"cannot write {path.parent}"), write_sealed(path) as sink, ipc.new_file(sink, schema) as writer:
        for batch in table.combine_chunks().to_batches():
            writer.write_batch(batch)


def open_table(path: Path) -> pa.Table:
    """The rows of a file, mapped."""
    return _map_file(path).read_all().replace_schema_metadata(None)


def _map_file(path: Path) -> ipc.RecordBatchFileReader:
    # Arrow's own map asks the system to read all of a file ahead, for each of the many parts that take some rows of it
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return ipc.open_file(pa.py_buffer(mapped), footer_offset=len(mapped) - SEAL)


def find_made(path: Path) -> Made | None:
    """What the task of a file has made; None where it is not done, or the file is not as the task has written it."""
    if not is_sealed(path):
        return None
    file = _map_file(path)
    return Made(path, np.frombuffer(file.schema.metadata[_BOUNDS], "<i8"), file.read_all().nbytes)


def read_stage(folder: Path, digest: str) -> list[Made] | None:
    """What the tasks of a stage have made, of whose files the damaged ones go; None for one that is not done."""
    name = folder / f"{digest}.json"
    if not is_sealed(name):
        return None
    listed = [(folder / file, np.array(bounds, np.int64), size) for file, bounds, size in json.loads(name.read_bytes()[:-SEAL])]
    with explain_failure(f"cannot write {folder}"):
        for path in [path for path, *_ in listed if not is_sealed(path)]:
            remove_path(path)
    return [Made(*each) for each in listed]


def write_stage(name: Path, made: Sequence[Made]) -> None:
    """Note that a stage is done, and with what."""
    listed = [[each.store.name, each.bounds.tolist(), each.size] for each in made if isinstance(each.store, Path)]
    with explain_failure(f"cannot write {name.parent}"), write_sealed(name.with_name(f"{name.name}.json")) as sink:
        sink.write(json.dumps(listed).encode())
