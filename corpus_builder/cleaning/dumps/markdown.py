"""Markdown as converters write it: addresses of links, and the marks of emphasis and headings."""

from __future__ import annotations

import re

from corpus_builder.model import Span

# The address of a link, which may be broken over lines, behind its words; pictures are lines of their own.
_ADDRESS = r"(?:[^()\s]++|\([^()\s]*+\))"
# What an address begins with, and what it may besides in a text that has links for certain.
_SCHEME = r"(?:https?:|mailto:|tel:|/|#|\./)"
_ANY_SCHEME = r"(?:[a-z][a-z+.-]{1,14}:|[/#.?]|[\w%-]+(?=[-_./?)\n]))"
# A title in marks may have marks in itself.
_TITLE = r"(?:[ \n]\"(?:[^\"\n]|\"(?!\))|\n(?![ \t]*\n)){0,600}+\")"
_LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:\n[ \t]*+)?+[^\[\]\n]{1,300}(?:\n[ \t]*[^\[\]\n]{1,300}){0,4}(?:\n[ \t]*+)?+)"
    rf"(?P<address>\]\(\n?+<?(?:(?P<certain>{_SCHEME})|{_ANY_SCHEME}){_ADDRESS}*+(?:\n[ \t]*+{_ADDRESS}++){{0,8}}{_TITLE}?\))"
)
_EMPHASIS = re.compile(
    r"(?<![\w*])(?P<opens>\*\*|__|\*|_)(?=[^\s*_])[^*_\n]{1,400}?(?:\n[^*_\n]{1,400}?){0,6}(?<=[^\s*_])(?P<closes>(?P=opens))"
    r"(?![\w*])"
)
# Marks of emphasis that stand anywhere, also where a converter left blanks within them; what is between blank lines has each
# twice. A longer stroke is a field of a form.
_MARKS = re.compile(r"(?P<gap>\n[ \t]*\n)|_{3,}|\*{4,}|(?P<mark>\*\*\*?|__|(?<!\w)_|_(?!\w))")
_VISIBLE = re.compile(r"[^\s*_]")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
# the mark of a quoted paragraph, and the stroke before a sign that is no mark
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]*)+(?=\S)", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[-.*_#+!`\[\]()>~|{}])")
_PIECE = re.compile(r"[^\n]+")
# Links with an address, of which a text that a converter wrote has so many.
_LEAST_LINKS = 3
# Characters on both sides of a mark in which something else must stand on its line.
_NEAR = 80


def find_markdown(text: str) -> list[Span]:
    """Where the marks stand in a text that a converter wrote; none where it has too few links to be one.

    Line breaks within an address stay.
    """
    if "](" not in text:
        return []
    links = list(_LINK.finditer(text))
    if sum(found["certain"] is not None for found in links) < _LEAST_LINKS:
        return []
    spans = [(found.start(), found.start() + 1) for found in links]
    spans += [piece.span() for found in links for piece in _PIECE.finditer(text, *found.span("address"))]
    spans += [found.span() for mark in (_HEADING, _QUOTE, _ESCAPE) for found in mark.finditer(text)]
    spans += [found.span(name) for found in _EMPHASIS.finditer(text) for name in ("opens", "closes")]
    return _separate(sorted(spans + _find_marks(text, [found.span("address") for found in links])))


def _find_marks(text: str, addresses: list[Span]) -> list[Span]:
    """The marks of emphasis outside addresses, of which what is between two blank lines has an even number of each kind."""
    marks: list[Span] = []
    own: dict[str, list[Span]] = {}
    row = 0
    for found in _MARKS.finditer(text):
        if found["gap"] is not None:
            marks += [span for spans in own.values() if len(spans) % 2 == 0 for span in spans]
            own = {}
        elif found["mark"] is not None:
            while row < len(addresses) and addresses[row][1] <= found.start():
                row += 1
            is_address = row < len(addresses) and addresses[row][0] <= found.start()
            if not is_address and _stands_in_text(text, found.span()):
                own.setdefault(found["mark"], []).append(found.span())
    return marks + [span for spans in own.values() if len(spans) % 2 == 0 for span in spans]


def _stands_in_text(text: str, span: Span) -> bool:
    """Whether a mark has something else on its line, near it."""
    start, end = max(text.rfind("\n", max(0, span[0] - _NEAR), span[0]) + 1, span[0] - _NEAR), span[1] + _NEAR
    line = text.find("\n", span[1], end)
    return (
        _VISIBLE.search(text, start, span[0]) is not None or _VISIBLE.search(text, span[1], end if line < 0 else line) is not None
    )


def _separate(spans: list[Span]) -> list[Span]:
    """Sorted spans without those that overlap one before."""
    kept: list[Span] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
