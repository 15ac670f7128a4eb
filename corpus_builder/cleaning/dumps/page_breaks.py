"""What stands between the halves of a sentence that the end of a printed page has parted: its number, the heads of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from corpus_builder.model import Span
from corpus_builder.text.line_breaks import HYPHEN_END
from corpus_builder.text.sentences import CLAUSE_STOPS

_LINE = re.compile(r"[^\n\f]+")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—•|]\s*)?(?:p(?:age|\.)?\s*)?\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?(?:\s*[-–—•|])?\Z", re.IGNORECASE
)
# behind a blank line, or a form feed; the line break stands first, for speed, and of many blank lines only the last counts
_NUMBER_LINE = re.compile(
    r"\n[ \t]*+\n[^\S\n]*+(?:[-–—•|][ \t]*)?(?:p(?:age|\.)?[ \t]*)?\d{1,4}(?:[ \t]*(?:/|sur|of|de)[ \t]*\d{1,4})?"
    r"(?:[ \t]*[-–—•|])?[ \t]*\n",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
# Characters of a line of prose that a page ends with, and lines of a page's head and foot.
_LEAST_CHARACTERS, _MOST_LINES = 20, 4
# Times that the head of a page stands in a text.
_LEAST_HEADS = 2


def find_page_breaks(text: str) -> list[Span]:
    """What stands between the lines of a sentence that a page's end has parted, but for one line break.

    >>> find_page_breaks("Le conseil de la commune a\\n\\n- 3 -\\n\\f\\nvoté le budget.")
    [(27, 36)]
    """
    if "\f" not in text and not _NUMBER_LINE.search(text):
        return []
    lines = [found.span() for found in _LINE.finditer(text) if not found.group().isspace()]
    heads = Counter(_DIGITS.sub("0", text[start:end].strip()) for start, end in lines)
    return list(_find_between(text, lines, heads))


def _find_between(text: str, lines: list[Span], heads: Counter[str]) -> Iterator[Span]:
    """What lies between two lines of one sentence: form feeds, numbers of pages, and lines that stand on several pages."""
    above: int | None = None
    has_number = False
    for row, (start, end) in enumerate(lines):
        line = text[start:end].strip()
        is_number = _PAGE_NUMBER.match(line) is not None
        if is_number or heads[_DIGITS.sub("0", line)] >= _LEAST_HEADS:
            has_number |= is_number
            continue
        if above is not None and row - above <= _MOST_LINES + 1:
            last = lines[above][1]
            between = text[last:start]
            parted = "\f" in between or (has_number and row > above + 1)
            if parted and line[0].islower() and _stops_within(text[slice(*lines[above])].rstrip()):
                yield last + 1, start
        above, has_number = row, False


def _stops_within(line: str) -> bool:
    """Whether a line ends within a sentence."""
    return len(line) >= _LEAST_CHARACTERS and (line[-1] not in CLAUSE_STOPS or HYPHEN_END.search(line) is not None)
