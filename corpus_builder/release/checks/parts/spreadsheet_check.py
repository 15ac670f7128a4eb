"""Is the spreadsheet what the tables make? It is made again part after part, and compared with the file as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from corpus_builder.release.checks.findings import Finding
from corpus_builder.release.manifest import CARD, Manifest
from corpus_builder.release.page.spreadsheet import QUOTES_CSV, render_header, render_rows
from corpus_builder.system.errors import BUILD_AGAIN
from corpus_builder.tables.frames import Tables


class SheetCheck:
    """The spreadsheet of a release, compared with the quotes of its parts, put in one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = ExitStack()
        self._file: IO[bytes] | None = None
        self._has_quotes, self._is_stale = False, False
        self._lines = 1

    def __enter__(self) -> SheetCheck:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._held.close()

    def add(self, tables: Tables) -> None:
        """Compare the quotes of the next part."""
        if not tables["quotes"].num_rows:
            return
        if not self._has_quotes:
            self._has_quotes = True
            self._open()
            self._compare(render_header())
        self._compare(render_rows(tables))

    def _open(self) -> None:
        path = self._folder / QUOTES_CSV
        if path.is_file():
            try:
                self._file = self._held.enter_context(path.open("rb"))
            except OSError:
                return  # already found among the files

    def _compare(self, expected: bytes) -> None:
        """Compare what comes next in the file; where it differs is the line that is told."""
        if self._file is None or self._is_stale:
            return
        found = self._file.read(len(expected))
        if found != expected:
            self._is_stale = True
            expected = expected[: find_difference(found, expected)]
        self._lines += expected.count(b"\n")

    def check(self, manifest: Manifest) -> Iterator[Finding]:
        """What was found."""
        if self._file is not None:
            if self._is_stale or self._file.read(1):
                yield describe_stale(QUOTES_CSV, self._lines)
        elif self._has_quotes and QUOTES_CSV not in manifest.files:
            yield Finding("the file is missing", QUOTES_CSV, BUILD_AGAIN)


def find_difference(one: bytes, other: bytes) -> int:
    """The number of bytes at the beginning in which two contents are the same.

    >>> find_difference(b"abcd", b"abxd"), find_difference(b"ab", b"abc")
    (2, 2)
    """
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def describe_stale(path: str, line: int) -> Finding:
    """That a file says something else than the tables from a line on."""
    what = "the card does not match the tables" if path == CARD else "the file does not match the tables"
    return Finding(what, f"{path}:{line}", f"rewrite it with the command card, or {BUILD_AGAIN}")
