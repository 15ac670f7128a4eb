"""Tables of knowledge: what is not as declared is one clear error with file, row and key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus_builder import knowledge
from corpus_builder.knowledge import Expression, NamedRows, Row, TableError, Words, check_table, digest_tables, read_table


class Rule(Row):
    name: str
    closes: bool = False
    weight: int = 0
    pattern: Expression = ""
    removes: tuple[str, ...] = ()


class Rules(Row):
    rules: NamedRows[Rule]
    words: Words = ()


GOOD = '[[rules]]\nname = "share bar"\n[[rules]]\nname = "poll"\n'
WRONG = {
    "a misspelt key": (GOOD + "closed = true\n", "rules.toml: rules, row 2 (poll), closed: unknown key"),
    "a misspelt table": (GOOD + "[word]\n", "rules.toml: word: unknown key"),
    "a missing key": (GOOD + "[[rules]]\ncloses = true\n", "rules.toml: rules, row 3, name: missing key"),
    "a wrong type": (GOOD + "closes = 1\n", "rules.toml: rules, row 2 (poll), closes: Input should be a valid boolean"),
    "a fraction for a number": (
        GOOD + "weight = 0.5\n",
        "rules.toml: rules, row 2 (poll), weight: Input should be a valid integer",
    ),
    "a text for a list": (GOOD + 'removes = "x"\n', "rules.toml: rules, row 2 (poll), removes: Input should be a valid array"),
    "a duplicate name": (GOOD + '[[rules]]\nname = "poll"\n', "rules.toml: rules: duplicate name 'poll'"),
    "a pattern that is none": (
        GOOD + 'pattern = "(a"\n',
        "rules.toml: rules, row 2 (poll), pattern: no regular expression: missing ), unterminated subpattern at position 0",
    ),
    "words out of order": ('words = ["b", "a"]\n' + GOOD, "rules.toml: words: 'a' must stand before 'b'"),
    "a word twice": ('words = ["a", "a"]\n' + GOOD, "rules.toml: words: 'a' stands twice"),
}


@pytest.mark.parametrize(("toml", "message"), WRONG.values(), ids=WRONG)
def test_a_table_that_is_not_as_declared_is_one_clear_error(toml: str, message: str) -> None:
    """The error names the file, the row by number and name, and the key."""
    with pytest.raises(TableError) as error:
        check_table(Rules, tomllib.loads(toml), "rules.toml")

    assert str(error.value) == message


def test_a_table_becomes_frozen_records() -> None:
    """Nobody can change a row that another reads."""
    table = check_table(Rules, tomllib.loads(GOOD), "rules.toml")

    assert [rule.name for rule in table.rules] == ["share bar", "poll"]
    with pytest.raises(ValueError, match="frozen"):
        table.rules[0].name = "other"


def test_a_table_that_is_not_there_is_named() -> None:
    """A missing file is an error that says which."""
    with pytest.raises(TableError, match=r"languages/xx/language\.toml: there is no such table"):
        read_table(Rules, "languages.xx", "language")


def test_a_table_that_is_no_toml_is_named(tmp_path, monkeypatch) -> None:
    """What cannot be parsed is an error with the file and the line."""
    (tmp_path / "broken.toml").write_text("a = \n", encoding="utf-8")
    monkeypatch.setattr(knowledge, "find_table", lambda _, name: tmp_path / f"{name}.toml")

    with pytest.raises(TableError, match=r"^text/broken\.toml: .*line 1"):
        read_table(Rules, "text", "broken")


def test_every_table_of_the_package_has_a_digest() -> None:
    """Tables are named by their path, so that a release says with which of them it was made."""
    digests = digest_tables()

    assert all(len(digest) == 64 for digest in digests.values())
    package = Path(knowledge.__file__).parent
    assert digests and set(digests) == {path.relative_to(package).with_suffix("").as_posix() for path in package.rglob("*.toml")}
