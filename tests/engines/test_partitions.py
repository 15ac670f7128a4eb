"""corpus_builder.engines.partitions: rows in the order of Python's own sort, spread by nothing but their keys."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.engines.partitions import choose_edges, find_partitions, find_ranges, group_rows, hash_rows, sort_rows

LEAST, MOST = -(2**63), 2**63 - 1
# Numbers of a few bits, which are packed into words with others, and those that need all of one.
numbers = st.one_of(st.integers(-4, 4), st.sampled_from([LEAST + 1, LEAST + 2, -(2**40), 2**62, MOST - 1, MOST]))
names = st.sampled_from(["", "a", "b", "é", "z", "𝒳", "～"])
# Of the keys (0, 7), (1, 7), (2, 7), by the finalizer of MurmurHash3 after each number, worked out with whole numbers of Python.
HASHES = [8360697188923789789, 14184631417227349106, 814762750918164299]
ORDERS = [["a"], ["-a"], ["a", "-b"], ["b", "-a", "n"], ["n"], ["n", "-a"], ["x", "a"], ["-x", "-b"]]
rows = st.lists(st.tuples(numbers, numbers, st.floats(-2, 2).map(lambda value: value + 0.0), names), max_size=30)


def make_rows(drawn: list[tuple[int, int, float, str]], columns: str) -> pa.Table:
    kinds = {"a": pa.int64(), "b": pa.int64(), "x": pa.float64(), "n": pa.string()}
    table = pa.table({name: pa.array([row[place] for row in drawn], kind) for place, (name, kind) in enumerate(kinds.items())})
    return table.select(list(columns))


def list_rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


def read_key(row: dict[str, Any], order: list[str]) -> tuple[Any, ...]:
    """What a row is sorted by; text falls in no order of a flow."""
    return tuple(-row[name[1:]] if name.startswith("-") else row[name] for name in order)


@given(rows, st.sampled_from(ORDERS), st.sampled_from(["abxn", "abx", "ab"]))
def test_rows_are_sorted_as_python_sorts_them(drawn: list[tuple[int, int, float, str]], order: list[str], columns: str) -> None:
    """Whole numbers of any size, fractions and texts by code point, rising and falling; no row is lost or changed."""
    order = [name for name in order if name.lstrip("-") in columns]
    table = make_rows(drawn, columns)
    found = sort_rows(table, order)

    keys = [read_key(row, order) for row in table.to_pylist()]
    assert [read_key(row, order) for row in found.to_pylist()] == sorted(keys)
    assert sorted(list_rows(found)) == sorted(list_rows(table))
    assert found.schema == table.schema


@given(rows, st.sampled_from([["a"], ["a", "-b"]]), st.randoms(use_true_random=False))
def test_rows_of_whole_numbers_that_tie_have_one_order(
    drawn: list[tuple[int, int, float, str]], order: list[str], shuffle: Any
) -> None:
    """Small numbers come in the order of all their columns, however they stood before."""
    few = [(abs(a) % 3, abs(b) % 3, x, n) for a, b, x, n in drawn]
    again = list(few)
    shuffle.shuffle(again)

    assert sort_rows(make_rows(few, "ab"), order) == sort_rows(make_rows(again, "ab"), order)


@given(rows, rows, st.sampled_from([["a"], ["-b", "a"], ["n", "-a"]]))
def test_a_row_is_behind_the_edges_that_are_not_behind_it(
    drawn: list[tuple[int, int, float, str]], edges: list[tuple[int, int, float, str]], order: list[str]
) -> None:
    """An edge begins a range: a row that equals it is in it."""
    sorted_edges = sort_rows(make_rows(edges, "abxn"), order)
    keys = [read_key(row, order) for row in sorted_edges.to_pylist()]
    table = make_rows(drawn, "abxn")

    found = find_ranges(table, sorted_edges, order)
    assert found.tolist() == [bisect_right(keys, read_key(row, order)) for row in table.to_pylist()]


@pytest.mark.parametrize(("size", "count"), [(0, 4), (1, 4), (3, 8), (1_000, 7), (10, 1)])
def test_edges_part_a_sample_evenly(size: int, count: int) -> None:
    """There are fewer than partitions, and no range of the sample is larger than its share, and a row."""
    sample = pa.table({"a": pa.array(np.random.default_rng(1).permutation(size), pa.int64())})
    edges = choose_edges(sample, ["a"], count)
    sizes = np.bincount(find_ranges(sample, edges, ["a"]), minlength=1)

    assert edges.num_rows < count
    assert sizes.sum() == size and sizes.max() <= size // count + 1


def test_keys_are_spread_evenly_and_alike_everywhere() -> None:
    """Of keys that follow one another each partition has about its share; a key has the same hash on every machine."""
    table = pa.table({"a": pa.array(range(64_000), pa.int64()), "b": pa.array([7] * 64_000, pa.int64())})

    for key in (["a"], ["b", "a"]):
        sizes = np.bincount(find_partitions(table, key, 64), minlength=64)
        assert 850 < sizes.min() <= sizes.max() < 1_150
    assert hash_rows(table[:3], ["a", "b"]).tolist() == HASHES
    assert len(set(find_partitions(table, ["b"], 64).tolist())) == 1


@given(st.lists(st.integers(0, 4), max_size=40))
def test_grouped_rows_keep_their_order(partitions: list[int]) -> None:
    """Each partition's rows stand together, as they stood before, between its bounds; one without rows has its bounds, too."""
    table = pa.table({"row": pa.array(range(len(partitions)), pa.int64())})
    grouped, bounds = group_rows(table, np.array(partitions, np.int64), 5)

    found = [grouped["row"].to_pylist()[first:end] for first, end in pairwise(bounds)]
    assert found == [[row for row, own in enumerate(partitions) if own == partition] for partition in range(5)]
