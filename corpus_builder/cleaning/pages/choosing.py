"""Which lines of pages are kept, by their probabilities: the likely ones, headings between them, lists and tables as wholes."""

from __future__ import annotations

from itertools import pairwise
from math import fsum
from typing import get_args

import numpy as np

from corpus_builder.cleaning.pages.cells import GROUP_SHIFT, MOSTLY_LINKED, Cells, group_names
from corpus_builder.cleaning.pages.wording import ENDS, mark_phrases
from corpus_builder.kernels.segments import Flags, Floats, Ints, Segments, find_first, find_last
from corpus_builder.model import Role
from corpus_builder.settings import PageSettings

# A page has an article when a line this long (characters; a wide script's count more than double) is likely part of it: the
# lines of menus and listings are shorter.
ARTICLE_CHARACTERS = 50
# A list led up to by a line that is kept goes with its least likely item when that is less probable.
LOWEST_ITEM_PROBABILITY = 0.04
# The same among the article's own paragraphs, where no word of an attribute speaks of anything beside it.
LOWEST_LISTED_PROBABILITY = 0.02
# A heading that leads to prose which is kept, and a sentence right in the element of the paragraphs around it, are kept from
# these probabilities on.
LOWEST_LEADING_PROBABILITY = 0.2
LOWEST_BARE_PROBABILITY = 0.1
# A first-level heading shorter than this (characters) is a logo or a section more often than a title.
TITLE_CHARACTERS = 10

# What a list behind all text says that is none of the article.
_NOTICES = ("comment", "follow", "legal", "newsletter", "reader", "subscriber", "support", "we")
# Characters: the words of a button are shorter.
BUTTON_CHARACTERS = 20
# Characters: a line that names a speaker is shorter.
SPEAKER_CHARACTERS = 100
_QUOTING = frozenset({"blockquote"})
_COLON = ENDS.index("colon")
# A list is what these make, or items alone.
_LIST_TAGS = frozenset({"dd", "dl", "dt", "li", "ol", "ul"})
_ASIDE_GROUPS = (
    "advertising",
    "comments",
    "control",
    "dialog",
    "footer",
    "form",
    "navigation",
    "related",
    "share",
    "sidebar",
    "subscription",
    "topics",
)

ROLES: tuple[Role, ...] = get_args(Role)
_BODY, _CAPTION, _HEADING, _ITEM = map(ROLES.index, ("body", "caption", "heading", "list_item"))
_ROLES: dict[str, Role] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
}
# A heading right between two lines that are kept is kept from this share of the threshold on.
_HEADING_SHARE = 0.5
# Lines before and behind a table, and behind a list, of which one is kept where it stands in the article: a teaser may come
# between.
_AROUND = 2


def choose_lines(cells: Cells, probabilities: Floats, settings: PageSettings) -> Flags:
    """Which lines are kept: the likely ones, headings between them, and lists and tables as wholes.

    A heading behind all text leads nowhere.
    """
    offsets = cells.pages.offsets.tolist()
    thresholds = [find_threshold(probabilities[a:b], cells.lengths[a:b], settings) for a, b in pairwise(offsets)]
    kept = _keep_headings(cells, probabilities, np.array(thresholds, np.float64)[cells.pages.owners])
    flags = kept.tolist()
    _keep_lists(cells, probabilities, flags)
    _keep_listings(cells, probabilities, flags)
    _keep_tables(cells, probabilities, flags, settings)
    kept = np.array(flags, np.bool_)
    is_text = kept & (find_roles(cells) != _HEADING)
    has_text = find_first(is_text, cells.pages) < cells.pages.offsets[1:]
    last = np.where(has_text, find_last(is_text, cells.pages), len(kept))
    result: Flags = kept & (cells.pages.rows <= last[cells.pages.owners])
    return result


def find_threshold(probabilities: Floats, lengths: Floats, settings: PageSettings) -> float:
    """The probability from which on the lines of a page are kept: that which makes the expected F1 of its text the highest.

    A page on which all lines are uncertain keeps the likelier ones; one without a likely line of prose keeps none (1.0).
    """
    if not ((probabilities >= settings.article_probability) & (lengths >= ARTICLE_CHARACTERS)).any():
        return 1.0
    order = np.lexsort((lengths, probabilities))[::-1]
    right = probabilities * lengths
    expected = fsum(right.tolist())
    best = float((2 * np.cumsum(right[order]) / (np.cumsum(lengths[order]) + expected)).max(initial=0.0))
    # For the best set of lines, the threshold is half the F1 it reaches (Lewis 1995, "Evaluating and optimizing
    # autonomous text classification systems").
    return max(settings.lowest_probability, best / 2)


def find_titles(cells: Cells, kept: Flags) -> Ints:
    """For each page the first-level heading nearest before the article's first long line, or else the first one inside the
    article; -1 where there is none.
    """
    pages, kinds = cells.pages, cells.elements.kinds
    first = find_first(kept & (cells.lengths >= ARTICLE_CHARACTERS), pages)
    has_article = first < pages.offsets[1:]
    marks = kinds.gather(kinds.mark(kinds.tags, lambda tag: tag == "h1"))
    headings = (marks[cells.at_lines(cells.elements.shapes)] != 0) & (cells.lengths >= TITLE_CHARACTERS)
    before = find_last(headings & (pages.rows < first[pages.owners]), pages)
    inside = find_first(headings & kept, pages)
    inside = np.where(inside < pages.offsets[1:], inside, -1)
    return np.where(has_article, np.where(before >= pages.offsets[:-1], before, inside), -1)


def find_roles(cells: Cells) -> Ints:
    """What each line is by the innermost element around it that tells, as an index into `ROLES`."""
    tree = cells.elements
    own = tree.kinds.mark(tree.kinds.tags, lambda tag: ROLES.index(_ROLES[tag]) if tag in _ROLES else -1)[tree.shapes]
    roles = cells.at_lines(tree.hand_down(own, own >= 0))
    # a line that nothing encloses has its tag all the same
    bare = np.flatnonzero(cells.at_lines(tree.depths) == 0).tolist()
    for row in bare:
        roles[row] = ROLES.index(_ROLES.get(cells.lines[row].tag, "body"))
    return np.where(roles >= 0, roles, _BODY)


def _keep_headings(cells: Cells, probabilities: Floats, thresholds: Floats) -> Flags:
    """Which lines are kept: those above the threshold; headings that lead to prose which is kept, or stand between two such
    lines, and text without an element of its own between two.
    """
    likely = probabilities > thresholds
    tree, pages = cells.elements, cells.pages
    roles, around = find_roles(cells), cells.at_lines(tree.parents)
    before, after = _look_beside(likely, pages, -1), _look_beside(likely, pages, 1)
    # a picture may come between a heading and its text, or the words of a button that opens it
    passed = (roles == _CAPTION) | (~likely & (roles != _HEADING) & (cells.lengths < BUTTON_CHARACTERS))
    behind = _look_beside(passed, pages, 1) & _look_beside(likely & (cells.prose > 0), pages, 2)
    leads = (_look_beside(likely & (cells.prose > 0), pages, 1) | behind) & (probabilities >= LOWEST_LEADING_PROBABILITY)
    beside = (around == np.roll(around, 1)) | (around == np.roll(around, -1))
    between = before & after & beside & (probabilities > thresholds * _HEADING_SHARE)
    is_bare = before & after & (np.roll(around, 1) == tree.innermost) & (np.roll(around, -1) == tree.innermost)
    is_bare &= cells.of_lines(cells.wording.stops) & (cells.linked < MOSTLY_LINKED) & (probabilities >= LOWEST_BARE_PROBABILITY)
    leads &= cells.linked < MOSTLY_LINKED
    result: Flags = likely | ((leads | between) & (roles == _HEADING)) | is_bare | _find_speakers(cells, probabilities, likely)
    return result


def _find_speakers(cells: Cells, probabilities: Floats, likely: Flags) -> Flags:
    """Which lines name the speaker of a quote that is kept: right behind it in its element, or with a colon before it."""
    tree, pages, names = cells.elements, cells.pages, group_names()
    around = cells.at_lines(tree.parents)
    quoted = 1 << (GROUP_SHIFT + names.index("quote"))
    is_quote = (cells.hints[tree.shapes] & quoted != 0) | (
        tree.kinds.mark(tree.kinds.tags, _QUOTING.__contains__)[tree.shapes] != 0
    )
    behind = _look_beside(likely, pages, -1) & (around == np.roll(around, 1)) & is_quote[around]
    before = _look_beside(likely, pages, 1) & (around == np.roll(around, -1)) & (cells.of_lines(cells.wording.ends) == _COLON)
    is_short = (cells.lengths < SPEAKER_CHARACTERS) & (cells.linked < MOSTLY_LINKED)
    result: Flags = (behind | before) & is_short & (probabilities >= LOWEST_LEADING_PROBABILITY)
    return result


def _look_beside(flags: Flags, pages: Segments, steps: int) -> Flags:
    """For each line whether the line so many further on its page has the flag; none beyond the page's ends has."""
    beside = np.roll(flags, -steps)
    inside = pages.rows + steps
    result: Flags = beside & (inside >= pages.starts) & (inside < pages.ends)
    return result


def _find_runs(cells: Cells, *columns: Ints) -> Ints:
    """The first lines of the runs of lines of a page in which all columns have one value, and the number of lines."""
    changes = np.ones(len(cells.lines) + 1, np.bool_)
    changes[1:-1] = False
    for column in (cells.pages.owners, *columns):
        changes[1:-1] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def _keep_lists(cells: Cells, probabilities: Floats, kept: list[bool]) -> None:
    """Keep the lists between lines that are kept (a teaser may come between): the lines of a list as one."""
    if not kept:
        return
    tree, pages, roles = cells.elements, cells.pages, find_roles(cells)
    around = cells.at_lines(tree.parents)
    bounds = _find_runs(cells, roles, around)
    starts = bounds[:-1]
    is_list = (roles[starts] == _ITEM) & (starts > pages.starts[starts])
    is_list &= tree.parents[around[starts]] == around[starts - 1]
    for index in np.flatnonzero(is_list).tolist():
        first, end = int(bounds[index]), int(bounds[index + 1])
        behind = kept[end : min(end + _AROUND, int(pages.ends[first]))]
        if kept[first - 1] and any(behind) and probabilities[first:end].min() > LOWEST_ITEM_PROBABILITY:
            kept[first:end] = [True] * (end - first)


def _keep_listings(cells: Cells, probabilities: Floats, kept: list[bool]) -> None:
    """Keep runs of list items and their headings that stand right among the paragraphs of the article: a report in bullets."""
    if not kept:
        return
    tree, pages, roles = cells.elements, cells.pages, find_roles(cells)
    containers, is_plain = _find_containers(cells)
    in_list = (roles == _ITEM) & is_plain & (containers != cells.at_lines(tree.parents))
    is_listed = in_list | ((roles == _HEADING) & is_plain)
    linked = cells.linked * cells.lengths
    bounds = _find_runs(cells, containers, is_listed.astype(np.int64))
    notices = cells.of_lines(cells.wording.phrases) & mark_phrases(_NOTICES) != 0
    has_item = np.logical_or.reduceat(roles == _ITEM, bounds[:-1])
    for index in np.flatnonzero(is_listed[bounds[:-1]] & has_item).tolist():
        first, end = int(bounds[index]), int(bounds[index + 1])
        if first == pages.starts[first] or not kept[first - 1] or containers[first - 1] != containers[first]:
            continue
        is_inside = end < pages.ends[first] and kept[end] and containers[end] == containers[first]
        if linked[first:end].sum() >= MOSTLY_LINKED * cells.lengths[first:end].sum():
            continue
        if (is_inside or not notices[first:end].any()) and probabilities[first:end].min() > LOWEST_LISTED_PROBABILITY:
            kept[first:end] = [True] * (end - first)


def _find_containers(cells: Cells) -> tuple[Ints, Flags]:
    """For each line the element that holds it, or its list, and whether no hint between speaks of anything beside the text."""
    tree, kinds = cells.elements, cells.elements.kinds
    is_list = kinds.mark(kinds.tags, lambda tag: tag in _LIST_TAGS)[tree.shapes] != 0
    roots = np.where(is_list & ~is_list[tree.parents], np.arange(len(is_list)), -1)
    lists = tree.hand_down(roots, roots >= 0)
    outer = np.where(lists >= 0, tree.parents[lists], tree.parents)
    names = group_names()
    groups = sum(1 << names.index(name) for name in _ASIDE_GROUPS) << GROUP_SHIFT
    marked = np.where(cells.hints[tree.shapes] & groups, 1, 0)
    inside = tree.gather_below(marked, lists < 0)
    marked = np.where(lists >= 0, inside, marked)
    return cells.at_lines(outer), cells.at_lines(marked) == 0


def _keep_tables(cells: Cells, probabilities: Floats, kept: list[bool], settings: PageSettings) -> None:
    """Keep a table between lines that are kept, or remove it, as one: by the mean probability of its text."""
    tables, pages = _find_tables(cells), cells.pages
    bounds = _find_runs(cells, tables)
    for index in np.flatnonzero(tables[bounds[:-1]] >= 0).tolist() if kept else ():
        first, end = int(bounds[index]), int(bounds[index + 1])
        before = kept[max(int(pages.starts[first]), first - _AROUND) : first]
        behind = kept[end : min(end + _AROUND, int(pages.ends[first]))]
        if any(before) and any(behind):
            lengths = cells.lengths[first:end]
            mean = fsum((probabilities[first:end] * lengths).tolist()) / max(1.0, fsum(lengths.tolist()))
            kept[first:end] = [mean > settings.lowest_probability] * (end - first)


def _find_tables(cells: Cells) -> Ints:
    """The outermost table that each line is a part of; -1 where there is none."""
    tree, kinds = cells.elements, cells.elements.kinds
    is_table = kinds.mark(kinds.tags, lambda tag: tag == "table")
    own, around = is_table[tree.shapes] != 0, kinds.gather(is_table)[tree.shapes] != 0
    outermost = own & ~around[tree.parents]
    tables = np.where(outermost, np.arange(len(own)), -1)
    return cells.at_lines(tree.hand_down(tables, outermost))
