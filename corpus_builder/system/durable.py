"""Atomic file writes: unpredictable temporary names, sync before rename, and locks; folders that may be lost.

What differs between systems (locks, rights, folders that cannot be synced) is in platforms.py.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from corpus_builder.system.platforms import (
    LOCK_FILE,
    NEW_FILE,
    OTHERS_LOCK_FILE,
    drop_lock,
    is_file_of,
    lock_handle,
    set_rights,
    sync_folder,
)

# seconds between two looks at a lock that somebody holds
LOOK_AGAIN = 0.05
# Seconds that a command which replaces a file waits for another one, which takes an instant.
PATIENCE = 30.0
# What a temporary name has behind that of its file.
TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.new")
# Bytes of the SHA-256 that a sealed file ends with, and those that are read at once of what it is of.
SEAL, BLOCK = 32, 1_048_576
# Characters of a name that what stands beside the file begins with: more may be longer than a system allows.
STEM = 40
# By this file other programs know a folder that needs no copy, and by what it says we know a cache of ours, which is no source.
TAG = "CACHEDIR.TAG"
SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# Cleaned documents, kept by corpus_builder.\n"


class LockedError(Exception):
    """Another process holds the lock."""


class NoLockError(OSError):
    """What has the name of the lock's file is no file of ours."""


def finish(clean_up: Callable[[], object]) -> None:
    """Clean up to the end: Ctrl-C and requests to end that come in the middle of it are heard only then.

    `clean_up` is called again when it was interrupted, so it must not mind what it has done already.
    """
    try:
        clean_up()
    except KeyboardInterrupt:
        clean_up()
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file at `path`: whoever reads it finds the file before or this one, whatever happens.

    It keeps the rights of the file before. Call it inside `hold_file(path)`. Raises OSError, and leaves nothing beside it.
    """
    beside = path.with_name(f".{_shorten_name(path)}.{secrets.token_hex(8)}.new")
    try:
        with os.fdopen(os.open(beside, NEW_FILE, 0o666), "wb") as file:
            _keep_rights(path, file)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except BaseException:
        finish(lambda: _discard(beside))
        raise


@contextmanager
def hold_file(path: Path) -> Iterator[None]:
    """Keep other commands from replacing the file at `path` while one does; what one that was killed has left beside it goes.

    Raises LockedError when another one takes longer than an instant, and OSError when nothing can be written there.
    """
    stem = f".{_shorten_name(path)}"
    with hold_lock(path.with_name(f"{stem}.lock"), PATIENCE):
        for left in path.parent.iterdir():
            if left.name.startswith(stem) and TEMPORARY.fullmatch(left.name, len(stem)):
                _discard(left)
        yield


def _shorten_name(path: Path) -> str:
    """The name of a file, or as much of a long one as goes with others, and a digest that tells it from its like."""
    name = path.name
    return name if len(name) <= STEM else f"{name[:STEM]}~{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def _discard(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _keep_rights(path: Path, file: IO[bytes]) -> None:
    with suppress(FileNotFoundError):
        before = path.stat()
        if stat.S_ISREG(before.st_mode):
            set_rights(file, before.st_mode)


class KeepingSink(io.RawIOBase):
    """A file for a library that must not see a write fail: the first error is kept, and all that comes after it dropped.

    pyarrow ends the whole process when a write fails while it cuts pages by content.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.error: Exception | None = None

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, content: Any) -> int:
        """Write `content`, or say so."""
        size = memoryview(content).nbytes
        if self.error is None:
            try:
                self._file.write(content)
            except (OSError, ValueError) as why:  # ValueError: it was closed
                self.error = why
        return size


def is_cache(folder: Path) -> bool:
    """Whether a folder was made as a cache; what cannot be read was not."""
    tag = folder / TAG
    with suppress(OSError):
        if tag.is_file():
            with tag.open("rb") as file:
                return file.read(len(SIGNATURE) + 1) == SIGNATURE
    return False


def remove_path(path: Path) -> None:
    """Remove a folder, or what has its name; what is gone already is no failure."""
    if path.is_dir() and not path.is_symlink():
        with suppress(FileNotFoundError):
            shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder where there is none, in place of a file or dangling link that has its name; what is a folder stays."""
    if not path.is_dir():
        with suppress(OSError):
            path.unlink()
    path.mkdir(parents=True, exist_ok=True)


class HashingSink(io.RawIOBase):
    """A file of which what is written is hashed."""

    def __init__(self, file: IO[bytes], sha256: hashlib._Hash) -> None:
        super().__init__()
        self._file, self._sha256 = file, sha256

    def writable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """How many bytes there are."""
        return self._file.tell()

    def write(self, content: Any) -> int:
        """Write `content`."""
        self._sha256.update(content)
        return self._file.write(content)


@contextmanager
def write_sealed(path: Path) -> Iterator[HashingSink]:
    """Write a file that is there when it is whole, and whose last bytes seal it: they are the SHA-256 of its name and all others.

    What has its name goes. After a loss of power it may be damaged, which the seal shows. Raises OSError.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    try:
        with beside.open("wb") as file:
            sealing = _begin_seal(path)
            yield HashingSink(file, sealing)
            file.write(sealing.digest())
        if path.is_dir():
            remove_path(path)
        beside.replace(path)
    except BaseException:
        finish(lambda: _discard(beside))
        raise


def is_sealed(path: Path) -> bool:
    """Whether there is a file that fits its seal, so that it is the one that was written under its name."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            left, sealing = os.fstat(file.fileno()).st_size - SEAL, _begin_seal(path)
            while left > 0 and (block := file.read(min(left, BLOCK))):
                sealing.update(block)
                left -= len(block)
            return file.read() == sealing.digest()
    except OSError:
        return False


def _begin_seal(path: Path) -> hashlib._Hash:
    """With the name, so that no file is taken for another one that has its place."""
    return hashlib.sha256(os.fsencode(path.name))


def make_durable(folder: Path) -> None:
    """Make every file and folder below a folder, and itself, survive a loss of power."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as content:
                os.fsync(content.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


@contextmanager
def hold_lock(path: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock whose file is `path`; the system drops it when the process dies, and the file goes with its holder.

    Raises LockedError when another process holds it for `wait` seconds, NoLockError when something else has its name, and
    OSError when the file cannot be made.
    """
    handle = _open_lock(path)
    try:
        while True:
            try:
                lock_handle(handle)
            except (BlockingIOError, PermissionError):
                if wait <= 0:
                    raise LockedError from None
                wait -= LOOK_AGAIN
                time.sleep(LOOK_AGAIN)
                continue
            if is_file_of(handle, path):
                break
            # its last holder removed the file after we had opened it: another command may lock a new one
            handle.close()
            handle = _open_lock(path)
        yield
    finally:
        finish(lambda: drop_lock(path, handle))


def _open_lock(path: Path) -> IO[bytes]:
    # one look: between two of them its holder may have removed it
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NoLockError(errno.EEXIST, "a path with the name of its lock is in the way", str(path))
    try:
        return os.fdopen(os.open(path, LOCK_FILE, 0o666), "r+b", buffering=0)
    except PermissionError:
        return os.fdopen(os.open(path, OTHERS_LOCK_FILE), "rb", buffering=0)
