"""The candidate pairs among many sampled sets: those that share enough shingles to be compared.

An exact self-join over arrays, partition by partition. A posting is one word, a shingle's hash above the number of the set that
has it. Sorted postings put the sets of a shingle side by side, in its bucket. Each two of them are paired there; only where a
bucket holds more sets than its cap, each is paired with just the first ones. The shared shingles of a pair add up over
partitions of shingles, pairs are counted by partitions of sets, and no partition needs another one: so the join runs in
bounded memory, through files when it must, or on many machines with the same result.

Why no prefixes of rare shingles (Chaudhuri, Ganti and Kaushik 2006): at the low similarities at which people see copies a
prefix is 47 of 48 sampled shingles. It saves nothing, and it makes the candidates depend on the frequencies of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.spill import Spill
from corpus_builder.kernels.shingles import HASH_BITS, U64, ShingleSets, spread_runs
from corpus_builder.text.characters import I64

# Bits of a posting for the number of a set: 268 million of them. The hash keeps 36 bits; where two different shingles of a large
# corpus share them, two sets share one more than they should.
ROW_BITS = 28
# Postings matched, and sets whose pairs are counted, at once: some 200 MB.
RANGE_POSTINGS = 1 << 21
RANGE_ROWS = 1 << 15

_ROWS = np.uint64((1 << ROW_BITS) - 1)
Flags = npt.NDArray[np.bool_]


class BucketLimits(NamedTuple):
    """How many sets of a bucket are paired with each other at most; where it holds more, its hubs are paired with all.

    The hubs are the sets of the lowest rank, that many.
    """

    cap: int
    hubs: int


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """Pairs of sets by number, `left` below `right`, and how many sampled shingles they share."""

    left: I64
    right: I64
    shared: I64

    def __len__(self) -> int:
        return len(self.left)

    def take(self, rows: Flags) -> CandidatePairs:
        """Some of the pairs."""
        return CandidatePairs(self.left[rows], self.right[rows], self.shared[rows])


def make_postings(sets: ShingleSets, first_row: int = 0) -> U64:
    """The postings of sets that are numbered from `first_row` on, sorted.

    Raises ValueError for more sets than a posting can number.
    """
    if first_row + len(sets) > 1 << ROW_BITS:
        raise ValueError(f"an index holds at most {1 << ROW_BITS:,} different texts")
    rows = np.repeat(np.arange(first_row, first_row + len(sets), dtype=np.uint64), sets.sizes)
    postings = ((sets.values >> np.uint64(HASH_BITS + ROW_BITS - 64)) << np.uint64(ROW_BITS)) | rows
    postings.sort()
    return postings


def select_postings(segments: Sequence[U64], hashes: U64) -> U64:
    """The postings of the named shingles (rising, each once) in several sorted arrays, sorted."""
    found = [np.empty(0, np.uint64)]
    for segment in segments:
        first = np.searchsorted(segment, hashes << np.uint64(ROW_BITS))
        last = np.searchsorted(segment, (hashes << np.uint64(ROW_BITS)) | _ROWS, "right")
        found.append(segment[spread_runs(first, last - first)])
    postings = np.concatenate(found)
    postings.sort(kind="stable")
    return postings


def open_spill(count: int) -> Spill:
    """A spill for about `count` postings, in partitions that keep the postings of a shingle together."""
    parts = max(count // RANGE_POSTINGS, 1)
    edges = [(number << 64 - ROW_BITS) // parts << ROW_BITS for number in range(1, parts)]
    return Spill(np.array(edges, np.uint64))


def list_hashes(postings: U64) -> U64:
    """The shingles of postings, rising, each once."""
    return np.unique(postings >> np.uint64(ROW_BITS))


def find_buckets(postings: U64) -> tuple[I64, I64]:
    """Where the postings of each shingle that several sets have begin in sorted postings, and how many they are."""
    hashes = postings >> np.uint64(ROW_BITS)
    edges = np.flatnonzero(hashes[1:] != hashes[:-1]) + 1
    starts = np.concatenate([np.zeros(min(len(postings), 1), np.int64), edges])
    lengths = np.diff(starts, append=len(postings))
    several = lengths > 1
    return starts[several], lengths[several]


def find_capped(postings: U64, cap: int) -> I64:
    """The sets that are in a bucket of more than `cap` sets; each as often as it is in one."""
    starts, lengths = find_buckets(postings)
    starts, lengths = starts[lengths > cap], lengths[lengths > cap]
    return list_rows(postings[spread_runs(starts, lengths)])


def pair_postings(postings: U64, rank: I64, limits: BucketLimits, fresh: Flags | None = None) -> U64:
    """The pairs of sets in the buckets of one partition of sorted postings, each as often as they share a bucket, sorted.

    A pair is one word, the number of the higher set above that of the lower. In a bucket of more sets than the cap only
    the hubs are paired with all others. With `fresh` only pairs are given of which one set is fresh.
    """
    starts, lengths = find_buckets(postings)
    found = [np.empty(0, np.uint64)]
    for length in np.unique(lengths[lengths <= limits.cap]).tolist():
        members = postings[starts[lengths == length] + np.arange(length)[:, None]] & _ROWS
        for one in range(length - 1):
            higher = members[one + 1 :]
            found.append(_join(np.broadcast_to(members[one], higher.shape).ravel(), higher.ravel(), fresh))
    capped = lengths > limits.cap
    if capped.any():
        rows, lengths = _rank_members(postings, starts[capped], lengths[capped], rank)
        found.extend(_pair_hubs(rows, lengths, limits.hubs, fresh))
    pairs = np.concatenate(found)
    pairs.sort()
    return pairs


def _rank_members(postings: U64, starts: I64, lengths: I64, rank: I64) -> tuple[U64, I64]:
    """The sets of buckets, one bucket after the other, each in the order of rank; and how many sets each has."""
    rows = postings[spread_runs(starts, lengths)] & _ROWS
    ranks = rank[rows.astype(np.int64)]
    first = np.cumsum(lengths) - lengths
    rising = ranks[1:] > ranks[:-1]
    rising[first[1:] - 1] = True
    if not rising.all():
        rows = rows[np.lexsort((ranks, np.repeat(np.arange(len(lengths)), lengths)))]
    return rows, lengths


def _pair_hubs(rows: U64, lengths: I64, hubs: int, fresh: Flags | None) -> Iterator[U64]:
    first = np.cumsum(lengths) - lengths
    for hub in range(hubs):
        longer = lengths > hub + 1
        behind = lengths[longer] - hub - 1
        one = np.repeat(rows[first[longer] + hub], behind)
        other = rows[spread_runs(first[longer] + hub + 1, behind)]
        yield _join(np.minimum(one, other), np.maximum(one, other), fresh)


def _join(lower: U64, higher: U64, fresh: Flags | None) -> U64:
    if fresh is not None:
        wanted = fresh[lower.astype(np.int64)] | fresh[higher.astype(np.int64)]
        lower, higher = lower[wanted], higher[wanted]
    return (higher << np.uint64(ROW_BITS)) | lower


def find_candidates(
    partitions: Iterable[U64], needed: I64, rank: I64, limits: BucketLimits, fresh: Flags | None = None
) -> CandidatePairs:
    """The pairs of sets that share as many shingles as both need, over all partitions of sorted postings.

    `needed` and `rank` are by set. The pairs are sorted by right, then left.
    """
    edges = np.arange(RANGE_ROWS, max(len(needed), 1), RANGE_ROWS).astype(np.uint64) << np.uint64(ROW_BITS)
    with Spill(edges) as spill:
        for postings in partitions:
            spill.put(pair_postings(postings, rank, limits, fresh))
        found = [count_pairs(pairs, needed) for pairs in spill.take_all()]
    return CandidatePairs(*(np.concatenate([getattr(part, name) for part in found]) for name in ("left", "right", "shared")))


def count_pairs(pairs: U64, needed: I64) -> CandidatePairs:
    """The pairs of a partition of sets that share enough shingles, each given as often as it shares one.

    Sorts the argument.
    """
    # each part of them rises, and a stable sort merges them
    pairs.sort(kind="stable")
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(pairs), 1), bool), pairs[1:] != pairs[:-1]]))
    counts = np.diff(starts, append=len(pairs))
    often = counts >= needed.min(initial=np.iinfo(np.int64).max)
    pairs, counts = pairs[starts[often]], counts[often]
    found = CandidatePairs(list_rows(pairs), list_rows(pairs >> np.uint64(ROW_BITS)), counts)
    return found.take(found.shared >= np.maximum(needed[found.left], needed[found.right]))


def list_rows(postings: U64) -> I64:
    """The numbers of the sets of postings."""
    rows: I64 = (postings & _ROWS).astype(np.int64)
    return rows
