"""How the labelled texts are scored: what is found against what is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

ROUNDS = 2_000


def split_words(text: str) -> list[str]:
    """The words that are counted, in lower case and without soft hyphens."""
    return re.findall(r"\w+", text.replace("\xad", "").lower())


def measure_f1(hits: int, found: int, wanted: int) -> float:
    """Harmonic mean of precision and recall; 1 where nothing is wanted and nothing found."""
    return 2 * hits / (found + wanted) if found + wanted else 1.0


def resample_f1(parts: Sequence[tuple[float, float, float]], rounds: int = ROUNDS) -> tuple[float, float]:
    """The 95 % interval of F1 over parts, each (hits, found, wanted), by drawing as many parts with replacement.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, percentile intervals. The draws are the same in every run.

    >>> resample_f1([(1, 1, 1)] * 5)
    (1.0, 1.0)
    """
    if not parts:
        return 0.0, 1.0
    draws = np.random.default_rng(0).multinomial(len(parts), [1 / len(parts)] * len(parts), rounds)
    hits, found, wanted = (draws @ np.asarray(parts, float)).T
    low, high = np.percentile(2 * hits / np.maximum(found + wanted, 1), (2.5, 97.5))
    return float(low), float(high)
