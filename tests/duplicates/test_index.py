"""The index: additions, in whatever order, give what a full build gives; and the join agrees with comparing everything."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus_builder.duplicates import index as module
from corpus_builder.duplicates.candidates import BucketLimits, CandidatePairs
from corpus_builder.duplicates.groups import group_texts
from corpus_builder.duplicates.index import PARAGRAPH_LIMITS, DuplicateIndex, estimate_similarity, has_words, sample_shingles
from corpus_builder.duplicates.similarity import SHORT_SHINGLE, compare_pairs
from corpus_builder.kernels.shingles import make_shingle_sets, split_sets
from corpus_builder.settings import DuplicateSettings
from tests.invented_texts import draw_texts
from tests.oracle.near_copies import find_duplicates

SETTINGS = DuplicateSettings()
# With these, every second bucket of a small corpus is over the cap; four shared shingles are enough then.
SMALL_LIMITS = BucketLimits(cap=3, hubs=2)
SMALL_SHARED = 4


def list_pairs(index: DuplicateIndex) -> set[tuple[str, str]]:
    """The pairs of an index by their texts."""
    pairs = zip(index.pairs.left.tolist(), index.pairs.right.tolist(), strict=True)
    return {(min(index.texts[i], index.texts[j]), max(index.texts[i], index.texts[j])) for i, j in pairs}


def pair_all(index: DuplicateIndex, rank: np.ndarray, limits: BucketLimits) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of texts that share enough sampled shingles, by the definition."""
    samples = [set((s >> np.uint64(8)).tolist()) for s in split_sets(sample_shingles(index.texts))]
    ranks = rank[index.leaders].tolist()
    owners: dict[int, list[int]] = {}
    for i in sorted(range(len(samples)), key=lambda i: ranks[i]):
        for value in samples[i]:
            owners.setdefault(value, []).append(i)
    first = {v: set(own if len(own) <= limits.cap else own[: limits.hubs]) for v, own in owners.items()}
    found = []
    for i, j in combinations(range(len(samples)), 2):
        least = max(min(int(np.ceil(module.SHARED_SHARE * len(samples[k]))), module.SHARED_SHINGLES) for k in (i, j))
        times = sum(i in first[value] or j in first[value] for value in samples[i] & samples[j])
        if times >= max(least, 1):
            found.append((i, j, times))
    pairs = CandidatePairs(*np.array(found, np.int64).reshape(-1, 3).T)
    lengths, sizes = np.array([*map(len, index.texts)]), np.array([*map(len, samples)])
    near = pairs.take(estimate_similarity(lengths, sizes, pairs) >= module.CANDIDATE_SIMILARITY)
    return near.left, near.right


def compare_all(texts: list[str], settings: DuplicateSettings) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of texts whose short shingles are similar enough, by counting what each shares with all others."""
    sets = make_shingle_sets(texts, SHORT_SHINGLE)
    order = np.argsort(sets.values, kind="stable")
    owners = np.repeat(np.arange(len(sets)), sets.sizes)[order]
    first, last = (np.searchsorted(sets.values[order], sets.values, side) for side in ("left", "right"))
    found = []
    for row in range(len(sets)):
        own = slice(sets.offsets[row], sets.offsets[row + 1])
        others = np.concatenate([owners[a:b] for a, b in zip(first[own].tolist(), last[own].tolist(), strict=True)])
        shared = np.bincount(others, minlength=len(sets))[:row]
        near = shared >= settings.similarity * (sets.sizes[:row] + sets.sizes[row] - shared)
        found.append((np.flatnonzero(near), np.full(near.sum(), row)))
    return np.concatenate([left for left, _ in found]), np.concatenate([right for _, right in found])


@pytest.mark.parametrize("seed", range(8))
def test_agrees_with_brute_force(seed: int) -> None:
    """On 2,000 paragraphs the join finds the pairs that comparing every two of them by the definition of similarity finds."""
    texts = draw_texts(seed, 2_000, words=4_000, chains=False)
    index = DuplicateIndex(SETTINGS)
    index.add(texts, np.arange(len(texts)))
    left, right = compare_all(index.texts, SETTINGS)
    expected = compare_pairs(index.texts, left, right, SETTINGS)
    same = index.pairs.take(index.pairs.same)
    assert len(expected) > 500 and np.array_equal(same.left, expected.left) and np.array_equal(same.right, expected.right)
    assert np.array_equal(same.similarity, expected.similarity)


@pytest.mark.parametrize(("limits", "shared"), [(PARAGRAPH_LIMITS, module.SHARED_SHINGLES), (SMALL_LIMITS, SMALL_SHARED)])
@pytest.mark.parametrize("seed", range(3))
def test_candidates_follow_the_definition(seed: int, limits: BucketLimits, shared: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With buckets over the cap and without, the pairs compared are those that share enough by the definition."""
    monkeypatch.setattr(module, "SHARED_SHINGLES", shared)
    texts = draw_texts(seed, 200, words=60)
    rank = np.random.default_rng(seed).permutation(len(texts))
    index = DuplicateIndex(SETTINGS, limits=limits)
    index.add(texts, rank)
    left, right = pair_all(index, rank, limits)
    expected = compare_pairs(index.texts, left, right, SETTINGS)
    order = np.lexsort((expected.left, expected.right))
    assert len(expected) > 20
    assert np.array_equal(index.pairs.left, expected.left[order]) and np.array_equal(index.pairs.right, expected.right[order])


@given(st.integers(0, 10**6), st.lists(st.integers(0, 60), max_size=4), st.booleans(), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=60)
def test_additions_give_the_full_build(seed: int, cuts: list[int], capped: bool, draw: random.Random) -> None:
    """Texts added in several parts, with ranks between those that were there, give the pairs and groups of all at once."""
    limits = SMALL_LIMITS if capped else PARAGRAPH_LIMITS
    texts = draw_texts(seed, 60, words=40)
    rank = np.array(draw.sample(range(1000), len(texts)))
    index = DuplicateIndex(SETTINGS, 5, limits)
    edges = [0, *sorted(cuts), len(texts)]
    for first, last in pairwise(edges):
        index.add(texts[first:last], rank[:last])
    whole = DuplicateIndex(SETTINGS, 5, limits)
    whole.add(texts, rank)
    assert list_pairs(index) == list_pairs(whole)
    one, other = group_texts(index, rank), group_texts(whole, rank)
    assert one.representative.tolist() == other.representative.tolist() and one.similarity.tolist() == other.similarity.tolist()


def test_ranks_must_differ() -> None:
    """Equal or missing ranks would leave the survivor to chance, and are refused."""
    for rank in ([0, 0], [0]):
        with pytest.raises(ValueError, match="rank"):
            find_duplicates(["a", "b"], np.array(rank), SETTINGS)


@given(st.text(max_size=60), st.integers(1, 9))
def test_has_words(text: str, wanted: int) -> None:
    """A text that has so many words has fewer too, and one with a letter has one."""
    assert has_words(text, wanted) <= has_words(text, max(wanted - 1, 1))
    assert has_words(text, 1) == any(c.isalnum() for c in text)


def count_words(text: str) -> int:
    """The words of a text by the definition: runs of letters and digits; without blanks, two characters are one."""
    runs = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return sum(1 if run < "\u0e00" else (len(run) + 1) // 2 for run in runs)


@given(st.text(st.sampled_from("aé1_ .,\n'-\u2028今天ก"), max_size=40), st.integers(1, 12))
@hypothesis_settings(max_examples=500)
def test_words_are_counted_by_the_definition(text: str, wanted: int) -> None:
    """The quick look and the count give together what counting every word gives."""
    assert has_words(text, wanted) == (count_words(text) >= wanted)


@pytest.mark.parametrize("text", ["Contact " + "x" * 2_000_000, "a1b2" * 500_000, "_" * 2_000_000 + "a"])
def test_a_very_long_word_is_one_word(text: str) -> None:
    """A word of two million characters is read once, not once from each of its letters."""
    assert has_words(text, 1)
    assert not has_words(text, 3)


def test_chains_of_copies_are_grouped_as_by_brute_force() -> None:
    """Where families have more members than a bucket's cap, the first ones still stand in for nearly all that are like them."""
    differ = 0
    for seed in range(4):
        texts = draw_texts(seed, 2_000, words=4_000)
        rank = np.arange(len(texts))
        index = DuplicateIndex(SETTINGS)
        index.add(texts, rank)
        found = group_texts(index, rank).representative
        index.pairs = compare_pairs(index.texts, *compare_all(index.texts, SETTINGS), SETTINGS)
        differ += int((group_texts(index, rank).representative != found).sum())
    assert differ <= 20


def test_similarity_is_estimated() -> None:
    """Equal texts share all of their samples, texts that share half about half of them; longer texts are sampled more thinly."""
    lengths, sizes = np.array([500, 500, 2000, 40]), np.array([48, 48, 48, 29])
    pairs = CandidatePairs(np.array([0, 0, 0, 3]), np.array([1, 1, 2, 3]), np.array([48, 24, 12, 29]))
    found = estimate_similarity(lengths, sizes, pairs)
    assert found.round(2).tolist() == [1.0, 0.33, 0.25, 0.83]
