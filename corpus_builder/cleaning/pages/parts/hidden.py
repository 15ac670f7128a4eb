"""What a page does not display: text of its article that opens with a click, notices that a script shows, or neither.

The attribute alone says little: articles lie in accordions, tabs and parts that a script opens, beside forms, offers and
notices. What lies around the text, what it says and how much it is tells them apart.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpus_builder.cleaning.pages.cells import GROUP_SHIFT, HIDDEN, SET_IN, Cells, group_names
from corpus_builder.cleaning.pages.layout import Layout
from corpus_builder.cleaning.pages.wording import mark_phrases
from corpus_builder.kernels.segments import Flags, Ints

# Words around a notice, elements around it, and what it says.
_NOTICE_GROUPS: Final = ("advertising", "comments", "consent", "dialog", "form", "share", "subscription")
_NOTICE_TAGS: Final = frozenset({"dialog", "form", "nav"})
_NOTICE_PHRASES: Final = ("comment", "consent", "follow", "legal", "newsletter", "subscriber", "support", "tip")
_ADDRESSES: Final = ("reader", "we")
# What words of attributes say of any part that opens with a click.
OPENED_GROUPS: Final = ("control", "hidden", "navigation", "related", "sidebar")
# What stands before a text that opens with a click.
_OPENERS: Final = frozenset({"button", "dt", "h2", "h3", "h4", "h5", "h6", "label", "legend", "summary"})
# Lines of a hidden part of the article that needs no heading.
_LINES = 2
_TAG_BIT = 1


class Hidden(NamedTuple):
    """`notices` are lines that are part of a notice in the article, `texts` those of its hidden text that are prose; `opened` are
    the elements that hold such text.
    """

    notices: Flags
    texts: Flags
    opened: Flags


def read_hidden(cells: Cells, layout: Layout) -> Hidden:
    """What is hidden inside the articles of pages."""
    tree = cells.elements
    marks = cells.hints[tree.shapes]
    is_hidden = ((marks & HIDDEN) != 0) & ((marks & SET_IN) == 0)
    if not is_hidden.any():
        nowhere = np.zeros(len(cells.lines), np.bool_)
        return Hidden(nowhere, nowhere, np.zeros(len(is_hidden), np.bool_))
    around = tree.hand_down(is_hidden.astype(np.int64), is_hidden)
    outermost = is_hidden & (around[tree.parents] == 0)
    parts = tree.hand_down(np.where(outermost, np.arange(len(is_hidden)), -1), outermost)
    is_inside = layout.article.shared >= tree.depths[layout.article.ends][_list_pages(cells)]
    of_lines = cells.at_lines(parts)
    rows = np.flatnonzero((of_lines >= 0) & is_inside[of_lines])
    is_notice, is_text = (np.zeros(len(is_hidden), np.bool_) for _ in range(2))
    is_notice[of_lines[rows[_find_notices(cells, parts)[rows]]]] = True
    is_text[of_lines[rows]] = True
    is_text &= (
        (layout.elements.prose > 0) & ((layout.elements.lines >= _LINES) | _find_opened(cells, rows, of_lines)) & ~is_notice
    )
    opened = (parts >= 0) & is_text[parts]
    notices = np.zeros(len(cells.lines), np.bool_)
    notices[rows] = is_notice[of_lines[rows]]
    return Hidden(notices, cells.at_lines(opened) & (cells.prose > 0), opened)


def _list_pages(cells: Cells) -> Ints:
    offsets = cells.elements.offsets
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def _find_notices(cells: Cells, parts: Ints) -> Flags:
    """Which lines of hidden parts are a notice by what is around them inside the part, or by what they say."""
    tree, names = cells.elements, group_names()
    groups = sum(1 << names.index(name) for name in _NOTICE_GROUPS) << GROUP_SHIFT
    tags = tree.kinds.mark(tree.kinds.tags, lambda tag: _TAG_BIT if tag in _NOTICE_TAGS else 0)
    bits = np.where(cells.hints[tree.shapes] & groups, 1, 0) | tags[tree.shapes]
    phrases = cells.of_lines(cells.wording.phrases)
    is_said = (phrases & mark_phrases(_NOTICE_PHRASES) != 0) & (phrases & mark_phrases(_ADDRESSES) != 0)
    flags: Flags = (cells.at_lines(tree.gather_below(bits, parts < 0)) != 0) | is_said
    return flags


def _find_opened(cells: Cells, rows: Ints, parts: Ints) -> Flags:
    """Which hidden parts have a heading or a button right before them."""
    opened = np.zeros(len(cells.elements.parents), np.bool_)
    lines, starts = cells.lines, cells.pages.starts
    for row in rows.tolist():
        first = row > starts[row] and parts[row - 1] != parts[row]
        if first and lines[row - 1].tag in _OPENERS:
            opened[parts[row]] = True
    return opened
