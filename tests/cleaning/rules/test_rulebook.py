"""The tables of lines that are no text of an article keep what they promise, on both sides."""

import tomllib
from pathlib import Path

import pytest

from corpus_builder.cleaning.rules import rulebook
from corpus_builder.cleaning.rules.rule_tables import list_boilerplate_tables, read_metadata_table
from corpus_builder.cleaning.rules.rulebook import (
    LONGEST,
    MOST_WORDS,
    asks_readers,
    find_rules,
    list_rules,
    match_rule,
    match_stub,
)
from corpus_builder.knowledge import TableError
from corpus_builder.text.normalization import spell_words
from tests.cleaning.plain.builder import classify, read_text
from tests.conftest import check_growth, forget_tables

PROSE = tomllib.loads((Path(__file__).parents[2] / "data" / "prose_like_boilerplate.toml").read_text(encoding="utf-8"))
PARAGRAPHS = (
    "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux, dit la préfecture.",
    "Les pompiers restent prudents : une seconde tempête doit arriver dimanche, et les sacs de sable ne tiendront pas deux fois.",
)


def test_rules_stand_in_the_order_of_the_languages() -> None:
    """The first rule that finds a line names its removal: those of any language first, then those of each by precedence."""
    files = [where.removesuffix("/boilerplate.toml") for where, _ in list_boilerplate_tables()]
    assert files == [
        "cleaning/rules",
        "cleaning/dumps",
        "languages/fr",
        "languages/en",
        "languages/de",
        "languages/es",
        "languages/it",
    ]
    assert match_rule("Newsletter").why == next(rule.why for rule in list_rules() if rule.name == "newsletter signup")


def test_a_row_finds_what_it_says_it_removes() -> None:
    """Each `removes` example is found by its own row, and each `keeps` example is left alone by all rows of all languages."""
    for rule in list_rules():
        assert rule.removes and rule.keeps
        assert all(rule in find_rules(text) for text in rule.removes), rule.name
        assert {text: match_rule(text) for text in rule.keeps} == dict.fromkeys(rule.keeps), rule.name


def test_metadata_rows_hold_on_both_sides() -> None:
    """A metadata row finds its `removes`, and no metadata row finds its `keeps`."""
    for rule in read_metadata_table().rules:
        assert {text: (found := match_stub(text)) and found.name for text in rule.removes} == dict.fromkeys(
            rule.removes, rule.name
        )
        assert {text: match_stub(text) for text in rule.keeps} == dict.fromkeys(rule.keeps), rule.name


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009", "  ", "\t", " \u00a0"], ids=ascii)
def test_blanks_of_any_kind_are_one(blank: str) -> None:
    """A rule finds what it removes and leaves what it keeps, whatever stands between the words."""
    for rule in list_rules():
        assert all(rule in find_rules(text.replace(" ", blank)) for text in rule.removes), rule.name
        assert not any(match_rule(text.replace(" ", blank)) for text in rule.keeps), rule.name


@pytest.mark.parametrize("ending", [" …", " →", " »", " 👉", ".", " !", "\u00a0›"])
def test_a_notice_may_end_in_any_mark(ending: str) -> None:
    """Dots, arrows and pictures behind a notice are no part of it."""
    for text in (
        "Tous droits réservés",
        "Téléchargez notre application",
        "Il vous reste 80 % à lire",
        "Have a tip? Email our newsroom",
    ):
        assert match_rule(text + ending), text


DUTCH = """
site_words = ["abonnee*"]
[[rules]]
name = "share bar"
why = "an invitation to share belongs to the site"
lines = ["Artikel delen", "Deel dit artikel"]
removes = ["Deel dit artikel"]
keeps = ["Deel van de dijk"]
[[rules]]
name = "comment form"
why = "the form under an article asks readers for a comment"
lines = ["Schrijf een reactie"]
closes = true
opens_comments = true
removes = ["Schrijf een reactie"]
keeps = ["Schrijf het op"]
"""


def test_a_new_language_is_found_because_its_table_is(tables: Path) -> None:
    """A table in the folder of a language works at once: its rules come after those of the languages before it."""
    assert match_rule("Deel dit artikel") is None
    n_rules = len(list_rules())
    (tables / "languages" / "nl" / "boilerplate.toml").write_text(DUTCH, encoding="utf-8")
    forget_tables()
    assert match_rule("Deel dit artikel").name == "share bar"
    assert [rule.name for rule in list_rules()[n_rules:]] == ["share bar", "comment form"]
    lines = [*PARAGRAPHS, "Schrijf een reactie", "Een fiets"]
    assert [label.rule for label in classify(read_text("\n".join(lines)))] == [None, None, "comment form", "after the article"]


def test_what_code_asks_of_a_rule_is_a_field_of_its_row(tables: Path) -> None:
    """A rule may have any name."""
    for table in (tables / "languages").glob("*/boilerplate.toml"):
        content = table.read_text(encoding="utf-8")
        table.write_text(content.replace('name = "reader question"', 'name = "poll question"'), encoding="utf-8")
    assert asks_readers("poll question") and not asks_readers("reader question") and not asks_readers(None)
    lines = [*PARAGRAPHS, "Paul Petit", "Que pensez-vous de la digue ?", "Le maire a-t-il raison ?"]
    assert [label.rule for label in classify(read_text("\n".join(lines)))[2:]] == [
        "name next to a reader question",
        "poll question",
        "question next to a reader question",
    ]


def test_the_gate_lets_every_match_through() -> None:
    """The widened patterns find all that the patterns find in the examples, whatever marks and blanks are beyond ASCII."""
    book = rulebook._read_rulebook()
    for text in [text for rule in list_rules() for text in (*rule.removes, *rule.keeps)]:
        for spelt in (text, text.replace(" ", "\u00a0"), text.replace("'", "’"), f"« {text} »", text.upper()):
            hits = {place for place, (_, pattern) in enumerate(book.patterns) if pattern.fullmatch(spelt)}
            assert hits <= set(book.gate.Match(spelt) or ()), spelt


def test_no_line_or_beginning_is_longer_than_the_look_up() -> None:
    """A row that is longer than the words that are looked at would never be found."""
    for rule in list_rules():
        for words in (*rule.lines, *rule.starts):
            assert 1 <= len(spell_words(words).split()) <= MOST_WORDS, words


@pytest.mark.parametrize("text", [text for texts in PROSE.values() for text in texts])
def test_prose_that_looks_like_boilerplate_stays(text: str) -> None:
    """A sentence of an article stays whole between two paragraphs, at their end, and alone."""
    for lines in ((PARAGRAPHS[0], text, PARAGRAPHS[1]), (*PARAGRAPHS, text), (text,)):
        assert {label.stage for label in classify(read_text("\n".join(lines)))} == {None}


@pytest.mark.parametrize(
    "piece", ["a ", "1:", "- ", "Home > ", "12 mars 2024 à ", "Par ", "photo: ", "© ", "A, ", "facebook ", "@a ", "?"]
)
def test_rules_take_little_time_for_any_line(piece: str) -> None:
    """No pattern runs away, even on the longest line that rules look at."""

    def match(text: str) -> None:
        for ending in ("", "!", "\u00a0x"):
            match_rule(text + ending)
            match_stub(text[: len(text) // 4] + ending)

    check_growth(match, lambda n: piece * (n // len(piece)), LONGEST)


def test_a_pattern_that_looks_around_is_refused(tables: Path) -> None:
    """All patterns are asked at once, by a machine that reads a text once."""
    path = tables / "languages" / "fr" / "boilerplate.toml"
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("sources?\\s?:", "(?=s)sources?\\s?:", 1), encoding="utf-8")
    forget_tables()

    with pytest.raises(TableError, match=r"\(source line\), pattern: it looks around or back"):
        list_rules()
