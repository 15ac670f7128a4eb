"""What a page says about itself for machines: JSON-LD, meta elements and its canonical address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any

from corpus_builder.knowledge import Row, read_table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

Json = Mapping[str, Any]

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|Recipe)\Z")
_PAGE_TYPE = re.compile(r"WebPage\Z")
_STATEMENTS = 'script[type="application/ld+json"], meta[content], link[rel~="canonical"][href]'
_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")
_JSON_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*\Z")
# A comma before a closing bracket, which JSON does not allow; texts are passed over.
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s{0,99}[}\]])', re.DOTALL)


class PageStatementNames(Row):
    """The table `page_statements.toml`: names of meta elements, the most trusted first."""

    title: tuple[str, ...]
    author: tuple[str, ...]
    published: tuple[str, ...]
    language: tuple[str, ...]
    source: tuple[str, ...]


class Statements:
    """What a page says for machines, found in one go: the objects of its JSON-LD, the contents of meta elements by their names
    in lower case, all that are not blank, and its canonical address.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.items: list[Json] = []
        self.meta: dict[str, list[str]] = {}
        self.canonical: str | None = None
        for node in tree.css(_STATEMENTS):
            tag = node.tag
            if tag == "script":
                self.items.extend(_iterate_objects(_parse_json(node.text())))
            elif tag == "meta":
                self._add_meta(node.attributes)
            elif self.canonical is None:
                self.canonical = node.attributes.get("href")
        self.articles = list(_list_articles(self.items))

    def pick(self, names: Iterable[str]) -> str | None:
        """The first content of the first of the meta elements that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def values(self, key: str) -> Iterator[Any]:
        """The values of a key in the objects that describe the article, the most telling object first."""
        for article in self.articles:
            value = article.get(key, article.get(key[0].upper() + key[1:]))
            if value is not None:
                yield value

    def _add_meta(self, attributes: Mapping[str, str | None]) -> None:
        if content := clean_text(attributes.get("content")):
            for key in _META_KEYS:
                for name in (attributes.get(key) or "").lower().split():
                    self.meta.setdefault(name, []).append(content)


def read_names() -> PageStatementNames:
    """The names of meta elements."""
    return read_table(PageStatementNames, "sources.metadata", "page_statements")


def clean_text(value: object) -> str | None:
    """A value of a page's own statements as one line of text; None when it is no text or blank.

    Entities are read, because many pages escape these values twice.

    >>> clean_text(" L&#8217;eau\\n monte ")
    'L’eau monte'
    """
    if not isinstance(value, str):
        return None
    if "&" in value:
        value = _ENTITY.sub(lambda found: unescape(found[0]), value)
    return " ".join(value.split()) or None


def flatten_values(value: object) -> list[object]:
    """A JSON value as the list of what is no list in it, in order.

    >>> flatten_values(["a", [["b"], "c"]])
    ['a', 'b', 'c']
    """
    found: list[object] = []
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left.extend(reversed(item))
        elif item is not None:
            found.append(item)
    return found


def _parse_json(text: str) -> object:
    try:
        bare = text.strip()
        wrapped = bare.startswith(("<!", "//")) or bare.endswith(("-->", "]]>", ";"))
        text = _JSON_WRAPPING.sub("", text) if wrapped else text
        return json.loads(text, strict=False)
    except RecursionError:
        return None
    except ValueError:
        return _parse_again(text)


def _parse_again(text: str) -> object:
    try:
        return json.loads(_LAST_COMMA.sub(lambda found: found[1] or "", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _iterate_objects(value: object) -> Iterator[Json]:
    """All objects in a JSON value, a level at a time."""
    level = [value]
    while level:
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                yield item
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below


def _list_articles(items: Sequence[Json]) -> Iterator[Json]:
    """The JSON-LD objects that describe the page's article: the first of a type made for one, and the page itself."""
    article = next((item for item in items if _is_kind(item, _ARTICLE_TYPE)), None)
    if article is not None:
        yield article
    page = next((item for item in items if _is_kind(item, _PAGE_TYPE)), None)
    if page is not None:
        yield page


def _is_kind(item: Json, pattern: re.Pattern[str]) -> bool:
    return any(isinstance(kind, str) and pattern.search(kind) for kind in flatten_values(item.get("@type")))
