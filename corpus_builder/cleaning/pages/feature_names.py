"""The names of the features of lines: the bins into which numbers go, and all names that there are.

Bins and bounds are part of the fitted model: where one changes, the weights must be refitted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Final

from corpus_builder.cleaning.pages.elements import line_kinds, meaningful_elements
from corpus_builder.cleaning.pages.line_phrases import phrase_names
from corpus_builder.models.linear import expand_names
from corpus_builder.text.page_markup import hint_groups

Edges = tuple[float, ...]

# Characters of a line.
LENGTHS: Final[Edges] = (10, 25, 50, 80, 120, 200, 400)
LENGTHS_COARSE: Final[Edges] = (25, 80, 200)
LENGTHS_OF_PHRASES: Final[Edges] = (25, 80, 150)
# Shares of a line or of an area in links, of the page's prose in an area, of an area that is prose.
SHARES: Final[Edges] = (0.02, 0.1, 0.25, 0.5, 0.8, 0.98)
SHARES_COARSE: Final[Edges] = (0.25, 0.8)
AREA_SHARES: Final[Edges] = (0.1, 0.5)
ARTICLE_SHARES: Final[Edges] = (0.2, 0.5, 0.8, 0.95)
BRANCH_SHARES: Final[Edges] = (0.01, 0.05, 0.2, 0.5)
# Shares of a line that the page says elsewhere, and of its words that the title has.
TWICE_SHARES: Final[Edges] = (0.1, 0.5, 0.9)
TITLE_SHARES: Final[Edges] = (0.2, 0.5, 0.8)
# Lines of an area, lines to the next prose, commas of a line, characters of prose on a page.
COUNTS: Final[Edges] = (2, 3, 5, 10, 20, 50)
DISTANCES: Final[Edges] = (2, 3, 5, 10, 30)
COMMAS: Final[Edges] = (1, 2, 4)
PAGE_PROSE: Final[Edges] = (300, 1000, 3000, 10000)

# Elements up from where the article seems to be to what it shares with a line, and down from there to the line: so many and more
# are one, the fewer the more else a feature says.
UP, UP_DOWN, UP_LENGTH, UP_ORDER, UP_TWICE = 8, (6, 5), 3, 4, 2
TRUNK_UP, TRUNK_UP_DOWN, TRUNK_UP_LENGTH, TRUNK_UP_ORDER = 6, (4, 4), 3, 3
ARTICLE_UP = 3

ENDS: Final = ("dots", "stop", "colon", "none")
ORDERS: Final = ("before", "between", "after")
BRANCHES: Final = ("branch", "parent", "grandparent")


@cache
def name_bins(edges: Edges) -> tuple[str, ...]:
    """The names of the bins between edges.

    >>> name_bins((0.25, 0.8))
    ('<0.25', '<0.8', '>=0.8')
    """
    return (*(f"<{edge:g}" for edge in edges), f">={edges[-1]:g}")


def find_bin(value: float, edges: Edges) -> str:
    """The bin that a number lies in.

    >>> find_bin(0.25, (0.25, 0.8))
    '<0.8'
    """
    return name_bins(edges)[bisect_right(edges, value)]


@cache
def declare_features() -> frozenset[str]:
    """The name of every feature that a line may have."""
    parts = (_declare_text, _declare_place, _declare_trunk, _declare_markup, _declare_areas)
    return frozenset(name for declare in parts for name in declare())


def _declare_text() -> Iterator[str]:
    lengths, links = name_bins(LENGTHS), name_bins(SHARES)
    for what in (
        *expand_names("tag {tag}", tag=line_kinds()),
        *expand_names("links {share}", share=links),
        *expand_names("end {end}", end=ENDS),
    ):
        yield what
        yield from expand_names("{what} length {length}", what=[what], length=lengths)
    yield from expand_names("length {length}", length=lengths)
    yield from expand_names("{what} length {length}", what=("question", "date", "sign"), length=lengths)
    yield from expand_names("commas {count}", count=name_bins(COMMAS))
    yield from ("starts low", "starts with a quotation mark", "all capitals", "many digits")
    yield from expand_names("says {phrase}", phrase=phrase_names())
    yield from expand_names("says {phrase} length {length}", phrase=phrase_names(), length=name_bins(LENGTHS_OF_PHRASES))


def _declare_place() -> Iterator[str]:
    lengths, links, twice = name_bins(LENGTHS_COARSE), name_bins(SHARES_COARSE), name_bins(TWICE_SHARES)
    yield from expand_names("up {up}", up=_count_to(UP))
    yield from expand_names("up {up} down {down}", up=_count_to(UP_DOWN[0]), down=_count_to(UP_DOWN[1]))
    yield from expand_names("up {up} length {length} links {share}", up=_count_to(UP_LENGTH), length=lengths, share=links)
    yield "comments beside the article"
    yield from expand_names("order {order}", order=ORDERS)
    yield from expand_names("order {order} up {up}", order=ORDERS, up=_count_to(UP_ORDER))
    yield from expand_names("order {order} length {length}", order=ORDERS, length=lengths)
    distances = name_bins(DISTANCES)
    yield from expand_names("prose {before} before, {after} after", before=distances, after=distances)
    yield from expand_names(
        "prose {distance} {side}, length {length}", distance=distances, side=("before", "after"), length=lengths
    )
    yield from expand_names("repeated{often} length {length}", often=("", " often"), length=lengths)
    yield from expand_names("{what}said elsewhere {share}", what=("", "not displayed, "), share=twice)
    yield from expand_names("said elsewhere {share} up {up}", share=twice, up=_count_to(UP_TWICE))
    yield from expand_names("like the title {share} order {order}", share=name_bins(TITLE_SHARES), order=ORDERS)


def _declare_trunk() -> Iterator[str]:
    lengths = name_bins(LENGTHS_COARSE)
    yield from expand_names("trunk up {up}", up=_count_to(TRUNK_UP))
    yield from expand_names("trunk up {up} down {down}", up=_count_to(TRUNK_UP_DOWN[0]), down=_count_to(TRUNK_UP_DOWN[1]))
    yield from expand_names("trunk up {up} length {length}", up=_count_to(TRUNK_UP_LENGTH), length=lengths)
    yield from expand_names("trunk branch {share} length {length}", share=name_bins(BRANCH_SHARES), length=lengths)
    yield from expand_names("trunk {order} up {up}", order=ORDERS, up=_count_to(TRUNK_UP_ORDER))


def _declare_markup() -> Iterator[str]:
    groups = sorted({*hint_groups().values()})
    inside = [*groups, *(f"<{tag}>" for tag in meaningful_elements())]
    yield from expand_names("in {part}", part=inside)
    yield from expand_names("in {part} length {length}", part=inside, length=name_bins(LENGTHS_COARSE))
    yield from expand_names("{how} {group}", how=("is", "article in"), group=groups)


def _declare_areas() -> Iterator[str]:
    shares = name_bins(SHARES)
    yield from expand_names("page prose {count}", count=name_bins(PAGE_PROSE))
    yield "no prose"
    yield from expand_names("article prose {share} up {up}", share=name_bins(ARTICLE_SHARES), up=_count_to(ARTICLE_UP))
    areas = ("look", *BRANCHES)
    yield from expand_names("{area} {what} {share}", area=areas, what=("prose", "links", "density"), share=shares)
    yield from expand_names("{area} lines {count}", area=areas, count=name_bins(COUNTS))
    yield from expand_names("{area} mean length {length}", area=areas, length=name_bins(LENGTHS))
    yield from expand_names(
        "{area} prose {share} length {length} links {links}",
        area=BRANCHES,
        share=name_bins(AREA_SHARES),
        length=name_bins(LENGTHS_COARSE),
        links=name_bins(SHARES_COARSE),
    )


def _count_to(most: int) -> range:
    return range(most + 1)
