"""Which earlier items share most keys with an item."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels import sharers
from corpus_builder.kernels.compiled import Kernel, can_compile
from corpus_builder.kernels.sharers import find_sharers

ITEMS = st.lists(st.lists(st.integers(0, 6), unique=True, max_size=5), max_size=25)
LATEST, MOST = 4, 3


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
