"""Formatting numbers and values: readable, on one line, and never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from corpus_builder.system.terminal import make_visible

EXAMPLE_CHARACTERS = 80  # a card quotes at most short examples, whatever the licence of the text

PLAIN = re.compile(r"[\w.:;/+ -]+", re.ASCII)
MARKUP = re.compile(r"([\\`*_\[\]<>|~$]|&(?=#?\w{1,31};))")


def format_number(value: int | float) -> str:
    """A number as people read it, the same in every locale.

    >>> format_number(1234567), format_number(0.8333)
    ('1,234,567', '0.833')
    """
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def format_share(part: int, whole: int) -> str:
    """A part of a whole in per cent; a dash where there is no whole.

    >>> format_share(1, 3), format_share(0, 0)
    ('33.3 %', '–')
    """
    return f"{100 * part / whole:.1f} %" if whole else "–"


def shorten(value: Any) -> Any:
    """A value short enough to be an example.

    >>> shorten("a" * 100)[-3:], len(shorten("a" * 100)), shorten(True)
    ('aa…', 80, 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        line = one_line(value)
        return line if len(line) <= EXAMPLE_CHARACTERS else line[: EXAMPLE_CHARACTERS - 1].rstrip() + "…"
    return value


def format_cell(value: Any) -> str:
    """A value as the text of a Markdown table cell or line: one line, in which nothing is markup.

    >>> format_cell("a | b\\n*c*"), format_cell(None), format_cell(0.5)
    ('a \\\\| b \\\\*c\\\\*', '', '0.5')
    """
    return "" if value is None else MARKUP.sub(r"\\\1", one_line(str(value)))


def format_code(value: Any) -> str:
    """A name in code type, or as plain text where it has signs that would break out.

    >>> format_code("near copy"), format_code("a`b")
    ('`near copy`', 'a\\\\`b')
    """
    return f"`{value}`" if isinstance(value, str) and PLAIN.fullmatch(value) else format_cell(value)


def one_line(text: str) -> str:
    """A text without line breaks and doubled blanks, with its other controls made visible."""
    return make_visible(" ".join(text.split()))


def list_counts(counts: Iterable[tuple[str | None, int]]) -> str:
    """Names with their numbers, in a sentence.

    >>> list_counts([("documents", 1200), (None, 3)])
    'documents 1,200, unknown 3'
    """
    return ", ".join(f"{name or 'unknown'} {format_number(count)}" for name, count in counts)
