"""Locating a page's article before lines are classified: sums over elements, and the paths to the most text.

The article is looked for in two ways: as the element whose own text is the most prose, and as the trunk that the
elements with most of the text form from the page inward, which still holds an article whose paragraphs are wrapped
one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from corpus_builder.cleaning.pages.cells import PROSE_CHARACTERS, Cell, find_words, has_hint
from corpus_builder.model import Line
from corpus_builder.text.page_markup import COMMENT

# Characters: a shorter first-level heading is no title that lines could be compared with.
_TITLE_CHARACTERS = 15
# How much an element's prose counts for it by the number of elements between: its own line, its children, theirs.
_NEARNESS = (0.4, 1.0, 0.5, 0.25, 0.12)
# The trunk of the page goes on into an element that has this share of the text.
_TRUNK_SHARE = 0.6
# Lines of at least _TWICE_WORDS words are compared with the rest of the page by runs of _RUN_WORDS words.
_TWICE_WORDS = 12
_RUN_WORDS = 5
# Of the elements around a line, those whose hints say what it looks like.
_LOOK_DEPTH = 3


@dataclass(slots=True)
class Area:
    """Sums over the lines of an element, or over the lines that look alike."""

    length: float = 0.0
    linked: float = 0.0
    prose: float = 0.0
    weight: float = 0.0
    lines: int = 0

    def add(self, cell: Cell) -> None:
        self.length += cell.length
        self.linked += cell.length * cell.linked
        self.prose += cell.prose
        self.weight += cell.weight
        self.lines += 1

    def join(self, other: Area) -> None:
        self.length += other.length
        self.linked += other.linked
        self.prose += other.prose
        self.weight += other.weight
        self.lines += other.lines


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of the whole page before a line is looked at.

    `elements` and `looks` have the sums over each element and over the lines of each look; `article` and `trunk` are paths, and
    `article_lines` and `trunk_lines` the lines in them that hold prose and much text; `twice` has for each long line the share
    of it that another line has too. Lines are named by their indices.
    """

    elements: Mapping[int, Area]
    looks: Mapping[tuple[str, ...], Area]
    article: tuple[int, ...]
    trunk: tuple[int, ...]
    is_commentary: bool
    prose: float
    title: frozenset[str]
    repeats: Mapping[str, int]
    prose_lines: Sequence[int]
    article_lines: Sequence[int]
    trunk_lines: Sequence[int]
    twice: Mapping[int, float]


def survey_page(cells: Sequence[Cell]) -> Layout:
    """The sums over the page's elements, and where its article seems to be."""
    elements, parents = _sum_elements(cells)
    article, trunk = _find_article(cells), _find_trunk(elements, parents)
    prose_lines = [i for i, cell in enumerate(cells) if cell.prose]
    article_lines = [i for i in prose_lines if article and _is_inside(cells[i], article)]
    titles = (cell for cell in cells if cell.line.tag == "h1" and cell.length > _TITLE_CHARACTERS)
    return Layout(
        elements=elements,
        looks=_sum_looks(cells),
        article=article,
        trunk=trunk,
        is_commentary=any(has_hint(cells[i].line.hints[: len(article)], COMMENT) for i in article_lines[:1]),
        prose=fsum(cell.prose for cell in cells) or 1.0,
        title=next((frozenset(find_words(cell.text)) for cell in titles), frozenset()),
        repeats=Counter(cell.text for cell in cells),
        prose_lines=prose_lines,
        article_lines=article_lines,
        trunk_lines=[i for i, cell in enumerate(cells) if cell.weight >= PROSE_CHARACTERS and _is_inside(cell, trunk)],
        twice=_compare_lines(cells),
    )


def _is_inside(cell: Cell, path: tuple[int, ...]) -> bool:
    return cell.line.path[: len(path)] == path


def _sum_looks(cells: Sequence[Cell]) -> dict[tuple[str, ...], Area]:
    """The sums over all lines of each look."""
    looks: dict[tuple[str, ...], Area] = {}
    for cell in cells:
        look = find_look(cell.line)
        if look not in looks:
            looks[look] = Area()
        looks[look].add(cell)
    return looks


def _sum_elements(cells: Sequence[Cell]) -> tuple[dict[int, Area], dict[int, int]]:
    """The sums over all lines inside each element, and the element around each.

    Summed over an element's own lines first, then from the innermost elements outward.
    """
    elements: dict[int, Area] = {}
    parents: dict[int, int] = {}
    for cell in cells:
        path = cell.line.path
        for depth in range(len(path) - 1, -1, -1):
            if path[depth] in elements:
                break
            elements[path[depth]] = Area()
            if depth:
                parents[path[depth]] = path[depth - 1]
        if path:
            elements[path[-1]].add(cell)
    for number in sorted(parents, reverse=True):
        elements[parents[number]].join(elements[number])
    return elements, parents


def _find_article(cells: Sequence[Cell]) -> tuple[int, ...]:
    """The path of the element whose own text weighs most; empty on a page of links."""
    weights: dict[int, float] = {}
    for cell in cells:
        if cell.weight:
            for number, nearness in zip(reversed(cell.line.path), _NEARNESS, strict=False):
                weights[number] = weights.get(number, 0.0) + cell.weight * nearness
    if not weights:
        return ()
    best = max(weights, key=lambda number: (weights[number], -number))
    path = next(cell.line.path for cell in cells if best in cell.line.path)
    return path[: path.index(best) + 1]


def _find_trunk(elements: dict[int, Area], parents: dict[int, int]) -> tuple[int, ...]:
    """The path from the page inward along the heaviest elements, as long as each has most of the text of the one around it."""
    heaviest: dict[int, int] = {}
    for number in sorted(elements):
        around = parents.get(number, 0)
        if elements[number].weight > (elements[heaviest[around]].weight if around in heaviest else 0.0):
            heaviest[around] = number
    weight = fsum(elements[number].weight for number in elements if number not in parents)
    path: list[int] = []
    following = heaviest.get(0)
    while following is not None and elements[following].weight >= _TRUNK_SHARE * weight:
        path.append(following)
        weight = elements[following].weight
        following = heaviest.get(following)
    return tuple(path)


def _compare_lines(cells: Sequence[Cell]) -> dict[int, float]:
    """For each long line the share of its runs of words that another line has too."""
    runs: dict[int, set[str]] = {}
    for i, cell in enumerate(cells):
        words = find_words(cell.text)
        if len(words) >= _TWICE_WORDS:
            runs[i] = {" ".join(words[k : k + _RUN_WORDS]) for k in range(len(words) - _RUN_WORDS + 1)}
    lines = Counter(run for found in runs.values() for run in found)
    return {i: sum(lines[run] > 1 for run in found) / len(found) for i, found in runs.items()}


def find_look(line: Line) -> tuple[str, ...]:
    """What a line looks like by its markup: lines of one look mostly are all part of the article, or none is."""
    return (line.tag, *line.hints[-_LOOK_DEPTH:])
