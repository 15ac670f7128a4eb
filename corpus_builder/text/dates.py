"""Reading dates as they are written in bylines, stubs and markup."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from corpus_builder.rules import read_table

# Words that say how a date is written stand this near before it, in characters; looking no further keeps the cost linear.
_NEAR = 80


def parse_date(text: str, language: str | None = None) -> str | None:
    """The first date in a short text as ISO, as precise as it is written; None when there is none.

    03/04/2024 is the third of April where a word before it or the text's `language` (`fr`, `fr-CH`) says that the day comes
    first. Nothing says so in English, which is written both ways: there it gives its year alone. It is never a guess.

    >>> parse_date("Publié le 12 mars 2024 à 10h30")
    '2024-03-12'
    >>> parse_date("date 2024-03"), parse_date("March 2024"), parse_date("in 40 days")
    ('2024-03', '2024-03', None)
    >>> parse_date("03/04/2024"), parse_date("03/04/2024", "fr"), parse_date("03/04/2024", "en"), parse_date("03/25/2024")
    ('2024', '2024-04-03', '2024', '2024-03-25')
    """
    for found in _date_pattern().finditer(text):
        iso = _read_match(found, text, language)
        if iso:
            return iso
    return text.strip() if re.fullmatch(r"\s*[12]\d{3}\s*", text) else None


def match_date(text: str, start: int) -> tuple[str, int] | None:
    """The date that begins at `start` as ISO, and where it ends; None when none begins there.

    >>> match_date("le 12 mars 2024 à 10h", 3)
    ('2024-03-12', 15)
    """
    found = _date_pattern().match(text, start)
    iso = _read_match(found, text, None) if found else None
    return (iso, found.end()) if found and iso else None


@cache
def _month_numbers() -> dict[str, int]:
    return {name: int(number) for number, names in read_table("dates")["months"].items() for name in names}


@cache
def _date_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _month_numbers()), key=len, reverse=True))
    month = rf"(?:{months})\b\.?"
    return re.compile(
        rf"(?<![\d/.-])(?P<iso>[12]\d{{3}}([-/.])[01]?\d(?:\2[0-3]?\d)?)(?![\d/-])"
        rf"|(?<![\d/.-])(?P<numeric>[0-3]?\d([-/.])[0-3]?\d\4[12]\d{{3}})(?!\.?\d)"
        rf"|(?<!\w)(?P<day>[0-3]?\d)(?:er|st|nd|rd|th|\.|º)?(?:\s+(?:of|de))?\s+(?P<month>{month})(?:,|\s+de)?\s+(?P<year>[12]\d{{3}})(?!\d)"
        rf"|(?<!\w)(?P<month_us>{month})\s+(?P<day_us>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year_us>[12]\d{{3}})(?!\d)"
        rf"|(?<!\w)(?P<month_only>{month})\s+(?:de\s+)?(?P<year_only>[12]\d{{3}})(?!\d)",
        re.IGNORECASE,
    )


def _read_match(found: re.Match[str], text: str, language: str | None) -> str | None:
    groups = found.groupdict()
    if groups["iso"]:
        return _format(*map(int, re.findall(r"\d+", groups["iso"])))
    if groups["numeric"]:
        return _read_numeric(groups["numeric"], text[max(0, found.start() - _NEAR) : found.start()], language)
    name = groups["month"] or groups["month_us"] or groups["month_only"]
    year = groups["year"] or groups["year_us"] or groups["year_only"]
    day = groups["day"] or groups["day_us"]
    month = _month_numbers()[name.lower().rstrip(".")]
    return _format(int(year), month, int(day)) if day else _format(int(year), month)


def _read_numeric(numbers: str, before: str, language: str | None) -> str | None:
    first, second, year = map(int, re.findall(r"\d+", numbers))
    if second > 12:
        return _format(year, first, second)
    is_day_first = first > 12 or first == second or "." in numbers or _says_day_first(before, language)
    return _format(year, second, first) if is_day_first else f"{year:04}"


def _says_day_first(before: str, language: str | None) -> bool:
    table = read_table("dates")["day_first"]
    words = re.findall(r"\w+", before.lower())
    tongue = re.split(r"[-_]", (language or "").lower(), maxsplit=1)[0]
    return tongue in table["languages"] or (words or [""])[-1] in table["beside"] or not set(words).isdisjoint(table["words"])


def _format(year: int, month: int, day: int | None = None) -> str | None:
    try:
        return date(year, month, day).isoformat() if day is not None else date(year, month, 1).isoformat()[:7]
    except ValueError:
        return None
