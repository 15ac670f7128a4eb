"""corpus_builder.release.kept_files: a file is taken for the next release when it is the one that was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.release.kept_files import KeptFiles
from corpus_builder.sources.files import digest_file
from tests.release.file_damages import FILE_DAMAGES

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


@pytest.mark.parametrize("name", FILE_DAMAGES)
def test_a_damaged_file_is_not_believed(kept: KeptFiles, tmp_path: Path, name: str) -> None:
    """What does not have the hash that its name says is not taken, and leaves nothing behind; kept again it is whole."""
    [path] = kept.folder.glob("*/*")
    FILE_DAMAGES[name](path)
    target = tmp_path / "part-00001.parquet"
    assert not kept.take(ROWS, target)
    assert not target.exists() and not (tmp_path / "nowhere").exists()

    target.write_bytes(b"rows")
    sha256 = digest_file(target)
    kept.keep(ROWS, target, sha256)
    assert kept.take(ROWS, tmp_path / "again.parquet") == sha256
    FILE_DAMAGES[name](path)
    kept.keep(ROWS, target, sha256)
    assert kept.take(ROWS, tmp_path / "once more.parquet") == sha256


def test_a_copy_that_cannot_be_written_is_an_error_and_no_damage(kept: KeptFiles, tmp_path: Path) -> None:
    """What is whole in the cache stays there."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        kept.take(ROWS, tmp_path / "taken")
    assert kept.take(ROWS, tmp_path / "part-00001.parquet")
