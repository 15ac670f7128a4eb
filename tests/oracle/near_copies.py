"""Near-duplicates among texts that are all in memory: what the flow says of any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.copies import find_close_copies, is_link_list
from corpus_builder.duplicates.groups import RankedPairs, find_copies, find_excerpts, group_pairs, group_texts
from corpus_builder.duplicates.index import DOCUMENT_LIMITS, DuplicateIndex
from corpus_builder.duplicates.similarity import Flags, Index, SimilarPairs
from corpus_builder.settings import DuplicateSettings


class Copies(NamedTuple):
    """For each text the index of the text that is kept in its place (its own when it is kept), and the similarity of the two.

    `similarity` is 1.0 for a text that is kept. `excerpt` tells which texts stand in a longer one; their similarity is the
    share of them that does.
    """

    representative: Index
    similarity: npt.NDArray[np.float64]
    excerpt: Flags


class Origins(NamedTuple):
    """Where each of several texts stands: the number of its document, that of the one this reprints, or the same again.

    `headings` marks titles and headings.
    """

    documents: Index
    families: Index
    headings: Flags


def make_origins(count: int) -> Origins:
    """The origins of texts that are all reprints of one another, each of its own document, and none a heading."""
    return Origins(np.arange(count), np.zeros(count, np.int64), np.zeros(count, bool))


def find_duplicates(texts: Sequence[str], rank: Index, settings: DuplicateSettings, origins: Origins | None = None) -> Copies:
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
    reprinted = find_reprinted(index, origins)
    close = find_close_copies(index.texts, index.pairs, settings)
    left, right = find_copies(index.pairs, settings.copy_share)
    left_part, right_part = find_excerpts(index.pairs, settings.excerpt_share, bodies)
    copies = left & (close | reprinted[0]), right & (close | reprinted[1])
    return group_copies(index, rank, copies, (left_part & reprinted[0], right_part & reprinted[1]))


def find_duplicate_documents(texts: Sequence[str], rank: Index, settings: DuplicateSettings) -> Copies:
    """Reprints and updated versions among documents; otherwise like `find_duplicates`, but an excerpt is no duplicate.

    The similarity of long documents is the share of the shorter one that stands in the other.
    """
    index = DuplicateIndex(settings, limits=DOCUMENT_LIMITS)
    index.add(texts, rank)
    return Copies(*group_texts(index, rank), np.zeros(len(texts), bool))


def find_reprinted(index: DuplicateIndex, origins: Origins) -> tuple[Flags, Flags]:
    """Whether of each pair the left text stands in reprints of the document in which the right one stays alone, and the right
    one in reprints of the left one's.

    Texts of one and the same document are no reprints of each other.
    """
    pairs, held = index.pairs, np.flatnonzero(index.rows >= 0)
    rows, families = index.rows[held], origins.families[held]
    lowest, highest = np.full((2, len(index.leaders)), -1)
    order = np.lexsort((families, rows))
    lowest[rows[order][::-1]] = families[order][::-1]
    highest[rows[order]] = families[order]
    size = int(origins.documents.max(initial=0)) + 1
    keys = np.unique(rows * size + origins.documents[held])
    found = []
    for mine, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        kept = index.leaders[other]
        within = (lowest[mine] == highest[mine]) & (lowest[mine] == origins.families[kept])
        found.append(within & ~np.isin(mine * size + origins.documents[kept], keys))
    return found[0], found[1]


def group_copies(index: DuplicateIndex, rank: Index, copies: tuple[Flags, Flags], parts: tuple[Flags, Flags]) -> Copies:
    """The groups of an index: of each pair the left or the right text may be removed as a copy, or as a part of the other."""
    order = np.argsort(rank[index.leaders], kind="stable")
    place = np.argsort(order)
    pairs = index.pairs
    later_right = place[pairs.left] < place[pairs.right]
    excerpt = np.where(later_right, parts[1], parts[0])
    chosen = np.where(later_right, copies[1], copies[0]) | excerpt
    ranked = rank_pairs(pairs, place, excerpt)
    found = group_pairs(index, order, RankedPairs(*(column[chosen] for column in ranked)))
    keys = (ranked.earlier * len(order) + ranked.later)[excerpt]
    grouped = np.flatnonzero(index.rows >= 0)
    members, kept = (place[index.rows[each]] for each in (grouped, found.representative[grouped]))
    is_excerpt = np.zeros(len(index.rows), bool)
    is_excerpt[grouped] = np.isin(kept * len(order) + members, keys)
    return Copies(*found, is_excerpt)


def rank_pairs(pairs: SimilarPairs, place: Index, excerpt: Flags) -> RankedPairs:
    """Pairs by the places of their texts; the similarity of an excerpt is the share of it that stands in the other."""
    one, other = place[pairs.left], place[pairs.right]
    share = np.where(one < other, pairs.right_share, pairs.left_share)
    return RankedPairs(np.minimum(one, other), np.maximum(one, other), np.where(excerpt, share, pairs.similarity))
