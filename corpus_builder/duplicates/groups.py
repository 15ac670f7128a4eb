"""Near-duplicates over a corpus: of each group one text is kept, and every other member names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.copies import Origins, TextRows, find_close_copies, find_reprinted, is_link_list, make_origins
from corpus_builder.duplicates.index import DOCUMENT_LIMITS, DuplicateIndex
from corpus_builder.duplicates.similarity import Flags, Index, SimilarPairs
from corpus_builder.settings import DuplicateSettings


class Duplicates(NamedTuple):
    """For each text the index of the text that is kept in its place (its own when it is kept), and the similarity of the two.

    `similarity` is 1.0 for a text that is kept. `excerpt` tells which texts stand in a longer one; their similarity is the
    share of them that does.
    """

    representative: Index
    similarity: npt.NDArray[np.float64]
    excerpt: Flags


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


def find_duplicates(texts: Sequence[str], rank: Index, settings: DuplicateSettings, origins: Origins | None = None) -> Duplicates:
    """Near-duplicates among paragraphs; a paragraph of fewer than `settings.minimum_words` words is no copy of any.

    `rank` has a different number for each text. In the order of rank a text is kept unless one that is kept is like it or
    holds it; then it names the most similar of those, so a chain of similar paragraphs does not swallow different ones. A
    paragraph is removed only when `settings.copy_share` of itself stands in the other. Between documents that are no reprints
    of each other, by `origins`, only close copies are removed (`copies.py`), and no excerpts; without `origins` all texts
    count as versions of one. A list of links, and a heading or a text that such a one has too, is no excerpt of any. The
    result depends on texts, origins and ranks, not on their order.

    Raises ValueError when two texts have the same rank or the numbers of texts and ranks differ.
    """
    origins = origins or make_origins(len(texts))
    index = DuplicateIndex(settings, settings.minimum_words)
    heads = origins.headings.tolist()
    index.add(["" if not head and is_link_list(text) else text for text, head in zip(texts, heads, strict=True)], rank)
    marked = index.rows[origins.headings]
    bodies = np.ones(len(index.texts), bool)
    bodies[marked[marked >= 0]] = False
    reprinted = find_reprinted(index.pairs, TextRows(index.rows, index.leaders), origins)
    close = find_close_copies(index.texts, index.pairs, settings)
    left, right = find_copies(index.pairs, settings.copy_share)
    left_part, right_part = find_excerpts(index.pairs, settings.excerpt_share, bodies)
    copies = left & (close | reprinted[0]), right & (close | reprinted[1])
    return group_texts(index, rank, copies, (left_part & reprinted[0], right_part & reprinted[1]))


def find_duplicate_documents(texts: Sequence[str], rank: Index, settings: DuplicateSettings) -> Duplicates:
    """Reprints and updated versions among documents; otherwise like `find_duplicates`, but an excerpt is no duplicate.

    The similarity of long documents is the share of the shorter one that stands in the other.
    """
    index = DuplicateIndex(settings, limits=DOCUMENT_LIMITS)
    index.add(texts, rank)
    return group_texts(index, rank)


def find_excerpts(pairs: SimilarPairs, share: float, bodies: Flags) -> tuple[Flags, Flags]:
    """Whether the left text of each pair is an excerpt of the right one, and the right one of the left; only `bodies` can be."""
    left, right = pairs.left_share >= share, pairs.right_share >= share
    return left & bodies[pairs.left] & ~pairs.same, right & bodies[pairs.right] & ~pairs.same


def find_copies(pairs: SimilarPairs, share: float) -> tuple[Flags, Flags]:
    """Whether of each pair that says the same the left text may be removed for the right one, and the right for the left."""
    return pairs.same & (pairs.left_share >= share), pairs.same & (pairs.right_share >= share)


def group_texts(
    index: DuplicateIndex,
    rank: Index,
    copies: tuple[Flags, Flags] | None = None,
    excerpts: tuple[Flags, Flags] | None = None,
) -> Duplicates:
    """The groups of an index: texts that say the same, or that may be removed, and those that stand in an earlier text."""
    order = np.argsort(rank[index.leaders], kind="stable")  # the different texts as they are ranked
    place = np.argsort(order)
    kept, similarity, excerpt = choose_survivors(rank_pairs(index.pairs, place, copies, excerpts), len(order))
    count = len(index.rows)
    found = Duplicates(np.arange(count), np.ones(count), np.zeros(count, bool))
    grouped = np.flatnonzero(index.rows >= 0)
    members = place[index.rows[grouped]]
    found.representative[grouped] = index.leaders[order[kept[members]]]
    found.similarity[grouped] = similarity[members]
    found.excerpt[grouped] = excerpt[members]
    return found


class RankedPairs(NamedTuple):
    """Pairs of texts by their place in the ranking: the earlier may be kept, and the later removed for it."""

    earlier: Index
    later: Index
    similarity: npt.NDArray[np.float64]
    excerpt: Flags


def rank_pairs(
    pairs: SimilarPairs, place: Index, copies: tuple[Flags, Flags] | None, excerpts: tuple[Flags, Flags] | None
) -> RankedPairs:
    """Pairs of which the later text may be removed as a copy of the earlier, or as an excerpt of it."""
    one, other = place[pairs.left], place[pairs.right]
    later_right, nothing = one < other, np.zeros(len(pairs), bool)
    left_copy, right_copy = copies or (pairs.same, pairs.same)
    left_part, right_part = excerpts or (nothing, nothing)
    excerpt = np.where(later_right, right_part, left_part)
    chosen = np.where(later_right, right_copy, left_copy) | excerpt
    share = np.where(later_right, pairs.right_share, pairs.left_share)
    similarity = np.where(excerpt, share, pairs.similarity)
    return RankedPairs(np.minimum(one, other)[chosen], np.maximum(one, other)[chosen], similarity[chosen], excerpt[chosen])


def choose_survivors(pairs: RankedPairs, count: int) -> tuple[Index, npt.NDArray[np.float64], Flags]:
    """For each text the one kept in its place, their similarity, and whether it is an excerpt; all by place in the ranking.

    One pass in the order of rank, since whether a text is kept depends on those before: rounds over arrays would take as
    many rounds as the longest chain is long.
    """
    kept, similarities, excerpt = list(range(count)), [1.0] * count, [False] * count
    order = np.lexsort((pairs.earlier, -pairs.similarity, pairs.later))
    columns = (pairs.earlier, pairs.later, pairs.similarity, pairs.excerpt)
    for earlier, later, similarity, part in zip(*(column[order].tolist() for column in columns), strict=True):
        if kept[later] == later and kept[earlier] == earlier:
            kept[later], similarities[later], excerpt[later] = earlier, similarity, part
    return np.array(kept, np.int64), np.array(similarities, np.float64), np.array(excerpt, bool)
