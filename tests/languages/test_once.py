"""What a language is stands in its pack, and in no other table of its folder a second time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from corpus_builder.languages.pack import PACK, LanguagePack, drop_stop, list_languages, read_pack
from corpus_builder.text.normalization import casefold_without_accents

# Share of a list from which it is one of titles or abbreviations, and words below which it is too short to be any.
MOSTLY, SHORTEST = 0.5, 4


def list_lists(value: Any, place: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Every list of words in a table, and the words of every group of keys, each with its place; without accents and stops."""
    if isinstance(value, dict):
        yield place, normalize(value)
        for key, inner in value.items():
            yield from list_lists(inner, f"{place}, {key}")
    elif isinstance(value, list):
        yield place, normalize(word for word in value if isinstance(word, str))
        for number, inner in enumerate(value, 1):
            yield from list_lists(inner, f"{place}, row {number}")


def normalize(words: Any) -> frozenset[str]:
    """Words as they are compared here."""
    return frozenset(casefold_without_accents(drop_stop(word)) for word in words)


def find_second_places(pack: LanguagePack, tables: dict[str, Any]) -> list[str]:
    """The lists of other tables that hold a year or a week, or are made of titles and abbreviations."""
    titles = normalize((*pack.titles.before_names, *pack.titles.behind_names))
    short = normalize((*pack.titles.short, *pack.go_on_spaced))
    second = []
    for place, words in (found for name, table in tables.items() for found in list_lists(table, name)):
        for what, whole in (("months", normalize(pack.month_names)), ("weekdays", normalize(pack.weekdays))):
            if whole and whole <= words:
                second.append(f"{place}: {what}")
        for what, known in (("titles", titles), ("abbreviations", short)):
            if len(words) >= SHORTEST and len(words & known) >= MOSTLY * len(words):
                second.append(f"{place}: {what}")
    return second


def read_other_tables(language: str) -> dict[str, Any]:
    """The tables of a language's folder but its pack, as they stand in the files."""
    folder = files("corpus_builder").joinpath("languages", language)
    tables = [entry for entry in folder.iterdir() if entry.name.endswith(".toml") and entry.name != f"{PACK}.toml"]
    return {table.name: tomllib.loads(table.read_text(encoding="utf-8")) for table in tables}


@pytest.mark.parametrize("language", list_languages())
def test_months_weekdays_titles_and_abbreviations_stand_once(language: str) -> None:
    """A station takes them from the pack; what it adds stands in its own table, under a name that says so."""
    assert find_second_places(read_pack(language), read_other_tables(language)) == []


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"year": {name: number for number, name in enumerate(read_pack("fr").month_names, 1)}}, "year: months"),
        ({"days": ["ce", *read_pack("fr").weekdays]}, "days: weekdays"),
        ({"rows": [{"polite": ["M.", "Mgr", "Mme", "voisin"]}]}, "rows, row 1, polite: titles"),
        ({"short": ["cf", "etc", "fig", "tél"]}, "short: abbreviations"),
    ],
)
def test_a_second_place_would_be_found(table: dict[str, Any], what: str) -> None:
    """A copy of a list is found wherever it stands, with other words among it, and as the keys of a table."""
    assert f"new.toml, {what}" in find_second_places(read_pack("fr"), {"new.toml": table})
