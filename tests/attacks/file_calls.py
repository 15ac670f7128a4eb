"""Watching every call by which a process changes files, so that something can be done ahead of any of them.

For a child process: nothing is put back.
"""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# What is called ahead of a call: with its name, such as `os.replace` or `file.write`, and the name of the file.
Before = Callable[[str, str], None]

CHANGING = (
    "chmod",
    "close",
    "copy_file_range",
    "fchmod",
    "fdatasync",
    "fsync",
    "ftruncate",
    "link",
    "mkdir",
    "remove",
    "rename",
    "replace",
    "rmdir",
    "sendfile",
    "symlink",
    "truncate",
    "unlink",
    "utime",
    "write",
    "writev",
)
# What fails when a disk is full or broken.
WRITES = frozenset(
    {
        "file.close",
        "file.flush",
        "file.write",
        "os.copy_file_range",
        "os.fdatasync",
        "os.fsync",
        "os.sendfile",
        "os.write",
        "os.writev",
    }
)
TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class WatchedFile:
    """A file that says ahead of each call what it is about to do."""

    def __init__(self, file: Any, before: Before) -> None:
        self._file = file
        self._before = before
        self._touched = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> WatchedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def write(self, content: Any) -> Any:
        """Write `content`."""
        self._touched = True
        self._before("file.write", self._name())
        return self._file.write(content)

    def flush(self) -> None:
        """Hand over what was written."""
        self._before("file.flush", self._name())
        self._file.flush()

    def close(self) -> None:
        """Close the file, also when something is raised ahead of it; one that nobody wrote to cannot fail."""
        touched, self._touched = self._touched, False
        try:
            if touched:
                self._before("file.close", self._name())
        finally:
            self._file.close()

    def _name(self) -> str:
        return describe_file(getattr(self._file, "name", ""))


def watch_calls(before: Before) -> None:
    """Have `before` called ahead of every call by which this process changes a file or folder."""
    for name in CHANGING:
        if hasattr(os, name):
            setattr(os, name, _watch_function(f"os.{name}", getattr(os, name), before))
    os.open = _watch_open_handle(os.open, before)
    io.open = builtins.open = _watch_open(io.open, before)


def _watch_function(name: str, function: Any, before: Before) -> Any:
    def call(*words: Any, **options: Any) -> Any:
        before(name, describe_file(words[0] if words else ""))
        return function(*words, **options)

    return call


def _watch_open_handle(function: Any, before: Before) -> Any:
    def call(path: Any, flags: int, *words: Any, **options: Any) -> Any:
        if flags & TO_WRITE:
            before("os.open", describe_file(path))
        return function(path, flags, *words, **options)

    return call


def _watch_open(function: Any, before: Before) -> Any:
    def call(file: Any, mode: str = "r", *words: Any, **options: Any) -> Any:
        if not set(mode) & set("wax+"):
            return function(file, mode, *words, **options)
        if not isinstance(file, int):
            before("open", describe_file(file))
        return WatchedFile(function(file, mode, *words, **options), before)

    return call


def describe_file(file: Any) -> str:
    """The last part of a path; a handle has no name.

    >>> describe_file("/corpora/out/manifest.json"), describe_file(7)
    ('manifest.json', '')
    """
    return "" if isinstance(file, int) else Path(os.fsdecode(file)).name
