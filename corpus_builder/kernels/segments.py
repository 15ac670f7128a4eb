"""Rows in segments, as the blocks of pages: what depends on a row's neighbours, worked out for all segments at once.

A segment is a stretch of rows; no row sees another segment. Rows are counted from 0 over all segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Item = TypeVar("Item", bound=np.generic)


class Segments(NamedTuple):
    """Segment `i` is the rows `offsets[i]:offsets[i + 1]`. For each row: `owners` is its segment, `rows` the row itself,
    `starts` and `ends` are the first row of its segment and the one behind the last.
    """

    offsets: Ints
    owners: Ints
    rows: Ints
    starts: Ints
    ends: Ints


class Runs(NamedTuple):
    """A stretch of rows in each segment, as its first row and the one behind its last."""

    starts: Ints
    ends: Ints


def make_segments(offsets: Ints) -> Segments:
    """Segments of rows by their offsets, of which there is one more than segments."""
    owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return Segments(offsets, owners, np.arange(len(owners)), offsets[:-1][owners], offsets[1:][owners])


def flag_runs(runs: Runs, segments: Segments) -> Flags:
    """Whether each row lies in the run of its segment."""
    inside: Flags = (runs.starts[segments.owners] <= segments.rows) & (segments.rows < runs.ends[segments.owners])
    return inside


def take_before(values: npt.NDArray[Item], segments: Segments) -> npt.NDArray[Item]:
    """For each row the value of the row before it, 0 for the first of a segment."""
    shifted = np.zeros_like(values)
    shifted[1:] = values[:-1]
    shifted[segments.rows == segments.starts] = 0
    return shifted


def take_behind(values: npt.NDArray[Item], segments: Segments) -> npt.NDArray[Item]:
    """For each row the value of the row behind it, 0 for the last of a segment."""
    shifted = np.zeros_like(values)
    shifted[:-1] = values[1:]
    shifted[segments.rows == segments.ends - 1] = 0
    return shifted


def find_first(flags: Flags, segments: Segments) -> Ints:
    """The first row of each segment that has the flag; the end of the segment where none has."""
    flagged = np.append(np.flatnonzero(flags), len(flags))
    rows: Ints = np.minimum(flagged[np.searchsorted(flagged, segments.offsets[:-1])], segments.offsets[1:])
    return rows


def find_last(flags: Flags, segments: Segments) -> Ints:
    """The last row of each segment that has the flag; the row before the segment where none has."""
    flagged = np.append(-1, np.flatnonzero(flags))
    rows: Ints = np.maximum(flagged[np.searchsorted(flagged, segments.offsets[1:]) - 1], segments.offsets[:-1] - 1)
    return rows


def find_last_until(flags: Flags, segments: Segments) -> Ints:
    """For each row the last row up to it, itself included, that has the flag; the row before the segment where none has.

    >>> find_last_until(np.array([False, True, False, False]), make_segments(np.array([0, 3, 4]))).tolist()
    [-1, 1, 1, 2]
    """
    return np.maximum(np.maximum.accumulate(np.where(flags, segments.rows, -1)), segments.starts - 1)


def find_first_from(flags: Flags, segments: Segments) -> Ints:
    """For each row the first row from it on, itself included, that has the flag; the end of the segment where none has."""
    found = np.where(flags, segments.rows, len(flags))[::-1]
    return np.minimum(np.minimum.accumulate(found)[::-1], segments.ends)


def measure_runs(flags: Flags, segments: Segments) -> Ints:
    """For each row the number of rows in the unbroken run with the flag that it lies in, 0 for a row without it.

    >>> measure_runs(np.array([True, True, False, True]), make_segments(np.array([0, 1, 4]))).tolist()
    [1, 1, 0, 1]
    """
    return np.where(flags, find_first_from(~flags, segments) - find_last_until(~flags, segments) - 1, 0)


def count_flags(flags: Flags, segments: Segments) -> Ints:
    """How many rows of each segment have the flag."""
    counts = sum_before(flags)
    return counts[segments.offsets[1:]] - counts[segments.offsets[:-1]]


def sum_before(values: Ints | Flags) -> Ints:
    """Sums of whole numbers from row 0 on: entry `i` is that of the rows before row `i`, over all segments."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def flag_changes(values: npt.NDArray[Item]) -> Flags:
    """Whether each value differs from the one before; the first one does.

    >>> flag_changes(np.array([3, 3, 1, 3])).tolist()
    [True, False, True, True]
    """
    differs = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs


def list_different(values: npt.NDArray[Item]) -> npt.NDArray[Item]:
    """The different ones of some values, rising; several times faster than `np.unique`.

    >>> list_different(np.array([4, 1, 4])).tolist()
    [1, 4]
    """
    rising = np.sort(values)
    return rising[flag_changes(rising)]


def sort_numbers(numbers: npt.NDArray[np.signedinteger]) -> Ints:
    """The order that sorts numbers from 0 to 2**32 - 1, equal ones as they stand; numpy sorts those of 16 bits in linear time.

    >>> sort_numbers(np.array([70000, 5, 70000, 3])).tolist()
    [3, 1, 0, 2]
    """
    order: Ints = np.argsort(numbers.astype(np.uint16), kind="stable")
    high = (numbers >> 16).astype(np.uint16)
    return order[np.argsort(high[order], kind="stable")] if high.any() else order


def find_greatest(values: npt.NDArray[Item], segments: Segments) -> npt.NDArray[Item]:
    """The greatest value of each segment, 0 for one without rows."""
    greatest = np.zeros(len(segments.offsets) - 1, values.dtype)
    filled = np.flatnonzero(np.diff(segments.offsets))
    if len(filled):
        greatest[filled] = np.maximum.reduceat(values, segments.offsets[filled])
    return greatest


def accumulate_rows(values: Floats, segments: Segments) -> Floats:
    """Running sums within each segment, the row itself included.

    Each segment is added up by itself, because the sum of floats depends on those before.
    """
    sums = np.empty_like(values)
    bounds = segments.offsets.tolist()
    for start, end in pairwise(bounds):
        np.cumsum(values[start:end], out=sums[start:end])
    return sums


def extend_runs(runs: Runs, anchors: Flags, passable: Flags, segments: Segments) -> Runs:
    """Runs that are not empty, extended to both sides to the last anchor that only other anchors and passable rows lie before.

    >>> anchors = np.array([True, False, True, False, False, True])
    >>> passable = np.array([False, True, False, True, False, False])
    >>> runs = extend_runs(Runs(np.array([2]), np.array([3])), anchors, passable, make_segments(np.array([0, 6])))
    >>> runs.starts.tolist(), runs.ends.tolist()
    ([0], [3])
    """
    filled = np.flatnonzero(runs.starts < runs.ends)
    blocked = ~(anchors | passable)
    first, last = runs.starts[filled], runs.ends[filled] - 1
    before = find_last_until(blocked, segments)[first]
    behind = find_first_from(blocked, segments)[last]
    starts, ends = runs.starts.copy(), runs.ends.copy()
    starts[filled] = np.minimum(first, find_first_from(anchors, segments)[np.minimum(before + 1, first)])
    ends[filled] = np.maximum(last, find_last_until(anchors, segments)[np.maximum(behind - 1, last)]) + 1
    return Runs(starts, ends)


def find_heaviest_runs(values: Ints, segments: Segments) -> Runs:
    """The run with the largest sum in each segment: of several the first to end, of its starts the last.

    It is empty, at the start of the segment, where nothing is positive. Sums have 64 bits, those of one segment times the
    number of segments too.

    >>> runs = find_heaviest_runs(np.array([-1, 5, -2, 4, -9, 3, -1]), make_segments(np.array([0, 6, 7])))
    >>> runs.starts.tolist(), runs.ends.tolist()
    ([1, 6], [4, 6])
    """
    sums = sum_before(values)
    base = sums[segments.starts]
    left, right = sums[:-1] - base, sums[1:] - base
    # a step down at each segment, below all that stands before, so that each has minima of its own
    stepped = left - segments.owners * (1 + int(np.ptp(left)) if len(left) else 1)
    starts = np.maximum.accumulate(np.where(stepped == np.minimum.accumulate(stepped), segments.rows, 0))
    weights = right - left[starts]
    is_best = (weights > 0) & (weights == find_greatest(weights, segments)[segments.owners])
    last, begin = find_first(is_best, segments), segments.offsets[:-1]
    found = last < segments.offsets[1:]
    runs = Runs(begin.copy(), begin.copy())
    runs.starts[found], runs.ends[found] = starts[last[found]], last[found] + 1
    return runs


def find_heaviest_run(values: Sequence[float]) -> tuple[int, int]:
    """The contiguous run with the largest sum, as start and end; the first one of several, empty when nothing is positive.

    >>> find_heaviest_run([-1, 5, -2, 4, -9, 3])
    (1, 4)
    """
    best, run, total, start = 0.0, (0, 0), 0.0, 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, run = total, (start, index + 1)
    return run
