"""What stands in or beside an article and is no part of it: notices, teasers under a label, pull quotes."""

from __future__ import annotations

import numpy as np

from corpus_builder.cleaning.pages.cells import GROUP_SHIFT, MOSTLY_LINKED, PROSE_CHARACTERS, SET_IN, Cells, group_names
from corpus_builder.cleaning.pages.feature_names import NOTICE_KINDS, NOTICE_LINES, find_bins
from corpus_builder.cleaning.pages.layout import Layout, find_quoted
from corpus_builder.cleaning.pages.wording import mark_phrases
from corpus_builder.kernels.segments import Flags, Ints

# Elements of what is set apart from the text around it.
_APART = frozenset({"aside", "blockquote"})


def find_teasers(cells: Cells, layout: Layout) -> Flags:
    """Which lines are in a part of the page, beside article and title, that begins with the label of teasers."""
    tree = cells.elements
    is_set = cells.at_lines(cells.hints[tree.shapes] & SET_IN) != 0
    rows = np.flatnonzero(cells.of_lines(cells.wording.is_label) & ~is_set)
    parts = tree.parents[tree.innermost[rows]]
    marked = np.zeros(len(tree.parents), np.bool_)
    marked[parts[_find_first_lines(cells)[parts] == rows]] = True
    marked &= ~layout.around
    flags: Flags = cells.at_lines(tree.hand_down(marked.astype(np.int64), marked | layout.around)) != 0
    return flags


def _find_first_lines(cells: Cells) -> Ints:
    """For each element the first line that is in it."""
    tree = cells.elements
    first = np.full(len(tree.parents), len(cells.lines), np.int64)
    np.minimum.at(first, tree.innermost, cells.pages.rows)
    for level in reversed(tree.levels):
        np.minimum.at(first, tree.parents[level], first[level])
    return first


def find_pull_quotes(cells: Cells, layout: Layout) -> Flags:
    """Which lines are a few words, alone in what is set apart as a quote, that a longer line of the page has, too."""
    tree = cells.elements
    quoted = 1 << (GROUP_SHIFT + group_names().index("quote"))
    is_apart = tree.kinds.mark(tree.kinds.tags, _APART.__contains__)[tree.shapes] != 0
    is_apart |= cells.hints[tree.shapes] & quoted != 0
    is_apart &= ~layout.around
    inside = tree.hand_down(is_apart.astype(np.int64), is_apart) != 0
    outermost = is_apart & ~inside[tree.parents]
    parts = tree.hand_down(np.where(outermost, np.arange(len(inside)), -1), outermost)
    of_lines = cells.at_lines(parts)
    is_short = (cells.lengths < PROSE_CHARACTERS) & (cells.linked < MOSTLY_LINKED)
    alone = (of_lines >= 0) & (layout.elements.lines[of_lines] == 1) & is_short
    found = np.zeros(len(alone), np.bool_)
    found[find_quoted(cells, np.flatnonzero(alone))] = True
    return found


def find_notices(cells: Cells, layout: Layout) -> tuple[Ints, Ints]:
    """What notices say in the same part of the article as each line, and how many lines that part has."""
    branches = cells.at_lines(layout.article.branches)
    says = cells.of_lines(cells.wording.phrases)
    in_branch = np.zeros(len(cells.elements.parents), np.int64)
    for number, names in enumerate(NOTICE_KINDS):
        said = np.flatnonzero(says & mark_phrases(names))
        in_branch[branches[said]] |= 1 << number
    return in_branch[branches], find_bins(layout.elements.lines[branches], NOTICE_LINES)
