"""corpus_builder.release.kept_files: a file is taken for the next release when it is the one that was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.release.kept_files import KeptFiles
from corpus_builder.sources.files import digest_file

ROWS = "5" * 64


@pytest.fixture
def kept(tmp_path: Path) -> KeptFiles:
    """A folder with the file of some rows."""
    path = tmp_path / "part-00003.parquet"
    path.write_bytes(b"rows")
    files = KeptFiles(tmp_path / "cache")
    files.keep(ROWS, path, digest_file(path))
    return files


def test_rows_that_were_kept_are_taken(kept: KeptFiles, tmp_path: Path) -> None:
    """The copy has the same bytes, and is none of the file that was given; other rows are not there."""
    target = tmp_path / "data" / "part-00007.parquet"
    assert kept.take(ROWS, target)
    assert target.read_bytes() == b"rows"
    assert not kept.take("6" * 64, tmp_path / "data" / "part-00008.parquet")


def test_damage_to_a_release_is_none_to_the_next(kept: KeptFiles, tmp_path: Path) -> None:
    """A file that is written in place in one release is as before in the cache."""
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    assert kept.take(ROWS, one)
    with one.open("r+b") as file:
        file.write(b"x")
    assert kept.take(ROWS, other)
    assert other.read_bytes() == b"rows"


@pytest.mark.parametrize("damage", [b"", b"rowz", b"rows and more"])
def test_a_damaged_file_is_not_believed(kept: KeptFiles, tmp_path: Path, damage: bytes) -> None:
    """What does not have the hash that its name says is not taken, and leaves nothing behind; kept again it is whole."""
    [path] = kept.folder.glob("*/*")
    path.write_bytes(damage)
    target = tmp_path / "part-00001.parquet"
    assert not kept.take(ROWS, target)
    assert not target.exists()

    target.write_bytes(b"rows")
    kept.keep(ROWS, target, digest_file(target))
    assert kept.take(ROWS, tmp_path / "again.parquet")
