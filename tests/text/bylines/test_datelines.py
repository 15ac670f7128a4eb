"""The line under a title is read piece by piece, or not at all."""

import pytest

from corpus_builder.knowledge import TableError, check_table
from corpus_builder.text.bylines.datelines import DatelineTable, read_dateline
from tests.conftest import check_growth

LINES = {
    "Jeanne Morel — 4 octobre 2018 à 9h15 — mis à jour le 6 octobre 2018 à 11h40": ("2018-10-04", "Jeanne Morel"),
    "Par Jeanne Morel12 mars 2020": ("2020-03-12", "Jeanne Morel"),
    "Par Jeanne Morel mardi 12 mars 2020": ("2020-03-12", "Jeanne Morel"),
    "By Ann Lee and Tom Reed | May 3, 2024 | 5:30 pm": ("2024-05-03", "Ann Lee; Tom Reed"),
    "Ann Lee, Reuters - 3 May 2024, 10:15 GMT": ("2024-05-03", "Ann Lee"),
    "AFP, publié le 3 mai 2024 à 14h02": ("2024-05-03", "AFP"),
    "Publié le 06/11/23 à 19h38": ("2023-11-06", None),
    "Propos recueillis par Jeanne Morel et Paul Petit, le 3 mai 2024": ("2024-05-03", "Jeanne Morel; Paul Petit"),
    "Le 05/03/2023 à 19:00 par Jeanne Morel": ("2023-03-05", "Jeanne Morel"),
    "05/03/2023 19:00 | Paul Petit": ("05/03/2023", "Paul Petit"),
    "Digue Neuve · 3 mai 2024 à 10h": ("2024-05-03", None),
    "Mis à jour le 4 mai 2024, publié le 3 mai 2024 par Jeanne Morel": ("2024-05-03", "Jeanne Morel"),
    "Paul Petit est parti le 3 mai 2024": None,
    "Jeanne Morel, née le 3 mai 1964": None,
    "Le port en 06/11/23": None,
    "Prochaine visite : 27 juin 2031": None,
    "Par temps de pluie, le 3 mai 2024": None,
    "By the river, May 3, 2024": None,
}


@pytest.mark.parametrize("text", LINES)
def test_a_line_of_dates_and_names(text: str) -> None:
    """Published before updated; names with a word before them, or known ones; with any other word it is no such line."""
    assert read_dateline(text) == LINES[text]


@pytest.mark.parametrize(("pattern", "fault"), [("(a)", "a piece has no group"), ("a*", "the pattern matches an empty text")])
def test_a_piece_has_no_group_and_is_not_empty(pattern: str, fault: str) -> None:
    """Groups are numbered by pieces, and an empty piece would be read for ever."""
    with pytest.raises(TableError, match=fault):
        check_table(DatelineTable, {"pieces": [{"name": "x", "pattern": pattern}]}, "datelines.toml")


@pytest.mark.parametrize(
    "piece", ["3 mai 2024 ", "Par Jeanne ", "12:30 ", "mis à jour ", "A, ", "- ", "2024 ", "par J. ", "Jeanne Morel "]
)
def test_a_line_of_dates_takes_little_time(piece: str) -> None:
    """Pieces are never tried again: time is linear in the line."""
    check_growth(read_dateline, lambda n: "2024-05-03 " + piece * n + "!", 2_000)
