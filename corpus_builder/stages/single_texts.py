"""What the Python interface does with single texts and pages: the same steps as a build, without files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Literal

from corpus_builder.cleaning.encoding.repair import repair_encoding, write_line_feeds
from corpus_builder.cleaning.language_detection import detect_language
from corpus_builder.duplicates import near_duplicates
from corpus_builder.model import Document, Metadata, Quote, Record, Reject
from corpus_builder.quotes import find_quotes as find_in_sound_text
from corpus_builder.settings import QuoteSettings, Settings
from corpus_builder.stages.document import clean_batch

__all__ = ["clean_content", "detect_language", "find_quotes", "near_duplicates", "repair_encoding", "repair_text"]


def clean_content(content: str, kind: Literal["text", "html"], url: str | None, settings: Settings) -> Document | None:
    """The document that a build makes of a text or a page; None where it would reject it."""
    sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    record = Record("page", "page", kind, content, Metadata(url=url), len(content), sha256)
    [document] = clean_batch([record], settings)
    return None if isinstance(document, Reject) else document


def repair_text(text: str) -> str:
    """A text without mojibake and control characters, in which every line ends in a line feed."""
    return write_line_feeds(repair_encoding(text).text)


def find_quotes(text: str, language: str, settings: QuoteSettings) -> list[Quote]:
    """The quotes of a text, in the words it has after encoding repair; offsets count characters of `text`.

    >>> quote, = find_quotes("« Le vent tourne », a dé\\xadclaré Anne Légat.", "fr", QuoteSettings())
    >>> quote.text, quote.cue, quote.end
    ('Le vent tourne', 'a déclaré', 16)
    """
    repaired = repair_encoding(text)
    quotes = find_in_sound_text(repaired.text, language, settings)
    if not repaired.repairs:
        return quotes
    start, end = repaired.alignment.start, repaired.alignment.end
    return [
        replace(
            quote,
            start=start(quote.start),
            end=end(quote.end),
            fragments=quote.fragments and tuple([(start(first), end(last)) for first, last in quote.fragments]),
        )
        for quote in quotes
    ]
