"""Tests of speech reported without marks."""

from __future__ import annotations

from corpus_builder.model import Quote
from corpus_builder.quotes import find_quotes
from corpus_builder.settings import QuoteSettings

ON = QuoteSettings(indirect=True)


def find_reports(text: str, language: str) -> list[Quote]:
    """What is reported without marks in a text."""
    return [quote for quote in find_quotes(text, language, ON) if quote.kind == "indirect"]
