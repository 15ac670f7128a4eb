"""Files that are there whole or not at all: temporary names nobody can foresee, sync before rename, and locks.

What differs between systems in that — locks, rights, folders that cannot be synced — stands here.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

# A name that exists is never opened, and a link never followed: nobody can plant a file for us to write through.
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
# A lock's file outlives no command, so a link of its name is somebody else's.
LOCK_FILE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
MOUNTS = Path("/proc/self/mountinfo")
# seconds between two looks at a lock that somebody holds
LOOK_AGAIN = 0.05
# Seconds that a command which replaces a file waits for another one, which takes an instant.
PATIENCE = 30.0
# What a temporary name has behind that of its file.
TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.new")
# Characters of a name that what stands beside the file begins with: more may be longer than a system allows.
STEM = 40


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
        if stat.S_ISREG(before.st_mode) and sys.platform != "win32":
            os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))


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


def make_durable(folder: Path) -> None:
    """Make every file and folder below a folder, and itself, survive a loss of power."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as content:
                os.fsync(content.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_mount_point(folder: Path) -> bool:
    """Whether another disk, or another part of one, is mounted at a folder, so that it cannot be renamed."""
    if os.path.ismount(folder):
        return True
    # a folder mounted from the same disk shows in no other way
    try:
        mounted = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    place = os.path.realpath(folder)
    return any(_unescape(line.split(" ")[4]) == place for line in mounted if line.count(" ") > 4)


def _unescape(name: str) -> str:
    """A path of the table of mounts as it is: blanks and backslashes stand there in octal."""
    for sign in " \t\n\\":
        name = name.replace(f"\\{ord(sign):03o}", sign)
    return name


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
                _lock_handle(handle)
            except (BlockingIOError, PermissionError):
                if wait <= 0:
                    raise LockedError from None
                wait -= LOOK_AGAIN
                time.sleep(LOOK_AGAIN)
                continue
            if _is_file_of(handle, path):
                break
            # its last holder removed the file after we had opened it: another command may lock a new one
            handle.close()
            handle = _open_lock(path)
        yield
    finally:
        finish(lambda: _drop_lock(path, handle))


def _is_file_of(handle: IO[bytes], path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    return False


def _open_lock(path: Path) -> IO[bytes]:
    # one look: between two of them its holder may have removed it
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NoLockError(errno.EEXIST, "what has the name of its lock is in the way", str(path))
    try:
        return os.fdopen(os.open(path, LOCK_FILE, 0o666), "r+b", buffering=0)
    except PermissionError:
        # the file of another user who may write here, which can be locked all the same
        return os.fdopen(os.open(path, os.O_RDONLY | LOCK_FILE & ~(os.O_RDWR | os.O_CREAT)), "rb", buffering=0)


if sys.platform == "win32":
    import msvcrt

    def _lock_handle(handle: IO[bytes]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

    def _drop_lock(path: Path, handle: IO[bytes]) -> None:
        handle.close()
        with suppress(OSError):
            path.unlink()

else:
    import fcntl

    def _lock_handle(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _drop_lock(path: Path, handle: IO[bytes]) -> None:
        # who did not get the lock, or has dropped it before, leaves the file to its holder
        with suppress(OSError, ValueError):
            _lock_handle(handle)
            if _is_file_of(handle, path):
                path.unlink()
        handle.close()
