"""The metadata of a page: JSON-LD, meta elements, its canonical address, first-level headings, bylines and dates.

Machine-readable metadata come first, the most specific statement before the others; then what the markup shows to
readers. What is only in the prose is read later, from the text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from corpus_builder.knowledge import Row, Words, read_table
from corpus_builder.model import Metadata
from corpus_builder.sources.addresses import find_host
from corpus_builder.text.dates import find_written_date, normalize_date
from corpus_builder.text.page_markup import aside_elements, aside_words
from corpus_builder.text.patterns import TITLE_SEPARATOR

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

Json = Mapping[str, Any]

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|Recipe)\Z")
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]{2,8})*(?:\..*)?\s*\Z", re.DOTALL)
_PERSON = re.compile(r"(?=[^\W\d_])[\w.'’-]+(?: [\w.'’-]+){1,3}")
_NAME_END = re.compile(r", | (?:et|and|und|&|y|e) ")
_BLANKS = re.compile(r"\s+")
_STATEMENTS = 'script[type="application/ld+json"], meta[content], link[rel~="canonical"][href]'
_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")
_JSON_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*\Z")
_PART_SIGNS = "|·•–—:-"
_CUT_OFF = ("…", "...")
_SAME_SIGNS = str.maketrans("’‘“”«»„", '\'\'"""""')
_NAME_CHARACTERS = 200
_BYLINE_NAMES = 3
# A marked byline or date is not longer, in characters; more elements of the kind, or more headings, are a listing.
_MARKED_CHARACTERS = 100
_LISTED = 20


class PageMetadataNames(Row):
    """The table `page_metadata.toml`: names of meta elements, the most trusted first, and words before an author's name."""

    title: tuple[str, ...]
    author: tuple[str, ...]
    published: tuple[str, ...]
    language: tuple[str, ...]
    source: tuple[str, ...]
    byline: Words


def read_metadata(tree: LexborHTMLParser, url: str | None, headings: Sequence[str] = ()) -> Metadata:
    """What a parsed page says about itself; `source` is the host of its address, or the site's name where it has none.

    `headings` are the texts of its first-level headings. `published` is ISO where the page tells it to machines, and else the
    date as it is written for readers.
    """
    names, said = _meta_names(), _Statements(tree)
    items, meta = said.items, said.meta
    article = _find_article(items)
    address = _find_address(said.canonical, meta, url)
    host, site = find_host(address), _pick(meta, names.source)
    told = [clean_text(article.get("headline")), *(meta.get(name) for name in names.title)]
    return Metadata(
        url=address,
        title=_choose_title(list(filter(None, told)), _text_of(tree, "head > title"), headings, (host, site)),
        author=_read_names(article.get("author"), items) or _pick_author(meta, names.author) or _find_byline(tree),
        published=_find_date(tree, article, meta),
        language=_find_language(tree, article, meta, names.language),
        source=host or site,
    )


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


def _meta_names() -> PageMetadataNames:
    return read_table(PageMetadataNames, "sources.formats", "page_metadata")


@cache
def _byline_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_meta_names().byline)})\b[\s:]*", re.IGNORECASE)


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


class _Statements:
    """What a page says for machines, found in one go: the objects of its JSON-LD, the contents of meta elements by their names
    in lower case, the first of each that is not blank, and its canonical address.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.items: list[Json] = []
        self.meta: dict[str, str] = {}
        self.canonical: str | None = None
        for node in tree.css(_STATEMENTS):
            tag = node.tag
            if tag == "script":
                self.items.extend(_iterate_objects(_parse_json(node.text())))
            elif tag == "meta":
                self._add_meta(node.attributes)
            elif self.canonical is None:
                self.canonical = node.attributes.get("href")

    def _add_meta(self, attributes: Mapping[str, str | None]) -> None:
        if content := clean_text(attributes.get("content")):
            for key in _META_KEYS:
                for name in (attributes.get(key) or "").lower().split():
                    self.meta.setdefault(name, content)


def _parse_json(text: str) -> object:
    try:
        bare = text.strip()
        wrapped = bare.startswith(("<!", "//")) or bare.endswith(("-->", "]]>"))
        return json.loads(_JSON_WRAPPING.sub("", text) if wrapped else text, strict=False)
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


def _find_article(items: Iterable[Json]) -> Json:
    """The JSON-LD object that describes the page's article: of the types made for one, the first, or else the page itself."""
    page: Json = {}
    for item in items:
        kinds = item.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds):
            return item
        if not page and "WebPage" in kinds:
            page = item
    return page


def _index_names(items: Iterable[Json]) -> dict[str, str]:
    """The names of JSON-LD objects by their ids, with which other objects refer to them."""
    named = ((item.get("@id"), _name_of(item)) for item in items)
    return {key: name for key, name in named if isinstance(key, str) and name}


def _name_of(person: Json) -> str | None:
    parts = (clean_text(person.get(part)) for part in ("givenName", "familyName"))
    return clean_text(person.get("name")) or " ".join(filter(None, parts)) or None


def _read_names(value: object, items: Sequence[Json]) -> str | None:
    """The names in a JSON-LD author: a text, an object with a name or with the id of one that has it, or a list of them."""
    people = value if isinstance(value, list) else [value]
    found = [_name_of(person) if isinstance(person, dict) else clean_text(person) for person in people]
    if any(name is None and isinstance(person, dict) for name, person in zip(found, people, strict=True)):
        names = _index_names(items)
        found = [
            name or (names.get(str(person.get("@id"))) if isinstance(person, dict) else None)
            for name, person in zip(found, people, strict=True)
        ]
    return _join_names(map(clean_text, found))


def _join_names(names: Iterable[str | None]) -> str | None:
    cleaned = (_clean_name(name) for name in names if name)
    return ", ".join(dict.fromkeys(name for name in cleaned if name)) or None


def _clean_name(name: str) -> str | None:
    """A name without the "by" before it, and once where a page says it twice; None for an address or a number."""
    name = _byline_pattern().sub("", name, count=1) if _byline_pattern().match(name) else name
    name = name.strip(" ,;|")
    words = name.split()
    half = len(words) // 2
    name = " ".join(words[:half]) if half and words[:half] == words[half:] else name
    return name if len(name) <= _NAME_CHARACTERS and "://" not in name and any(map(str.isalpha, name)) else None


def _pick(meta: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _pick_author(meta: Mapping[str, str], names: Iterable[str]) -> str | None:
    return _first(*(_join_names([meta[name]]) for name in names if name in meta))


def _choose_title(told: Sequence[str], page: str | None, headings: Sequence[str], sites: Sequence[str | None]) -> str | None:
    """The title that the page tells first, without the names of site and section beside it; or else one of its headings.

    `told` are the titles in its statements, `page` the one in its head.
    """
    shown = [heading for heading in headings[:_LISTED] if not _names_site(heading, sites)]
    title = _first(*told, *(heading for heading in shown if page and _shows(heading, page)), *shown, page)
    if title is None:
        return None
    title = _complete_title(title, [other for other in (*told, *shown, page) if other])
    return next((heading for heading in shown if _shows(heading, title)), None) or _drop_site(title, sites)


def _complete_title(title: str, others: Iterable[str]) -> str:
    """A title that was cut off as another one that begins like it and goes on."""
    if not title.endswith(_CUT_OFF):
        return title
    stem = _fold(title.rstrip("… ."))
    return next((other for other in others if not other.endswith(_CUT_OFF) and _fold(other).startswith(stem)), title)


def _shows(heading: str, title: str) -> bool:
    """Whether a title is the heading, with less than that beside it, behind a sign that parts the two."""
    part = _fold(heading)
    before, found, behind = _fold(title).partition(part)
    parted = before.rstrip()[-1:] in _PART_SIGNS and behind.lstrip()[:1] in _PART_SIGNS
    return bool(found) and parted and len(before) + len(behind) < len(part)


def _drop_site(title: str, sites: Sequence[str | None]) -> str:
    bars = list(TITLE_SEPARATOR.finditer(title))
    if bars and _names_site(title[bars[-1].end() :], sites):
        return title[: bars[-1].start()]
    return title[bars[0].end() :] if bars and _names_site(title[: bars[0].start()], sites) else title


def _names_site(text: str, sites: Sequence[str | None]) -> bool:
    """Whether a text is the name of the site: as the site writes it, or as its host does, whole or in part."""
    names = [name for site in sites if site for name in (site, *site.split("."))]
    return _squeeze(text) in map(_squeeze, names)


def _fold(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS).casefold()).strip()


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, _fold(text)))


def _find_address(canonical: str | None, meta: Mapping[str, str], url: str | None) -> str | None:
    for address in (canonical, meta.get("og:url")):
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


def _find_date(tree: LexborHTMLParser, article: Json, meta: Mapping[str, str]) -> str | None:
    """When the article was published: as ISO where a machine could read it, or else the date as it is written."""
    told = [article.get("datePublished"), *(meta.get(name) for name in _meta_names().published)]
    if (found := _first(*map(normalize_date, told))) is not None:
        return found
    marked = [node.attributes.get("content") for node in tree.css('[itemprop~="datePublished"][content]')[:1]]
    marked += [
        node.attributes.get("datetime") for node in tree.css("time[datetime][itemprop~=datePublished], time[datetime][pubdate]")
    ]
    times = [node.attributes.get("datetime") for node in tree.css("time[datetime]")[:1]]
    written = (find_written_date(value) for value in (*told, *marked) if isinstance(value, str))
    return _first(*map(normalize_date, (*marked, *times)), *written) or _find_marked_date(tree)


def _find_marked_date(tree: LexborHTMLParser) -> str | None:
    """The one date in the elements that their names say are for dates; None where these tell several."""
    texts = _find_marked(tree, 'time, [itemprop~="datePublished"], [class*="date" i], [class*="publi" i], [class*="time" i]')
    dates = {found for text in texts if (found := find_written_date(text))}
    return dates.pop() if len(dates) == 1 else None


def _find_byline(tree: LexborHTMLParser) -> str | None:
    """The names that the markup says are the author's: first where it is sure to be the article's, then anywhere on the page."""
    queries = ('[itemprop~="author"] [itemprop~="name"]', '[itemprop~="author"]', 'a[rel~="author"]')
    nodes = [found for query in queries if (found := tree.css(query)[:_LISTED])]
    for found in nodes:
        if name := _join_byline([node for node in found if not _is_aside(node)]):
            return name
    return _find_marked_byline(tree) or _first(*map(_join_byline, nodes))


def _join_byline(nodes: Sequence[LexborNode]) -> str | None:
    names = {name: None for node in nodes if (name := _node_text(node))}
    # A listing of authors is no byline.
    return _join_names(names) if len(names) <= _BYLINE_NAMES else None


def _find_marked_byline(tree: LexborHTMLParser) -> str | None:
    texts = _find_marked(tree, '[class*="byline" i], [class*="author" i], [class*="auteur" i], [class*="autor" i]')
    names = {name: None for text in texts if (name := _clean_name(text)) and all(map(_is_person, _NAME_END.split(name)))}
    return ", ".join(names) or None if len(names) <= _BYLINE_NAMES else None


def _is_person(name: str) -> bool:
    words = name.split()
    return _PERSON.fullmatch(name) is not None and words[0][0].isupper() and words[-1][0].isupper()


def _find_marked(tree: LexborHTMLParser, query: str) -> Iterator[str]:
    """The short texts of the elements of a query that stand in the article; none where there are so many as in a listing."""
    nodes = tree.css(query)
    for node in nodes if len(nodes) <= _LISTED else ():
        text = _node_text(node, " ")
        if text and len(text) <= _MARKED_CHARACTERS and not _is_aside(node):
            yield text


def _is_aside(node: LexborNode) -> bool:
    """Whether an element or one around it is for something beside the article, by its tag or the words of its class and id."""
    around: LexborNode | None = node
    while around is not None and around.tag not in ("body", "html"):
        named = f"{around.attributes.get('class') or ''} {around.attributes.get('id') or ''}".lower()
        if around.tag in aside_elements() or not aside_words().isdisjoint(re.findall(r"[^\W\d_]+", named)):
            return True
        around = around.parent
    return False


def _text_of(tree: LexborHTMLParser, query: str) -> str | None:
    node = tree.css_first(query)
    return _node_text(node) if node is not None else None


def _node_text(node: LexborNode, separator: str = "") -> str | None:
    return clean_text(node.text(separator=separator)) if node.first_child is not None else None
