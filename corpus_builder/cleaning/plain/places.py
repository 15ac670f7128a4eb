"""What its place says of a line of plain text: between paragraphs of one article, or right below its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.plain.headings import TITLE_DISTANCE
from corpus_builder.cleaning.plain.shape import ShapeColumns
from corpus_builder.kernels.segments import (
    Flags,
    Ints,
    Runs,
    Segments,
    count_flags,
    extend_runs,
    find_first,
    find_first_from,
    find_last,
    find_last_until,
    flag_runs,
    measure_runs,
    take_before,
    take_behind,
)

# Lines between two paragraphs of one article, of so many one may be known to a rule, and words of a headline.
ISLAND_LINES, KNOWN_IN, HEADLINE_WORDS = 60, 8, 4
# Words of a standfirst: a shorter line below the title may be the name of a section, of an author or a row of buttons.
LEAD_WORDS = 8
# Lines of a page that is a menu, and words of the longest.
MENU_PAGE_LINES, ENTRY_WORDS = 8, 8
# Words of a short sentence.
SENTENCE_WORDS = 4
# Marks at the end of a line that goes on in the next, as in a poem, or is speech.
_UNFINISHED = ",;»”)"
# Items of a list, lines of a poem and the words of one, and briefs under heads in capitals: fewer may be something else.
_LIST_ITEMS, _VERSES, _VERSE_WORDS, _BRIEFS = 3, 4, range(2, 13), 3
# Words of a sentence that leads to a list: a shorter one may be the label of a menu.
_LEADING_WORDS = 5
# Words of a heading in capitals, or above a list.
_HEAD_WORDS = 10
# Results in a row, of so many characters each; one is names with two numbers of up to three digits.
_RESULTS, _RESULT_CHARACTERS = 3, 90
_RESULT = re.compile(r"[^\W\d_]{2}\D{0,40}\d{1,3}\D{1,40}\d{1,3}\D{0,12}")
# An item of a list that begins with a quantity: "* 300 g of flour", not "1. Home" or "* 2024".
_QUANTITY = re.compile(r"[^\w\s\[(]{1,2}\s{0,3}\d[\d.,/]{0,6}\s?[^\W\d]")


def bridge_islands(texts: Sequence[str], shapes: ShapeColumns, runs: Runs, pages: Segments) -> Runs:
    """The main run of each page and the prose beyond islands: results, names, a recipe, a poem between paragraphs.

    Of its lines hardly one stands twice or is known to a rule, and most are no headlines of other articles.
    """
    gap = ~shapes.is_prose
    size = measure_runs(gap, pages)
    known = gap & (shapes.repeated | ~shapes.is_unknown())
    headlines = gap & (shapes.n_words >= HEADLINE_WORDS) & (shapes.digits == 0)
    headlines &= ~(shapes.ends | shapes.listed | shapes.lower_start)
    for row in np.flatnonzero(headlines & ~flag_runs(runs, pages)).tolist():
        headlines[row] = ":" not in texts[row] and texts[row][-1] not in _UNFINISHED
    n_known, n_headlines = (_count_in_runs(gap, flags, pages) for flags in (known, headlines))
    is_island = gap & (size <= ISLAND_LINES) & (KNOWN_IN * n_known <= size) & (2 * n_headlines <= size)
    return extend_runs(runs, shapes.is_prose & (shapes.metadata == 0), is_island, pages)


def find_leads(shapes: ShapeColumns, titles: Flags, pages: Segments) -> Flags:
    """Which lines may be standfirsts: the first long line below the title of their page that is no date."""
    title = find_last(titles, pages)[pages.owners]
    below = (title >= pages.starts) & (title < pages.rows) & (pages.rows <= title + TITLE_DISTANCE)
    says_something = below & (shapes.n_words >= LEAD_WORDS) & shapes.is_unknown()
    other = shapes.repeated | shapes.listed | (~shapes.is_prose & shapes.credit) | (~shapes.ends & shapes.dated)
    leads: Flags = says_something & ~other & (pages.rows == find_first(says_something, pages)[pages.owners])
    return leads


def find_leftovers(shapes: ShapeColumns, kept: Flags, runs: Runs, pages: Segments) -> Flags:
    """What is left over of pages without prose: no line that is kept has a sentence, and as many lines were removed or more,
    or all of them might stand in a menu of several lines: words without a stop, a comma or a figure.
    """
    sentences = kept & (shapes.sentences | (shapes.ends & (shapes.n_words >= SENTENCE_WORDS)))
    marked = shapes.ends | shapes.colon | shapes.question | shapes.lower_start | shapes.quote | (shapes.commas > 0)
    others = kept & (marked | (shapes.digits > 0) | (shapes.n_words > ENTRY_WORDS))
    n_lines = np.diff(pages.offsets)
    few = 2 * count_flags(kept, pages) <= n_lines
    menus = (n_lines >= MENU_PAGE_LINES) & (count_flags(others, pages) == 0)
    empty = (runs.starts == runs.ends) & (few | menus) & (count_flags(sentences, pages) == 0)
    leftovers: Flags = kept & empty[pages.owners]
    return leftovers


def find_linked_items(texts: Sequence[str], shapes: ShapeColumns, kept: Flags, pages: Segments) -> Flags:
    """The items of lists below each of which stands nothing but its address, where a page has several: other articles."""
    addresses = take_before(shapes.listed & kept, pages) & (shapes.n_words == 1) & ~shapes.listed
    for row in np.flatnonzero(addresses).tolist():
        # a list with numbers is an order of the article's own: ten books for the summer
        is_bare = texts[row].lstrip("<([").startswith(("http:", "https:"))
        addresses[row] = is_bare and not texts[row - 1][0].isdigit()
    linked: Flags = take_behind(addresses, pages) & (count_flags(addresses, pages) >= _LIST_ITEMS)[pages.owners]
    return linked


class Verdict(NamedTuple):
    """What is known so far of lines: which no rule removes, which of those the model would, and which are titles."""

    free: Flags
    low: Flags
    titles: Flags


class _Marks(NamedTuple):
    """Which lines end in a semicolon or in a comma, which items begin with a quantity, and which lines are results of a match."""

    semicolons: Flags
    commas: Flags
    counted: Flags
    results: Flags


def find_belonging(texts: Sequence[str], shapes: ShapeColumns, verdict: Verdict, pages: Segments) -> Flags:
    """Which lines between the title or a paragraph and another paragraph belong to them, whatever the model says.

    Lists that a sentence leads to, that are one sentence or that name quantities, poems, results, each with the paragraph right
    behind it; lists half of which is kept; briefs under heads in capitals.
    """
    free, low, titles = verdict
    prose = free & shapes.is_prose
    before = free & (find_last_until((prose & ~low) | titles, pages) >= pages.starts)
    if not (before & low).any():
        return np.zeros(len(low), bool)
    asked = before & (shapes.listed | (shapes.n_words < _VERSE_WORDS.stop)) & (count_flags(low, pages) > 0)[pages.owners]
    marks = _read_marks(texts, shapes, asked)
    islands = _find_lists(shapes, free, marks, pages) | _find_verses(shapes, free, marks, pages)
    islands |= _find_results(shapes, free, marks, pages)
    islands &= before
    behind = prose & (_count_in_runs(prose, prose & take_before(islands, pages), pages) > 0)
    between = before & (find_first_from(prose & ~low, pages) < pages.ends)
    whole = islands & (between | (_count_in_runs(islands, take_behind(behind, pages), pages) > 0))
    parts = between & (_find_halves(shapes, free, low, pages) | _find_briefs(shapes, free, pages))
    belonging: Flags = whole | behind | parts
    return belonging


def _read_marks(texts: Sequence[str], shapes: ShapeColumns, asked: Flags) -> _Marks:
    marks = _Marks(*np.zeros((4, len(asked)), bool))
    rows = np.flatnonzero(asked)
    last = [texts[row][-1] for row in rows.tolist()]
    for flags, sign in ((marks.semicolons, ";"), (marks.commas, ",")):
        flags[rows] = [end == sign for end in last]
    for row in rows[shapes.digits[rows] > 0].tolist():
        if shapes.listed[row]:
            marks.counted[row] = _QUANTITY.match(texts[row]) is not None
        elif len(texts[row]) <= _RESULT_CHARACTERS:
            marks.results[row] = _RESULT.fullmatch(texts[row]) is not None
    return marks


def _find_lists(shapes: ShapeColumns, free: Flags, marks: _Marks, pages: Segments) -> Flags:
    """The lists of which no rule knows an item, each with the sentence that leads to it; above quantities stands a heading."""
    listed = shapes.listed
    whole = listed & (_count_in_runs(listed, ~free, pages) == 0)
    size = measure_runs(listed, pages)
    semicolons, counted = (_count_in_runs(listed, flags, pages) for flags in (marks.semicolons, marks.counted))
    leads = free & ~listed & shapes.colon & (shapes.n_words >= _LEADING_WORDS)
    led = whole & (_count_in_runs(listed, listed & take_before(leads, pages), pages) > 0)
    quantities = whole & (size >= _LIST_ITEMS) & (2 * counted >= size)
    heads = free & ~(listed | shapes.ends) & (shapes.n_words <= _HEAD_WORDS) & take_behind(quantities, pages)
    sentence = whole & (size >= _LIST_ITEMS) & (semicolons > 0)
    lists: Flags = led | quantities | sentence | heads | (leads & take_behind(led, pages))
    return lists


def _find_halves(shapes: ShapeColumns, free: Flags, low: Flags, pages: Segments) -> Flags:
    """The lists of which no rule knows an item, and half of which the model keeps."""
    size = measure_runs(shapes.listed, pages)
    known, kept = (_count_in_runs(shapes.listed, flags, pages) for flags in (~free, free & ~low))
    halves: Flags = shapes.listed & (size >= _LIST_ITEMS) & (known == 0) & (2 * kept >= size)
    return halves


def _find_verses(shapes: ShapeColumns, free: Flags, marks: _Marks, pages: Segments) -> Flags:
    """The short lines in a row many of which go on in the next."""
    goes_on = marks.semicolons | marks.commas
    is_short = (shapes.n_words >= _VERSE_WORDS.start) & (shapes.n_words < _VERSE_WORDS.stop)
    verse = free & is_short & ~(shapes.listed | shapes.dated | shapes.credit)
    unfinished = (goes_on | shapes.lower_start) & (2 * shapes.capitals < 1)
    size = measure_runs(verse, pages)
    marked = 4 * _count_in_runs(verse, goes_on | shapes.ends, pages) >= size
    verses: Flags = verse & marked & (size >= _VERSES) & (5 * _count_in_runs(verse, unfinished, pages) >= 2 * size)
    return verses


def _find_results(shapes: ShapeColumns, free: Flags, marks: _Marks, pages: Segments) -> Flags:
    """The short lines right between two paragraphs several of which are results: headings and names stand among them."""
    prose = free & shapes.is_prose
    short = free & ~prose & (shapes.n_words < _VERSE_WORDS.stop) & ~(shapes.listed | shapes.dated | shapes.credit)
    beside = (take_before(prose, pages), take_behind(prose, pages))
    before, behind, results = (_count_in_runs(short, flags, pages) for flags in (*beside, marks.results & short))
    found: Flags = short & (before > 0) & (behind > 0) & (results >= _RESULTS) & (3 * results >= measure_runs(short, pages))
    return found


def _find_briefs(shapes: ShapeColumns, free: Flags, pages: Segments) -> Flags:
    """Heads in capitals with the paragraph below each, where a page has several."""
    heads = free & shapes.shouts & ~(shapes.ends | shapes.repeated | shapes.listed) & (shapes.n_words <= _HEAD_WORDS)
    heads &= take_behind(free & shapes.is_prose & ~shapes.listed, pages)
    heads &= (count_flags(heads, pages) >= _BRIEFS)[pages.owners]
    return heads | take_before(heads, pages)


def _count_in_runs(runs: Flags, flags: Flags, pages: Segments) -> Ints:
    """For each row of a run of flagged rows how many rows of that run have the other flag; elsewhere 0."""
    counts = np.zeros(len(runs), np.int64)
    rows = np.flatnonzero(runs)
    if len(rows):
        first = np.flatnonzero((np.diff(rows, prepend=-2) != 1) | (rows == pages.starts[rows]))
        sums = np.add.reduceat(flags[rows], first, dtype=np.int64)
        counts[rows] = np.repeat(sums, np.diff(first, append=len(rows)))
    return counts
