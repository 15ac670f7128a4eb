"""Markdown as converters write it: addresses of links, and the marks of emphasis and headings."""

from __future__ import annotations

import re

from corpus_builder.model import Span

# The address of a link, which may be broken over lines, behind its words; pictures are lines of their own.
_ADDRESS = r"(?:[^()\s]++|\([^()\s]*+\))"
_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]\n]{1,300}(?:\n[ \t]*[^\[\]\n]{1,300}){0,4})"
    rf"(?P<address>\]\(<?(?:https?:|mailto:|tel:|/|#|\./){_ADDRESS}*+(?:\n[ \t]*+{_ADDRESS}++){{0,8}}"
    r"(?:[ \n]\"[^\"\n]*+\")?\))"
)
_EMPHASIS = re.compile(
    r"(?<![\w*])(?P<opens>\*\*|__|\*|_)(?=[^\s*_])[^*_\n]{1,400}?(?:\n[^*_\n]{1,400}?){0,6}(?<=[^\s*_])(?P<closes>(?P=opens))"
    r"(?![\w*])"
)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
# the mark of a quoted paragraph, and the stroke before a sign that is no mark
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]*)+(?=\S)", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[-.*_#+!`\[\]()>~|{}])")
_PIECE = re.compile(r"[^\n]+")
# Links with an address, of which a text that a converter wrote has so many.
_LEAST_LINKS = 3


def find_markdown(text: str) -> list[Span]:
    """Where the marks stand in a text that a converter wrote; none where it has too few links to be one.

    Line breaks within an address stay.
    """
    if "](" not in text:
        return []
    links = list(_LINK.finditer(text))
    if len(links) < _LEAST_LINKS:
        return []
    spans = [(found.start(), found.start() + 1) for found in links]
    spans += [piece.span() for found in links for piece in _PIECE.finditer(text, *found.span("address"))]
    spans += [found.span() for mark in (_HEADING, _QUOTE, _ESCAPE) for found in mark.finditer(text)]
    spans += [found.span(name) for found in _EMPHASIS.finditer(text) for name in ("opens", "closes")]
    return _separate(sorted(spans))


def _separate(spans: list[Span]) -> list[Span]:
    """Sorted spans without those that overlap one before."""
    kept: list[Span] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
