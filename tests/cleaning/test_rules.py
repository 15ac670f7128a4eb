"""The tables of lines that are no text of an article keep what they promise, on both sides."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.cleaning.plain import rulebook
from corpus_builder.cleaning.plain.rulebook import LANGUAGES, LONGEST, MOST_WORDS, find_rules, list_rules, match_rule, match_stub
from corpus_builder.rules import read_table
from tests.cleaning.plain.builder import classify, read_text
from tests.conftest import check_growth

ROWS = [(language, row) for language in LANGUAGES for row in read_table("boilerplate", language)["rules"]]
STUBS = read_table("boilerplate", "metadata")["rules"]
PROSE = tomllib.loads((Path(__file__).parents[1] / "data" / "prose_like_boilerplate.toml").read_text(encoding="utf-8"))
PARAGRAPHS = (
    "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux, dit la préfecture.",
    "Les pompiers restent prudents : une seconde tempête doit arriver dimanche, et les sacs de sable ne tiendront pas deux fois.",
)


def name_row(value: Any) -> str | None:
    """A row's name in the list of tests."""
    return value["name"].replace(" ", "-") if isinstance(value, dict) else value


@pytest.mark.parametrize(("language", "row"), ROWS, ids=name_row)
def test_a_row_finds_what_it_says_it_removes(language: str, row: dict[str, Any]) -> None:
    """Each `removes` example is found by its own row."""
    for text in row["removes"]:
        assert any(rule.name == row["name"] and rule.why == row["why"] for rule in find_rules(text)), (language, text)


@pytest.mark.parametrize(("language", "row"), ROWS, ids=name_row)
def test_no_row_finds_what_another_keeps(language: str, row: dict[str, Any]) -> None:
    """Each `keeps` example is left alone by all rows of all languages."""
    assert {text: match_rule(text) for text in row["keeps"]} == dict.fromkeys(row["keeps"]), language


@pytest.mark.parametrize("row", STUBS, ids=name_row)
def test_metadata_rows_hold_on_both_sides(row: dict[str, Any]) -> None:
    """A metadata row finds its `removes`, and no metadata row finds its `keeps`."""
    for text in row["removes"]:
        found = match_stub(text)
        assert found is not None and found.name == row["name"], text
    for text in row["keeps"]:
        assert match_stub(text) is None, text


def test_the_gate_lets_every_match_through() -> None:
    """The widened patterns find all that the patterns find in the examples, whatever marks and blanks are beyond ASCII."""
    book = rulebook._read_rulebook()
    for text in [text for _, row in ROWS for text in (*row["removes"], *row["keeps"])]:
        for spelt in (text, text.replace(" ", "\u00a0"), text.replace("'", "’"), f"« {text} »", text.upper()):
            hits = {place for place, (_, pattern) in enumerate(book.patterns) if pattern.fullmatch(spelt)}
            assert hits <= set(book.gate.Match(spelt) or ()), spelt


def test_every_rule_has_a_name_and_a_reason() -> None:
    """A removal names its rule, so the tables say why in words, each rule once per language."""
    for rule in list_rules():
        assert rule.name and rule.why
    for language in LANGUAGES:
        names = [row["name"] for row in read_table("boilerplate", language)["rules"]]
        assert len(names) == len(set(names))


def test_no_line_or_beginning_is_longer_than_the_look_up() -> None:
    """A row that is longer than the words that are looked at would never be found."""
    for _, row in ROWS:
        for words in (*row.get("lines", ()), *row.get("starts", ())):
            assert 1 <= len(rulebook.spell_words(words).split()) <= MOST_WORDS, words


@pytest.mark.parametrize("text", [text for texts in PROSE.values() for text in texts])
def test_prose_that_looks_like_boilerplate_stays(text: str) -> None:
    """A sentence of an article stays whole between two paragraphs, at their end, and alone."""
    for lines in ((PARAGRAPHS[0], text, PARAGRAPHS[1]), (*PARAGRAPHS, text), (text,)):
        assert {label.stage for label in classify(read_text("\n".join(lines)))} == {None}


@pytest.mark.parametrize(
    "piece", ["a ", "1:", "- ", "Home > ", "12 mars 2024 à ", "Par ", "photo: ", "© ", "A, ", "facebook ", "@a ", "?"]
)
def test_rules_take_little_time_for_any_line(piece: str) -> None:
    """No pattern runs away, even on the longest line that rules look at."""

    def match(text: str) -> None:
        for ending in ("", "!", "\u00a0x"):
            match_rule(text + ending)
            match_stub(text[: len(text) // 4] + ending)

    check_growth(match, lambda n: piece * (n // len(piece)), LONGEST)
