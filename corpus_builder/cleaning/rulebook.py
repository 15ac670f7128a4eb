"""The tables of lines that are no text of an article, as rules that are looked up fast."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from corpus_builder.rules import read_table

LANGUAGES = ("any", "fr", "en", "de", "es", "it")
# Rules look at no block that is longer: notices that go on for longer say what they are in several lines.
LONGEST = 300
# A longer block is never only metadata.
LONGEST_STUB = 160
# Rows name lines and beginnings of no more words than this; a test says so.
MOST_WORDS = 9
_WORD = re.compile(r"\w+")
# A beginning of a row that ends in one of these must have it in the text too ("Lire :").
_MARKS = ":|@-"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the tables: what it finds is no text of the article, for the reason `why`.

    Where `anywhere` is false the rule holds outside the main run of prose only, where `only_end` is true behind it. Where
    `closes` is true the article is over.
    """

    name: str
    why: str
    anywhere: bool = True
    only_end: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class StubRule:
    """One row of the table: blocks that match `pattern` as a whole are metadata; a group `author` holds names."""

    name: str
    why: str
    pattern: re.Pattern[str]
    gives: str | None


@dataclass(frozen=True, slots=True)
class _Rulebook:
    """All rules, and the ways into them: whole lines, beginnings and patterns, each with the rules' places."""

    rules: tuple[Rule, ...]
    lines: dict[str, list[int]]
    starts: dict[str, list[tuple[int, str]]]
    patterns: tuple[tuple[int, re.Pattern[str]], ...]


def match_rule(text: str) -> Rule | None:
    """The first rule that knows a block's text as no text of an article; None when none does.

    >>> match_rule("Lire aussi : le pont rouvre").name
    'go on reading'
    """
    return next(find_rules(text), None)


def find_rules(text: str) -> Iterator[Rule]:
    """Every rule that knows a block's text, in the order of the tables."""
    if len(text) > LONGEST:
        return
    book = _read_rulebook()
    found = set(_look_up(text, book))
    found.update(index for index, pattern in book.patterns if index not in found and pattern.fullmatch(text))
    for index in sorted(found):
        yield book.rules[index]


def list_rules() -> tuple[Rule, ...]:
    """All rules, in the order of the tables."""
    return _read_rulebook().rules


def match_stub(text: str) -> tuple[StubRule, re.Match[str]] | None:
    """The rule that knows a block's text as metadata, and what it found."""
    if len(text) > LONGEST_STUB:
        return None
    for rule in _stub_rules():
        if found := rule.pattern.fullmatch(text):
            return rule, found
    return None


def _look_up(text: str, book: _Rulebook) -> Iterator[int]:
    """The rules whose lines or beginnings the text has; case, marks and the kind of apostrophe do not count."""
    key = ""
    words = list(islice(_WORD.finditer(text), MOST_WORDS + 1))
    for word in words[:MOST_WORDS]:
        key += (" " if key else "") + word.group().casefold()
        for index, mark in book.starts.get(key, ()):
            if text[word.end() : word.end() + 3].lstrip().startswith(mark):
                yield index
    if len(words) <= MOST_WORDS:
        yield from book.lines.get(key, ())
        # a counter may stand behind the words: "Comments (3)"
        if len(words) > 1 and words[-1].group().isdigit():
            yield from book.lines.get(key.rpartition(" ")[0], ())


@cache
def _read_rulebook() -> _Rulebook:
    rules: list[Rule] = []
    lines: dict[str, list[int]] = defaultdict(list)
    starts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    patterns = []
    for row in (row for language in LANGUAGES for row in read_table("boilerplate", language)["rules"]):
        for line in row.get("lines", ()):
            lines[_spell(line)].append(len(rules))
        for start in row.get("starts", ()):
            starts[_spell(start)].append((len(rules), start[-1] if start[-1] in _MARKS else ""))
        if "pattern" in row:
            patterns.append((len(rules), re.compile(row["pattern"], re.IGNORECASE | re.DOTALL)))
        rules.append(_read_rule(row))
    return _Rulebook(tuple(rules), dict(lines), dict(starts), tuple(patterns))


def _read_rule(row: dict[str, Any]) -> Rule:
    return Rule(row["name"], row["why"], **{flag: row[flag] for flag in ("anywhere", "only_end", "closes") if flag in row})


def _spell(words: str) -> str:
    return " ".join(_WORD.findall(words.casefold()))


@cache
def _stub_rules() -> tuple[StubRule, ...]:
    rows = read_table("boilerplate", "metadata")["rules"]
    return tuple(StubRule(row["name"], row["why"], re.compile(row["pattern"]), row.get("gives")) for row in rows)
