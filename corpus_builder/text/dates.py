"""Reading dates: as written for readers in bylines, stubs and markup, machine-readable, and as published.

A published date is ISO, as precise as known: a year, a month or a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate
from functools import cache
from typing import NamedTuple

from corpus_builder.knowledge import Row, TableError, Words, read_table
from corpus_builder.languages.pack import list_languages, name_pack, read_pack

# Words that say how a date is written stand this near before it, in characters; looking no further keeps the cost linear.
_NEAR = 80
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
# What begins like a date that a machine wrote: ISO 8601, with or without marks, with or without an hour.
_MACHINE_DATE = re.compile(
    r"\s*([12]\d{3})(?:-(\d\d?)(?:-(\d\d?))?(?![\d-])|([01]\d)([0-3]\d)(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)|\s*\Z)", re.ASCII
)
# Seconds since 1970 in this century, alone or with their thousandths.
_EPOCH = re.compile(r"\s*(9[5-9]\d{7}|1[0-8]\d{8})(?:\d{3})?(?:\.\d*)?\s*", re.ASCII)
_FIRST_WORD = re.compile(r"\w*")
# A pattern that takes no account of case takes these for an i.
_DOTS = str.maketrans("ıİ", "ii")
# What a clock that was never set shows is no date of an article.
_ZERO = "1970-01-01"
# A year of two digits is one of the last century from this one on.
_CENTURY, _TURN, _MONTHS = 100, 70, 12
# A value that a machine reads is no longer, in characters.
_VALUE = 200
# A date as readers see it, in any language. It is only found by this, and read where the names of months are known.
_WRITTEN_DATE = re.compile(
    r"(?<![\w/.-])(?:[12]\d{3}([-/.])[01]?\d\1[0-3]?\d|[0-3]?\d([-/.])[0-3]?\d\2[12]\d{3})(?![\d/-])"
    r"|(?<!\w)[0-3]?\d(?:er|st|nd|rd|th|\.|º)?(?:\s(?:of|de))?\s[^\W\d_]{3,12}\.?(?:,|\sde)?\s[12]\d{3}(?!\d)"
    r"|(?<!\w)[^\W\d_]{3,12}\.?\s[0-3]?\d(?:st|nd|rd|th)?,?\s[12]\d{3}(?!\d)"
)


class _Evidence(NamedTuple):
    """What is known of the text in which a date stands: its language, and the host of the paper."""

    language: str | None = None
    host: str | None = None


_NO_EVIDENCE = _Evidence()


def parse_date(text: str, language: str | None = None, host: str | None = None) -> str | None:
    """The first date in a short text as ISO, as precise as it is written; None when there is none.

    03/04/2024 is the third of April where a word before it or the text's `language` (`fr`, `fr-CH`) says that the day comes
    first. English is written both ways: there the country decides to which the `host` of its paper belongs, and where that says
    nothing the date gives its year alone. It is never a guess.

    >>> parse_date("Publié le 12 mars 2024 à 10h30")
    '2024-03-12'
    >>> parse_date("date 2024-03"), parse_date("March 2024"), parse_date("in 40 days")
    ('2024-03', '2024-03', None)
    >>> parse_date("03/04/2024"), parse_date("03/04/2024", "fr"), parse_date("03/04/2024", "en"), parse_date("03/25/2024")
    ('2024', '2024-04-03', '2024', '2024-03-25')
    >>> parse_date("03/04/2024", "en", "quay.co.uk"), parse_date("03/04/2024", "en", "sorny.us")
    ('2024-04-03', '2024-03-04')
    """
    evidence = _Evidence(language, host)
    for found in _date_pattern().finditer(text):
        iso = _read_match(found, text, evidence)
        if iso:
            return iso
    return text.strip() if re.fullmatch(r"\s*[12]\d{3}\s*", text) else None


def read_day(text: str) -> str | None:
    """The first date in a short text as ISO, or as it is written where only the language can say which number is the month.

    >>> read_day("mardi 12 mars 2024"), read_day("03/04/2024 19:00"), read_day("Publié le 06/11/23 à 19h38"), read_day("hier")
    ('2024-03-12', '03/04/2024', '2023-11-06', None)
    """
    for found in _date_pattern().finditer(text):
        if day := _read_open(found, text):
            return day
    return None


def read_stated_date(text: str) -> str | None:
    """A date that a record states: as ISO, from a text, eight digits or the seconds or milliseconds since 1970 (UTC), or as it
    is written where only the language or the country can say which number is the month.

    >>> read_stated_date("20240512"), read_stated_date("1715502600"), read_stated_date("1715502600123")
    ('2024-05-12', '2024-05-12', '2024-05-12')
    >>> read_stated_date("03/04/2024"), read_stated_date("2024"), read_stated_date("12345678"), read_stated_date("42")
    ('03/04/2024', '2024', None, None)
    """
    if seconds := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    return read_day(text) or normalize_date(text) or parse_date(text)


def match_date(text: str, start: int) -> tuple[str, int] | None:
    """The date that begins at `start`, as `read_day` gives it, and where it ends; None when none begins there.

    >>> match_date("le 12 mars 2024 à 10h", 3)
    ('2024-03-12', 15)
    """
    first = _FIRST_WORD.match(text, start)
    # for speed: a date begins with a digit or the name of a month, and most places of a text do not
    if first is None or not (first[0][:1].isdecimal() or _fold(first[0]) in _month_starts()):
        return None
    found = _date_pattern().match(text, start)
    day = _read_open(found, text) if found else None
    return (day, found.end()) if found and day else None


def find_written_date(text: str) -> str | None:
    """The first date in a value as it is written for readers, whatever its language; None when there is none.

    >>> find_written_date("Posté le 12 mars 2024 par Jeanne"), find_written_date("1970-01-01")
    ('12 mars 2024', None)
    """
    found = _WRITTEN_DATE.search(text[:_VALUE])
    return found[0] if found and found[0] != _ZERO else None


def normalize_date(value: object) -> str | None:
    """A machine-readable date (ISO 8601, or that of mail and HTTP headers) as ISO, to the day at most; None for others.

    >>> normalize_date("2024-03-12T08:00:00+01:00"), normalize_date("2024-03"), normalize_date("202403120800")
    ('2024-03-12', '2024-03', '2024-03-12')
    >>> normalize_date("Tue, 12 Mar 2024 08:00:00 GMT"), normalize_date("12/03/2024"), normalize_date("1970-01-01T00:00:00Z")
    ('2024-03-12', None, None)
    """
    if not isinstance(value, str):
        return None
    if found := _MACHINE_DATE.match(value):
        return _read_parts([int(part) for part in found.groups() if part])
    try:
        parsed = parsedate(value[:_VALUE])
    except (IndexError, TypeError, ValueError):
        return None
    return _read_parts(list(parsed[:3])) if parsed else None


def is_iso_date(text: str) -> bool:
    """Whether a text is a date as we publish it: ISO, as precise as known.

    >>> is_iso_date("2024-03-09"), is_iso_date("2024"), is_iso_date("2024-02-30"), is_iso_date("March 2024")
    (True, True, False, False)
    """
    return _ISO.fullmatch(text) is not None and _format(*map(int, text.split("-"))) is not None


def expand_date(published: str) -> str:
    """A date as we publish it, expanded to the first day it can mean, so that dates of any precision sort.

    >>> expand_date("2024"), expand_date("2024-03"), expand_date("2024-03-09")
    ('2024-01-01', '2024-03-01', '2024-03-09')
    """
    return (published + "-01-01")[: len("2024-01-01")]


@cache
def _month_numbers() -> dict[str, int]:
    """The months by all their forms: one that is a month in one language and nothing in the others may stand in any of them."""
    numbers: dict[str, int] = {}
    for code in list_languages():
        for number, month in enumerate(read_pack(code).months, 1):
            for form in month.spellings:
                if numbers.setdefault(form, number) != number:
                    raise TableError(
                        f"{name_pack(code)}: months, row {number} ({month.name}): {form!r} is a different month elsewhere"
                    )
    return numbers


@cache
def _folded_months() -> dict[str, int]:
    return {_fold(form): number for form, number in _month_numbers().items()}


@cache
def _month_starts() -> frozenset[str]:
    """The first words of the months' names."""
    return frozenset(_fold(found[0]) for form in _month_numbers() if (found := _FIRST_WORD.match(form)))


def _fold(word: str) -> str:
    """A word without case, as patterns see it."""
    return word.translate(_DOTS).casefold()


@cache
def _date_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _month_numbers()), key=len, reverse=True))
    month = rf"(?:{months})\b\.?"
    return re.compile(
        rf"(?<![\d/.-])(?P<iso>[12]\d{{3}}([-/.])[01]?\d(?:\2[0-3]?\d)?)(?![\d/-])"
        rf"|(?<![\d/.-])(?P<numeric>[0-3]?\d([-/.])[0-3]?\d\4(?:[12]\d{{3}}|\d\d))(?!\.?\d|[/-])"
        rf"|(?<!\w)(?P<day>[0-3]?\d)(?:er|st|nd|rd|th|\.|º)?(?:\s+(?:of|de))?\s+(?P<month>{month})(?:,|\s+de)?\s+(?P<year>[12]\d{{3}})(?!\d)"
        rf"|(?<!\w)(?P<month_us>{month})\s+(?P<day_us>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year_us>[12]\d{{3}})(?!\d)"
        rf"|(?<!\w)(?P<month_only>{month})\s+(?:de\s+)?(?P<year_only>[12]\d{{3}})(?!\d)",
        re.IGNORECASE,
    )


def _read_open(found: re.Match[str], text: str) -> str | None:
    iso = _read_match(found, text, _NO_EVIDENCE)
    numbers = found["numeric"]
    is_open = numbers and (iso is None or len(iso) == len("2024")) and _read_numeric(numbers, "le", _NO_EVIDENCE)
    return numbers if is_open else iso


def _read_match(found: re.Match[str], text: str, evidence: _Evidence) -> str | None:
    groups = found.groupdict()
    if groups["iso"]:
        return _format(*map(int, re.findall(r"\d+", groups["iso"])))
    if groups["numeric"]:
        return _read_numeric(groups["numeric"], text[max(0, found.start() - _NEAR) : found.start()], evidence)
    name = groups["month"] or groups["month_us"] or groups["month_only"]
    year = groups["year"] or groups["year_us"] or groups["year_only"]
    day = groups["day"] or groups["day_us"]
    month = _folded_months()[_fold(name.rstrip("."))]
    return _format(int(year), month, int(day)) if day else _format(int(year), month)


def _read_numeric(numbers: str, before: str, evidence: _Evidence) -> str | None:
    first, second, year = map(int, re.findall(r"\d+", numbers))
    is_short = year < _CENTURY
    year += is_short and (_CENTURY * (20 if year < _TURN else 19))
    if second > _MONTHS:
        return _format(year, first, second)
    domain = (evidence.host or "").rpartition(".")[2].lower()
    said = "." in numbers or _says_day_first(before, evidence.language) or domain in _read_table().day_first_domains
    if said or (not is_short and (first > _MONTHS or first == second)):
        return _format(year, second, first)
    if domain in _read_table().month_first_domains:
        return _format(year, first, second)
    # of three numbers of two digits any may be the year
    return None if is_short else f"{year:04}"


def _says_day_first(before: str, language: str | None) -> bool:
    evidence = _day_first_evidence()
    words = re.findall(r"\w+", before.lower())
    code = re.split(r"[-_]", (language or "").lower(), maxsplit=1)[0]
    return code in evidence.languages or (words or [""])[-1] in evidence.beside or not evidence.near.isdisjoint(words)


class DatesTable(Row):
    """What is known of dates beyond the languages that have a pack."""

    day_first: Words
    day_first_domains: Words
    month_first_domains: Words


class _DayFirst(NamedTuple):
    """What says that the day comes first: a language, a word right before the date, a word anywhere before it."""

    languages: frozenset[str]
    beside: frozenset[str]
    near: frozenset[str]


def _read_table() -> DatesTable:
    return read_table(DatesTable, "text", "dates")


@cache
def _day_first_evidence() -> _DayFirst:
    languages = [code for code in list_languages() if read_pack(code).dates.day_first]
    packs = [read_pack(code) for code in languages]
    return _DayFirst(
        frozenset((*languages, *_read_table().day_first)),
        frozenset(word for pack in packs for word in pack.dates.beside),
        frozenset(word for pack in packs for word in (*pack.dates.near, *pack.weekdays)),
    )


def _read_parts(parts: Sequence[int]) -> str | None:
    iso = _format(*parts)
    return iso if iso and expand_date(iso) != _ZERO else None


def _format(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Numbers as ISO, as precise as they are given; None for a day that does not exist."""
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    precision = "2024" if month is None else "2024-01" if day is None else "2024-01-01"
    return first[: len(precision)]
