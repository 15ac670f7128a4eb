"""Running a command as somebody who may not do everything: root may write into any folder, whatever its rights say."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PR_CAPBSET_DROP = 24
# CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
OVERRIDES = (1, 2, 3)


def drop_overrides() -> Callable[[], None] | None:
    """What a child process calls before its command so that rights of files count for it; None where they do anyway."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def drop() -> None:
        for capability in OVERRIDES:
            if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                os._exit(99)

    return drop


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Take the right to write from folders and all that is in them, and give it back."""
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    modes = [path.stat().st_mode for path in paths]
    for path, mode in zip(paths, modes, strict=True):
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)
