"""Tables of statements: what is not as declared is one clear error with file, row and key."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from corpus_builder import knowledge
from corpus_builder.knowledge import TableError, check_table
from corpus_builder.statements import vocabulary
from corpus_builder.statements.vocabulary import LanguagePair, StatementWords, read_pairs, read_statement_words

PACKAGE = files("corpus_builder")
ENGLISH = tomllib.loads(PACKAGE.joinpath("languages/en/statements.toml").read_text(encoding="utf-8"))
PAIR = tomllib.loads(PACKAGE.joinpath("statements/french_english.toml").read_text(encoding="utf-8"))
WRONG_WORDS = {
    "a misspelt key": ({"ignore": []}, "words.toml: ignore: unknown key"),
    "a wrong type": ({"light": "say tell"}, "words.toml: light: Input should be a valid array"),
    "a word twice": ({"light": ["say", "say"]}, "words.toml: light: 'say' stands twice"),
    "a form twice": ({"irregular": "bear: bore\nbear: born\n"}, "words.toml: irregular: 'bear' stands twice"),
    "forms out of order": ({"irregular": "rise: rose\nbear: bore\n"}, "words.toml: irregular: 'bear' must stand before 'rise'"),
    "a line without a colon": (
        {"irregular": "bear bore\n"},
        "words.toml: irregular: 'bear bore' is no word with its values, as in 'word: first, second'",
    ),
    "entries as a table": ({"irregular": {"bear": "bore"}}, "words.toml: irregular, bear: Input should be a valid array"),
    "groups out of order": (
        {"synonyms": "win, gain\nend, stop\n"},
        "words.toml: synonyms: 'end, stop' must stand before 'win, gain'",
    ),
    "a group with a hole": (
        {"synonyms": "end, , stop\n"},
        "words.toml: synonyms: a line is words with a comma and a blank between them",
    ),
    "a side that is missing": ({"opposites": [{"one": ["open"]}]}, "words.toml: opposites, row 1, other: missing key"),
    "units out of order": ({"units": {"years": "year", "days": "day"}}, "words.toml: units: 'days' must stand before 'years'"),
}
WRONG_PAIRS = {
    "a misspelt key": ({"word": ""}, "pair.toml: word: unknown key"),
    "two meanings of capitals": ({"acronyms": "UE: eu, ue\n"}, "pair.toml: acronyms: 'UE' has more than one value"),
    "a respelling without its end": ({"respelled_names": [{"old": "w"}]}, "pair.toml: respelled_names, row 1, new: missing key"),
    "a number for a language": ({"target": 1}, "pair.toml: target: Input should be a valid string"),
}


@pytest.mark.parametrize(("change", "message"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_wrong_words_of_a_language_are_one_clear_error(change: dict[str, object], message: str) -> None:
    """The error names the file, the key and the word."""
    with pytest.raises(TableError) as error:
        check_table(StatementWords, ENGLISH | change, "words.toml")

    assert str(error.value) == message


@pytest.mark.parametrize(("change", "message"), WRONG_PAIRS.values(), ids=WRONG_PAIRS)
def test_a_wrong_pair_of_languages_is_one_clear_error(change: dict[str, object], message: str) -> None:
    """The error names the file, the row and the key."""
    with pytest.raises(TableError) as error:
        check_table(LanguagePair, PAIR | change, "pair.toml")

    assert str(error.value) == message


@pytest.mark.parametrize("table", [ENGLISH, PAIR], ids=["language", "pair"])
def test_a_missing_key_is_named(table: dict[str, object]) -> None:
    """Every key that has no default is missed."""
    kind = StatementWords if table is ENGLISH else LanguagePair
    for key in (key for key, field in kind.model_fields.items() if field.is_required()):
        with pytest.raises(TableError, match=rf"^table\.toml: {key}: missing key$"):
            check_table(kind, {k: v for k, v in table.items() if k != key}, "table.toml")


def test_languages_and_pairs_are_found_because_their_tables_are_there() -> None:
    """Each pair leads from a language that has words to the one that all pairs lead to."""
    assert list(read_statement_words()) == ["fr", "en"]
    assert [(pair.source, pair.target) for pair in read_pairs()] == [("fr", "en")]


def test_a_pair_of_a_language_without_words_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table for a language whose folder has no words for statements is named, with the key."""
    text = PACKAGE.joinpath("statements/french_english.toml").read_text(encoding="utf-8")
    (tmp_path / "french_english.toml").write_text(text.replace('source = "fr"', 'source = "xx"'), encoding="utf-8")
    monkeypatch.setattr(vocabulary, "files", lambda _: tmp_path)
    real = knowledge.find_table
    monkeypatch.setattr(
        knowledge, "find_table", lambda room, name: tmp_path / f"{name}.toml" if room == "statements" else real(room, name)
    )
    read_pairs.cache_clear()
    knowledge._read_once.cache_clear()
    try:
        with pytest.raises(
            TableError, match=r"^statements/french_english\.toml: source: languages/xx/statements\.toml is missing$"
        ):
            read_pairs()
    finally:
        read_pairs.cache_clear()
        knowledge._read_once.cache_clear()
