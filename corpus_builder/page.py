"""Single texts and pages in the hands of a Python user: the build's own functions, without files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from corpus_builder.arguments import require_kind, require_text
from corpus_builder.model import Metadata, Paragraph, Quote, Record, Reject, Removal
from corpus_builder.settings import Settings, require_settings


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """What stays of a text or a page, and what went. Offsets are characters of `source_text`."""

    text: str
    title: str | None
    published: str | None
    paragraphs: tuple[Paragraph, ...]
    removals: tuple[Removal, ...]
    source_text: str


def clean(text: str, settings: Settings | None = None) -> CleanedPage:
    """Clean a plain text as a build would.

    >>> page = clean("Partager sur Facebook\\n\\nLa fondation a publié son rapport annuel, qui compte douze pages.")
    >>> page.text
    'La fondation a publié son rapport annuel, qui compte douze pages.'
    """
    return _clean_content(require_text(text, "clean"), "text", None, require_settings(settings, "clean"))


def clean_html(html: str, url: str | None = None, settings: Settings | None = None) -> CleanedPage:
    """Clean an HTML page as a build would; offsets are characters of its text rendering, `source_text`."""
    require_kind(url, str, "clean_html", "url")
    return _clean_content(require_text(html, "clean_html"), "html", url, require_settings(settings, "clean_html"))


def find_quotes(text: str, language: str | None = None, settings: Settings | None = None) -> list[Quote]:
    """The quotes of a text with their speakers; offsets are characters of `text`. None: the language is detected."""
    require_kind(language, str, "find_quotes", "language")
    from corpus_builder.quotes import find_quotes as find

    given, chosen = require_text(text, "find_quotes"), require_settings(settings, "find_quotes")
    return find(given, language or detect_language(given, chosen) or "", chosen.quotes)


def repair_encoding(text: str, settings: Settings | None = None) -> str:
    """A text with its mojibake repaired and without control characters; those that end lines become line feeds.

    Clean text is given back unchanged.
    """
    from corpus_builder.cleaning.encoding import repair_encoding as repair
    from corpus_builder.cleaning.encoding import write_line_feeds

    given, chosen = require_text(text, "repair_encoding"), require_settings(settings, "repair_encoding")
    return write_line_feeds(repair(given, chosen.encoding).text)


def detect_language(text: str, settings: Settings | None = None) -> str | None:
    """The language of a text as an ISO 639-1 code; None where nothing can be told."""
    from corpus_builder.cleaning.language import detect_language as detect

    return detect(require_text(text, "detect_language"), require_settings(settings, "detect_language").language).language


def _clean_content(content: str, kind: Literal["text", "html"], url: str | None, settings: Settings) -> CleanedPage:
    from corpus_builder.pipeline import clean_batch

    sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    record = Record("page", "page", kind, content, Metadata(url=url), len(content), sha256)
    [document] = clean_batch([record], settings)
    if isinstance(document, Reject):
        return CleanedPage("", None, None, (), (), content)
    return CleanedPage(
        document.text,
        document.metadata.title,
        document.metadata.published,
        document.paragraphs,
        document.removals,
        document.source.text,
    )
