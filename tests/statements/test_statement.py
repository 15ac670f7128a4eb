"""What identifies a statement; all examples are invented."""

from __future__ import annotations

import pytest

from corpus_builder.statements.denial import NONE, PERHAPS, SURE
from corpus_builder.statements.statement import oppose, read_speaker, read_statement


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("Le bac part le 3 mai", "fr", {"number": {"3"}, "month": {"month 5"}}),
        ("He may leave on Monday in May", "en", {"month": {"month 5"}, "weekday": {"weekday 1"}}),
        ("La moitié du port", "fr", {"fraction": {"fraction 2"}}),
        ("Six semaines de grève", "fr", {"number": {"6"}, "unit": {"unit week"}}),
        ("A day of strikes", "en", {}),
    ],
)
def test_dates_units_and_fractions_are_kinds(text: str, language: str, values: dict[str, set[str]]) -> None:
    """Facts of one kind are kept together, for another of the same kind is another fact."""
    assert read_statement(text, None, language).values == values


@pytest.mark.parametrize(
    ("text", "language", "denial"),
    [
        ("Le bac part", "fr", NONE),
        ("Le bac ne part pas", "fr", SURE),
        ("Le bac ne part plus", "fr", SURE),
        ("Il y a plus de bacs, un pas de géant", "fr", NONE),
        ("Le bac ne part que le soir", "fr", PERHAPS),
        ("Non seulement le bac mais le port", "fr", PERHAPS),
        ("Plus beau que jamais", "fr", PERHAPS),
        ("C'est intenable", "fr", PERHAPS),
        ("The ferry won't leave", "en", SURE),
        ("The ferry cannot leave", "en", SURE),
        ("The ferry is No. 1", "en", NONE),
        ("Not only the ferry", "en", PERHAPS),
    ],
)
def test_denials_are_sure_possible_or_none(text: str, language: str, denial: int) -> None:
    """What may be a denial conflicts with nothing, so it is told from what is one."""
    assert read_statement(text, None, language).denial == denial


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Mme Odile Kern", ("odil", "kern")),
        ("le président Luc Perrin", ("luk", "perin")),
        ("Perrin", ("perin",)),
        ("le maire de Brie", ()),
        ("Il", ()),
        ("the Dutch", ()),
        ("", ()),
    ],
)
def test_speakers_are_names(speaker: str, name: tuple[str, ...]) -> None:
    """Titles and descriptions are no part of a name, and a pronoun or a place is none."""
    assert read_speaker(speaker) == name


def test_opposites_oppose() -> None:
    """To rise is not to fall; a text with both opposes neither."""
    rise, fall, both = (
        read_statement(text, None, "fr") for text in ["Les prix montent", "Les prix chutent", "Ils montent et chutent"]
    )
    assert oppose(rise, fall)
    assert oppose(fall, rise)
    assert not oppose(rise, both)
    assert not oppose(both, fall)


def test_a_statement_without_language_is_read_by_its_small_words() -> None:
    """The language is guessed where it is unknown, so that numbers and words are read."""
    assert read_statement("The dike was built in twenty years", None, None).values["number"] == {"20"}
    assert read_statement("La digue a duré vingt ans", None, None).values["number"] == {"20"}
