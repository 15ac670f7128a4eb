"""corpus_builder.engines.tasks: what a task has made is there when its file is, whole, and read partition by partition."""

from __future__ import annotations

import errno
import pickle
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.engines.tasks import (
    Applied,
    Gathered,
    Join,
    Made,
    Piece,
    Spread,
    Stored,
    Task,
    find_made,
    join_made,
    make_part,
    measure_partitions,
    run_task,
    write_rows,
)
from corpus_builder.stages.flows.flow import make_schema, make_table
from corpus_builder.system.errors import CorpusError

ROWS = make_schema(part=pa.int64(), name=pa.string())
NAMES = ["quai", "", "épave", "ferry", "digue", "môle"]
TABLE = make_table(ROWS, [[2, 0, 2, 1, 0, 2], NAMES])
PLACED = Spread(count=4, place="part")


def store(table: pa.Table, first: int = 0, end: int | None = None, order: tuple[str, ...] = ()) -> Stored:
    return Stored((Piece(table, first, table.num_rows if end is None else end, table.nbytes),), ROWS, order)


def describe(made: Made | None) -> tuple[object, ...]:
    return () if made is None else (made.store, made.bounds.tolist(), made.size)


def refuse(*_: pa.Table) -> pa.Table:
    raise AssertionError("a task that is done was done again")


def double(one: pa.Table, other: pa.Table, times: int) -> pa.Table:
    return pa.concat_tables([one, *[other] * times])


@pytest.mark.parametrize("target", ["memory", "file"])
def test_each_partition_is_read_by_itself(target: str, tmp_path: Path) -> None:
    """Pieces of what was made hold the rows of their partitions, in the order of before; all together hold all bytes."""
    made = run_task(Task((store(TABLE),), PLACED, tmp_path / "rows.arrow" if target == "file" else None))
    pieces = [made.cut(number, number + 1) for number in range(4)]

    assert [piece.read()["name"].to_pylist() for piece in pieces] == [["", "digue"], ["ferry"], ["quai", "épave", "môle"], []]
    assert made.cut(1, 3).read()["name"].to_pylist() == ["ferry", "quai", "épave", "môle"]
    assert made.size - 4 <= sum(piece.size for piece in pieces) <= made.size
    assert [path.name for path in tmp_path.iterdir()] == ["rows.arrow"] * (target == "file")


def test_a_task_whose_file_is_there_is_done(tmp_path: Path) -> None:
    """It says the same of its rows as when it was made, and no step is called."""
    path = tmp_path / "rows.arrow"
    first = run_task(Task((store(TABLE),), PLACED, path))

    again = run_task(Task((Applied(refuse, (store(TABLE),)),), PLACED, path))
    assert describe(again) == describe(first) == describe(find_made(path)) == (path, [0, 2, 3, 6, 6], first.size)


@given(st.integers(0, 999))
def test_a_file_that_is_not_whole_is_made_again(tmp_path_factory: pytest.TempPathFactory, place: int) -> None:
    """Wherever a file is cut, and where it is of somebody else, its task is not done."""
    path = tmp_path_factory.mktemp("tasks") / "rows.arrow"
    run_task(Task((store(TABLE),), PLACED, path))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * place // 1_000])
    assert find_made(path) is None

    run_task(Task((store(TABLE),), PLACED, path))
    assert path.read_bytes() == whole


def test_a_file_of_another_program_is_not_made(tmp_path: Path) -> None:
    """Rows that something else has written under that name are not taken for those of the task."""
    with pa.OSFile(str(tmp_path / "rows.arrow"), "wb") as file, pa.ipc.new_file(file, ROWS) as writer:
        writer.write_table(TABLE)

    assert find_made(tmp_path / "rows.arrow") is None
    assert find_made(tmp_path / "none.arrow") is None


def test_a_full_disk_leaves_no_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one line; what was there before stays."""
    path = tmp_path / "rows.arrow"
    write_rows(path, TABLE, (0, 6))
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pa.RecordBatchFileWriter, "write_batch", fail)
    for name in ("rows.arrow", "new.arrow"):
        with pytest.raises(CorpusError, match=r"\Acannot write [^\n]+: [^\n]*(disk|space)[^\n]*\Z"):
            write_rows(tmp_path / name, TABLE.slice(3), (0, 3))
    assert path.read_bytes() == before
    assert not (tmp_path / "new.arrow").exists()


def test_a_part_is_what_its_steps_make_of_its_pieces(tmp_path: Path) -> None:
    """Pieces of files and tables are joined and put in order, steps apply to one another; no rows have the columns still."""
    write_rows(tmp_path / "rows.arrow", TABLE, (0, 6))
    pieces = (Piece(tmp_path / "rows.arrow", 4, 6, 60), Piece(TABLE, 2, 2, 0), Piece(TABLE, 0, 2, 40))
    joined = Stored(pieces, ROWS, ("name",))
    inner = Applied(partial(double, times=2), (store(TABLE, 3, 4), joined))
    outer = Applied(partial(double, times=1), (joined, inner))

    assert make_part(joined)["name"].to_pylist() == ["", "digue", "môle", "quai"]
    four = ["", "digue", "môle", "quai"]
    assert make_part(outer)["name"].to_pylist() == [*four, "ferry", *four, *four]
    assert outer.size == joined.size + inner.size == 100 + TABLE.nbytes + 100
    assert make_part(Stored((), ROWS, ("name",))) == make_part(store(TABLE, 2, 2)) == ROWS.empty_table()


def test_parts_of_one_task_are_its_partitions() -> None:
    """Where nothing else spreads them, those without rows, too."""
    made = run_task(Task((store(TABLE, 1, 3), store(TABLE, 0, 0), store(TABLE, 4, 6)), Spread(count=0), None))

    assert [made.cut(number, number + 1).read()["name"].to_pylist() for number in range(3)] == [
        ["", "épave"],
        [],
        ["digue", "môle"],
    ]


def test_a_part_of_a_stage_gathers_its_partitions(tmp_path: Path) -> None:
    """From all that has been made, here and in another process, to which only pieces with rows are sent."""
    made = tuple(
        run_task(Task((store(TABLE, first, end),), PLACED, target))
        for first, end, target in ((0, 3, tmp_path / "rows.arrow"), (3, 5, None), (5, 6, None))
    )
    part = Gathered("0" * 16, made, 0, 2, 99, ROWS, ("name",))
    sent = pickle.loads(pickle.dumps(part))

    assert make_part(part)["name"].to_pylist() == make_part(sent)["name"].to_pylist() == ["", "digue", "ferry"]
    assert [piece.store for piece in sent.pieces[:1]] == [tmp_path / "rows.arrow"]
    assert len(sent.pieces) == 2
    sizes = measure_partitions(made, 4)
    assert sizes[3] == 0 and round(sizes.sum()) == sum(each.size for each in made)


def test_joined_files_have_the_rows_of_each_partition_in_order(tmp_path: Path) -> None:
    """Those of the first file before those of the second, also where one has none; a join that is done is not done again."""
    cuts = enumerate([(0, 3), (3, 3), (3, 6)])
    made = tuple(run_task(Task((store(TABLE, *cut),), PLACED, tmp_path / f"{number}.arrow")) for number, cut in cuts)
    join = Join(made, tmp_path / "joined.arrow")
    joined = join_made(join)
    written = join.target.stat().st_mtime_ns

    for place in range(4):
        one_by_one = pa.concat_tables([each.cut(place, place + 1).read() for each in made])
        assert joined.cut(place, place + 1).read().combine_chunks() == one_by_one.combine_chunks()
    assert describe(join_made(join)) == describe(joined)
    assert join.target.stat().st_mtime_ns == written
