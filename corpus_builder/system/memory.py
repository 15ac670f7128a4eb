"""What a process holds of memory, and what Python spends on finding what is not used any more."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Objects made since the last search before there is another: loading a command makes some 120,000, and hardly any garbage.
SELDOM = 200_000
# What Linux says of this process.
STATUS = Path("/proc/self/status")


def spare_collector() -> None:
    """Look for reference cycles seldom, and not when the process ends: 0.05 s and 0.15 s of a build of one document.

    Python searches all objects once more before it ends, for finalizers that nothing of ours waits for.
    """
    gc.set_threshold(SELDOM)
    atexit.register(gc.freeze)


@contextmanager
def pause_collector() -> Iterator[None]:
    """Look for no reference cycles meanwhile; also as a decorator.

    A stage makes many records and no cycles, and each search goes through all the records that there are. What is not
    referred to any more is freed all the same.

    >>> with pause_collector():
    ...     gc.isenabled()
    False
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def measure_memory() -> int:
    """The bytes of memory that this process alone holds; 0 where the system does not tell."""
    try:
        with STATUS.open("rb") as lines:
            return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(b"RssAnon:")), 0)
    except OSError:
        return 0
