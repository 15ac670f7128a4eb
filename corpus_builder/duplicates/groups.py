"""Near-duplicates over a corpus: of each group one stays, and every other member names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.index import DuplicateIndex
from corpus_builder.duplicates.judging import AlikePairs
from corpus_builder.settings import DuplicateSettings

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """For each text the index of the text that stays in its place (its own when it stays), and how alike the two are.

    `similarity` is 1.0 for a text that stays. `excerpt` tells which texts stand in a longer one; their similarity is the share of
    them that does.
    """

    representative: Index
    similarity: npt.NDArray[np.float64]
    excerpt: npt.NDArray[np.bool_]


def near_duplicates(texts: Sequence[str], settings: DuplicateSettings | None = None) -> list[int]:
    """For each text the index of the first text that says the same, its own index when there is none before.

    Texts of any length, paragraphs or documents. A text without letters and digits is like no other.

    >>> near_duplicates(["The ferry sank off Sorny at dawn.", "Rain at noon.", "THE FERRY SANK OFF SORNY — AT DAWN!"])
    [0, 1, 0]
    """
    found = find_duplicate_documents(texts, np.arange(len(texts)), settings or DuplicateSettings())
    return list(map(int, found.representative))


def find_duplicates(texts: Sequence[str], rank: Index, settings: DuplicateSettings) -> Duplicates:
    """Near-duplicates among paragraphs; a paragraph of fewer than `settings.minimum_words` words is no copy of any.

    `rank` has a different number for each text. In the order of rank a text stays unless one that stays is like it or holds it;
    then it names the most similar of those, so a chain of similar paragraphs does not swallow different ones. The result
    depends on texts and ranks, not on their order.

    Raises ValueError when two texts have the same rank or the numbers of texts and ranks differ.
    """
    index = DuplicateIndex(settings, settings.minimum_words)
    index.add(texts, rank)
    return group_texts(index, rank, settings.excerpt_share)


def find_duplicate_documents(texts: Sequence[str], rank: Index, settings: DuplicateSettings) -> Duplicates:
    """Reprints and updated versions among documents; otherwise like `find_duplicates`, but an excerpt is no duplicate.

    The similarity of long documents is the share of the shorter one that stands in the other.
    """
    index = DuplicateIndex(settings)
    index.add(texts, rank)
    return group_texts(index, rank)


def group_texts(index: DuplicateIndex, rank: Index, excerpt_share: float | None = None) -> Duplicates:
    """The groups of an index; with `excerpt_share` a text of which an earlier one has that share is a member, too."""
    order = np.argsort(rank[index.leaders], kind="stable")  # the different texts as they are ranked
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    stays, alike, excerpt = choose_survivors(rank_pairs(index.pairs, place, excerpt_share), len(order))
    count = len(index.rows)
    found = Duplicates(np.arange(count), np.ones(count), np.zeros(count, bool))
    grouped = np.flatnonzero(index.rows >= 0)
    members = place[index.rows[grouped]]
    found.representative[grouped] = index.leaders[order[stays[members]]]
    found.similarity[grouped] = alike[members]
    found.excerpt[grouped] = excerpt[members]
    return found


@dataclass(frozen=True, slots=True)
class RankedPairs:
    """Pairs of texts by their place in the ranking, the earlier one, which may stay, and the later one, which may go."""

    earlier: Index
    later: Index
    similarity: npt.NDArray[np.float64]
    excerpt: npt.NDArray[np.bool_]


def rank_pairs(pairs: AlikePairs, place: Index, excerpt_share: float | None) -> RankedPairs:
    """Pairs of which the later text is the same as the earlier, or an excerpt of it."""
    one, other = place[pairs.left], place[pairs.right]
    share = np.where(one < other, pairs.right_share, pairs.left_share)
    excerpt = ~pairs.same & (share >= (2.0 if excerpt_share is None else excerpt_share))
    chosen = pairs.same | excerpt
    similarity = np.where(pairs.same, pairs.similarity, share)
    return RankedPairs(np.minimum(one, other)[chosen], np.maximum(one, other)[chosen], similarity[chosen], excerpt[chosen])


def choose_survivors(pairs: RankedPairs, count: int) -> tuple[Index, npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """For each text the one that stays in its place, their similarity, and whether it is an excerpt; all by place in the ranking.

    One pass in the order of rank, since whether a text stays depends on those before: rounds over arrays would take as
    many rounds as the longest chain is long.
    """
    stays, alike, excerpt = list(range(count)), [1.0] * count, [False] * count
    order = np.lexsort((pairs.earlier, -pairs.similarity, pairs.later))
    columns = (pairs.earlier, pairs.later, pairs.similarity, pairs.excerpt)
    for earlier, later, similarity, part in zip(*(column[order].tolist() for column in columns), strict=True):
        if stays[later] == later and stays[earlier] == earlier:
            stays[later], alike[later], excerpt[later] = earlier, similarity, part
    return np.array(stays, np.int64), np.array(alike, np.float64), np.array(excerpt, bool)
