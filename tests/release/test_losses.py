"""corpus_builder.release.losses: documents of a release that a new build rejects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.policy.takedowns import hash_source
from corpus_builder.release.losses import CorpusKeys, find_losses, hash_keys, join_keys
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.parquet import write_table

Row = tuple[str, ...]


def fill(name: str, columns: tuple[str, ...], rows: list[Row]) -> pa.Table:
    """A table with some of its columns filled."""
    given = [dict(zip(columns, row, strict=True)) for row in rows]
    whole: list[dict[str, Any]] = [{field.name: row.get(field.name) for field in SCHEMAS[name]} for row in given]
    return pa.Table.from_pylist(whole, SCHEMAS[name])


def make_tables(documents: list[Row], rejects: list[Row]) -> dict[str, pa.Table]:
    """Documents by (source id, path) and rejects by (source id, path, reason)."""
    return {
        "documents": fill("documents", ("source_id", "path", "sha256"), [(*row, None)[:3] for row in documents]),
        "rejects": fill("rejects", ("source_id", "path", "reason", "sha256"), [(*row, None)[:4] for row in rejects]),
    }


def hash_tables(tables: dict[str, pa.Table]) -> CorpusKeys:
    """The keys of a corpus, taken row by row from its last one."""
    documents, rejects = tables["documents"], tables["rejects"]
    empty = (documents.slice(0, 0), rejects.slice(0, 0))
    parts = [hash_keys(documents.slice(row, 1), empty[1]) for row in range(documents.num_rows)]
    parts += [hash_keys(empty[0], rejects.slice(row, 1)) for row in range(rejects.num_rows)]
    return join_keys(reversed(parts))


BAD = "binary file"
# what the release has, (documents, rejects); what the build has; what is lost
CASES: dict[str, tuple[tuple[list[Row], list[Row]], tuple[list[Row], list[Row]], list[Row]]] = {
    "nothing changed": (([("a", "a")], []), ([("a", "a")], []), []),
    "a text became a reject": (([("a", "a"), ("b", "b")], []), ([("b", "b")], [("a", "a", BAD)]), [("a", BAD)]),
    "a source was deleted": (([("a", "a")], []), ([("b", "b")], []), []),
    "a takedown": (([("a", "a")], []), ([], [("f00", "f00", "takedown"), ("f01", "x.jsonl", "takedown")]), []),
    "a record of a file was taken down": (([("r", "x.jsonl")], []), ([], [("f00", "x.jsonl", "takedown")]), []),
    "a whole file of records": (
        ([("r", "x.jsonl")], []),
        ([], [("x.jsonl", "x.jsonl", "unreadable file")]),
        [("r", "unreadable file")],
    ),
    "a line that lost its id": (
        ([("r", "x.jsonl")], []),
        ([], [("x.jsonl:4", "x.jsonl", "malformed JSON")]),
        [("r", "malformed JSON")],
    ),
    "a line that was bad before": (
        ([("r", "x.jsonl")], [("x.jsonl:4", "x.jsonl", "malformed JSON")]),
        ([("s", "x.jsonl")], [("x.jsonl:4", "x.jsonl", "malformed JSON")]),
        [],
    ),
    "one line that lost its id, two records gone": (
        ([("r", "x.jsonl"), ("s", "x.jsonl")], []),
        ([], [("x.jsonl:4", "x.jsonl", "malformed JSON")]),
        [("r", "malformed JSON")],
    ),
    "a bad line that has moved": (
        ([("x.jsonl:4", "x.jsonl", "f4")], [("x.jsonl:5", "x.jsonl", "malformed JSON", "f5")]),
        ([("x.jsonl:3", "x.jsonl", "f4")], [("x.jsonl:4", "x.jsonl", "malformed JSON", "f5")]),
        [],
    ),
    "a text that moved": (
        ([("d/a", "d/a", "f1")], []),
        ([("e/a", "e/a", "f1")], [("d", "d", "link to a folder already read")]),
        [],
    ),
    "a document beside a reject of its id": (([("a", "a")], [("a", "a", BAD)]), ([], [("a", "a", BAD)]), [("a", BAD)]),
    "another record without text": (
        ([("r", "x.jsonl")], []),
        ([], [("new", "x.jsonl", "record without text")]),
        [],
    ),
    "a record that was taken down, and a bad line": (
        ([("r", "x.jsonl")], []),
        ([], [(hash_source("r"), "x.jsonl", "takedown"), ("x.jsonl:9", "x.jsonl", "malformed JSON")]),
        [],
    ),
    "a folder that cannot be read": (
        ([("d/e/a", "d/e/a")], []),
        ([], [("d", "d", "unreadable file")]),
        [("d/e/a", "unreadable file")],
    ),
    "a folder with such a beginning": (([("de/a", "de/a")], []), ([], [("d", "d", "unreadable file")]), []),
    "the second of two with one id": (([("r", "x")], []), ([("r", "x")], [("r", "y", "duplicate source id")]), []),
    "a text that was a reject before": (([("b", "b")], [("a", "a", BAD)]), ([("b", "b")], [("a", "a", BAD)]), []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_loss_is_a_document_that_a_new_reject_stands_for(name: str, tmp_path: Path) -> None:
    """By its own id, or by that of its file or of a folder above it; a takedown and what is merely gone are no losses."""
    before, now, lost = CASES[name]
    for table, rows in make_tables(*before).items():
        for row in range(rows.num_rows):
            write_table(rows.slice(row, 1), tmp_path / "data" / table, row)

    found = find_losses(tmp_path, hash_tables(make_tables(*now)), len(lost) + 1)
    assert (list(found.first), found.count, found.reasons) == (lost, len(lost), {reason for _, reason in lost})


def test_where_there_is_no_release_nothing_is_lost(tmp_path: Path) -> None:
    """An empty folder and a release whose tables cannot be read have nothing to lose: a build mends them."""
    now = hash_tables(make_tables([], [("a", "a", BAD)]))
    assert find_losses(tmp_path / "none", now, 3).count == 0
    (tmp_path / "data" / "documents").mkdir(parents=True)
    (tmp_path / "data" / "documents" / "part-00000.parquet").write_bytes(b"PAR1 damaged")
    assert find_losses(tmp_path, now, 3).count == 0


def test_a_release_that_may_not_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses, nobody knows what would be lost."""
    for name, rows in make_tables([("a", "a")], []).items():
        write_table(rows, tmp_path / "data" / name)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReleaseError, match="cannot read data/documents"):
        find_losses(tmp_path, hash_tables(make_tables([], [("a", "a", BAD)])), 3)


def test_all_losses_are_counted_and_the_first_are_named(tmp_path: Path) -> None:
    """A message names a few of many, in the order of the release, whatever part they are in."""
    rows = [(f"{number:03}", f"d/{number:03}") for number in range(100)]
    for part in range(4):
        documents = make_tables(rows[part * 25 : part * 25 + 25], [])["documents"]
        write_table(documents, tmp_path / "data" / "documents", part)
    keys = join_keys([hash_tables(make_tables([], [("d", "d", BAD)])), hash_tables(make_tables(rows[1:3], []))])
    found = find_losses(tmp_path, keys, 2)

    assert (found.count, found.first, found.reasons) == (98, (("000", BAD), ("003", BAD)), {BAD})


def test_of_two_reasons_the_first_by_name_is_told(tmp_path: Path) -> None:
    """Rejects come in any order, and so the order of a build does not show."""
    write_table(make_tables([("a", "a")], [])["documents"], tmp_path / "data" / "documents")
    rejects = [("a", "a", reason) for reason in ("unreadable file", BAD)]

    for order in (rejects, rejects[::-1]):
        assert find_losses(tmp_path, hash_tables(make_tables([], order)), 1).first == (("a", BAD),)
