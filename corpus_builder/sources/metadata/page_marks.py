"""Where the markup of a page shows what is the article's: the elements around its heading, and those beside the article."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from corpus_builder.sources.metadata.page_statements import clean_text
from corpus_builder.text.page_markup import aside_elements, aside_words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# More elements of a kind, or more headings, are a listing.
LISTED = 20
# A marked byline or date is not longer, in characters; a paragraph of prose is not shorter.
MARKED_CHARACTERS, _PROSE_CHARACTERS = 160, 150
# Paragraphs behind the heading within which names and dates are the article's; elements and lines that are looked at behind it.
_PARAGRAPHS, _LOOKED_AT, _LINES_BELOW = 3, 500, 20
_LETTERS = re.compile(r"[^\W\d_]+")


class Marked(NamedTuple):
    """An element, its name and its attributes, which are costly to ask for."""

    node: LexborNode
    tag: str
    attributes: dict[str, str | None]


class Shown(NamedTuple):
    """What a page shows right under its heading: the elements, the lines; and the numbers of what holds the heading."""

    head: list[Marked]
    below: list[str]
    around: frozenset[int]

    def pick(self, is_marked: Callable[[Marked], bool]) -> list[LexborNode]:
        """The elements that are marked, without those beside the article."""
        return [each.node for each in self.head if is_marked(each) and not is_aside(each.node, self.around)]


def list_shown(tree: LexborHTMLParser, texts: Sequence[str], title: str | None) -> Shown:
    """What a page shows between the heading that is its title and the article's third paragraph; nothing where none is."""
    below = list_below(texts, title)
    headings = [node for node in tree.css("h1, h2") if _same(node_text(node, " "), title)]
    if not headings:
        return Shown([], below, frozenset())
    heading = next((node for node in headings if not is_aside(node)), headings[0])
    return Shown(list(_until_prose(heading)), below, frozenset(node.mem_id for node in _list_around(heading)))


def list_below(texts: Sequence[str], title: str | None) -> list[str]:
    """The short lines between the line that shows the title and the third paragraph behind it; none where no line shows it."""
    first = title[0].casefold() if title else ""
    # for speed: few texts begin alike
    likely = (row for row, text in enumerate(texts) if text[:1].casefold() == first and _same(text, title)) if first else ()
    start = next(iter(likely), None)
    found: list[str] = []
    paragraphs = 0
    for text in texts[start + 1 : start + 1 + _LINES_BELOW] if start is not None else ():
        if len(text) <= MARKED_CHARACTERS:
            found.append(text)
        else:
            paragraphs += 1
            if paragraphs == _PARAGRAPHS:
                break
    return found


def list_marked(tree: LexborHTMLParser, query: str) -> Iterator[LexborNode]:
    """The elements of a query that stand in the article and have short texts; none where there are as many as in a listing."""
    nodes = tree.css(query)
    for node in nodes if len(nodes) <= LISTED else ():
        if short_text(node) and not is_aside(node):
            yield node


def short_text(node: LexborNode, separator: str = " ") -> str | None:
    """The text of an element, its parts separated; None where it is blank or too long for a byline or a date."""
    text = node_text(node, separator)
    return text if text and len(text) <= MARKED_CHARACTERS else None


def is_aside(node: LexborNode, with_article: Collection[int] = ()) -> bool:
    """Whether an element or one around it is for something beside the article, by its tag or the words of its class and id.

    Elements `with_article` hold the article, whatever they are called.
    """
    for around in _list_around(node):
        if around.mem_id in with_article:
            return False
        if around.tag in aside_elements():
            return True
        attributes = around.attributes
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        if not aside_words().isdisjoint(_LETTERS.findall(named)):
            return True
    return False


def _list_around(node: LexborNode) -> Iterator[LexborNode]:
    """An element and those around it, from the inside."""
    around: LexborNode | None = node
    while around is not None and around.tag not in ("body", "html"):
        yield around
        around = around.parent


def text_of(tree: LexborHTMLParser, query: str) -> str | None:
    """The text of the first element of a query."""
    node = tree.css_first(query)
    return node_text(node) if node is not None else None


def node_text(node: LexborNode, separator: str = "") -> str | None:
    """The text of an element as one line; None when it is blank."""
    return clean_text(node.text(separator=separator)) if node.first_child is not None else None


def _same(text: str | None, title: str | None) -> bool:
    # for speed: few texts begin alike
    return bool(text and title and text[0].casefold() == title[0].casefold()) and _squeeze(text) == _squeeze(title)


def _squeeze(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "").casefold()))


def _until_prose(heading: LexborNode) -> Iterator[Marked]:
    """The elements with an attribute or a name that may mark them, from the heading to the third paragraph of prose."""
    paragraphs = 0
    for node in islice(_walk_on(heading), _LOOKED_AT):
        tag = node.tag or ""
        if tag == "p" and len(node.text()) >= _PROSE_CHARACTERS:
            paragraphs += 1
            if paragraphs == _PARAGRAPHS:
                return
        elif (attributes := node.attributes) or tag in ("address", "time"):
            yield Marked(node, tag, attributes)


def _walk_on(start: LexborNode) -> Iterator[LexborNode]:
    """The elements behind an element, in the order of the page."""
    node: LexborNode | None = start
    is_start = True
    while node is not None:
        below = None if is_start else node.first_child
        is_start = False
        while below is None and node is not None:
            below = node.next
            if below is None:
                node = node.parent
        node = below
        if node is not None and not (node.tag or "-").startswith("-"):
            yield node
