"""corpus_builder.engines.local: rows in partitions are the rows that one table would have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_builder.engines import local
from corpus_builder.engines.local import Local, Work
from corpus_builder.engines.tasks import Piece, Stored, write_rows
from corpus_builder.engines.workers import Workers
from corpus_builder.stages.flows.flow import Data, make_schema, make_table
from tests.engines.batch_damages import FILE_DAMAGES

ROWS = make_schema(key=pa.int64(), value=pa.int64(), name=pa.string())
COUNTS = make_schema(key=pa.int64(), count=pa.int64(), total=pa.int64())
row = st.tuples(st.integers(-3, 5), st.integers(-(2**62), 2**62), st.sampled_from(["a", "bé", "", "~"]))
many = st.lists(row, max_size=60)


def make_rows(rows: list[tuple[int, int, str]]) -> pa.Table:
    return make_table(ROWS, list(zip(*rows, strict=True)) or [[], [], []])


def split(engine: Local, rows: list[tuple[int, int, str]], size: int) -> Data:
    return engine.union(*(engine.table(make_rows(rows[at : at + size])) for at in range(0, max(len(rows), 1), size)))


def count_runs(table: pa.Table) -> pa.Table:
    """Rows and the sum of their values, by key, of rows that are arranged by it."""
    key, value = table["key"].to_numpy(), table["value"].to_numpy() % 1000
    starts = np.flatnonzero(np.diff(key, prepend=key[:1] - 1))
    sums = np.add.reduceat(value, starts) if len(starts) else starts
    return make_table(COUNTS, [key[starts], np.diff(starts, append=len(key)), sums])


def double(table: pa.Table, by: int) -> pa.Table:
    return table.set_column(1, "value", pa.array(table["value"].to_numpy() // 2**32 * by))


def join_all(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield pa.concat_tables(list(tables))


def add_values(one: pa.Table, other: pa.Table) -> pa.Table:
    return make_table(COUNTS, [[one.num_rows], [other.num_rows], [0]])


def read(data: Data) -> list[dict[str, object]]:
    return [row for table in data.collect() for row in table.to_pylist()]


@pytest.fixture(params=["memory", "files"])
def work(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Work:
    return Work(folder=None if request.param == "memory" else tmp_path_factory.mktemp("work"))


anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@anywhere
@given(many, st.integers(1, 9), st.sampled_from([1, 2, 3, 16, 64]))
def test_rows_of_a_key_come_together_in_order(work: Work, rows: list[tuple[int, int, str]], size: int, partitions: int) -> None:
    """However rows are cut and spread, each key's are in one part, in order, and none is lost."""
    engine = Local(work._replace(partitions=partitions))
    arranged = split(engine, rows, size).arrange(["key"], ["key", "-value"])
    parts = [table.to_pylist() for table in arranged.collect()]
    counted = read(arranged.map(count_runs, COUNTS))

    assert sorted((r["key"], r["value"], r["name"]) for part in parts for r in part) == sorted(rows)
    assert all(part == sorted(part, key=lambda r: (r["key"], -r["value"])) for part in parts)
    assert len({r["key"] for r in counted}) == len(counted)


@anywhere
@given(many, st.integers(1, 9), st.sampled_from([1, 2, 16]))
def test_sorted_parts_follow_one_another(work: Work, rows: list[tuple[int, int, str]], size: int, partitions: int) -> None:
    """Parts that are sorted give, one after the other, what sorting all rows gives, strings by code point."""
    engine = Local(work._replace(partitions=partitions))
    found = read(split(engine, rows, size).sort(["name", "-key", "value"]))

    assert [(r["name"], -r["key"], r["value"]) for r in found] == sorted((name, -key, value) for key, value, name in rows)


@anywhere
@given(st.lists(st.integers(0, 4), max_size=30), st.integers(1, 9))
def test_rows_are_placed_where_they_belong(work: Work, places: list[int], size: int) -> None:
    """Part 3 has the rows whose column `part` is 3, and parts without rows are there, too."""
    schema = make_schema(part=pa.int64(), value=pa.int64())
    engine = Local(work)
    tables = [make_table(schema, [places[at : at + size], range(at, min(at + size, len(places)))]) for at in range(0, 30, size)]
    placed = engine.union(*map(engine.table, tables)).place(5, ["value"])
    sizes = read(engine.zip(add_values, [placed, placed.map(partial(pa.Table.slice, offset=1), schema)], COUNTS))

    assert [[r["part"] for r in table.to_pylist()] for table in placed.collect()] == [[p] * places.count(p) for p in range(5)]
    assert [(r["key"], r["count"]) for r in sizes] == [(places.count(p), max(places.count(p) - 1, 0)) for p in range(5)]


def test_parts_of_which_more_is_made_are_smaller(tmp_path: Path) -> None:
    """A task holds what is made of its part, too."""
    rows = [(number, number, "a" * 90) for number in range(400)]
    made = {}
    for growth in (1, 8):
        engine = Local(Work(tmp_path, part_bytes=10_000))
        arranged = split(engine, rows, 40).arrange(["key"], ["key"], growth)
        made[growth] = [table.num_rows for table in arranged.collect()]
    assert sum(made[1]) == sum(made[8]) == 400
    assert max(made[8]) < max(made[1]) / 4


def test_small_parts_are_made_by_one_task(tmp_path: Path) -> None:
    """A stage of many small parts has few files, and each part is still one."""
    rows = [(number, number, "a") for number in range(400)]
    engine = Local(Work(tmp_path))
    kept = split(engine, rows, 4).map(count_runs, COUNTS).keep()

    assert [table.num_rows for table in kept.collect()] == [4] * 100
    assert len(list(tmp_path.glob("*-000*.arrow"))) == 4


def test_files_of_few_bytes_become_one(tmp_path: Path) -> None:
    """Of a stage whose parts have rows in each; those that were joined go, and what is joined is made again where it is gone."""
    rows = [(number, number, "a") for number in range(40)]
    engine = Local(Work(tmp_path, partitions=8))
    arranged = split(engine, rows, 4).arrange(["key"], ["key"])
    found = read(arranged)
    files = [path for path in tmp_path.glob("*.arrow") if "table" not in path.name]
    for path in files:
        path.unlink()

    assert len(files) == 1
    assert read(arranged) == found
    assert sorted(row["key"] for row in found) == list(range(40))


def test_files_of_many_bytes_stay(tmp_path: Path) -> None:
    """To join them costs more than to open each."""
    rows = [(number, number, "a" * 90) for number in range(400)]
    arranged = split(Local(Work(tmp_path, part_bytes=10_000)), rows, 40).arrange(["key"], ["key"])

    assert len(list(tmp_path.glob("*-0*.arrow"))) == 10
    assert len(read(arranged)) == 400


def test_joined_files_of_parts_of_another_size_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build with more memory joins other files, also where the one before it was killed before its stage was listed."""
    monkeypatch.setattr(local, "TASKS_EACH", 100)
    rows = [(number % 50, number, "a") for number in range(240)]
    size = make_rows(rows).nbytes
    found, held = [], []  # what they hold stays, as when they were killed
    for share in (0.6, 0.4, 1.5, 0.6):
        engine = Local(Work(tmp_path, part_bytes=int(size * share), partitions=8))
        held.append(split(engine, rows, 10).arrange(["key"], ["key", "value"]))
        found.append(read(held[-1]))
        for listed in tmp_path.glob("*.json"):
            listed.unlink()
    assert found[0] == found[1] == found[2] == found[3]
    assert len(found[0]) == 240


def test_data_without_parts_have_no_rows(work: Work) -> None:
    """They can be arranged, sorted and placed, and then have the parts that were asked for."""
    schema = make_schema(part=pa.int64())
    none = Local(work).read([], schema)
    placed = none.place(2, ["part"])

    assert [table.num_rows for table in placed.collect()] == [0, 0]
    assert read(none.arrange(["part"], ["part"])) == read(none.sort(["part"])) == read(none.keep()) == []


def test_steps_run_where_they_are_needed_and_scans_see_all(work: Work) -> None:
    """Steps apply one after the other, and a scan gets the parts in their order."""
    engine = Local(work)
    rows = [(1, 2**32, "a"), (2, 2**33, "b")]
    data = split(engine, rows, 1).map(partial(double, by=3), ROWS).map(partial(double, by=2**32), ROWS)

    assert [r["value"] for r in read(data.scan(join_all, ROWS))] == [0, 0]
    assert [r["value"] for r in read(split(engine, rows, 1).map(partial(double, by=3), ROWS))] == [3, 6]


def test_progress_is_told_of_each_step_of_a_stage(work: Work) -> None:
    """It goes from none to all of its tasks, by the name of the stage that began last; what is not asked for is not told."""
    told: list[tuple[str, int, int]] = []
    engine = Local(work, progress=lambda *each: told.append(each))
    rows = split(engine, [(1, 5, "a"), (2, 6, "b"), (3, 7, "c")], 1)
    engine.begin("one")
    kept = rows.map(partial(double, by=3), ROWS).keep()
    engine.begin("other")
    scanned = kept.scan(join_all, ROWS)
    called = list(engine.call(pa.Table.nbytes.__get__, [scanned]))

    assert len(called) == 1
    assert told == [("one", n, 3) for n in range(4)] + [("other", n, 3) for n in range(4)] + [("other", n, 1) for n in range(2)]


def test_a_second_run_does_nothing_again(tmp_path: Path) -> None:
    """What is there is not made again: the steps of a second run are never called."""
    first = Local(Work(tmp_path))
    kept = split(first, [(1, 5, "a"), (2, 6, "b")], 1).arrange(["key"], ["key"]).map(count_runs, COUNTS).keep()
    found = read(kept)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = read(split(Local(Work(tmp_path)), [(1, 5, "a"), (2, 6, "b")], 1).arrange(["key"], ["key"]).map(count_runs, COUNTS))

    assert again == found
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}.items() <= before.items()


def test_files_go_when_nobody_needs_them(tmp_path: Path) -> None:
    """Rows that nothing refers to any more leave no file behind, and a stage that used them is still done."""
    engine = Local(Work(tmp_path))
    kept = split(engine, [(1, 5, "a")], 1).arrange(["key"], ["key"]).map(count_runs, COUNTS).keep()

    assert len([path for path in tmp_path.glob("*.arrow") if "table" not in path.name]) == 1
    assert read(kept) == [{"key": 1, "count": 1, "total": 5}]


def test_what_is_asked_for_twice_is_made_twice(tmp_path: Path) -> None:
    """Files that went, since nobody needed them, are made again when somebody does."""
    engine = Local(Work(tmp_path))
    arranged = split(engine, [(1, 5, "a"), (1, 6, "b")], 1).arrange(["key"], ["key", "value"])
    counted = arranged.map(count_runs, COUNTS)

    assert read(counted) == read(counted) == read(counted.keep())


def test_processes_make_the_same_rows(tmp_path: Path) -> None:
    """Two worker processes give the rows that this one gives."""
    rows = [(number % 5, number, "é" * (number % 3)) for number in range(40)]
    one, two = (
        read(split(Local(Work(tmp_path / str(n), workers=Workers(n), partitions=4)), rows, 9).arrange(["key"], ["key", "value"]))
        for n in map(make_folder, [tmp_path] * 2, (1, 2))
    )

    assert one == two


def make_folder(place: Path, name: int) -> int:
    (place / str(name)).mkdir()
    return name


def test_rows_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    """What was made of a batch is not taken for what is made of another one, whose files have the same names."""
    work = tmp_path / "work"
    work.mkdir()
    held = []  # what they hold stays, as when they were killed
    for folder, value in (("one", 1), ("other", 2)):
        table = make_rows([(0, value, "a")])
        (tmp_path / folder).mkdir()
        write_rows(tmp_path / folder / "rows.arrow", table, (0, 1))
        for store in (tmp_path / folder / "rows.arrow", table):
            part = Stored((Piece(store, 0, 1, table.nbytes),), ROWS, ())
            held.append(Local(Work(work)).read([part], ROWS).keep())
            assert read(held[-1]) == table.to_pylist()


@pytest.mark.parametrize("pattern", ["*.json", "*-0*.arrow", "*-edges.arrow", "*-table.arrow", "*"])
@pytest.mark.parametrize("damage", FILE_DAMAGES.values(), ids=FILE_DAMAGES)
def test_a_damaged_file_is_made_again(tmp_path: Path, pattern: str, damage: Callable[[Path], object]) -> None:
    """A list of what a stage has made, a file of rows, a small table or edges, that is no longer what was written."""
    rows = [(number % 5, number, "a") for number in range(20)]
    found, held = [], []  # what they hold stays, as when they were killed
    for _ in range(3):
        engine = Local(Work(tmp_path, partitions=4))
        arranged = split(engine, rows, 4).arrange(["key"], ["key", "value"])
        ordered = arranged.map(partial(double, by=1), ROWS).sort(["key", "value"])
        counted = ordered.map(count_runs, COUNTS).keep()
        found.append(read(counted))
        held.append((arranged, ordered, counted))
        assert [(row["key"], row["count"]) for row in found[0]] == [(key, 4) for key in range(5)]
        paths = list(tmp_path.glob(pattern))
        assert paths
        for path in paths:
            damage(path)
    assert found[0] == found[1] == found[2]
