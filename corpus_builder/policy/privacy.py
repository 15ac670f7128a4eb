"""Redaction: e-mail addresses and telephone numbers in a text, and the placeholders that replace them."""

from __future__ import annotations

import json
import re
from functools import cache, reduce
from typing import Any, Literal, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import model_validator

from corpus_builder.knowledge import Expression, LinearExpression, NamedRows, Row, name_table, read_table, refuse_example

# One character for one, so that offsets stay: blanks, hyphens and short dashes, wide signs.
_PLAIN = str.maketrans(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t‐‑‒–−＠﹫＋",
    " " * 15 + "-" * 5 + "@@+",
)
# How far in front of a number stands what says that it is none.
_BEHIND = 32
_WORLD = "001"
# A string of a JSON text, or a whole number of many digits.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|(?<![0-9.eE+-])-?[0-9]{6,}+(?![.eE])')
_LAST_GROUP = re.compile(r"[^0-9]+[0-9]+$")


TABLE_ROOM, TABLE = "policy", "privacy"
# The group of a form's pattern that is hidden.
_GROUP = "private"


class FormRow(Row):
    """One way to write it, as the table explains; a plan of `regions` must take the number as far as it `demands`."""

    pattern: Expression
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    demands: Literal["possible", "valid"] | None = None

    @model_validator(mode="after")
    def refuse_unclear_form(self) -> Self:
        """The form; ValueError when its pattern lacks the group, or regions and what is demanded of them stand alone."""
        if _GROUP not in re.compile(self.pattern).groupindex:
            raise ValueError(f"the pattern has no group {_GROUP!r}")
        if bool(self.regions) != bool(self.demands):
            raise ValueError("regions and demands must be given together")
        return self


class PrivacyRow(Row):
    """What is private, why, and how it is found; `redacts` are examples (language, text, what is shown), so are `keeps`."""

    name: str
    why: str
    placeholder: str
    gate: LinearExpression
    not_behind: Expression | None = None
    redacts: tuple[tuple[str, str, str], ...]
    keeps: tuple[str, ...]
    forms: tuple[FormRow, ...]


class PrivacyTable(Row):
    """The rules, in the order in which they are tried."""

    rules: NamedRows[PrivacyRow]


class Private(NamedTuple):
    """A span of a text (in characters, end exclusive) that reaches a person, and the rule that says so."""

    start: int
    end: int
    rule: str


class _Form(NamedTuple):
    """One way to write it; where there are `regions` the telephone plan of one of them must take the number."""

    pattern: re.Pattern[str]
    languages: frozenset[str]
    regions: tuple[str, ...]
    valid: bool


class _Rule(NamedTuple):
    name: str
    placeholder: str
    gate: Any
    not_behind: re.Pattern[str] | None
    forms: tuple[_Form, ...]


def find_private(text: str, language: str | None) -> list[Private]:
    """The e-mail addresses and telephone numbers of a text, in order, none within another.

    The forms that numbers have within a country are known for texts in French and English; elsewhere a number has the
    country's code, or stands behind a word like "Tel.".

    >>> find_private("Écrivez à ada@example.org.", "fr")
    [Private(start=10, end=25, rule='e-mail address')]
    """
    found: list[Private] = []
    if any(rule.gate.search(text) for rule in _read_rules()):
        start = 0
        for line in text.split("\n"):
            found += _search_line(line, start, language)
            start += len(line) + 1
    return found


def redact(text: str, language: str | None) -> str:
    """A text with words in the place of e-mail addresses and telephone numbers; a second time changes nothing.

    >>> redact("Tél. : 01 99 00 12 34", "fr")
    'Tél. : [phone]'
    """
    placeholders = {rule.name: rule.placeholder for rule in _read_rules()}
    parts, end = [], 0
    for span in find_private(text, language):
        parts += [text[end : span.start], placeholders[span.rule]]
        end = span.end
    return "".join([*parts, text[end:]])


def redact_json(values: str | None, language: str | None) -> str | None:
    """A JSON object of further fields, redacted in all its names and values; None where only leaving all out hides something.

    >>> redact_json('{"mail": "ada@example.org", "tel": 33199001234}', "fr")
    '{"mail": "[e-mail]", "tel": "[phone]"}'
    """
    if values is None:
        return None
    name = ""

    def hide(token: re.Match[str]) -> str:
        nonlocal name
        if token[0].startswith('"'):
            name = json.loads(token[0])
            return json.dumps(redact(name, language), ensure_ascii=False)
        # a bare number is one of a telephone where its name says so
        found = find_private(f"{name}: {token[0]}", language)
        return json.dumps(list_placeholders()[found[0].rule]) if found else token[0]

    shown = _JSON_TOKEN.sub(hide, values)
    return shown if redact(shown, language) == shown else None


def redact_column(texts: pa.ChunkedArray, languages: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts of a column, each redacted as in its language; nulls stay null.

    >>> redact_column(pa.chunked_array([["ada@example.org", None]]), pa.chunked_array([["fr", "fr"]])).to_pylist()
    ['[e-mail]', None]
    """
    # one after the other: together they make an automaton that is twice as slow
    gates = [pc.match_substring_regex(texts, rule.gate.pattern, ignore_case=True) for rule in _read_rules()]
    opens = pc.fill_null(reduce(pc.or_, gates), False)
    pairs = zip(texts.filter(opens).to_pylist(), languages.filter(opens).to_pylist(), strict=True)
    shown = pa.array([redact(text, language) for text, language in pairs], texts.type)
    return pc.replace_with_mask(texts, opens.combine_chunks(), shown)


def _search_line(line: str, offset: int, language: str | None) -> list[Private]:
    found: list[Private] = []
    rest = line.translate(_PLAIN)
    before = ""
    # a number beside another is taken for a part of one long figure; when the other is hidden it may be seen
    while rest != before:
        before = rest
        for rule in (rule for rule in _read_rules() if rule.gate.search(before)):
            for form in rule.forms:
                if language in form.languages or not form.languages:
                    rest = _hide(rest, form, rule, offset, found)
    return sorted(found, key=lambda span: span.start)


def _hide(line: str, form: _Form, rule: _Rule, offset: int, found: list[Private]) -> str:
    """The line without what a form finds, which is added to `found`: hidden, it is no neighbour of a number any more."""
    place = 0
    while match := form.pattern.search(line, place):
        start = match.start(_GROUP)
        written = _cut_to_plan(match[_GROUP], form)
        if not written or _stands_behind(line[:start], rule):
            place = start + 1
            continue
        place = start + len(written)
        found.append(Private(offset + start, offset + place, rule.name))
        # it must begin and end as a placeholder does
        line = f"{line[:start]}[{'x' * (len(written) - 2)}]{line[place:]}"
    return line


def _stands_behind(before: str, rule: _Rule) -> bool:
    return rule.not_behind is not None and rule.not_behind.search(before[-_BEHIND:]) is not None


def _cut_to_plan(written: str, form: _Form) -> str:
    """As many groups of the digits as the telephone plan takes for one number; an empty string when it takes none."""
    if not form.regions:
        return written
    while written and not any(_fits_plan(written, region, form.valid) for region in form.regions):
        shorter = _LAST_GROUP.sub("", written)
        written = shorter if shorter != written else ""
    return written


def _fits_plan(written: str, region: str, valid: bool) -> bool:
    import phonenumbers

    try:
        number = phonenumbers.parse(re.sub(r"^(\(?)00", r"\1+", written) if region == _WORLD else written, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) if valid else phonenumbers.is_possible_number(number)


@cache
def _read_rules() -> tuple[_Rule, ...]:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    return tuple(
        _Rule(
            row.name,
            row.placeholder,
            re2.compile(row.gate, options),
            re.compile(rf"(?:{row.not_behind})$", re.IGNORECASE) if row.not_behind else None,
            tuple(map(_read_form, row.forms)),
        )
        for row in read_table(PrivacyTable, TABLE_ROOM, TABLE).rules
    )


def _read_form(row: FormRow) -> _Form:
    return _Form(re.compile(row.pattern, re.IGNORECASE), frozenset(row.languages), row.regions, row.demands == "valid")


def check_examples(table: PrivacyTable) -> None:
    """Raise TableError when an example of the table is on the wrong side of the rules.

    Each text of `redacts` is shown as the example says, and its own rule finds something in it; no rule finds anything in a
    text of `keeps`, whatever its language.
    """
    where = name_table(TABLE_ROOM, TABLE)
    languages = {language or None for rule in table.rules for language, _, _ in rule.redacts} | {None}
    for rule in table.rules:
        for language, text, shown in rule.redacts:
            found = {span.rule for span in find_private(text, language or None)}
            if rule.name not in found or redact(text, language or None) != shown:
                refuse_example(where, rule.name, "redacts", text)
        for text in rule.keeps:
            if any(find_private(text, language) for language in languages):
                refuse_example(where, rule.name, "keeps", text)


@cache
def require_examples() -> None:
    """Check the examples of the table, once. Raises TableError where one is on the wrong side."""
    check_examples(read_table(PrivacyTable, TABLE_ROOM, TABLE))


def list_placeholders() -> dict[str, str]:
    """The words that stand for what was hidden, by rule."""
    return {rule.name: rule.placeholder for rule in _read_rules()}
