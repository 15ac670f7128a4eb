"""What tells a line of the article from a line beside it: named yes/no features of the lines of a rendered page.

A number becomes a feature by the bin it lies in (`links <0.1`). The article is looked for first, in two ways: as the element
whose own text is the most prose, and as the trunk that the elements with most of the text form from the page inward, which
still holds an article whose paragraphs are wrapped one by one. Features then say how far from both a line stands, and what
parts the line from the article: hints on elements around both tell nothing about the line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from corpus_builder.model import Line
from corpus_builder.rules import read_table

_SENTENCE_END = re.compile(r"[.!?…。！？।۔؟][\s\"'»”’“)\]」』]*\Z")
# Behind a stop there may be a few closing marks; looking no further back keeps the cost linear.
_END_CHARACTERS = 8
_COMMAS = re.compile(r"[,;،、，]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:h.]\d\d\b")
_SIGN = re.compile(r"[©|›»>•→@#]")
_QUOTE_MARKS = frozenset("\"'«“„‘")

# A character of a wide script says as much as this many of an alphabet.
_WIDE_CHARACTERS = 2.5
_PROSE_CHARACTERS = 80
_PHRASE_CHARACTERS = 400
_TITLE_CHARACTERS = 15
# How much an element's prose counts for it by the number of elements between: its own line, its children, theirs.
_NEARNESS = (0.4, 1.0, 0.5, 0.25, 0.12)
_ASIDE_WEIGHT = 0.05
# What text counts for its elements that is neither prose nor a link: an article may be a list without a single sentence.
_OTHER_WEIGHT = 0.25
# The trunk of the page goes on into an element that has this share of the text.
_TRUNK_SHARE = 0.6
# Lines of at least _TWICE_WORDS words are compared with the rest of the page by runs of _RUN_WORDS words.
_TWICE_WORDS = 12
_RUN_WORDS = 5

_LENGTHS = (10, 25, 50, 80, 120, 200, 400)
_LENGTHS_COARSE = (25, 80, 200)
_SHARES = (0.02, 0.1, 0.25, 0.5, 0.8, 0.98)
_SHARES_COARSE = (0.25, 0.8)
_BRANCH_SHARES = (0.01, 0.05, 0.2, 0.5)
_COUNTS = (2, 3, 5, 10, 20, 50)
_DISTANCES = (2, 3, 5, 10, 30)

_TABLE = read_table("markup")
_ASIDES = frozenset(_TABLE["elements"]["asides"])
_MEANINGFUL = frozenset(_TABLE["elements"]["meaningful"])
_TAGS = {tag: name for name, tags in _TABLE["tags"].items() for tag in tags}


@dataclass(frozen=True, slots=True)
class Cell:
    """A line with its numbers: length in characters, the share of it inside links, the length of its prose.

    `weight` is what its text counts where the article is looked for: prose in full, other text less, asides next to nothing.
    """

    text: str
    line: Line
    length: float
    linked: float
    prose: float
    weight: float


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


@dataclass(slots=True)
class Layout:
    """What is known of the whole page before a line is looked at."""

    elements: dict[int, Area] = field(default_factory=dict)
    looks: dict[tuple[str, ...], Area] = field(default_factory=dict)
    article: tuple[int, ...] = ()
    trunk: tuple[int, ...] = ()
    is_commentary: bool = False
    prose: float = 1.0
    title: frozenset[str] = frozenset()
    repeats: Counter[str] = field(default_factory=Counter)
    prose_lines: list[int] = field(default_factory=list)
    article_lines: list[int] = field(default_factory=list)
    trunk_lines: list[int] = field(default_factory=list)
    twice: dict[int, float] = field(default_factory=dict)
    markups: dict[tuple[tuple[str, ...], tuple[str, ...], int, str], tuple[str, ...]] = field(default_factory=dict)
    shares: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)


def measure_line(text: str, line: Line) -> Cell:
    """The numbers of a line."""
    length = len(text) + (_WIDE_CHARACTERS - 1) * len(_WIDE.findall(text))
    linked = min(1.0, line.link_characters / max(1, len(text)))
    own = length * (1 - linked) if linked < 0.5 else 0.0
    is_prose = length >= _PROSE_CHARACTERS and own > 0 and _ends_sentence(text)
    weight = (own if is_prose else own * _OTHER_WEIGHT) * (_ASIDE_WEIGHT if _is_aside(line) else 1.0)
    return Cell(text, line, length, linked, own if is_prose else 0.0, weight)


def find_features(cells: Sequence[Cell]) -> list[list[str]]:
    """For each line the names of its features.

    >>> [features] = find_features([measure_line("Au revoir", Line("p"))])
    >>> features[:3]
    ['length <10', 'links <0.02', 'end none']
    """
    layout = survey_page(cells)
    rows = []
    for i, cell in enumerate(cells):
        shared = _shared_length(cell.line.path, layout.article)
        row = list(_read_text(cell))
        row += _read_place(i, cell, shared, layout)
        row += _read_trunk(i, cell, layout)
        row += _read_markup(cell, shared, layout)
        row += _read_areas(cell, shared, layout)
        rows.append(row)
    return rows


def survey_page(cells: Sequence[Cell]) -> Layout:
    """The sums over the page's elements, and where its article seems to be."""
    layout = Layout(prose=sum(cell.prose for cell in cells) or 1.0, repeats=Counter(cell.text for cell in cells))
    layout.twice = _compare_lines(cells)
    layout.elements, parents = _sum_elements(cells)
    for cell in cells:
        look = _look_of(cell.line)
        if look not in layout.looks:
            layout.looks[look] = Area()
        layout.looks[look].add(cell)
    layout.prose_lines = [i for i, cell in enumerate(cells) if cell.prose]
    layout.article = _find_article(cells)
    depth = len(layout.article)
    layout.article_lines = [i for i in layout.prose_lines if depth and cells[i].line.path[:depth] == layout.article]
    layout.trunk = _find_trunk(layout.elements, parents)
    end = len(layout.trunk)
    long = (i for i, cell in enumerate(cells) if cell.weight >= _PROSE_CHARACTERS)
    layout.trunk_lines = [i for i in long if cells[i].line.path[:end] == layout.trunk]
    layout.is_commentary = any("comment" in hint for i in layout.article_lines[:1] for hint in cells[i].line.hints[:depth])
    titles = (cell for cell in cells if cell.line.tag == "h1" and cell.length > _TITLE_CHARACTERS)
    layout.title = next((_words(cell.text) for cell in titles), frozenset())
    return layout


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
    weight = sum(elements[number].weight for number in elements if number not in parents)
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
        words = _WORD.findall(cell.text.lower())
        if len(words) >= _TWICE_WORDS:
            runs[i] = {" ".join(words[k : k + _RUN_WORDS]) for k in range(len(words) - _RUN_WORDS + 1)}
    lines = Counter(run for found in runs.values() for run in found)
    return {i: sum(lines[run] > 1 for run in found) / len(found) for i, found in runs.items()}


@cache
def hint_groups() -> dict[str, str]:
    """For each known word of class, id and role attributes the group it tells of."""
    return {word: group for group, words in _TABLE["words"].items() for word in words}


@cache
def phrase_names() -> tuple[str, ...]:
    """The kinds of things that short lines say which are no text of the article."""
    return tuple(_TABLE["phrases"])


@cache
def _phrase_finder() -> Any:
    """All phrases in one automaton; it sees lower-case text."""
    import re2

    finder = re2.Set.SearchSet()
    for name in phrase_names():
        finder.Add(_TABLE["phrases"][name])
    finder.Compile()
    return finder


@cache
def _bin_names(edges: tuple[float, ...]) -> tuple[str, ...]:
    return (*(f"<{edge:g}" for edge in edges), f">={edges[-1]:g}")


def _bin(value: float, edges: tuple[float, ...]) -> str:
    return _bin_names(edges)[bisect_right(edges, value)]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _look_of(line: Line) -> tuple[str, ...]:
    return (line.tag, *line.hints[-3:])


def _is_aside(line: Line) -> bool:
    return not _ASIDES.isdisjoint(line.containers) or any("comment" in hint or "undisplayed" in hint for hint in line.hints)


def _tag_of(line: Line) -> str:
    return "div" if "-" in line.tag else _TAGS.get(line.tag, line.tag)


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text.rstrip()[-_END_CHARACTERS:]) is not None


def _end_of(text: str) -> str:
    if text.endswith(("...", "…")):
        return "dots"
    if _ends_sentence(text):
        return "stop"
    return "colon" if text.endswith(":") else "none"


def _order_of(i: int, lines: Sequence[int]) -> str:
    return "before" if not lines or i < lines[0] else "after" if i > lines[-1] else "between"


def _shared_length(a: Sequence[int], b: Sequence[int]) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


def _read_text(cell: Cell) -> Iterator[str]:
    text = cell.text
    length, links, end, tag = _bin(cell.length, _LENGTHS), _bin(cell.linked, _SHARES), _end_of(text), _tag_of(cell.line)
    yield f"length {length}"
    yield f"links {links}"
    yield f"end {end}"
    yield f"tag {tag}"
    yield f"tag {tag} length {length}"
    yield f"links {links} length {length}"
    yield f"end {end} length {length}"
    yield f"commas {_bin(len(_COMMAS.findall(text)), (1, 2, 4))}"
    if text[:1].islower():
        yield "starts low"
    if text[:1] in _QUOTE_MARKS:
        yield "starts with a quotation mark"
    if text.isupper():
        yield "all capitals"
    if len(_DIGIT.findall(text)) > 0.2 * len(text):
        yield "many digits"
    if text.endswith("?"):
        yield f"question length {length}"
    yield from _read_phrases(cell, length)


def _read_phrases(cell: Cell, length: str) -> Iterator[str]:
    if _DATE.search(cell.text):
        yield f"date length {length}"
    if _SIGN.search(cell.text):
        yield f"sign length {length}"
    if cell.length > _PHRASE_CHARACTERS:
        return
    length = _bin(cell.length, (25, 80, 150))
    names = phrase_names()
    for i in sorted(_phrase_finder().Match(cell.text.lower()) or ()):
        yield f"says {names[i]}"
        yield f"says {names[i]} length {length}"


def _read_place(i: int, cell: Cell, shared: int, layout: Layout) -> Iterator[str]:
    length, links = _bin(cell.length, _LENGTHS_COARSE), _bin(cell.linked, _SHARES_COARSE)
    up, down = len(layout.article) - shared, len(cell.line.path) - shared
    yield f"up {min(up, 8)}"
    yield f"up {min(up, 6)} down {min(down, 5)}"
    yield f"up {min(up, 3)} length {length} links {links}"
    if layout.article and not layout.is_commentary and any("comment" in hint for hint in cell.line.hints[shared:]):
        yield "comments beside the article"
    order = _order_of(i, layout.article_lines)
    yield f"order {order}"
    yield f"order {order} up {min(up, 4)}"
    yield f"order {order} length {length}"
    at = bisect_right(layout.prose_lines, i)
    after = layout.prose_lines[at] - i if at < len(layout.prose_lines) else 99
    at -= bool(cell.prose)
    before = i - layout.prose_lines[at - 1] if at else 99
    yield f"prose {_bin(before, _DISTANCES)} before, {_bin(after, _DISTANCES)} after"
    yield f"prose {_bin(before, _DISTANCES)} before, length {length}"
    yield f"prose {_bin(after, _DISTANCES)} after, length {length}"
    if layout.repeats[cell.text] > 1:
        yield f"repeated length {length}"
    if layout.repeats[cell.text] > 2:
        yield f"repeated often length {length}"
    if i in layout.twice:
        twice = _bin(layout.twice[i], (0.1, 0.5, 0.9))
        yield f"said elsewhere {twice}"
        yield f"said elsewhere {twice} up {min(up, 2)}"
        if any("undisplayed" in hint for hint in cell.line.hints):
            yield f"not displayed, said elsewhere {twice}"
    words = _words(cell.text)
    if len(words) > 2 and layout.title:
        likeness = len(words & layout.title) / len(words | layout.title)
        yield f"like the title {_bin(likeness, (0.2, 0.5, 0.8))} order {order}"


def _read_trunk(i: int, cell: Cell, layout: Layout) -> Iterator[str]:
    path, trunk, length = cell.line.path, layout.trunk, _bin(cell.length, _LENGTHS_COARSE)
    if not trunk:
        return
    shared = _shared_length(path, trunk)
    up, down = len(trunk) - shared, len(path) - shared
    yield f"trunk up {min(up, 6)}"
    yield f"trunk up {min(up, 4)} down {min(down, 4)}"
    yield f"trunk up {min(up, 3)} length {length}"
    if not up and down:
        share = layout.elements[path[shared]].weight / layout.elements[trunk[-1]].weight
        yield f"trunk branch {_bin(share, _BRANCH_SHARES)} length {length}"
    yield f"trunk {_order_of(i, layout.trunk_lines)} up {min(up, 3)}"


def _read_markup(cell: Cell, shared: int, layout: Layout) -> tuple[str, ...]:
    """Lines of one list or one box mostly have the same markup: it is read once."""
    length = _bin(cell.length, _LENGTHS_COARSE)
    key = (cell.line.containers, cell.line.hints, shared, length)
    told = layout.markups.get(key)
    if told is None:
        told = layout.markups[key] = tuple(_describe_markup(cell.line, shared, length))
    return told


def _describe_markup(line: Line, shared: int, length: str) -> Iterator[str]:
    for group in _group_hints(line.hints[shared:]):
        yield f"in {group}"
        yield f"in {group} length {length}"
    for group in _group_hints(line.hints[-1:]):
        yield f"is {group}"
    for group in _group_hints(line.hints[:shared]):
        yield f"article in {group}"
    tags = _MEANINGFUL.intersection(line.containers[shared:-1])
    # a figure may hold a table, which is text
    for tag in sorted(tags - {"figure"} if "table" in line.containers else tags):
        yield f"in <{tag}>"
        yield f"in <{tag}> length {length}"


def _group_hints(hints: Sequence[str]) -> list[str]:
    groups = hint_groups()
    return sorted({groups[word] for hint in hints for word in hint.split() if word in groups})


def _read_areas(cell: Cell, shared: int, layout: Layout) -> Iterator[str]:
    yield f"page prose {_bin(layout.prose, (300, 1000, 3000, 10000))}"
    path = cell.line.path
    if not layout.article or not path:
        yield "no prose"
        return
    share = layout.elements[layout.article[-1]].prose / layout.prose
    yield f"article prose {_bin(share, (0.2, 0.5, 0.8, 0.95))} up {min(len(layout.article) - shared, 3)}"
    length, links = _bin(cell.length, _LENGTHS_COARSE), _bin(cell.linked, _SHARES_COARSE)
    yield from _describe_area("look", layout.looks[_look_of(cell.line)], layout.prose)
    branches = {"branch": path[min(shared, len(path) - 1)], "parent": path[-2:][0], "grandparent": path[-3:][0]}
    for name, number in branches.items():
        area = layout.elements[number]
        told = layout.shares.get((name, number))
        if told is None:
            told = layout.shares[name, number] = tuple(_describe_area(name, area, layout.prose))
        yield from told
        yield f"{name} prose {_bin(area.prose / layout.prose, (0.1, 0.5))} length {length} links {links}"


def _describe_area(name: str, area: Area, prose: float) -> Iterator[str]:
    length = max(1.0, area.length)
    yield f"{name} prose {_bin(area.prose / prose, _SHARES)}"
    yield f"{name} links {_bin(area.linked / length, _SHARES)}"
    yield f"{name} lines {_bin(area.lines, _COUNTS)}"
    yield f"{name} mean length {_bin(length / area.lines, _LENGTHS)}"
    yield f"{name} density {_bin(area.prose / length, _SHARES)}"
