"""Near-duplicates among texts: of each group one text is kept, and every other member names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.index import DuplicateIndex
from corpus_builder.duplicates.similarity import Flags, Index, SimilarPairs
from corpus_builder.settings import DuplicateSettings


class Duplicates(NamedTuple):
    """For each text the index of the text that is kept in its place (its own when it is kept), and the similarity of the two.

    `similarity` is 1.0 for a text that is kept.
    """

    representative: Index
    similarity: npt.NDArray[np.float64]


def near_duplicates(texts: Sequence[str], settings: DuplicateSettings | None = None) -> list[int]:
    """For each text the index of the first text that says the same, its own index when there is none before.

    Texts of any length, paragraphs or documents, are compared as versions of one another, whatever documents they stand in: an
    edited copy is found, and a sentence that is filled with other facts is none. A text without letters and digits is like no
    other.

    >>> near_duplicates(["The ferry sank off Sorny at dawn.", "Rain at noon.", "THE FERRY SANK OFF SORNY — AT DAWN!"])
    [0, 1, 0]
    """
    rank = np.arange(len(texts))
    index = DuplicateIndex(settings or DuplicateSettings())
    index.add(texts, rank)
    return list(map(int, group_texts(index, rank).representative))


def find_excerpts(pairs: SimilarPairs, share: float, bodies: Flags) -> tuple[Flags, Flags]:
    """Whether the left text of each pair is an excerpt of the right one, and the right one of the left; only `bodies` can be."""
    left, right = pairs.left_share >= share, pairs.right_share >= share
    return left & bodies[pairs.left] & ~pairs.same, right & bodies[pairs.right] & ~pairs.same


def find_copies(pairs: SimilarPairs, share: float) -> tuple[Flags, Flags]:
    """Whether of each pair that says the same the left text may be removed for the right one, and the right for the left."""
    return pairs.same & (pairs.left_share >= share), pairs.same & (pairs.right_share >= share)


def group_texts(index: DuplicateIndex, rank: Index) -> Duplicates:
    """The groups of an index: texts that say the same."""
    order = np.argsort(rank[index.leaders], kind="stable")  # the different texts as they are ranked
    place, same = np.argsort(order), index.pairs.same
    one, other = place[index.pairs.left[same]], place[index.pairs.right[same]]
    return group_pairs(index, order, RankedPairs(np.minimum(one, other), np.maximum(one, other), index.pairs.similarity[same]))


class RankedPairs(NamedTuple):
    """Pairs of texts by their place in the ranking: the earlier may be kept, and the later removed for it."""

    earlier: Index
    later: Index
    similarity: npt.NDArray[np.float64]


def group_pairs(index: DuplicateIndex, order: Index, pairs: RankedPairs) -> Duplicates:
    """The groups of an index, given its different texts as they are ranked, and which may be removed for which."""
    kept, similarity = choose_survivors(pairs, len(order))
    count = len(index.rows)
    found = Duplicates(np.arange(count), np.ones(count))
    grouped = np.flatnonzero(index.rows >= 0)
    members = np.argsort(order)[index.rows[grouped]]
    found.representative[grouped] = index.leaders[order[kept[members]]]
    found.similarity[grouped] = similarity[members]
    return found


def choose_survivors(pairs: RankedPairs, count: int) -> tuple[Index, npt.NDArray[np.float64]]:
    """For each text the one kept in its place, and their similarity; all by place in the ranking.

    One pass in the order of rank, since whether a text is kept depends on those before: rounds over arrays would take as
    many rounds as the longest chain is long.
    """
    kept, similarities = list(range(count)), [1.0] * count
    order = np.lexsort((pairs.earlier, -pairs.similarity, pairs.later))
    for earlier, later, similarity in zip(*(column[order].tolist() for column in pairs), strict=True):
        if kept[later] == later and kept[earlier] == earlier:
            kept[later], similarities[later] = earlier, similarity
    return np.array(kept, np.int64), np.array(similarities, np.float64)
