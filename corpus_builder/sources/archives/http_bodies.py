"""The body of a server's response without the encodings of its transfer and content.

Chunks are those of RFC 9112, section 7.1, content codings those of RFC 9110, section 8.4.1. What a server says and has not done
is no fault: many do, and crawlers undo an encoding and leave its name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

CUT_CHUNKS: Final = "the chunks of the page are cut off or damaged"
CUT_CONTENT: Final = "the packed page is cut off or damaged"
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_BEHIND: Final = re.compile(rb"\r?\n")
# What zlib is told: gzip or zlib by its first bytes; deflate without a head, as some servers send it.
_HEADED, _BARE = 32 + zlib.MAX_WBITS, -zlib.MAX_WBITS
# Bytes that are unpacked at a time: few, because what fails gives none.
_STEP: Final = 1 << 14


class Body(NamedTuple):
    """What a response holds, and what a reader must know about how it was read."""

    content: bytes
    notes: tuple[str, ...] = ()


class _Decoder(NamedTuple):
    """What unpacks a stream: some bytes more, at most so many out of it; whether the stream has ended, what is raised where it is
    damaged, and whether it has a head by which it is known.
    """

    unpack: Callable[[bytes, int], bytes]
    is_done: Callable[[], bool]
    error: type[Exception]
    is_headed: bool = True


def decode_body(body: bytes, transfer: str, codings: str, most: int) -> Body:
    """A body as its page, by what the head says of transfer and codings; some more than `most` bytes where there are more."""
    whole = _join_chunks(body) if "chunked" in transfer.lower() else Body(body)
    for coding in reversed([name.strip().lower() for name in codings.split(",")]):
        unpacked = _unpack(whole.content, coding, most)
        whole = Body(unpacked.content, whole.notes + unpacked.notes)
    return whole


def _join_chunks(body: bytes) -> Body:
    """The chunks of a body together, up to the last one that is as it says; a body that does not begin with one as it is."""
    parts: list[bytes] = []
    at = 0
    while head := _CHUNK.match(body, at):
        size = int(head[1], 16)
        part = body[head.end() : head.end() + size]
        if not size:
            return Body(b"".join(parts))
        behind = _BEHIND.match(body, head.end() + size)
        if not parts and not behind and body[head.end() + size :] not in (b"", b"\r"):
            return Body(body)
        parts.append(part)
        if not behind:
            return Body(b"".join(parts), (CUT_CHUNKS,))
        at = behind.end()
    return Body(b"".join(parts), (CUT_CHUNKS,)) if parts else Body(body)


def _unpack(content: bytes, coding: str, most: int) -> Body:
    """What a content is unpacked to, in the first way that gives something; as it is where none does."""
    for decoder in _start_decoders(coding):
        unpacked, is_whole = _run(decoder, content, most)
        # without a head any bytes may seem to be a few of a stream
        if unpacked and (is_whole or decoder.is_headed):
            return Body(unpacked, () if is_whole else (CUT_CONTENT,))
    return Body(content)


def _start_decoders(coding: str) -> Iterator[_Decoder]:
    """The ways in which servers write a coding."""
    if coding == "br":
        yield _start_brotli()
    elif coding in ("gzip", "x-gzip", "deflate"):
        yield _start_zlib(is_headed=True)
        if coding == "deflate":
            yield _start_zlib(is_headed=False)


def _start_brotli() -> _Decoder:
    """Brotli (RFC 7932), whose streams are so dense that bytes of another kind are none."""
    # here, so that who reads other responses does not load it
    import brotli

    stream = brotli.Decompressor()
    return _Decoder(lambda content, most: stream.process(content, output_buffer_limit=most), stream.is_finished, brotli.error)


def _start_zlib(*, is_headed: bool) -> _Decoder:
    """gzip and deflate."""
    stream = zlib.decompressobj(_HEADED if is_headed else _BARE)
    return _Decoder(stream.decompress, lambda: stream.eof, zlib.error, is_headed)


def _run(decoder: _Decoder, content: bytes, most: int) -> tuple[bytes, bool]:
    """What a decoder gives, up to some more than so many bytes or to where it fails, and whether it came to its end."""
    parts: list[bytes] = []
    size = 0
    try:
        for at in range(0, len(content), _STEP):
            part = decoder.unpack(content[at : at + _STEP], most + 1 - size)
            parts.append(part)
            size += len(part)
            if size > most or decoder.is_done():
                return b"".join(parts), True
    except decoder.error:
        pass
    return b"".join(parts), False
