"""The numbers of links: `[12]` before the words of a link, whose address stands in a list at the end of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus_builder.model import Span

_NUMBER = re.compile(r"\[(\d{1,5})\]")
# An entry of the list of addresses: "12. https://...", or "[12]: https://..."
REFERENCE = re.compile(r"^[ \t]*(?:(\d{1,5})\.|\[(\d{1,5})\]:?)[ \t]+<?[a-z][a-z0-9+.-]{1,20}:\S", re.MULTILINE)
# What stands before the number of a link and behind it: its words follow at once, while a footnote's number follows a word.
_BEFORE = re.compile(r"[\s(\[«“\"'’>#/|*_–—-]\Z")
_WORDS = re.compile(r"[^\s.,;:!?)\]}»”]")
# Share of the numbers that must stand before words.
_LINK_SHARE = 0.6
# Numbers that must follow each other, one by one, where no list says that they are those of links, and the share that must.
_LEAST_NUMBERS, _COUNTING_SHARE = 8, 0.9


def find_link_numbers(text: str) -> list[Span]:
    """Where the numbers of links stand in a text; none where it has no such numbers, or uses them for something else.

    A number that has a line for itself stays, and so does the list.

    >>> find_link_numbers("Le [1]pont\\n1. http://a.example/")
    [(3, 6)]
    >>> find_link_numbers("Le pont [1] rouvre.\\n1. http://a.example/")
    []
    """
    if "]" not in text or not _NUMBER.search(text):
        return []
    entries = list(REFERENCE.finditer(text))
    listed = {int(found.group(1) or found.group(2)) for found in entries}
    heads = {found.start(2) - 1 for found in entries if found.group(2)}
    marks = [found for found in _NUMBER.finditer(text) if found.start() not in heads]
    if listed:
        marks = [found for found in marks if int(found.group(1)) in listed]
    if not marks or not _are_links(text, marks, is_listed=bool(listed)):
        return []
    return _leave_lines(text, [found.span() for found in marks])


def _are_links(text: str, marks: Sequence[re.Match[str]], *, is_listed: bool) -> bool:
    """Whether numbers stand before words of links; without a list of addresses they must count one by one, too."""
    linking = sum(_stands_before(text, *found.span()) for found in marks)
    if linking < _LINK_SHARE * len(marks):
        return False
    if is_listed:
        return True
    numbers = [int(found.group(1)) for found in marks]
    counting = sum(b == a + 1 for a, b in pairwise(numbers))
    return len(marks) >= _LEAST_NUMBERS and counting >= _COUNTING_SHARE * (len(marks) - 1)


def _stands_before(text: str, start: int, end: int) -> bool:
    return _WORDS.match(text, end) is not None and (start == 0 or _BEFORE.match(text, start - 1, start) is not None)


def _leave_lines(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans without those on lines that have nothing else."""
    left: list[Span] = []
    own: list[Span] = []
    line = (0, 0)
    for start, end in spans:
        if start >= line[1]:
            left += own if _has_more(text, line, own) else []
            stop = text.find("\n", start)
            own, line = [], (text.rfind("\n", 0, start) + 1, stop if stop >= 0 else len(text))
        own.append((start, end))
    return left + (own if _has_more(text, line, own) else [])


def _has_more(text: str, line: Span, spans: Sequence[Span]) -> bool:
    """Whether a line has more than some spans and blanks."""
    bounds = [line[0], *(bound for span in spans for bound in span), line[1]]
    return any(text[start:end].strip() for start, end in zip(bounds[::2], bounds[1::2], strict=True))
