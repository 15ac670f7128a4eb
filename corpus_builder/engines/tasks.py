"""Tasks: a part of some rows is made from files, or from tables in memory, and goes to a file, or to memory, by partition.

A file holds one record batch, uncompressed, so that reading it costs no memory of ours: it is mapped. It appears under its name
when it is whole, and is its own proof that its task is done.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from corpus_builder.engines.partitions import I64, find_partitions, find_ranges, group_rows, sort_rows
from corpus_builder.stages.flows.flow import Step
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


class Applied(NamedTuple):
    """A part that a step makes of others."""

    step: Step
    parts: tuple[Stored | Applied, ...]

    @property
    def size(self) -> int:
        """Bytes of what it is made of."""
        return sum(part.size for part in self.parts)


Part = Stored | Applied


@dataclass(frozen=True, slots=True)
class Spread:
    """How rows go to `count` partitions: by the hash of a key, by a column, by ranges between edges, or all to one."""

    count: int = 1
    key: tuple[str, ...] = ()
    place: str | None = None
    edges: pa.Table | None = None
    order: tuple[str, ...] = ()


class Task(NamedTuple):
    """A part that is made, how its rows are spread, and where to; None for memory."""

    part: Part
    spread: Spread
    target: Path | None


class Made(NamedTuple):
    """What a task has made: where its rows are, where each partition begins and the last one ends, and its bytes."""

    store: Path | pa.Table
    bounds: tuple[int, ...]
    size: int

    def cut(self, first: int, end: int) -> Piece:
        """The rows of the partitions from `first` to before `end`."""
        start, stop = self.bounds[first], self.bounds[end]
        return Piece(self.store, start, stop, self.size * (stop - start) // max(self.bounds[-1], 1))


def run_task(task: Task) -> Made:
    """Do a task, unless its file is there. Raises CorpusError when the disk is full."""
    if task.target is not None and (made := find_made(task.target)) is not None:
        return made
    table, bounds = spread_rows(make_part(task.part), task.spread)
    if task.target is None:
        return Made(table, tuple(bounds.tolist()), table.nbytes)
    write_rows(task.target, table, bounds)
    # the bytes as a build that goes on finds them, so that it plans what follows in the same way
    return Made(task.target, tuple(bounds.tolist()), open_table(task.target).nbytes)


def make_part(part: Part) -> pa.Table:
    """The rows of a part."""
    if isinstance(part, Applied):
        return part.step(*map(make_part, part.parts))
    tables = [piece.read() for piece in part.pieces if piece.end > piece.first]
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
    """Write rows as a file that is there when it is whole."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    schema = table.schema.with_metadata({_BOUNDS: np.asarray(bounds, "<i8").tobytes()})
    with explain_failure(f"cannot write {path.parent}"):
        with beside.open("wb") as file, ipc.new_file(file, schema) as writer:
            for batch in table.combine_chunks().to_batches():
                writer.write_batch(batch)
        beside.replace(path)


def open_table(path: Path) -> pa.Table:
    """The rows of a file, mapped."""
    return ipc.open_file(pa.memory_map(os.fspath(path))).read_all().replace_schema_metadata(None)


def find_made(path: Path) -> Made | None:
    """What the task of a file has made; None where it is not done."""
    try:
        file = ipc.open_file(pa.memory_map(os.fspath(path)))
        bounds = np.frombuffer(file.schema.metadata[_BOUNDS], "<i8")
        return Made(path, tuple(bounds.tolist()), file.read_all().nbytes)
    except (OSError, pa.ArrowInvalid, TypeError, KeyError):
        return None
