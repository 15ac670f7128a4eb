"""Reading the bytes of a source: either they are what the manifest lists, or the whole file is a reject."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from corpus_builder.system.errors import CorpusError, explain_failure
from corpus_builder.system.platforms import open_below

CHUNK = 1 << 20  # bytes


class Snapshot(NamedTuple):
    """What a file held at one moment: its size in bytes and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


class ChangedError(Exception):
    """A file is not what it was when its reading began; the message says how that showed."""


@contextmanager
def open_source(path: Path, bounds: Path | None = None) -> Iterator[io.BufferedReader]:
    """The bytes of a file that was listed. Raises OSError, also when it has become a link or is no regular file any more.

    With `bounds`, a folder without links in its path, no folder between that and the file may have become a link either.
    """
    with os.fdopen(open_below(path, bounds), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        yield file


def read_source(path: Path, bounds: Path | None = None) -> bytes:
    """All bytes of a file. Raises ChangedError when it was written to meanwhile, OSError when it cannot be read."""
    with open_source(path, bounds) as file:
        before = os.fstat(file.fileno())
        content = file.read()
        after = os.fstat(file.fileno())
        if not before.st_size == len(content) == after.st_size:
            raise ChangedError(f"{before.st_size} bytes when reading began, {len(content)} read, {after.st_size} in the end")
        if before.st_mtime_ns != after.st_mtime_ns:
            file.seek(0)
            if file.read() != content:
                raise ChangedError(f"the same {len(content)} bytes in number, but others")
    return content


def read_whole(path: Path, action: str, error: type[CorpusError]) -> bytes:
    """All bytes of a file; what prevents that is an `error` of one line: the `action` that failed, why, what to try."""
    try:
        with explain_failure(action, error):
            return read_source(path)
    except ChangedError as why:
        raise error(f"{action}: {why}", hint="run it again") from why


def take_snapshot(path: Path, bounds: Path | None = None) -> Snapshot:
    """Size and SHA-256 of a file as it is now. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with open_source(path, bounds) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Snapshot(size, digest.hexdigest())


def check_same(file: io.BufferedIOBase, before: Snapshot | None) -> None:
    """Raise ChangedError when a file that was read here and there is not what it was `before`; it is read once more."""
    if before is not None:
        file.seek(0)
        WatchedReader(file, before).check_unchanged()


class WatchedReader(io.RawIOBase):
    """A file that is read forwards and hashed on the way, to be held against the snapshot that was taken before.

    It gives at most one byte more than the snapshot has, so that a file which grows as fast as it is read has an end.
    """

    def __init__(self, file: io.BufferedIOBase, before: Snapshot | None) -> None:
        super().__init__()
        self._file = file
        self._before = before
        self._digest = hashlib.sha256()
        self._size = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes; the number of bytes, 0 at the end."""
        room = memoryview(buffer)
        if self._before is not None:
            room = room[: self._before.bytes + 1 - self._size]
        size = self._file.readinto(room)
        self._digest.update(room[:size])
        self._size += size
        return size

    def check_unchanged(self) -> None:
        """Read what is left, and raise ChangedError when what was read is not what the snapshot was taken of."""
        if self._before is None:
            return
        while self.read(CHUNK):
            pass
        if self._size != self._before.bytes:
            more = "more" if self._size > self._before.bytes else f"{self._size}"
            raise ChangedError(f"{self._before.bytes} bytes when reading began, {more} in the end")
        if self._digest.hexdigest() != self._before.sha256:
            raise ChangedError(f"the same {self._size} bytes in number, but others")
