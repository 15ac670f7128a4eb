"""Who wrote the article of a page: the people that its statements name, completed by the byline that readers see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corpus_builder.sources.metadata.page_marks import LISTED, Marked, Shown, is_aside, list_marked, short_text
from corpus_builder.sources.metadata.page_statements import Json, Statements, clean_text, flatten_values, read_names
from corpus_builder.sources.metadata.page_titles import names_site
from corpus_builder.text.bylines.bylines import (
    SEPARATOR,
    Author,
    Byline,
    begins_byline,
    is_nobody,
    join_authors,
    knows_name,
    may_name,
    read_byline,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# A name that a statement gives is not longer, in characters.
_NAME_CHARACTERS = 200
_BYLINE_NAMES = 3
# Words of the name of a group.
_GROUP_WORDS = 6
_SAID = ('[itemprop~="author"] [itemprop~="name"]', '[itemprop~="author"]', 'a[rel~="author"]')
_SAID_AT_ALL = ", ".join(_SAID[1:])
_WORDS = ("auteur", "author", "autor", "byline", "contributor", "journalist", "signature", "writer")
_MARKED = ", ".join((*(f'[class*="{word}" i]' for word in _WORDS), '[id*="byline" i]'))
_NAMED = re.compile("|".join(_WORDS), re.IGNORECASE)
_LINKED = re.compile(r"/(?:auteure?s?|authors?|autore?s?|journalistes?|redacteurs?|profile|contributors?)/", re.IGNORECASE)
_TYPE_ORGANISATION = "Organization"
# Elements of a byline, one in another or side by side, that are looked at once the first is found.
_BESIDE = 12


def read_authors(tree: LexborHTMLParser, said: Statements, shows: Shown, sites: Sequence[str | None]) -> str | None:
    """The authors of a page: people in its statements before groups there, and a byline that names these and more, or people
    where the statements name none, before both. `sites` are the host and the name of the site.
    """
    told = _list_told(said)
    shown = _list_shown(tree, shows.pick(_is_marked), told)
    has_person = _has_person(told) or _has_person(shown)
    likely = filter(begins_byline if has_person else may_name, shows.below)
    line = next((byline for text in likely if (byline := read_byline(text)).is_sure), Byline())
    if line.labelled and _list_words(told).isdisjoint(_list_words((*line.authors, *shown))):
        told = []
    if not _has_person(told) and not _has_person(shown):
        shown = list(line.authors) or shown
    others = [author for author in shown if not names_site(author.name, sites)]
    shown = others if _has_person(others) else shown
    if _has_person(told) and not _names_more(shown, told):
        return join_authors(told)
    return join_authors(shown or told)


def _has_person(authors: Iterable[Author]) -> bool:
    return any(author.kind == "person" for author in authors)


def _names_more(shown: Iterable[Author], told: Iterable[Author]) -> bool:
    """Whether a byline names all that are told and other people, as their first names show."""
    own, other = _fold_names(shown), _fold_names(told)
    return other < own and all(knows_name(author.name) for author in shown if author.name.casefold() not in other)


def _list_words(authors: Iterable[Author]) -> set[str]:
    return {word for author in authors for word in author.name.casefold().split()}


def _fold_names(authors: Iterable[Author]) -> set[str]:
    return {author.name.casefold() for author in authors}


def _list_told(said: Statements) -> list[Author]:
    values = [*said.values("author"), *said.values("creator")]
    names: dict[str, str] | None = None
    for value in values:
        people = flatten_values(value)
        if any(isinstance(person, dict) and _name_of(person) is None for person in people):
            names = names or _index_names(said.items)
        if found := [author for person in people for author in _read_person(person, names or {})]:
            return _drop_twins(found)
    for name in read_names().author:
        if found := [author for text in said.meta.get(name, ()) for author in _read_name(text, False)]:
            return _drop_twins(found)
    return []


def _drop_twins(authors: Iterable[Author]) -> list[Author]:
    return list({author.name.casefold(): author for author in authors}.values())


def _index_names(items: Iterable[Json]) -> dict[str, str]:
    """The names of JSON-LD objects by their ids, with which other objects refer to them."""
    named = ((item.get("@id"), _name_of(item)) for item in items)
    return {key: name for key, name in named if isinstance(key, str) and name}


def _name_of(person: Mapping[str, Any]) -> str | None:
    parts = (clean_text(person.get(part)) for part in ("givenName", "familyName"))
    names = [name for value in flatten_values(person.get("name", person.get("Name"))) if (name := clean_text(value))]
    return SEPARATOR.join(names) or " ".join(filter(None, parts)) or None


def _read_person(person: object, names: Mapping[str, str]) -> Iterator[Author]:
    if isinstance(person, dict):
        name = _name_of(person) or names.get(str(person.get("@id")))
        yield from _read_name(name or "", _TYPE_ORGANISATION in flatten_values(person.get("@type")))
    elif isinstance(person, str):
        yield from _read_name(clean_text(person) or "", False)


def _read_name(text: str, is_group: bool) -> Iterator[Author]:
    """The authors that a name of a statement stands for: itself where it is no byline, nobody where it is no name."""
    text = " ".join(text.split())
    if not text or len(text) > _NAME_CHARACTERS or "://" in text or is_nobody(text):
        return
    words = text.split()
    half = len(words) // 2
    text = " ".join(words[:half]) if half and words[:half] == words[half:] else text
    found = read_byline(text)
    if found.is_whole or found.persons:
        yield from (Author(name, "organisation" if is_group and kind == "person" else kind) for name, kind in found.authors)
    elif len(words) <= _GROUP_WORDS and not text.endswith((".", "!", "?")):
        yield Author(text.strip(" ,;|"), "organisation")


def _list_shown(tree: LexborHTMLParser, head: Sequence[LexborNode], told: Sequence[Author]) -> list[Author]:
    """The authors in the byline that the markup shows: under the heading, where it is sure to be the article's, or anywhere.

    Where names are `told` it is one element that has them, and under the heading only where they are those of people.
    """
    if (found := _read_group(head, _fold_names(told))) or _has_person(told):
        return found
    # for speed: each query walks the whole tree
    queries = _SAID if tree.css_first(_SAID_AT_ALL) is not None else ()
    nodes = [group for query in queries if (group := tree.css(query)[:LISTED])]
    for group in nodes:
        if authors := _join_bylines(_read_node(node) for node in group if not is_aside(node)):
            return authors
    marked = _join_bylines(byline for node in list_marked(tree, _MARKED) if (byline := _read_node(node)).is_whole)
    return marked or next(filter(None, map(_join_nodes, nodes)), [])


def _is_marked(marked: Marked) -> bool:
    """Whether its name, its class, its id or what it links to says that an element is for who wrote."""
    _, tag, attributes = marked
    found = attributes.get
    if tag == "address" or ((classes := found("class")) and _names_writer(classes)):
        return True
    if any((named := found(key)) and "author" in named.split() for key in ("itemprop", "rel")):
        return True
    return "byline" in (found("id") or "").lower() or (tag == "a" and _LINKED.search(found("href") or "") is not None)


@lru_cache(maxsize=4096)
def _names_writer(classes: str) -> bool:
    return _NAMED.search(classes) is not None


def _read_group(nodes: Sequence[LexborNode], told: Collection[str]) -> list[Author]:
    """The authors of the first byline among elements in their order, and of those right beside it where no names are told."""
    for place, node in enumerate(nodes):
        if not (byline := _read_node(node)).is_whole:
            continue
        if told:
            return list(byline.authors)
        near = [other for other in nodes[place + 1 : place + _BESIDE] if _is_alike(node, other)]
        return _join_bylines([byline, *(other for other in map(_read_node, near) if other.is_whole)])
    return []


def _is_alike(node: LexborNode, other: LexborNode) -> bool:
    """Whether two elements are of one kind and stand in one place, as the names of one byline do."""
    ours, theirs = (each.parent.mem_id if each.parent is not None else 0 for each in (node, other))
    same_kind = node.tag == other.tag and node.attributes.get("class") == other.attributes.get("class")
    return same_kind and ours == theirs


def _read_node(node: LexborNode) -> Byline:
    """The byline in an element, whose inner elements are its pieces, unless they part the words of a name.

    A group beside people is whom they write for.
    """
    text = short_text(node)
    if text is None:
        return Byline()
    parted = read_byline(short_text(node, "|") or "")
    if not parted.is_whole or any(" " not in name and "." not in name for name in parted.persons):
        parted = read_byline(text)
    if parted.persons:
        return parted._replace(authors=tuple(author for author in parted.authors if author.kind != "organisation"))
    return parted


def _join_nodes(nodes: Sequence[LexborNode]) -> list[Author]:
    return _join_bylines(map(_read_node, nodes))


def _join_bylines(bylines: Iterable[Byline]) -> list[Author]:
    """The authors of bylines; none where there are as many as in a listing."""
    found = [byline for byline in bylines if byline.authors]
    authors = _drop_longer(_drop_twins(author for byline in found for author in byline.authors))
    return authors if len(found) <= _BYLINE_NAMES or len(authors) <= _BYLINE_NAMES else []


def _drop_longer(authors: Sequence[Author]) -> list[Author]:
    """The authors without those whose names are that of another with more behind it."""
    names = [author.name.casefold() for author in authors]
    return [author for author in authors if not any(author.name.casefold().startswith(f"{name} ") for name in names)]
