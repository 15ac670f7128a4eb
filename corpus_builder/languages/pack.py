"""Language packs: what every station knows about a language, read from its folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo, field_validator, model_validator

from corpus_builder.knowledge import (
    LINES,
    SUFFIX,
    Expression,
    FilledWords,
    NamedRows,
    Row,
    TableError,
    Words,
    find_table,
    name_table,
    read_table,
)

ROOM = "languages"
PACK = "language"
# The tables that stations look for in the folder of a language; any other would be ignored without a word.
STATION_TABLES = ("blocks", "boilerplate", "bylines", "duplicates", "facts", "quotes", "statements")
N_MONTHS, N_WEEKDAYS = 12, 7


class Month(Row):
    """A month: its name in lower case, and how else it is written in dates; a full stop may follow each.

    Behind one of the `abbreviations` that stop ends no sentence.
    """

    name: str
    abbreviations: Words = ()
    forms: Words = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that it is written as."""
        return (self.name, *self.abbreviations, *self.forms)


class Titles(Row):
    """Titles of persons before a name by the gender that they tell; `either` are those of both, which tell a trade.

    Those in `others` are of both or of several people, and are not read as part of a name; those in `behind_names` follow it.
    Short ones have the capital that they are written with, and their full stop where they are often written with one: no
    sentence ends there.
    """

    masculine: FilledWords = ()
    feminine: FilledWords = ()
    either: FilledWords = ()
    others: FilledWords = ()
    behind_names: FilledWords = ()

    @cached_property
    def before_names(self) -> tuple[str, ...]:
        """All titles that stand before a name."""
        return (*self.masculine, *self.feminine, *self.either, *self.others)

    @cached_property
    def short(self) -> frozenset[str]:
        """The short ones that stand before a name, without their full stop."""
        return frozenset(drop_stop(title) for title in self.before_names if title[0].isupper())

    @cached_property
    def stopped(self) -> frozenset[str]:
        """Those that are often written with their full stop, without it."""
        titles = (*self.before_names, *self.behind_names)
        return frozenset(drop_stop(title) for title in titles if title.endswith("."))


class Abbreviations(Row):
    """Abbreviations beside titles and months as they are written, without their full stop, by what that stop means.

    Before a blank it ends no sentence, but behind those that `end_spaced` names again. Where the next word is glued to it, it
    ends none behind `never_end`, whatever follows; behind `may_end` it ends one only where a word follows that begins one
    ("Acier du Nord Inc.Les salariés"); behind `end_glued` it ends one as it does behind any word.
    """

    never_end: Words = ()
    may_end: Words = ()
    end_glued: Words = ()
    end_spaced: Words = ()

    @model_validator(mode="after")
    def _check_words(self) -> Abbreviations:
        listed = (*self.never_end, *self.may_end, *self.end_glued)
        if second := [word for place, word in enumerate(listed) if word in listed[:place]]:
            raise ValueError(f"{second[0]!r} occurs twice")
        if unknown := [word for word in self.end_spaced if word not in listed]:
            raise ValueError(f"end_spaced: {unknown[0]!r} is no abbreviation")
        return self


class NumericDates(Row):
    """How the language writes dates in numbers: where `day_first`, 03/04/2024 is the third of April.

    That is so for any text behind a word of the language: `beside` stands right before the date, `near` anywhere before it
    (as do the names of the weekdays), and in none of the languages that write the month first.
    """

    day_first: bool = False
    beside: Words = ()
    near: Words = ()


def drop_stop(title: str) -> str:
    """A title without its full stop."""
    return title.removesuffix(".")


def refuse_part_of_year(months: tuple[Month, ...]) -> tuple[Month, ...]:
    """The months, all of them or none; ValueError otherwise."""
    if len(months) not in (0, N_MONTHS):
        raise ValueError(f"{len(months)} of {N_MONTHS} months")
    return months


def refuse_part_of_week(weekdays: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the weekdays, all of them or none; ValueError otherwise."""
    if len(weekdays) not in (0, N_WEEKDAYS):
        raise ValueError(f"{len(weekdays)} of {N_WEEKDAYS} weekdays")
    return weekdays


class LanguagePack(Row):
    """A language: `name` in English; where several languages know the same line, that of the lowest `precedence` counts.

    `letters` are those of the alphabet beyond ASCII. `openers` are words that begin a sentence, as it were, by trade, and
    `particles` those that begin a surname too ("J. Le Goff"), both with their capital.

    `teasers` are the labels before a link to another article, in lower case.

    `words` are the ones that every text is full of, and that date lines are made of, in lower case, beside the names of months
    and weekdays: a text of few words is known by them. A word may stand under several languages; it then speaks for each
    against the rest. `shared_names` are names of months that are left to the other languages that have them. `habits` are
    patterns of what the language writes beside words, as the time of day, and `foreign_habits` of what it does not.
    """

    name: str
    precedence: int
    letters: str = ""
    # in the order of the year; where there are none, dates with names of months are not read in this language
    months: Annotated[NamedRows[Month], AfterValidator(refuse_part_of_year)] = ()
    # from Monday on
    weekdays: Annotated[tuple[str, ...], AfterValidator(refuse_part_of_week)] = ()
    shared_names: Words = ()
    openers: Words = ()
    particles: Words = ()
    teasers: Words = ()
    words: Annotated[Words, LINES] = ()
    habits: tuple[Expression, ...] = ()
    foreign_habits: tuple[Expression, ...] = ()
    titles: Titles = Titles()
    abbreviations: Abbreviations = Abbreviations()
    dates: NumericDates = NumericDates()

    @property
    def month_names(self) -> tuple[str, ...]:
        """The names of the months, in the order of the year."""
        return tuple(month.name for month in self.months)

    @cached_property
    def never_end(self) -> frozenset[str]:
        """The words, as they are written, behind which a full stop ends no sentence, whatever follows."""
        return self.titles.short.union(self.abbreviations.never_end)

    @cached_property
    def may_end(self) -> frozenset[str]:
        """The words, as they are written, behind which a full stop ends a sentence only before a word that begins one."""
        return frozenset((*map(drop_stop, self.titles.behind_names), *self.abbreviations.may_end))

    @cached_property
    def go_on_spaced(self) -> frozenset[str]:
        """The words, in lower case, behind which a full stop before a blank ends no sentence."""
        words = self.never_end.union(self.may_end, self.abbreviations.end_glued) - {*self.abbreviations.end_spaced}
        return frozenset(map(str.lower, words)).union(*(month.abbreviations for month in self.months))

    @model_validator(mode="after")
    def _refuse_titles_twice(self) -> LanguagePack:
        listed = {*self.abbreviations.never_end, *self.abbreviations.may_end, *self.abbreviations.end_glued}
        titles = self.titles.short.union(map(drop_stop, self.titles.behind_names))
        if twice := sorted(titles & listed):
            raise ValueError(f"abbreviations: {twice[0]!r} is already among the titles")
        return self

    @field_validator("shared_names")
    @classmethod
    def _refuse_other_names(cls, shared: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        names = {month.name for month in info.data.get("months", ())}
        if unknown := [name for name in shared if name not in names]:
            raise ValueError(f"{unknown[0]!r} is not a month")
        return shared

    @field_validator("words")
    @classmethod
    def _refuse_second_place(cls, words: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        names = {*(month.name for month in info.data.get("months", ())), *info.data.get("weekdays", ())}
        if twice := [word for word in words if word in names]:
            raise ValueError(f"{twice[0]!r} is already a month or weekday")
        return words


@cache
def list_languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of all languages that have a folder, by precedence. Raises TableError when one lacks its pack."""
    folders = [entry.name for entry in files(__package__).iterdir() if entry.is_dir() and not entry.name.startswith(("_", "."))]
    for code in folders:
        if not find_table(f"{ROOM}.{code}", PACK).is_file():
            raise TableError(f"{ROOM}/{code}: the folder lacks {PACK}.toml", hint="every language has one")
        names = {entry.name for entry in (files(__package__) / code).iterdir() if entry.name.endswith(SUFFIX)}
        if unknown := sorted(names - {f"{name}{SUFFIX}" for name in (PACK, *STATION_TABLES)}):
            raise TableError(f"{ROOM}/{code}/{unknown[0]}: no station reads it", hint=f"known: {', '.join(STATION_TABLES)}")
    return tuple(sorted(folders, key=lambda code: (read_pack(code).precedence, code)))


def read_pack(language: str) -> LanguagePack:
    """What a language is. Raises TableError when its folder has no pack, or one that is not as declared."""
    return read_table(LanguagePack, f"{ROOM}.{language}", PACK)


def list_packs() -> tuple[LanguagePack, ...]:
    """The packs of all languages, by precedence."""
    return tuple(map(read_pack, list_languages()))


def list_with(name: str) -> tuple[str, ...]:
    """The languages whose folder holds the table `name`, by precedence; a station reads it there by its own record."""
    return tuple(code for code in list_languages() if find_table(f"{ROOM}.{code}", name).is_file())


def name_pack(language: str) -> str:
    """The file of a language's pack as messages name it."""
    return name_table(f"{ROOM}.{language}", PACK)


def fill_names(pattern: str, packs: Iterable[LanguagePack]) -> str:
    """A pattern in which `{months}` and `{weekdays}` stand for the names that the languages have for them.

    >>> fill_names("mi-(?:{months})", [read_pack("fr")])[:20]
    'mi-(?:janvier|févrie'
    """
    packs = tuple(packs)
    months = "|".join(re.escape(name) for pack in packs for name in pack.month_names)
    weekdays = "|".join(re.escape(name) for pack in packs for name in pack.weekdays)
    return pattern.replace("{months}", months).replace("{weekdays}", weekdays)
