"""corpus_builder.sources.reading: what was read is what is listed, or the file has changed."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.sources.reading import ChangedError, Snapshot, WatchedReader, open_source, read_source, take_snapshot

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as on POSIX")


def snap(content: bytes) -> Snapshot:
    """The snapshot of a file of this content."""
    return Snapshot(len(content), hashlib.sha256(content).hexdigest())


def test_a_snapshot_is_size_and_digest(tmp_path: Path) -> None:
    """It is that of the bytes on the disk."""
    (tmp_path / "a").write_bytes(b"abc" * 1000)

    assert take_snapshot(tmp_path / "a") == snap(b"abc" * 1000)
    assert read_source(tmp_path / "a") == b"abc" * 1000


@given(st.binary(max_size=300), st.integers(1, 50), st.booleans())
def test_reading_forwards_gives_the_bytes(content: bytes, size: int, known: bool) -> None:
    """In pieces of any size the bytes are those of the file, and an unchanged file is none that changed."""
    reader = WatchedReader(io.BufferedReader(io.BytesIO(content)), snap(content) if known else None)  # type: ignore[arg-type]

    assert b"".join(iter(lambda: reader.read(size), b"")) == content
    reader.check_unchanged()


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 60))
def test_any_other_content_is_a_change(before: bytes, now: bytes, read: int) -> None:
    """However much has been read of it, a file that is not what it was is found out, and one that is the same is not."""
    reader = WatchedReader(io.BufferedReader(io.BytesIO(now)), snap(before))  # type: ignore[arg-type]
    reader.read(read)

    if before == now:
        reader.check_unchanged()
    else:
        with pytest.raises(ChangedError):
            reader.check_unchanged()


def test_a_file_that_grows_for_ever_has_an_end() -> None:
    """A writer that is faster than the reader does not keep it for ever."""

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    reader = WatchedReader(io.BufferedReader(Endless()), snap(b"x" * 1000))

    assert len(reader.read()) == 1001
    with pytest.raises(ChangedError, match="1000 bytes when reading began, more in the end"):
        reader.check_unchanged()


@pytest.mark.parametrize("change", ["cut", "grown", "written over"])
def test_a_text_that_is_written_to_meanwhile_is_found_out(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Size before, bytes read and size after must be one, and where the file was touched its content too."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc" * 1000)
    os.utime(path, ns=(0, 0))
    look, calls = os.fstat, []

    def change_between(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) == 3:
            with path.open("rb+") as file:
                if change == "cut":
                    file.truncate(5)
                else:
                    file.seek(0, 2 if change == "grown" else 0)
                    file.write(b"xyz")
        return look(handle)

    monkeypatch.setattr(os, "fstat", change_between)
    with pytest.raises(ChangedError):
        read_source(path)


def test_a_text_that_is_only_touched_has_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another time of change with the same bytes is no change."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    look, calls = os.fstat, []

    def touch_between(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) == 3:
            os.utime(path, ns=(0, 0))
        return look(handle)

    monkeypatch.setattr(os, "fstat", touch_between)
    assert read_source(path) == b"abc"


@posix
def test_what_was_put_in_a_files_place_is_not_read(tmp_path: Path) -> None:
    """A link or a pipe that stands where a file was listed is an error, and nobody waits for the pipe."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "link.txt").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe.txt")

    for name in ("link.txt", "pipe.txt"):
        with pytest.raises(OSError), open_source(tmp_path / name):
            pass
