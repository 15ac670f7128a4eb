"""corpus_builder.tables.parts: where the documents of a corpus are cut into parts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.tables.ids import document_id
from corpus_builder.tables.parts import DOCUMENT_CHARACTERS, cut_parts

sizes = st.lists(st.integers(0, 20_000), min_size=1, max_size=80)
MEAN, LONGEST = 30_000, 60_000


def cut(ids: list[str], characters: list[int], longest: int = LONGEST) -> list[int]:
    return cut_parts(ids, np.array(characters, np.int64), MEAN, longest).tolist()


@given(sizes)
def test_parts_are_bounded(characters: list[int]) -> None:
    """A part is no longer than it may be, unless it is one document, and the first one begins at the first document."""
    ids = [document_id(str(number)) for number in range(len(characters))]
    starts = cut(ids, characters)

    assert starts[0] == 0
    for first, end in pairwise([*starts, len(ids)]):
        assert end - first == 1 or sum(characters[first:end]) + (end - first) * DOCUMENT_CHARACTERS <= LONGEST


@given(sizes, st.data())
def test_a_change_stays_in_its_part(characters: list[int], data: st.DataObject) -> None:
    """A removed document leaves all other parts as they were."""
    ids = [document_id(str(number)) for number in range(len(characters))]
    gone = data.draw(st.integers(0, len(ids) - 1))
    without = [*ids[:gone], *ids[gone + 1 :]]
    before = {ids[first] for first in cut(ids, characters, 10**9)}
    after = {without[first] for first in cut(without, [*characters[:gone], *characters[gone + 1 :]], 10**9)}

    assert before - {ids[gone]} <= after
    assert after - before <= set(without[:1])


@pytest.mark.parametrize("count", [0, 1])
def test_few_documents_are_one_part(count: int) -> None:
    """No document has no part, and one has one."""
    assert cut([document_id("a")] * count, [5] * count) == [0] * count
