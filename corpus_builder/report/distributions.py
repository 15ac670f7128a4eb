"""Distributions of the documents of a release over time and length, and of its near-duplicates over similarity.

Each is a list of (label, number), in order, with the empty ones between, as a plot and its table show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Rows = list[tuple[str, int]]

# Lengths in words: each class twice or so as wide as the one before, since lengths of texts spread like that.
DOCUMENT_WORDS = (0, 50, 100, 200, 300, 400, 600, 800, 1200, 2000, 5000)
PARAGRAPH_WORDS = (0, 5, 10, 20, 30, 40, 60, 80, 120, 200, 400)
SIMILARITY_STEPS = 20  # of .05 each
MOST_PERIODS = 48  # columns beside each other that are still told apart on a telephone


@dataclass(frozen=True, slots=True)
class Timeline:
    """Documents by period (`2024-03`, `2024` or `2020–2024`); those without a date, or with one too vague for a period."""

    unit: str
    rows: Rows
    undated: int
    vague: int


def count_lengths(words: pa.ChunkedArray, bounds: tuple[int, ...]) -> Rows:
    """The values by classes, of which `bounds` are the lower ends; without the empty classes at both ends.

    >>> count_lengths(pa.chunked_array([[3, 12, 70]]), (0, 10, 20, 50))
    [('0–9', 1), ('10–19', 1), ('20–49', 0), ('50+', 1)]
    """
    values = pc.drop_null(words).to_numpy()
    counts = np.bincount(np.digitize(values, bounds[1:]), minlength=len(bounds))
    labels = [f"{low}–{high - 1}" for low, high in pairwise(bounds)] + [f"{bounds[-1]}+"]
    return _strip_empty([(label, int(count)) for label, count in zip(labels, counts, strict=True)])


def count_similarities(similarity: pa.ChunkedArray) -> Rows:
    """Similarities by steps of .05; a value on a bound counts above it, 1 in the last step.

    >>> count_similarities(pa.chunked_array([[0.9, 0.97, 1.0, None]]))
    [('.90–.95', 1), ('.95–1', 2)]
    """
    values = pc.drop_null(similarity).to_numpy()
    # rounded first: 0.9 * 20 is 18 only then
    places = np.minimum(np.floor(np.round(values * SIMILARITY_STEPS, 9)), SIMILARITY_STEPS - 1).astype(int)
    counts = np.bincount(np.maximum(places, 0), minlength=SIMILARITY_STEPS)
    ends = [f"{step / SIMILARITY_STEPS:.2f}".lstrip("0") for step in range(SIMILARITY_STEPS)] + ["1"]
    return _strip_empty([(f"{ends[step]}–{ends[step + 1]}", int(count)) for step, count in enumerate(counts)])


def _strip_empty(rows: Rows) -> Rows:
    filled = [place for place, (_, count) in enumerate(rows) if count]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def count_periods(published: pa.ChunkedArray) -> Timeline:
    """Documents by month where that fits and most dates tell it, else by year, else by so many years.

    >>> count_periods(pa.chunked_array([["2024-03-05", "2024-05", "2024", None]]))
    Timeline(unit='month', rows=[('2024-03', 1), ('2024-04', 0), ('2024-05', 1)], undated=1, vague=1)
    """
    dates = [date for date in pc.drop_null(published).to_pylist() if date[:4].isdecimal()]
    undated = len(published) - len(dates)
    months = [int(date[:4]) * 12 + int(date[5:7]) - 1 for date in dates if len(date) >= 7]
    if months and 2 * len(months) >= len(dates) and max(months) - min(months) < MOST_PERIODS:
        rows = _count_range(months, 1, lambda month: f"{month // 12:04}-{month % 12 + 1:02}")
        return Timeline("month", rows, undated, len(dates) - len(months))
    years = [int(date[:4]) for date in dates]
    if not years:
        return Timeline("year", [], undated, 0)
    step = (max(years) - min(years)) // MOST_PERIODS + 1
    unit = "year" if step == 1 else f"{step} years"
    return Timeline(unit, _count_range(years, step, lambda year: _name_years(year, step)), undated, 0)


def _name_years(year: int, step: int) -> str:
    return str(year) if step == 1 else f"{year}–{year + step - 1}"


def _count_range(values: Iterable[int], step: int, name: Callable[[int], str]) -> Rows:
    counts = Counter(value // step for value in values)
    return [(name(place * step), counts[place]) for place in range(min(counts), max(counts) + 1)]
