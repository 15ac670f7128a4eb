"""Redaction inside the texts of a document: e-mail addresses and telephone numbers, each a row with its offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus_builder.cleaning.blocks.split import align_block
from corpus_builder.model import PARAGRAPH_BREAK, Block, Document, Removal, Span, collect_removals
from corpus_builder.policy.privacy import find_private, redact, redact_json, require_examples
from corpus_builder.stages.offsets import Pieces


def redact_document(document: Document, kept: Pieces) -> Document:
    """A document whose texts show a placeholder for what is private; paragraphs (`kept`) name each such place as a removal.

    It comes after languages and quotes are found, which read all letters, and before texts are compared with other documents,
    so that copies are copies of what is published.
    """
    require_examples()
    language = document.language
    paragraphs = tuple(replace(p, text=redact(p.text, language)) for p in document.paragraphs)
    removals = [replace(r, text=redact(r.text, language)) for r in document.removals]
    spans = zip(kept.starts, kept.ends, strict=True)
    removals += [hidden for block, span in zip(kept.blocks, spans, strict=True) for hidden in hide_places(block, span, document)]
    named = {
        name: value and redact(value, language)
        for name in ("title", "author", "source")
        for value in (getattr(document.metadata, name),)
    }
    return replace(
        document,
        text=PARAGRAPH_BREAK.join(p.text for p in paragraphs),
        metadata=replace(document.metadata, **named, extra=redact_json(document.metadata.extra, language)),
        paragraphs=paragraphs,
        removals=collect_removals(sorted(removals, key=lambda r: (r.start, -r.end))),
        quotes=tuple(
            replace(
                q,
                text=redact(q.text, language),
                speaker=q.speaker and redact(q.speaker, language),
                speaker_name=q.speaker_name and redact(q.speaker_name, language),
            )
            for q in document.quotes
        ),
    )


def hide_places(block: Block, span: Span, document: Document) -> Iterator[Removal]:
    """The removals of stage `policy` inside one paragraph, in offsets of the source; `span` is where the paragraph stands."""
    found = find_private(block.text, document.language)
    if not found:
        return
    inner, outer = align_block(block, document.repaired.text), document.repaired.alignment
    for place in found:
        start, end = outer.start(inner.start(place.start)), outer.end(inner.end(place.end))
        yield Removal(max(start, span[0]), min(end, span[1]), "", "policy", place.rule)
