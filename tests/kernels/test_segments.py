"""Rows in segments: what is worked out for all segments at once is what each gives alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels.segments import (
    accumulate_rows,
    count_flags,
    extend_runs,
    find_first,
    find_first_from,
    find_greatest,
    find_heaviest_run,
    find_heaviest_runs,
    find_last,
    find_last_until,
    flag_changes,
    flag_runs,
    list_different,
    make_segments,
    measure_runs,
    sort_numbers,
    take_before,
    take_behind,
)

PAGES = st.lists(st.lists(st.integers(-4, 4), max_size=7), min_size=1, max_size=6)


@given(PAGES)
def test_segments_do_not_see_each_other(pages: list[list[int]]) -> None:
    """Every function of neighbours gives for many segments what it gives for each of them."""
    segments = make_segments(np.cumsum([0, *map(len, pages)], dtype=np.int64))
    values = np.array([value for page in pages for value in page], np.int64)
    flags = values > 0
    for function, rows in ((take_before, values), (take_behind, values), (measure_runs, flags), (accumulate_rows, values * 0.1)):
        alone = [function(rows[a:b], make_segments(np.array([0, b - a]))) for a, b in spans(pages)]
        assert function(rows, segments).tolist() == [value for part in alone for value in part.tolist()]
    for function, rows in ((find_first, flags), (find_last, flags), (find_last_until, flags), (find_first_from, flags)):
        alone = [a + function(rows[a:b], make_segments(np.array([0, b - a]))) for a, b in spans(pages)]
        assert function(rows, segments).tolist() == [value for part in alone for value in part.tolist()]
    assert find_greatest(values, segments).tolist() == [max(page, default=0) for page in pages]
    assert count_flags(flags, segments).tolist() == [sum(value > 0 for value in page) for page in pages]


def spans(pages: list[list[int]]) -> list[tuple[int, int]]:
    """Where each page's rows are."""
    ends = np.cumsum([len(page) for page in pages]).tolist()
    return [(end - len(page), end) for page, end in zip(pages, ends, strict=True)]


@given(PAGES)
def test_the_heaviest_run_is_that_of_one_page(pages: list[list[int]]) -> None:
    """The runs of whole numbers over many segments are those that one pass over each of them finds."""
    runs = find_heaviest_runs(
        np.array([value for page in pages for value in page], np.int64),
        make_segments(np.cumsum([0, *map(len, pages)], dtype=np.int64)),
    )
    found = zip(runs.starts.tolist(), runs.ends.tolist(), strict=True)
    one = [(a + run[0], a + run[1]) for (a, _), run in zip(spans(pages), map(find_heaviest_run, pages), strict=True)]
    assert list(found) == one


@given(PAGES)
def test_the_rows_of_a_run_are_those_between_its_bounds(pages: list[list[int]]) -> None:
    """A row lies in the run of its page from the run's start on, before its end, whatever the runs of other pages are."""
    segments = make_segments(np.cumsum([0, *map(len, pages)], dtype=np.int64))
    values = np.array([value for page in pages for value in page], np.int64)
    runs = find_heaviest_runs(values, segments)
    expected = [
        start <= row < end for (a, b), start, end in zip(spans(pages), runs.starts, runs.ends, strict=True) for row in range(a, b)
    ]

    assert flag_runs(runs, segments).tolist() == expected


def test_nothing_positive_is_no_run() -> None:
    """A text without prose has an empty run at its beginning."""
    assert find_heaviest_run([]) == find_heaviest_run([-1.0]) == (0, 0)


@given(st.lists(st.sampled_from([0, 1, 5, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, (1 << 32) - 1]), max_size=12))
def test_numbers_are_sorted_as_they_stand(values: list[int]) -> None:
    """Equal ones keep their order, and the different ones are those that differ from the one before."""
    numbers = np.array(values, np.int64)
    order = sort_numbers(numbers).tolist()
    assert order == sorted(range(len(values)), key=values.__getitem__)
    assert list_different(numbers).tolist() == sorted(set(values))
    assert flag_changes(numbers).tolist() == [i == 0 or values[i] != values[i - 1] for i in range(len(values))]


@given(PAGES)
def test_a_run_is_extended_over_passable_rows_to_anchors(pages: list[list[int]]) -> None:
    """From the run outwards each row is an anchor or passable, and the last one an anchor; an empty run stays empty."""
    segments = make_segments(np.cumsum([0, *map(len, pages)], dtype=np.int64))
    values = np.array([value for page in pages for value in page], np.int64)
    runs = find_heaviest_runs(values, segments)
    extended = extend_runs(runs, values > 1, values == 0, segments)
    for number, (first, end) in enumerate(spans(pages)):
        start, stop = int(runs.starts[number]), int(runs.ends[number])
        if start < stop:
            before = (row for row in range(first, start) if values[row] > 1 and set(values[row:start]) <= {0, 2, 3, 4})
            behind = (row + 1 for row in range(stop, end) if values[row] > 1 and set(values[stop : row + 1]) <= {0, 2, 3, 4})
            start, stop = min(before, default=start), max(behind, default=stop)
        assert (extended.starts[number], extended.ends[number]) == (start, stop)
