"""Texts as sets of hashed shingles: the runs of a few letters and digits that stand in them.

Case, accents, ligatures, width, blanks and punctuation are folded away first, so that none of them hides a duplicate.
Everything runs over arrays; a text's set depends on that text alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

# A hash leaves 20 bits of a word free, so that a row number (and a rank) sort together with it in one pass. Among 10^8
# different shingles some 300 pairs of them collide, and a similarity rests on dozens of shingles.
HASH_BITS = 44
ROW_BITS = 20

# Characters folded and hashed at once: the arrays of one batch stay in the processor's cache.
BATCH_CHARACTERS = 1 << 18

# Folding is tabulated for the planes that have scripts with case, width or accents; ideographs above stand for themselves.
FOLDED_PLANES = 0x20000
# Marks a code point that folds to several characters.
EXPANDED = 0x200000
_MULTIPLIER = 0x9E3779B97F4A7C15


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


@dataclass(frozen=True, slots=True)
class FoldedTexts:
    """The code points of many texts in a row after folding; text `i` is `characters[offsets[i]:offsets[i + 1]]`."""

    characters: U32
    offsets: I64


def make_shingle_sets(texts: Sequence[str] | pa.Array, length: int, sample: int | None = None) -> ShingleSets:
    """Hash every run of `length` letters and digits of each text, after folding.

    A text with fewer letters than that has one shingle, all of it; a text without any has none. With `sample`, only the
    lowest hashes are kept, so many that about `sample` are left, and all of a shorter text. Two texts of like length keep
    the same shingle or neither does, so samples of similar texts are similar.

    >>> plain, loud, other, empty = (set(s.tolist()) for s in split_sets(make_shingle_sets(["Été", "L'ÉTÉ", "hiver", "..."], 3)))
    >>> plain < loud, bool(plain & other), empty
    (True, False, set())
    """
    rows = texts.to_pylist() if isinstance(texts, pa.Array | pa.ChunkedArray) else texts
    if sample is None:
        parts = [_hash_batch(batch, length, None) for batch in _split_batches(rows)]
    else:
        parts = [_sample_batch(batch, length, sample) for batch in _split_batches(rows)]
    return _chain_sets(parts)


def _chain_sets(parts: Sequence[ShingleSets]) -> ShingleSets:
    sizes = np.concatenate([np.zeros(1, np.int64), *(part.sizes for part in parts)])
    values = np.concatenate([part.values for part in parts]) if parts else np.empty(0, np.uint64)
    return ShingleSets(values, np.cumsum(sizes))


def split_sets(sets: ShingleSets) -> list[U64]:
    """The sets as one array each, for reading and for tests."""
    return np.split(sets.values, sets.offsets[1:-1]) if len(sets) else []


def fold_texts(texts: Sequence[str]) -> FoldedTexts:
    """The letters and digits of each text without case, accents, ligatures and width.

    >>> "".join(map(chr, fold_texts(["L’Œuvre, ﬁn de l’été : 1 200 €"]).characters))
    'loeuvrefindelete1200'
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    first, more = _tabulate_folding()
    folded = (
        first[codes]
        if codes.max(initial=0) < FOLDED_PLANES
        else np.where(codes < FOLDED_PLANES, first[np.minimum(codes, np.uint32(FOLDED_PLANES - 1))], codes)
    )
    kept = folded != 0
    places = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept, dtype=np.int64)])
    characters = folded[kept]
    offsets = places[np.concatenate([np.zeros(1, np.int64), np.cumsum([len(text) for text in texts], dtype=np.int64)])]
    long = np.flatnonzero(characters >= EXPANDED)
    if not len(long):
        return FoldedTexts(characters, offsets)
    tails = [more[code] for code in characters[long].tolist()]
    characters[long] = [tail[0] for tail in tails]
    counts = np.array([len(tail) - 1 for tail in tails])
    added = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])[np.searchsorted(long, offsets)]
    rest = np.array([code for tail in tails for code in tail[1:]], np.uint32)
    return FoldedTexts(np.insert(characters, np.repeat(long + 1, counts), rest), offsets + added)


@cache
def _tabulate_folding() -> tuple[U32, dict[int, list[int]]]:
    """What each code point folds to: 0 for nothing, else its first character; marked when there are more, found by the mark."""
    first = np.zeros(FOLDED_PLANES, np.uint32)
    more: dict[int, list[int]] = {}
    for code in range(FOLDED_PLANES):
        folded = _fold_character(chr(code))
        if folded:
            first[code] = ord(folded[0])
        if len(folded) > 1:
            first[code] = EXPANDED + code
            more[EXPANDED + code] = list(map(ord, folded))
    return first, more


def _fold_character(character: str) -> str:
    """A character without case, accent, ligature and width; nothing when it is no letter, digit or vowel sign."""
    if "가" <= character <= "힣":
        return character  # decomposed, a syllable would count as three letters
    if not _carries_meaning(character):
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_LIGATURES.get(c, c) for c in plain if _carries_meaning(c))[:4]


def _carries_meaning(character: str) -> bool:
    """Whether it is a letter, a digit or, in the scripts of India and beyond, a vowel sign."""
    category = unicodedata.category(character)
    return category[0] in "LN" or (category[0] == "M" and character >= "\u0900")


# Letters that casefolding and NFKD leave alone although people write them otherwise.
_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}


def _split_batches(texts: Sequence[str]) -> list[Sequence[str]]:
    """Runs of texts of about BATCH_CHARACTERS together, and of fewer than 2**ROW_BITS texts."""
    batches, first, size = [], 0, 0
    for i, text in enumerate(texts):
        size += len(text)
        if size >= BATCH_CHARACTERS or i - first + 1 >= 1 << ROW_BITS:
            batches.append(texts[first : i + 1])
            first, size = i + 1, 0
    if first < len(texts):
        batches.append(texts[first:])
    return batches


def _sample_batch(texts: Sequence[str], length: int, sample: int) -> ShingleSets:
    """Sampled sets; a text that repeats itself has few different shingles, and the lowest of them all are its sample."""
    sets = _hash_batch(texts, length, sample)
    windows = np.fromiter(map(len, texts), np.int64, len(texts)) - length + 1
    poor = np.flatnonzero((sets.sizes < sample // 4) & (windows > sample))
    if not len(poor):
        return sets
    chosen = split_sets(sets)
    for row in poor.tolist():
        chosen[row] = _hash_batch([texts[row]], length, None).values[:sample]
    sizes = np.fromiter(map(len, chosen), np.int64, len(chosen))
    return ShingleSets(np.concatenate(chosen), np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))


def _hash_batch(texts: Sequence[str], length: int, sample: int | None) -> ShingleSets:
    folded = _pad_short_texts(fold_texts(texts), length)
    offsets, positions = folded.offsets, len(folded.characters) - length + 1
    if positions < 1:
        return ShingleSets(np.empty(0, np.uint64), np.zeros(len(texts) + 1, np.int64))
    hashes = _hash_windows(folded.characters, length)
    sizes = np.diff(offsets)
    inside = np.ones(positions, bool)
    crossing = (offsets[1:-1, None] - np.arange(1, length)).ravel()
    inside[crossing[(crossing >= 0) & (crossing < positions)]] = False
    if sample is not None:
        limits = np.minimum(sample / np.maximum(sizes - length + 1, 1), 1.0) * float(1 << HASH_BITS)
        inside &= hashes < np.repeat(limits.astype(np.uint64), sizes)[:positions]
    rows = np.repeat(np.arange(len(texts), dtype=np.uint32), sizes)[:positions]
    return make_sets(hashes[inside], rows[inside].astype(np.uint64), len(texts))


def make_sets(hashes: U64, rows: U64, count: int) -> ShingleSets:
    """Sets of (row, hash) entries in any order; `count` rows, at most 2**20."""
    keys = np.sort((rows << np.uint64(HASH_BITS)) | hashes)
    first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    keys = keys[first]
    sizes = np.bincount((keys >> np.uint64(HASH_BITS)).astype(np.int64), minlength=count)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    return ShingleSets(keys & np.uint64((1 << HASH_BITS) - 1), offsets)


def _pad_short_texts(folded: FoldedTexts, length: int) -> FoldedTexts:
    """Fill texts of fewer than `length` characters, but not empty ones, with zeros."""
    sizes = np.diff(folded.offsets)
    short = (sizes > 0) & (sizes < length)
    if not short.any():
        return folded
    padded = np.where(short, length, sizes)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(padded)])
    characters = np.zeros(int(offsets[-1]), np.uint32)
    characters[np.arange(len(folded.characters)) + np.repeat(offsets[:-1] - folded.offsets[:-1], sizes)] = folded.characters
    return FoldedTexts(characters, offsets)


def _hash_windows(characters: U32, length: int) -> U64:
    """One hash per window of `length` characters, by doubling: a window of 12 is one of 8 and one of 4."""
    power, width = characters.astype(np.uint64) + np.uint64(1), 1
    hashes, done = None, 0
    while True:
        if length & width:
            hashes = power if hashes is None else _join_windows(hashes, power, done, width)
            done += width
        if done == length:
            break
        power, width = _join_windows(power, power, width, width), 2 * width
    assert hashes is not None
    return mix_bits(hashes) >> np.uint64(64 - HASH_BITS)


def _join_windows(left: U64, right: U64, left_width: int, right_width: int) -> U64:
    """Hashes of windows made of a left window and the right window that follows it: polynomials, so that order counts."""
    size = max(min(len(left), len(right) - left_width), 0)
    factor = np.uint64(pow(_MULTIPLIER, right_width, 1 << 64))
    return left[:size] * factor + right[left_width : left_width + size]


def mix_bits(values: U64) -> U64:
    """Spread every bit over the whole word (the finalizer of MurmurHash3)."""
    mixed = values ^ (values >> np.uint64(33))
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed
