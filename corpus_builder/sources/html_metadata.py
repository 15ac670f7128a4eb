"""What a page says about itself: JSON-LD, meta elements, its canonical address, `<time>` and bylines.

Machine-readable statements only, the most specific first; dates in prose are read later, from the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from email.utils import parsedate
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from corpus_builder.model import Metadata
from corpus_builder.rules import read_table
from corpus_builder.sources.addresses import find_host

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

Json = Mapping[str, Any]

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|Recipe)\Z")
_ISO_DATE = re.compile(r"\s*([12]\d{3})(?:-?([01]\d)(?:-?([0-3]\d))?)?(?![\d/])")
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_].*)?\s*\Z", re.DOTALL)
_BLANKS = re.compile(r"\s+")
_NAME_CHARACTERS = 200
_BYLINE_NAMES = 3
_JSON_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*\Z")


def read_metadata(tree: LexborHTMLParser, url: str | None) -> Metadata:
    """What a parsed page says about itself; `source` is the host of its address, or the site's name where it has none."""
    article = _find_article(tree)
    meta = _read_meta(tree)
    names = read_table("page_metadata")
    address = _find_address(tree, meta, url)
    return Metadata(
        url=address,
        title=_first(
            clean_text(article.get("headline")),
            _pick(meta, names["title"]),
            _text_of(tree, "h1"),
            _text_of(tree, "head > title"),
        ),
        author=_first(_read_names(article.get("author")), _pick_author(meta, names["author"]), _find_byline(tree)),
        published=_first(
            normalize_date(article.get("datePublished")),
            *(normalize_date(meta.get(name)) for name in names["published"]),
            *_read_times(tree),
        ),
        language=_find_language(tree, article, meta, names["language"]),
        source=find_host(address) or _pick(meta, names["source"]),
    )


def normalize_date(value: object) -> str | None:
    """A machine-readable date (ISO 8601, or that of mail and HTTP headers) as ISO, to the day at most; None for others.

    >>> normalize_date("2024-03-12T08:00:00+01:00"), normalize_date("2024-03"), normalize_date("20240312")
    ('2024-03-12', '2024-03', '2024-03-12')
    >>> normalize_date("Tue, 12 Mar 2024 08:00:00 GMT"), normalize_date("12/03/2024")
    ('2024-03-12', None)
    """
    if not isinstance(value, str):
        return None
    if found := _ISO_DATE.match(value):
        parts = [int(part) for part in found.groups() if part]
        return found.expand("-".join(rf"\{i + 1}" for i in range(len(parts)))) if _is_date(parts) else None
    try:
        told = parsedate(value[:_NAME_CHARACTERS])
    except (IndexError, TypeError, ValueError):
        return None
    return f"{told[0]:04}-{told[1]:02}-{told[2]:02}" if told and _is_date(list(told[:3])) else None


def clean_text(value: object) -> str | None:
    """A value of a page's own statements as one line of text; None when it is no text or blank."""
    if not isinstance(value, str):
        return None
    return _BLANKS.sub(" ", value).strip() or None


def _is_date(parts: list[int]) -> bool:
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _find_article(tree: LexborHTMLParser) -> Json:
    """The JSON-LD object that describes the page's article: of the types made for one, the first."""
    page: Json = {}
    for script in tree.css('script[type="application/ld+json"]'):
        for item in _iterate_objects(_parse_json(script.text())):
            kinds = item.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds):
                return item
            if not page and "WebPage" in kinds:
                page = item
    return page


def _parse_json(text: str) -> object:
    try:
        return json.loads(_JSON_WRAPPING.sub("", text), strict=False)
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


def _read_names(value: object) -> str | None:
    """The names in a JSON-LD author: a text, an object with a name, or a list of either."""
    people = value if isinstance(value, list) else [value]
    found = [clean_text(person.get("name") if isinstance(person, dict) else person) for person in people]
    return _join_names(name for name in found if name)


def _join_names(names: Iterable[str]) -> str | None:
    kept = [name for name in dict.fromkeys(names) if len(name) <= _NAME_CHARACTERS and "://" not in name]
    return ", ".join(kept) or None


def _read_meta(tree: LexborHTMLParser) -> dict[str, str]:
    """The contents of meta elements by their name in lower case, the first of each that is not blank."""
    meta: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = clean_text(attributes.get("content"))
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := attributes.get(key)):
                meta.setdefault(name.strip().lower(), content)
    return meta


def _pick(meta: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _pick_author(meta: Mapping[str, str], names: Iterable[str]) -> str | None:
    return _first(*(_join_names([meta[name]]) for name in names if name in meta))


def _find_address(tree: LexborHTMLParser, meta: Mapping[str, str], url: str | None) -> str | None:
    link = tree.css_first('link[rel~="canonical"][href]')
    told = [link.attributes.get("href") if link is not None else None, meta.get("og:url")]
    for address in told:
        whole = _join_address(url, address)
        if whole:
            return whole
    return url


def _join_address(url: str | None, address: str | None) -> str | None:
    try:
        whole = urljoin(url or "", (address or "").strip())
        parts = urlsplit(whole)
        return whole if address and parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _find_language(tree: LexborHTMLParser, article: Json, meta: Mapping[str, str], names: Iterable[str]) -> str | None:
    root = tree.css_first("html")
    told = article.get("inLanguage")
    told = told.get("alternateName") if isinstance(told, dict) else told
    for value in (root.attributes.get("lang") if root is not None else None, told, *(meta.get(name) for name in names)):
        if isinstance(value, str) and (found := _LANGUAGE.match(value)):
            return found[1].lower()
    return None


def _read_times(tree: LexborHTMLParser) -> Iterator[str | None]:
    published = tree.css('time[datetime][itemprop="datePublished"], time[datetime][pubdate]')
    for node in (*published, *tree.css("time[datetime]")[:1]):
        yield normalize_date(node.attributes.get("datetime"))


def _find_byline(tree: LexborHTMLParser) -> str | None:
    for query in ('[itemprop="author"] [itemprop="name"]', '[itemprop="author"]', 'a[rel~="author"]'):
        names = {name: None for node in tree.css(query) if (name := _node_text(node))}
        # A listing of authors is no byline.
        if 0 < len(names) <= _BYLINE_NAMES and (joined := _join_names(names)):
            return joined
    return None


def _text_of(tree: LexborHTMLParser, query: str) -> str | None:
    node = tree.css_first(query)
    return _node_text(node) if node is not None else None


def _node_text(node: LexborNode) -> str | None:
    return clean_text(node.text_lexbor() if node.first_child is not None else None)
