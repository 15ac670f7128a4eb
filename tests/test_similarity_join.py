"""The join: it finds what comparing everything with everything finds, in parts or at once, in bounded memory."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.similarity import ShingleSets, find_similar_pairs, join
from corpus_builder.similarity.join import Postings, count_shared, count_shingles, propose_pairs, select_postings, sort_postings

SETS = st.lists(st.frozensets(st.integers(0, 25), max_size=14), max_size=25)
THRESHOLDS = st.sampled_from([0.05, 0.1, 0.3, 1 / 3, 0.5, 0.6, 0.8, 1.0])


def pack(sets: list[frozenset[int]]) -> ShingleSets:
    values = np.array([value for members in sets for value in sorted(members)], np.uint64)
    return ShingleSets(values, np.cumsum([0, *map(len, sets)]))


def compare_all(sets: list[frozenset[int]], threshold: float) -> dict[tuple[int, int], float]:
    found = {}
    for i, j in combinations(range(len(sets)), 2):
        if sets[i] & sets[j] and len(sets[i] & sets[j]) >= threshold * len(sets[i] | sets[j]) - 1e-9:
            found[i, j] = len(sets[i] & sets[j]) / len(sets[i] | sets[j])
    return found


def as_dict(pairs: join.SimilarPairs) -> dict[tuple[int, int], float]:
    return dict(zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.similarity.tolist(), strict=True))


@given(SETS, THRESHOLDS)
@settings(max_examples=150, deadline=None)
def test_agrees_with_brute_force(sets: list[frozenset[int]], threshold: float) -> None:
    """The join finds every pair and no other, with its similarity."""
    assert as_dict(find_similar_pairs(pack(sets), threshold)) == pytest.approx(compare_all(sets, threshold))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("threshold", [0.1, 0.43, 0.8])
def test_agrees_with_brute_force_on_skewed_sets(seed: int, threshold: float) -> None:
    """So it does on larger sets in which some shingles are very frequent and some sets nearly equal."""
    draw = np.random.default_rng(seed)
    sets = [frozenset((draw.zipf(1.3, 60) % 5000).tolist()) for _ in range(150)]
    sets += [frozenset(list(members)[draw.integers(1, 12) :]) for members in sets[:50]]
    expected = compare_all(sets, threshold)
    assert expected and as_dict(find_similar_pairs(pack(sets), threshold)) == pytest.approx(expected)


@pytest.mark.parametrize("entries", [1, 7, 100])
def test_block_size_does_not_matter(entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proposing and comparing in small blocks gives the same pairs."""
    draw = np.random.default_rng(5)
    sets = pack([frozenset(draw.integers(0, 60, 15).tolist()) for _ in range(60)])
    whole = find_similar_pairs(sets, 0.2)
    monkeypatch.setattr(join, "BLOCK_ENTRIES", entries)
    monkeypatch.setattr(join, "BLOCK_ROWS", 7)
    assert len(whole) and as_dict(find_similar_pairs(sets, 0.2)) == as_dict(whole)


def test_parts_give_the_same_postings() -> None:
    """Frequencies of two parts add up, and postings made from each part with them are those of the whole."""
    draw = np.random.default_rng(9)
    members = [frozenset(draw.integers(0, 80, 12).tolist()) for _ in range(50)]
    whole, parts = pack(members), [pack(members[:20]), pack(members[20:])]
    table = count_shingles(parts[0]) + count_shingles(parts[1])
    assert np.array_equal(table, count_shingles(whole))
    made = [select_postings(part, 0.4, table, first) for part, first in zip(parts, (0, 20), strict=True)]
    joined = sort_postings(np.concatenate([p.shingles for p in made]), np.concatenate([p.rows for p in made]))
    expected = select_postings(whole, 0.4, table)
    assert np.array_equal(joined.shingles, expected.shingles) and np.array_equal(joined.rows, expected.rows)


def test_result_follows_the_sets_not_their_order() -> None:
    """The same sets in another order give the same pairs of sets."""
    draw = np.random.default_rng(3)
    sets = [frozenset(draw.integers(0, 50, 12).tolist()) for _ in range(60)]
    order = draw.permutation(len(sets)).tolist()
    found = as_dict(find_similar_pairs(pack([sets[i] for i in order]), 0.25))
    renamed = {(min(order[a], order[b]), max(order[a], order[b])): s for (a, b), s in found.items()}
    assert renamed and renamed == as_dict(find_similar_pairs(pack(sets), 0.25))


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.01])
def test_threshold_out_of_range(threshold: float) -> None:
    """A threshold that would mean every pair, or none, is refused."""
    with pytest.raises(ValueError, match="threshold"):
        find_similar_pairs(pack([]), threshold)


def test_empty_sets_are_alone() -> None:
    """Empty sets are like nothing, not even each other."""
    assert len(find_similar_pairs(pack([frozenset(), frozenset(), frozenset({1})]), 0.1)) == 0
    assert len(find_similar_pairs(pack([]), 0.5)) == 0


def test_crowds_are_bounded() -> None:
    """Where all sets share their shingles, each meets the first ones: the pairs grow with the sets, not with their square."""
    sets = pack([frozenset({1, 2, 3, 4, 5, 6, 7, 8, 100 + i}) for i in range(3000)])
    found = find_similar_pairs(sets, 0.5, crowd=20)
    assert len(found) == 2 * 3000 - 3 and set(found.left.tolist()) == {0, 1}


def test_crowd_changes_nothing_below_it() -> None:
    """Lists of at most `crowd` sets propose every pair."""
    sets = pack([frozenset({1, 2, 3, 4, 5, 100 + i}) for i in range(20)])
    assert as_dict(find_similar_pairs(sets, 0.5, crowd=20)) == as_dict(find_similar_pairs(sets, 0.5))


def test_no_postings_no_pairs() -> None:
    """An index without entries proposes nothing."""
    left, right = propose_pairs(Postings(np.empty(0, np.uint64), np.empty(0, np.int64)), np.empty(0, np.int64), 0.5)
    assert len(left) == len(right) == 0


def test_shared_shingles_are_counted() -> None:
    """The count is the size of the intersection, for any pairs in any order."""
    sets = pack([frozenset({1, 2, 3}), frozenset({2, 3, 4, 5}), frozenset()])
    assert count_shared(sets, np.array([1, 0, 0, 2]), np.array([0, 0, 2, 2])).tolist() == [2, 3, 0, 0]
