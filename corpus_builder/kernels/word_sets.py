"""Texts as sets of hashed words: a quick test whether one text has a word that another lacks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus_builder.kernels.shingles import HASH_BITS, U64, ShingleSets, chain_sets, mix_words, sort_runs, split_batches
from corpus_builder.text.normalization import normalize_words


def make_word_sets(texts: Sequence[str], ignored: U64) -> tuple[ShingleSets, ShingleSets]:
    """The words of each text, normalized; and those of letters that begin without a capital and are not `ignored`.

    >>> words, plain = make_word_sets(["Le maire de Sorny a 12 adjoints", "DE"], hash_words(["de"]))
    >>> words.sizes.tolist(), plain.sizes.tolist()
    ([7, 1], [3, 0])
    """
    every, plain = [], []
    for batch in split_batches(texts):
        words = normalize_words(batch)
        hashes, rows = _hash_runs(words.characters, words.starts), np.arange(len(batch) + 1)
        chosen = ~(words.capital | words.digits | np.isin(hashes, ignored))
        plain.append(sort_runs(hashes[chosen], np.searchsorted(words.rows[chosen], rows)))
        every.append(sort_runs(hashes, np.searchsorted(words.rows, rows)))
    return chain_sets(every), chain_sets(plain)


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
