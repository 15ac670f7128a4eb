"""The tables of boilerplate lines, as rules with fast look-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from corpus_builder.cleaning.plain.datelines import read_dateline
from corpus_builder.cleaning.plain.rule_tables import (
    BOILERPLATE,
    FLAGS,
    METADATA,
    ROOM,
    Rule,
    StubRule,
    list_boilerplate_tables,
    read_metadata_table,
)
from corpus_builder.knowledge import TableError, name_table, refuse_example
from corpus_builder.languages.pack import fill_names, list_packs
from corpus_builder.text.dates import parse_date
from corpus_builder.text.normalization import spell_words

# A row of metadata with its pattern, None where the line is read piece by piece.
_StubPattern = tuple[StubRule, re.Pattern[str] | None]

# Rules look at no block that is longer: notices that go on for longer say what they are in several lines.
LONGEST = 300
# A longer block is never only metadata.
LONGEST_STUB = 160
# Rows name lines and beginnings of no more words than this; a test says so.
MOST_WORDS = 9
# A line of this many words is a menu when this share of them is each a line of the tables ...
MENU_WORDS, _MENU_SHARE = 3, 0.7
# ... or when it is parted by bars and each part is one.
MENU_BARS = "|·•/>–—-"
_BARS = re.compile(rf"\s[{MENU_BARS}]\s")
_TOKEN = re.compile(r"\\.|\[\^?|\]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
# What the classes hold of ASCII, inside brackets, and all characters beyond it.
_WIDE = {r"\w": r"\w", r"\s": r"\s\v\x1c-\x1f", r"\d": r"\d"}
_NO_WORD = r"\x00-/:-@\[-\^\x60{-\x7f"
_BEYOND = r"\x{80}-\x{10ffff}"
_WORD = re.compile(r"\w+")
# A beginning of a row that ends in one of these must have it in the text too ("Lire :").
_MARKS = ":|@-"


@dataclass(frozen=True, slots=True)
class StubMatch:
    """The row of the table that knows a block as metadata, and what it says: the day of publication as ISO, the author.

    Where `weighed` is false the block is no sign of the page around an article.
    """

    name: str
    published: str | None = None
    author: str | None = None
    weighed: bool = True


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


@dataclass(frozen=True, slots=True, eq=False)
class _StubBook:
    """The rows of metadata with their patterns, and a gate that tells which may match: `places` are the rows of its answers."""

    rules: tuple[_StubPattern, ...]
    gate: Any
    places: tuple[int, ...]


def match_rule(text: str) -> Rule | None:
    """The first rule that knows a block's text as no text of an article; None when none does.

    >>> match_rule("Lire aussi : le pont rouvre").name
    'read more'
    """
    return next(iter(find_rules(text)), None)


def find_rules(text: str, begins: bool = True, is_menu: bool = True) -> tuple[Rule, ...]:
    """Every rule that knows a block's text, in the order of the tables.

    Whoever knows that it begins with none of the `list_first_words`, or that it is no menu, having no `MENU_BARS` and not
    `MENU_WORDS` that all begin with a capital, may say so for speed.
    """
    return _find_rules(text, _read_rulebook(), begins, is_menu)


def list_first_words() -> frozenset[str]:
    """The first words of the lines and beginnings of all rules, without case."""
    return _read_rulebook().first_words


def _find_rules(text: str, book: _Rulebook, begins: bool = True, is_menu: bool = True) -> tuple[Rule, ...]:
    if len(text) > LONGEST:
        return ()
    found = set(_look_up(text, book)) if begins else set()
    for place in book.gate.Match(text) or ():
        index, pattern = book.patterns[place]
        if index not in found and pattern.fullmatch(text):
            found.add(index)
    if is_menu and not found and _is_menu(text, book.lines):
        found.update(book.menus)
    return tuple([book.rules[index] for index in sorted(found)]) if found else ()


def list_rules() -> tuple[Rule, ...]:
    """All rules, in the order of the tables."""
    return _read_rulebook().rules


def asks_readers(rule: str | None) -> bool:
    """Whether the rules of that name find questions to the readers."""
    return rule in _asking_names()


def match_stub(text: str, has_year: bool = True) -> StubMatch | None:
    """The rule that knows a block's text as metadata, and what it says; `has_year` tells that it may have a year in it."""
    return _match_stub(text, _read_stub_book(), has_year)


def _match_stub(text: str, book: _StubBook, has_year: bool = True) -> StubMatch | None:
    if len(text) > LONGEST_STUB:
        return None
    candidates = [book.places[index] for index in book.gate.Match(text) or ()]
    if not (candidates or has_year):
        return None
    for place, (rule, pattern) in enumerate(book.rules):
        if pattern is None:
            if has_year and (line := read_dateline(text)):
                return StubMatch(rule.name, line.published, line.author, rule.weighed)
        elif place in candidates and (found := pattern.fullmatch(text)):
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
    if len(words) < MENU_WORDS or not all(word[0].isupper() for word in words):
        return False
    return sum(spell_words(word) in lines for word in words) >= _MENU_SHARE * len(words)


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


def _build_gate(patterns: Sequence[tuple[str, str]], table: str) -> Any:
    """What tells in one go which of the patterns, each with the name of its row, a text may match."""
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    options.case_sensitive = False
    options.dot_nl = True
    gate = re2.Set.FullMatchSet(options)
    options.log_errors = False
    for name, pattern in patterns:
        try:
            gate.Add(widen_pattern(pattern))
        except re2.error as why:
            what = f"{table}.toml: ({name}), pattern: it looks around or back, or re2 does not know it"
            raise TableError(what, hint=str(why)) from None
    gate.Compile()
    return gate


@cache
def _read_rulebook() -> _Rulebook:
    """All rules; raises TableError where an example of a row stands on the wrong side."""
    tables = list_boilerplate_tables()
    book = _build_rulebook([rule for _, table in tables for rule in table.rules])
    for where, table in tables:
        for rule in table.rules:
            _check_examples(rule, where, book)
    return book


def _build_rulebook(rules: Sequence[Rule]) -> _Rulebook:
    lines: dict[str, list[int]] = defaultdict(list)
    starts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    patterns: list[tuple[int, re.Pattern[str]]] = []
    for index, rule in enumerate(rules):
        for line in rule.lines:
            lines[spell_words(line)].append(index)
        for start in rule.starts:
            starts[spell_words(start)].append((index, start[-1] if start[-1] in _MARKS else ""))
        if rule.pattern is not None:
            patterns.append((index, re.compile(rule.pattern, FLAGS)))
    menus = tuple(index for index, rule in enumerate(rules) if rule.menu)
    first_words = frozenset(key.partition(" ")[0] for key in (*lines, *starts))
    gate = _build_gate([(rules[index].name, pattern.pattern) for index, pattern in patterns], BOILERPLATE)
    return _Rulebook(tuple(rules), dict(lines), dict(starts), tuple(patterns), menus, gate, first_words)


def _check_examples(rule: Rule, where: str, book: _Rulebook) -> None:
    """Each of its `removes` is found by the rule itself, and each of its `keeps` by no rule of any language."""
    for text in rule.removes:
        if not any(found is rule for found in _find_rules(text, book)):
            refuse_example(where, rule.name, "removes", text)
    for text in rule.keeps:
        if any(_find_rules(text, book)):
            refuse_example(where, rule.name, "keeps", text)


@cache
def _read_stub_book() -> _StubBook:
    """The rows of metadata; raises TableError where an example of one stands on the wrong side."""
    book = _build_stub_book(read_metadata_table().rules)
    where = name_table(ROOM, METADATA)
    for rule, _ in book.rules:
        for text in rule.removes:
            found = _match_stub(text, book)
            if found is None or found.name != rule.name:
                refuse_example(where, rule.name, "removes", text)
        for text in rule.keeps:
            if _match_stub(text, book) is not None:
                refuse_example(where, rule.name, "keeps", text)
    return book


def _build_stub_book(rules: Sequence[StubRule]) -> _StubBook:
    patterns = tuple((rule, _compile_stub(rule)) for rule in rules)
    gated = [(place, rule.name, pattern.pattern) for place, (rule, pattern) in enumerate(patterns) if pattern is not None]
    gate = _build_gate([(name, pattern) for _, name, pattern in gated], METADATA)
    return _StubBook(patterns, gate, tuple(place for place, *_ in gated))


def _compile_stub(rule: StubRule) -> re.Pattern[str] | None:
    return re.compile(fill_names(rule.pattern, list_packs())) if rule.pattern is not None else None


@cache
def _asking_names() -> frozenset[str]:
    return frozenset(rule.name for rule in list_rules() if rule.asks_readers)
