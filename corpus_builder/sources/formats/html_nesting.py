"""Pages that a parser would take quadratic time for: nested too deep, or an element with too many attributes.

The HTML standard makes a parser look through its open elements again and again, copy unclosed `<b>` and `<font>` into
every block that follows, and compare the attributes of an element with each other. No page for readers comes near the
limits below; broken and hostile ones pass them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from corpus_builder.sources.formats.html_elements import read_elements

# As deep as browsers go before they flatten what follows.
DEPTH = 512
# Steps through the stack of open elements: about half a second.
STEPS = 100_000_000
# Copies of unclosed formatting elements: about 100 MB of tree.
COPIES = 1_000_000
# Pairs of tags that are few, start or end.
_FEW = min(STEPS, 4 * COPIES)
# Attributes of one tag: two milliseconds.
ATTRIBUTES = 1_000
# Tags whose attributes all go to one element, as those of every `<body>` go to the first.
MERGED_TAGS = 10

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]*)")
_B = r" \t\n\f\r"
# As a parser reads it: a value in quotes may hold anything, and its second quote may be missing.
_ATTRIBUTE = re.compile(rf"""[{_B}/]*+[^{_B}/>][^{_B}/>=]*+(?:[{_B}]*+=[{_B}]*+(?:"[^"]*+"?|'[^']*+'?|[^{_B}>]*+))?""")
_TAG_TO_LIMIT = re.compile(rf"<[a-zA-Z][^{_B}/>]*+(?:{_ATTRIBUTE.pattern}){{0,{ATTRIBUTES}}}([{_B}/]*+[^{_B}/>])?")
_TAG_OR_COMMENT = re.compile(rf"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|([a-zA-Z][^{_B}/>]*+))", re.DOTALL)


class _Kinds(NamedTuple):
    """What a parser makes of elements: those of formatting and other parts of a line, whose text holds no tags, that it does not
    count as open, and that may stay at any depth; `merged` finds tags whose attributes go to one element.
    """

    formatting: frozenset[str]
    inline: frozenset[str]
    raw: frozenset[str]
    uncounted: frozenset[str]
    kept: frozenset[str]
    merged: re.Pattern[str]


def flatten_nesting(html: str) -> str:
    """The page itself, or where parsing it would take too long, the page with its deepest tags made harmless.

    A tag that goes becomes `<br` or, inside a line, `<wbr`; its attributes stay, and so do paragraphs and headings. No text is
    touched.

    >>> flatten_nesting("<div><p>Bonjour</div>")
    '<div><p>Bonjour</div>'
    """
    if _is_small(html):
        return html
    steps, copies = _measure(html)
    if steps <= STEPS and copies <= COPIES:
        return html
    return _Flattener(drops_formatting=copies > COPIES).flatten(html)


def drop_attributes(html: str) -> str:
    """The page itself, or where a tag has more than `ATTRIBUTES`, the page without those past the limit.

    >>> drop_attributes("<p id=a>Bonjour")
    '<p id=a>Bonjour'
    """
    kinds = _read_kinds()
    if not any(_TAG_TO_LIMIT.findall(html)) and len(kinds.merged.findall(html)) <= MERGED_TAGS:
        return html
    kept: list[str] = []
    copied = at = merged = 0
    while found := _TAG_OR_COMMENT.search(html, at):
        at = found.end()
        if not (tag := found[1]):
            continue
        merged += (is_merged := bool(kinds.merged.match(html, found.start())))
        limit, at = _read_attributes(html, at, 0 if is_merged and merged > MERGED_TAGS else ATTRIBUTES)
        if limit < at:
            kept.append(html[copied:limit])
            copied = at
        if tag.lower() in kinds.raw:
            at = _skip_raw_text(html, at, tag)
    return "".join((*kept, html[copied:]))


@cache
def _read_kinds() -> _Kinds:
    elements = read_elements()
    untouched = frozenset((*elements.raw, *elements.unseen, *elements.void))
    return _Kinds(
        formatting=frozenset(elements.formatting),
        inline=frozenset((*elements.formatting, *elements.inline)),
        raw=frozenset(elements.raw),
        uncounted=untouched.union(elements.closed_by_others),
        kept=untouched.union(elements.paragraphs),
        merged=re.compile(rf"<(?:{'|'.join(elements.merged)})(?=[{_B}/])", re.IGNORECASE),
    )


def _read_attributes(html: str, start: int, most: int) -> tuple[int, int]:
    """Where in a tag the first `most` attributes end, and where all of them do."""
    limit = at = start
    count = 0
    while found := _ATTRIBUTE.match(html, at):
        at, count = found.end(), count + 1
        limit = at if count <= most else limit
    return limit, at


def _skip_raw_text(html: str, start: int, tag: str) -> int:
    found = re.compile(rf"</{tag}(?=[{_B}/>])", re.IGNORECASE).search(html, start)
    return found.start() if found else len(html)


def _is_small(html: str) -> bool:
    """Whether a page has so few tags that no nesting of them passes the limits."""
    tags = html.count("<")
    starts = tags if tags * tags <= _FEW else tags - html.count("</")
    # at the worst, all are open at the end, and half of those that open are formatting elements
    return tags * starts <= STEPS and starts * starts <= 4 * COPIES


def _measure(html: str) -> tuple[int, int]:
    """Steps and copies that the parser would make at most."""
    kinds, opened = _read_kinds(), Counter[str]()
    depth = formatting = steps = copies = 0
    for end, name in _TAG.findall(html):
        tag = name.lower()
        steps += depth
        if not end and tag not in kinds.formatting:
            copies += formatting
        if tag in kinds.uncounted:
            continue
        change = 1 if not end else -1 if opened[tag] else 0
        opened[tag] += change
        depth += change
        if tag in kinds.formatting:
            formatting += change
    return steps, copies


class _Flattener:
    """Rewrites tags one after another, counting the elements that are open."""

    def __init__(self, *, drops_formatting: bool) -> None:
        self._drops_formatting = drops_formatting
        self._kinds = _read_kinds()
        self._opened: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._depth = 0

    def flatten(self, html: str) -> str:
        return _TAG.sub(self._rewrite, html)

    def _rewrite(self, found: re.Match[str]) -> str:
        tag = found[2].lower()
        if tag in self._kinds.kept:
            return found[0]
        return self._end(tag, found[0]) if found[1] else self._start(tag, found[0])

    def _start(self, tag: str, written: str) -> str:
        if self._depth >= DEPTH or (self._drops_formatting and tag in self._kinds.formatting):
            self._dropped[tag] += 1
            return "<wbr" if tag in self._kinds.inline else "<br"
        if tag not in self._kinds.uncounted:
            self._opened[tag] += 1
            self._depth += 1
        return written

    def _end(self, tag: str, written: str) -> str:
        if self._dropped[tag]:
            self._dropped[tag] -= 1
            return "<wbr" if tag in self._kinds.inline else "<br"
        if self._opened[tag]:
            self._opened[tag] -= 1
            self._depth -= 1
        elif tag not in self._kinds.uncounted:
            return "<wbr"
        return written
