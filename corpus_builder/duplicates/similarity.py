"""The similarity of two texts, and whether one repeats the other.

Short shingles survive edits, misread characters and broken encodings, so short texts are compared by them; in long
texts chance fills them up, and long texts are compared by long shingles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.replacements import (
    WordRow,
    fill_one_frame,
    find_plain_frames,
    read_frame_words,
    read_word_row,
    share_ends,
)
from corpus_builder.duplicates.variants import (
    Wording,
    adds_fact,
    hash_fact_words,
    have_other_figures,
    read_wording,
    vary_one_wording,
)
from corpus_builder.kernels.shingles import ShingleSets, chain_sets, count_shared, make_shingle_sets, split_runs
from corpus_builder.kernels.word_sets import WordColumns, make_word_sets, read_word_columns, take_texts
from corpus_builder.settings import DuplicateSettings
from corpus_builder.text.facts import write_out_negations
from corpus_builder.text.numbers import list_figures

Index = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Letters and digits of a short shingle, by which short texts are compared: five survive edits, misread characters and mojibake.
SHORT_SHINGLE = 5
# Letters and digits of a long shingle, by which long texts are compared: two words or three, rare by chance.
LONG_SHINGLE = 12
# Characters from which both texts count as long: there, short shingles are in both by chance alone.
LONG_TEXT = 1200
# Jaccard similarity of long shingles that long texts have at least: a short report inside a collection is no reprint of it.
LONG_SIMILARITY = 0.15
# Characters up to which two texts that differ in numbers, names or a negation are two facts: a longer one is a new version.
FACT_TEXT = 600
# Characters up to which a text may be a frame that is filled with other facts; and the share of the informative words that are
# replaced in one of more than `FACT_TEXT` characters: in a new version few are.
FRAME_TEXT, FRAME_SHARE = 2400, 0.15
# Share of the longer of two such texts by which their lengths differ at most.
_FRAME_LENGTHS = 0.15
# Characters of the pairs compared at once; the full shingle sets of their texts, some 100 MB, are made for them alone.
BLOCK_CHARACTERS = 1 << 22
# One of two texts is much longer if that share of the other stands in it (a changed name takes a tenth) and their similarity is
# below the first number.
_CUT, _CUT_SHARE = 0.65, 0.8
# Words by which the numbers of those that two texts lack may differ where only facts were replaced: a name may have two.
_LOOSE = 3
# Share of the plain words that are replaced where no number and no name is: half of a quarter, as half of them are informative.
_PLAIN_SHARE = 0.12
# Words that one text lacks among which another's is looked for, misread: a word may be torn in two.
_MISREAD_REACH = 4
# Letters that are read in a wrong encoding have none of ASCII in common with what they were, and are left out; where such are
# more, nothing can be told.
_ASCII_SHARE = 0.7
_WORD, _DIGIT = re.compile(r"[a-z0-9]+"), re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class SimilarPairs:
    """Pairs of texts by number, `left` below `right`: whether they say the same, their similarity, 0 to 1, and which
    share of the one's shingles stands in the other.
    """

    left: Index
    right: Index
    same: Flags
    similarity: Shares
    left_share: Shares
    right_share: Shares

    def __len__(self) -> int:
        return len(self.left)

    def take(self, rows: Index | Flags) -> SimilarPairs:
        """Some of the pairs."""
        return SimilarPairs(*(getattr(self, field.name)[rows] for field in fields(self)))


def join_pairs(parts: Sequence[SimilarPairs]) -> SimilarPairs:
    """The pairs of several parts, one part after the other; there is at least one."""
    return SimilarPairs(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(SimilarPairs)))


def compare_pairs(texts: Sequence[str], left: Index, right: Index, settings: DuplicateSettings) -> SimilarPairs:
    """Those of the pairs that say the same or of which one is an excerpt of the other, in their order.

    Two texts that are both long say the same when enough of the shorter stands in the longer, and their similarity is that share;
    others when their Jaccard similarity is high enough. Short texts that state two facts in the same words do neither.
    """
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    parts = [_compare_block(texts, sizes, left[:0], right[:0], settings)]
    for first, last in split_runs(sizes[left] + sizes[right], BLOCK_CHARACTERS):
        pairs = _compare_block(texts, sizes, left[first:last], right[first:last], settings)
        excerpt = np.maximum(pairs.left_share, pairs.right_share) >= settings.excerpt_share
        parts.append(_keep_facts_apart(texts, pairs.take(pairs.same | excerpt)))
    return join_pairs(parts)


def _compare_block(texts: Sequence[str], sizes: Index, left: Index, right: Index, settings: DuplicateSettings) -> SimilarPairs:
    rows, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    one, other = places[: len(left)], places[len(left) :]
    long = np.minimum(sizes[left], sizes[right]) >= LONG_TEXT
    similarity, left_share, right_share = np.zeros((3, len(left)))
    same = np.zeros(len(left), bool)
    # a pair of texts of many millions of characters is compared by samples
    share = min(BLOCK_CHARACTERS / max(int(sizes[rows].sum()), 1), 1.0) if len(left) == 1 else 1.0
    for group, length in ((~long, SHORT_SHINGLE), (long, LONG_SHINGLE)):
        if not group.any():
            continue
        used = np.zeros(len(rows), bool)
        used[one[group]] = used[other[group]] = True
        chosen = [texts[row] if use else "" for row, use in zip(rows.tolist(), used.tolist(), strict=True)]
        sets = make_shingle_sets(chosen, length, share=share)
        jaccard, of_left, of_right = compare_sets(sets, one[group], other[group])
        left_share[group], right_share[group] = of_left, of_right
        if length == SHORT_SHINGLE:
            similarity[group], same[group] = jaccard, jaccard >= settings.similarity
        else:
            similarity[group] = np.maximum(of_left, of_right)
            same[group] = (similarity[group] >= settings.long_share) & (jaccard >= LONG_SIMILARITY)
    return SimilarPairs(left, right, same, similarity, left_share, right_share)


def compare_sets(sets: ShingleSets, left: Index, right: Index) -> tuple[Shares, Shares, Shares]:
    """For each pair of sets the Jaccard similarity, and the shares of the left and of the right one that are in the other.

    All are 0 for empty sets.
    """
    shared = count_shared(sets, left, right)
    one, other = sets.sizes[left], sets.sizes[right]
    return shared / np.maximum(one + other - shared, 1), shared / np.maximum(one, 1), shared / np.maximum(other, 1)


class _Lacking(NamedTuple):
    """For each pair how many of the left text's plain words, and of its numbers, names and negations, the right text lacks.

    `plain_share` is the share of its plain words.
    """

    plain: Index
    facts: Index
    plain_share: Shares


def _keep_facts_apart(texts: Sequence[str], pairs: SimilarPairs) -> SimilarPairs:
    """The pairs without those of short texts that state two facts in the same words, or of which an excerpt adds a fact."""
    rows, places = np.unique(np.concatenate([pairs.left, pairs.right]), return_inverse=True)
    one, other = places[: len(pairs)], places[len(pairs) :]
    sizes = np.fromiter((len(texts[row]) for row in rows.tolist()), np.int64, len(rows))
    read = _choose_readable(sizes, one, other, pairs.similarity)
    chosen = [write_out_negations(texts[row]) if read[i] else "" for i, row in enumerate(rows.tolist())]
    words = read_word_columns(chosen)
    # most copies were edited in some plain word, and need no closer look
    left, right = _count_lacking(words, one, other)
    left_in, right_in = left.plain == 0, right.plain == 0
    refilled = _may_be_refilled(left, right)
    lengths = np.fromiter(map(len, chosen), np.int64, len(chosen))
    longer = np.maximum(lengths[one], lengths[other]) > FACT_TEXT
    looked = (lengths[one] > 0) & (lengths[other] > 0) & (refilled | ~longer)
    apart = np.zeros(len(pairs), bool)
    apart[refilled] = _fill_plain_frames(
        words, one[refilled], other[refilled], (left.plain + left.facts)[refilled], longer[refilled]
    )

    @cache
    def figures(row: int) -> frozenset[str]:
        return list_figures(chosen[row])

    @cache
    def wording(row: int) -> Wording:
        return read_wording(chosen[row])

    @cache
    def word_row(row: int) -> WordRow:
        return read_word_row(chosen[row])

    def fills_frame(a: int, b: int, least_share: float = 0.0) -> bool:
        return not differ_in_spelling(chosen[a], chosen[b]) and fill_one_frame(word_row(a), word_row(b), least_share)

    # where one text is much shorter and nearly all of it stands in the other, it is an excerpt, or a copy that was cut
    cut = pairs.similarity < _CUT
    left_cut, right_cut = cut & left_in & (pairs.left_share >= _CUT_SHARE), cut & right_in & (pairs.right_share >= _CUT_SHARE)
    for i in np.flatnonzero(looked & ~apart).tolist():
        a, b = int(one[i]), int(other[i])
        if longer[i]:
            apart[i] = fills_frame(a, b, FRAME_SHARE)
        elif pairs.similarity[i] == 1:
            apart[i] = figures(a) != figures(b)  # all letters and digits are equal, so only a sign can differ
        else:
            apart[i] = (
                have_other_figures(figures(a), figures(b))
                or (left_in[i] and right_in[i] and vary_one_wording(wording(a), wording(b)))
                or (left_cut[i] and adds_fact(wording(a), wording(b)))
                or (right_cut[i] and adds_fact(wording(b), wording(a)))
                or (refilled[i] and fills_frame(a, b))
            )
    return pairs.take(~apart)


def _choose_readable(sizes: Index, one: Index, other: Index, similarity: Shares) -> Flags:
    """Which texts are read: short ones, and longer ones that are about as long as one with which they may share a frame."""
    read: Flags = sizes <= FACT_TEXT
    longer = np.maximum(sizes[one], sizes[other])
    alike = np.abs(sizes[one] - sizes[other]) <= _FRAME_LENGTHS * longer
    alike &= (longer > FACT_TEXT) & (longer <= FRAME_TEXT) & (similarity <= 1 - FRAME_SHARE)
    read[one[alike]] = read[other[alike]] = True
    return read


def _fill_plain_frames(columns: WordColumns, one: Index, other: Index, lacking: Index, longer: Flags) -> Flags:
    """Of which pairs it is plain that they fill one frame, without reading them word by word."""
    if not len(one):
        return np.zeros(0, bool)
    rows, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    words = read_frame_words(take_texts(columns, rows))
    return find_plain_frames(words, places[: len(one)], places[len(one) :], lacking, np.where(longer, FRAME_SHARE, 0.0))


def _count_lacking(columns: WordColumns, one: Index, other: Index) -> tuple[_Lacking, _Lacking]:
    """What the texts of each pair, given by their places, lack of each other."""
    words, plain = make_word_sets(columns, *hash_fact_words())
    both = chain_sets([words, plain])
    shared = count_shared(both, one, other)
    found = []
    for mine, others in ((one, other), (other, one)):
        lacking = plain.sizes[mine] - count_shared(both, mine + len(words.sizes), others)
        share = lacking / np.maximum(plain.sizes[mine], 1)
        found.append(_Lacking(lacking, words.sizes[mine] - shared - lacking, share))
    return found[0], found[1]


def differ_in_spelling(one: str, other: str) -> bool:
    """Whether the words that one of two texts lacks stand there misread, misspelt or in a wrong encoding, in order, all but one
    at most.

    >>> differ_in_spelling("Le moulin de Sorny a fermé lundi.", "Le rnoulin de Sorny a ferrné lundi.")
    True
    >>> differ_in_spelling("Le moulin de Sorny ferme lundi 3 mai.", "Le moulin d'Orbec ferme jeudi 4 mai.")
    False
    """
    bare = [text.lower().encode("ascii", "ignore") for text in (one, other)]
    if any(len(left) < _ASCII_SHARE * len(text) for left, text in zip(bare, (one, other), strict=True)):
        return False
    words = [_WORD.findall(left.decode()) for left in bare]
    known = [set(own) for own in words]
    fewer, more = sorted(([word for word in words[i] if word not in known[1 - i]] for i in (0, 1)), key=len)
    start, missing = 0, 0
    for word in fewer:
        near = enumerate(more[start : start + _MISREAD_REACH], start + 1)
        found = None if _DIGIT.search(word) else next((place for place, partner in near if share_ends(word, partner)), None)
        missing += found is None
        if missing > 1:
            return False
        start = found or start
    return True


def _may_be_refilled(left: _Lacking, right: _Lacking) -> Flags:
    """Whether words of both texts of each pair may stand in place of each other, about as many in the one as in the other."""
    mine, others = left.plain + left.facts, right.plain + right.facts
    fewer = np.minimum(mine, others)
    facts = (np.minimum(left.facts, right.facts) > 0) & (fewer > 1) & (2 * np.abs(mine - others) <= fewer + _LOOSE)
    plain = (np.minimum(left.plain, right.plain) > 1) & (left.plain == right.plain)
    plain &= np.minimum(left.plain_share, right.plain_share) >= _PLAIN_SHARE
    refilled: Flags = facts | plain
    return refilled
