"""Elements that define what a line of a page is, and those that enclose a meaningful part of the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from corpus_builder.knowledge import NamedRows, Row, Words, read_table
from corpus_builder.text.page_markup import block_elements

# What a custom element, whose name has a hyphen, is taken for.
_CUSTOM = "div"


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
