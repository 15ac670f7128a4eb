"""E-mail addresses and telephone numbers are found, and nothing else is; all are kept for examples or invented."""

from __future__ import annotations

import json
import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus_builder.knowledge import TableError, check_table, read_table
from corpus_builder.policy.privacy import (
    PrivacyRow,
    PrivacyTable,
    Private,
    check_examples,
    find_private,
    redact,
    redact_column,
    redact_json,
)
from tests.conftest import check_growth

TABLE = read_table(PrivacyTable, "policy", "privacy")
RULES = TABLE.rules
LANGUAGES = ("fr", "en", "de", None)
REDACTS = [(rule, *row) for rule in RULES for row in rule.redacts]
KEEPS = [text for rule in RULES for text in rule.keeps]
# What examples are made of: whole numbers and addresses, pieces of them, and what may stand between.
PIECES = [
    *("01 99 00 12 34", "0199001234", "+33 6 39 98 12 34", "020 7946 0018", "(415) 555-0142", "0 800 123 456", "1 800 555 142"),
    *("ada@example.org", "odile [at] example [dot] org", "lemoine arobase example point org", "[e-mail]", "[phone]"),
    *("Tél. :", "Phone:", "ISBN", "IBAN", "+", "00", "0", "12", "2024", "555", "0142", "250 000", "port", "é", "É", "٣", "😀"),
    *("@", "＠", "(", ")", "[at]", " AT ", " DOT ", " ", " ", "\u00a0", "\n", "\t", ".", ",", "-", "–", "/", ":", "'", "€", "%"),
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=40))


def test_the_examples_of_the_table_are_on_the_right_side() -> None:
    """Each `redacts` example is shown as the table says, by its own rule, and no rule changes a `keeps` example."""
    assert len(REDACTS) > 40
    check_examples(TABLE)


@pytest.mark.parametrize(
    ("key", "example", "message"),
    [
        ("redacts", ("fr", "Le quai rouvre.", "Le quai rouvre."), "redacts: 'Le quai rouvre.'"),
        ("redacts", ("fr", "ada@example.org", "[phone]"), "redacts: 'ada@example.org'"),
        ("keeps", "Tel. 01 99 00 12 34", "keeps: 'Tel. 01 99 00 12 34'"),
    ],
)
def test_an_example_on_the_wrong_side_is_one_clear_error(key: str, example: Any, message: str) -> None:
    """The error names the table, the rule, the side and the example."""
    rule = RULES[1].model_copy(update={key: (example,)})
    with pytest.raises(TableError) as error:
        check_examples(PrivacyTable(rules=(rule,)))
    assert str(error.value) == f"policy/privacy.toml: (e-mail address), {message} is on the wrong side"


FORM = {"pattern": "(?P<private>x)"}
ROW = {"name": "x", "why": "y", "placeholder": "[x]", "gate": "x", "redacts": [], "keeps": [], "forms": [FORM]}
WRONG: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a misspelt key": ([ROW | {"keep": []}], "rules, row 1 (x), keep: unknown key"),
    "a missing key": ([{key: value for key, value in ROW.items() if key != "gate"}], "rules, row 1 (x), gate: missing key"),
    "a wrong type": ([ROW | {"keeps": "x"}], "rules, row 1 (x), keeps: Input should be a valid array"),
    "a duplicate name": ([ROW, ROW], "rules: duplicate name 'x'"),
    "a broken pattern": (
        [ROW | {"not_behind": "(x"}],
        "rules, row 1 (x), not_behind: not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    "a form that hides nothing": (
        [ROW | {"forms": [{"pattern": "x"}]}],
        "rules, row 1 (x), forms, row 1: the pattern has no group 'private'",
    ),
    "a form that demands nothing of regions": (
        [ROW | {"forms": [FORM | {"regions": ["FR"]}]}],
        "rules, row 1 (x), forms, row 1: regions and demands must be given together",
    ),
    "an unknown demand": (
        [ROW | {"forms": [FORM | {"regions": ["FR"], "demands": "likely"}]}],
        "rules, row 1 (x), forms, row 1, demands: Input should be 'possible' or 'valid'",
    ),
}


@pytest.mark.parametrize(("rules", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_table_is_one_clear_error(rules: list[dict[str, Any]], message: str) -> None:
    """The error names the file, the row by number and name, and the key."""
    with pytest.raises(TableError) as error:
        check_table(PrivacyTable, {"rules": rules}, "privacy.toml")
    assert str(error.value) == f"privacy.toml: {message}"


@pytest.mark.parametrize("text", KEEPS)
def test_no_rule_changes_what_another_keeps(text: str) -> None:
    """Each `keeps` example is left alone by all rules, whatever the language, and with other blanks and dashes too."""
    for language in LANGUAGES:
        for spelt in (text, text.replace(" ", "\u00a0"), text.replace("-", "–"), f"({text})", f"« {text} »"):
            assert find_private(spelt, language) == [], language


def test_the_tables_say_why_and_examples_stand_on_both_sides() -> None:
    """Each rule has a reason and examples on both sides; no placeholder holds anything that is found."""
    for rule in RULES:
        assert rule.why and rule.redacts and rule.keeps
        assert all(find_private(f"{rule.placeholder}: {text}", "fr") == [] for text in ("", "ada", "12 34", "(at)"))


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
    placeholders = {rule.name: rule.placeholder for rule in RULES}
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


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
def test_a_gate_opens_wherever_a_form_finds_something(rule: PrivacyRow) -> None:
    """In no example, in any spelling, does a form of a rule find something where the rule's gate stays shut."""
    texts = [row[2] for row in REDACTS] + KEEPS
    spelt = [spell for text in texts for spell in (text, text.upper(), text.replace(" ", "\u00a0"), text.replace("@", " (at) "))]
    opens = pc.match_substring_regex(pa.array(spelt), rule.gate, ignore_case=True).to_pylist()
    shut = [text for text, is_open in zip(spelt, opens, strict=True) if not is_open]
    for form in rule.forms:
        pattern = re.compile(form.pattern, re.IGNORECASE)
        assert [text for text in shut if pattern.search(text.replace("\u00a0", " "))] == []


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", "a@b.", "a [at] ", " arobase a point a", "0 ", "01 ", "+1 ", "415-555-0142 ", "(0", "12-"]
)
def test_cost_grows_with_the_length_of_a_line_only(piece: str) -> None:
    """A long line of what addresses and numbers begin with takes time in proportion: no pattern runs away."""
    ending = " ada@example.org +33 1 99 00 12 34"
    check_growth(lambda line: find_private(line, "fr"), lambda n: piece * (n // len(piece)) + ending, 20_000)


# Further fields of a record, and how they are shown; None: nothing of them.
FIELDS = [
    ('{"desk": "mer", "views": 3}', '{"desk": "mer", "views": 3}'),
    ('{"mail": ["ada@example.org", {"to": "no"}]}', '{"mail": ["[e-mail]", {"to": "no"}]}'),
    ('{"ada@example.org": 1}', '{"[e-mail]": 1}'),
    ('{"tel": 33199001234}', '{"tel": "[phone]"}'),
    ('{"views": 33199001234, "share": 0.199001234567}', '{"views": 33199001234, "share": 0.199001234567}'),
    (r'{"note": "Appelez\n01 99 00 12 34 \"vite\""}', r'{"note": "Appelez\n[phone] \"vite\""}'),
    (None, None),
]


@pytest.mark.parametrize(("fields", "shown"), FIELDS)
def test_further_fields_are_redacted_in_all_their_values(fields: str | None, shown: str | None) -> None:
    """Names and values, in lists and objects too; what is shown is JSON, in which nothing private is found."""
    assert redact_json(fields, "fr") == shown
    assert shown is None or (json.loads(shown) is not None and redact(shown, "fr") == shown)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(), st.floats(allow_nan=False), st.lists(TEXTS))))
def test_redacted_fields_are_json_without_private_data(values: dict[str, object]) -> None:
    """Whatever the fields are, verify finds nothing in them, and everyone can read them."""
    shown = redact_json(json.dumps(values, ensure_ascii=False), "fr")

    assert shown is None or (isinstance(json.loads(shown), dict) and redact(shown, "fr") == shown)
