"""Locating a page's article before lines are classified: sums over elements, and the paths to the most text.

The article is looked for in two ways: as the element whose own text is the most prose, and as the trunk that the
elements with most of the text form from the page inward, which still holds an article whose paragraphs are wrapped
one by one.
"""

from __future__ import annotations

from itertools import pairwise
from math import fsum
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.pages.cells import PROSE_CHARACTERS, Cells
from corpus_builder.cleaning.pages.elements import Elements
from corpus_builder.kernels.segments import Flags, Floats, Ints, find_first, list_different

# Characters: a shorter first-level heading is no title that lines could be compared with.
_TITLE_CHARACTERS = 15
# Words: a line of fewer different ones is not compared with the title.
_TITLE_WORDS = 3
# How much an element's prose counts for it by the number of elements between: its own line, its children, theirs.
_NEARNESS = (0.4, 1.0, 0.5, 0.25, 0.12)
# The trunk of the page goes on into an element that has this share of the text.
_TRUNK_SHARE = 0.6
# Lines of at least _TWICE_WORDS words are compared with the rest of the page by runs of _RUN_WORDS words.
_TWICE_WORDS = 12
_RUN_WORDS = 5
# Of the lines of a page that are set apart and short, so many are looked for in longer ones; words of the shortest.
_QUOTED_LINES = 40
_FEWEST_QUOTED = 3
# Odd numbers by which the numbers of words are spread over 64 bits.
_SPREAD = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], np.uint64
)


class Areas(NamedTuple):
    """Sums over the lines of elements, or over those that look alike."""

    lengths: Floats
    linked: Floats
    prose: Floats
    weights: Floats
    lines: Ints


class Route(NamedTuple):
    """A way from each page inward: `ends` are its innermost elements, the page's own where there is no way.

    For each element, `shared` is how many elements of the way are around it or are itself, and `branches` the outermost element
    around it, or itself, that is not on the way; itself where it is. `chain` are the elements on the way.
    """

    ends: Ints
    chain: Flags
    shared: Ints
    branches: Ints


class Layout(NamedTuple):
    """What is known of the pages of a batch before a line is looked at.

    `elements` and `looks` have the sums over each element and over the lines of each look; `headline` is the line of each page's
    title, its end where there is none, `around` the elements on the way to the article or the title. `prose` has for each page
    the sum over it, `in_article` and `in_trunk` are the lines that hold prose in the article and much text in the trunk. `twice`
    has for each line the share of it that another line has too, below 0 for a short one, `titled` the share of the words of its
    page's title and of its own that both have, below 0 where there is none.
    """

    elements: Areas
    looks: Areas
    article: Route
    trunk: Route
    title: Route
    headline: Ints
    around: Flags
    prose: Floats
    in_article: Flags
    in_trunk: Flags
    twice: Floats
    titled: Floats


def survey_pages(cells: Cells) -> Layout:
    """The sums over the elements of pages, and where their articles seem to be."""
    tree = cells.elements
    elements = _sum_elements(cells)
    article, trunk = _make_route(tree, _find_articles(cells)), _make_route(tree, _find_trunks(tree, elements))
    headline = _find_headlines(cells)
    title = _make_route(tree, _find_elements(cells, headline))
    inside = cells.at_lines(article.shared) == tree.depths[article.ends][cells.pages.owners]
    has_article = (tree.depths[article.ends] > 0)[cells.pages.owners]
    in_trunk = cells.at_lines(trunk.shared) == tree.depths[trunk.ends][cells.pages.owners]
    looks = tree.kinds.looks
    offsets = cells.pages.offsets.tolist()
    prose = cells.prose.tolist()
    return Layout(
        elements=elements,
        looks=_sum_lines(cells, looks[cells.at_lines(tree.shapes)], int(looks.max(initial=-1)) + 1),
        article=article,
        trunk=trunk,
        title=title,
        headline=headline,
        around=article.chain | title.chain,
        prose=np.array([fsum(prose[a:b]) or 1.0 for a, b in pairwise(offsets)], np.float64),
        in_article=(cells.prose > 0) & inside & has_article,
        in_trunk=(cells.weights >= PROSE_CHARACTERS) & in_trunk,
        twice=_compare_lines(cells)[cells.said],
        titled=_compare_titles(cells, headline)[cells.said],
    )


def _sum_lines(cells: Cells, keys: Ints, count: int) -> Areas:
    """The sums over the lines that have each of so many keys, added up in their order."""
    columns = (cells.lengths, cells.lengths * cells.linked, cells.prose, cells.weights)
    lengths, linked, prose, weights = (_add_up(keys, column, count) for column in columns)
    return Areas(lengths, linked, prose, weights, np.bincount(keys, minlength=count))


def _add_up(keys: Ints, values: Floats, count: int) -> Floats:
    return np.bincount(keys, values, count).astype(np.float64, copy=False)


def _sum_elements(cells: Cells) -> Areas:
    """The sums over all lines inside each element: over its own lines first, then from the innermost elements outward."""
    tree = cells.elements
    areas = _sum_lines(cells, tree.innermost, len(tree.parents))
    for level in reversed(tree.levels):
        inner = level[np.argsort(-tree.numbers[level], kind="stable")]
        for sums in (areas.lengths, areas.linked, areas.prose, areas.weights, areas.lines):
            np.add.at(sums, tree.parents[inner], sums[inner])
    return areas


def _make_route(tree: Elements, ends: Ints) -> Route:
    chain = tree.chain_to(ends)
    itself = np.arange(len(chain))
    shared = tree.depths[tree.hand_down(itself, chain)]
    return Route(ends, chain, shared, tree.hand_down(itself, chain | chain[tree.parents]))


def _find_articles(cells: Cells) -> Ints:
    """For each page the element whose own text weighs most; the page itself where it has only links."""
    tree = cells.elements
    around = [tree.innermost]
    for _ in _NEARNESS[1:]:
        around.append(tree.parents[around[-1]])
    counted = cells.weights[:, None] * np.array(_NEARNESS)
    weights = _add_up(np.stack(around, axis=1).ravel(), counted.ravel(), len(tree.parents))
    return _choose_heaviest(tree, weights, np.repeat(np.arange(len(tree.offsets) - 1), np.diff(tree.offsets)), tree.offsets[:-1])


def _choose_heaviest(tree: Elements, weights: Floats, groups: Ints, default: Ints) -> Ints:
    """For each group the heaviest element, of those that weigh the same the first on the page; its default where none weighs."""
    weighing = np.flatnonzero((weights > 0) & (tree.depths > 0))
    order = weighing[np.lexsort((tree.numbers[weighing], -weights[weighing], groups[weighing]))]
    found, first = np.unique(groups[order], return_index=True)
    chosen = default.copy()
    chosen[found] = order[first]
    return chosen


def _find_trunks(tree: Elements, areas: Areas) -> Ints:
    """The end of each page's path inward along the heaviest elements, as long as each has most of the text of the one around."""
    heaviest = _choose_heaviest(tree, areas.weights, tree.parents, np.full(len(tree.parents), -1, np.int64))
    outermost = np.flatnonzero(tree.depths == 1)
    bounds = np.searchsorted(outermost, tree.offsets)
    ends = []
    for page, start in enumerate(tree.offsets[:-1].tolist()):
        weight = fsum(areas.weights[outermost[bounds[page] : bounds[page + 1]]].tolist())
        end, following = start, int(heaviest[start])
        while following >= 0 and areas.weights[following] >= _TRUNK_SHARE * weight:
            end, weight = following, areas.weights[following]
            following = int(heaviest[end])
        ends.append(end)
    return np.array(ends, np.int64)


def _take_words(cells: Cells, texts: Ints) -> tuple[Ints, Ints]:
    """The words of some of the different texts of pages, one text after another, and the index of each one's text in `texts`."""
    rows = cells.wordings[texts]
    starts, counts = cells.wording.word_offsets[rows], np.diff(cells.wording.word_offsets)[rows]
    owners = np.repeat(np.arange(len(texts)), counts)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return cells.wording.words[starts[owners] + within], owners


def _find_headlines(cells: Cells) -> Ints:
    """For each page the line of its title, the first heading of the first level that is long enough; its end without one."""
    is_title = np.array([line.tag == "h1" for line in cells.lines], np.bool_) & (cells.lengths > _TITLE_CHARACTERS)
    return find_first(is_title, cells.pages)


def _find_elements(cells: Cells, rows: Ints) -> Ints:
    """For each page the element of a line; the page's own where the line is behind its last."""
    inside = rows < cells.pages.offsets[1:]
    ends = cells.elements.offsets[:-1].copy()
    ends[inside] = cells.elements.innermost[rows[inside]]
    return ends


def _compare_titles(cells: Cells, headlines: Ints) -> Floats:
    """For each of the different texts of a page the share of the words that it and the title have together which both have.

    Below 0 on a page without a title.
    """
    shares = np.full(len(cells.wordings), -1.0)
    pages = np.flatnonzero(headlines < cells.pages.offsets[1:])
    titles = cells.said[headlines[pages]]
    # a title without a word is none
    titled = np.zeros(int(cells.wording.words.max(initial=-1)) + 1, np.bool_)
    for page, title in zip(pages.tolist(), titles.tolist(), strict=True):
        words, _ = _take_words(cells, np.array([title]))
        if len(words):
            titled[words] = True
            own = slice(cells.texts.offsets[page], cells.texts.offsets[page + 1])
            shares[own] = _share_words(cells, np.arange(own.start, own.stop), titled, len(list_different(words)))
            titled[words] = False
    return shares


def _share_words(cells: Cells, texts: Ints, titled: Flags, title_words: int) -> Floats:
    words, owners = _take_words(cells, texts)
    owners, words = np.divmod(list_different(owners * len(titled) + words), len(titled))
    counts = np.bincount(owners, minlength=len(texts))
    both = np.bincount(owners[titled[words]], minlength=len(texts))
    shares: Floats = np.where(counts >= _TITLE_WORDS, both / (counts + title_words - both), -1.0)
    return shares


def _compare_lines(cells: Cells) -> Floats:
    """For each of the different texts of a page that is long the share of its runs of words that another line has too; below 0
    for a short one.
    """
    shares = np.full(len(cells.wordings), -1.0)
    counts = np.diff(cells.wording.word_offsets)[cells.wordings]
    texts = np.flatnonzero(counts >= _TWICE_WORDS)
    words, owners = _take_words(cells, texts)
    starts = np.flatnonzero(owners[: -_RUN_WORDS + 1] == owners[_RUN_WORDS - 1 :])
    owners = owners[starts]
    pages = cells.texts.owners[texts][owners]
    again = _find_repeated(words, starts, pages)
    runs = _number_runs(words, starts[again], pages[again])
    # each run once for each text that has it
    most = int(runs.max(initial=0)) + 1
    of_texts, runs = np.divmod(list_different(owners[again] * most + runs), most)
    lines = np.bincount(cells.said, minlength=len(cells.wordings))[texts]
    having = np.bincount(runs, lines[of_texts])
    twice = np.bincount(of_texts[having[runs] > 1], minlength=len(texts))
    once = np.bincount(owners[~again], minlength=len(texts))
    shares[texts] = np.where(lines > 1, 1.0, twice / (once + np.bincount(of_texts, minlength=len(texts))))
    return shares


def find_quoted(cells: Cells, rows: Ints) -> list[int]:
    """Those of some lines whose words, fewer than `_TWICE_WORDS`, a longer text of their page has in their order.

    Of each page only so many lines are looked at (`_QUOTED_LINES`).
    """
    found: list[int] = []
    counts = np.diff(cells.wording.word_offsets)[cells.wordings]
    for page in list_different(cells.pages.owners[rows]).tolist():
        own = rows[cells.pages.owners[rows] == page][:_QUOTED_LINES]
        texts = np.arange(cells.texts.offsets[page], cells.texts.offsets[page + 1])
        words, owners = _take_words(cells, texts[counts[texts] >= _TWICE_WORDS])
        for row in own.tolist():
            said, _ = _take_words(cells, cells.said[row : row + 1])
            if _FEWEST_QUOTED <= len(said) < _TWICE_WORDS and _has_run(words, owners, said):
                found.append(row)
    return found


def _has_run(words: Ints, owners: Ints, run: Ints) -> bool:
    """Whether words that have one owner are the words of a run."""
    last = len(words) - len(run) + 1
    at = np.flatnonzero(words[:last] == run[0]) if last > 0 else np.zeros(0, np.int64)
    for step in range(1, len(run)):
        at = at[words[at + step] == run[step]]
    return bool((owners[at] == owners[at + len(run) - 1]).any())


def _find_repeated(words: Ints, starts: Ints, pages: Ints) -> Flags:
    """Which runs of words may occur again on their page: all that do, and next to no others."""
    spread = pages.astype(np.uint64)
    for i, factor in enumerate(_SPREAD):
        spread = (spread ^ (spread >> np.uint64(29))) * _SPREAD[0] + words[starts + i].astype(np.uint64) * factor
    order = np.argsort(spread, kind="stable")
    same = np.zeros(len(order) + 1, np.bool_)
    same[1:-1] = spread[order[1:]] == spread[order[:-1]]
    again = np.zeros(len(order), np.bool_)
    again[order] = same[1:] | same[:-1]
    return again


def _number_runs(words: Ints, starts: Ints, pages: Ints) -> Ints:
    """The numbers of runs of words: equal ones, same page and same words."""
    numbers = pages
    for i in range(_RUN_WORDS):
        keys = numbers * (int(words.max(initial=0)) + 1) + words[starts + i]
        numbers = np.unique(keys, return_inverse=True)[1].reshape(-1)
    return numbers
