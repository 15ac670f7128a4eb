"""Texts as sets of hashed shingles: the runs of a few letters and digits that stand in them.

Everything runs over arrays; a text's set depends on that text alone. Shingles are hashed as pairs of shorter windows in 32-bit
words, which every processor multiplies several at a time; what is left after sampling is widened to 44 bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.segments import flag_changes
from corpus_builder.text.characters import I64, U32
from corpus_builder.text.normalization import NormalizedTexts, normalize_letters

if TYPE_CHECKING:
    import pyarrow as pa

U64 = npt.NDArray[np.uint64]
F64 = npt.NDArray[np.float64]

# A hash leaves 20 bits of a word free, so that a row number sorts together with it in one pass. Among 10^8
# different shingles some 300 pairs of them collide, and a similarity rests on dozens of shingles.
HASH_BITS = 44
ROW_BITS = 20

# Characters normalized and hashed at once: the arrays of one batch stay in the processor's cache.
BATCH_CHARACTERS = 1 << 16
# Characters of a longer text that are hashed at once; a shingle is lost where it crosses a cut and has a blank in it.
SLICE_CHARACTERS = 1 << 22
# Shingles compared at once: some 50 MB.
BLOCK_ENTRIES = 1 << 21
# Odd numbers without pattern, of the golden ratio and of published mixers (MurmurHash3, xxHash32).
_BASE, _ONE, _TWO, _THREE, _FOUR, _FIVE = map(np.uint32, (0x85EBCA6B, 0x9E3779B1, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1, 0x2C1B3C6D))


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """One set of hashes per text: set `i` is `values[offsets[i]:offsets[i + 1]]`, rising, without repeats, below 2**44."""

    values: U64
    offsets: I64

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def sizes(self) -> I64:
        """The number of shingles of each set."""
        return np.diff(self.offsets)


def make_shingle_sets(texts: Sequence[str] | pa.Array, length: int, sample: int | None = None, share: float = 1.0) -> ShingleSets:
    """Hash every run of `length` letters and digits of each text, after normalization.

    A text with fewer letters than that has one shingle, all of it; a text without any has none. With `sample`, only the
    lowest hashes are kept, so many that about `sample` are left, and all of a shorter text. Two texts of like length keep
    the same shingle or neither does, so samples of similar texts are similar. With `share` that part of all hashes is kept,
    the lowest, whatever the text (Broder 1997; Irber and others 2022 on samples by a fixed share).

    >>> plain, loud, other, empty = (set(s.tolist()) for s in split_sets(make_shingle_sets(["Été", "L'ÉTÉ", "hiver", "..."], 3)))
    >>> plain < loud, bool(plain & other), empty
    (True, False, set())
    """
    rows = texts if isinstance(texts, Sequence) else texts.to_pylist()
    return chain_sets([_hash_batch(batch, length, sample, share) for batch in split_batches(rows)])


def chain_sets(parts: Sequence[ShingleSets]) -> ShingleSets:
    """The sets of several parts, one part after the other."""
    sizes = np.concatenate([np.zeros(1, np.int64), *(part.sizes for part in parts)])
    values = np.concatenate([part.values for part in parts]) if parts else np.empty(0, np.uint64)
    return ShingleSets(values, np.cumsum(sizes))


def split_sets(sets: ShingleSets) -> list[U64]:
    """The sets as one array each, for reading and for tests."""
    return np.split(sets.values, sets.offsets[1:-1]) if len(sets) else []


def split_batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts of about BATCH_CHARACTERS together, and of fewer than 2**ROW_BITS texts; a very long text is alone."""
    for first, last in split_runs(np.fromiter(map(len, texts), np.int64, len(texts)), BATCH_CHARACTERS):
        yield texts[first:last]


def split_runs(sizes: I64, total: int) -> Iterator[tuple[int, int]]:
    """Runs of elements whose sizes add up to `total` at most, or of one that is larger, and of fewer than 2**ROW_BITS elements.

    >>> list(split_runs(np.array([3, 1, 2, 9, 1]), 4))
    [(0, 2), (2, 3), (3, 4), (4, 5)]
    """
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        last = int(np.searchsorted(ends, ends[first] - sizes[first] + total, "right"))
        last = min(max(last, first + 1), first + (1 << ROW_BITS))
        yield first, last
        first = last


def spread_runs(starts: I64, lengths: I64) -> I64:
    """All places of runs, one run after the other.

    >>> spread_runs(np.array([5, 9]), np.array([2, 1])).tolist()
    [5, 6, 9]
    """
    places: I64 = np.arange(int(lengths.sum())) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return places


def _hash_batch(texts: Sequence[str], length: int, sample: int | None, share: float) -> ShingleSets:
    """The sets of one batch; a sampled text that repeats itself has few different shingles, and the lowest are its sample."""
    if len(texts) == 1 and len(texts[0]) > SLICE_CHARACTERS:
        return _hash_long_text(texts[0], length, sample, share)
    normalized = _pad_short_texts(normalize_letters(texts), length)
    windows = np.diff(normalized.offsets) - length + 1
    if sample is None:
        return _hash_normalized(normalized, length, np.full(len(texts), share))
    sets = _hash_normalized(normalized, length, sample / np.maximum(windows, 1))
    poor = np.flatnonzero((sets.sizes < sample // 4) & (windows > sample))
    if not len(poor):
        return sets
    chosen = split_sets(sets)
    for row in poor.tolist():
        chosen[row] = _hash_batch([texts[row]], length, None, 1.0).values[:sample]
    sizes = np.fromiter(map(len, chosen), np.int64, len(chosen))
    return ShingleSets(np.concatenate(chosen), np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))


def _hash_long_text(text: str, length: int, sample: int | None, share: float) -> ShingleSets:
    """The set of one text by slices, so that its arrays are never in memory as a whole."""
    step = SLICE_CHARACTERS - length + 1
    slices = [text[first : first + SLICE_CHARACTERS] for first in range(0, len(text), step)]
    if sample is not None:
        letters = sum(len(normalize_letters([text[first : first + step]]).characters) for first in range(0, len(text), step))
        share = sample / max(letters - length + 1, 1)
    found = [_hash_normalized(_pad_short_texts(normalize_letters([s]), length), length, np.array([share])).values for s in slices]
    values = _sort_different(np.concatenate(found))
    if sample is not None and len(values) < sample // 4:
        # a text of millions of letters with so few different shingles repeats itself in every slice
        values = _sort_different(
            np.concatenate([_hash_batch([s[:BATCH_CHARACTERS]], length, sample, 1.0).values for s in slices])
        )[:sample]
    return ShingleSets(values, np.array([0, len(values)]))


def _hash_normalized(normalized: NormalizedTexts, length: int, shares: F64) -> ShingleSets:
    """The lowest hashes of each text, that share of them."""
    offsets, positions = normalized.offsets, len(normalized.characters) - length + 1
    if positions < 1:
        return ShingleSets(np.empty(0, np.uint64), np.zeros(len(offsets), np.int64))
    width = 1 << max((length - 1).bit_length() - 1, 0)
    windows = _hash_windows(normalized.characters, width)
    first, second = windows[:positions], windows[length - width :][:positions]
    hashes = mix_words(first * _ONE + second * _TWO)
    if (shares >= 1).all():
        return sort_runs(_hash_all(_widen(hashes, first, second), offsets, length), np.minimum(offsets, positions))
    limits = (np.minimum(shares, 1.0) * float((1 << 32) - 1)).astype(np.uint32)
    chosen = np.flatnonzero(hashes <= np.repeat(limits, np.diff(offsets))[:positions])
    counts = np.diff(np.searchsorted(chosen, offsets))
    chosen = chosen[chosen + length <= np.repeat(offsets[1:], counts)]
    return sort_runs(_widen(hashes[chosen], first[chosen], second[chosen]), np.searchsorted(chosen, offsets))


def _widen(hashes: U32, first: U32, second: U32) -> U64:
    """44 bits: the hash above some bits of another mix of the same two windows."""
    return (hashes.astype(np.uint64) << np.uint64(HASH_BITS - 32)) | ((first * _THREE + second * _FOUR) >> np.uint32(20))


def _hash_all(hashes: U64, offsets: I64, length: int) -> U64:
    """The hash of every window; where it runs into the next text, that of its own text's first window again. In place."""
    texts = np.flatnonzero(np.diff(offsets))
    crossing = (offsets[1:][texts, None] - np.arange(1, length)).ravel()
    own = np.repeat(offsets[:-1][texts], length - 1)
    inside = crossing < len(hashes)
    hashes[crossing[inside]] = hashes[own[inside]]
    return hashes


def sort_runs(hashes: U64, offsets: I64) -> ShingleSets:
    """Sets of hashes in any order: those of set `i` are `hashes[offsets[i]:offsets[i + 1]]`. Sorts the argument.

    >>> sets = sort_runs(np.array([7, 3, 7, 3], np.uint64), np.array([0, 3, 3, 4]))
    >>> sets.values.tolist(), sets.offsets.tolist()
    ([3, 7, 3], [0, 2, 2, 3])
    """
    # many short runs are sorted several times faster than one long one
    for first, last in pairwise(offsets.tolist()):
        if last - first > 1:
            hashes[first:last].sort()
    differs = flag_changes(hashes)
    differs[offsets[:-1][offsets[:-1] < len(hashes)]] = True
    kept = np.flatnonzero(differs)
    return ShingleSets(hashes[kept], np.searchsorted(kept, offsets))


def _sort_different(values: U64) -> U64:
    """The different values, rising. Sorts the argument, which is several times faster than `np.unique`."""
    values.sort()
    return values[flag_changes(values)]


def _pad_short_texts(normalized: NormalizedTexts, length: int) -> NormalizedTexts:
    """Fill texts of fewer than `length` characters, but not empty ones, with zeros."""
    sizes = np.diff(normalized.offsets)
    short = (sizes > 0) & (sizes < length)
    if not short.any():
        return normalized
    padded = np.where(short, length, sizes)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(padded)])
    characters = np.zeros(int(offsets[-1]), np.uint32)
    characters[np.arange(len(normalized.characters)) + np.repeat(offsets[:-1] - normalized.offsets[:-1], sizes)] = (
        normalized.characters
    )
    return NormalizedTexts(characters, offsets)


def _hash_windows(characters: U32, width: int) -> U32:
    """One polynomial hash per window of `width` characters, a power of two, by doubling: order counts."""
    hashes, done = characters, 1
    while done < width:
        factor = np.uint32(pow(int(_BASE), done, 1 << 32))
        size = max(len(hashes) - done, 0)
        joined = hashes[:size] * factor
        joined += hashes[done:]
        hashes, done = joined, 2 * done
    return hashes


def mix_words(hashes: U32) -> U32:
    """Spread the bits over the word, so that its highest ones choose the sample; in place."""
    hashes ^= hashes >> np.uint32(15)
    hashes *= _FIVE
    hashes ^= hashes >> np.uint32(13)
    return hashes


def count_shared(sets: ShingleSets, left: I64, right: I64) -> I64:
    """How many shingles the two sets of each pair share."""
    shared = np.zeros(len(left), np.int64)
    for first, last in split_runs(sets.sizes[left] + sets.sizes[right], BLOCK_ENTRIES):
        shared[first:last] = _count_shared_block(sets, left[first:last], right[first:last])
    return shared


def _count_shared_block(sets: ShingleSets, left: I64, right: I64) -> I64:
    pairs = np.arange(len(left), dtype=np.uint64) << np.uint64(HASH_BITS)
    keys = np.concatenate([np.repeat(pairs, sets.sizes[rows]) | _gather_values(sets, rows) for rows in (left, right)])
    # both halves rise, and a stable sort merges them
    keys.sort(kind="stable")
    twice = keys[1:][keys[1:] == keys[:-1]]
    return np.bincount((twice >> np.uint64(HASH_BITS)).astype(np.int64), minlength=len(left))


def _gather_values(sets: ShingleSets, rows: I64) -> U64:
    """The shingles of the named sets, one set after the other."""
    return sets.values[spread_runs(sets.offsets[:-1][rows], sets.sizes[rows])]
