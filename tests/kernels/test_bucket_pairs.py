"""Tests of the pairs of items that share buckets."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels.bucket_pairs import ITEM_BITS, pair_members
from corpus_builder.kernels.compiled import Kernel, can_compile

BUCKETS = st.lists(st.sets(st.sampled_from([0, 1, 5, 8, 9, 2**20, 2**ITEM_BITS - 1]), min_size=1), max_size=12)


def count_plainly(buckets: list[list[int]], cap: int, hubs: int) -> dict[tuple[int, int], int]:
    """The pairs, the higher item first, with the number of their buckets, as the definition says."""
    found = Counter[tuple[int, int]]()
    for bucket in buckets:
        pairs = combinations(range(len(bucket)), 2)
        found.update((bucket[two], bucket[one]) for one, two in pairs if len(bucket) <= cap or one < hubs)
    return dict(found)


@given(BUCKETS, st.integers(1, 6), st.integers(0, 3))
def test_every_pair_counts_its_buckets(sets: list[set[int]], cap: int, hubs: int) -> None:
    """Pairs come once, rising, with the number of buckets in which both stand; large buckets pair their hubs alone."""
    buckets = [sorted(items) for items in sets]
    items = np.array([item for bucket in buckets for item in bucket], np.int64)
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(bucket) for bucket in buckets], dtype=np.int64)])
    pairs = pair_members(items, bounds, cap, hubs)
    words = [(word >> ITEM_BITS, word & (2**ITEM_BITS - 1)) for word in pairs.words.tolist()]
    assert words == sorted(set(words))
    assert dict(zip(words, pairs.shared.tolist(), strict=True)) == count_plainly(buckets, cap, hubs)


@pytest.mark.parametrize("size", [3, 4, 200])
def test_a_large_bucket_costs_its_hubs(size: int) -> None:
    """A bucket of more items than the cap makes as many pairs as its hubs have items behind them."""
    pairs = pair_members(np.arange(size), np.array([0, size]), cap=3, hubs=2)
    assert len(pairs.words) == (3 if size == 3 else 2 * size - 3)


@pytest.mark.skipif(not can_compile(), reason="numba is not installed")
def test_compiled_and_plain_agree() -> None:
    """Compiled or not, the same pairs."""
    draw = np.random.default_rng(3)
    buckets = [np.unique(draw.integers(0, 40, 9)) for _ in range(60)]
    bounds = np.cumsum([0, *map(len, buckets)])
    plain = pair_members(np.concatenate(buckets), bounds, cap=7, hubs=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "run_plain", Kernel.run_compiled)
        compiled = pair_members(np.concatenate(buckets), bounds, cap=7, hubs=2)
    assert [column.tolist() for column in compiled] == [column.tolist() for column in plain]
