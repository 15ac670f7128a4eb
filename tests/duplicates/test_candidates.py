"""Candidate pairs: the join finds what looking at every pair finds, in partitions or at once; no bucket makes it quadratic."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.duplicates import candidates as module
from corpus_builder.duplicates.candidates import (
    ROW_BITS,
    BucketLimits,
    CandidatePairs,
    find_candidates,
    find_capped,
    list_hashes,
    list_rows,
    make_postings,
    open_spill,
    pair_postings,
    select_postings,
)
from corpus_builder.kernels.shingles import ShingleSets

SETS = st.lists(st.frozensets(st.integers(0, 25), max_size=14), max_size=25)
Members = list[frozenset[int]]


def pack(sets: Members) -> ShingleSets:
    """Sets of small numbers as sets of shingles; a posting leaves out the lowest 8 bits of a hash."""
    values = np.array([value << 8 for members in sets for value in sorted(members)], np.uint64)
    return ShingleSets(values, np.cumsum([0, *map(len, sets)]))


def pair_all(sets: Members, rank: list[int], cap: int, hubs: int) -> dict[tuple[int, int], int]:
    """How many shingles each two sets share, by the definition: those that few have, or of whose owners one is of the first."""
    owners = {value: [i for i, members in enumerate(sets) if value in members] for value in frozenset().union(*sets)}
    first = {value: set(sorted(own, key=lambda i: rank[i])[: hubs if len(own) > cap else None]) for value, own in owners.items()}
    found = {}
    for i, j in combinations(range(len(sets)), 2):
        times = sum(i in first[value] or j in first[value] for value in sets[i] & sets[j])
        if times:
            found[i, j] = times
    return found


def draw_sets(seed: int, count: int) -> Members:
    """Sets in which some shingles are very frequent, and some sets nearly equal."""
    draw = np.random.default_rng(seed)
    sets = [frozenset((draw.zipf(1.3, 30) % 3000).tolist()) for _ in range(count)]
    return sets + [frozenset(list(members)[draw.integers(1, 9) :]) for members in sets[: count // 3]]


def find(sets: Members, rank: list[int], needed: int, cap: int, hubs: int) -> dict[tuple[int, int], int]:
    every = make_postings(pack(sets))
    found = find_candidates([every], np.full(len(sets), needed), np.array(rank, np.int64), BucketLimits(cap, hubs))
    return dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.shared.tolist(), strict=True))


def list_columns(pairs: CandidatePairs) -> tuple[list[int], list[int], list[int]]:
    return pairs.left.tolist(), pairs.right.tolist(), pairs.shared.tolist()


@given(SETS, st.integers(1, 5), st.integers(2, 8), st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_agrees_with_brute_force(sets: Members, needed: int, cap: int, hubs: int, draw: object) -> None:
    """The join finds every pair that shares enough shingles, and no other, whatever the ranks."""
    rank = list(range(len(sets)))
    draw.shuffle(rank)  # type: ignore[attr-defined]
    expected = {pair: times for pair, times in pair_all(sets, rank, cap, hubs).items() if times >= needed}
    assert find(sets, rank, needed, cap, hubs) == expected


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("needed", [1, 4])
def test_agrees_with_brute_force_on_skewed_sets(seed: int, needed: int) -> None:
    """So it does on larger sets in which some shingles are very frequent and some sets nearly equal."""
    sets = draw_sets(seed, 120)
    expected = {pair: times for pair, times in pair_all(sets, list(range(len(sets))), 10, 3).items() if times >= needed}
    assert expected and find(sets, list(range(len(sets))), needed, 10, 3) == expected


@pytest.mark.parametrize("size", [1, 7, 100])
def test_partitions_do_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairing by many small partitions of shingles and counting by small partitions of sets gives the same pairs."""
    sets = draw_sets(5, 90)
    rank = np.arange(len(sets))
    needed = np.full(len(sets), 3)
    whole = find_candidates([make_postings(pack(sets))], needed, rank, BucketLimits(12, 2))
    monkeypatch.setattr(module, "RANGE_POSTINGS", size)
    monkeypatch.setattr(module, "RANGE_ROWS", 8)
    with open_spill(30 * len(sets)) as spill:
        for first in range(0, len(sets), 40):
            spill.put(make_postings(pack(sets[first : first + 40]), first))
        partitions = [np.sort(postings) for postings in spill.take_all()]
    assert len(partitions) > 1 and np.array_equal(np.concatenate(partitions), make_postings(pack(sets)))
    assert not set(list_hashes(partitions[0]).tolist()) & set(list_hashes(partitions[-1]).tolist())
    found = find_candidates(partitions, needed, rank, BucketLimits(12, 2))
    assert len(found) and list_columns(found) == list_columns(whole)


def test_both_sets_must_share_enough() -> None:
    """Each set says how many shared shingles it needs, and the higher number counts."""
    every = make_postings(pack([frozenset({1, 2}), frozenset({1, 2, 3}), frozenset({3})]))
    found = find_candidates([every], np.array([2, 1, 1]), np.arange(3), BucketLimits(9, 1))
    assert list_columns(found) == ([0, 1], [1, 2], [2, 1])
    assert not len(find_candidates([every], np.array([3, 1, 2]), np.arange(3), BucketLimits(9, 1)))


def test_only_pairs_with_a_fresh_set() -> None:
    """With fresh sets named, pairs of two others are left out."""
    every = make_postings(pack([frozenset({1, 2, 3})] * 4))
    fresh = np.array([False, False, True, False])
    pairs = pair_postings(every, np.arange(4), BucketLimits(9, 1), fresh)
    assert sorted(set(zip(list_rows(pairs).tolist(), (pairs >> np.uint64(ROW_BITS)).tolist(), strict=True))) == [
        (0, 2),
        (1, 2),
        (2, 3),
    ]


def test_full_buckets_are_bounded() -> None:
    """Where all sets share their shingles, each is paired with the first ones: pairs grow as sets do, not as their square."""
    sets = [frozenset({1, 2, 3, 4, 5, 6, 7, 8, 100 + i}) for i in range(3000)]
    found = find(sets, list(range(3000)), 6, 20, 2)
    assert len(found) == 2 * 3000 - 3 and {left for left, _ in found} == {0, 1}


def test_the_hubs_of_a_bucket_are_those_of_the_lowest_rank() -> None:
    """Ranks, not numbers, tell which sets of a full bucket are paired with all others."""
    found = find([frozenset({1, 2})] * 5, [4, 3, 0, 1, 2], 2, 3, 1)
    assert set(found) == {(0, 2), (1, 2), (2, 3), (2, 4)}


def test_sets_of_full_buckets_are_named() -> None:
    """The sets of a shingle that many have, once for each such shingle; few is not many."""
    every = make_postings(pack([frozenset({1, 2, 9}), frozenset({1, 2}), frozenset({1, 2, 7}), frozenset({7})]))
    assert sorted(find_capped(every, 2).tolist()) == [0, 0, 1, 1, 2, 2] and not len(find_capped(every, 3))


def test_postings_are_looked_up() -> None:
    """The postings of some shingles come out of several sorted arrays, in order; unknown shingles have none."""
    parts = [make_postings(pack([frozenset({1, 2}), frozenset({2, 3})])), make_postings(pack([frozenset({2, 8})]), 2)]
    found = select_postings(parts, np.array([2, 5, 8], np.uint64))
    assert (list_rows(found).tolist(), (found >> np.uint64(ROW_BITS)).tolist()) == ([0, 1, 2, 2], [2, 2, 2, 8])


def test_too_many_sets_are_refused() -> None:
    """A set that a posting cannot number is refused, not confused with another."""
    with pytest.raises(ValueError, match="at most"):
        make_postings(pack([frozenset({1})]), 1 << ROW_BITS)


def test_nothing_pairs_with_nothing() -> None:
    """No sets, empty sets and shingles of one set give no pairs."""
    assert find([], [], 1, 9, 1) == {} == find([frozenset(), frozenset()], [0, 1], 1, 9, 1)
    assert find([frozenset({1}), frozenset({2})], [0, 1], 1, 9, 1) == {}
