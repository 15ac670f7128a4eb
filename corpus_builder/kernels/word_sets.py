"""Texts as sets of hashed words: a quick test whether one text has a word that another lacks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus_builder.kernels.shingles import HASH_BITS, U64, ShingleSets, chain_sets, mix_words, sort_runs, split_batches
from corpus_builder.text.normalization import normalize_words


def make_word_sets(texts: Sequence[str], ignored: U64, left_out: U64) -> tuple[ShingleSets, ShingleSets]:
    """The words of each text, normalized, but those `left_out`; and those of letters that begin without a capital and are
    not `ignored`, either.

    >>> words, plain = make_word_sets(["Le maire de Sorny a douze adjoints", "DE"], hash_words(["douze"]), hash_words(["de"]))
    >>> words.sizes.tolist(), plain.sizes.tolist()
    ([6, 0], [3, 0])
    """
    every: list[ShingleSets] = []
    plain: list[ShingleSets] = []
    both = np.concatenate([ignored, left_out])
    for batch in split_batches(texts):
        words = normalize_words(batch)
        hashes, rows = _hash_runs(words.characters, words.starts), np.arange(len(batch) + 1)
        known = np.isin(hashes, both)
        kept = np.ones(len(hashes), bool)
        kept[known] = ~np.isin(hashes[known], left_out)
        chosen = ~(words.capital | words.digits | known)
        for sets, own in ((every, kept), (plain, chosen)):
            sets.append(sort_runs(hashes[own], np.searchsorted(words.rows[own], rows)))
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
