"""The tables of lines that are no text of an article, as rules that are looked up fast."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from corpus_builder.cleaning.plain.datelines import read_dateline
from corpus_builder.rules import read_table
from corpus_builder.text.dates import parse_date

LANGUAGES = ("any", "fr", "en", "de", "es", "it")
# Rules look at no block that is longer: notices that go on for longer say what they are in several lines.
LONGEST = 300
# A longer block is never only metadata.
LONGEST_STUB = 160
# Rows name lines and beginnings of no more words than this; a test says so.
MOST_WORDS = 9
_FLAGS = ("anywhere", "only_end", "closes", "names_site", "heads_page")
# A line of this many words is a menu when this share of them is each a line of the tables ...
_MENU_WORDS, _MENU_SHARE = 3, 0.7
# ... or when it is parted by bars and each part is one.
_BARS = re.compile(r"\s[|·•/>–—-]\s")
_TOKEN = re.compile(r"\\.|\[\^?|\]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
# What the classes hold of ASCII, inside brackets, and all characters beyond it.
_WIDE = {r"\w": r"\w", r"\s": r"\s\v\x1c-\x1f", r"\d": r"\d"}
_NO_WORD = r"\x00-/:-@\[-\^\x60{-\x7f"
_BEYOND = r"\x{80}-\x{10ffff}"
_WORD = re.compile(r"\w+")
# A beginning of a row that ends in one of these must have it in the text too ("Lire :").
_MARKS = ":|@-"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the tables: what it finds is no text of the article, for the reason `why`.

    Where `anywhere` is false the rule holds outside the main run of prose only, where `only_end` is true behind it. Where
    `closes` is true the article is over. Where `names_site` is true the line may name the site that published it, where
    `heads_page` is true it stands beside that name at the head of a page.
    """

    name: str
    why: str
    anywhere: bool = True
    only_end: bool = False
    closes: bool = False
    names_site: bool = False
    heads_page: bool = False


@dataclass(frozen=True, slots=True)
class StubMatch:
    """The row of the table that knows a block as metadata, and what it says: the day of publication as ISO, the author.

    Where `weighed` is false the block is no sign of the page around an article.
    """

    name: str
    published: str | None = None
    author: str | None = None
    weighed: bool = True


@dataclass(frozen=True, slots=True)
class _StubRule:
    """One row of the table: blocks that match `pattern` as a whole are metadata; without one they are read piece by piece."""

    name: str
    pattern: re.Pattern[str] | None
    gives: str | None
    weighed: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Rulebook:
    """All rules, and the ways into them: whole lines, beginnings, patterns and menus, each with the rules' places.

    `gate` tells in one go which patterns a text may match.
    """

    rules: tuple[Rule, ...]
    lines: dict[str, list[int]]
    starts: dict[str, list[tuple[int, str]]]
    patterns: tuple[tuple[int, re.Pattern[str]], ...]
    menus: tuple[int, ...]
    gate: Any
    first_words: frozenset[str]


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
    for place in book.gate.Match(text) or ():
        index, pattern = book.patterns[place]
        if index not in found and pattern.fullmatch(text):
            found.add(index)
    if not found and _is_menu(text, book.lines):
        found.update(book.menus)
    for index in sorted(found):
        yield book.rules[index]


def list_rules() -> tuple[Rule, ...]:
    """All rules, in the order of the tables."""
    return _read_rulebook().rules


def match_stub(text: str) -> StubMatch | None:
    """The rule that knows a block's text as metadata, and what it says."""
    if len(text) > LONGEST_STUB:
        return None
    for rule in _stub_rules():
        if rule.pattern is None:
            if line := read_dateline(text):
                return StubMatch(rule.name, line.published, line.author, rule.weighed)
        elif found := rule.pattern.fullmatch(text):
            author = found.group("author").strip(" ,") if rule.gives == "author" else None
            return StubMatch(rule.name, _read_day(text) if rule.gives == "published" else None, author, rule.weighed)
    return None


def _read_day(text: str) -> str | None:
    line = read_dateline(text)
    return line.published if line else parse_date(text)


def _look_up(text: str, book: _Rulebook) -> Iterator[int]:
    """The rules whose lines or beginnings the text has; case, marks and the kind of apostrophe do not count."""
    key = ""
    first = _WORD.search(text)
    # most sentences begin with a word that no row begins with
    if first is None or first.group().casefold() not in book.first_words:
        return
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


def _is_menu(text: str, lines: Mapping[str, list[int]]) -> bool:
    """Whether several lines of the tables stand in one, with bars between them or nothing."""
    parts = _BARS.split(text)
    if len(parts) > 1:
        return all(spell_words(part) in lines for part in parts)
    words = text.split()
    if len(words) < _MENU_WORDS or not all(word[0].isupper() for word in words):
        return False
    return sum(spell_words(word) in lines for word in words) >= _MENU_SHARE * len(words)


def spell_words(text: str) -> str:
    """The words of a text without case, marks and the kind of apostrophe.

    >>> spell_words("L’Écho – du Port !")
    'l écho du port'
    """
    return " ".join(_WORD.findall(text.casefold()))


def widen_pattern(pattern: str) -> str:
    """The pattern for re2, such that it matches whatever the original matches in `re`, and more.

    Classes of re2 know ASCII only, so every other character is taken for what is asked; an edge of a word may be anywhere.
    Repetitions have no bounds, which keeps the automaton small.
    """
    inside = negated = False
    parts = []
    for token in _TOKEN.findall(pattern):
        if token.startswith("[") and not inside:
            inside, negated = True, token == "[^"
        elif token == "]":
            inside = False
        elif token in _WIDE:
            ascii_class = _WIDE[token]
            token = ascii_class if negated and inside else ascii_class + _BEYOND
            token = token if inside else f"[{token}]"
        elif token == r"\W":
            token = _NO_WORD if negated and inside else rf"\W{_BEYOND}" if inside else rf"[\W{_BEYOND}]"
        elif token == r"\b":
            token = ""
        elif token.startswith("{"):
            token = "*" if not inside else token
        parts.append(token)
    return "".join(parts)


def _build_gate(patterns: Sequence[tuple[int, re.Pattern[str]]]) -> Any:
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    options.case_sensitive = False
    options.dot_nl = True
    gate = re2.Set.FullMatchSet(options)
    for _, pattern in patterns:
        gate.Add(widen_pattern(pattern.pattern))
    gate.Compile()
    return gate


@cache
def _read_rulebook() -> _Rulebook:
    rules: list[Rule] = []
    lines: dict[str, list[int]] = defaultdict(list)
    starts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    patterns: list[tuple[int, re.Pattern[str]]] = []
    menus: list[int] = []
    for row in (row for language in LANGUAGES for row in read_table("boilerplate", language)["rules"]):
        for line in row.get("lines", ()):
            lines[spell_words(line)].append(len(rules))
        for start in row.get("starts", ()):
            starts[spell_words(start)].append((len(rules), start[-1] if start[-1] in _MARKS else ""))
        if "pattern" in row:
            patterns.append((len(rules), re.compile(row["pattern"], re.IGNORECASE | re.DOTALL)))
        if row.get("menu"):
            menus.append(len(rules))
        rules.append(_read_rule(row))
    first_words = frozenset(key.partition(" ")[0] for key in (*lines, *starts))
    return _Rulebook(tuple(rules), dict(lines), dict(starts), tuple(patterns), tuple(menus), _build_gate(patterns), first_words)


def _read_rule(row: dict[str, Any]) -> Rule:
    return Rule(row["name"], row["why"], **{flag: row[flag] for flag in _FLAGS if flag in row})


@cache
def _stub_rules() -> tuple[_StubRule, ...]:
    rows = read_table("boilerplate", "metadata")["rules"]
    return tuple(
        _StubRule(
            row["name"], re.compile(row["pattern"]) if "pattern" in row else None, row.get("gives"), row.get("weighed", True)
        )
        for row in rows
    )
