"""corpus_builder.release.checks.parts.part_order: rows in order over the borders of parts, and parts cut as a build cuts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_builder.release.checks.parts.part_order import PartCuts, RowOrder, check_numbers
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.parts import cut_tables
from tests.release.parts import cut_release, cut_rows, cut_small, repeat_sample
from tests.release_sample import publish, sample_tables, tabulate


def find_disorder(*parts: dict[str, pa.Table]) -> list[str]:
    """What is out of order in parts that follow each other, each with its own rows in order."""
    order = RowOrder()
    for part in parts:
        order.add(part)
    return [f"{finding.where}: {finding.what}" for finding in order.list_findings()]


def test_parts_follow_each_other() -> None:
    """The last row of a part comes before the first one of the next; the row is told by its number in the whole table."""
    parts = cut_rows(sort_rows(sample_tables()), [0, 1, 3])

    assert find_disorder(*parts) == []
    first = parts[1]["documents"]["id"][0].as_py()
    assert find_disorder(parts[0], parts[2], parts[1]) == [f"documents: row 3 ({first}) is out of order"]


def test_rejects_follow_each_other() -> None:
    """By path, and then by what else orders them, in which unknown is last."""
    rows = [{"source_id": "b", "path": "a", "reason": "empty", "detail": detail} for detail in ("x", None)]
    parts = [{**sort_rows({}), "rejects": pa.Table.from_pylist([row], sort_rows({})["rejects"].schema)} for row in rows]

    assert find_disorder(*parts) == []
    assert find_disorder(*parts[::-1]) == ["rejects: row 2 (b) is out of order"]


def test_an_order_within_a_part_is_told_once() -> None:
    """Of each table the first row that is out of order."""
    parts = cut_rows(sort_rows(sample_tables()), [0, 2])
    mixed = [{**part, "documents": part["documents"].take([1, 0])} for part in parts]

    first = mixed[0]["documents"]["id"][0].as_py()
    assert find_disorder(*mixed) == [f"documents: row 1 ({first}), column id is out of order"]


def test_parts_begin_where_a_build_begins_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `cut_tables` cuts them nothing is found; where two are joined, or one is cut once more, the row is told."""
    cut_small(monkeypatch)
    parts = list(cut_tables(tabulate(repeat_sample(5))))
    rows = parts[0]["documents"].num_rows
    joined = [{name: pa.concat_tables([parts[0][name], parts[1][name]]) for name in parts[0]}, *parts[2:]]
    assert len(parts) > 3

    found = []
    for own in (parts, joined):
        cuts = PartCuts()
        for part in own:
            cuts.add(part)
        found.append([f"{finding.where}: {finding.what}" for finding in cuts.check()])

    assert (found[0], found[1][:1]) == ([], [f"data/documents: not cut where a build cuts: no part begins with row {rows + 1}"])


def test_parts_are_numbered_from_0(tmp_path: Path) -> None:
    """A part that is left out, and rows of a part without documents, are told by their file."""
    folder = cut_release(publish(tmp_path / "corpus"), [0, 1, 2, 3])
    assert list(check_numbers(folder)) == []

    shutil.move(folder / "data/documents/part-00003.parquet", folder / "data/documents/part-00009.parquet")

    assert {finding.where for finding in check_numbers(folder)} >= {"data/documents/part-00009.parquet"}
