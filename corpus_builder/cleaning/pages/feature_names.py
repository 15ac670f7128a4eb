"""The features of lines by their names: the bins into which numbers go, and the columns in which the features stand.

Bins and bounds are part of the fitted model: where one changes, the weights must be refitted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np

from corpus_builder.cleaning.pages.cells import group_names
from corpus_builder.cleaning.pages.elements import line_kinds, meaningful_elements
from corpus_builder.cleaning.pages.wording import ENDS, phrase_names
from corpus_builder.kernels.segments import Flags, Floats, Ints
from corpus_builder.models.linear import FeatureColumn

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
SINCE_TITLE: Final[Edges] = (-5, 0, 1, 2, 3, 5, 8, 15, 30, 60, 120)
COMMAS: Final[Edges] = (1, 2, 4)
PAGE_PROSE: Final[Edges] = (300, 1000, 3000, 10000)

# Lines of a part of the article in which one of these kinds of phrases is found.
NOTICE_LINES: Final[Edges] = (2, 4, 7, 15)
NOTICE_KINDS: Final = (("consent", "newsletter", "subscriber", "support"), ("comment", "follow", "tip"), ("reader",))

# Elements up from where the article seems to be to what it shares with a line, and down from there to the line: so many and more
# are one, the fewer the more else a feature says.
UP, UP_DOWN, UP_LENGTH, UP_ORDER, UP_TWICE = 8, (6, 5), 3, 4, 2
TRUNK_UP, TRUNK_UP_DOWN, TRUNK_UP_LENGTH, TRUNK_UP_ORDER = 6, (4, 4), 3, 3
TITLE_UP, TITLE_UP_DOWN = 8, (5, 5)
ARTICLE_UP = 3

ORDERS: Final = ("before", "between", "after")
BRANCHES: Final = ("branch", "parent", "grandparent")


@cache
def name_bins(edges: Edges) -> tuple[str, ...]:
    """The names of the bins between edges.

    >>> name_bins((0.25, 0.8))
    ('<0.25', '<0.8', '>=0.8')
    """
    return (*(f"<{edge:g}" for edge in edges), f">={edges[-1]:g}")


def find_bins(values: Floats | Ints, edges: Edges) -> Ints:
    """The bins that numbers lie in, as indices into their names.

    >>> find_bins(np.array([0.1, 0.25, 3]), (0.25, 0.8)).tolist()
    [0, 1, 2]
    """
    return np.searchsorted(np.array(edges), values, side="right")


class NamedColumn(NamedTuple):
    """Features that hang on the same choices: for each combination of those the names of the features that a line then has.

    `sizes` are how many choices there are of each; the last varies fastest in `names`, of which the first is for no choice.
    """

    names: tuple[tuple[str, ...], ...]
    sizes: tuple[int, ...]

    def fill(self, *choices: Ints, where: Flags | None = None) -> FeatureColumn:
        """The column of lines that have these choices; lines that are not `where` have none of the features."""
        numbers = np.zeros_like(choices[0])
        for chosen, size in zip(choices, self.sizes, strict=True):
            numbers = numbers * size + chosen
        return FeatureColumn(self.names, numbers + 1 if where is None else np.where(where, numbers + 1, 0))

    def flag(self, where: Flags) -> FeatureColumn:
        """The column of lines that have the feature, where there is no choice."""
        return FeatureColumn(self.names, where.astype(np.int64))


@cache
def declare_columns() -> Mapping[str, NamedColumn]:
    """All columns of features, by the names that their code knows them by."""
    parts = (_declare_text, _declare_place, _declare_trunk, _declare_title, _declare_markup, _declare_areas)
    return {name: column for declare in parts for name, column in declare()}


@cache
def declare_features() -> frozenset[str]:
    """The name of every feature that a line may have."""
    return frozenset(name for column in declare_columns().values() for names in column.names for name in names)


def _name(*patterns: str, **choices: Sequence[Any]) -> NamedColumn:
    """The column of the features that patterns stand for, each for each combination of the choices."""
    combinations = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
    names = [tuple(pattern.format(**chosen) for pattern in patterns) for chosen in combinations]
    return NamedColumn(((), *names), tuple(map(len, choices.values())))


def _declare_text() -> Iterator[tuple[str, NamedColumn]]:
    lengths = name_bins(LENGTHS)
    yield "length", _name("length {length}", length=lengths)
    yield "tag", _name("tag {tag}", "tag {tag} length {length}", tag=sorted(line_kinds()), length=lengths)
    yield "links", _name("links {share}", "links {share} length {length}", share=name_bins(SHARES), length=lengths)
    yield "end", _name("end {end}", "end {end} length {length}", end=ENDS, length=lengths)
    yield "commas", _name("commas {count}", count=name_bins(COMMAS))
    for what in ("question", "date", "sign"):
        yield what, _name(f"{what} length {{length}}", length=lengths)
    for what in ("starts low", "starts with a quotation mark", "all capitals", "many digits"):
        yield what, _name(what)
    for phrase in phrase_names():
        patterns = (f"says {phrase}", f"says {phrase} length {{length}}")
        yield f"says {phrase}", _name(*patterns, length=name_bins(LENGTHS_OF_PHRASES))


def _declare_place() -> Iterator[tuple[str, NamedColumn]]:
    lengths, links, twice = name_bins(LENGTHS_COARSE), name_bins(SHARES_COARSE), name_bins(TWICE_SHARES)
    yield "up", _name("up {up}", up=_count_to(UP))
    yield "up, down", _name("up {up} down {down}", up=_count_to(UP_DOWN[0]), down=_count_to(UP_DOWN[1]))
    yield (
        "up, length, links",
        _name("up {up} length {length} links {share}", up=_count_to(UP_LENGTH), length=lengths, share=links),
    )
    yield "comments", _name("comments beside the article")
    yield "order", _name("order {order}", "order {order} up {up}", order=ORDERS, up=_count_to(UP_ORDER))
    yield "order, length", _name("order {order} length {length}", order=ORDERS, length=lengths)
    distances = name_bins(DISTANCES)
    yield "prose", _name("prose {before} before, {after} after", before=distances, after=distances)
    for side in ("before", "after"):
        yield f"prose {side}", _name(f"prose {{distance}} {side}, length {{length}}", distance=distances, length=lengths)
    for repeated in ("repeated", "repeated often", "repeated notice"):
        yield repeated, _name(f"{repeated} length {{length}}", length=lengths)
    yield "said elsewhere", _name("said elsewhere {share}", "said elsewhere {share} up {up}", share=twice, up=_count_to(UP_TWICE))
    kinds = range(1 << len(NOTICE_KINDS))
    yield "beside a notice", _name("beside a notice {kind} of {count}", kind=kinds, count=name_bins(NOTICE_LINES))
    for what in ("hidden notice", "hidden text", "note in a line", "pull quote", "teaser in a line", "under a teaser label"):
        yield what, _name(what)
    yield "not displayed", _name("not displayed, said elsewhere {share}", share=twice)
    yield "title", _name("like the title {share} order {order}", share=name_bins(TITLE_SHARES), order=ORDERS)


def _declare_trunk() -> Iterator[tuple[str, NamedColumn]]:
    lengths = name_bins(LENGTHS_COARSE)
    yield "trunk up", _name("trunk up {up}", up=_count_to(TRUNK_UP))
    down = _count_to(TRUNK_UP_DOWN[1])
    yield "trunk up, down", _name("trunk up {up} down {down}", up=_count_to(TRUNK_UP_DOWN[0]), down=down)
    yield "trunk up, length", _name("trunk up {up} length {length}", up=_count_to(TRUNK_UP_LENGTH), length=lengths)
    yield "trunk branch", _name("trunk branch {share} length {length}", share=name_bins(BRANCH_SHARES), length=lengths)
    yield "trunk order", _name("trunk {order} up {up}", order=ORDERS, up=_count_to(TRUNK_UP_ORDER))


def _declare_title() -> Iterator[tuple[str, NamedColumn]]:
    lengths, sides = name_bins(LENGTHS_COARSE), ("before", "after")
    yield "title up", _name("title up {up}", "title {side} up {up}", up=_count_to(TITLE_UP), side=sides)
    yield "title up, down", _name("title up {up} down {down}", up=_count_to(TITLE_UP_DOWN[0]), down=_count_to(TITLE_UP_DOWN[1]))
    yield (
        "title since",
        _name("title {count} lines", "title {count} lines length {length}", count=name_bins(SINCE_TITLE), length=lengths),
    )


def _declare_markup() -> Iterator[tuple[str, NamedColumn]]:
    for part in (*group_names(), *(f"<{tag}>" for tag in sorted(meaningful_elements()))):
        yield f"in {part}", _name(f"in {part}", f"in {part} length {{length}}", length=name_bins(LENGTHS_COARSE))
    for group in group_names():
        yield f"is {group}", _name(f"is {group}")
        yield f"article in {group}", _name(f"article in {group}")


def _declare_areas() -> Iterator[tuple[str, NamedColumn]]:
    shares = name_bins(SHARES)
    yield "page prose", _name("page prose {count}", count=name_bins(PAGE_PROSE))
    yield "no prose", _name("no prose")
    yield "article", _name("article prose {share} up {up}", share=name_bins(ARTICLE_SHARES), up=_count_to(ARTICLE_UP))
    for area in ("look", *BRANCHES):
        for what in ("prose", "links", "density"):
            yield f"{area} {what}", _name(f"{area} {what} {{share}}", share=shares)
        yield f"{area} lines", _name(f"{area} lines {{count}}", count=name_bins(COUNTS))
        yield f"{area} mean length", _name(f"{area} mean length {{length}}", length=name_bins(LENGTHS))
    bins = {"share": name_bins(AREA_SHARES), "length": name_bins(LENGTHS_COARSE), "links": name_bins(SHARES_COARSE)}
    for area in BRANCHES:
        yield f"{area}, length, links", _name(f"{area} prose {{share}} length {{length}} links {{links}}", **bins)


def _count_to(most: int) -> range:
    return range(most + 1)
