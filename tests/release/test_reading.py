"""corpus_builder.release.folder and .loading: a release is read whole, whatever lies beside it or is damaged in it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import corpus_builder
from corpus_builder.release import loading
from corpus_builder.release.folder import read_steadily
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.parquet import read_tables
from tests.release.folders import other_tables, posix, read_folder
from tests.release.parts import cut_release
from tests.release_sample import publish
from tests.rights import drop_overrides, read_only

READERS = [
    ("verify", "{out}"),
    ("diff", "{out}", "{other}"),
    ("report", "{out}", "--out", "{there}/page.html"),
    ("duplicates", "{out}"),
    ("card", "{out}", "--check"),
]


# what a build that was killed may have left beside a whole release
LEFT_OVERS = (".corpus.new-release/data", ".corpus.old-release/data")


@pytest.mark.slow
@posix
def test_reading_needs_no_right_to_write(tmp_path: Path, run: Any) -> None:
    """On a folder that nobody may write, beside left-overs that nobody can remove, a whole release is read as it is."""
    home, there = tmp_path / "home", tmp_path / "there"
    there.mkdir()
    out, other = publish(home / "corpus"), publish(home / "other" / "corpus")
    for name in LEFT_OVERS:
        (home / name).mkdir(parents=True)
    (home / ".corpus.lock").touch()
    before = read_folder(home)
    load = "import corpus_builder, sys; print(corpus_builder.load(sys.argv[1]).counts)"
    with read_only(home):
        for words in READERS:
            done = run(*(word.format(out=out, other=other, there=there) for word in words), rights=drop_overrides())
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        command = [sys.executable, "-c", load, str(out)]
        loaded = subprocess.run(command, preexec_fn=drop_overrides(), capture_output=True, text=True, check=False)
        refused = run("card", out, rights=drop_overrides())

    assert "'documents'" in loaded.stdout, loaded.stderr
    assert refused.returncode == 1 and refused.stderr.startswith(f"error: cannot write {out}: permission denied")
    assert read_folder(home) == before


@posix
def test_a_release_that_cannot_be_put_back_is_said(tmp_path: Path, run: Any) -> None:
    """Where a killed build left none in its place and the folder may not be written, the message says where it stands."""
    home = tmp_path / "home"
    out = publish(home / "corpus")
    out.rename(home / ".corpus.old-release")
    with read_only(home):
        done = run("verify", out, rights=drop_overrides())

    assert done.returncode == 1
    assert "interrupted build" in done.stderr and ".corpus.old-release" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_release_that_is_replaced_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    """Manifest and tables are those of one release; where they never are, that is said."""
    out, other = publish(tmp_path / "corpus"), other_tables()
    replaced: list[int] = []

    def read_and_replace(times: int) -> Any:
        tables = read_tables(out)
        if len(replaced) < times:
            replaced.append(1)
            publish(out, other if len(replaced) % 2 else None)
        return tables

    manifest, tables = read_steadily(out, lambda: read_and_replace(1))
    assert tables["documents"].num_rows == manifest.tables["documents"].rows == other["documents"].num_rows
    with pytest.raises(ReleaseError, match="was replaced while it was read"):
        read_steadily(out, lambda: read_and_replace(100))


def test_a_release_that_was_moved_away_is_not_empty(tmp_path: Path) -> None:
    """A loaded corpus whose folder has gone, or has lost a table, says so instead of showing no rows."""
    out = publish(tmp_path / "corpus")
    shutil.rmtree(out / "data" / "quotes")
    with pytest.raises(ReleaseError, match=r"the table quotes has 0 rows, the manifest says \d+"):
        _ = corpus_builder.load(out).documents
    corpus = corpus_builder.load(out)
    out.rename(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match="no release in"):
        _ = corpus.documents


def test_counts_are_known_without_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files say how many rows they have, in one part as in many; a lost part is told as it is with the tables."""
    out = publish(tmp_path / "corpus")
    whole = {name: table.num_rows for name, table in read_tables(out).items()}
    monkeypatch.setattr(loading, "read_tables", None)

    assert corpus_builder.load(out).counts == whole
    assert corpus_builder.load(cut_release(out, [0, 2])).counts == whole
    (out / "data" / "documents" / "part-00001.parquet").unlink()
    with pytest.raises(ReleaseError, match="the table documents has 2 rows, the manifest says 4"):
        _ = corpus_builder.load(out).counts


def test_a_corpus_of_many_parts_is_loaded_whole(tmp_path: Path) -> None:
    """Its data frames and datasets have the rows of all parts, in their order."""
    out = publish(tmp_path / "corpus")
    frame = corpus_builder.load(out).documents
    corpus = corpus_builder.load(cut_release(out, [0, 1, 3]))

    assert corpus.documents.equals(frame)
    assert corpus.to_datasets()["documents"]["id"][:] == frame["id"].tolist()


ODD = [("tables", {"documents": 5}), ("inputs", [5]), ("settings", {}), ("quality", {"a": 1})]


@pytest.mark.parametrize(("part", "value"), ODD)
def test_an_odd_manifest_is_one_line_in_every_command(part: str, value: Any, tmp_path: Path, run: Any) -> None:
    """Whatever a manifest says, what is made of it fails with one line and leaves the release as it is."""
    out = publish(tmp_path / "corpus")
    manifest = json.loads((out / "manifest.json").read_bytes())
    (out / "manifest.json").write_text(json.dumps({**manifest, part: value}), encoding="utf-8")
    before = read_folder(out)
    for words in (("card", out), ("report", out, "--out", tmp_path / "page.html")):
        done = run(*words)
        assert done.returncode in (0, 1) and len(done.stderr.splitlines()) <= 1, done.stderr
    assert part == "quality" or before == read_folder(out)
    with suppress(ReleaseError):
        _ = corpus_builder.load(out).counts
