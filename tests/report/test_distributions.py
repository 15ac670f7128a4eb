"""Distributions: every value is counted once, and a date only as precisely as it is known."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.report.distributions import DOCUMENT_WORDS, MOST_PERIODS, count_lengths, count_periods, count_similarities

# Dates, the unit, and the periods with documents.
DATES = [
    (["2024-03-05", "2024-03", "2024-05-01"], "month", [("2024-03", 2), ("2024-05", 1)]),
    (["2023-12", "2024-01"], "month", [("2023-12", 1), ("2024-01", 1)]),
    (["2024", "2024", "2024-05"], "year", [("2024", 3)]),
    (["1990-01-01", "2024-01-01"], "year", [("1990", 1), ("2024", 1)]),
    (["1804", "2024"], "5 years", [("1800–1804", 1), ("2020–2024", 1)]),
    ([None, None], "year", []),
    ([], "year", []),
]


def tally(name: str, values: list[Any], kind: pa.DataType) -> pa.Table:
    """Values, each of two rows."""
    return pa.table({name: pa.array(values, kind), "rows": pa.array([2] * len(values), pa.int64())})


@pytest.mark.parametrize(("dates", "unit", "filled"), DATES)
def test_dates_are_told_by_what_fits(dates: list[str | None], unit: str, filled: list[tuple[str, int]]) -> None:
    """By month where that fits and most dates tell it, else by year or more; never more columns than are told apart."""
    timeline = count_periods(Counter(dates))
    assert timeline.unit == unit
    assert [row for row in timeline.rows if row[1]] == filled
    assert len(timeline.rows) <= MOST_PERIODS
    assert sum(count for _, count in timeline.rows) + timeline.undated + timeline.vague == len(dates)


@pytest.mark.parametrize("values", [[], [0], [49, 50], [1, 10**9]])
def test_every_length_is_in_one_class(values: list[int]) -> None:
    """The classes hold all values, also the shortest and the longest."""
    rows = count_lengths(tally("n_words", values, pa.int64()), DOCUMENT_WORDS)
    assert sum(count for _, count in rows) == 2 * len(values)


SIMILARITIES = [(0.9, ".90–.95"), (0.95, ".95–1"), (1.0, ".95–1"), (0.049, ".00–.05"), (0.15, ".15–.20"), (0.7, ".70–.75")]


@pytest.mark.parametrize(("value", "step"), SIMILARITIES)
def test_a_similarity_on_a_bound_counts_above_it(value: float, step: str) -> None:
    """Also where the number on the bound has no exact binary form."""
    assert count_similarities(tally("similarity", [value], pa.float64())) == [(step, 2)]
