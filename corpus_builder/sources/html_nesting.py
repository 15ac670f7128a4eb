"""Pages nested so deep that a parser would take the square of their length.

The HTML standard makes a parser look through its open elements again and again, and copy unclosed `<b>` and `<font>` into
every block that follows. No page for readers comes near the limits below; broken and hostile ones pass them.
"""

from __future__ import annotations

import re
from collections import Counter

from corpus_builder.rules import read_table

# As deep as browsers go before they flatten what follows.
DEPTH = 512
# Steps through the stack of open elements: about half a second.
STEPS = 100_000_000
# Copies of unclosed formatting elements: about 100 MB of tree.
COPIES = 1_000_000

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]*)")
_ELEMENTS = read_table("html")
_FORMATTING = frozenset(_ELEMENTS["formatting"])
_INLINE = _FORMATTING.union(_ELEMENTS["inline"])
_UNTOUCHED = frozenset((*_ELEMENTS["raw"], *_ELEMENTS["void"]))
_UNCOUNTED = _UNTOUCHED.union(_ELEMENTS["closed_by_others"])


def flatten_nesting(html: str) -> str:
    """The page itself, or where parsing it would take too long, the page with its deepest tags made harmless.

    A tag that goes becomes `<br` or, inside a line, `<wbr`; its attributes stay. No text is touched.

    >>> flatten_nesting("<div><p>Bonjour</div>")
    '<div><p>Bonjour</div>'
    """
    steps, copies = _measure(html)
    if steps <= STEPS and copies <= COPIES:
        return html
    return _Flattener(drops_formatting=copies > COPIES).flatten(html)


def _measure(html: str) -> tuple[int, int]:
    """Steps and copies that the parser would make at most."""
    opened: Counter[str] = Counter()
    depth = formatting = steps = copies = 0
    for end, name in _TAG.findall(html):
        tag = name.lower()
        steps += depth
        if not end and tag not in _FORMATTING:
            copies += formatting
        if tag in _UNCOUNTED:
            continue
        change = 1 if not end else -1 if opened[tag] else 0
        opened[tag] += change
        depth += change
        if tag in _FORMATTING:
            formatting += change
    return steps, copies


class _Flattener:
    """Rewrites tags one after another, counting the elements that are open."""

    def __init__(self, *, drops_formatting: bool) -> None:
        self._drops_formatting = drops_formatting
        self._opened: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._depth = 0

    def flatten(self, html: str) -> str:
        return _TAG.sub(self._rewrite, html)

    def _rewrite(self, found: re.Match[str]) -> str:
        tag = found[2].lower()
        if tag in _UNTOUCHED:
            return found[0]
        return self._end(tag, found[0]) if found[1] else self._start(tag, found[0])

    def _start(self, tag: str, written: str) -> str:
        if self._depth >= DEPTH or (self._drops_formatting and tag in _FORMATTING):
            self._dropped[tag] += 1
            return "<wbr" if tag in _INLINE else "<br"
        if tag not in _UNCOUNTED:
            self._opened[tag] += 1
            self._depth += 1
        return written

    def _end(self, tag: str, written: str) -> str:
        if self._dropped[tag]:
            self._dropped[tag] -= 1
            return "<wbr" if tag in _INLINE else "<br"
        if self._opened[tag]:
            self._opened[tag] -= 1
            self._depth -= 1
        elif tag not in _UNCOUNTED:
            return "<wbr"
        return written
