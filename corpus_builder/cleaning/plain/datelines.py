"""Reading the line under a title: when the article was published, by whom, where and for how many minutes.

Such a line is made of a few pieces in any order. It is read piece by piece, from left to right and without going back, and
it counts only when nothing is left over: a headline or a sentence with a date in it has words that are no piece.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus_builder.cleaning.plain.rule_tables import read_metadata_table
from corpus_builder.languages.pack import fill_names, list_packs
from corpus_builder.text.dates import match_date

# A line with more words of names (people, agencies, places, sections) is something else.
_MOST_NAMES = 9
_YEAR = re.compile(r"[12]\d{3}(?!\d)")


class Dateline(NamedTuple):
    """The day of publication as ISO, and the author where a word such as "by" says so."""

    published: str
    author: str | None = None


def read_dateline(text: str) -> Dateline | None:
    """What a line of dates and names says, None where it says anything else; the update counts only without another date.

    >>> read_dateline("Posted on 3 May 2024 by Ann Lee in News | Updated 4 May 2024")
    Dateline(published='2024-05-03', author='Ann Lee')
    >>> read_dateline("12 mars 2024 : le jour où la digue a cédé") is None
    True
    """
    if not _YEAR.search(text):
        return None
    dates: list[tuple[bool, str]] = []
    kinds: set[str | None] = set()
    names, author, updated, touching = 0, None, False, False
    kind: str | None
    before: str | None = "mark"
    at = 0
    while at < len(text):
        if dated := match_date(text, at):
            kind, (iso, end) = "date", dated
            # a month says what a text is about as often as when it was published
            if len(iso) == len("2024-05"):
                return None
            dates.append((updated, iso))
        elif found := _piece_pattern().match(text, at):
            kind, end = _list_kinds()[found.lastindex or 0], found.end()
        else:
            return None
        if kind == "author":
            author = author or _trim_names(text[at:end])
        names += kind == "name"
        updated = kind == "update" or (updated and kind not in ("date", "label"))
        touching |= {before, kind} == {"name", "date"}
        kinds.add(kind)
        before, at = (before if kind == "gap" else kind), end
    if not dates or names > _MOST_NAMES or (touching and kinds.isdisjoint({"time", "label", "update", "author"})):
        return None
    return Dateline(next((iso for late, iso in dates if not late), dates[0][1]), author)


def _trim_names(byline: str) -> str:
    found = _lead_pattern().match(byline)
    return byline[found.end() if found else 0 :].strip(" ,")


@cache
def _piece_pattern() -> re.Pattern[str]:
    """A group for each piece."""
    packs = list_packs()
    return re.compile("|".join(f"({fill_names(piece.pattern, packs)})" for piece in read_metadata_table().pieces))


@cache
def _list_kinds() -> tuple[str | None, ...]:
    """The kinds of the pieces by the numbers of their groups, from 1 on."""
    return (None, *(piece.kind for piece in read_metadata_table().pieces))


@cache
def _lead_pattern() -> re.Pattern[str]:
    return re.compile(read_metadata_table().leads.pattern)
