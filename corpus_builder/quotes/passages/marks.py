"""Quotation marks: which characters they are, and which way they face between their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from corpus_builder.model import Span

Direction = Literal["open", "close"]
# A single mark between two letters is an apostrophe, and so is nearly every other: only those are read that stand like marks.
# One set of characters comes first, which the search can jump to; what stands around them decides then.
_MARK = re.compile(
    r"[«»“”„‟\"‹›‘'’<>](?:(?<=<)<|(?<=>)>|(?<=')'|(?<=[«»“”„‟\"‹›‘])"
    r"|(?<=['’])(?:(?<![^\W_].)(?=[^\W_«“])|(?<![\s(].)(?![^\W_])))"
)
_FAMILIES = {
    "guillemet": ("«", "»", "<<", ">>", "‹", "›"),
    "curly": ("“", "”", "„", "‟"),
    "straight": ('"', "''"),
    "single": ("‘", "’", "'"),
}
_FAMILY = {char: family for family, chars in _FAMILIES.items() for char in chars}
_OPENING = frozenset(("«", "“", "„", "‟", "‘", "‹", "<<"))
_CLOSING = frozenset(("»", "”", "’", "›", ">>"))
_BEFORE_OPENING = "([{-–—'’/:«“"
_AFTER_CLOSING = ".,;:!?)]…»”}-–—"


class Mark(NamedTuple):
    """One mark: what it is (`nominal`) and how it stands between its neighbours (`lean`)."""

    start: int
    end: int
    family: str
    nominal: Direction | None
    lean: Direction | None


# a mark without a call for its names, as there are so many
_make_mark = tuple.__new__


def read_marks(text: str, paragraphs: Sequence[Span]) -> Iterator[tuple[Span, list[Mark]]]:
    """Each paragraph with its marks."""
    found = _MARK.finditer(text)
    straight = any(char in text for char in _FAMILIES["straight"])
    match = next(found, None)
    for start, end in paragraphs:
        here: list[Mark] = []
        while match and match.start() < end:
            if match.start() >= start:
                here.append(_read_mark(text, match, start, end))
            match = next(found, None)
        yield (start, end), _merge_empty(text, here) if straight and len(here) > 1 else here


def _read_mark(text: str, match: re.Match[str], start: int, end: int) -> Mark:
    first, stop = match.span()
    family, nominal, lean = _describe(
        text[first - 1 if first > start else first : stop + 1 if stop < end else stop], first > start, match[0]
    )
    return _make_mark(Mark, (first, stop, family, nominal, lean))


@lru_cache(maxsize=1 << 14)
def _describe(around: str, led: bool, char: str) -> tuple[str, Direction | None, Direction | None]:
    """The family of a mark, what it is and which way it faces; `around` has its neighbours, that before it if it is `led`."""
    before = around[0] if led else ""
    nominal: Direction | None = "open" if char in _OPENING else "close" if char in _CLOSING else None
    return _FAMILY[char], nominal, _lean(char, before, around[led + len(char) :])


def _lean(char: str, before: str, after: str) -> Direction | None:
    """Which way the neighbours say a mark faces.

    >>> _lean('"', " ", "N"), _lean('"', "n", ","), _lean("«", " ", ","), _lean('"', " ", " ")
    ('open', 'close', 'close', None)
    """
    if after and after in ",.;)" and char not in "'’" and before not in "([":
        return "close"
    if (
        (not before or before.isspace() or before in _BEFORE_OPENING)
        and after
        and not after.isspace()
        and after not in _AFTER_CLOSING
    ):
        return "open"
    if before and not before.isspace() and before not in "([{" and (not after or after.isspace() or after in _AFTER_CLOSING):
        return "close"
    if not before and after:
        return "open"
    return "close" if not after and before else None


def _merge_empty(text: str, marks: list[Mark]) -> list[Mark]:
    """Two straight marks with nothing between them are one."""
    merged: list[Mark] = []
    for mark in marks:
        last = merged[-1] if merged else None
        apart = last is not None and last.lean == "close" and mark.lean == "open" and last.end < mark.start
        if last and last.family == mark.family == "straight" and not apart and not text[last.end : mark.start].strip():
            merged[-1] = Mark(last.start, mark.end, "straight", None, "close" if len(merged) > 1 else "open")
        else:
            merged.append(mark)
    return merged
