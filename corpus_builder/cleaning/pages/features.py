"""Features that separate lines of the article from boilerplate: named binary features of the lines of a rendered page.

A number becomes a feature by the bin it lies in (`links <0.1`). Features say what a line reads like, how far it
stands from where the article seems to be (`layout`), and what parts it from there: hints on elements around both tell
nothing about the line. The model that weighs them is `models/pages.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus_builder.cleaning.pages.cells import Cell, find_words, has_hint
from corpus_builder.cleaning.pages.elements import meaningful_elements, name_kind
from corpus_builder.cleaning.pages.feature_names import (
    AREA_SHARES,
    ARTICLE_SHARES,
    ARTICLE_UP,
    BRANCH_SHARES,
    COMMAS,
    COUNTS,
    DISTANCES,
    LENGTHS,
    LENGTHS_COARSE,
    LENGTHS_OF_PHRASES,
    PAGE_PROSE,
    SHARES,
    SHARES_COARSE,
    TITLE_SHARES,
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
    find_bin,
)
from corpus_builder.cleaning.pages.layout import Area, Layout, find_look, survey_page
from corpus_builder.cleaning.pages.line_phrases import find_phrases
from corpus_builder.text.page_markup import COMMENT, UNDISPLAYED, hint_groups
from corpus_builder.text.sentences import ends_sentence

_COMMA = re.compile(r"[,;،、，]")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:h.]\d\d\b")
_MARK = re.compile(r"[©|›»>•→@#]")
_QUOTE_MARKS = frozenset("\"'«“„‘")

# Characters: in a longer line phrases are part of what it says.
_PHRASE_CHARACTERS = 400
# Share of a line from which on digits are many.
_MANY_DIGITS = 0.2
# How far the next prose is where there is none, in lines.
_NO_PROSE = 99
# Words: a line of fewer is not compared with the title.
_TITLE_WORDS = 3
# How often the page says what it says often.
_OFTEN = 3
# Lines of one list or one box mostly have the same markup, and pages of one site the same lists: what markup says is kept.
_MARKUPS_KEPT = 1 << 12

# What was said of an area by the name it was asked for: lines of one box have the same boxes around them.
_Said = dict[tuple[str, int], tuple[str, ...]]


def find_features(cells: Sequence[Cell]) -> list[list[str]]:
    """For each line the names of its features (`feature_names.declare_features` has all).

    >>> from corpus_builder.cleaning.pages.cells import measure_line
    >>> from corpus_builder.model import Line
    >>> [features] = find_features([measure_line("Au revoir", Line("p"))])
    >>> features[:3]
    ['length <10', 'links <0.02', 'end none']
    """
    layout = survey_page(cells)
    said: _Said = {}
    rows = []
    for i, cell in enumerate(cells):
        shared = _shared_length(cell.line.path, layout.article)
        row = list(_read_text(cell))
        row += _read_place(i, cell, shared, layout)
        row += _read_trunk(i, cell, layout)
        row += _read_markup(cell.line.containers, cell.line.hints, shared, find_bin(cell.length, LENGTHS_COARSE))
        row += _read_areas(cell, shared, layout, said)
        rows.append(row)
    return rows


def _end_of(text: str) -> str:
    if text.endswith(("...", "…")):
        return "dots"
    if ends_sentence(text):
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
    length, links = find_bin(cell.length, LENGTHS), find_bin(cell.linked, SHARES)
    end, tag = _end_of(text), name_kind(cell.line.tag)
    yield f"length {length}"
    yield f"links {links}"
    yield f"end {end}"
    yield f"tag {tag}"
    yield f"tag {tag} length {length}"
    yield f"links {links} length {length}"
    yield f"end {end} length {length}"
    yield f"commas {find_bin(len(_COMMA.findall(text)), COMMAS)}"
    if text[:1].islower():
        yield "starts low"
    if text[:1] in _QUOTE_MARKS:
        yield "starts with a quotation mark"
    if text.isupper():
        yield "all capitals"
    if len(_DIGIT.findall(text)) > _MANY_DIGITS * len(text):
        yield "many digits"
    if text.endswith("?"):
        yield f"question length {length}"
    yield from _read_phrases(cell, length)


def _read_phrases(cell: Cell, length: str) -> Iterator[str]:
    if _DATE.search(cell.text):
        yield f"date length {length}"
    if _MARK.search(cell.text):
        yield f"sign length {length}"
    if cell.length > _PHRASE_CHARACTERS:
        return
    length = find_bin(cell.length, LENGTHS_OF_PHRASES)
    for phrase in find_phrases(cell.text):
        yield f"says {phrase}"
        yield f"says {phrase} length {length}"


def _read_place(i: int, cell: Cell, shared: int, layout: Layout) -> Iterator[str]:
    length, links = find_bin(cell.length, LENGTHS_COARSE), find_bin(cell.linked, SHARES_COARSE)
    up, down = len(layout.article) - shared, len(cell.line.path) - shared
    yield f"up {min(up, UP)}"
    yield f"up {min(up, UP_DOWN[0])} down {min(down, UP_DOWN[1])}"
    yield f"up {min(up, UP_LENGTH)} length {length} links {links}"
    if layout.article and not layout.is_commentary and has_hint(cell.line.hints[shared:], COMMENT):
        yield "comments beside the article"
    order = _order_of(i, layout.article_lines)
    yield f"order {order}"
    yield f"order {order} up {min(up, UP_ORDER)}"
    yield f"order {order} length {length}"
    at = bisect_right(layout.prose_lines, i)
    after = layout.prose_lines[at] - i if at < len(layout.prose_lines) else _NO_PROSE
    at -= bool(cell.prose)
    before = i - layout.prose_lines[at - 1] if at else _NO_PROSE
    yield f"prose {find_bin(before, DISTANCES)} before, {find_bin(after, DISTANCES)} after"
    yield f"prose {find_bin(before, DISTANCES)} before, length {length}"
    yield f"prose {find_bin(after, DISTANCES)} after, length {length}"
    if layout.repeats[cell.text] > 1:
        yield f"repeated length {length}"
    if layout.repeats[cell.text] >= _OFTEN:
        yield f"repeated often length {length}"
    if i in layout.twice:
        twice = find_bin(layout.twice[i], TWICE_SHARES)
        yield f"said elsewhere {twice}"
        yield f"said elsewhere {twice} up {min(up, UP_TWICE)}"
        if has_hint(cell.line.hints, UNDISPLAYED):
            yield f"not displayed, said elsewhere {twice}"
    words = frozenset(find_words(cell.text))
    if len(words) >= _TITLE_WORDS and layout.title:
        similarity = len(words & layout.title) / len(words | layout.title)
        yield f"like the title {find_bin(similarity, TITLE_SHARES)} order {order}"


def _read_trunk(i: int, cell: Cell, layout: Layout) -> Iterator[str]:
    path, trunk, length = cell.line.path, layout.trunk, find_bin(cell.length, LENGTHS_COARSE)
    if not trunk:
        return
    shared = _shared_length(path, trunk)
    up, down = len(trunk) - shared, len(path) - shared
    yield f"trunk up {min(up, TRUNK_UP)}"
    yield f"trunk up {min(up, TRUNK_UP_DOWN[0])} down {min(down, TRUNK_UP_DOWN[1])}"
    yield f"trunk up {min(up, TRUNK_UP_LENGTH)} length {length}"
    if not up and down:
        share = layout.elements[path[shared]].weight / layout.elements[trunk[-1]].weight
        yield f"trunk branch {find_bin(share, BRANCH_SHARES)} length {length}"
    yield f"trunk {_order_of(i, layout.trunk_lines)} up {min(up, TRUNK_UP_ORDER)}"


@lru_cache(maxsize=_MARKUPS_KEPT)
def _read_markup(containers: tuple[str, ...], hints: tuple[str, ...], shared: int, length: str) -> tuple[str, ...]:
    return tuple(_describe_markup(containers, hints, shared, length))


def _describe_markup(containers: tuple[str, ...], hints: tuple[str, ...], shared: int, length: str) -> Iterator[str]:
    for group in _group_hints(hints[shared:]):
        yield f"in {group}"
        yield f"in {group} length {length}"
    for group in _group_hints(hints[-1:]):
        yield f"is {group}"
    for group in _group_hints(hints[:shared]):
        yield f"article in {group}"
    tags = meaningful_elements().intersection(containers[shared:-1])
    # a figure may hold a table, which is text
    for tag in sorted(tags - {"figure"} if "table" in containers else tags):
        yield f"in <{tag}>"
        yield f"in <{tag}> length {length}"


def _group_hints(hints: Sequence[str]) -> list[str]:
    groups = hint_groups()
    return sorted({groups[word] for hint in hints for word in hint.split() if word in groups})


def _read_areas(cell: Cell, shared: int, layout: Layout, said: _Said) -> Iterator[str]:
    yield f"page prose {find_bin(layout.prose, PAGE_PROSE)}"
    path = cell.line.path
    if not layout.article or not path:
        yield "no prose"
        return
    share = layout.elements[layout.article[-1]].prose / layout.prose
    yield f"article prose {find_bin(share, ARTICLE_SHARES)} up {min(len(layout.article) - shared, ARTICLE_UP)}"
    length, links = find_bin(cell.length, LENGTHS_COARSE), find_bin(cell.linked, SHARES_COARSE)
    yield from _describe_area("look", layout.looks[find_look(cell.line)], layout.prose)
    branches = {"branch": path[min(shared, len(path) - 1)], "parent": path[-2:][0], "grandparent": path[-3:][0]}
    for name, number in branches.items():
        area = layout.elements[number]
        if (name, number) not in said:
            said[name, number] = tuple(_describe_area(name, area, layout.prose))
        yield from said[name, number]
        yield f"{name} prose {find_bin(area.prose / layout.prose, AREA_SHARES)} length {length} links {links}"


def _describe_area(name: str, area: Area, prose: float) -> Iterator[str]:
    length = max(1.0, area.length)
    yield f"{name} prose {find_bin(area.prose / prose, SHARES)}"
    yield f"{name} links {find_bin(area.linked / length, SHARES)}"
    yield f"{name} lines {find_bin(area.lines, COUNTS)}"
    yield f"{name} mean length {find_bin(length / area.lines, LENGTHS)}"
    yield f"{name} density {find_bin(area.prose / length, SHARES)}"
