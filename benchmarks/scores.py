"""How the labelled pages are scored: words that are kept against words that should be."""

from __future__ import annotations

import re


def split_words(text: str) -> list[str]:
    """The words that are counted, in lower case and without soft hyphens."""
    return re.findall(r"\w+", text.replace("\xad", "").lower())


def measure_f1(hits: int, found: int, wanted: int) -> float:
    """Harmonic mean of precision and recall; 1 where nothing is wanted and nothing found."""
    return 2 * hits / (found + wanted) if found + wanted else 1.0
