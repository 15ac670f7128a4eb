"""Features that separate lines of the article from boilerplate: named binary features of the lines of rendered pages.

A number becomes a feature by the bin it lies in (`links <0.1`). Features say what a line reads like, how far it
stands from where the article seems to be (`layout`), and what parts it from there: hints on elements around both tell
nothing about the line. They stand in columns over the lines of all pages of a batch (`feature_names`). The model that
weighs them is `models/pages.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from corpus_builder.cleaning.pages.cells import COMMENTED, GROUP_SHIFT, HIDDEN, SET_IN, Cells, group_names
from corpus_builder.cleaning.pages.elements import line_kinds, meaningful_elements, name_kind
from corpus_builder.cleaning.pages.feature_names import (
    AREA_SHARES,
    ARTICLE_SHARES,
    ARTICLE_UP,
    BRANCH_SHARES,
    BRANCHES,
    COMMAS,
    COUNTS,
    DISTANCES,
    LENGTHS,
    LENGTHS_COARSE,
    LENGTHS_OF_PHRASES,
    ORDERS,
    PAGE_PROSE,
    SHARES,
    SHARES_COARSE,
    SINCE_TITLE,
    TITLE_SHARES,
    TITLE_UP,
    TITLE_UP_DOWN,
    TRUNK_UP,
    TRUNK_UP_DOWN,
    TRUNK_UP_LENGTH,
    TRUNK_UP_ORDER,
    TWICE_SHARES,
    UP,
    UP_DOWN,
    UP_LENGTH,
    UP_ORDER,
    UP_TWICE,
    declare_columns,
    find_bins,
)
from corpus_builder.cleaning.pages.layout import Areas, Layout, Route, survey_pages
from corpus_builder.cleaning.pages.parts.asides import find_notices, find_pull_quotes, find_teasers
from corpus_builder.cleaning.pages.parts.hidden import OPENED_GROUPS, Hidden, read_hidden
from corpus_builder.cleaning.pages.wording import mark_phrases, phrase_names
from corpus_builder.kernels.segments import Flags, Floats, Ints, find_first, find_last
from corpus_builder.models.linear import FeatureColumn

# Share of a line from which on digits are many.
_MANY_DIGITS = 0.2
# What a notice says that a page repeats.
_NOTICES = ("comment", "consent", "follow", "legal", "newsletter", "reader", "subscriber", "support", "tip", "we")
# How far the next prose is where there is none, in lines.
_NO_PROSE = 99
# Share of a line that the page says elsewhere from which on it is a copy.
_COPIED = 0.5
# How often the page says what it says often.
_OFTEN = 3


def find_features(cells: Cells) -> list[FeatureColumn]:
    """The features of lines in columns (`feature_names.declare_columns` has all).

    >>> from corpus_builder.cleaning.pages.cells import LinedPage, measure_pages
    >>> from corpus_builder.model import Line
    >>> columns = find_features(measure_pages([LinedPage(["Au revoir"], [Line("p")])]))
    >>> list_names(columns, 0)[:3]
    ['length <10', 'tag p', 'tag p length <10']
    """
    layout = survey_pages(cells)
    hidden = read_hidden(cells, layout)
    parts = (
        _read_text(cells),
        _read_phrases(cells),
        _read_place(cells, layout),
        _read_neighbours(cells),
        _read_trunk(cells, layout),
        _read_title(cells, layout),
        _read_markup(cells, layout, hidden),
        _read_hidden(cells, layout, hidden),
        _read_areas(cells, layout),
    )
    return [column for part in parts for column in part]


def list_names(columns: Sequence[FeatureColumn], row: int) -> list[str]:
    """The names of the features that a line has, by its index."""
    return [name for column in columns for name in column.names[int(column.choices[row])]]


def _read_text(cells: Cells) -> Iterator[FeatureColumn]:
    columns, wording = declare_columns(), cells.wording
    lengths = find_bins(cells.lengths, LENGTHS)
    yield columns["length"].fill(lengths)
    kinds = {kind: number for number, kind in enumerate(sorted(line_kinds()))}
    numbers = {tag: kinds[name_kind(tag)] for tag in {line.tag for line in cells.lines}}
    tags = np.fromiter((numbers[line.tag] for line in cells.lines), np.int64, len(cells.lines))
    yield columns["tag"].fill(tags, lengths)
    yield columns["links"].fill(find_bins(cells.linked, SHARES), lengths)
    yield columns["end"].fill(cells.of_lines(wording.ends), lengths)
    yield columns["commas"].fill(cells.of_lines(find_bins(wording.commas, COMMAS)))
    yield columns["starts low"].flag(cells.of_lines(wording.is_low))
    yield columns["starts with a quotation mark"].flag(cells.of_lines(wording.is_quoted))
    yield columns["all capitals"].flag(cells.of_lines(wording.is_capital))
    yield columns["many digits"].flag(cells.of_lines(wording.digits > _MANY_DIGITS * wording.sizes))
    for what, flags in (("question", wording.is_question), ("date", wording.is_dated), ("sign", wording.is_signed)):
        yield columns[what].fill(lengths, where=cells.of_lines(flags))


def _read_phrases(cells: Cells) -> Iterator[FeatureColumn]:
    lengths = find_bins(cells.lengths, LENGTHS_OF_PHRASES)
    yield from _read_bits(cells.of_lines(cells.wording.phrases), [f"says {name}" for name in phrase_names()], lengths)


def _read_bits(bits: Ints, names: Sequence[str], *choices: Ints) -> Iterator[FeatureColumn]:
    """The columns of those names of which a line has the bit; none for a bit that no line has."""
    columns, any_bits = declare_columns(), int(np.bitwise_or.reduce(bits)) if len(bits) else 0
    for number, name in enumerate(names):
        if any_bits >> number & 1:
            where = (bits >> number & 1).astype(np.bool_)
            yield columns[name].fill(*choices, where=where) if choices else columns[name].flag(where)


def _measure_way(cells: Cells, route: Route) -> tuple[Ints, Ints]:
    """For each line the elements up from the end of the way to what it shares with the line, and down from there to the line."""
    shared = cells.at_lines(route.shared)
    depths = cells.elements.depths
    return depths[route.ends][cells.pages.owners] - shared, cells.at_lines(depths) - shared


def _find_orders(cells: Cells, flags: Flags) -> Ints:
    """Where lines stand by the first and the last line of their page that has the flag, as indices into `ORDERS`."""
    pages = cells.pages
    first, last = find_first(flags, pages)[pages.owners], find_last(flags, pages)[pages.owners]
    return np.where(pages.rows < first, ORDERS.index("before"), np.where(pages.rows > last, 2, 1))


def _read_place(cells: Cells, layout: Layout) -> Iterator[FeatureColumn]:
    columns = declare_columns()
    lengths, links = find_bins(cells.lengths, LENGTHS_COARSE), find_bins(cells.linked, SHARES_COARSE)
    up, down = _measure_way(cells, layout.article)
    yield columns["up"].fill(np.minimum(up, UP))
    yield columns["up, down"].fill(np.minimum(up, UP_DOWN[0]), np.minimum(down, UP_DOWN[1]))
    yield columns["up, length, links"].fill(np.minimum(up, UP_LENGTH), lengths, links)
    yield columns["comments"].flag(_find_comments(cells, layout))
    orders = _find_orders(cells, layout.in_article)
    yield columns["order"].fill(orders, np.minimum(up, UP_ORDER))
    yield columns["order, length"].fill(orders, lengths)
    yield columns["repeated"].fill(lengths, where=cells.repeats > 1)
    often = cells.repeats >= _OFTEN
    yield columns["repeated often"].fill(lengths, where=often)
    captioned = 1 << (GROUP_SHIFT + group_names().index("caption"))
    is_caption = cells.at_lines(cells.elements.gather_below(cells.hints[cells.elements.shapes], layout.around)) & captioned != 0
    is_notice = (up > 0) | is_caption | (cells.of_lines(cells.wording.phrases) & mark_phrases(_NOTICES) != 0)
    yield columns["repeated notice"].fill(lengths, where=often & is_notice)
    twice, is_long = find_bins(layout.twice, TWICE_SHARES), layout.twice >= 0
    yield columns["said elsewhere"].fill(twice, np.minimum(up, UP_TWICE), where=is_long)
    yield columns["title"].fill(find_bins(layout.titled, TITLE_SHARES), orders, where=layout.titled >= 0)


def _find_comments(cells: Cells, layout: Layout) -> Flags:
    """Which lines are readers' comments beside the article, on a page that is no commentary itself."""
    tree, owners = cells.elements, cells.pages.owners
    around = cells.hints_around[tree.shapes[layout.article.ends]]
    has_prose = find_first(layout.in_article, cells.pages) < cells.pages.offsets[1:]
    is_commentary = has_prose & ((around & COMMENTED) != 0)
    has_article = tree.depths[layout.article.ends] > 0
    below = tree.gather_below(cells.hints[tree.shapes], layout.around)
    comments: Flags = (has_article & ~is_commentary)[owners] & ((cells.at_lines(below) & COMMENTED) != 0)
    return comments


def _read_neighbours(cells: Cells) -> Iterator[FeatureColumn]:
    columns, pages = declare_columns(), cells.pages
    prose = np.flatnonzero(cells.prose > 0)
    behind = np.append(prose, len(pages.rows) + _NO_PROSE)[np.searchsorted(prose, pages.rows, side="right")]
    ahead = np.append(-_NO_PROSE, prose)[np.searchsorted(prose, pages.rows, side="left")]
    after = find_bins(np.where(behind < pages.ends, behind - pages.rows, _NO_PROSE), DISTANCES)
    before = find_bins(np.where(ahead >= pages.starts, pages.rows - ahead, _NO_PROSE), DISTANCES)
    lengths = find_bins(cells.lengths, LENGTHS_COARSE)
    yield columns["prose"].fill(before, after)
    yield columns["prose before"].fill(before, lengths)
    yield columns["prose after"].fill(after, lengths)


def _read_trunk(cells: Cells, layout: Layout) -> Iterator[FeatureColumn]:
    columns, lengths, route = declare_columns(), find_bins(cells.lengths, LENGTHS_COARSE), layout.trunk
    up, down = _measure_way(cells, route)
    ends = route.ends[cells.pages.owners]
    has_trunk = cells.elements.depths[ends] > 0
    yield columns["trunk up"].fill(np.minimum(up, TRUNK_UP), where=has_trunk)
    yield columns["trunk up, down"].fill(np.minimum(up, TRUNK_UP_DOWN[0]), np.minimum(down, TRUNK_UP_DOWN[1]), where=has_trunk)
    yield columns["trunk up, length"].fill(np.minimum(up, TRUNK_UP_LENGTH), lengths, where=has_trunk)
    is_branch = has_trunk & (up == 0) & (down > 0)
    weights = layout.elements.weights
    whole = np.where(is_branch, weights[ends], 1.0)
    shares = find_bins(weights[cells.at_lines(route.branches)] / whole, BRANCH_SHARES)
    yield columns["trunk branch"].fill(shares, lengths, where=is_branch)
    yield columns["trunk order"].fill(_find_orders(cells, layout.in_trunk), np.minimum(up, TRUNK_UP_ORDER), where=has_trunk)


def _read_title(cells: Cells, layout: Layout) -> Iterator[FeatureColumn]:
    """Where lines stand by the title of their page; nothing on a page that has none."""
    columns, lengths, pages = declare_columns(), find_bins(cells.lengths, LENGTHS_COARSE), cells.pages
    headlines = layout.headline[pages.owners]
    has_title = headlines < pages.ends
    up, down = _measure_way(cells, layout.title)
    behind = find_bins(pages.rows - headlines, SINCE_TITLE)
    yield columns["title up"].fill(np.minimum(up, TITLE_UP), (pages.rows > headlines).astype(np.int64), where=has_title)
    yield columns["title up, down"].fill(np.minimum(up, TITLE_UP_DOWN[0]), np.minimum(down, TITLE_UP_DOWN[1]), where=has_title)
    yield columns["title since"].fill(behind, lengths, where=has_title)


def _read_hidden(cells: Cells, layout: Layout, hidden: Hidden) -> Iterator[FeatureColumn]:
    columns, marks = declare_columns(), cells.at_lines(cells.hints_around[cells.elements.shapes])
    is_hidden, is_set = (marks & HIDDEN) != 0, (marks & SET_IN) != 0
    twice = find_bins(layout.twice, TWICE_SHARES)
    yield columns["not displayed"].fill(twice, where=(layout.twice >= 0) & is_hidden)
    yield columns["hidden notice"].flag(hidden.notices)
    yield columns["hidden text"].flag(hidden.texts & (layout.twice < _COPIED))
    yield columns["beside a notice"].fill(*find_notices(cells, layout))
    yield columns["under a teaser label"].flag(find_teasers(cells, layout))
    yield columns["pull quote"].flag(find_pull_quotes(cells, layout))
    yield columns["note in a line"].flag(is_set & is_hidden)
    yield columns["teaser in a line"].flag(is_set & ~is_hidden)


def _read_markup(cells: Cells, layout: Layout, hidden: Hidden) -> Iterator[FeatureColumn]:
    tree, chain = cells.elements, layout.article.chain
    lengths, groups, tags = find_bins(cells.lengths, LENGTHS_COARSE), group_names(), sorted(meaningful_elements())
    own = cells.hints[tree.shapes] >> GROUP_SHIFT
    # what opens with a click is not hidden
    own = np.where(hidden.opened, own & ~sum(1 << groups.index(group) for group in OPENED_GROUPS), own)
    below = cells.at_lines(tree.gather_below(own, layout.around))
    yield from _read_bits(below, [f"in {group}" for group in groups], lengths)
    yield from _read_bits(cells.at_lines(own), [f"is {group}" for group in groups])
    shared = tree.hand_down(cells.hints_around[tree.shapes] >> GROUP_SHIFT, chain)
    yield from _read_bits(cells.at_lines(shared), [f"article in {group}" for group in groups])
    bits = {tag: 1 << number for number, tag in enumerate(tags)}
    marks = tree.kinds.mark(tree.kinds.tags, lambda tag: bits.get(tag, 0))
    in_table = tree.kinds.gather(marks)[tree.shapes] & bits["table"] != 0
    # without the element of the line itself
    between = np.where(layout.around, 0, tree.gather_below(marks[tree.shapes], layout.around)[tree.parents])
    # a figure may hold a table, which is text
    between = np.where(in_table, between & ~bits["figure"], between)
    yield from _read_bits(cells.at_lines(between), [f"in <{tag}>" for tag in tags], lengths)


def _read_areas(cells: Cells, layout: Layout) -> Iterator[FeatureColumn]:
    columns, tree, owners = declare_columns(), cells.elements, cells.pages.owners
    prose = layout.prose[owners]
    yield columns["page prose"].fill(find_bins(prose, PAGE_PROSE))
    ends = layout.article.ends
    has_article = (tree.depths[ends] > 0)[owners] & (cells.at_lines(tree.depths) > 0)
    yield columns["no prose"].flag(~has_article)
    shares = find_bins(layout.elements.prose[ends] / layout.prose, ARTICLE_SHARES)[owners]
    up, _ = _measure_way(cells, layout.article)
    yield columns["article"].fill(shares, np.minimum(up, ARTICLE_UP), where=has_article)
    yield from _read_area("look", layout.looks, tree.kinds.looks[cells.at_lines(tree.shapes)], prose, has_article)
    lengths, links = find_bins(cells.lengths, LENGTHS_COARSE), find_bins(cells.linked, SHARES_COARSE)
    parent = np.where(tree.depths[tree.parents] > 0, tree.parents, np.arange(len(tree.parents)))
    around = (layout.article.branches, parent, parent[parent])
    for name, elements in zip(BRANCHES, around, strict=True):
        chosen = cells.at_lines(elements)
        yield from _read_area(name, layout.elements, chosen, prose, has_article)
        shares = find_bins(layout.elements.prose[chosen] / prose, AREA_SHARES)
        yield columns[f"{name}, length, links"].fill(shares, lengths, links, where=has_article)


def _read_area(name: str, areas: Areas, chosen: Ints, prose: Floats, where: Flags) -> Iterator[FeatureColumn]:
    """What is said of an area of each line; `chosen` are their numbers, `prose` is that of the lines' pages."""
    columns = declare_columns()
    lengths, lines = np.maximum(1.0, areas.lengths[chosen]), np.maximum(1, areas.lines[chosen])
    yield columns[f"{name} prose"].fill(find_bins(areas.prose[chosen] / prose, SHARES), where=where)
    yield columns[f"{name} links"].fill(find_bins(areas.linked[chosen] / lengths, SHARES), where=where)
    yield columns[f"{name} lines"].fill(find_bins(lines, COUNTS), where=where)
    yield columns[f"{name} mean length"].fill(find_bins(lengths / lines, LENGTHS), where=where)
    yield columns[f"{name} density"].fill(find_bins(areas.prose[chosen] / lengths, SHARES), where=where)
