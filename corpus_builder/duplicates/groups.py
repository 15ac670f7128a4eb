"""Near-duplicates over a corpus: of each group one stays, and every other member names it.

Proposing and judging use different sets. Long shingles are rare, so few texts meet in them; a sample of a text's
is enough to bring similar texts together. Short shingles survive edits, misread characters and broken encodings, so they
judge short texts; in long texts chance fills them up, and long shingles judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.facts import Facts, read_facts, state_different_facts
from corpus_builder.settings import DuplicateSettings
from corpus_builder.similarity import ShingleSets, SimilarPairs, count_shared, find_similar_pairs, make_shingle_sets

Index = npt.NDArray[np.int64]

# Characters of the pairs judged at once; the full shingle sets of their texts, some 100 MB, are made for them alone.
BLOCK_CHARACTERS = 1 << 22
_WORD = re.compile(r"[^\W_]+")
# From Thai on (and save Hangul) scripts write words without blanks, of two characters more often than not.
_SPACELESS = "\u0e00"


@dataclass(frozen=True, slots=True)
class Duplicates:
    """For each text the index of the text that stays in its place (its own when it stays), and how alike the two are.

    `similarity` is 1.0 for a text that stays.
    """

    representative: Index
    similarity: npt.NDArray[np.float64]


def near_duplicates(texts: Sequence[str], settings: DuplicateSettings | None = None) -> list[int]:
    """For each text the index of the first text that says the same, its own index when there is none before.

    Texts of any length, paragraphs or documents. A text without letters and digits is like no other.

    >>> near_duplicates(["The ferry sank off Sorny at dawn.", "Rain at noon.", "THE FERRY SANK OFF SORNY — AT DAWN!"])
    [0, 1, 0]
    """
    chosen = settings or DuplicateSettings()
    return list(map(int, _group_texts(texts, np.arange(len(texts)), 1, chosen).representative))


def find_duplicates(texts: Sequence[str], rank: Index, settings: DuplicateSettings) -> Duplicates:
    """Near-duplicates among paragraphs; a paragraph of fewer than `settings.minimum_words` words is no copy of any.

    `rank` has a different number for each text. In the order of rank a text stays unless one that stays is like it; then
    it names the most similar of those, so a chain of similar paragraphs does not swallow different ones. The result
    depends on texts and ranks, not on their order.

    Raises ValueError when two texts have the same rank or the numbers of texts and ranks differ.
    """
    return _group_texts(texts, rank, settings.minimum_words, settings)


def find_duplicate_documents(texts: Sequence[str], rank: Index, settings: DuplicateSettings) -> Duplicates:
    """Reprints and updated versions among documents; otherwise like `find_duplicates`.

    The similarity of long documents is the share of the shorter one that stands in the other.
    """
    return _group_texts(texts, rank, 1, settings)


def _group_texts(texts: Sequence[str], rank: Index, minimum_words: int, settings: DuplicateSettings) -> Duplicates:
    order = np.argsort(rank)
    if len(rank) != len(texts) or not np.all(np.diff(rank[order]) > 0):
        raise ValueError(f"{len(texts)} texts need as many different ranks")
    first_of: dict[str, int] = {}
    leader = np.arange(len(texts), dtype=np.int64)  # the first of a text's exact copies, itself included
    for i in order.tolist():
        text = texts[i].strip()
        if has_words(text, minimum_words):
            leader[i] = first_of.setdefault(text, i)
    rows = np.fromiter(first_of.values(), np.int64, len(first_of))
    stays, alike = choose_survivors(find_near_pairs(list(first_of), settings), len(rows))
    representative, similarity = np.arange(len(texts), dtype=np.int64), np.ones(len(texts))
    representative[rows], similarity[rows] = rows[stays], alike
    return Duplicates(representative[leader], similarity[leader])


def has_words(text: str, wanted: int) -> bool:
    """Whether a text has that many words; where a script has no blanks, two characters count as one.

    >>> has_words("Rain, again.", 2), has_words("***", 1), has_words("今天下雨了", 3)
    (True, False, True)
    """
    seen = 0
    for word in _WORD.finditer(text):
        seen += 1 if word[0] < _SPACELESS else (len(word[0]) + 1) // 2
        if seen >= wanted:
            return True
    return False


def find_near_pairs(texts: Sequence[str], settings: DuplicateSettings) -> SimilarPairs:
    """Pairs of texts that say the same, with their similarity.

    No pair is found that is not similar enough. Of those with a Jaccard similarity below 0.5 a few in a hundred are missed,
    where edits all over the text leave hardly a long shingle whole; so are some within crowds (`settings.crowd`).
    """
    sample = make_shingle_sets(texts, settings.long_shingle, settings.candidate_shingles)
    candidates = find_similar_pairs(sample, settings.candidate_similarity, settings.crowd)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    near = np.zeros(len(candidates), bool)
    similarity = np.zeros(len(candidates))
    for block in _split_pairs(candidates, sizes):
        left, right = candidates.left[block], candidates.right[block]
        similarity[block], near[block] = judge_pairs(texts, sizes, left, right, settings)
    return keep_facts_apart(
        texts, SimilarPairs(candidates.left[near], candidates.right[near], similarity[near]), settings.fact_text
    )


def _split_pairs(pairs: SimilarPairs, sizes: Index) -> list[slice]:
    """Runs of pairs whose texts together are of bounded length."""
    lengths = np.cumsum(sizes[pairs.left] + sizes[pairs.right])
    blocks, first = [], 0
    while first < len(pairs):
        before = int(lengths[first - 1]) if first else 0
        last = int(np.searchsorted(lengths, before + BLOCK_CHARACTERS, "right"))
        blocks.append(slice(first, max(last, first + 1)))
        first = blocks[-1].stop
    return blocks


def judge_pairs(
    texts: Sequence[str], sizes: Index, left: Index, right: Index, settings: DuplicateSettings
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The similarity of each pair, and whether it is enough."""
    rows, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    left, right = places[: len(left)], places[len(left) :]
    chosen = [texts[i] for i in rows.tolist()]
    long = np.minimum(sizes[rows][left], sizes[rows][right]) >= settings.long_text
    similarity, enough = np.zeros(len(left)), np.zeros(len(left), bool)
    for group, length in ((~long, settings.short_shingle), (long, settings.long_shingle)):
        if not group.any():
            continue
        used = np.zeros(len(rows), bool)
        used[left[group]] = used[right[group]] = True
        sets = make_shingle_sets([text if use else "" for text, use in zip(chosen, used.tolist(), strict=True)], length)
        jaccard, contained = compare_sets(sets, left[group], right[group])
        if length == settings.short_shingle:
            similarity[group], enough[group] = jaccard, jaccard >= settings.similarity
        else:
            similarity[group] = contained
            enough[group] = (contained >= settings.long_share) & (jaccard >= settings.long_similarity)
    return similarity, enough


def compare_sets(sets: ShingleSets, left: Index, right: Index) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For each pair of sets the Jaccard similarity, and the share of the smaller set that is in the larger; 0 for empty sets."""
    shared = count_shared(sets, left, right)
    one, other = sets.sizes[left], sets.sizes[right]
    return shared / np.maximum(one + other - shared, 1), shared / np.maximum(np.minimum(one, other), 1)


def keep_facts_apart(texts: Sequence[str], pairs: SimilarPairs, longest: int) -> SimilarPairs:
    """The pairs without those of short texts that state two facts in the same words."""
    known: dict[int, Facts | None] = {}

    def read(row: int) -> Facts | None:
        if row not in known:
            known[row] = read_facts(texts[row]) if len(texts[row]) <= longest else None
        return known[row]

    same = np.ones(len(pairs), bool)
    for i, (left, right) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        one, other = read(left), read(right)
        same[i] = one is None or other is None or not state_different_facts(one, other)
    return SimilarPairs(pairs.left[same], pairs.right[same], pairs.similarity[same])


def choose_survivors(pairs: SimilarPairs, count: int) -> tuple[Index, npt.NDArray[np.float64]]:
    """For each text, numbered by rank, the one that stays in its place, and their similarity.

    One pass in the order of rank, since whether a text stays depends on those before: rounds over arrays would take as
    many rounds as the longest chain is long.
    """
    stays, alike = list(range(count)), [1.0] * count
    order = np.lexsort((pairs.left, -pairs.similarity, pairs.right))
    for i in order.tolist():
        left, right = int(pairs.left[i]), int(pairs.right[i])
        if stays[right] == right and stays[left] == left:
            stays[right], alike[right] = left, float(pairs.similarity[i])
    return np.array(stays, np.int64), np.array(alike, np.float64)
