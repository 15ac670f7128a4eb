"""corpus_builder.release.checks.rebuilt: in what a release differs from one that was built again."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa

from corpus_builder.release.checks.rebuilt import compare_releases
from corpus_builder.release.manifest import encode_values
from tests.release.parts import cut_release
from tests.release_sample import publish, sample_rows, tabulate


def test_equal_releases_do_not_differ(release: Path, tmp_path: Path) -> None:
    """Two builds of the same content have no difference."""
    assert compare_releases(release, publish(tmp_path / "again")) == []


def test_difference_names_table_row_and_column(release: Path, tmp_path: Path) -> None:
    """The first row and column that differ are named, and a table that only one release has."""
    rows = sample_rows()
    rows["quotes"][1]["cue"] = "a dit hier"
    rows["rejects"] = []
    found = {finding.where: finding.what for finding in compare_releases(release, publish(tmp_path / "again", tabulate(rows)))}

    assert found["data/quotes/part-00000.parquet"] == f"the rebuilt table differs: row 1 ({rows['quotes'][1]['id']}), column cue"
    assert found["data/rejects/part-00000.parquet"] == "the rebuilt release lacks this file"
    assert any(where.startswith("README.md:") for where in found)


def test_difference_of_versions_is_told(release: Path, tmp_path: Path) -> None:
    """Where the releases were built with other versions, that is the hint; bytes alone may then differ."""
    again = publish(tmp_path / "again")
    manifest = json.loads((again / "manifest.json").read_bytes())
    manifest["versions"]["pyarrow"] = "1.0"
    (again / "manifest.json").write_bytes(encode_values(manifest))
    path = again / "data" / "quotes" / "part-00000.parquet"
    pa.parquet.write_table(pa.parquet.read_table(path), path, compression="none")
    findings = compare_releases(release, again)

    assert {finding.what for finding in findings} == {"the bytes differ, but the rows are the same", "the rebuilt file differs"}
    assert all(finding.hint.startswith("built with pyarrow ") for finding in findings)


def test_a_row_is_told_by_its_number_in_the_whole_table(release: Path, tmp_path: Path) -> None:
    """Though it is the first one of its part."""
    rows = sample_rows()
    rows["documents"][2]["title"] = "Autre"
    again = publish(tmp_path / "again", tabulate(rows))
    found = [finding.what for finding in compare_releases(cut_release(release, range(4)), cut_release(again, range(4)))]

    assert f"the rebuilt table differs: row 4 ({rows['documents'][2]['id']}), column title" in found
