"""Why a line of a page is removed: the rule that applies, and in words the features that count against the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Final

from pydantic import AfterValidator

from corpus_builder.cleaning.pages.feature_names import declare_features
from corpus_builder.knowledge import NamedRows, Row, TableError, Words, name_table, read_table

ROOM: Final = "cleaning.pages"
# Features that are about a named group of words or elements.
_NAMED = re.compile(r"(?:article in|in|is|says|tag) ([^\s]+)(?: length|$)")


class PageRule(Row):
    """Why a line that the model sends away is removed: one of these features speaks against it.

    A general rule counts only where no other does; the last one has no features and takes what is left.
    """

    name: str
    why: str
    general: bool = False
    features: Words


def refuse_rules_without_features(rules: tuple[PageRule, ...]) -> tuple[PageRule, ...]:
    """The rules; ValueError unless the last one, and no other, has no features."""
    if not rules or [rule.name for rule in rules if not rule.features] != [rules[-1].name]:
        raise ValueError("the last rule, and no other, has no features")
    return rules


class RuleTable(Row):
    """The table of rules, and the features of lines that are `never` part of the article."""

    never: Words
    rules: Annotated[NamedRows[PageRule], AfterValidator(refuse_rules_without_features)]


class Evidence(Row):
    """What features whose names begin with `start` say against a line, in words."""

    start: str
    words: str


class EvidenceTable(Row):
    """The table of evidence."""

    evidence: tuple[Evidence, ...]


@cache
def load_rules() -> tuple[PageRule, ...]:
    """The reasons for which lines are removed, in the order in which they are given."""
    return _read_rules().rules


@cache
def load_never() -> frozenset[str]:
    """The features of lines that are never part of the article."""
    return frozenset(_read_rules().never)


def choose_rule(against: Mapping[str, int]) -> PageRule:
    """The rule whose features speak most against a line, a general one only where no other does; the last one where none does.

    `against` has what each feature of the line counts against it, below 0.
    """
    rules, ranks = load_rules(), _rank_features()
    sums = [0] * len(rules)
    for name, weight in against.items():
        if name in ranks:
            sums[ranks[name]] += weight
    speaking = [rank for rank, total in enumerate(sums) if total < 0]
    return rules[min(speaking, key=lambda rank: (rules[rank].general, sums[rank], rank), default=-1)]


@cache
def say_feature(name: str) -> str:
    """A feature in words, and what it is about where its name says so.

    >>> say_feature("look prose <0.02"), say_feature("in related length <80")
    ('lines that look like it are not prose', 'it is in: related')
    """
    words = _load_evidence()[max(_find_starts(name, _load_evidence()), key=len)]
    named = _NAMED.match(name)
    return f"{words}: {named[1]}" if named else words


def check_reasons(declared: frozenset[str], rules: RuleTable, evidence: EvidenceTable) -> None:
    """Raise TableError where rules or evidence name a feature that is not declared, or one that is declared has no words."""
    where = name_table(ROOM, "rules")
    for key, names in (("never", rules.never), *((f"({rule.name}), features", rule.features) for rule in rules.rules)):
        for name in names:
            if name not in declared:
                raise TableError(f"{where}: {key}: {name!r}: no such feature is declared")
    where, said = name_table(ROOM, "evidence"), {row.start: row.words for row in evidence.evidence}
    if len(said) < len(evidence.evidence):
        raise TableError(f"{where}: a start occurs twice")
    used = set()
    for name in sorted(declared):
        starts = [*_find_starts(name, said)]
        if not starts:
            raise TableError(f"{where}: {name!r} is not explained")
        used.update(starts)
    for start in said:
        if start not in used:
            raise TableError(f"{where}: {start!r}: no feature begins with it")


def _find_starts(name: str, starts: Iterable[str]) -> Iterator[str]:
    return (start for start in starts if f"{name} ".startswith(f"{start} "))


@cache
def _read_rules() -> RuleTable:
    rules = read_table(RuleTable, ROOM, "rules")
    check_reasons(declare_features(), rules, read_table(EvidenceTable, ROOM, "evidence"))
    return rules


@cache
def _load_evidence() -> Mapping[str, str]:
    return {row.start: row.words for row in read_table(EvidenceTable, ROOM, "evidence").evidence}


@cache
def _rank_features() -> Mapping[str, int]:
    """For each feature that a rule names the place of the first such rule."""
    return {name: rank for rank, rule in reversed([*enumerate(load_rules())]) for name in rule.features}
