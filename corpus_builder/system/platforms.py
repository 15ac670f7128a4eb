"""What differs between Linux, macOS and Windows: signals, memory, locks, rights, opening without following links.

No other module asks which system it runs on; it uses a function from here that does the same, or the nearest
equivalent, everywhere.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

# Links are not followed, pipes not waited for and line ends not translated, where a system has such flags.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
# A name that exists is never opened, and a link never followed: nobody can plant a file for us to write through.
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY
# A lock's file outlives no command, so a link of its name is somebody else's.
LOCK_FILE = os.O_RDWR | os.O_CREAT | _NO_LINK
# The file of another user who may write in that folder, which can be locked all the same.
OTHERS_LOCK_FILE = os.O_RDONLY | _NO_LINK
# A file that was listed is opened, not what somebody has put in its place since: no link is followed, no pipe waited for.
LISTED_FILE = os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY
LISTED_FOLDER = LISTED_FILE | getattr(os, "O_DIRECTORY", 0)

# What asks a process to end, and of these what a terminal sends to all processes that were started from it.
REQUESTS_TO_END = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
FROM_TERMINAL = [number for number in REQUESTS_TO_END if number != signal.SIGTERM]

MOUNTS = Path("/proc/self/mountinfo")


def hear_requests(answer: Callable[..., object]) -> None:
    """Answer each request to end, but for those that whoever started this process does not want to be heard."""
    for number in REQUESTS_TO_END:
        # who started us with nohup, or in the background, does not want to hear it
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, answer)


def ignore_signals(numbers: list[Any]) -> None:
    """Be deaf to these signals from now on."""
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def hold_back_signals() -> Iterator[None]:
    """Start processes that do not hear what a terminal sends to all of them, before they can say so themselves.

    They inherit what is blocked here; what comes meanwhile is heard by this process at the end.
    """
    if sys.platform == "win32":
        yield
        return
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, FROM_TERMINAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def free_memory() -> None:
    """Give what is not used any more back to the system, where it can be given back."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def open_below(path: Path, bounds: Path | None) -> int:
    """A descriptor of a file to be read. Raises OSError when it has become a link.

    With `bounds`, a folder without links in its path, no folder between that and the file may have become a link either, where
    the system can tell.
    """
    if bounds is None or os.open not in os.supports_dir_fd or not path.is_relative_to(bounds):
        return os.open(path, LISTED_FILE)
    *folders, name = path.relative_to(bounds).parts
    folder = os.open(bounds, LISTED_FOLDER)
    try:
        for part in folders:
            above, folder = folder, os.open(part, LISTED_FOLDER, dir_fd=folder)
            os.close(above)
        return os.open(name, LISTED_FILE, dir_fd=folder)
    finally:
        os.close(folder)


def set_rights(file: IO[bytes], mode: int) -> None:
    """Give an open file the rights of a mode; Windows has no such rights."""
    if sys.platform != "win32":
        os.fchmod(file.fileno(), stat.S_IMODE(mode))


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
    # a folder mounted from the same disk shows in no other way, and only on Linux
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


def is_file_of(handle: IO[bytes], path: Path) -> bool:
    """Whether the file that is open is the one that has the name now."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    return False


if sys.platform == "win32":
    import msvcrt

    def lock_handle(handle: IO[bytes]) -> None:
        """Lock an open file. Raises PermissionError when another process holds it."""
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

    def drop_lock(path: Path, handle: IO[bytes]) -> None:
        """Let go of a lock, and of its file."""
        handle.close()
        with suppress(OSError):
            path.unlink()

else:
    import fcntl

    def lock_handle(handle: IO[bytes]) -> None:
        """Lock an open file. Raises BlockingIOError when another process holds it."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def drop_lock(path: Path, handle: IO[bytes]) -> None:
        """Let go of a lock, and of its file; who does not hold the lock leaves the file to its holder."""
        with suppress(OSError, ValueError):
            lock_handle(handle)
            if is_file_of(handle, path):
                path.unlink()
        handle.close()
