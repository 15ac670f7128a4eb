"""Words that were split at the ends of lines are joined as they are written."""

import re
from pathlib import Path

import pytest

from corpus_builder.cleaning.blocks.conventions import list_blocks_tables
from corpus_builder.cleaning.blocks.split import align_block, split_blocks
from corpus_builder.knowledge import TableError
from tests.cleaning.blocks.test_split import WRAPPED, cut


def wrap(word: str, follows: str = "") -> str:
    """A hard-wrapped text with a word over the end of a line, broken where `word` has a `|`."""
    before, after = word.split("|")
    return (
        f"{WRAPPED}Le reste du dossier de la ville et du port attendra {before}\n"
        f"{after} dans la ville, car les travaux du vieux port et de la gare\n"
        f"attendront aussi. {follows}\n"
    )


@pytest.mark.parametrize(
    ("word", "joined"),
    [
        ("le gouverne-|ment", "le gouvernement"),
        ("l'opéra-|tion", "l'opération"),
        ("la cou-|leur", "la couleur"),
        ("la poli-|ce", "la police"),
        ("le mi-|nistre", "le ministre"),
        ("un ex-|emple", "un exemple"),
        ("the govern-|ment", "the government"),
        ("the work-|ing group", "the working group"),
        ("die Bundes-|regierung", "die Bundesregierung"),
        ("la manifes\u2010|tation", "la manifestation"),
        ("le gouverne\u00ad|ment", "le gouvernement"),
        ("le gouverne\u00ad|  ment", "le gouvernement"),
        ("Saint-|Aubin", "Saint-Aubin"),
        ("Jean-|Paul", "Jean-Paul"),
        ("peut-|être", "peut-être"),
        ("dit-|il", "dit-il"),
        ("pense-t-|elle", "pense-t-elle"),
        ("pensez-|vous", "pensez-vous"),
        ("est-|ce", "est-ce"),
        ("c'est-à-|dire", "c'est-à-dire"),
        ("c'est-|à-dire", "c'est-à-dire"),
        ("vis-|à-vis", "vis-à-vis"),
        ("un arc-|en-ciel", "un arc-en-ciel"),
        ("celles-|ci", "celles-ci"),
        ("ce jour-|là", "ce jour-là"),
        ("eux-|mêmes", "eux-mêmes"),
        ("un porte-|parole", "un porte-parole"),
        ("vingt-|deux", "vingt-deux"),
        ("le franco-|belge", "le franco-belge"),
        ("a well-|known firm", "a well-known firm"),
        ("two-|thirds", "two-thirds"),
        ("a state-|owned firm", "a state-owned firm"),
        ("un e-|mail", "un e-mail"),
        ("en 2023-|2024", "en 2023-2024"),
        ("un A320-|neo", "un A320-neo"),
        ("vor-|und nachher", "vor- und nachher"),
        ("short-|and long-term", "short- and long-term"),
        ("le texte -|enfin lu -", "le texte - enfin lu -"),
        ("le texte –|enfin lu –", "le texte – enfin lu –"),
    ],
)
def test_a_word_over_two_lines_is_joined_as_it_is_written(word: str, joined: str) -> None:
    """A hyphen that only the line's end put there goes; one that belongs to the word stays, without a space behind it."""
    text = wrap(word)
    block = split_blocks(text, ())[-1]
    assert f"attendra {joined} dans la ville" in block.text
    alignment = align_block(block, text)
    for found in re.finditer(r"attendra|dans|attendront", block.text):
        assert text[alignment.start(found.start()) : alignment.end(found.end())] == found.group()
    place = block.text.index(joined)
    assert text[alignment.start(place) : alignment.end(place + len(joined))] == word.replace("|", "\n")


def test_the_text_knows_its_words() -> None:
    """What the text writes elsewhere decides, against the table if need be."""
    assert "un pousse-café dans" in cut(wrap("un pousse-|café", "Le pousse-café est servi."))[-1]
    assert "un poussecafé dans" in cut(wrap("un pousse-|café"))[-1]
    assert "une bassecour dans" in cut(wrap("une basse-|cour", "La bassecour dort."))[-1]
    assert "un email dans" in cut(wrap("un e-|mail", "Un email suffit."))[-1]


def test_a_text_that_splits_no_words_keeps_its_hyphens() -> None:
    """One hyphen in a hundred lines is part of its word."""
    body = WRAPPED.strip() + "\n\n"
    assert "une basse-cour dans" in cut(body * 20 + wrap("une basse-|cour"))[-1]


def test_hyphens_at_the_ends_of_unwrapped_lines_stay() -> None:
    """Where lines are paragraphs nothing is joined."""
    assert cut("Une première ligne de ce gouverne-\nment") == ["Une première ligne de ce gouverne-", "ment"]


def test_the_compounds_of_the_tables_keep_their_hyphens() -> None:
    """The examples of the tables hold on both sides, against all rows; months are those of the language."""
    rows = [row for _, table in list_blocks_tables() for row in table.compounds]
    assert len(rows) == 4
    for word in ("mi-juillet", *(word for row in rows for word in row.compounds)):
        assert word in cut(wrap(word.replace("-", "-|", 1)))[-1], word
    for word in ("mi-june", *(word for row in rows for word in row.splits)):
        assert f" {word.replace('-', '')} " in cut(wrap(word.replace("-", "-|", 1)))[-1], word


@pytest.mark.parametrize(("key", "old", "new"), [("compounds", '"dit-il"', '"dire-il"'), ("splits", '"ser-vice"', '"chef-lieu"')])
def test_a_word_on_the_wrong_side_is_refused(key: str, old: str, new: str, tables: Path) -> None:
    """A compound must be known by its row and a split word by no row of any language; the error names file, row and key."""
    table = tables / "languages" / "fr" / "blocks.toml"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(TableError) as error:
        cut(wrap("le gouverne-|ment"))
    word = new.strip('"')
    assert str(error.value) == f"languages/fr/blocks.toml: (inverted pronoun), {key}: {word!r} is on the wrong side"
