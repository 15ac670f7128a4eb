"""An incremental index of texts that finds similar ones, whatever the order in which they were added.

Few texts share long shingles, which are rare, and a sample of a text's is enough to bring similar texts together.
Whether two texts become a candidate pair depends on their samples and on how many other texts have the same shingles;
so an addition can make pairs of texts that were there before share fewer buckets, never more, and only where it is in
a capped bucket of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.candidates import (
    BucketLimits,
    CandidatePairs,
    find_candidates,
    find_capped,
    list_hashes,
    make_postings,
    open_spill,
    select_postings,
)
from corpus_builder.duplicates.similarity import Flags, Index, compare_pairs, join_pairs
from corpus_builder.duplicates.spill import Partitions
from corpus_builder.kernels.shingles import U64, ShingleSets, make_shingle_sets
from corpus_builder.settings import DuplicateSettings

# Letters and digits of the shingles by which candidate pairs are found: rare by chance, and some are unharmed where every third
# word is edited.
CANDIDATE_SHINGLE = 11
# Such shingles sampled per text.
CANDIDATE_SHINGLES = 48
# Sampled shingles that two texts share before they are compared: an edit of every third word leaves more.
SHARED_SHINGLES = 6
# Share of a text's sampled shingles that is enough when they are few, as in a line of some words.
SHARED_SHARE = 0.12
# Similarity, estimated from the shared shingles, below which two texts are not compared in full: one phrase in common is no more.
CANDIDATE_SIMILARITY = 0.06
# The cap bounds the work on mass-produced lines.
PARAGRAPH_LIMITS = BucketLimits(cap=32, hubs=4)
# Documents are fewer: a live page may be found a hundred times, longer each time.
DOCUMENT_LIMITS = BucketLimits(cap=128, hubs=4)
# Texts sampled at once, and shingles looked up at once.
BATCH_TEXTS = 1 << 15
BATCH_SHINGLES = 1 << 17
# Letters and digits for a character of text, the rest being blanks and punctuation.
_LETTERS = 0.8
_WORD = re.compile(r"[^\W_]+")
# From Thai on (and save Hangul) scripts write words without blanks, of two characters more often than not.
_SPACELESS = "\u0e00"


class DuplicateIndex:
    """Texts and the pairs of them that are similar. Texts of fewer than `minimum_words` words are like no other.

    Texts are held in memory, and some 500 bytes beside each different one; the postings by which they are paired go to files
    when they are many.
    """

    def __init__(self, settings: DuplicateSettings, minimum_words: int = 1, limits: BucketLimits = PARAGRAPH_LIMITS) -> None:
        self._settings, self._minimum_words, self._limits = settings, minimum_words, limits
        self._row_of: dict[str, int] = {}
        self.texts: list[str] = []
        self._sizes = np.empty(0, np.int64)
        self._postings = Partitions()
        self.rows = np.empty(0, np.int64)
        self.leaders = np.empty(0, np.int64)
        self.pairs = compare_pairs([], self.rows, self.rows, settings)

    def add(self, texts: Sequence[str], rank: Index) -> None:
        """Add texts. `rank` has a different number for each text of the index, those added before first, in an order that no
        addition changes.

        Afterwards `rows` has for each text the number of its different text in `texts` (-1 for one like no other), `leaders` for
        each of those the first text in the order of rank, and `pairs` the similar pairs: the same ones as if all texts had
        been added at once. Raises ValueError when two texts have the same rank or the numbers of texts and ranks differ.
        """
        known, before = len(self.texts), len(self.rows)
        order = np.argsort(rank)
        if len(rank) != before + len(texts) or not np.all(np.diff(rank[order]) > 0):
            raise ValueError(f"{before + len(texts)} texts need as many different ranks")
        self.rows = np.concatenate([self.rows, self._collapse(texts, order[order >= before] - before)])
        last = order[::-1]
        last = last[self.rows[last] >= 0]
        self.leaders = np.full(len(self.texts), -1)
        self.leaders[self.rows[last]] = last
        ranks = rank[self.leaders]
        if known:
            earlier = np.flatnonzero(self.leaders[:known] >= before)
            self._add_postings(known)
            self._join_fresh(np.concatenate([earlier, np.arange(known, len(self.texts))]), ranks)
        else:
            found = self._find_candidates(self._add_postings(0), ranks, None)
            self.pairs = compare_pairs(self.texts, found.left, found.right, self._settings)

    def _collapse(self, texts: Sequence[str], order: Index) -> Index:
        """The number of the different text that each text is; new ones get theirs in the order that is given."""
        rows = np.full(len(texts), -1)
        for i in order.tolist():
            bare = texts[i].strip()
            row = self._row_of.get(bare)
            if row is None:
                row = -1
                if has_words(bare, self._minimum_words):
                    row = len(self.texts)
                    self.texts.append(bare)
                self._row_of[bare] = row
            rows[i] = row
        return rows

    def _add_postings(self, first: int) -> list[U64]:
        """Keep the postings of the texts from `first` on: sorted arrays, one per partition of shingles."""
        texts = self.texts
        sizes = [self._sizes]
        with open_spill((len(texts) - first) * CANDIDATE_SHINGLES) as spill:
            for start in range(first, len(texts), BATCH_TEXTS):
                sets = sample_shingles(texts[start : start + BATCH_TEXTS])
                sizes.append(sets.sizes)
                spill.put(make_postings(sets, start))
            before = len(self._postings.arrays)
            for postings in spill.take_all():
                # each part of it rises, and a stable sort merges them
                postings.sort(kind="stable")
                self._postings.put(postings)
        self._sizes = np.concatenate(sizes)
        return self._postings.arrays[before:]

    def _find_candidates(self, partitions: Iterable[U64], ranks: Index, fresh: Flags | None) -> CandidatePairs:
        found = find_candidates(partitions, needs_shingles(self._sizes), ranks, self._limits, fresh)
        lengths = np.fromiter(map(len, self.texts), np.int64, len(self.texts))
        return found.take(estimate_similarity(lengths, self._sizes, found) >= CANDIDATE_SIMILARITY)

    def _join_fresh(self, rows: Index, ranks: Index) -> None:
        """Find the pairs of fresh texts, and of those that shared a bucket where a fresh one has come between them."""
        hashes = self._list_hashes(rows)
        capped = [find_capped(postings, self._limits.cap) for postings in self._look_up(hashes)]
        disturbed = np.zeros(len(self.texts), bool)
        disturbed[np.concatenate([rows[:0], *capped])] = True
        pairs = self.pairs
        doubtful = disturbed[pairs.left] & disturbed[pairs.right]
        fresh = np.zeros(len(self.texts), bool)
        fresh[rows] = fresh[pairs.left[doubtful]] = fresh[pairs.right[doubtful]] = True
        hashes = self._list_hashes(np.flatnonzero(fresh))
        found = self._find_candidates(self._look_up(hashes), ranks, fresh)
        before, after = _as_keys(pairs.left, pairs.right), _as_keys(found.left, found.right)
        kept = pairs.take(~(fresh[pairs.left] | fresh[pairs.right]) | np.isin(before, after))
        new = found.take(~np.isin(after, before))
        self.pairs = join_pairs([kept, compare_pairs(self.texts, new.left, new.right, self._settings)])

    def _list_hashes(self, rows: Index) -> U64:
        """The sampled shingles of texts, rising, each once."""
        return list_hashes(make_postings(sample_shingles([self.texts[row] for row in rows.tolist()])))

    def _look_up(self, hashes: U64) -> Iterator[U64]:
        """All postings of these shingles, partition by partition."""
        for first in range(0, len(hashes), BATCH_SHINGLES):
            yield select_postings(self._postings.arrays, hashes[first : first + BATCH_SHINGLES])


def sample_shingles(texts: Sequence[str]) -> ShingleSets:
    """The sampled shingles of each text, by which candidate pairs are found."""
    return make_shingle_sets(texts, CANDIDATE_SHINGLE, CANDIDATE_SHINGLES)


def needs_shingles(sizes: Index) -> Index:
    """How many sampled shingles a text must share with another to be compared with it, by the number that it has."""
    needed: Index = np.minimum(np.ceil(SHARED_SHARE * sizes), SHARED_SHINGLES).astype(np.int64)
    return needed


def estimate_similarity(lengths: Index, sizes: Index, pairs: CandidatePairs) -> npt.NDArray[np.float64]:
    """About the Jaccard similarity of candidate pairs, from the texts' lengths in characters and their samples' sizes.

    Of the longer text the smaller part is sampled, and only there two texts can share a shingle.
    """
    shingles = np.maximum(_LETTERS * lengths, sizes)
    one, other = shingles[pairs.left], shingles[pairs.right]
    common = np.minimum(pairs.shared * np.maximum(np.maximum(one, other) / CANDIDATE_SHINGLES, 1), np.minimum(one, other))
    similarity: npt.NDArray[np.float64] = common / np.maximum(one + other - common, 1)
    return similarity


def _as_keys(left: Index, right: Index) -> Index:
    """One number for each pair."""
    return (right << 32) | left


def has_words(text: str, wanted: int) -> bool:
    """Whether a text has that many words; where a script has no blanks, two characters count as one.

    >>> has_words("Rain, again.", 2), has_words("***", 1), has_words("今天下雨了", 3)
    (True, False, True)
    """
    if _many_words(wanted).match(text):
        return True
    seen = 0
    for word in _WORD.finditer(text):
        seen += 1 if word[0] < _SPACELESS else (len(word[0]) + 1) // 2
        if seen >= wanted:
            return True
    return False


@cache
def _many_words(wanted: int) -> re.Pattern[str]:
    """So many words at once: what most texts have, found in one step.

    It is for matching from the beginning: a search would begin anew at each letter of a long word.
    """
    return re.compile(rf"[\W_]*+(?:[^\W_]++[\W_]++){{{wanted - 1}}}[^\W_]")
