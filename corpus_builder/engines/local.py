"""This machine: flows over partitions, in memory while they are few bytes, else in files and over a pool of processes."""

from __future__ import annotations

import hashlib
import pickle
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.engines.partitions import F64, choose_edges, join_small
from corpus_builder.engines.tasks import (
    Applied,
    Gathered,
    Join,
    Made,
    Part,
    Spread,
    Stored,
    Task,
    join_made,
    make_part,
    measure_partitions,
    open_table,
    read_stage,
    run_task,
    store_whole,
    write_rows,
    write_stage,
)
from corpus_builder.engines.workers import Workers
from corpus_builder.stages.flows.flow import Data, Result, Scan, Step
from corpus_builder.system.durable import is_sealed
from corpus_builder.system.platforms import free_memory

# Bytes of rows that a task holds unless it is told otherwise: its functions take some times as much.
PART_BYTES = 64_000_000
# Partitions for what a part would hold: the sizes of keys differ, and what a step makes of its rows may be more than they were.
# Small ones next to each other are read as one part.
FINENESS, MOST_PARTITIONS = 16, 1024
# Tasks of a stage for each process at least, where there are as many parts: so that all have something to do to the end.
TASKS_EACH = 4
# Files that are joined to one, on average, so that it is worth to write their rows once more; and partitions that they have.
JOINED = 4
# Rows of each part by which ranges are chosen.
SAMPLE_ROWS = 2_000

# What is told the stage, and how many tasks of its present step are done and are there; 0 done begins a step.
Progress = Callable[[str, int, int], None]


class Work(NamedTuple):
    """Where and how much at once: a folder for files (None: all in memory), bytes of a part, and the processes.

    `partitions` is their number where it is not to follow from the bytes.
    """

    folder: Path | None = None
    part_bytes: int = PART_BYTES
    workers: Workers = Workers(1)
    partitions: int | None = None


class Local:
    """An engine of this machine.

    Each operation is a stage, named by a digest of all that its rows depend on. Its tasks write a file each; when all of them are
    done the stage has a list of them, which stays when nobody needs the files any more. So a run that was killed goes on with the
    first task that is not done.
    """

    def __init__(self, work: Work | None = None, code: str = "", progress: Progress | None = None) -> None:
        self._work, self._code = work or Work(), code
        self._progress, self._stage = progress, ""
        self._here = Workers(1) if self._work.folder is None else self._work.workers

    def begin(self, stage: str) -> None:
        """Name the stage of which progress is told from here on."""
        self._stage = stage

    def table(self, rows: pa.Table) -> Rows:
        """A small table of this process as data of one part."""
        rows = rows.combine_chunks()
        store: Path | pa.Table = rows
        if self._work.folder is not None:
            store = self._work.folder / f"{digest_rows(rows)}-table.arrow"
            if not is_sealed(store):
                write_rows(store, rows, (0, rows.num_rows))
        return self.read([store_whole(store, rows)], rows.schema)

    def open(self, store: Path | pa.Table, schema: pa.Schema) -> Rows:
        """The rows of a file, or of a table of this process, as data of one part."""
        if not isinstance(store, Path):
            return self.table(store)
        return self.read([store_whole(store, open_table(store))], schema)

    def read(self, parts: Sequence[Part], schema: pa.Schema) -> Rows:
        """Parts that lie in files, or in memory, as data."""
        return Rows(self, tuple(parts), schema, ())

    def union(self, *parts: Data) -> Rows:
        """The rows of several data of one schema."""
        given = [_own(data) for data in parts]
        return Rows(self, tuple(part for data in given for part in data.parts), given[0].schema, _join_origins(given))

    def zip(self, step: Step, parts: Sequence[Data], schema: pa.Schema) -> Rows:
        """The parts of the same number of several data together, as `step` makes one of them."""
        given = [_own(data) for data in parts]
        together = tuple(Applied(step, own) for own in zip(*(data.parts for data in given), strict=True))
        return Rows(self, together, schema, _join_origins(given))

    def call(self, act: Callable[..., Result], parts: Sequence[Data]) -> Iterator[Result]:
        """What `act` returns for the parts of the same number of several data, part after part."""
        given = [_own(data) for data in parts]
        for data in given:
            data.restore()
        together = list(zip(*(data.parts for data in given), strict=True))
        # what is in the memory of this process would have to be sent to the others
        return self._tell(self._here.run(partial(call_act, act=act), together), len(together))

    def run(self, data: Rows, act: Spread | Scan) -> Stage:
        """Do what is not done yet of the tasks that make the parts of data, each spread to partitions, or scan them all."""
        folder = self._work.folder
        if folder is None:
            return Stage(None, data.parts, (), act, (), tuple(self._do_here(data.parts, act)))
        origins = tuple(origin.stage for origin in data.origins)
        groups = () if callable(act) else tuple(self._group_parts(data.parts))
        digest = self._digest(data.parts, act, groups)
        done = read_stage(folder, digest)
        stage = Stage(folder / digest, data.parts, groups, act, origins, tuple(done or ()))
        return stage if done is not None else self.do(stage)

    def do(self, stage: Stage) -> Stage:
        """Do the tasks of a stage whose files are not there."""
        assert stage.name is not None
        for origin in stage.origins:
            self.restore(origin)
        done = self._scan_to_files(stage) if callable(stage.act) else self._spread_to_files(stage, stage.act)
        made = self._join_files(stage, done)
        write_stage(stage.name, made)
        _remove_files({each.store for each in done} - {each.store for each in made})
        return stage._replace(made=tuple(made))

    def restore(self, stage: Stage) -> None:
        """Make the files of a stage again, where they are gone since nobody needed them."""
        if any(isinstance(made.store, Path) and not made.store.exists() for made in stage.made):
            self.do(stage)

    def _spread_to_files(self, stage: Stage, spread: Spread) -> list[Made]:
        groups = enumerate(pairwise(stage.groups))
        tasks = [Task(stage.parts[first:end], spread, _name_file(stage, number)) for number, (first, end) in groups]
        return list(self._tell(self._work.workers.run(run_task, tasks), len(tasks)))

    def _scan_to_files(self, stage: Stage) -> list[Made]:
        assert callable(stage.act)
        made = []
        for number, table in enumerate(stage.act(self._tell(map(make_part, stage.parts), len(stage.parts)))):
            path = _name_file(stage, number)
            write_rows(path, table, (0, table.num_rows))
            made.append(Made(path, np.array([0, table.num_rows]), table.nbytes))
            del table
            # this process, unlike its workers, is never replaced
            free_memory()
        return made

    def _join_files(self, stage: Stage, made: Sequence[Made]) -> list[Made]:
        """Files with many partitions and few bytes as one: whoever reads a partition opens each file for some rows."""
        runs = list(pairwise(join_small(np.array([each.size for each in made], np.float64), self._work.part_bytes)))
        if callable(stage.act) or stage.act.count < JOINED or JOINED * len(runs) > len(made):
            return list(made)
        named = enumerate(runs, len(made))
        joins = [Join(tuple(made[first:end]), _name_file(stage, number)) for number, (first, end) in named]
        return list(self._work.workers.run(join_made, joins))

    def _do_here(self, parts: Sequence[Part], act: Spread | Scan) -> Iterator[Made]:
        """What tasks make that stays in memory."""
        if isinstance(act, Spread):
            yield from self._tell((run_task(Task((part,), act, None)) for part in parts), len(parts))
        else:
            for table in act(self._tell(map(make_part, parts), len(parts))):
                yield Made(table.combine_chunks(), np.array([0, table.num_rows]), table.nbytes)

    def _tell(self, made: Iterable[Result], total: int) -> Iterator[Result]:
        """What so many tasks make; that one is done is told when the next one is asked for."""
        tell = self._progress or (lambda *_: None)
        tell(self._stage, 0, total)
        for done, each in enumerate(made, 1):
            yield each
            tell(self._stage, done, total)

    def _group_parts(self, parts: Sequence[Part]) -> list[int]:
        """Where the parts of each task begin, and those of the last one end: small ones next to each other are made by one.

        A file for each part would be as many files to read for each of as many parts.
        """
        sizes = np.array([part.size for part in parts], np.float64)
        fair = sizes.sum() / (TASKS_EACH * self._work.workers.count)
        return join_small(sizes, min(self._work.part_bytes / 2, fair))

    def choose_edges(self, kept: Rows, order: Sequence[str], count: int) -> pa.Table:
        """Rows that part kept data into ranges of about the same size."""
        folder = self._work.folder
        if folder is None:
            return choose_edges(kept.sample(order), order, count)
        path = folder / f"{self._digest(kept.parts, Spread(count, order=tuple(order)), ())}-edges.arrow"
        if not is_sealed(path):
            edges = choose_edges(kept.sample(order), order, count)
            write_rows(path, edges, (0, edges.num_rows))
        return open_table(path)

    def gather(self, stage: Stage, schema: pa.Schema, order: Sequence[str], count: int, growth: int = 1) -> Rows:
        """What tasks have spread by a hash or to ranges, as parts; partitions of few bytes next to each other are one."""
        sizes = growth * measure_partitions(stage.made, count)
        edges = range(count + 1) if self._work.partitions is not None else join_small(sizes, self._work.part_bytes)
        return self.gather_each(stage, schema, order, edges, sizes)

    def gather_each(self, stage: Stage, schema: pa.Schema, order: Sequence[str], edges: Sequence[int], sizes: F64) -> Rows:
        """What tasks have spread to partitions of these sizes, as one part for those between two edges."""
        name = "" if stage.name is None else stage.name.name
        parts = [
            Gathered(name, stage.made, first, end, int(sizes[first:end].sum()), schema, tuple(order))
            for first, end in pairwise(edges)
        ]
        return Rows(self, tuple(parts), schema, (Origin(stage),))

    def count_partitions(self, data: Rows, growth: int = 1) -> int:
        """Into how many partitions the rows of data are spread."""
        if self._work.partitions is not None:
            return self._work.partitions
        if self._work.folder is None and growth == 1:
            return 1
        size = growth * sum(part.size for part in data.parts)
        # in memory rows are there already, and only what is made of them has to be little at once
        fineness = 1 if self._work.folder is None else FINENESS
        return min(max(fineness * size // self._work.part_bytes, 1), MOST_PARTITIONS)

    def _digest(self, parts: Sequence[Part], act: Spread | Scan, groups: Sequence[int]) -> str:
        said = hashlib.sha256(self._code.encode())
        # which files become one follows from the bytes of a part
        said.update(pickle.dumps((_describe_act(act), groups, self._work.part_bytes, [_describe(part) for part in parts])))
        return said.hexdigest()[:32]


class Rows:
    """Rows of one schema on this machine: parts that are there, or that steps make when they are needed."""

    def __init__(self, engine: Local, parts: tuple[Part, ...], schema: pa.Schema, origins: tuple[Origin, ...]) -> None:
        self._engine, self.parts, self._schema, self.origins = engine, parts, schema, origins

    @property
    def schema(self) -> pa.Schema:
        """The columns."""
        return self._schema

    def map(self, step: Step, schema: pa.Schema) -> Rows:
        """Each part by itself, as `step` makes it anew."""
        return Rows(self._engine, tuple(Applied(step, (part,)) for part in self.parts), schema, self.origins)

    def arrange(self, key: Sequence[str], order: Sequence[str], growth: int = 1) -> Rows:
        """Rows with the same key in one part and next to each other; each part in this order."""
        count = self._engine.count_partitions(self, growth)
        return self._engine.gather(self._engine.run(self, Spread(count, tuple(key))), self._schema, order, count, growth)

    def sort(self, order: Sequence[str]) -> Rows:
        """Parts of which each is before the next in this order and is in it."""
        kept, count = self, self._engine.count_partitions(self)
        spread = Spread()
        if count > 1:
            kept = self.keep()
            edges = self._engine.choose_edges(kept, order, count)
            spread = Spread(edges.num_rows + 1, edges=edges, order=tuple(order))
        return self._engine.gather(self._engine.run(kept, spread), self._schema, order, spread.count)

    def place(self, count: int, order: Sequence[str]) -> Rows:
        """As many parts as `count`, which begin with the rows whose column `part` is 0, each in this order."""
        stage = self._engine.run(self, Spread(count, place="part"))
        return self._engine.gather_each(stage, self._schema, order, range(count + 1), measure_partitions(stage.made, count))

    def keep(self) -> Rows:
        """The same rows, computed once."""
        return self._as_made(self._engine.run(self, Spread(0)), self._schema)

    def scan(self, scan: Scan, schema: pa.Schema) -> Rows:
        """All parts in their order, one after the other in this process."""
        return self._as_made(self._engine.run(self, scan), schema)

    def collect(self) -> Iterator[pa.Table]:
        """Part after part, here."""
        # what lies there already is read, and not written once more
        kept = self if all(not isinstance(part, Applied) for part in self.parts) else self.keep()
        kept.restore()
        for part in kept.parts:
            yield make_part(part)

    def restore(self) -> None:
        """Make the files of the parts again, where they are gone."""
        for origin in self.origins:
            self._engine.restore(origin.stage)

    def sample(self, order: Sequence[str]) -> pa.Table:
        """Some rows of each part, the columns of an order, of data that are kept."""
        self.restore()
        names = [name.lstrip("-") for name in order]
        found = [self._schema.empty_table().select(names)]
        for table in map(make_part, self.parts):
            step = max(table.num_rows // SAMPLE_ROWS, 1)
            found.append(table.select(names).take(pa.array(np.arange(0, table.num_rows, step))))
        return pa.concat_tables(found).combine_chunks()

    def _as_made(self, stage: Stage, schema: pa.Schema) -> Rows:
        pieces = [each.cut(place, place + 1) for each in stage.made for place in range(len(each.bounds) - 1)]
        parts = tuple(Stored((piece,), schema, ()) for piece in pieces)
        return Rows(self._engine, parts, schema, (Origin(stage),))


def call_act(parts: Sequence[Part], act: Callable[..., Result]) -> Result:
    """What an act returns for some parts."""
    return act(*map(make_part, parts))


class Stage(NamedTuple):
    """The tasks of an operation: what names their files, the parts that they make, those with which one begins and the last one
    ends, how they make them, the stages whose files these are made of, and what they have made.
    """

    name: Path | None
    parts: tuple[Part, ...]
    groups: tuple[int, ...]
    act: Spread | Scan
    origins: tuple[Stage, ...]
    made: tuple[Made, ...]


class Origin:
    """What data hold of the stage that made them: its files go when no data do any more.

    They stay when the process ends, since the next one goes on with them.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        files = [made.store for made in stage.made if isinstance(made.store, Path)]
        weakref.finalize(self, _remove_files, files).atexit = False


def _remove_files(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _join_origins(given: Sequence[Rows]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origin for data in given for origin in data.origins))


def _name_file(stage: Stage, number: int) -> Path:
    assert stage.name is not None
    return stage.name.with_name(f"{stage.name.name}-{number:05}.arrow")


def _own(data: Data) -> Rows:
    if not isinstance(data, Rows):
        raise TypeError(f"rows of another engine: {type(data).__name__}")
    return data


def digest_rows(table: pa.Table) -> str:
    """A digest of a small table, by its bytes in Arrow's format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()[:32]


def _describe(part: Part) -> Any:
    if isinstance(part, Applied):
        return [pickle.dumps(part.step), [_describe(each) for each in part.parts]]
    if isinstance(part, Gathered):
        return [part.stage, part.first, part.end, part.order]
    return [[(_describe_store(piece.store), piece.first, piece.end) for piece in part.pieces], part.order]


def _describe_store(store: Path | pa.Table) -> Any:
    """A file by its name and that of its folder, which say what is in it, wherever they lie; a table by its rows."""
    return (store.parent.name, store.name) if isinstance(store, Path) else digest_rows(store)


def _describe_act(act: Spread | Scan) -> Any:
    if isinstance(act, Spread):
        return [act.count, act.key, act.place, None if act.edges is None else digest_rows(act.edges), act.order]
    return pickle.dumps(act)
