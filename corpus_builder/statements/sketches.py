"""Which pairs of quotes cannot say the same, by a few numbers of each: so that few texts have to be read again.

A sketch is a set of words as bits (Bloom 1970): a word that has no bit in it is not in the set. What is taken for common to two
quotes is so never too little, and a pair that is left out here is one that `judge_pairs` would not accept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.overlaps import Rows
from corpus_builder.kernels.segments import flag_changes
from corpus_builder.kernels.shingles import split_runs, spread_runs
from corpus_builder.settings import StatementSettings
from corpus_builder.statements.amounts import list_number_parts
from corpus_builder.statements.conflicts.contradictions import are_apart, deny
from corpus_builder.statements.group import (
    EVIDENCE,
    KNOWN_HEAVIER,
    KNOWN_LIGHTER,
    KNOWN_WORDS,
    LONGER_SHARE,
    PHRASE_SHARE,
    SHARED_WORDS,
)
from corpus_builder.statements.lookups import Pairs
from corpus_builder.statements.spellings import I64, Flags, Tokens

U8 = npt.NDArray[np.uint8]

# Bits of a sketch: of the some forty keys of a quote, and of its some thirty words.
KEY_BITS: Final = 1024
WORD_BITS: Final = 256
# Words that a part of another quote has at least.
PART_WORDS: Final = 2
# Rows that are sketched at once, with a byte for each bit.
_ROWS_AT_ONCE: Final = 1 << 13
# Keys that are looked for at once.
_KEYS_AT_ONCE: Final = 1 << 21


class Sketches(NamedTuple):
    """What is known of each quote: its weight and number of words, the length of its plain text, the sketches of its keys and of
    words of its plain text, and its language's number, 0 for none.
    """

    weights: I64
    n_words: I64
    sizes: I64
    keys: U8
    plain: U8
    languages: I64


class Claimed(NamedTuple):
    """Of a quote its numbers and dates by kind, and how sure it is that it denies something."""

    values: Mapping[str, frozenset[str]]
    denial: int


class KeyedWords(NamedTuple):
    """The words of each quote by number, from `offsets`; of each word its weight and the bits of its keys."""

    offsets: I64
    weights: I64
    bits: Rows


def hash_names(names: Sequence[str]) -> I64:
    """A number below 2**32 for each name, the same everywhere; no name has a line break in it."""
    written = "\n".join(names).encode("utf-8", "surrogatepass").split(b"\n")
    return np.fromiter(map(crc32, written), np.int64, len(names))


def make_sketches(rows: Rows, hashes: I64, bits: int) -> U8:
    """The sketches of rows of names, which are given by their numbers: an array of bytes for each row.

    >>> make_sketches(Rows(np.array([0, 1]), np.array([0, 2, 2])), np.array([0, 9]), 16).tolist()
    [[128, 64], [0, 0]]
    """
    count = len(rows.offsets) - 1
    sketches = np.empty((count, bits // 8), np.uint8)
    for first in range(0, count, _ROWS_AT_ONCE):
        offsets = rows.offsets[first : first + _ROWS_AT_ONCE + 1]
        flags = np.zeros((len(offsets) - 1, bits), bool)
        owners = np.repeat(np.arange(len(flags)), np.diff(offsets))
        flags[owners, hashes[rows.numbers[offsets[0] : offsets[-1]]] % bits] = True
        sketches[first : first + len(flags)] = np.packbits(flags, axis=1)
    return sketches


def sketch_plain(tokens: Tokens) -> U8:
    """The sketches of the words of texts that stand in their plain texts as well, since they are no part of any number."""
    spellings, parts = tokens.spellings, list_number_parts()
    words = zip(spellings.lows, spellings.digits, strict=True)
    kept = np.fromiter((len(low) > 1 and not digits and low not in parts for low, digits in words), bool, len(spellings))
    rows = Rows(tokens.spelled, tokens.offsets).keep(kept[tokens.spelled])
    return make_sketches(rows, hash_names(spellings.lows), WORD_BITS)


def may_agree(sketches: Sketches, words: KeyedWords, pairs: Pairs, settings: StatementSettings) -> tuple[Flags, Flags]:
    """Which pairs may say the same by their words, whoever says it, and which may be translations that are known by the sentences
    around them; `words` are those of the later quotes, by the same numbers.
    """
    one, other = sketches.languages[pairs.later], sketches.languages[pairs.earlier]
    foreign = (one != other) & (one > 0) & (other > 0)
    shared, weight = _bound_overlaps(sketches, words, pairs)
    sides = sketches.weights[pairs.later], sketches.weights[pairs.earlier]
    lighter, heavier = weight / np.maximum(np.minimum(*sides), 1), weight / np.maximum(np.maximum(*sides), 1)
    least = np.where(foreign, min(settings.foreign_overlap, PHRASE_SHARE), settings.overlap)
    enough = (shared >= SHARED_WORDS) & (lighter >= least) & (shared * heavier >= EVIDENCE)
    phrase = foreign & (shared > 0) & (heavier >= PHRASE_SHARE)
    retold = (shared >= KNOWN_WORDS) & (lighter >= KNOWN_LIGHTER) & (heavier >= KNOWN_HEAVIER)
    said = (heavier >= LONGER_SHARE) & (enough | phrase | retold)
    translated = foreign & pairs.alike & (shared > 0)
    return np.asarray(pairs.equal | said | _may_contain(sketches, pairs)), np.asarray(translated)


def contradict_for_sure(sketches: Sketches, claims: Mapping[int, Claimed], pairs: Pairs) -> Flags:
    """Which pairs contradict one another, as far as numbers, dates and denials show it."""
    inside = ~_lack_words(sketches, pairs.later, pairs.earlier) | ~_lack_words(sketches, pairs.earlier, pairs.later)
    rows = zip(pairs.later.tolist(), pairs.earlier.tolist(), inside.tolist(), strict=True)
    found = [
        are_apart(claims[one].values, claims[other].values) or (not is_inside and deny(claims[one].denial, claims[other].denial))
        for one, other, is_inside in rows
    ]
    return np.array(found, bool)


def _may_contain(sketches: Sketches, pairs: Pairs) -> Flags:
    """Which pairs may have a shorter text that is a part of the longer one."""
    turned = sketches.sizes[pairs.later] > sketches.sizes[pairs.earlier]
    small, large = np.where(turned, pairs.earlier, pairs.later), np.where(turned, pairs.later, pairs.earlier)
    return np.asarray(~_lack_words(sketches, small, large) & (sketches.n_words[small] >= PART_WORDS))


def _lack_words(sketches: Sketches, some: I64, others: I64) -> Flags:
    """Which quotes have a word in their plain text that the other quotes certainly lack."""
    return np.asarray((sketches.plain[some] & ~sketches.plain[others]).any(axis=1))


def _bound_overlaps(sketches: Sketches, words: KeyedWords, pairs: Pairs) -> tuple[I64, I64]:
    """How many words of the later quote of each pair may share a key with the earlier one, and their weight, at most."""
    offsets, bits = words.bits.offsets, words.bits.numbers
    starts, sizes = offsets[words.offsets[:-1]][pairs.later], np.diff(offsets[words.offsets])[pairs.later]
    owners = np.repeat(np.arange(len(words.weights)), np.diff(offsets))
    places, masks = bits >> 3, (128 >> (bits & 7)).astype(np.uint8)
    flat, width = sketches.keys.ravel(), sketches.keys.shape[1]
    counts, weights = np.zeros((2, len(sizes)), np.int64)
    for first, end in split_runs(sizes + 1, _KEYS_AT_ONCE):
        keys = spread_runs(starts[first:end], sizes[first:end])
        others = np.repeat(pairs.earlier[first:end] * width, sizes[first:end])
        hits = np.flatnonzero(flat[others + places[keys]] & masks[keys])
        rows, own = np.searchsorted(np.cumsum(sizes[first:end]), hits, "right"), owners[keys[hits]]
        different = flag_changes(rows) | flag_changes(own)
        counts[first:end] = np.bincount(rows[different], minlength=end - first)
        # sums of whole numbers are exact
        weights[first:end] = np.bincount(rows[different], words.weights[own[different]], minlength=end - first)
    return counts, weights
