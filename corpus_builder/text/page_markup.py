"""What the markup of a page reveals about its parts: its elements, and the words of class, id and role attributes.

Rendering a page keeps the words listed here, and classification uses them as evidence. Both know the labels that lead
from an article to another one: "À lire aussi :", "READ MORE".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator

from corpus_builder.knowledge import NamedRows, Row, Words, read_table
from corpus_builder.languages.pack import list_packs

# The word of an element that the layout hides, whatever its attributes are called.
UNDISPLAYED: Final = "undisplayed"
# The word of what is set in a line but is no part of it, and so has a line of its own: a teaser, the text of a tooltip.
INSET: Final = "inset"
# What all words of readers' comments that are told apart from other asides have in common.
COMMENT: Final = "comment"

# What parts a label from the title that it leads to.
_MARKS = r"[:|>»→›•–—-]"
# The fewest letters of a label in capitals that needs no such mark.
_CAPITALS = 7
# Characters: longer than any label with its mark.
_LONGEST = 50
_FIRST_WORD = re.compile(r"\w+")


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
def known_words() -> frozenset[str]:
    """The words of class, id and role attributes that are read at all."""
    return popup_words() | hint_groups().keys()


@cache
def aside_words() -> frozenset[str]:
    """The words of parts of a page whose names and dates are not the article's."""
    return frozenset(word for group in read_markup().groups if group.beside_article for word in group.words)


class _Patterns(NamedTuple):
    """A label that begins a text, in any case; one that ends it, behind a sentence; and one that is all of it."""

    first: re.Pattern[str]
    last: re.Pattern[str]


def find_label(text: str) -> int:
    """Where the label of a teaser ends that a text begins with; 0 where it begins with none.

    A label is followed by a mark or by nothing, or it is in capitals.

    >>> find_label("Lire aussi : le pont"), find_label("READ MORE The pont"), find_label("Voir aussi loin que le pont")
    (13, 10, 0)
    """
    found = _load_patterns().first.match(text)
    if not found:
        return 0
    label = found["label"]
    is_marked = bool(found["mark"]) or not text[found.end() :].strip()
    return found.end() if is_marked or (len(label) >= _CAPITALS and label.isupper()) else 0


def is_teaser_label(text: str) -> bool:
    """Whether a text is the label of a teaser and nothing else."""
    return len(text) <= _LONGEST and may_begin_label(text) and find_label(text) == len(text)


def may_begin_label(text: str) -> bool:
    """Whether the first word of a text begins a label; next to no other text passes."""
    start = text[:2]
    # for speed: most texts begin with other letters
    if start.isalnum() and start.lower() not in _first_letters():
        return False
    word = _FIRST_WORD.search(text, 0, _LONGEST)
    return word is not None and word[0].lower() in _first_words()


def find_last_label(text: str) -> int:
    """Where the label of a teaser begins that a text ends with, behind a sentence; -1 where it ends with none.

    >>> find_last_label("Le pont rouvre. À lire aussi : "), find_last_label("Il faut lire aussi ")
    (16, -1)
    """
    found = _load_patterns().last.search(text)
    return found.start("label") if found else -1


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(word[:2] for word in _first_words())


@cache
def _first_words() -> frozenset[str]:
    return frozenset(label.split()[0] for pack in list_packs() for label in pack.teasers)


@cache
def _load_patterns() -> _Patterns:
    labels = sorted({label for pack in list_packs() for label in pack.teasers}, key=lambda label: (-len(label), label))
    known = "|".join(re.escape(label).replace("\\ ", r"\s+") for label in labels)
    return _Patterns(
        first=re.compile(rf"[\W_]{{0,4}}(?P<label>{known})\b\s*(?P<mark>{_MARKS})?\s*", re.IGNORECASE),
        last=re.compile(rf"(?:\A|[.!?…»”\"])\s*(?P<label>(?:{known})\s*{_MARKS}\s*)\Z", re.IGNORECASE),
    )
