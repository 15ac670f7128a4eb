"""From a record to a source: bytes are decoded, pages are rendered to text."""

from __future__ import annotations

import re

from corpus_builder.model import Metadata, Record, Reject, Source
from corpus_builder.sources.decoding import UndecodableError, decode_bytes
from corpus_builder.sources.html import render_page

# The place where HTML allows a charset to be declared (HTML standard, 13.2.3.2: the first 1024 bytes)
DECLARED_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
HEAD_BYTES = 1024


def open_record(record: Record) -> Source | Reject:
    """The decoded source of a record; a reject when its bytes are no text.

    The source text of a page is the rendering that `render_page` makes of it.
    """
    try:
        text, encoding = _decode(record)
    except UndecodableError as why:
        return Reject(record.source_id, record.path, why.reason, why.detail, record.size, record.sha256)
    if not text.strip():
        return Reject(record.source_id, record.path, "empty file", "nothing but blanks", record.size, record.sha256)
    if record.kind == "text":
        return Source(record.source_id, record.path, text, encoding, record.metadata, record.size, record.sha256)
    page = render_page(text, record.metadata.url)
    metadata = _complete(record.metadata, page.metadata)
    return Source(record.source_id, record.path, page.text, encoding, metadata, record.size, record.sha256, page.lines)


def _decode(record: Record) -> tuple[str, str]:
    if isinstance(record.content, str):
        return record.content, "utf-8"
    if record.kind == "text":
        decoded = decode_bytes(record.content)
    else:
        found = DECLARED_CHARSET.search(record.content[:HEAD_BYTES])
        decoded = decode_bytes(record.content, found[1].decode("ascii") if found else None)
    return decoded.text, decoded.encoding


def _complete(said: Metadata, found: Metadata) -> Metadata:
    """What the record says itself, and where it is silent what its page says."""
    return Metadata(
        url=said.url or found.url,
        title=said.title or found.title,
        author=said.author or found.author,
        published=said.published or found.published,
        language=said.language or found.language,
        license=said.license or found.license,
        source=said.source or found.source,
    )
