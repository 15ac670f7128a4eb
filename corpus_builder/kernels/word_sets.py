"""Texts as sets of hashed words: a quick test whether one text has a word that another lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.shingles import HASH_BITS, U64, ShingleSets, mix_words, sort_runs, spread_runs
from corpus_builder.text.characters import read_codes
from corpus_builder.text.normalization import normalize_words

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
# Kinds of characters by which spellings are compared: the 26 letters fall into different ones.
LETTERS = 32


class WordColumns(NamedTuple):
    """The words of texts in their order, normalized: those of text `i` are `offsets[i]` to `offsets[i + 1]`.

    For each word its hash, whether it began with a capital, whether it is digits, and the character two before it, 0 for none;
    and where in `characters` it starts, and how many it has.
    """

    offsets: I64
    hashes: U64
    capital: Flags
    digits: Flags
    before: U32
    characters: U32
    starts: I64
    lengths: I64


def read_word_columns(texts: Sequence[str]) -> WordColumns:
    """The words of texts, a column for each of their properties.

    >>> columns = read_word_columns(["Le 3, à Sorny", "DE"])
    >>> columns.offsets.tolist(), columns.lengths.tolist(), "".join(map(chr, columns.before[1:4]))
    ([0, 4, 5], [2, 1, 1, 5, 2], 'e,à')
    """
    words = normalize_words(texts)
    codes = read_codes(texts)
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    before = np.where(words.places - ends[words.rows] > 1, codes[np.maximum(words.places - 2, 0)], 0) if len(codes) else codes
    return WordColumns(
        np.searchsorted(words.rows, np.arange(len(texts) + 1)),
        _hash_runs(words.characters, words.starts),
        words.capital,
        words.digits,
        before.astype(np.uint32),
        words.characters,
        words.starts,
        np.diff(words.starts, append=len(words.characters)),
    )


def take_texts(words: WordColumns, texts: I64) -> WordColumns:
    """The words of some of the texts."""
    sizes = np.diff(words.offsets)[texts]
    own = spread_runs(words.offsets[:-1][texts], sizes)
    return words._replace(
        offsets=np.concatenate([[0], np.cumsum(sizes)]),
        hashes=words.hashes[own],
        capital=words.capital[own],
        digits=words.digits[own],
        before=words.before[own],
        starts=words.starts[own],
        lengths=words.lengths[own],
    )


def make_word_sets(words: WordColumns, ignored: U64, left_out: U64) -> tuple[ShingleSets, ShingleSets]:
    """The words of each text but those `left_out`; and those of letters that begin without a capital and are not `ignored`,
    either.

    >>> read = read_word_columns(["Le maire de Sorny a douze adjoints", "DE"])
    >>> words, plain = make_word_sets(read, hash_words(["douze"]), hash_words(["de"]))
    >>> words.sizes.tolist(), plain.sizes.tolist()
    ([6, 0], [3, 0])
    """
    known = np.isin(words.hashes, np.concatenate([ignored, left_out]))
    kept = np.ones(len(words.hashes), bool)
    kept[known] = ~np.isin(words.hashes[known], left_out)
    sets = []
    for own in (kept, ~(words.capital | words.digits | known)):
        before = np.concatenate([[0], np.cumsum(own)])
        sets.append(sort_runs(words.hashes[own], before[words.offsets]))
    return sets[0], sets[1]


def count_letters(words: WordColumns, chosen: I64) -> U8:
    """For each chosen word how many of its characters are of each of `LETTERS` kinds, 255 at most: what two words have in
    common is no more than they share of those.
    """
    lengths = words.lengths[chosen]
    characters = words.characters[spread_runs(words.starts[chosen], lengths)] % LETTERS
    rows = np.repeat(np.arange(len(chosen)), lengths)
    counts = np.bincount(rows * LETTERS + characters, minlength=len(chosen) * LETTERS)
    return np.minimum(counts, 255).astype(np.uint8).reshape(len(chosen), LETTERS)


def hash_words(words: Sequence[str]) -> U64:
    """The hashes of single words."""
    normalized = normalize_words(words)
    return _hash_runs(normalized.characters, normalized.starts)


def _hash_runs(characters: np.ndarray, starts: np.ndarray) -> U64:
    """One hash for each run: the sum of what its characters are at their places."""
    if not len(starts):
        return np.empty(0, np.uint64)
    lengths = np.diff(starts, append=len(characters))
    place = np.arange(len(characters)) - np.repeat(starts, lengths)
    mixed = mix_words((characters << np.uint32(8)) ^ (place.astype(np.uint32) & np.uint32(255)))
    sums = np.add.reduceat(mixed.astype(np.uint64), starts)
    return (sums * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - HASH_BITS)
