"""The tables of boilerplate lines, as rules with fast look-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from typing import Any, NamedTuple, TypeVar

import numpy as np

from corpus_builder.cleaning.rules.notices import NoticeBook, NoticeGate, Voice, make_gate, make_notices
from corpus_builder.cleaning.rules.pattern_gate import NOTHING, build_gate
from corpus_builder.cleaning.rules.rule_tables import (
    BOILERPLATE,
    FLAGS,
    METADATA,
    BoilerplateTable,
    Rule,
    StubRule,
    list_boilerplate_tables,
    read_metadata_table,
)
from corpus_builder.kernels.line_counts import Flags, Ints, LineWords
from corpus_builder.kernels.word_paths import WordPaths, find_beginnings, make_paths
from corpus_builder.languages.pack import fill_names, list_packs
from corpus_builder.text.bylines.bylines import list_leads, read_byline
from corpus_builder.text.bylines.datelines import read_dateline
from corpus_builder.text.dates import read_day
from corpus_builder.text.normalization import spell_words
from corpus_builder.text.patterns import match_any

# A row of metadata with its pattern, None where the line is read piece by piece.
_StubPattern = tuple[StubRule, re.Pattern[str] | None]

Said = TypeVar("Said", bound=Hashable)

# Rules look at no block that is longer: notices that go on for longer say what they are in several lines.
LONGEST = 300
# A longer block is never only metadata.
LONGEST_STUB = 160
# Rows name lines and beginnings of no more words than this; a test says so.
MOST_WORDS = 9
# A line of this many words is a menu when this share of them is each a line of the tables ...
MENU_WORDS, MENU_SHARE = 3, 0.7
# ... or when it is parted by bars and each part is one. In any case so many of its words are the first of a line.
MENU_PARTS = 2
MENU_BARS = "|·•/>–—-"
_BARS = re.compile(rf"\s[{MENU_BARS}]\s")
_WORD = re.compile(r"\w+")
# A beginning of a row that ends in one of these must have it in the text too ("Lire :").
_MARKS = ":|@-"


class StubMatch(NamedTuple):
    """The row of the table that knows a block as metadata, and what it says: the day of publication as ISO, the author.

    Where `weighed` is false the block is no sign of the page around an article.
    """

    name: str
    published: str | None = None
    author: str | None = None
    weighed: bool = True


class _Rulebook(NamedTuple):
    """All rules, and the ways into them: whole lines, beginnings, notices by the words of their first groups, patterns and menus,
    each with the rules' places; and the rows of metadata with their patterns.

    `gate` tells in one go which patterns a text may match: its answers are places in `patterns`, and behind those of the rules
    the places of rows of metadata. `words` are those of all lines and beginnings, through which `paths` lead, and those of
    notices, which `notice_gate` looks for in many texts at once.
    """

    rules: tuple[Rule, ...]
    lines: dict[str, list[int]]
    starts: dict[str, list[tuple[int, str]]]
    notices: NoticeBook
    notice_gate: NoticeGate
    patterns: tuple[tuple[int, re.Pattern[str]], ...]
    menus: tuple[int, ...]
    stubs: tuple[_StubPattern, ...]
    gate: Any
    words: tuple[str, ...]
    paths: WordPaths


class Candidates(NamedTuple):
    """Which of many texts may begin as a row of the tables says, may be notices, a menu, may have a date with its day in them;
    and which of those of no more than `LONGEST` characters have other `blanks` than single spaces between words.

    A menu has `MENU_BARS` with blanks around them, or `MENU_WORDS` that all begin with a capital and are lines, `MENU_SHARE` of
    them.
    """

    begins: Flags
    notices: Flags
    menus: Flags
    dates: Flags
    blanks: Flags


class _Ways(NamedTuple):
    """What a text may be, of what `Candidates` says."""

    begins: bool
    is_notice: bool
    is_menu: bool


class _Numbers(dict[Said, int]):
    """What is said of texts, each with its number in the order of first appearance; 0 is nothing."""

    def __init__(self, nothing: Said) -> None:
        super().__init__({nothing: 0})

    def __missing__(self, said: Said) -> int:
        self[said] = len(self)
        return self[said]


@dataclass(frozen=True, slots=True)
class Matches:
    """What is known of many texts by their words: `rules` has for each text the number of its rules in `rule_sets` (0: none),
    `metadata` the number of what it says about the article in `stubs` (0: nothing).
    """

    rules: Ints
    rule_sets: tuple[tuple[Rule, ...], ...]
    metadata: Ints
    stubs: tuple[StubMatch | None, ...]


def match_rule(text: str) -> Rule | None:
    """The first rule that knows a block's text as no text of an article; None when none does.

    >>> match_rule("Lire aussi : le pont rouvre").name
    'read more'
    """
    return next(iter(find_rules(text)), None)


def find_rules(text: str) -> tuple[Rule, ...]:
    """Every rule that knows a block's text, in the order of the tables."""
    if len(text) > LONGEST:
        return ()
    book, text = _read_rulebook(), fold_blanks(text)
    found = _collect_places(text, book, book.gate.Match(text) or (), _Ways(True, True, True))
    return tuple(book.rules[place] for place in found)


def match_stub(text: str) -> StubMatch | None:
    """The rule that knows a block's text as metadata, and what it says."""
    book, text = _read_rulebook(), fold_blanks(text)
    return _find_stub(text, book, book.gate.Match(text) or (), has_date=True) if len(text) <= LONGEST_STUB else None


def match_texts(texts: Sequence[str], candidates: Candidates) -> Matches:
    """The rules and the row of metadata that know each text; only candidates and what the gate lets through are looked at."""
    book = _read_rulebook()
    ask = book.gate.Match
    texts = list(texts)
    for row in np.flatnonzero(candidates.blanks).tolist():
        texts[row] = fold_blanks(texts[row]) if len(texts[row]) <= LONGEST else texts[row]
    gated = {row: found for row, text in enumerate(texts) if len(text) <= LONGEST and (found := ask(text.encode()))}
    ways = [set(np.flatnonzero(flags).tolist()) for flags in (candidates.begins, candidates.notices, candidates.menus)]
    dates = set(np.flatnonzero(candidates.dates).tolist())
    rules, rule_sets = np.zeros(len(texts), np.int64), _Numbers[tuple[int, ...]](())
    for row in sorted(gated.keys() | set[int]().union(*ways)):
        if len(texts[row]) <= LONGEST:
            rules[row] = rule_sets[_collect_places(texts[row], book, gated.get(row, ()), _Ways(*(row in way for way in ways)))]
    metadata, stubs = np.zeros(len(texts), np.int64), _Numbers[StubMatch | None](None)
    for row in sorted(dates | {row for row, found in gated.items() if max(found) >= len(book.patterns)}):
        metadata[row] = stubs[_find_stub(texts[row], book, gated.get(row, ()), row in dates)]
    return Matches(rules, tuple(tuple(book.rules[place] for place in found) for found in rule_sets), metadata, tuple(stubs))


def fold_blanks(text: str) -> str:
    """A text in which every blank is a plain one, and alone.

    >>> fold_blanks("Tous\\u00a0droits \\u2009réservés")
    'Tous droits réservés'
    """
    return " ".join(text.split())


def list_rule_words() -> tuple[str, ...]:
    """The words of the lines and beginnings of all rules and the keys of their notices, without case."""
    return _read_rulebook().words


def find_begun(words: LineWords) -> tuple[Flags, Flags, Ints]:
    """Whether each line may be a line of a row or begin as a row says, whether it may be a notice, and how many of its words are
    the first of a row.

    The first known words are `list_rule_words`.
    """
    book = _read_rulebook()
    first = words.mark(np.flatnonzero(book.paths.list_first()))
    return find_beginnings(words, book.paths), book.notice_gate.find(words), words.count(first[words.spellings])


def list_rules() -> tuple[Rule, ...]:
    """All rules, in the order of the tables."""
    return _read_rulebook().rules


def asks_readers(rule: str | None) -> bool:
    """Whether the rules of that name find questions to the readers."""
    return rule in _asking_names()


def _collect_places(text: str, book: _Rulebook, gated: Sequence[int], ways: _Ways) -> tuple[int, ...]:
    """The places of the rules that know a text; `gated` are the patterns that it may match."""
    found = set(_look_up(text, book)) if ways.begins else set()
    if ways.is_notice:
        found.update(book.notices.find(text))
    for place in gated:
        if place < len(book.patterns):
            index, pattern = book.patterns[place]
            if index not in found and pattern.fullmatch(text):
                found.add(index)
    if ways.is_menu and not found and _is_menu(text, book.lines):
        found.update(book.menus)
    return tuple(sorted(found))


def _find_stub(text: str, book: _Rulebook, gated: Sequence[int], has_date: bool) -> StubMatch | None:
    """The first row of metadata that knows a text; `gated` are the patterns that it may match."""
    if len(text) > LONGEST_STUB:
        return None
    for place, (rule, pattern) in enumerate(book.stubs, len(book.patterns)):
        if pattern is None:
            if has_date and (line := read_dateline(text)):
                return StubMatch(rule.name, line.published, line.author, rule.weighed)
        elif place in gated and pattern.fullmatch(text):
            byline = read_byline(text) if rule.gives == "author" else None
            if rule.whole and not (byline and byline.is_sure and byline.labelled):
                continue
            author = byline.text if byline else None
            return StubMatch(rule.name, _read_day(text) if rule.gives == "published" else None, author, rule.weighed)
    return None


def _read_day(text: str) -> str | None:
    line = read_dateline(text)
    return line.published if line else read_day(text)


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


def _is_menu(text: str, lines: Mapping[str, list[int]]) -> bool:
    """Whether several lines of the tables stand in one, with bars between them or nothing."""
    parts = _BARS.split(text)
    if len(parts) > 1:
        return all(spell_words(part) in lines for part in parts)
    words = text.split()
    if len(words) < MENU_WORDS or not all(word[0].isupper() for word in words):
        return False
    return sum(spell_words(word) in lines for word in words) >= MENU_SHARE * len(words)


@cache
def _read_rulebook() -> _Rulebook:
    """All rules and rows of metadata. Their examples are checked by tests."""
    tables = [table for _, table in list_boilerplate_tables()]
    rules = [rule for table in tables for rule in table.rules]
    stories = [word for table in tables for word in table.story_words]
    notices = make_notices([rule.words for rule in rules], _list_voices(tables), stories)
    return _build_rulebook(rules, notices, read_metadata_table().rules)


def _list_voices(tables: Sequence[BoilerplateTable]) -> list[Voice]:
    """The voice of each table that has a row for it."""
    places = count()
    rows = [(next(places), rule, table) for table in tables for rule in table.rules]
    return [
        Voice(place, *map(frozenset, (table.paper_words, table.own_words, table.call_words)))
        for place, rule, table in rows
        if rule.notice
    ]


def _build_rulebook(rules: Sequence[Rule], notices: NoticeBook, stubs: Sequence[StubRule]) -> _Rulebook:
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
    of_stubs = tuple((stub, _compile_stub(stub)) for stub in stubs)
    words, paths = _make_paths(lines, starts)
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*words, *notices.list_words()]))}
    return _Rulebook(
        rules=tuple(rules),
        lines=dict(lines),
        starts=dict(starts),
        notices=notices,
        notice_gate=make_gate(notices, numbers),
        patterns=tuple(patterns),
        menus=tuple(index for index, rule in enumerate(rules) if rule.menu),
        stubs=of_stubs,
        # a row of metadata without a pattern has its place all the same, and is never found by it
        gate=build_gate(
            [
                *((BOILERPLATE, rules[index].name, pattern.pattern) for index, pattern in patterns),
                *((METADATA, stub.name, pattern.pattern if pattern else NOTHING) for stub, pattern in of_stubs),
            ]
        ),
        words=tuple(numbers),
        paths=paths,
    )


def _make_paths(lines: Iterable[str], starts: Iterable[str]) -> tuple[tuple[str, ...], WordPaths]:
    """The words of lines and beginnings, and the paths through them."""
    numbers: dict[str, int] = {}
    begun, whole = (
        [[numbers.setdefault(word, len(numbers)) for word in key.split()] for key in keys] for keys in (starts, lines)
    )
    return tuple(numbers), make_paths(begun, whole, len(numbers))


def _compile_stub(rule: StubRule) -> re.Pattern[str] | None:
    if rule.pattern is None:
        return None
    return re.compile(fill_names(rule.pattern, list_packs()).replace("{bylines}", match_any(list_leads())))


@cache
def _asking_names() -> frozenset[str]:
    return frozenset(rule.name for rule in list_rules() if rule.asks_readers)
