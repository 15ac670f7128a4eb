"""Lines to JSON: the record on each line of a JSON Lines file, or in words why there is none.

A line is read as JSON demands, then with raw control characters, then in the pieces between its returns, marks and
NULs. The first reading that gives an object counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Any, BinaryIO, Final, NamedTuple

from corpus_builder.sources.formats.lines import holds_object, split_lines

NO_OBJECT: Final = "not an object; each line is one"
RAW_CONTROLS: Final = "raw control characters in the record"
_NUL: Final = 0
_BLANK_OR_NUL: Final = b"\0 \t\r\n"
# byte order marks, and the record separators of RFC 7464
_MARKS: Final = re.compile(rb"(?:\xef\xbb\xbf|\x1e)*+")
_PIECE: Final = re.compile(
    rb"\0+|(?:\xef\xbb\xbf|\x1e)*+(?:[^\0\r\x1e\xef]++|\xef(?!\xbb\xbf))++(?:\r\n?)?|(?:\xef\xbb\xbf|\x1e)++|\r\n?"
)
_SEVERAL_LINES: Final = "a JSON object over several lines; each line must be one object (try: jq -c . FILE)"
_ARRAY: Final = "a JSON array; each line must be one object (try: jq -c '.[]' FILE)"


class TwiceError(ValueError):
    """An object has two values of one name, of which one would be lost."""


def _take_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise TwiceError(next(name for name in names if names.count(name) > 1))
    return found


_STRICT: Final = json.JSONDecoder(object_pairs_hook=_take_pairs)
_LENIENT: Final = json.JSONDecoder(strict=False, object_pairs_hook=_take_pairs)


class JsonLine(NamedTuple):
    """A line that is not blank: its number, its bytes in UTF-8 without marks at its head, and the value that they hold.

    `fault` says why there is none, `notes` what a reader must know; `omitted` counts the bytes that are not in `content`.
    """

    number: int
    content: bytes
    value: Any
    fault: str | None = None
    notes: tuple[str, ...] = ()
    omitted: int = 0


def read_json_lines(stream: BinaryIO) -> Iterator[JsonLine]:
    """What the lines of a stream hold. Blank ones are counted and left out; the pieces of a line count as lines.

    >>> from io import BytesIO
    >>> [(line.number, line.value) for line in read_json_lines(BytesIO(b'{"id": 1}\\n\\n{"id": 2}\\r{"id": 3}'))]
    [(1, {'id': 1}), (3, {'id': 2}), (4, {'id': 3})]
    """
    yield from read_numbered(split_lines(stream), 1)


def read_numbered(lines: Iterable[tuple[bytes, int]], first: int) -> Iterator[JsonLine]:
    """What lines hold, the first of which has the number `first`; of each is known how many bytes of it were left out."""
    numbers = count(first)
    for content, omitted in lines:
        line = _read_line(next(numbers), content, omitted)
        if _is_in_pieces(line, content):
            yield from filter(None, _read_pieces(content, omitted, chain((line.number,) if line else (), numbers)))
        elif line is not None:
            yield line


def count_numbers(content: bytes, omitted: int) -> int:
    """How many numbers a line takes: one, or one for each of its pieces."""
    piece = _PIECE.match(content)
    if piece is None or piece.end() == len(content) or not _is_in_pieces(_read_line(1, content, omitted), content):
        return 1
    return sum(1 for _ in _cut_pieces(content))


def _is_in_pieces(line: JsonLine | None, content: bytes) -> bool:
    """Whether a line is read in its pieces: it holds no value as it is, but an object in one of them."""
    return line is not None and line.fault is not None and any(map(holds_object, _cut_pieces(content)))


def find_misfit(first: JsonLine, second: JsonLine | None = None) -> str | None:
    """What a file is instead of JSON Lines, told by its first two lines; None where lines are objects or may be.

    An array among objects, and a first line that was cut, are bad lines of a good file.
    """
    bare = first.content.strip()
    if bare.startswith(b"["):
        is_alone = second is None or b"".join(bare.split()) in (b"[", b"[{")
        return _ARRAY if is_alone or (first.fault and not _holds_object(second)) else None
    is_open = first.fault is not None and bare.startswith(b"{") and bare.endswith((b"{", b"[", b","))
    return _SEVERAL_LINES if is_open and not _holds_object(second) else None


def _holds_object(line: JsonLine | None) -> bool:
    return line is not None and isinstance(line.value, dict)


def _read_line(number: int, content: bytes, omitted: int = 0) -> JsonLine | None:
    if content.startswith((b"\xef\xbb\xbf", b"\x1e")):
        content = _MARKS.sub(b"", content, count=1)
    if not content or content.isspace():
        return None
    try:
        value, notes = _parse(content.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as why:
        fault = _name_fault(why)
    except RecursionError:
        fault = "nested too deep"
    except TwiceError as why:
        fault = f"two values are named {why.args[0]!r}"
    except ValueError:
        fault = "a number of thousands of digits"
    else:
        if not omitted:
            return JsonLine(number, content, value, None, notes)
        fault = "NUL characters in the record"
    if omitted and content.lstrip().startswith(b"["):
        fault = NO_OBJECT
    return JsonLine(number, content, None, _look_for_nuls(fault, content, omitted), (), omitted)


def _parse(text: str) -> tuple[Any, tuple[str, ...]]:
    try:
        return _STRICT.decode(text), ()
    except json.JSONDecodeError:
        return _LENIENT.decode(text), (RAW_CONTROLS,)


def _name_fault(why: json.JSONDecodeError) -> str:
    if why.msg == "Extra data" and why.doc.startswith("{", why.pos):
        return "more than one object on the line; each needs a line of its own"
    return f"{why.msg} at character {why.pos + 1}"


def _look_for_nuls(fault: str, content: bytes, omitted: int) -> str:
    """What is wrong with a line, NULs at its end being told: a crash leaves them where nothing was written yet."""
    if not content.strip(_BLANK_OR_NUL):
        nuls = content.count(_NUL) + omitted
        return f"{nuls:,} NUL character{'s' * (nuls != 1)} and no record, as a crash leaves them"
    return f"{fault}; NUL characters follow, as a crash leaves them" if content.rstrip().endswith(b"\0") else fault


def _read_pieces(content: bytes, omitted: int, numbers: Iterator[int]) -> Iterator[JsonLine | None]:
    for piece in _cut_pieces(content):
        nuls = omitted if piece[0] == _NUL else 0
        omitted -= nuls
        yield _read_line(next(numbers), piece, nuls)


def _cut_pieces(content: bytes) -> Iterator[bytes]:
    """The pieces of a line, one after the other: between returns, each with its own, and before marks and NULs.

    >>> list(_cut_pieces(b"{}\\r{}\\x1e{}\\0\\0\\r\\n"))
    [b'{}\\r', b'{}', b'\\x1e{}', b'\\x00\\x00', b'\\r\\n']
    """
    return (found.group() for found in _PIECE.finditer(content))
