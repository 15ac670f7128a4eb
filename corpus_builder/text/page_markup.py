"""What the markup of a page reveals about its parts: its elements, and the words of class, id and role attributes.

Rendering a page keeps the words listed here, and classification uses them as evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator

from corpus_builder.knowledge import NamedRows, Row, Words, read_table

# The word of an element that the layout hides, whatever its attributes are called.
UNDISPLAYED: Final = "undisplayed"
# The word of what is set in a line but is no part of it, and so has a line of its own: a teaser, the text of a tooltip.
INSET: Final = "inset"
# What all words of readers' comments that are told apart from other asides have in common.
COMMENT: Final = "comment"


class HintGroup(Row):
    """Words that tell the same about a part of a page; `beside_article` where names and dates in it are those of others."""

    name: str
    beside_article: bool = False
    words: Words


def refuse_second_meanings(groups: tuple[HintGroup, ...]) -> tuple[HintGroup, ...]:
    """The groups; ValueError when a word stands in two of them."""
    meanings: dict[str, str] = {}
    for group in groups:
        for word in group.words:
            if meanings.setdefault(word, group.name) != group.name:
                raise ValueError(f"{word!r} is in both {meanings[word]!r} and {group.name!r}")
    return groups


class PageMarkup(Row):
    """The table: elements on lines of their own, elements beside the article, and the words of attributes by what they tell;
    `popup_words` are those of a text that opens over the page."""

    block_elements: Words
    aside_elements: Words
    popup_words: Words
    groups: Annotated[NamedRows[HintGroup], AfterValidator(refuse_second_meanings)]


def read_markup() -> PageMarkup:
    """The table as it stands."""
    return read_table(PageMarkup, "text", "page_markup")


@cache
def block_elements() -> frozenset[str]:
    """The elements that stand on lines of their own."""
    return frozenset(read_markup().block_elements)


@cache
def aside_elements() -> frozenset[str]:
    """The elements that enclose what is no part of the article."""
    return frozenset(read_markup().aside_elements)


@cache
def popup_words() -> frozenset[str]:
    """The words of a text that opens over the page where a reader points at a word."""
    return frozenset(read_markup().popup_words)


@cache
def hint_groups() -> Mapping[str, str]:
    """For each known word of class, id and role attributes the group that says what it tells."""
    return MappingProxyType({word: group.name for group in read_markup().groups for word in group.words})


@cache
def aside_words() -> frozenset[str]:
    """The words of parts of a page whose names and dates are not the article's."""
    return frozenset(word for group in read_markup().groups if group.beside_article for word in group.words)
