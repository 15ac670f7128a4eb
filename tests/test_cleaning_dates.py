"""Dates are read as precisely as they are written, and never guessed."""

import pytest

from corpus_builder.cleaning.dates import parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("date 2024-03", "2024-03"),
        ("2024-03-14T10:00:00+02:00", "2024-03-14"),
        ("Publié le 12 mars 2024 à 10h30", "2024-03-12"),
        ("1er août 2023", "2023-08-01"),
        ("Published March 14, 2024", "2024-03-14"),
        ("14th of March 2024", "2024-03-14"),
        ("Mar. 14, 2024", "2024-03-14"),
        ("12. März 2024", "2024-03-12"),
        ("12 de marzo de 2024", "2024-03-12"),
        ("sept. 2024", "2024-09"),
        ("14/03/2024 18:05", "2024-03-14"),
        ("03/14/2024", "2024-03-14"),
        ("jeudi 02/03/2023", "2023-03-02"),
        ("10.1.2024", "2024-01-10"),
        ("2024", "2024"),
        ("du 31 février 2024 au 2 mars 2024", "2024-03-02"),
    ],
)
def test_a_date_is_read_in_the_forms_of_the_press(text: str, iso: str) -> None:
    """French, English and a few other forms give ISO, the first date that exists wins."""
    assert parse_date(text) == iso


@pytest.mark.parametrize("text", ["", "en 2024 il pleut", "2024-13", "31 février 2024", "20240314", "version 1.2.2024.7"])
def test_what_is_no_date_gives_none(text: str) -> None:
    """A year in a sentence, a day that does not exist and a version are no dates."""
    assert parse_date(text) is None


def test_a_date_with_two_readings_gives_its_year_alone() -> None:
    """The third of April or the fourth of March: without a word that says so, only the year is known."""
    assert parse_date("03/04/2024") == "2024"
    assert parse_date("le 03/04/2024") == "2024-04-03"
