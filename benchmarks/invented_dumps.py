"""Dumps made of labelled lines: set as terminal browsers set a page, with indents, bullets, blank lines and wrapped lines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

# Columns at which pages are wrapped, indents of their lines, and the signs of their lists, of which each page has one.
_WIDTHS, _INDENTS, _BULLETS = (60, 66, 72, 76, 79, 80), ("   ", "", "   ", "  "), ("     * ", "     + ", "  * ", "  o ", "   - ")
# Words of an entry of a list that was one of links, and entries in a row that make one.
_ENTRY_WORDS, _ENTRIES = 8, 3
_STOPS = ".?!:…»”\""


def wrap_lines(lines: Sequence[Mapping[str, Any]], seed: int) -> list[str]:
    """The text that each labelled line becomes, with a blank line behind or before it where a browser sets one."""
    width, indent, bullet = (each[seed // 7**step % len(each)] for step, each in enumerate((_WIDTHS, _INDENTS, _BULLETS)))
    entries = _find_entries([line["text"] for line in lines])
    wrapped = []
    for number, (line, is_entry) in enumerate(zip(lines, entries, strict=True)):
        first = bullet if is_entry else indent
        others = " " * len(bullet) if is_entry else indent
        text = "\n".join(textwrap.wrap(line["text"], width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False, break_long_words=False))
        follows = number + 1 < len(lines) and entries[number + 1] and is_entry
        is_label = len(line["text"].split()) <= _ENTRY_WORDS and line["text"][-1:] not in _STOPS and not line["keep"]
        wrapped.append(text if follows or is_label and not is_entry and seed % 3 else text + "\n")
    return wrapped


def _find_entries(texts: Sequence[str]) -> list[bool]:
    """Which lines stand in a list: several short ones in a row without a stop."""
    short = [bool(text) and len(text.split()) <= _ENTRY_WORDS and text[-1] not in _STOPS for text in texts]
    entries, start = [False] * len(texts), 0
    for end in range(len(texts) + 1):
        if end == len(texts) or not short[end]:
            if end - start >= _ENTRIES:
                entries[start:end] = [True] * (end - start)
            start = end + 1
    return entries
