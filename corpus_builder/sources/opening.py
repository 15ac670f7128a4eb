"""From a record to a source: bytes are decoded, pages are rendered to text."""

from __future__ import annotations

from corpus_builder.model import Metadata, Record, Reject, Source
from corpus_builder.sources.decoding import UndecodableError, declared_charset, decode_bytes
from corpus_builder.sources.formats.html_rendering import Page, render_page


def open_record(record: Record) -> Source | Reject:
    """The decoded source of a record; a reject when its bytes are no text.

    The source text of a page is the rendering that `render_page` makes of it.
    """
    try:
        text, encoding = _decode(record)
    except UndecodableError as why:
        return Reject(record.source_id, record.path, why.reason, why.detail, record.size, record.sha256)
    if not text or text.isspace():
        return Reject(record.source_id, record.path, "empty file", "nothing but blanks", record.size, record.sha256)
    page = render_page(text, record.metadata.url) if record.kind == "html" else Page(text, (), record.metadata)
    return Source(
        source_id=record.source_id,
        path=record.path,
        text=page.text,
        encoding=encoding,
        metadata=_complete(record.metadata, page.metadata),
        size=record.size,
        sha256=record.sha256,
        lines=page.lines,
        notes=record.notes,
        states_title=record.metadata.title is not None,
    )


def _decode(record: Record) -> tuple[str, str]:
    if isinstance(record.content, str):
        return record.content, record.charset or "utf-8"
    declared = record.charset or (declared_charset(record.content) if record.kind == "html" else None)
    decoded = decode_bytes(record.content, declared)
    return decoded.text, decoded.encoding


def _complete(said: Metadata, found: Metadata) -> Metadata:
    """What the record says itself, and where it is silent what its page says."""
    return Metadata(*(getattr(said, name) or getattr(found, name) for name in Metadata.__slots__))
