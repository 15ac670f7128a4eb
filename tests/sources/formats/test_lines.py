"""Bytes to lines: where a line ends, in which encoding, and how much of it is in memory."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.sources.formats.lines import CHUNK, holds_object, split_lines

RECORD = b'{"text": "Le port a rouvert."}'
TAIL = b'{"text": "Fin."}'


class Stream:
    """A stream that repeats a unit and then ends in `tail`: megabytes that no test has to hold. It is read forwards only."""

    def __init__(self, head: bytes, unit: bytes, megabytes: int, tail: bytes = b"") -> None:
        block = unit * (CHUNK // len(unit))
        self._blocks = iter([head, *repeat(block, megabytes), tail])
        self._held = b""

    def read(self, size: int) -> bytes:
        while len(self._held) < size and (block := next(self._blocks, None)) is not None:
            self._held += block
        given, self._held = self._held[:size], self._held[size:]
        return given


def split(content: bytes) -> list[bytes]:
    return [line for line, _ in split_lines(BytesIO(content))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\n", [b"\n"]),
        (b"one", [b"one"]),
        (b"one\n\ntwo\r\nthree", [b"one\n", b"\n", b"two\r\n", b"three"]),
        (b"one\rtwo\n", [b"one\rtwo\n"]),
        (b"one\x0btwo\x0cthree\x85\n", [b"one\x0btwo\x0cthree\x85\n"]),
        ("où\r\nlà\rici\u2028non\n".encode("utf-16"), ["où\n".encode(), "là\n".encode(), "ici\u2028non\n".encode()]),
    ],
)
def test_a_line_feed_ends_a_line(content: bytes, expected: list[bytes]) -> None:
    """Lines keep their ends; a return in a short line is left in it, save in UTF-16 and UTF-32, where all ends become feeds."""
    assert [line.removeprefix("\ufeff".encode()) for line in split(content)] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("head", ["{}", '{"', "{\n", "[1", '{"é"', "\x1e{", "\ufeff{}", "\ufeff"])
def test_the_encoding_is_told_by_a_mark_or_by_zero_bytes(encoding: str, head: str) -> None:
    """Two ASCII characters are enough; a mark of UTF-32 is not taken for the one of UTF-16 that it begins with."""
    text = f"{head} où\n"

    assert b"".join(split(text.encode(encoding))).decode() == text


@pytest.mark.parametrize("content", [b"\0", b"\0\0\0\0\0\0\0\0", b"{\0\0", b"\0\0\0{", b"a", b"\xef\xbb", b"\xff\xfe"[:1]])
def test_few_or_odd_bytes_are_utf_8(content: bytes) -> None:
    """What shows no other encoding is left as it is."""
    assert b"".join(split(content)) == content


PIECES = st.sampled_from([b"\n", b"\r", b"\r\n", b"\0", b"a", RECORD, b"[", b" ", "é".encode()])


@settings(deadline=None)
@given(st.lists(PIECES).map(b"".join), st.integers(1, 9))
def test_lines_do_not_depend_on_how_much_is_read_at_a_time(content: bytes, size: int) -> None:
    """However a stream comes in pieces, its lines end at its line feeds."""

    class Pieces(BytesIO):
        def read(self, _: int | None = -1, /) -> bytes:
            return super().read(size)

    content = b"{\n" + content
    assert [line for line, _ in split_lines(Pieces(content))] == list(BytesIO(content))


LONG = {
    # name: head, unit, tail, the last line and how many there are
    "records that returns end": (b"", RECORD.replace(b".", b"." * 999) + b"\r", TAIL, TAIL),
    "the same behind a line": (RECORD + b"\n", RECORD.replace(b".", b"." * 999) + b"\r", TAIL, TAIL),
    "the same with marks and separators": (b"\xef\xbb\xbf", b"\x1e" + RECORD.replace(b".", b"." * 999) + b"\r", TAIL, TAIL),
    "the same in UTF-16": (b"", (RECORD.decode() + "." * 999 + "\r").encode("utf-16-le"), "fin".encode("utf-16-le"), b"fin"),
    "NULs behind a line": (RECORD + b"\n", b"\0", b"", None),
    "nothing but NULs": (b"", b"\0", b"", None),
    "NULs in a line": (RECORD[:9], b"\0", b"\n" + TAIL, TAIL),
    "an array": (b"[", RECORD + b", ", b"]\n" + TAIL, TAIL),
    "an array with returns": (b" [", RECORD + b",\r", b"]\n" + TAIL, TAIL),
}


@pytest.mark.parametrize("name", LONG)
def test_what_never_ends_is_not_kept_in_memory(name: str) -> None:
    """Files of 64 MB without a line feed take a few MB, and no byte is lost count of."""
    head, unit, tail, last = LONG[name]
    size = len(head) + 64 * len(unit * (CHUNK // len(unit))) + len(tail)
    tracemalloc.start()
    count = 0
    for line, omitted in split_lines(Stream(head, unit, 64, tail)):  # type: ignore[arg-type]
        count += len(line) + omitted
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * CHUNK
    assert count == (size // 2 if "UTF-16" in name else size)
    assert last is None or line == last


def test_a_return_that_ends_no_record_ends_no_line() -> None:
    """An object that returns spread over 3 MB is one line: a return between its tokens is a blank."""
    content = b"{" + b'"a": 1,\r' * 400_000 + b'"text": "Fin."}\n'

    assert split(content + TAIL) == [content, TAIL]


# Of each, a few MB: what took the square of the length would take hours.
@pytest.mark.parametrize(
    "unit", [b"\r", b"{", b"{}\r", b"junk\r", b"\xef\xbb\xbf", b"\x1e", b" ", b"[", b"aa\0", b"a" * (CHUNK - 1) + b"\r"]
)
def test_lines_of_much_of_one_thing_are_read_once(unit: bytes) -> None:
    """Whatever a long line is made of, all of it comes back, or is counted."""
    content = unit * (4 * CHUNK // len(unit))

    assert sum(len(line) + omitted for line, omitted in split_lines(BytesIO(content))) == len(content)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (RECORD, True),
        (b" \xef\xbb\xbf" + RECORD + b" \r\n", True),
        (b"\x1e" + RECORD, True),
        (b'{"text": "Le\tport"}', True),
        (b'{"text": "caf\xe9"}', True),
        (RECORD + RECORD, False),
        (b"[" + RECORD + b"]", False),
        (RECORD[:-1], False),
        (b"{" * 100_000 + b"}", False),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, False),
        (b"", False),
    ],
)
def test_an_object_is_told(line: bytes, expected: bool) -> None:
    """Marks and blanks around an object do not matter, nor do raw control characters in it."""
    assert holds_object(line) is expected
