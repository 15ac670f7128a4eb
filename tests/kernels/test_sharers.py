"""Which earlier items share most keys with an item, and the pairs of items that share buckets."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels import sharers
from corpus_builder.kernels.compiled import Kernel, can_compile
from corpus_builder.kernels.sharers import ITEM_BITS, find_sharers, pair_members

ITEMS = st.lists(st.lists(st.integers(0, 6), unique=True, max_size=5), max_size=25)
LATEST, MOST = 4, 3
BUCKETS = st.lists(st.sets(st.sampled_from([0, 1, 5, 8, 9, 2**20, 2**ITEM_BITS - 1]), min_size=1), max_size=12)


def count_sharers(items: list[list[int]]) -> list[list[int]]:
    """The same with counters: what the kernel must answer."""
    index: dict[int, list[int]] = {}
    found = []
    for number, keys in enumerate(items):
        shared: Counter[int] = Counter()
        for key in keys:
            shared.update(index.get(key, [])[-LATEST:])
        best = [other for other, _ in shared.most_common(MOST)]
        found.append(best + [-1] * (MOST - len(best)))
        for key in keys:
            index.setdefault(key, []).append(number)
    return found


def ask(items: list[list[int]]) -> list[list[int]]:
    """What the kernel answers."""
    keys = np.array([key for keys in items for key in keys], np.int64)
    answer: list[list[int]] = find_sharers(keys, np.cumsum([0, *map(len, items)], dtype=np.int64), LATEST, MOST).tolist()
    return answer


@given(ITEMS)
def test_the_latest_items_with_most_common_keys_are_found(items: list[list[int]]) -> None:
    """Of each key the latest items count; of items with as many common keys the first that is met comes first."""
    assert ask(items) == count_sharers(items)


@given(ITEMS, st.integers(0, 25))
def test_nothing_is_looked_up_for_the_first_items(items: list[list[int]], first: int) -> None:
    """Those items are found by the others as ever, and have no sharers themselves."""
    keys = np.array([key for keys in items for key in keys], np.int64)
    offsets = np.cumsum([0, *map(len, items)], dtype=np.int64)
    found = find_sharers(keys, offsets, LATEST, MOST, first).tolist()
    assert found == [[-1] * MOST] * min(first, len(items)) + count_sharers(items)[first:]


@pytest.mark.skipif(not can_compile(), reason="numba is not installed")
@given(ITEMS)
def test_compiled_and_plain_agree(items: list[list[int]]) -> None:
    """Compiled or not, the same items."""
    plain = ask(items)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "run_plain", Kernel.run_compiled)
        assert ask(items) == plain
    assert sharers._find_sharers._compiled is not None


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
def test_compiled_and_plain_pairs_agree() -> None:
    """Compiled or not, the same pairs."""
    draw = np.random.default_rng(3)
    buckets = [np.unique(draw.integers(0, 40, 9)) for _ in range(60)]
    bounds = np.cumsum([0, *map(len, buckets)])
    plain = pair_members(np.concatenate(buckets), bounds, cap=7, hubs=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "run_plain", Kernel.run_compiled)
        compiled = pair_members(np.concatenate(buckets), bounds, cap=7, hubs=2)
    assert [column.tolist() for column in compiled] == [column.tolist() for column in plain]
