"""Which of many sampled sets meet often enough to be compared: an exact self-join over arrays, range by range.

A posting is one word, a shingle's hash above the number of the set that has it. Sorted postings put the sets of a shingle side
by side. Each two of them meet there; only where a shingle is in a crowd of sets, each meets just the first ones. Meetings of a
pair add up over ranges of shingles, pairs are counted by ranges of sets, and neither range needs another one: so the join
runs in bounded memory, through files when it must, or on many machines with the same result.

Why no prefixes of rare shingles (Chaudhuri, Ganti and Kaushik 2006): at the low similarities at which people see copies a
prefix is 47 of 48 sampled shingles. It saves nothing, and it makes what meets depend on the frequencies of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.spill import Spool
from corpus_builder.kernels.shingles import HASH_BITS, U64, ShingleSets, spread_runs
from corpus_builder.text.normalization import I64

# Bits of a posting for the number of a set: 268 million of them. The hash keeps 36 bits; where two different shingles of a large
# corpus share them, two sets meet once more than they should.
ROW_BITS = 28
# Postings matched, and sets whose pairs are counted, at once: some 200 MB.
RANGE_POSTINGS = 1 << 21
RANGE_ROWS = 1 << 15

_ROWS = np.uint64((1 << ROW_BITS) - 1)
Flags = npt.NDArray[np.bool_]


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
    postings.sort()
    return postings


def spool_postings(count: int) -> Spool:
    """A spool for about `count` postings, in ranges that keep the postings of a shingle together."""
    ranges = max(count // RANGE_POSTINGS, 1)
    edges = [(number << 64 - ROW_BITS) // ranges << ROW_BITS for number in range(1, ranges)]
    return Spool(np.array(edges, np.uint64))


def hashes_of(postings: U64) -> U64:
    """The shingles of postings, rising, each once."""
    return np.unique(postings >> np.uint64(ROW_BITS))


def find_lists(postings: U64) -> tuple[I64, I64]:
    """Where the postings of each shingle that several sets have begin in sorted postings, and how many they are."""
    hashes = postings >> np.uint64(ROW_BITS)
    edges = np.flatnonzero(hashes[1:] != hashes[:-1]) + 1
    starts = np.concatenate([np.zeros(min(len(postings), 1), np.int64), edges])
    lengths = np.diff(starts, append=len(postings))
    several = lengths > 1
    return starts[several], lengths[several]


def find_crowded(postings: U64, crowd: int) -> I64:
    """The sets that have a shingle which more than `crowd` sets have; each as often as it has one."""
    starts, lengths = find_lists(postings)
    starts, lengths = starts[lengths > crowd], lengths[lengths > crowd]
    return rows_of(postings[spread_runs(starts, lengths)])


def match_postings(postings: U64, rank: I64, crowd: int, heads: int, fresh: Flags | None = None) -> U64:
    """The pairs of sets that meet in one range of sorted postings, each as often as it does, sorted.

    A pair is one word, the number of the higher set above that of the lower.
    Sets that share a shingle meet once for it. Where more than `crowd` sets share it, only the `heads` sets of the lowest rank
    meet all others. With `fresh` only pairs are given of which one set is fresh.
    """
    starts, lengths = find_lists(postings)
    found = [np.empty(0, np.uint64)]
    for length in np.unique(lengths[lengths <= crowd]).tolist():
        members = postings[starts[lengths == length] + np.arange(length)[:, None]] & _ROWS
        found.extend(_join(members[one], members[other], fresh) for one, other in combinations(range(length), 2))
    crowded = lengths > crowd
    if crowded.any():
        found.extend(_meet_heads(postings, starts[crowded], lengths[crowded], rank, heads, fresh))
    pairs = np.concatenate(found)
    pairs.sort()
    return pairs


def _meet_heads(postings: U64, starts: I64, lengths: I64, rank: I64, heads: int, fresh: Flags | None) -> Iterator[U64]:
    rows = postings[spread_runs(starts, lengths)] & _ROWS
    ranks = rank[rows.astype(np.int64)]
    first = np.cumsum(lengths) - lengths
    rising = ranks[1:] > ranks[:-1]
    rising[first[1:] - 1] = True
    if not rising.all():
        rows = rows[np.lexsort((ranks, np.repeat(np.arange(len(lengths)), lengths)))]
    for head in range(heads):
        longer = lengths > head + 1
        behind = lengths[longer] - head - 1
        one = np.repeat(rows[first[longer] + head], behind)
        other = rows[spread_runs(first[longer] + head + 1, behind)]
        yield _join(np.minimum(one, other), np.maximum(one, other), fresh)


def _join(lower: U64, higher: U64, fresh: Flags | None) -> U64:
    if fresh is not None:
        wanted = fresh[lower.astype(np.int64)] | fresh[higher.astype(np.int64)]
        lower, higher = lower[wanted], higher[wanted]
    return (higher << np.uint64(ROW_BITS)) | lower


def find_candidates(
    ranges: Iterable[U64], needed: I64, rank: I64, crowd: int, heads: int, fresh: Flags | None = None
) -> tuple[I64, I64, I64]:
    """The pairs of sets that meet as often as both need, over all ranges of sorted postings, and how often they do.

    `needed` and `rank` are by set. The pairs, left below right, are sorted by right, then left.
    """
    edges = np.arange(RANGE_ROWS, max(len(needed), 1), RANGE_ROWS).astype(np.uint64) << np.uint64(ROW_BITS)
    found = [(np.empty(0, np.int64),) * 3]
    with Spool(edges) as spool:
        for postings in ranges:
            spool.put(match_postings(postings, rank, crowd, heads, fresh))
        found.extend(count_meetings(pairs, needed) for pairs in spool.take_all())
    left, right, met = map(np.concatenate, zip(*found, strict=True))
    return left, right, met


def count_meetings(pairs: U64, needed: I64) -> tuple[I64, I64, I64]:
    """Of the pairs of a range of sets, each as often as its sets meet, those that meet often enough, and how often.

    Sorts the argument.
    """
    pairs.sort()
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(pairs), 1), bool), pairs[1:] != pairs[:-1]]))
    counts = np.diff(starts, append=len(pairs))
    often = counts >= needed.min(initial=np.iinfo(np.int64).max)
    pairs, counts = pairs[starts[often]], counts[often]
    left, right = rows_of(pairs), rows_of(pairs >> np.uint64(ROW_BITS))
    enough = counts >= np.maximum(needed[left], needed[right])
    return left[enough], right[enough], counts[enough]


def rows_of(postings: U64) -> I64:
    """The numbers of the sets of postings."""
    rows: I64 = (postings & _ROWS).astype(np.int64)
    return rows
