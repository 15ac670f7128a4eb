"""Distributions of the documents of a release over time and length, and of its near-duplicates over similarity.

Each is a list of (label, number), in order, with the empty ones between, as a plot and its table show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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


def count_lengths(words: pa.Table, bounds: tuple[int, ...]) -> Rows:
    """Numbers of words (`n_words`), each of so many `rows`, by classes of which `bounds` are the lower ends.

    The empty classes at both ends are left out.

    >>> count_lengths(pa.table({"n_words": [3, 12, 70], "rows": [1, 1, 2]}), (0, 10, 20, 50))
    [('0–9', 1), ('10–19', 1), ('20–49', 0), ('50+', 2)]
    """
    places = np.digitize(words["n_words"].to_numpy(), bounds[1:])
    labels = [f"{low}–{high - 1}" for low, high in pairwise(bounds)] + [f"{bounds[-1]}+"]
    return _strip_empty(list(zip(labels, _sum_by(places, words, len(bounds)), strict=True)))


def count_similarities(similarities: pa.Table) -> Rows:
    """Values of `similarity`, each of so many `rows`, by steps of .05; a value on a bound counts above it, 1 in the last step.

    >>> count_similarities(pa.table({"similarity": [0.9, 0.97, 1.0], "rows": [1, 1, 1]}))
    [('.90–.95', 1), ('.95–1', 2)]
    """
    values = similarities["similarity"].to_numpy()
    # rounded first: 0.9 * 20 is 18 only then
    places = np.minimum(np.floor(np.round(values * SIMILARITY_STEPS, 9)), SIMILARITY_STEPS - 1).astype(int)
    counts = _sum_by(np.maximum(places, 0), similarities, SIMILARITY_STEPS)
    ends = [f"{step / SIMILARITY_STEPS:.2f}".lstrip("0") for step in range(SIMILARITY_STEPS)] + ["1"]
    return _strip_empty([(f"{ends[step]}–{ends[step + 1]}", count) for step, count in enumerate(counts)])


def _sum_by(places: npt.NDArray[np.int64], tally: pa.Table, count: int) -> list[int]:
    """The rows of a tally by the place of each of its values."""
    sums = np.zeros(count, np.int64)
    np.add.at(sums, places, tally["rows"].to_numpy())
    return [int(number) for number in sums]


def _strip_empty(rows: Rows) -> Rows:
    filled = [place for place, (_, count) in enumerate(rows) if count]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def count_periods(published: Mapping[str | None, int]) -> Timeline:
    """Documents by month where that fits and most dates tell it, else by year, else by so many years.

    >>> count_periods({"2024-03-05": 1, "2024-05": 1, "2024": 1, None: 1})
    Timeline(unit='month', rows=[('2024-03', 1), ('2024-04', 0), ('2024-05', 1)], undated=1, vague=1)
    """
    dates = {date: count for date, count in published.items() if date is not None and date[:4].isdecimal()}
    known = sum(dates.values())
    undated = sum(published.values()) - known
    months: Counter[int] = Counter()
    for date, count in dates.items():
        if len(date) >= 7:
            months[int(date[:4]) * 12 + int(date[5:7]) - 1] += count
    told = months.total()
    if months and 2 * told >= known and max(months) - min(months) < MOST_PERIODS:
        rows = _count_range(months, 1, lambda month: f"{month // 12:04}-{month % 12 + 1:02}")
        return Timeline("month", rows, undated, known - told)
    years: Counter[int] = Counter()
    for date, count in dates.items():
        years[int(date[:4])] += count
    if not years:
        return Timeline("year", [], undated, 0)
    step = (max(years) - min(years)) // MOST_PERIODS + 1
    unit = "year" if step == 1 else f"{step} years"
    return Timeline(unit, _count_range(years, step, lambda year: _name_years(year, step)), undated, 0)


def _name_years(year: int, step: int) -> str:
    return str(year) if step == 1 else f"{year}–{year + step - 1}"


def _count_range(values: Mapping[int, int], step: int, name: Callable[[int], str]) -> Rows:
    counts: Counter[int] = Counter()
    for value, count in values.items():
        counts[value // step] += count
    return [(name(place * step), counts[place]) for place in range(min(counts), max(counts) + 1)]
