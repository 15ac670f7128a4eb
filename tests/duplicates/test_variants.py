"""Facts: paragraphs that differ in numbers, names or a negation alone are no copies."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.duplicates import near_duplicates
from corpus_builder.duplicates.variants import (
    VariantTable,
    VariantWords,
    check_examples,
    read_wording,
    state_different_facts,
)
from corpus_builder.knowledge import TableError, check_table, read_table
from corpus_builder.languages.pack import list_with
from corpus_builder.text.normalization import casefold_without_accents

ROW = {"fillers": ["le"], "further_openers": ["le"], "ordinals": ["premier"]}
WRONG = {
    "a misspelt key": (ROW | {"filler": ["la"]}, "words.toml: filler: unknown key"),
    "a missing key": ({"fillers": ["le"], "ordinals": []}, "words.toml: further_openers: missing key"),
    "a wrong type": (ROW | {"further_openers": "le"}, "words.toml: further_openers: Input should be a valid array"),
    "a word twice": (ROW | {"fillers": ["la", "la"]}, "words.toml: fillers: 'la' occurs twice"),
    "words out of order": (
        ROW | {"ordinals": ["second", "premier"]},
        "words.toml: ordinals: 'premier' must come before 'second'",
    ),
}


def test_examples_of_the_table() -> None:
    """Every example in the table is read as it says, in either order."""
    table = read_table(VariantTable, "duplicates", "variants")
    assert len(table.pairs) > 20
    check_examples(table)


def test_an_example_on_the_wrong_side_is_one_clear_error() -> None:
    """The error names the table, the pair and its first text."""
    values = {"agencies": [], "pairs": [{"two": True, "texts": ["Le bac part à 8 h.", "Le bac part à 8 h."]}]}
    with pytest.raises(
        TableError, match=r"^duplicates/variants\.toml: \(pair 1\), two: 'Le bac part à 8 h\.' is on the wrong side$"
    ):
        check_examples(check_table(VariantTable, values, "variants.toml"))


@pytest.mark.parametrize(("values", "message"), WRONG.values(), ids=WRONG)
def test_wrong_words_are_one_clear_error(values: dict[str, object], message: str) -> None:
    """The error names the file, the key and the word."""
    with pytest.raises(TableError) as error:
        check_table(VariantWords, values, "words.toml")
    assert str(error.value) == message


@pytest.mark.parametrize("language", list_with("duplicates"))
def test_words_are_written_as_they_are_compared(language: str) -> None:
    """A word in the table that normalization would change could never be found."""
    words = tomllib.loads(files("corpus_builder").joinpath(f"languages/{language}/duplicates.toml").read_text(encoding="utf-8"))
    for word in (word for listed in words.values() for word in listed):
        assert casefold_without_accents(word) == word and word.isalpha()


def test_number_words_are_numbers_but_those_left_out() -> None:
    """A number word of statements parts two paragraphs, unless the table leaves it out; a lone `un` is an article."""
    texts = [f"Le conseil a retenu {word} projets pour la halle." for word in ("trois", "nonante", "un")]
    assert [read_wording(text).numbers for text in texts] == [("3",), (), ()]


def test_round_numbers_are_no_numbers() -> None:
    """A round number that comes and goes parts no paragraphs, in whichever language it stands."""
    texts = [f"La halle attend une {word} de marchands." for word in ("douzaine", "dozen")]
    assert [read_wording(text).numbers for text in texts] == [(), ()]


@pytest.mark.parametrize("word", ["Le", "Cela", "The", "Mme", "Mrs", "Ainsi"])
def test_openers_and_titles_are_no_names(word: str) -> None:
    """A word that begins sentences by trade owes its capital to that, whichever table it stands in; titles come and go."""
    assert read_wording(f"{word} Arvel a repris la halle du port.").names == ("arvel",)


def test_figures_none_of_which_agree() -> None:
    """A notice about other amounts on another day is another notice, though words changed as well."""
    one = "Arvel SA a racheté hier 1.250 actions pour 31.400,50 euros, le 3.4.2021."
    other = "Arvel SA a racheté jeudi dernier 980 actions pour 24.010,00 euros, le 8.4.2021."
    assert state_different_facts(read_wording(one), read_wording(other))
    assert not state_different_facts(read_wording(one), read_wording(one.replace("hier", "ce jour").replace("1.250", "1.260")))


@given(st.text(max_size=80))
def test_a_text_agrees_with_itself(text: str) -> None:
    """No text states other facts than itself, whatever its characters."""
    assert not state_different_facts(read_wording(text), read_wording(text))


def test_an_example_on_the_wrong_side_is_found_where_texts_are_compared(tables: Path) -> None:
    """No build goes on with a table that says the opposite of what it does."""
    path = tables / "duplicates" / "variants.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("two = true", "two = false", 1), encoding="utf-8")

    with pytest.raises(TableError, match=r"duplicates/variants\.toml: .*is on the wrong side"):
        near_duplicates(
            [f"La fondation Estran a publié {day} les comptes de son dernier exercice." for day in ("mardi", "jeudi")]
        )
