"""The packs of the languages: a language is a folder, and what is not as declared is one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.knowledge import TableError
from corpus_builder.languages.pack import fill_names, list_languages, list_packs, list_with, read_pack
from tests.conftest import forget_tables

NEW = 'name = "Esperanto"\nprecedence = 3\n'


def write_pack(tables: Path, content: str) -> None:
    """The pack of a new language."""
    folder = tables / "languages" / "eo"
    folder.mkdir(exist_ok=True)
    (folder / "language.toml").write_text(content, encoding="utf-8")


def test_languages_stand_by_precedence() -> None:
    """Of several languages that know the same line the first counts, so their order is part of what is published."""
    assert list_languages()[:5] == ("fr", "en", "de", "es", "it")
    assert len({pack.precedence for pack in list_packs()}) == len(list_packs()) == 18


def test_a_language_is_found_because_its_folder_is(tables: Path) -> None:
    """Nothing else names it; of two languages with one precedence the first by code counts."""
    write_pack(tables, NEW)
    assert list_languages()[2:4] == ("de", "eo")
    assert read_pack("eo").words == () and list_packs()[3].name == "Esperanto"


def test_a_station_finds_the_languages_that_have_its_table(tables: Path) -> None:
    """They are listed by precedence, too."""
    write_pack(tables, NEW)
    assert list_with("boilerplate") == ("fr", "en", "de", "es", "it")
    (tables / "languages" / "eo" / "boilerplate.toml").write_text("", encoding="utf-8")
    assert list_with("boilerplate") == ("fr", "en", "de", "eo", "es", "it")


def test_a_folder_without_a_pack_is_refused(tables: Path) -> None:
    """A folder that lacks its file would be passed over without a word."""
    (tables / "languages" / "eo").mkdir()
    with pytest.raises(TableError, match=r"^languages/eo: the folder lacks language\.toml"):
        list_languages()


MONTHS = "".join(f'[[months]]\nname = "{month}"\n' for month in "abcdefghijkl")
WRONG = {
    "a misspelt key": (NEW + 'opener = ["La"]\n', "languages/eo/language.toml: opener: unknown key"),
    "a misspelt key within": (
        NEW + '[abbreviations]\nnever_ends = ["s-ro"]\n',
        "languages/eo/language.toml: abbreviations, never_ends: unknown key",
    ),
    "an abbreviation twice": (
        NEW + '[abbreviations]\nnever_end = ["ktp"]\nmay_end = ["ktp"]\n',
        "languages/eo/language.toml: abbreviations: 'ktp' occurs twice",
    ),
    "an end of no abbreviation": (
        NEW + '[abbreviations]\nnever_end = ["ktp"]\nend_spaced = ["ekz"]\n',
        "languages/eo/language.toml: abbreviations: end_spaced: 'ekz' is no abbreviation",
    ),
    "a title among the abbreviations": (
        NEW + '[titles]\nfeminine = ["S-ino."]\n[abbreviations]\nmay_end = ["S-ino"]\n',
        "languages/eo/language.toml: abbreviations: 'S-ino' is already among the titles",
    ),
    "no name": ("precedence = 3\n", "languages/eo/language.toml: name: missing key"),
    "a word for a number": (
        'name = "Esperanto"\nprecedence = "3"\n',
        "languages/eo/language.toml: precedence: Input should be a valid integer",
    ),
    "words out of order": (NEW + 'words = "la\\nkaj"\n', "languages/eo/language.toml: words: 'kaj' must come before 'la'"),
    "a short year": (NEW + '[[months]]\nname = "marto"\n', "languages/eo/language.toml: months: 1 of 12 months"),
    "a month twice": (
        NEW + MONTHS.replace('"l"', '"a"'),
        "languages/eo/language.toml: months: duplicate name 'a'",
    ),
    "a short week": (NEW + 'weekdays = ["lundo"]\n', "languages/eo/language.toml: weekdays: 1 of 7 weekdays"),
    "a month among the words": (
        NEW + 'words = "a\\nkaj"\n' + MONTHS,
        "languages/eo/language.toml: words: 'a' is already a month or weekday",
    ),
    "a shared name that is no month": (
        NEW + 'shared_names = ["a", "marto"]\n' + MONTHS,
        "languages/eo/language.toml: shared_names: 'marto' is not a month",
    ),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_a_pack_that_is_not_as_declared_is_one_clear_error(content: str, message: str, tables: Path) -> None:
    """The error names the file and the key."""
    write_pack(tables, content)
    with pytest.raises(TableError) as error:
        list_languages()
    assert str(error.value) == message


def test_names_are_filled_into_patterns(tables: Path) -> None:
    """A pattern takes the months and weekdays from the packs; languages without them add nothing."""
    write_pack(tables, NEW + 'weekdays = ["lu", "ma", "me", "ĵa", "ve", "sa", "di"]\n' + MONTHS)
    forget_tables()
    pack = read_pack("eo")
    assert fill_names("(?:{weekdays}) \\d{1,2} (?:{months})", [pack, read_pack("nl")]) == (
        f"(?:lu|ma|me|ĵa|ve|sa|di) \\d{{1,2}} (?:{'|'.join('abcdefghijkl')})"
    )


STOPPED = """
[titles]
masculine = ["S-ro.", "onklo"]
others = ["Gesinjoroj", "Ss"]
behind_names = ["Jun."]

[abbreviations]
never_end = ["Ekz", "bv"]
may_end = ["Ko"]
end_glued = ["ktp"]
end_spaced = ["bv"]
"""


def test_abbreviations_are_told_by_what_their_full_stop_means(tables: Path) -> None:
    """Titles and months count as well: glued to the next word as they are written, before a blank in lower case."""
    months = MONTHS.replace('name = "b"\n', 'name = "b"\nabbreviations = ["be"]\nforms = ["bee"]\n')
    write_pack(tables, NEW + STOPPED + months)
    forget_tables()
    pack = read_pack("eo")
    assert pack.never_end == {"Ekz", "bv", "S-ro", "Gesinjoroj", "Ss"}
    assert pack.may_end == {"Ko", "Jun"}
    assert pack.go_on_spaced == {"ekz", "s-ro", "gesinjoroj", "ss", "ko", "jun", "ktp", "be"}
    assert pack.titles.stopped == {"S-ro", "Jun"}
    assert pack.months[1].spellings == ("b", "be", "bee")


def test_seven_may_end_a_sentence() -> None:
    """`sept.` is September in English dates; in French it is the number as well, so that its full stop tells nothing."""
    assert "sept" in read_pack("en").go_on_spaced and "sept" in read_pack("fr").months[8].spellings
    assert "sept" not in read_pack("fr").go_on_spaced


def test_a_table_that_no_station_reads_is_refused(tables: Path) -> None:
    """A slip in a file's name is an error, and its rules are not passed over without a word."""
    write_pack(tables, NEW)
    (tables / "languages" / "eo" / "qoutes.toml").write_text("", encoding="utf-8")

    with pytest.raises(TableError, match=r"^languages/eo/qoutes\.toml: no station reads it"):
        list_languages()


def test_a_hidden_folder_is_no_language(tables: Path) -> None:
    """What an editor leaves behind stops nothing."""
    (tables / "languages" / ".editor").mkdir()

    assert ".editor" not in list_languages()


def test_an_empty_title_is_refused(tables: Path) -> None:
    """It would stand before every name."""
    write_pack(tables, NEW + '[titles]\nmasculine = ["", "sinjoro"]\n')

    with pytest.raises(TableError, match=r"titles, masculine: an entry is empty"):
        read_pack("eo")


def test_names_of_days_and_months_are_no_patterns() -> None:
    """A sign in a name stands for itself."""
    pack = read_pack("fr").model_copy(update={"weekdays": ("lun(di",)})

    assert fill_names("{weekdays}", [pack]) == r"lun\(di"
