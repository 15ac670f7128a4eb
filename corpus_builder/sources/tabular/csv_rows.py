"""Rows of a CSV file to records, as a stream: whatever separates its columns, and however it is encoded."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader, TextIOWrapper
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from corpus_builder.model import Record, Reject
from corpus_builder.sources.fields import CONTENTS, Entry, Origin, make_record, mend_surrogates, reject_entry, reject_file
from corpus_builder.sources.formats.lines import detect_encoding
from corpus_builder.system.terminal import count_things

MALFORMED_CSV: Final = "malformed CSV"
NO_CONTENT: Final = "table without texts"
SEPARATORS: Final = ",;\t|"
# Column names that a message quotes.
SHOWN: Final = 10
# Lines in which the names of the columns must end: what is longer has a mark that is not closed.
_HEAD_LINES: Final = 1_000
_EXCEL: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
# The csv module refuses long fields unless told otherwise; it takes no larger number on Windows.
_FIELD: Final = (1 << 31) - 1


class _Head(NamedTuple):
    """What stands above the rows of a table: what separates its columns, their names, its lines, and all lines behind them."""

    separator: str
    names: list[str]
    size: int
    rest: Iterable[str] = ()
    is_blank: bool = False


class _Row(NamedTuple):
    """A row with its number, its first and last line from 1, its cells or why there are none, and its lines as they were read."""

    number: int
    line: int
    last: int
    cells: list[str]
    fault: str | None
    content: bytes


def read_csv(stream: BufferedReader[Any], origin: Origin, most: int, is_cut: Callable[[], bool]) -> Iterator[Record | Reject]:
    """The records of a CSV file whose first row names its columns; `most` is how many characters a row may have.

    Where the stream `is_cut` off in the end, its last row is left out unless it is ended. A file without texts, or whose columns
    have no names of their own, is one reject.
    """
    csv.field_size_limit(_FIELD)
    encoding = detect_encoding(stream.peek())
    origin = origin._replace(encoding=encoding)
    # in UTF-16 and UTF-32 a lone byte has no place among the characters: it is replaced, as in lines of JSON
    text = TextIOWrapper(stream, encoding or "utf-8", "replace" if encoding else "surrogateescape", newline="")
    try:
        head = _read_head(iter(text))
        misfit = None if head.is_blank else find_misfit_columns(head.names, MALFORMED_CSV)
        if misfit is not None and not is_cut():
            yield reject_file(origin, *misfit)
        if misfit is None:
            yield from (_read_row(row, head.names, origin) for row in _leave_cut(_list_rows(head, most), is_cut))
    finally:
        text.detach()


def find_misfit_columns(names: list[str], malformed: str) -> tuple[str, str] | None:
    """Why a table with such columns gives no records, reason and detail; None where it does."""
    if not names:
        return NO_CONTENT, "no column can be read"
    if not set(CONTENTS) & set(names):
        shown = ", ".join(map(repr, names[:SHOWN])) + ", …" * (len(names) > SHOWN)
        return NO_CONTENT, f"no column is named `text` or `html`; columns: {shown}"
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    return (malformed, f"two columns are named {twice!r}") if twice is not None else None


def _read_head(lines: Iterator[str]) -> _Head:
    """The head of a table: the separator by which most columns are named, a text among them, decides how far it goes."""
    read: list[str] = []
    first = next((line for line in _replay(read, lines) if line.strip("\r\n")), "")
    told = _EXCEL.fullmatch(first)
    before = len(read) if told else 0
    heads = [_name_columns(_replay(read, lines), before, separator) for separator in (told[1] if told else SEPARATORS)]
    head = max(heads, key=lambda head: (bool(set(CONTENTS) & set(head.names)), len(head.names)))
    return head._replace(rest=chain(read[head.size :], lines), is_blank=not first.strip())


def _replay(read: list[str], lines: Iterator[str]) -> Iterator[str]:
    """The lines that were `read`, without a mark at their head, and those behind them, which are put there, too."""
    for number in range(_HEAD_LINES):
        if number == len(read):
            read.extend(islice(lines, 1))
        if number == len(read):
            return
        yield read[number] if number else read[number].lstrip("\ufeff")


def _name_columns(lines: Iterator[str], before: int, separator: str) -> _Head:
    """The names in the first row that is not blank, behind so many lines; none where it cannot be read."""
    rows = csv.reader(islice(lines, before, None), delimiter=separator, strict=True)
    try:
        row = next(filter(None, rows), [])
    except csv.Error:
        row = []
    names = [mend_surrogates(name).strip() or f"column {number}" for number, name in enumerate(row, 1)]
    return _Head(separator, names, before + rows.line_num)


class _Lines:
    """Lines that go into the csv module, and since the last row came out of it."""

    def __init__(self, lines: Iterable[str], before: int, most: int) -> None:
        self._lines = iter(lines)
        self._most = most
        self._size = 0
        self.count = before
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > self._most:
            raise csv.Error(f"a row of more than {self._most:,} characters; is a quotation mark not closed?")
        line = next(self._lines)
        self.count += 1
        self._size += len(line)
        self.taken.append(line)
        return line

    def take(self) -> bytes:
        """What has been read since this was asked last."""
        content, self.taken, self._size = "".join(self.taken), [], 0
        return content.encode("utf-8", "surrogateescape")


def _list_rows(head: _Head, most: int) -> Iterator[_Row]:
    """The rows behind the one with the names; blank lines are no rows."""
    lines = _Lines(head.rest, head.size, most)
    rows = csv.reader(lines, delimiter=head.separator, strict=True)
    number = 0
    while True:
        first = lines.count + 1
        try:
            cells, fault = next(rows), None
        except StopIteration:
            return
        except csv.Error as why:
            cells, fault = [], _name_fault(str(why))
        content = lines.take()
        if cells or fault:
            number += 1
            yield _Row(number, first, lines.count, cells, fault, content)


def _name_fault(why: str) -> str:
    if why.startswith("unexpected end"):
        return "a quotation mark opens a cell that is never closed"
    return "a quotation mark inside a cell is not doubled" if "expected after" in why else why


def _leave_cut(rows: Iterable[_Row], is_cut: Callable[[], bool]) -> Iterator[_Row]:
    """The rows without a last one that is cut in the middle."""
    held: list[_Row] = []
    for row in rows:
        yield from held
        held = [row]
    yield from (row for row in held if not (is_cut() and (row.fault or not row.content.endswith((b"\n", b"\r")))))


def _read_row(row: _Row, names: list[str], origin: Origin) -> Record | Reject:
    entry = Entry("row", row.number, len(row.content), hashlib.sha256(row.content).hexdigest())
    # a mark that is not closed takes good lines with it
    where = f"in line {row.line}: " if row.line == row.last else f"in lines {row.line} to {row.last}: "
    if row.fault:
        return reject_entry(origin, entry, (MALFORMED_CSV, where + row.fault))
    if len(row.cells) < len(names) or any(row.cells[len(names) :]):
        fault = f"{count_things(len(row.cells), 'cell')} for {count_things(len(names), 'column')}"
        return reject_entry(origin, entry, (MALFORMED_CSV, where + fault))
    return make_record(origin, entry, {name: cell or None for name, cell in zip(names, chain(row.cells), strict=False)})
