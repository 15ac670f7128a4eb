"""When the article of a page was published: what it tells machines, what it shows under its heading, what its address says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from corpus_builder.sources.metadata.page_marks import Marked, Shown, is_aside, list_marked, node_text, short_text
from corpus_builder.sources.metadata.page_statements import Statements, flatten_values, read_names
from corpus_builder.text.bylines.datelines import read_dateline
from corpus_builder.text.dates import find_written_date, is_iso_date, normalize_date, parse_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MARKED = 'time, [itemprop~="datePublished"], [class*="date" i], [class*="publi" i], [class*="time" i]'
_NAMED = re.compile("date|publi|time", re.IGNORECASE)
_TIMES = "time[datetime]"
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:/(\d\d?)/(\d\d?)|-(\d\d)-(\d\d)|(\d\d)(\d\d))(?!\d)")
_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")
_LAST_YEAR, _A_DAY = 2100, "2024-03-12"
# Characters of an element with a date, and of what stands around a time in the same element.
_PRINTED, _WORDS_AROUND = 160, 40
_UPDATED = re.compile(r"(?i:mise? à jour|modifi|actualis|updated|modified|aktualisiert|actualizado|aggiornato)")


class _Told(NamedTuple):
    """The dates of publication and of the last change in a page's statements, as ISO or as they are written."""

    published: str | None
    modified: str | None


def read_published(tree: LexborHTMLParser, said: Statements, shows: Shown, url: str | None) -> str | None:
    """When the article was published: as ISO where a machine could read it, or else the date as it is written.

    The day that is printed under the heading comes before that of a clock in another time zone, and before all others where
    the page tells machines nothing.
    """
    told = _read_told(said)
    head = shows.pick(_is_marked)
    if told.published is None:
        lines = (line.published for text in shows.below if (line := read_dateline(text)))
        return _first(
            _find_said(tree), *map(_read_node, head), *lines, _find_marked(tree), _find_written(said), _read_address(url)
        )
    stated = [line.published for text in shows.below if not _UPDATED.search(text) and (line := read_dateline(text))]
    printed = {day for day in (*map(_read_printed, head), *stated) if day and len(day) == len(_A_DAY) and is_iso_date(day)}
    day = printed.pop() if len(printed) == 1 else None
    return day if day and (day == told.modified or _are_beside(day, told.published)) else told.published


def _read_printed(node: LexborNode) -> str | None:
    """The day that readers see in an element, unless its words say that it is that of a change."""
    text = node_text(node, " ") or ""
    return parse_date(text) if len(text) <= _PRINTED and not _is_update(node, text) else None


def _are_beside(one: str, other: str) -> bool:
    """Whether two days are a day apart, as those of one hour in two time zones may be."""
    return len(other) == len(one) and abs((date.fromisoformat(one) - date.fromisoformat(other)).days) == 1


def _read_told(said: Statements) -> _Told:
    published = [*flatten_values(list(said.values("datePublished"))), *_list_meta(said, read_names().published)]
    modified = [*flatten_values(list(said.values("dateModified")))]
    return _Told(_first(*map(normalize_date, published)), _first(*map(normalize_date, modified)))


def _list_meta(said: Statements, names: Iterable[str]) -> Iterator[str]:
    return (value for name in names for value in said.meta.get(name, ()))


def _find_written(said: Statements) -> str | None:
    values = [*flatten_values(list(said.values("datePublished"))), *_list_meta(said, read_names().published)]
    return _first(*(find_written_date(value) for value in values if isinstance(value, str)))


def _find_said(tree: LexborHTMLParser) -> str | None:
    """The date of the elements that say that it is that of publication."""
    nodes = tree.css('[itemprop~="datePublished"][content]')[:1]
    told = [node.attributes.get("content") for node in nodes]
    times = tree.css("time[datetime][itemprop~=datePublished], time[datetime][pubdate]")
    told += [node.attributes.get("datetime") for node in times]
    return _first(*map(normalize_date, told))


def _find_marked(tree: LexborHTMLParser) -> str | None:
    """The date of the first time of the article, or else the only one in the elements that their names say are for dates."""
    times = [node for node in tree.css(_TIMES) if not is_aside(node)]
    if found := _first(*(normalize_date(node.attributes.get("datetime")) for node in times[:1])):
        return found
    dates = {found for node in list_marked(tree, _MARKED) if (found := find_written_date(short_text(node) or ""))}
    return dates.pop() if len(dates) == 1 else None


@lru_cache(maxsize=4096)
def _names_date(classes: str) -> bool:
    return _NAMED.search(classes) is not None


def _is_marked(marked: Marked) -> bool:
    _, tag, attributes = marked
    if tag == "time" or ((classes := attributes.get("class")) and _names_date(classes)):
        return True
    return "datePublished" in (attributes.get("itemprop") or "")


def _read_node(node: LexborNode) -> str | None:
    """The date of an element, unless its words say that it is that of a change."""
    text = node_text(node, " ") or ""
    if len(text) > _PRINTED or _is_update(node, text):
        return None
    return normalize_date(node.attributes.get("datetime")) or find_written_date(text)


def _is_update(node: LexborNode, text: str) -> bool:
    """Whether the words of an element, or those right around a time, are about a change."""
    around = node.parent.text() if node.parent is not None and node.tag == "time" else ""
    return bool(_UPDATED.search(text) or (len(around) < len(text) + _WORDS_AROUND and _UPDATED.search(around)))


def _read_address(url: str | None) -> str | None:
    """The day or month in an address, as blogs and papers write it."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    for found in _DAY.finditer(path):
        if day := _make_day(*(int(part) for part in found.groups() if part)):
            return day
    month = _MONTH.search(path)
    return f"{month[1]}-{month[2]}" if month else None


def _make_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year < _LAST_YEAR else None
    except ValueError:
        return None


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)
