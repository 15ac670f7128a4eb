"""What pairs of items share is counted word by word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels import overlaps
from corpus_builder.kernels.compiled import Kernel, can_compile
from corpus_builder.kernels.overlaps import Rows, measure_overlaps

SETS = st.lists(st.integers(0, 5), unique=True, max_size=4)
WORDS = st.lists(st.tuples(SETS, SETS, st.integers(0, 9)), min_size=1, max_size=6)
ITEMS = st.lists(SETS, min_size=1, max_size=5)
Words = list[tuple[list[int], list[int], int]]


def make_rows(rows: list[list[int]]) -> Rows:
    numbers = np.array([number for row in rows for number in row], np.int64)
    return Rows(numbers, np.cumsum([0, *map(len, rows)], dtype=np.int64))


def ask(words: Words, items: list[list[int]]) -> list[list[int]]:
    """What the kernel answers for all pairs of items."""
    one, other = np.divmod(np.arange(len(items) ** 2), len(items))
    keys, own = (make_rows([word[side] for word in words]) for side in (0, 1))
    weights = np.array([weight for *_, weight in words], np.int64)
    found = measure_overlaps(make_rows(items), keys, own, weights, (one, other))
    return [list(row) for row in zip(*(column.tolist() for column in found), strict=True)]


def count(words: Words, some: list[int], others: list[int]) -> list[int]:
    """The same with sets."""
    keys, own = ({key for word in others for key in words[word][side]} for side in (0, 1))
    like = [word for word in some if keys & {*words[word][0]}]
    same = [word for word in like if own & {*words[word][1]}]
    return [len(like), sum(words[word][2] for word in like), len(same), sum(words[word][2] for word in same)]


@given(WORDS, ITEMS)
def test_words_that_share_a_key_are_counted_and_weighed(words: Words, items: list[list[int]]) -> None:
    """A word of the one counts when any key of it is one of the other's, and as its own when any of those is, too."""
    items = [[word for word in item if word < len(words)] for item in items]
    assert ask(words, items) == [count(words, one, other) for one in items for other in items]


@pytest.mark.skipif(not can_compile(), reason="numba is not installed")
@given(WORDS, ITEMS)
def test_compiled_and_plain_agree(words: Words, items: list[list[int]]) -> None:
    """Compiled or not, the same counts."""
    items = [[word for word in item if word < len(words)] for item in items]
    plain = ask(words, items)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "run_plain", Kernel.run_compiled)
        assert ask(words, items) == plain
    assert overlaps._measure_overlaps._compiled is not None
