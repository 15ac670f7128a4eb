"""The elements around the lines of pages: what kinds there are, and the tree that the lines of a batch of pages hang on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from corpus_builder.kernels.segments import Flags, Ints, Segments
from corpus_builder.knowledge import NamedRows, Row, Words, read_table
from corpus_builder.model import Line
from corpus_builder.text.page_markup import block_elements

# What a custom element, whose name has a hyphen, is taken for.
_CUSTOM = "div"
# Of the elements around a line, those whose hints say what it looks like.
_LOOK_DEPTH: Final = 3


class ElementKind(Row):
    """Elements that count as one when they make a line."""

    name: str
    elements: Words


class ElementTable(Row):
    """The table: elements that tell of a part of the page when they enclose a line, and kinds of those that make one."""

    meaningful: Words
    kinds: NamedRows[ElementKind]


@cache
def meaningful_elements() -> frozenset[str]:
    """The elements that tell of a part of the page when they enclose a line."""
    return frozenset(_read_elements().meaningful)


def name_kind(tag: str) -> str:
    """What the element of a line counts as.

    >>> name_kind("h3"), name_kind("p"), name_kind("x-story")
    ('heading', 'p', 'div')
    """
    return _CUSTOM if "-" in tag else _kinds().get(tag, tag)


@cache
def line_kinds() -> frozenset[str]:
    """All that the element of a line may count as."""
    return frozenset(map(name_kind, block_elements())) | {_CUSTOM}


@cache
def _kinds() -> Mapping[str, str]:
    return {tag: kind.name for kind in _read_elements().kinds for tag in kind.elements}


def _read_elements() -> ElementTable:
    return read_table(ElementTable, "cleaning.pages", "elements")


class Shapes(NamedTuple):
    """What elements have in common that are described alike, and so are those around them, on one page.

    `tags` and `hints` are those of the element itself; `looks` are equal where lines look alike: in their tag and the hints of
    the innermost elements. `parents` has the shape around each, which stands before it; that of a page itself is its own.
    """

    tags: Sequence[str]
    hints: Sequence[str]
    looks: Ints
    parents: Ints

    def mark(self, values: Sequence[str], measure: Callable[[str], int]) -> Ints:
        """A number for each shape, by its tag or hints."""
        numbers = {value: measure(value) for value in dict.fromkeys(values)}
        return np.array([numbers[value] for value in values], np.int64)

    def gather(self, marks: Ints) -> Ints:
        """The bits of each shape and of all around it."""
        gathered = marks.tolist()
        for shape, parent in enumerate(self.parents.tolist()):
            gathered[shape] |= gathered[parent]
        return np.array(gathered, np.int64)


class Elements(NamedTuple):
    """The elements around the lines of pages. Those of a page stand together, from `offsets`, and the first is the page itself,
    of depth 0; every other one stands behind its parent.

    `innermost` has for each line its own element. `numbers` are their numbers in the order of the page, `shapes` what they look
    like (`kinds`), `levels` the elements of each depth from 1 on.
    """

    innermost: Ints
    offsets: Ints
    parents: Ints
    depths: Ints
    numbers: Ints
    shapes: Ints
    kinds: Shapes
    levels: Sequence[Ints]

    def hand_down(self, values: Ints, own: Flags) -> Ints:
        """For each element its value where that is its `own`, and else that of the nearest element around it whose is."""
        handed = values.copy()
        for level in self.levels:
            inherits = level[~own[level]]
            handed[inherits] = handed[self.parents[inherits]]
        return handed

    def gather_below(self, marks: Ints, chain: Flags) -> Ints:
        """The bits of each element and of those around it up to the first of a chain, whose own are left out."""
        gathered = np.where(chain, 0, marks)
        for level in self.levels:
            below = level[~chain[level]]
            gathered[below] |= gathered[self.parents[below]]
        return gathered

    def chain_to(self, ends: Ints) -> Flags:
        """Which elements are one of `ends` or around it."""
        chain = np.zeros(len(self.parents), np.bool_)
        at = ends
        while len(at):
            chain[at] = True
            above = self.parents[at]
            at = above[above != at]
        chain[self.offsets[:-1]] = True
        return chain


def plant_elements(lines: Sequence[Line], segments: Segments) -> Elements:
    """The elements around the lines of pages, of which each segment is one."""
    maker = _Maker()
    offsets = segments.offsets.tolist()
    starts = [maker.add_page(page, lines[first:end]) for page, (first, end) in enumerate(pairwise(offsets))]
    depths = np.array(maker.depths, np.int64)
    order = np.argsort(depths, kind="stable")
    bounds = np.searchsorted(depths[order], np.arange(1, max(maker.depths, default=0) + 2))
    return Elements(
        innermost=np.array(maker.innermost, np.int64),
        offsets=np.array([*starts, len(depths)], np.int64),
        parents=np.array(maker.parents, np.int64),
        depths=depths,
        numbers=np.array(maker.numbers, np.int64),
        shapes=np.array(maker.shapes, np.int64),
        kinds=Shapes(
            maker.shape_tags, maker.shape_hints, np.array(maker.shape_looks, np.int64), np.array(maker.shape_parents, np.int64)
        ),
        levels=[order[first:end] for first, end in pairwise(bounds.tolist())],
    )


class _Maker:
    """Collects elements while lines are read in their order."""

    def __init__(self) -> None:
        self.innermost: list[int] = []
        self.parents: list[int] = []
        self.depths: list[int] = []
        self.numbers: list[int] = []
        self.shapes: list[int] = []
        self.shape_tags: list[str] = []
        self.shape_hints: list[str] = []
        self.shape_looks: list[int] = []
        self.shape_parents: list[int] = []
        self._looks: dict[tuple[object, ...], int] = {}
        self._known: dict[tuple[int, str, str], int] = {}

    def add_page(self, page: int, lines: Sequence[Line]) -> int:
        """Add the elements of a page; the number of the one that stands for the page."""
        start = len(self.parents)
        shape = len(self.shape_tags)
        self._add_element(start, 0, 0, self._add_shape((shape, "", ""), (page, "")))
        known: dict[int, int] = {}
        for line in lines:
            path = line.path
            element = known.get(path[-1]) if path else start
            self.innermost.append(self._add_path(page, line, known, start) if element is None else element)
        return start

    def _add_path(self, page: int, line: Line, known: dict[int, int], start: int) -> int:
        """Add the elements of a line that are not known yet; the innermost."""
        path, depth = line.path, len(line.path) - 1
        while depth > 0 and path[depth - 1] not in known:
            depth -= 1
        element = known[path[depth - 1]] if depth else start
        for at in range(depth, len(path)):
            key = (self.shapes[element], line.containers[at], line.hints[at])
            shape = self._known.get(key)
            if shape is None:
                look = (page, line.containers[at], *line.hints[max(0, at + 1 - _LOOK_DEPTH) : at + 1])
                shape = self._known[key] = self._add_shape(key, look)
            element = self._add_element(element, at + 1, path[at], shape)
            known[path[at]] = element
        return element

    def _add_element(self, parent: int, depth: int, number: int, shape: int) -> int:
        self.parents.append(parent)
        self.depths.append(depth)
        self.numbers.append(number)
        self.shapes.append(shape)
        return len(self.parents) - 1

    def _add_shape(self, key: tuple[int, str, str], look: tuple[object, ...]) -> int:
        parent, tag, hints = key
        self.shape_parents.append(parent)
        self.shape_tags.append(tag)
        self.shape_hints.append(hints)
        self.shape_looks.append(self._looks.setdefault(look, len(self._looks)))
        return len(self.shape_tags) - 1
