"""Patterns of words, as parts of other patterns, and of the marks between the parts of a title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

# What separates the parts of a title or heading: the name of a site ends where its motto or section begins.
TITLE_SEPARATOR = re.compile(r"\s[|·•–—-]\s")


def match_any(words: Iterable[str]) -> str:
    """A pattern for any of the words, which matches nothing where there are none.

    >>> match_any(["qu", "l"]), match_any([])
    ('(?:l|qu)', '(?!)')
    """
    patterns = sorted(map(re.escape, words))
    return f"(?:{'|'.join(patterns)})" if patterns else "(?!)"


def look_behind(words: frozenset[str], ending: str, sign: str = "=") -> list[str]:
    """Patterns that look back (or with `!` refuse to) at one of the words and an ending, one for each length of a word.

    >>> look_behind(frozenset({"Mr", "Mrs", "Dr"}), "!")
    ['(?<=\\\\bDr!|\\\\bMr!)', '(?<=\\\\bMrs!)']
    """
    found = []
    for _, alike in groupby(sorted(words, key=lambda word: (len(word), word)), key=len):
        found.append(f"(?<{sign}" + "|".join(rf"\b{re.escape(word)}{ending}" for word in alike) + ")")
    return found
