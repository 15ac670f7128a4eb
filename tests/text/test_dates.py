"""Dates are read as precisely as they are written, and never guessed."""

from pathlib import Path

import pytest

from corpus_builder.knowledge import TableError
from corpus_builder.languages.pack import list_languages
from corpus_builder.text.dates import (
    expand_date,
    find_written_date,
    is_iso_date,
    match_date,
    normalize_date,
    parse_date,
    read_stated_date,
)
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


@pytest.mark.parametrize(
    ("month", "iso"), [("maı", "2024-05-12"), ("MAİ", "2024-05-12"), ("ſeptember", "2024-09-12"), ("ſept.", "2024-09-12")]
)
def test_a_month_is_read_in_letters_that_differ_by_case_alone(month: str, iso: str) -> None:
    """A pattern takes a dotless i and a long s for other cases of i and s, and so does the reading of what it finds."""
    assert parse_date(f"le 12 {month} 2024") == parse_date(f"{month} 12, 2024") == iso
    assert match_date(f"le 12 {month} 2024", 3) == (iso, len(f"le 12 {month} 2024"))


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
    [("25/03/2024", "2024-03-25"), ("04/04/2024", "2024-04-04"), ("03.04.2024", "2024-04-03"), ("03.04.24", "2024-04-03")],
)
def test_a_date_with_one_reading_is_read_in_any_language(text: str, iso: str, language: str | None) -> None:
    """There is no month 25, the fourth of April is itself, points are written between day and month."""
    assert parse_date(text, language) == iso


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("03/04/24", "fr", "2024-04-03"),
        ("03/04/24", "en", None),
        ("03/04/24", None, None),
        ("Publié le 06/11/23 à 19h38", None, "2023-11-06"),
        ("le 6.11.98", None, "1998-11-06"),
        ("11/25/23", None, "2023-11-25"),
        ("le 06/11/23/4", None, None),
        ("version 1.2.34.5", None, None),
    ],
)
def test_a_year_of_two_digits_is_read_where_its_place_is_known(text: str, language: str | None, iso: str | None) -> None:
    """Of three numbers of two digits any may be the year; words or the language say that the day comes first."""
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


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-03-12T08:00:00+01:00", "2024-03-12"),
        ("2024-3-5", "2024-03-05"),
        ("20240312", "2024-03-12"),
        ("20240312080000", "2024-03-12"),
        (" 2024 ", "2024"),
        ("Tue Mar 12 2024 10:00:00 GMT+0100 (CET)", "2024-03-12"),
    ],
)
def test_dates_of_machines(value: str, iso: str) -> None:
    """The notations that machines write are read to the day at most."""
    assert normalize_date(value) == iso


@pytest.mark.parametrize(
    "value",
    [None, 3, "", "soon", "2024-13-01", "2024-02-30", "20245", "2024-03-12-4", "12.03.2024", "Tue, 45 Mar 2024", "1762513252000"],
)
def test_no_date_is_guessed(value: object) -> None:
    """What is no date in a machine's notation gives none."""
    assert normalize_date(value) is None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Mis en ligne le 12 mars 2024 à 10h30", "12 mars 2024"),
        ("12 maart 2024, Jan Smit", "12 maart 2024"),
        ("March 14th, 2024", "March 14th, 2024"),
        ("03/04/2024", "03/04/2024"),
        ("2024.03.14", "2024.03.14"),
        ("mars 2024", None),
        ("1970-01-01", None),
        ("x" * 200 + " 12 mars 2024", None),
    ],
)
def test_a_date_for_readers_is_found_as_it_is_written(value: str, written: str | None) -> None:
    """A day in any language is found near the start of a value, and nothing else is."""
    assert find_written_date(value) == written


@pytest.mark.parametrize("value", ["1970", "1970-01", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_clock_that_was_never_set_shows_no_date(value: str) -> None:
    """The first second of a machine's time is no date of an article, however precisely it is given."""
    assert normalize_date(value) is None


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-02-29"])
def test_a_published_date_is_iso_and_as_precise_as_known(text: str) -> None:
    """A year, a month or a day; expanded, each is a day."""
    assert is_iso_date(text)
    assert is_iso_date(expand_date(text)) and expand_date(text).startswith(text) and len(expand_date(text)) == 10


NO_DATES = [
    "",
    "24",
    "2024-2",
    "2024-00",
    "2024-13",
    "2023-02-29",
    "2024-02-00",
    "0000",
    " 2024",
    "2024\n",
    "２０２４",
    "2024-02-29T1",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_published_date(text: str) -> None:
    """Days that do not exist, other notations and other figures."""
    assert not is_iso_date(text)


def test_dates_of_any_precision_sort() -> None:
    """What is only known to the month comes before its second day."""
    assert sorted(["2024-03-02", "2024", "2024-03"], key=expand_date) == ["2024", "2024-03", "2024-03-02"]


def test_a_new_language_brings_its_dates(tables: Path) -> None:
    """Months of a pack are read, and its words before a date in numbers say that the day comes first."""
    names = ("janaro", "februaro", "marto", "aprilo", "majo", "junio", "julio", "augusto", "septembro", "oktobro", "novembro")
    months = "".join(f'[[months]]\nname = "{name}"\n' for name in (*names, "decembro"))
    dates = '[dates]\nday_first = true\nbeside = ["je"]\n'
    (tables / "languages" / "eo").mkdir()
    pack = tables / "languages" / "eo" / "language.toml"
    pack.write_text(f'name = "Esperanto"\nprecedence = 99\n{dates}{months}', encoding="utf-8")
    assert "eo" in list_languages()
    assert parse_date("la 12. marto 2024") == "2024-03-12"
    assert parse_date("je 03/04/2024") == parse_date("03/04/2024", "eo") == "2024-04-03"


def test_a_form_that_is_another_month_elsewhere_is_refused(tables: Path) -> None:
    """A name may stand in any text, so it means one month; the error names file and row."""
    pack = tables / "languages" / "it" / "language.toml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"lug"', '"jun"'), encoding="utf-8")
    with pytest.raises(TableError, match=r"languages/it/language\.toml: months, row 7 \(luglio\): 'jun' is a different month"):
        parse_date("12 marzo 2024")


@pytest.mark.parametrize(
    ("text", "language", "host", "iso"),
    [
        ("05/12/2024", "en", "harrow.ie", "2024-12-05"),
        ("Published 05/12/2024 at 10:00", "en", "harrow.co.nz", "2024-12-05"),
        ("5/6/24", "en", "harrow.com.au", "2024-06-05"),
        ("05/12/2024", "en", "harrow.us", "2024-05-12"),
        ("05/12/2024", "fr", "harrow.us", "2024-12-05"),
        ("25/12/2024", "en", "harrow.us", "2024-12-25"),
        ("12/25/2024", "en", "harrow.uk", "2024-12-25"),
        ("05/12/2024", "en", "harrow.com", "2024"),
        ("05/12/2024", "en", "The Harrow Post", "2024"),
        ("5/6/24", "en", "harrow.com", None),
    ],
)
def test_the_country_of_a_paper_decides_where_its_language_does_not(text: str, language: str, host: str, iso: str | None) -> None:
    """English is written both ways; a day above twelve decides itself, and where nothing is known the year is what is sure."""
    assert parse_date(text, language, host) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20240512", "2024-05-12"),
        ("20240512T083000Z", "2024-05-12"),
        ("20240512083000", "2024-05-12"),
        ("1715502600", "2024-05-12"),
        (" 1715502600.0 ", "2024-05-12"),
        ("1715502600000", "2024-05-12"),
        ("Sun, 12 May 2024 08:30:00 +0200", "2024-05-12"),
        ("dimanche 12 mai 2024 à 8h30", "2024-05-12"),
        ("May 12th, 2024", "2024-05-12"),
        ("2024", "2024"),
        ("12/05/2024 10:20", "12/05/2024"),
        ("20241312", None),
        ("171550260", None),
        ("17155026001234567", None),
        ("12345678", None),
        ("0", None),
    ],
)
def test_a_record_states_its_date_in_many_forms(text: str, iso: str | None) -> None:
    """Eight digits, seconds and milliseconds are dates of this century; other numbers are none."""
    assert read_stated_date(text) == iso
