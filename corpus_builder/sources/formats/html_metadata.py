"""The metadata of a page: title, author, date, address, language and source.

Machine-readable metadata come first, the most specific statement before the others, but for what readers see and machines are
told otherwise; then what the markup shows to readers. What is only in the prose is read later, from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from corpus_builder.model import Metadata
from corpus_builder.sources.addresses import find_host
from corpus_builder.sources.metadata.page_authors import read_authors
from corpus_builder.sources.metadata.page_dates import read_published
from corpus_builder.sources.metadata.page_marks import list_shown, text_of
from corpus_builder.sources.metadata.page_statements import Statements, clean_text, read_names
from corpus_builder.sources.metadata.page_titles import Heading, choose_title

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]{2,8})*(?:\..*)?\s*\Z", re.DOTALL)


def read_metadata(
    tree: LexborHTMLParser, url: str | None, headings: Sequence[Heading] = (), texts: Sequence[str] = ()
) -> Metadata:
    """What a parsed page says about itself; `source` is the host of its address, or the site's name where it has none.

    `headings` are its headings and `texts` its lines, in their order. `published` is ISO where the page tells it to machines,
    and else the date as it is written for readers.
    """
    names, said = read_names(), Statements(tree)
    address = _find_address(said, url)
    host, site = find_host(address), said.pick(names.source)
    told = [clean_text(value) for value in said.values("headline")]
    told += [said.pick([name]) for name in names.title]
    title = choose_title([value for value in told if value], text_of(tree, "head > title"), headings, (host, site))
    shows = list_shown(tree, texts, title)
    return Metadata(
        url=address,
        title=title,
        author=read_authors(tree, said, shows, (host, site)),
        published=read_published(tree, said, shows, address),
        language=_find_language(tree, said, names.language),
        source=host or site,
    )


def _find_address(said: Statements, url: str | None) -> str | None:
    for address in (said.canonical, said.pick(["og:url"])):
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


def _find_language(tree: LexborHTMLParser, said: Statements, names: Iterable[str]) -> str | None:
    root = tree.css_first("html")
    told = next(said.values("inLanguage"), None)
    told = told.get("alternateName") if isinstance(told, dict) else told
    for value in (root.attributes.get("lang") if root is not None else None, told, *(said.pick([name]) for name in names)):
        if isinstance(value, str) and (found := _LANGUAGE.match(value)):
            return found[1].lower()
    return None
