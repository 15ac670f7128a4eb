"""Words that make facts: wrong tables are one clear error, and contracted negations are written out."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from corpus_builder.knowledge import TableError, check_table
from corpus_builder.text.facts import FactWords, read_date_words, read_fact_words, write_out_negations
from corpus_builder.text.normalization import casefold_without_accents, lower_without_accents

FRENCH = tomllib.loads(files("corpus_builder").joinpath("languages/fr/facts.toml").read_text(encoding="utf-8"))
NE = {"denies": "perhaps", "is_counted": False}
WRONG = {
    "a misspelt key": ({"month": {}}, "facts.toml: month: unknown key"),
    "a wrong type": ({"numbers": {"deux": "2"}}, "facts.toml: numbers, deux: Input should be a valid integer"),
    "a fraction": ({"numbers": {"demi": 0.5}}, "facts.toml: numbers, demi: Input should be a valid integer"),
    "numbers out of order": ({"numbers": {"trois": 3, "deux": 2}}, "facts.toml: numbers: 'deux' must come before 'trois'"),
    "an unknown degree": (
        {"negations": {"ne": {"denies": "often", "is_counted": False}}},
        "facts.toml: negations, ne, denies: Input should be 'surely', 'beside half' or 'perhaps'",
    ),
    "a negation without its degree": (
        {"negations": {"ne": {"is_counted": True}}},
        "facts.toml: negations, ne, denies: missing key",
    ),
    "negations out of order": ({"negations": {"pas": NE, "ne": NE}}, "facts.toml: negations: 'ne' must come before 'pas'"),
    "half a contraction": ({"contraction": {"word": "not"}}, "facts.toml: contraction, ending: missing key"),
}


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_wrong_words_are_one_clear_error(change: dict[str, object], message: str) -> None:
    """The error names the file, the key and the word."""
    with pytest.raises(TableError) as error:
        check_table(FactWords, FRENCH | change, "facts.toml")
    assert str(error.value) == message


def test_words_are_written_as_they_are_compared() -> None:
    """A word that normalization would change could never be found, whichever of the two is used."""
    for language, words in read_fact_words().items():
        months, capital_months, weekdays = read_date_words()[language]
        dates = (*months, *capital_months, *weekdays)
        for word in (*words.numbers, *words.round_numbers, *words.number_links, *words.negations, *dates):
            assert lower_without_accents(word) == word == casefold_without_accents(word)


def test_months_and_weekdays_are_those_of_the_pack() -> None:
    """They are numbered from January and from Monday on, without accents; those that are other words too stand apart."""
    french, english = read_date_words()["fr"], read_date_words()["en"]
    assert (french.months["fevrier"], french.months["aout"], french.weekdays["dimanche"]) == (2, 8, 7)
    assert english.capital_months == {"march": 3, "may": 5}
    assert len(french.months) == len(english.months | english.capital_months) == 12


def test_a_capital_month_that_is_none_is_one_clear_error(tables: Path) -> None:
    """A misspelt month would be passed over without a word."""
    table = tables / "languages" / "en" / "facts.toml"
    table.write_text(table.read_text(encoding="utf-8").replace('"march"', '"marsh"'), encoding="utf-8")
    with pytest.raises(TableError, match=r"^languages/en/facts\.toml: capital_months: 'marsh' is not a month$"):
        read_date_words()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The ferry hasn't left, and it WON'T.", "The ferry has not left, and it WON'T."),
        ("Won’t you? I can’t.", "Will not you? I can not."),
        ("It cannot annotate Cannes.", "It can not annotate Cannes."),
        ("L'annotation n'tient pas.", "L'annotation n'tient pas."),
    ],
)
def test_negations_are_written_out(text: str, written: str) -> None:
    """A verb and its denial become two words, whatever the apostrophe; other words are left alone."""
    assert write_out_negations(text) == written
