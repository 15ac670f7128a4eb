"""A JSON Lines file in ranges of bytes, which need not know each other: the same records as when it is read at once.

Each line belongs to the range in which it begins. Its number needs those of all ranges before: lines are counted first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import BinaryIO, NamedTuple

from corpus_builder.sources.formats import lines
from corpus_builder.sources.formats.json_lines import JsonLine, count_numbers, read_numbered


class ByteRange(NamedTuple):
    """Bytes of a file from `start` to before `end`."""

    start: int
    end: int


def cut_ranges(head: bytes, size: int, step: int) -> list[ByteRange]:
    """A file of `size` bytes in ranges of `step` bytes; in one where its `head`, a megabyte of it, is in UTF-16 or UTF-32.

    >>> cut_ranges(b'{"text": "un"}', 25, 10)
    [ByteRange(start=0, end=10), ByteRange(start=10, end=20), ByteRange(start=20, end=25)]
    """
    if lines.detect_encoding(head) is not None:
        return [ByteRange(0, size)]
    return [ByteRange(start, min(start + step, size)) for start in range(0, size, step)]


def count_lines(file: BinaryIO, part: ByteRange) -> int:
    """How many numbers the lines of a range take."""
    return sum(count_numbers(content, omitted) for content, omitted in _split_range(file, part))


def number_ranges(counts: Sequence[int]) -> list[int]:
    """The number of the first line of each range, from the counts of all of them.

    >>> number_ranges([3, 0, 2])
    [1, 4, 4]
    """
    return [1 + before for before in accumulate(counts, initial=0)][: len(counts)]


def read_range(file: BinaryIO, part: ByteRange, first: int) -> Iterator[JsonLine]:
    """What the lines of a range hold, the first of which has the number `first`."""
    return read_numbered(_split_range(file, part), first)


def _split_range(file: BinaryIO, part: ByteRange) -> Iterator[tuple[bytes, int]]:
    if part.start == 0:
        file.seek(0)
        if lines.detect_encoding(file.read(lines.CHUNK)) is not None:
            file.seek(0)
            return lines.split_lines(file)
    return lines.split_chunks(_read_lines(file, part))


def _read_lines(file: BinaryIO, part: ByteRange) -> Iterator[bytes]:
    """The bytes of the lines that begin in a range, in the chunks in which the whole file is read."""
    # a line begins behind a line feed: that of the first one may be the last byte before
    place = max(part.start - 1, 0)
    begins = 0 if part.start == 0 else None
    file.seek(place)
    while (begins is not None or place < part.end) and (chunk := file.read(lines.CHUNK - place % lines.CHUNK)):
        if begins is None:
            begins = chunk.find(b"\n") + 1 or None
        if begins is not None:
            if place + begins >= part.end > place:
                return
            end = chunk.find(b"\n", max(begins, part.end - 1 - place)) + 1
            yield chunk[begins : end or None]
            if end:
                return
            begins = 0
        place += len(chunk)
