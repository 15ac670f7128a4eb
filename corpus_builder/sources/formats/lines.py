"""Bytes to lines: a stream is read once, forwards, with no more in memory than its longest line.

Files are concatenated, come from systems with other line endings, and are truncated by crashes. So zero bytes reveal
the encoding, a return ends a line where it separates JSON objects, and an endless line is not kept.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO, IncrementalNewlineDecoder
from itertools import chain
from typing import BinaryIO, Final

# bytes read at a time; a longer line is looked at before it ends
CHUNK: Final = 1 << 20
LENIENT: Final = json.JSONDecoder(strict=False)
_MARKS: Final = (
    # utf-32 first: its little-endian mark begins with the one of utf-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A JSON text begins with two ASCII characters, so the zero bytes among the first ones tell (RFC 4627, section 3).
_ZEROS: Final = (
    (re.compile(rb"(?:[^\0]\0\0\0){2}"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[^\0]){2}"), "utf-32-be"),
    (re.compile(rb"(?:[^\0]\0){2}"), "utf-16-le"),
    (re.compile(rb"(?:\0[^\0]){2}"), "utf-16-be"),
)
# blanks, and the bytes of what may stand at a line's head: byte order marks, record separators of RFC 7464
_AROUND: Final = b" \t\r\n\x1e\xef\xbb\xbf"
_ARRAY: Final = re.compile(rb"[\s\x1e\xef\xbb\xbf]*+\[")


def split_lines(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The lines of a stream in UTF-8, each with its end, and how many bytes of it were left out.

    Line feeds end lines; a return does in a line of more than a megabyte, where it parts JSON objects. The returns of a
    shorter line are left to whoever reads it. Of NUL bytes, and of an array, which is no record, a megabyte or two is kept.

    >>> list(split_lines(BytesIO(b'{"text": "un"}\\n{"text": "deux"}')))
    [(b'{"text": "un"}\\n', 0), (b'{"text": "deux"}', 0)]
    """
    yield from split_chunks(_read_utf8(stream))


def split_chunks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """The lines of a text in UTF-8 that comes in chunks, as `split_lines` gives them.

    What is kept of an endless line depends on where a chunk ends: those of a file end at multiples of CHUNK.
    """
    line = _OpenLine()
    for chunk in _hold_returns(chunks):
        first, last = chunk.find(b"\n") + 1, chunk.rfind(b"\n") + 1
        if last:
            yield line.end(chunk[:first])
            yield from ((whole, 0) for whole in BytesIO(chunk[first:last]))
            line = _OpenLine()
        if last < len(chunk):
            yield from line.add(chunk[last:])
    if line.size:
        yield line.end(b"")


def holds_object(line: bytes) -> bool:
    """Whether a line is a JSON object; raw control characters in it do not matter.

    >>> holds_object(b'{"text": "un"}\\r'), holds_object(b'["un"]')
    (True, False)
    """
    bare = line.strip(_AROUND)
    if not (bare.startswith(b"{") and bare.endswith(b"}")):
        return False
    try:
        LENIENT.decode(bare.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return False
    return True


class _OpenLine:
    """The parts of a line that were read before its line feed."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []
        self._behind_return: list[bytes] = []
        self._omitted = 0
        self._is_long = self._has_returns = self._is_array = False

    def add(self, part: bytes) -> Iterator[tuple[bytes, int]]:
        """Add a part, and give the lines that returns end in it. Linear: each byte is joined and read a fixed number of times."""
        self.size += len(part)
        if self._is_array or (self._is_long and any(self._parts) and part.count(0) == len(part)):
            self._omitted += len(part)
            return
        self._parts.append(part)
        if self.size < CHUNK:
            return
        if self._is_long:
            yield from self._cut_at_returns(part)
            return
        self._parts = [b"".join(self._parts)]
        yield from self._cut_at_returns(self._parts[0])
        self._is_long, self._is_array = True, not self._has_returns and _ARRAY.match(self._parts[0]) is not None

    def end(self, part: bytes) -> tuple[bytes, int]:
        """The line, `part` being the last of it, and how many bytes of it were left out."""
        return b"".join((*self._parts, part)), self._omitted

    def _cut_at_returns(self, part: bytes) -> Iterator[tuple[bytes, int]]:
        cut = part.rfind(b"\r") + 1
        if not cut:
            self._behind_return.append(part)
            return
        unread = b"".join((*self._behind_return, part[:cut]))
        self._behind_return = [part[cut:]]
        if self._has_returns or any(map(holds_object, unread.splitlines())):
            self._has_returns = True
            whole = b"".join((*self._parts[:-1], part[:cut]))
            self._parts = [part[cut:]]
            for line in whole.splitlines(keepends=True):
                omitted = self._omitted if b"\0" in line else 0
                self._omitted -= omitted
                yield line, omitted


def _read_utf8(stream: BinaryIO) -> Iterator[bytes]:
    """A stream in pieces, encoded in UTF-8; where it was in UTF-16 or UTF-32, with line feeds for all line ends."""
    head = stream.read(CHUNK)
    chunks = chain((head,), iter(partial(stream.read, CHUNK), b""))
    encoding = detect_encoding(head)
    if encoding is None:
        yield from chunks
        return
    decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def detect_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, or None for UTF-8.

    >>> detect_encoding('{"text": "un"}'.encode("utf-16-be"))
    'utf-16-be'
    """
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    return marked or next((encoding for zeros, encoding in _ZEROS if zeros.match(head)), None)


def _hold_returns(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, no piece ending in a return but the last: behind it a line feed may follow."""
    held = b""
    for chunk in chunks:
        whole = held + chunk if held else chunk
        held = whole[-1:] if whole.endswith(b"\r") else b""
        yield whole[:-1] if held else whole
    yield held
