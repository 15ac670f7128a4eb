"""corpus_builder.sources.archives.http_bodies: a page is what was sent, or what there is of it with a note."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.sources.archives.http_bodies import CUT_CHUNKS, CUT_CONTENT, Body, decode_body

PAGE = b"<p>Le quai rouvre " + b"et la digue tient " * 30 + b"!</p>"
MOST = 1_000_000


def pack_bare(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def chunk(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


# A body, what the head says of transfer and content, and what it is read as.
BODIES = {
    "as it is": (PAGE, "", "", Body(PAGE)),
    "another coding": (PAGE, "identity", "utf-8", Body(PAGE)),
    "gzip": (gzip.compress(PAGE), "", "gzip", Body(PAGE)),
    "old gzip": (gzip.compress(PAGE), "", "X-GZIP", Body(PAGE)),
    "deflate": (zlib.compress(PAGE), "", "deflate", Body(PAGE)),
    "deflate without a head": (pack_bare(PAGE), "", "deflate", Body(PAGE)),
    "brotli": (brotli.compress(PAGE), "", "br", Body(PAGE)),
    "two codings": (gzip.compress(brotli.compress(PAGE)), "", "br, gzip", Body(PAGE)),
    "chunks": (chunk(PAGE[:9], PAGE[9:]), "chunked", "", Body(PAGE)),
    "chunks with more behind their size": (b"3;a=b\r\nune\r\n0\r\nX-A: b\r\n\r\n", "chunked", "", Body(b"une")),
    "chunks of lines of another system": (b"3\nune\n0\n\n", "chunked", "", Body(b"une")),
    "gzip in chunks": (chunk(gzip.compress(PAGE)), "Chunked", "gzip", Body(PAGE)),
    "said to be gzip": (PAGE, "", "gzip", Body(PAGE)),
    "said to be deflate": (PAGE, "", "deflate", Body(PAGE)),
    "said to be brotli": (PAGE, "", "br", Body(PAGE)),
    "said to be chunks": (PAGE, "chunked", "", Body(PAGE)),
    "a page that begins like a chunk": (b"3\nquais et digues", "chunked", "", Body(b"3\nquais et digues")),
    "nothing": (b"", "chunked", "gzip", Body(b"")),
    "cut gzip": (gzip.compress(PAGE)[:-20], "", "gzip", None),
    "cut brotli": (brotli.compress(PAGE)[:-9], "", "br", None),
    "a chunk that is cut": (chunk(PAGE)[:-20], "chunked", "", Body(PAGE[: -20 + 7], (CUT_CHUNKS,))),
    "no last chunk": (chunk(PAGE, end=b""), "chunked", "", Body(PAGE, (CUT_CHUNKS,))),
    "a wrong size behind a chunk": (chunk(PAGE, end=b"zz\r\nune\r\n"), "chunked", "", Body(PAGE, (CUT_CHUNKS,))),
}


@pytest.mark.parametrize("name", BODIES)
def test_encodings_are_undone(name: str) -> None:
    """Those that a server names and has not used, too; what is cut is as much as there is, and says so."""
    body, transfer, codings, expected = BODIES[name]
    found = decode_body(body, transfer, codings, MOST)

    if expected is None:
        assert found.notes == (CUT_CONTENT,) and PAGE.startswith(found.content) and found.content
    else:
        assert found == expected


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, pack_bare, brotli.compress])
def test_no_more_is_unpacked_than_is_asked_for(pack) -> None:  # type: ignore[no-untyped-def]
    """A little more, so that it is seen that there is more."""
    coding = {gzip.compress: "gzip", brotli.compress: "br"}.get(pack, "deflate")

    found = decode_body(pack(bytes(50_000_000)), "", coding, MOST)

    assert MOST < len(found.content) < 2 * MOST and found.notes == ()


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.integers(0, 300))
def test_chunks_are_never_part_of_the_page(parts: list[bytes], cut: int) -> None:
    """Wherever they are cut, what is read is the beginning of what was sent."""
    sent = chunk(b"<html>", *parts)
    found = decode_body(sent[: max(len(sent) - cut, 8)], "chunked", "", MOST)

    assert b"".join([b"<html>", *parts]).startswith(found.content)


@given(st.binary(max_size=200), st.sampled_from(("", "chunked")), st.sampled_from(("gzip", "deflate", "br", "br, gzip")))
def test_any_bytes_are_read(body: bytes, transfer: str, codings: str) -> None:
    """Whatever a server sends."""
    assert isinstance(decode_body(body, transfer, codings, MOST).content, bytes)
