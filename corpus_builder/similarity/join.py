"""An exact self-join of sets by similarity, over arrays, with memory bounded whatever the sets share.

Two sets whose Jaccard similarity reaches a threshold share some of their first shingles when all sets are sorted alike,
rarest first (Chaudhuri, Ganti and Kaushik 2006; for more than one of them Wang, Li and Feng 2012). So only those are
indexed, pairs that meet there often enough are compared, and none is missed. Frequencies are counted in a table that
adds up over parts of a corpus, postings match by equal shingle, and meetings add up, so every step can be done in ranges
of rows or of shingles with the same result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_builder.similarity.shingles import HASH_BITS, I64, U64, ShingleSets

F64 = npt.NDArray[np.float64]

# Cells of the table of frequencies. Shingles that fall into one cell are counted together, which costs time, never a pair.
TABLE_BITS = 22
# The order knows frequencies by their power of two.
RANK_BITS = 4
# Rows sorted at once: row, rank and hash fill one word.
BLOCK_ROWS = 1 << (64 - HASH_BITS - RANK_BITS)
# Partners that a set of a crowded shingle has at least.
FEWEST_PARTNERS = 2
# Pairs proposed, and shingles compared, at once: some 100 MB.
BLOCK_ENTRIES = 1 << 21
# Shingles in which a pair must meet. One phrase in common is often worth two sampled shingles; each more lengthens what is
# indexed of every set by one.
MEETINGS = 4
# No similarity that is asked for lies between two fractions so near to each other.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class SimilarPairs:
    """Pairs of set numbers, `left` below `right`, sorted by right and then left, with their Jaccard similarity."""

    left: I64
    right: I64
    similarity: F64

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which set has which shingle, sorted by shingle and then by set number."""

    shingles: U64
    rows: I64


def find_similar_pairs(sets: ShingleSets, threshold: float, crowd: int | None = None) -> SimilarPairs:
    """Every pair of sets whose Jaccard similarity is at least `threshold` (above 0, up to 1). Empty sets are like nothing.

    `crowd` bounds the work where very many sets share a shingle: a shingle that more than `crowd` sets are indexed under
    proposes about crowd x crowd pairs (at least two per set), each set with the first ones in the list. Without it, time and
    result grow with the square of such a list. Memory for proposals is bounded either way.

    Raises ValueError when the threshold is out of range.

    >>> sets = ShingleSets(np.array([1, 2, 3, 2, 3, 4, 9], np.uint64), np.array([0, 3, 6, 7]))
    >>> find_similar_pairs(sets, 0.5)
    SimilarPairs(left=array([0]), right=array([1]), similarity=array([0.5]))
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"a threshold lies above 0 and up to 1, not {threshold}")
    postings = select_postings(sets, threshold, count_shingles(sets))
    left, right = propose_pairs(postings, sets.sizes, threshold, crowd)
    shared = count_shared(sets, left, right)
    similarity = shared / np.maximum(sets.sizes[left] + sets.sizes[right] - shared, 1)
    near = similarity >= threshold - _TOLERANCE
    return SimilarPairs(left[near], right[near], similarity[near])


def count_shingles(sets: ShingleSets) -> I64:
    """In how many sets the shingles of each cell stand; tables of two parts of a corpus add up."""
    cells = (sets.values & np.uint64((1 << TABLE_BITS) - 1)).astype(np.int64)
    return np.bincount(cells, minlength=1 << TABLE_BITS)


def select_postings(sets: ShingleSets, threshold: float, table: I64, first_row: int = 0) -> Postings:
    """The rarest shingles of each set, so many that two similar sets must share MEETINGS of them, or all they share.

    `table` is the frequencies in the whole corpus, `first_row` the number of the first set there. A shingle that stands
    in one set only is left out, since nothing can meet it.
    """
    prefixes = sets.sizes - _shared_at_least(sets.sizes, threshold) + MEETINGS
    shingles, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for first in range(0, len(sets), BLOCK_ROWS):
        offsets = sets.offsets[first : first + BLOCK_ROWS + 1]
        sizes = np.diff(offsets)
        values = sets.values[offsets[0] : offsets[-1]]
        keys = _sort_rarest_first(values, sizes, table)
        place = np.arange(len(keys)) - np.repeat(offsets[:-1] - offsets[0], sizes)
        keys = keys[place < np.repeat(prefixes[first : first + BLOCK_ROWS], sizes)]
        keys = keys[(keys >> np.uint64(HASH_BITS)) & np.uint64((1 << RANK_BITS) - 1) > 0]
        shingles.append(keys & np.uint64((1 << HASH_BITS) - 1))
        rows.append((keys >> np.uint64(HASH_BITS + RANK_BITS)).astype(np.int64) + (first + first_row))
    return sort_postings(np.concatenate(shingles), np.concatenate(rows))


def sort_postings(shingles: U64, rows: I64) -> Postings:
    """Postings by shingle, then row, of entries whose rows already rise for each shingle."""
    order = np.argsort(shingles, kind="stable")
    return Postings(shingles[order], rows[order])


def _sort_rarest_first(values: U64, sizes: I64, table: I64) -> U64:
    """Words of row, rank and hash, sorted: the shingles of each set, rarest first, equal frequencies by hash."""
    rows = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    frequencies = table[(values & np.uint64((1 << TABLE_BITS) - 1)).astype(np.int64)]
    rank = np.minimum(np.ceil(np.log2(np.maximum(frequencies, 1))), (1 << RANK_BITS) - 1).astype(np.uint64)
    return np.sort((rows << np.uint64(HASH_BITS + RANK_BITS)) | (rank << np.uint64(HASH_BITS)) | values)


def propose_pairs(postings: Postings, sizes: I64, threshold: float, crowd: int | None = None) -> tuple[I64, I64]:
    """The pairs of rows that meet often enough and whose sizes allow the threshold: (left, right), sorted by right, once each."""
    needed = np.minimum(_shared_at_least(sizes, threshold), MEETINGS)
    found = [np.empty(0, np.uint64)]
    for keys in _meet(postings, crowd):
        keys.sort()
        edges = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1], [True]]))
        pairs, meetings = keys[edges[:-1]], np.diff(edges)
        pairs = pairs[meetings >= np.maximum(needed[_left(pairs)], needed[_right(pairs)])]
        one, other = sizes[_left(pairs)], sizes[_right(pairs)]
        found.append(pairs[np.minimum(one, other) >= threshold * np.maximum(one, other) - _TOLERANCE])
    pairs = np.concatenate(found)
    return _left(pairs), _right(pairs)


def _meet(postings: Postings, crowd: int | None) -> Iterator[U64]:
    """Blocks of pairs, as many times as they meet; all meetings of a pair are in one block."""
    edges = np.flatnonzero(np.concatenate([[True], postings.shingles[1:] != postings.shingles[:-1], [True]]))
    lengths = np.diff(edges) if len(postings.rows) else np.empty(0, np.int64)
    allowed = lengths
    if crowd is not None:
        allowed = np.where(lengths > crowd, np.maximum(crowd * crowd // np.maximum(lengths, 1), FEWEST_PARTNERS), lengths)
    starts = np.repeat(edges[: len(lengths)], lengths)
    partners = np.minimum(np.arange(len(starts)) - starts, np.repeat(allowed, lengths))
    met = np.flatnonzero(partners)
    by_row = np.sort((postings.rows[met].astype(np.uint64) << np.uint64(32)) | met.astype(np.uint64))
    by_row = (by_row & np.uint64(0xFFFFFFFF)).astype(np.int64)
    starts, partners, rows = starts[by_row], partners[by_row], postings.rows[by_row]
    proposed = np.cumsum(partners)
    first = 0
    while first < len(rows):
        before = proposed[first - 1] if first else 0
        last = int(np.searchsorted(proposed, before + BLOCK_ENTRIES, "right"))
        if last < len(rows):
            last = int(np.searchsorted(rows, rows[last]))  # a row's meetings stay together
        if last <= first:
            last = int(np.searchsorted(rows, rows[first], "right"))
        counts = partners[first:last]
        step = np.arange(int(counts.sum())) + np.repeat(starts[first:last] - (np.cumsum(counts) - counts), counts)
        yield np.repeat(rows[first:last].astype(np.uint64) << np.uint64(32), counts) | postings.rows[step].astype(np.uint64)
        first = last


def _left(pairs: U64) -> I64:
    return (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _right(pairs: U64) -> I64:
    return (pairs >> np.uint64(32)).astype(np.int64)


def _shared_at_least(sizes: I64, threshold: float) -> I64:
    """How many shingles a set of that size shares with any that is similar enough."""
    needed: I64 = np.ceil(threshold * sizes - _TOLERANCE).astype(np.int64)
    return needed


def count_shared(sets: ShingleSets, left: I64, right: I64) -> I64:
    """How many shingles the two sets of each pair share."""
    shared = np.zeros(len(left), np.int64)
    entries = np.cumsum(sets.sizes[left] + sets.sizes[right])
    first = 0
    while first < len(left):
        before = entries[first - 1] if first else 0
        last = max(int(np.searchsorted(entries, before + BLOCK_ENTRIES, "right")), first + 1)
        last = min(last, first + (1 << (64 - HASH_BITS)))
        shared[first:last] = _count_shared_block(sets, left[first:last], right[first:last])
        first = last
    return shared


def _count_shared_block(sets: ShingleSets, left: I64, right: I64) -> I64:
    pairs = np.arange(len(left), dtype=np.uint64) << np.uint64(HASH_BITS)
    keys = np.concatenate([np.repeat(pairs, sets.sizes[rows]) | gather_values(sets, rows) for rows in (left, right)])
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]]
    return np.bincount((twice >> np.uint64(HASH_BITS)).astype(np.int64), minlength=len(left))


def gather_values(sets: ShingleSets, rows: I64) -> U64:
    """The shingles of the named sets, one set after the other."""
    sizes = sets.sizes[rows]
    starts = np.repeat(sets.offsets[:-1][rows] - (np.cumsum(sizes) - sizes), sizes)
    return sets.values[starts + np.arange(int(sizes.sum()))]
