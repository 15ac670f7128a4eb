"""Reading the line under a title: when the article was published, by whom, where and for how many minutes.

Such a line is made of a few pieces in any order. It is read piece by piece, from left to right and without going back, and
it counts only when nothing is left over: a headline or a sentence with a date in it has words that are no piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator

from corpus_builder.knowledge import Expression, NamedRows, Row, read_table
from corpus_builder.languages.pack import fill_names, list_packs
from corpus_builder.text.bylines.bylines import Author, join_authors, match_byline, read_byline
from corpus_builder.text.dates import is_iso_date, match_date

# A line with more words of names (people, agencies, places, sections) is something else.
_MOST_NAMES = 9
# Lines whose answers are kept: what a page shows under its heading stands in its text, too.
_REMEMBERED = 1024
_LAST_STOP = re.compile(r"(?<=\d)\.\s*\Z")
_DATED = re.compile(r"[12]\d{3}(?!\d)|\d([/.])\d\d?\1\d\d(?!\d)")


def refuse_groups(pattern: str) -> str:
    """The pattern; ValueError when it has a group of its own, by whose number it is known."""
    if re.compile(pattern).groups:
        raise ValueError("a piece has no group")
    return pattern


def refuse_nothing(pattern: str) -> str:
    """The pattern; ValueError when it matches nothing at all, which would be read again and again."""
    if re.match(pattern, ""):
        raise ValueError("the pattern matches an empty text")
    return pattern


class Piece(Row):
    """A piece of a line of dates and names; `kind` is what it says about the others, None where that is nothing.

    A `gap` is passed over, and so is a `word`, which ends a name; an `update` stands before the date of the last change, a
    `label` before that of publication.
    """

    name: str
    kind: Literal["gap", "label", "mark", "name", "time", "update", "word"] | None = None
    pattern: Annotated[Expression, AfterValidator(refuse_groups), AfterValidator(refuse_nothing)]


class DatelineTable(Row):
    """The pieces that lines of dates and names are made of, in the order in which they are tried."""

    pieces: NamedRows[Piece]


class Dateline(NamedTuple):
    """The day of publication as `read_day` gives it, and the authors: those behind a word such as "by", or else the names of
    people and agencies.
    """

    published: str
    author: str | None = None


class _Line:
    """What was read of a line so far: dates, each with whether it is that of a change, the authors that the line names, and
    where its runs of names begin and end.
    """

    def __init__(self) -> None:
        self.dates: list[tuple[bool, str]] = []
        self.kinds: set[str | None] = set()
        self.said: list[Author] = []
        self.runs: list[tuple[int, int]] = []
        self.names = 0
        self.touching = False
        self._updated = False
        self._before: str | None = "mark"
        self._open = False

    def add(self, kind: str | None, start: int, end: int) -> None:
        """Go over a piece."""
        self.names += kind == "name"
        if kind == "name":
            first = self.runs.pop()[0] if self._open else start
            self.runs.append((first, end))
        self._open = kind == "name" or (kind == "gap" and self._open)
        self._updated = kind == "update" or (self._updated and kind not in ("date", "label"))
        self.touching |= {self._before, kind} == {"name", "date"}
        self.kinds.add(kind)
        self._before = self._before if kind in ("gap", "word") else kind

    def add_date(self, day: str) -> None:
        """Note a date before going over it."""
        self.dates.append((self._updated, day))


@lru_cache(maxsize=_REMEMBERED)
def read_dateline(text: str) -> Dateline | None:
    """What a line of dates and names says, None where it says anything else; the update counts only without another date.

    >>> read_dateline("Posted on 3 May 2024 by Ann Lee in News | Updated 4 May 2024")
    Dateline(published='2024-05-03', author='Ann Lee')
    >>> read_dateline("12 mars 2024 : le jour où la digue a cédé") is None
    True
    """
    if not _DATED.search(text):
        return None
    text = _LAST_STOP.sub("", text)
    line = _Line()
    kind: str | None = None
    at = 0
    while at < len(text):
        if dated := _match_day(text, at, glued=kind == "author"):
            kind, (day, end) = "date", dated
            # a month says what a text is about as often as when it was published
            if is_iso_date(day) and len(day) < len("2024-05-03"):
                return None
            line.add_date(day)
        elif byline := match_byline(text, at):
            kind, end = "author", byline.end
            line.said += byline.authors
        elif found := _piece_pattern().match(text, at):
            kind, end = _list_kinds()[found.lastindex or 0], found.end()
        else:
            return None
        line.add(kind, at, end)
        at = end
    return _conclude(line, text)


def _match_day(text: str, start: int, glued: bool) -> tuple[str, int] | None:
    """The date that begins at `start`, also where it is `glued` to a name."""
    if not glued or not text[start].isdecimal():
        return match_date(text, start)
    found = match_date(text[start:], 0)
    return (found[0], start + found[1]) if found else None


def _conclude(line: _Line, text: str) -> Dateline | None:
    is_told = not line.kinds.isdisjoint({"time", "label", "update", "author"})
    if not line.dates or line.names > _MOST_NAMES or (line.touching and not is_told):
        return None
    published = next((day for late, day in line.dates if not late), line.dates[0][1])
    return Dateline(published, join_authors((*line.said, *_list_authors(line, text))))


def _list_authors(line: _Line, text: str) -> Iterator[Author]:
    """The authors in the runs of names: agencies, and people where no word says who wrote."""
    for start, end in line.runs:
        run = read_byline(text[start:end])
        if (run.is_known and not line.said) or (run.is_sure and not run.persons):
            yield from run.authors


@cache
def _piece_pattern() -> re.Pattern[str]:
    """A group for each piece."""
    packs = list_packs()
    return re.compile("|".join(f"({fill_names(piece.pattern, packs)})" for piece in _read_table().pieces))


@cache
def _list_kinds() -> tuple[str | None, ...]:
    """The kinds of the pieces by the numbers of their groups, from 1 on."""
    return (None, *(piece.kind for piece in _read_table().pieces))


def _read_table() -> DatelineTable:
    return read_table(DatelineTable, "text.bylines", "datelines")
