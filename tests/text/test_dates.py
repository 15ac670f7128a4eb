"""Dates are read as precisely as they are written, and never guessed."""

import pytest

from corpus_builder.text.dates import parse_date
from tests.conftest import check_growth


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


AMBIGUOUS = "03/04/2024"


@pytest.mark.parametrize("language", ["fr", "FR-ch", "de", "es_ES", "it", "pt-BR", "pl"])
def test_the_language_says_which_number_is_the_day(language: str) -> None:
    """Where a language writes the day first, a date in numbers is read in full."""
    assert parse_date(AMBIGUOUS, language) == "2024-04-03"
    assert parse_date("03-04-2024 à 10h", language) == "2024-04-03"


@pytest.mark.parametrize("language", [None, "", "en", "en-GB", "en-US", "ja", "klingon"])
def test_a_date_with_two_readings_gives_its_year_alone(language: str | None) -> None:
    """The third of April or the fourth of March: in English, and where no language is known, only the year is."""
    assert parse_date(AMBIGUOUS, language) == parse_date("03-04-2024", language) == "2024"


@pytest.mark.parametrize("language", [None, "en", "fr"])
@pytest.mark.parametrize(
    ("text", "iso"),
    [("25/03/2024", "2024-03-25"), ("04/04/2024", "2024-04-04"), ("03.04.2024", "2024-04-03"), ("03/04/24", None)],
)
def test_a_date_with_one_reading_is_read_in_any_language(text: str, iso: str, language: str | None) -> None:
    """There is no month 25, the fourth of April is itself, points are written between day and month; a year has four digits."""
    assert parse_date(text, language) == iso


def test_the_language_does_not_bend_what_is_written() -> None:
    """03/25/2024 is the 25th of March even on a page that calls itself French."""
    assert parse_date("03/25/2024", "fr") == "2024-03-25"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("le 03/04/2024", "2024-04-03"),
        ("du 03/04/2024 au 05/04/2024", "2024-04-03"),
        ("Publié par Ana Lopez, 03/04/2024", "2024-04-03"),
        ("mercredi, 03/04/2024", "2024-04-03"),
        ("Mis à jour : 03/04/2024", "2024-04-03"),
        ("veröffentlicht 03/04/2024", "2024-04-03"),
        ("Updated at 9:05 am 03/04/2024", "2024"),
        ("Chicago, IL 03/04/2024", "2024"),
        ("El Paso, 03/04/2024", "2024"),
    ],
)
def test_words_before_it_say_which_number_is_the_day(text: str, iso: str) -> None:
    """Words of a language that writes the day first do, and words that are English, too, do not."""
    assert parse_date(text) == iso


def test_long_texts_take_no_longer() -> None:
    """Dates that do not exist cost no more in a long text than in many short ones."""
    assert parse_date("11/32/2024 " * 1000) is None
    check_growth(parse_date, lambda n: "11/32/2024 " * n, 30_000)
