"""E-mail addresses and telephone numbers are found, and nothing else is; all are kept for examples or invented."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus_builder.policy.privacy import Private, find_private, redact, redact_column
from corpus_builder.rules import read_table
from tests.conftest import check_growth

RULES = read_table("privacy")["rules"]
LANGUAGES = ("fr", "en", "de", None)
REDACTS = [(rule, *row) for rule in RULES for row in rule["redacts"]]
KEEPS = [text for rule in RULES for text in rule["keeps"]]
# What examples are made of: whole numbers and addresses, pieces of them, and what may stand between.
PIECES = [
    *("01 99 00 12 34", "0199001234", "+33 6 39 98 12 34", "020 7946 0018", "(415) 555-0142", "0 800 123 456", "1 800 555 142"),
    *("ada@example.org", "odile [at] example [dot] org", "lemoine arobase example point org", "[e-mail]", "[phone]"),
    *("Tél. :", "Phone:", "ISBN", "IBAN", "+", "00", "0", "12", "2024", "555", "0142", "250 000", "port", "é", "É", "٣", "😀"),
    *("@", "＠", "(", ")", "[at]", " AT ", " DOT ", " ", " ", "\u00a0", "\n", "\t", ".", ",", "-", "–", "/", ":", "'", "€", "%"),
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=40))


@pytest.mark.parametrize(("rule", "language", "text", "shown"), REDACTS, ids=[row[2][:40] for row in REDACTS])
def test_a_rule_shows_what_its_example_says(rule: dict[str, Any], language: str, text: str, shown: str) -> None:
    """Each `redacts` example is shown as the table says, and its own rule found something in it."""
    assert redact(text, language or None) == shown
    assert rule["name"] in {span.rule for span in find_private(text, language or None)}


@pytest.mark.parametrize("text", KEEPS)
def test_no_rule_changes_what_another_keeps(text: str) -> None:
    """Each `keeps` example is left alone by all rules, whatever the language, and with other blanks and dashes too."""
    for language in LANGUAGES:
        for spelt in (text, text.replace(" ", "\u00a0"), text.replace("-", "–"), f"({text})", f"« {text} »"):
            assert find_private(spelt, language) == [], language


def test_the_tables_say_why_and_examples_stand_on_both_sides() -> None:
    """Each rule has a name of its own, a reason and examples on both sides; no placeholder holds anything that is found."""
    assert len({rule["name"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["why"] and rule["redacts"] and rule["keeps"]
        assert all(find_private(f"{rule['placeholder']}: {text}", "fr") == [] for text in ("", "ada", "12 34", "(at)"))


def test_numbers_within_a_country_need_their_language() -> None:
    """Pairs of digits are a telephone number in French, three groups in English; a country's code is enough anywhere."""
    assert redact("01 99 00 12 34", "en") == "01 99 00 12 34"
    assert redact("020 7946 0018", "fr") == "020 7946 0018"
    assert redact("415-555-0142", "de") == "415-555-0142"
    assert {redact("+44 20 7946 0018", language) for language in LANGUAGES} == {"[phone]"}


def test_spans_count_characters_of_the_text() -> None:
    """Spans are in the order of the text, over several lines, and beyond characters that take more than one unit."""
    text = "😀 Tél. 01 99 00 12 34\r\nÉcrire : ada@example.org, merci"
    assert find_private(text, "fr") == [Private(7, 21, "telephone number"), Private(32, 47, "e-mail address")]
    assert [text[span.start : span.end] for span in find_private(text, "fr")] == ["01 99 00 12 34", "ada@example.org"]


def test_a_number_beside_a_number_is_found_too() -> None:
    """What is taken for part of a longer figure is found once its neighbour is hidden, so a second redaction finds nothing."""
    assert redact("415-555-0142 415-555-0143 415-555-0144", "en") == "[phone] [phone] [phone]"


def test_a_column_is_redacted_text_by_text() -> None:
    """A column in several chunks gives what its texts give one by one; nulls stay, and an unknown language is no error."""
    rows: list[tuple[str | None, str | None]] = [(row[2], row[1] or None) for row in REDACTS]
    rows += [(text, "fr") for text in KEEPS] + [(None, "fr"), ("", None), (None, None), ("01 99 00 12 34", None)]
    texts = pa.chunked_array([[text for text, _ in rows[:7]], [], [text for text, _ in rows[7:]]], pa.string())
    languages = pa.chunked_array([[language for _, language in rows]], pa.string())
    shown = redact_column(texts, languages)
    assert shown.type == pa.string()
    assert shown.to_pylist() == [None if text is None else redact(text, language) for text, language in rows]


@pytest.mark.parametrize("texts", [[], [None, None], ["Le quai rouvre."]])
def test_a_column_without_anything_private_stays_as_it_is(texts: list[str | None]) -> None:
    """Empty columns, columns of nulls and plain text come back equal."""
    column = pa.chunked_array([texts], pa.string())
    assert redact_column(column, pa.chunked_array([["fr"] * len(texts)], pa.string())).equals(column)


@settings(max_examples=80)
@given(TEXTS, st.sampled_from(LANGUAGES))
@example("ISBN 0199001234 0199001234", "fr")
@example("+33 1 99 00 12 34 56 01 99 00 12 34 12", "fr")
def test_a_second_redaction_changes_nothing(text: str, language: str | None) -> None:
    """Nothing is found in a redacted text."""
    shown = redact(text, language)
    assert find_private(shown, language) == []
    assert redact(shown, language) == shown


@settings(max_examples=80)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_spans_are_in_order_and_all_else_stays(text: str, language: str | None) -> None:
    """Spans lie inside the text, one behind the other; what stands between them is what stands between the placeholders."""
    placeholders = {rule["name"]: rule["placeholder"] for rule in RULES}
    shown, place, end = redact(text, language), 0, 0
    for span in find_private(text, language):
        assert end <= span.start < span.end <= len(text)
        between, placeholder = text[end : span.start], placeholders[span.rule]
        assert shown[place : place + len(between + placeholder)] == between + placeholder
        place, end = place + len(between + placeholder), span.end
    assert shown[place:] == text[end:]


@settings(max_examples=20)
@given(st.lists(st.tuples(TEXTS, st.sampled_from(LANGUAGES)), min_size=1, max_size=12))
def test_the_gate_of_the_column_lets_all_through(rows: list[tuple[str, str | None]]) -> None:
    """The texts of a column are shown as each of them alone is."""
    texts, languages = (pa.chunked_array([column], pa.string()) for column in zip(*rows, strict=True))
    assert redact_column(texts, languages).to_pylist() == [redact(text, language) for text, language in rows]


@settings(max_examples=80)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_lines_do_not_know_each_other(text: str, language: str | None) -> None:
    """A text is redacted as its lines are."""
    assert redact(text, language) == "\n".join(redact(line, language) for line in text.split("\n"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["name"].replace(" ", "-"))
def test_a_gate_opens_wherever_a_form_finds_something(rule: dict[str, Any]) -> None:
    """In no example, in any spelling, does a form of a rule find something where the rule's gate stays shut."""
    texts = [row[2] for row in REDACTS] + KEEPS
    spelt = [spell for text in texts for spell in (text, text.upper(), text.replace(" ", "\u00a0"), text.replace("@", " (at) "))]
    opens = pc.match_substring_regex(pa.array(spelt), rule["gate"], ignore_case=True).to_pylist()
    shut = [text for text, is_open in zip(spelt, opens, strict=True) if not is_open]
    for form in rule["forms"]:
        pattern = re.compile(form["pattern"], re.IGNORECASE)
        assert [text for text in shut if pattern.search(text.replace("\u00a0", " "))] == []


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", "a@b.", "a [at] ", " arobase a point a", "0 ", "01 ", "+1 ", "415-555-0142 ", "(0", "12-"]
)
def test_cost_grows_with_the_length_of_a_line_only(piece: str) -> None:
    """A long line of what addresses and numbers begin with takes time in proportion: no pattern runs away."""
    ending = " ada@example.org +33 1 99 00 12 34"
    check_growth(lambda line: find_private(line, "fr"), lambda n: piece * (n // len(piece)) + ending, 20_000)
