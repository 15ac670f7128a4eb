"""Records of WARC and WET files: pages as servers have sent them, and texts that somebody has made of pages.

The file is cut into records here, so that a record whose length is wrong costs itself only; the response of a server is
read by fastwarc.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedReader
from typing import Any, Final, Literal, NamedTuple

from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.sources.archives.http_bodies import decode_body
from corpus_builder.sources.archives.unpacking import FREE, TOO_LARGE, Limits
from corpus_builder.sources.fields import Entry, Origin, describe_metadata, reject_entry, write_extra

MALFORMED_WARC: Final = "malformed WARC"
# Reasons for what nobody expects to be an article: pictures and styles, pages that were not there.
OTHER_CONTENT: Final = "unsupported content type"
NO_SUCCESS: Final = "no successful response"
CONTENT_KINDS: Final[Mapping[str, Literal["text", "html"]]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
_SOURCES: Final = frozenset({"response", "resource", "conversion"})
_START: Final = re.compile(rb"\r?\n\r?\n(?=WARC/[01]\.)")
_MARGIN: Final = len(b"\r\n\r\nWARC/1.")
_HEAD: Final = 1 << 20  # bytes of a record's head, and of a response's
_DIGESTS: Final = {"md5", "sha1", "sha256", "sha512"}
_HTTP: Final = 200
# Bytes that may be read a second time because a length was wrong, beside as many as have been read once.
_AGAIN: Final = 1 << 26
# Bytes that are passed over at a time: few, because they are read again where a record begins in them.
_SKIPPED: Final = 1 << 16
_CUT: Final = (MALFORMED_WARC, "the file ends inside of it")


class _Block(NamedTuple):
    """A record of the file: its number, its head by lower-case names, the bytes it holds, and what is wrong with it."""

    number: int
    head: dict[str, str]
    content: bytes
    size: int
    fault: tuple[str, str] | None = None


class _Response(NamedTuple):
    status: int | None
    content_type: str
    charset: str | None
    content: bytes
    notes: tuple[str, ...] = ()


def read_warc(
    stream: BufferedReader[Any], origin: Origin, limits: Limits, is_cut: Callable[[], bool]
) -> Iterator[Record | Reject]:
    """The records of a WARC or WET file that hold a page or text; the others are rejects, but for what crawlers note beside.

    A page may have as many bytes as the limits allow for a text, and for what its record unpacks to.
    Where the stream `is_cut` off in the end, the record that is cut is left out.
    """
    for block in _leave_cut(_Blocks(stream, limits.text_bytes), is_cut):
        fault = block.fault or _find_type_fault(block)
        if fault or block.head["warc-type"].lower() in _SOURCES:
            found = (fault or _find_fault(block)) or _read_block(block, origin, limits)
            yield _reject_block(block, origin, found) if isinstance(found, tuple) else found


def _leave_cut(blocks: Iterable[_Block], is_cut: Callable[[], bool]) -> Iterator[_Block]:
    """The records without a last one that is cut in the middle."""
    held: list[_Block] = []
    for block in blocks:
        yield from held
        held = [block] if block.fault else []
        if not held:
            yield block
    yield from [] if is_cut() else held


class _Blocks:
    """The records of a file, one after the other; what is read too far is read again."""

    def __init__(self, stream: BufferedReader[Any], most: int) -> None:
        self._stream = stream
        self._most = most
        self._again, self._at = b"", 0
        self._budget = _AGAIN

    def __iter__(self) -> Iterator[_Block]:
        number = 0
        while line := self._skip_blanks():
            number += 1
            if line.startswith(b"WARC/"):
                yield self._read_block(number)
            else:
                gap = len(line) + self._skip_to_record()
                yield _Block(number, {}, b"", gap, (MALFORMED_WARC, f"{gap:,} bytes between records, or without any"))

    def _read_block(self, number: int) -> _Block:
        head = self._read_head()
        if head is None:
            return _Block(number, {}, b"", 0, _CUT)
        told = head.get("content-length", "")
        if not (told.isascii() and told.isdigit() and len(told) < 19):
            self._skip_to_record()
            return _Block(number, head, b"", 0, (MALFORMED_WARC, "no length is in its head"))
        length = int(told)
        if length > self._most + _HEAD:
            return self._pass_over(_Block(number, head, b"", length))
        content = self._read(length)
        is_ended = self._read_end()
        if len(content) == length and is_ended:
            return _Block(number, head, content, length)
        return self._find_length(_Block(number, head, content, length))

    def _pass_over(self, block: _Block) -> _Block:
        """A record that is too large to be held; where another begins in it, its length is wrong, and it ends there."""
        size, is_record = self._skip(block.size)
        if is_record:
            return block._replace(size=size, fault=(MALFORMED_WARC, f"its length is not {block.size:,} bytes"))
        if size < block.size:
            return block._replace(size=size, fault=_CUT)
        is_source = block.head.get("warc-type", "").lower() in _SOURCES
        return block._replace(fault=(TOO_LARGE, f"{size:,} bytes (files.text_bytes)") if is_source else None)

    def _find_length(self, block: _Block) -> _Block:
        """A record whose length is wrong, with what is wrong; what follows it is read anew from where it begins."""
        # the next record may begin in its last bytes
        content = block.content + (self._readline() if len(block.content) == block.size else b"")
        begins = _START.search(content)
        if begins is None and len(block.content) < block.size:
            return block._replace(size=len(block.content), fault=_CUT)
        if begins and self._budget > 0:
            self._budget -= len(content)
            self._unread(content[begins.end() :])
        else:
            self._skip_to_record()
        return block._replace(content=b"", fault=(MALFORMED_WARC, f"its length is not {block.size:,} bytes"))

    def _read_head(self) -> dict[str, str] | None:
        """The head of a record, with nothing in it where it is too long; None where the file ends in it."""
        head: dict[str, str] = {}
        name, size = "", 0
        while line := self._readline():
            size += len(line)
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if not text:
                return head
            if size > _HEAD:
                return {}
            if text[0] in " \t" and name:
                head[name] += " " + text.strip()
            elif ":" in text:
                name, _, value = text.partition(":")
                name = name.strip().lower()
                head.setdefault(name, value.strip())
        return None

    def _read_end(self) -> bool:
        """Whether a record ends here: with two blank lines, or where the next one begins, or the file ends."""
        lines = [self._readline(), self._readline()]
        if not any(line.strip(b"\r\n") for line in lines):
            return True
        self._unread(b"".join(lines))
        follows = self._skip_blanks()
        self._unread(follows)
        return follows.startswith(b"WARC/")

    def _skip_blanks(self) -> bytes:
        """The next line that is not blank; nothing at the end."""
        while (line := self._readline()) and not line.strip(b"\r\n"):
            pass
        return line

    def _skip_to_record(self) -> int:
        """Go to the next line that begins a record; how many bytes lay before it."""
        size = 0
        while (line := self._readline()) and not line.startswith((b"WARC/0.", b"WARC/1.")):
            size += len(line)
        self._unread(line)
        return size

    def _unread(self, content: bytes) -> None:
        """Have bytes read again, the last that were read or what was behind them."""
        if self._again.endswith(content, 0, self._at):
            self._at -= len(content)
        else:
            self._again, self._at = content + self._again[self._at :], 0

    def _readline(self) -> bytes:
        end = self._again.find(b"\n", self._at) + 1
        if end:
            line, self._at = self._again[self._at : end], end
            return line
        line, self._again, self._at = self._again[self._at :], b"", 0
        more = self._stream.readline(_HEAD)
        self._budget += len(more)
        return line + more

    def _read(self, size: int) -> bytes:
        found = self._again[self._at : self._at + size]
        self._at += len(found)
        if len(found) == size:
            return found
        self._again, self._at = b"", 0
        more = self._stream.read(size - len(found))
        self._budget += len(more)
        return found + more

    def _skip(self, size: int) -> tuple[int, bool]:
        """Pass over so many bytes, or up to where a record begins; how many there were, and whether one does."""
        done, held = 0, b""
        while done < size and (found := self._read(min(size - done, _SKIPPED))):
            done += len(found)
            held = held[-_MARGIN:] + found
            if begins := _START.search(held):
                self._unread(held[begins.end() :])
                return done - len(held) + begins.end(), True
        return done, False


def _find_type_fault(block: _Block) -> tuple[str, str] | None:
    """What is wrong with the type of a record: it says none, or it is the rest of a page whose segments nobody has joined."""
    kind = block.head.get("warc-type", "").lower()
    if not kind:
        return MALFORMED_WARC, "no type is in its head"
    return (MALFORMED_WARC, "a later segment of another record; segments are not joined") if kind == "continuation" else None


def _find_fault(block: _Block) -> tuple[str, str] | None:
    """What is wrong with the bytes of a record; one whose digest is in no known form is taken as it is."""
    told = _read_digest(block.head.get("warc-block-digest", ""))
    fits = told is None or hashlib.new(told[0], block.content).digest() == told[1]
    return None if fits else (MALFORMED_WARC, "its bytes are not those of its digest")


def _reject_block(block: _Block, origin: Origin, why: tuple[str, str]) -> Reject:
    sha256 = hashlib.sha256(block.content).hexdigest() if block.content else None
    return reject_entry(origin, Entry("record", block.number, block.size, sha256), why)


def _read_block(block: _Block, origin: Origin, limits: Limits) -> Record | tuple[str, str]:
    """The record of a page or text; where there is none, reason and detail."""
    head, ratio = block.head, limits.unpacked_ratio
    most = min(limits.text_bytes, FREE + ratio * len(block.content))
    response = _read_response(block, most) if head["warc-type"].lower() == "response" else _read_plain(block)
    if response is None:
        return MALFORMED_WARC, "no response of a server that can be read"
    if response.status not in (None, _HTTP):
        return NO_SUCCESS, f"HTTP status {response.status}"
    kind = CONTENT_KINDS.get(response.content_type)
    if kind is None:
        return OTHER_CONTENT, repr(response.content_type) if response.content_type else "none"
    content = response.content
    if len(content) > most:
        is_text_limit = most == limits.text_bytes
        what = f"{most:,} bytes (files.text_bytes)" if is_text_limit else f"{ratio:,} times its size (files.unpacked_ratio)"
        return TOO_LARGE, f"more than {what}"
    url = head.get("warc-target-uri", "").strip("<>")
    said = {"warc_record_id": head.get("warc-record-id", "").strip("<>") or None, "warc_date": head.get("warc-date") or None}
    known = Metadata(url=url if url.startswith(("http://", "https://")) else None, extra=write_extra(said))
    return Record(
        source_id=f"{origin.path}:{block.number}",
        path=origin.path,
        kind=kind,
        content=content,
        metadata=describe_metadata(known, origin),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        notes=_note_missing(head) + response.notes,
        charset=response.charset,
    )


def _note_missing(head: Mapping[str, str]) -> tuple[str, ...]:
    """What the head of a record says of a page that is not all there."""
    cut = (f"the crawler cut the page off: {head['warc-truncated']}",) if head.get("warc-truncated") else ()
    return (*cut, "only the first segment of the page: segments are not joined") if head.get("warc-segment-number") else cut


def _read_plain(block: _Block) -> _Response:
    """What a record holds that is no response: its own head says what it is."""
    content_type, _, parameters = block.head.get("content-type", "").partition(";")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    return _Response(None, content_type.strip().lower(), charset and charset[1], block.content)


def _read_response(block: _Block, most: int) -> _Response | None:
    """The response of a server without its head and its encodings; None where it cannot be read."""
    # here, so that who reads other files does not load it
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.is_http = True
    record.set_bytes_content(block.content)
    try:
        record.parse_http(auto_decode="none", max_header_len=_HEAD)
    except OSError:
        return None
    if (status := record.http_headers.status_code) is None:
        return None
    transfer, codings = (record.http_headers.get(name) or "" for name in ("Transfer-Encoding", "Content-Encoding"))
    body = decode_body(record.reader.read(), transfer, codings, most)
    said = (record.http_content_type or "").strip().lower() or block.head.get("warc-identified-payload-type", "").lower()
    return _Response(status, said, record.http_charset, body.content, body.notes)


def _read_digest(told: str) -> tuple[str, bytes] | None:
    """A digest as `sha1:BASE32` or `sha256:HEX`, its method and its bytes; None where it is in no known form.

    >>> _read_digest("sha1:2jmj7l5rSW0yVb/vlWAYkK/YBwk=")
    """
    method, _, value = told.partition(":")
    method = method.lower().replace("-", "")
    if method not in _DIGESTS:
        return None
    size = hashlib.new(method).digest_size
    try:
        found = bytes.fromhex(value) if len(value) == 2 * size else base64.b32decode(value.upper())
    except (ValueError, binascii.Error):
        return None
    return (method, found) if len(found) == size else None
