"""Spilling sorted 64-bit words between partitions: in memory while they are few, in files when they are many."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from corpus_builder.system.errors import explain_failure

U64 = npt.NDArray[np.uint64]

# Bytes that are held in memory; what comes then goes to files.
MEMORY_BYTES = 1 << 28


def open_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for files that nobody needs afterwards. Raises CorpusError where there is no room for one."""
    with explain_failure("cannot make a temporary folder"):
        return tempfile.TemporaryDirectory(prefix="corpus_builder-", ignore_cleanup_errors=True)


def append_words(path: Path, arrays: Iterable[U64]) -> None:
    """Write arrays at the end of a file of words. Raises CorpusError, naming the folder for temporary files, when it is full."""
    # not `tofile`, whose errors do not say what happened
    with explain_failure(f"cannot write temporary files in {path.parent.parent}"), path.open("ab") as file:
        for words in arrays:
            file.write(words.data)


class Spill:
    """Words sorted into partitions, which are ranges: put in array by array, taken out partition by partition.

    `edges` are the lowest words of all partitions but the first, rising. Files lie in a temporary folder of the machine, which is
    removed when the spill is closed.
    """

    def __init__(self, edges: U64) -> None:
        self._edges = edges
        self._parts: list[list[U64]] = [[] for _ in range(len(edges) + 1)]
        self._held = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._folder:
            self._folder.cleanup()

    def put(self, words: U64) -> None:
        """Add a sorted array."""
        for number, part in enumerate(np.split(words, np.searchsorted(words, self._edges))):
            if len(part):
                self._parts[number].append(part.copy())  # a view would hold the whole array
        self._held += words.nbytes
        if self._held > MEMORY_BYTES:
            self._write()

    def take_all(self) -> Iterator[U64]:
        """The words of each partition, unsorted."""
        for number, parts in enumerate(self._parts):
            path = self._path(number)
            written = [np.fromfile(path, np.uint64)] if path and path.exists() else []
            words = np.concatenate([np.empty(0, np.uint64), *written, *parts])
            parts.clear()
            yield words

    def _write(self) -> None:
        self._folder = self._folder or open_folder()
        for number, parts in enumerate(self._parts):
            append_words(Path(self._folder.name, str(number)), parts)
            parts.clear()
        self._held = 0

    def _path(self, number: int) -> Path | None:
        return Path(self._folder.name, str(number)) if self._folder else None


class Partitions:
    """Sorted arrays that are kept: the first of them in memory, what comes when that is full in mapped files."""

    def __init__(self) -> None:
        self.arrays: list[U64] = []
        self._held = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def put(self, words: U64) -> None:
        """Add an array; an empty one is left out."""
        if not len(words):
            return
        if self._held + words.nbytes > MEMORY_BYTES:
            self._folder = self._folder or open_folder()
            path = Path(self._folder.name, str(len(self.arrays)))
            append_words(path, [words])
            words = np.memmap(path, np.uint64, "r")
        else:
            self._held += words.nbytes
        self.arrays.append(words)
