"""corpus_builder.release.checks.parts.across_parts: what parts say of each other, and rows in the wrong one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.tables.parquet import read_part, write_table
from tests.release.parts import cut_release, repeat_sample
from tests.release_sample import publish, tabulate

Rows = dict[str, list[dict[str, Any]]]
EVERY = range(8)


def drop_original(rows: Rows) -> str:
    """The paragraph that a copy of another part names is gone."""
    named = next(row["duplicate_of"] for row in rows["removals"] if row.get("duplicate_of"))
    rows["paragraphs"] = [row for row in rows["paragraphs"] if row["id"] != named]
    return f"the paragraph it names is not kept: {named}"


def drop_statement(rows: Rows) -> str:
    """The quote whose id a quote of another part has for its statement is gone."""
    first = rows["quotes"][0]["id"]
    rows["quotes"] = [row for row in rows["quotes"] if row["id"] != first]
    return f"no such statement: {first}"


def reprint_reprint(rows: Rows) -> str:
    """A document reprints a reprint."""
    ids = [row["id"] for row in rows["documents"]]
    for row, of in ((rows["documents"][0], ids[5]), (rows["documents"][5], ids[3])):
        row.update(duplicate_of=of, duplicate_similarity=0.9)
    return f"the document it names is itself a reprint, or missing: {ids[5]}"


def count_wrong(rows: Rows) -> str:
    """A paragraph has no copies by its own count, and one has some that are not there."""
    counted = next(row for row in rows["paragraphs"] if row["n_copies"])
    uncounted = next(row for row in rows["paragraphs"] if not row["n_copies"])
    counted["n_copies"], uncounted["n_copies"] = 0, 2
    return "not the number of removals that name the paragraph: "


@pytest.mark.parametrize("change", [drop_original, drop_statement, reprint_reprint, count_wrong])
def test_what_parts_say_of_each_other_is_checked(change: Callable[[Rows], str], tmp_path: Path) -> None:
    """A key that names nothing in any part is told, in as many parts as there are documents as in one."""
    rows = repeat_sample(2)
    said = change(rows)
    whole = publish(tmp_path / "corpus", tabulate(rows))
    one = [finding.what for finding in verify_release(whole) if finding.what.startswith(said)]
    many = [finding.what for finding in verify_release(cut_release(whole, EVERY)) if finding.what.startswith(said)]

    assert len(one) == 1 and many == one


def test_a_document_in_two_parts_is_there_twice(tmp_path: Path) -> None:
    """Its id is told once."""
    folder = cut_release(publish(tmp_path / "corpus", tabulate(repeat_sample(2))), EVERY)
    first, second = (read_part(folder, "documents", part) for part in (0, 1))
    write_table(pa.concat_tables([first, second]), folder / "data" / "documents", 1)
    id_ = first["id"][0].as_py()

    assert f"duplicate id: {id_}" in [finding.what for finding in scan(folder)]


def test_a_row_away_from_its_document_is_told(tmp_path: Path) -> None:
    """Its document is there, in another part."""
    folder = cut_release(publish(tmp_path / "corpus", tabulate(repeat_sample(2))), EVERY)
    files = sorted((folder / "data" / "paragraphs").iterdir())
    one, other = (int(path.stem.split("-")[1]) for path in files[:2])
    stray = read_part(folder, "paragraphs", one).slice(0, 1)
    write_table(pa.concat_tables([read_part(folder, "paragraphs", other), stray]), folder / "data" / "paragraphs", other)

    assert f"the document is in another part: {stray['document_id'][0].as_py()}" in [finding.what for finding in scan(folder)]


def scan(folder: Path) -> list[Any]:
    """What is found in a release whose manifest lists the files as they are."""
    from tests.release.checks.test_release_checks import sign

    sign(folder)
    return verify_release(folder)
