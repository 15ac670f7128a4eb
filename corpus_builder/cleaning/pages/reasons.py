"""Why a line of a page is removed: the rule that applies, and in words the features that count against the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Annotated, Final, NamedTuple

import numpy as np
from pydantic import AfterValidator

from corpus_builder.cleaning.pages.feature_names import declare_features
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.knowledge import NamedRows, Row, TableError, Words, name_table, read_table
from corpus_builder.models.linear import WEIGHT_UNIT, FeatureColumn

ROOM: Final = "cleaning.pages"
# What a feature that no weight can outweigh counts against a line.
_NEVER_WEIGHT: Final = -99 * WEIGHT_UNIT
# How many features the evidence for a removal names.
_REASONS = 3
# More than the place of any feature in the order in which they are named.
_NO_REASON = 1 << 40
_WORD_END = re.compile(r" |\Z")
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
    """The table of rules, and the features of lines that are `always` part of the article, and `never`, which outweighs that."""

    always: Words
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


@cache
def load_always() -> frozenset[str]:
    """The features of lines that are always part of the article."""
    return frozenset(_read_rules().always)


class Objections(NamedTuple):
    """What the features of lines count against them: `weights[i]`, below 0, is what the feature `names[features[i]]` counts
    against the line `rows[i]`. No line has a feature twice.
    """

    names: tuple[str, ...]
    rows: Ints
    features: Ints
    weights: Ints


def list_objections(columns: Sequence[FeatureColumn], weights: Mapping[str, int], rows: Ints) -> Objections:
    """What the features in columns count against some lines; in the result these are numbered from 0.

    A feature of those that are never in an article counts more than any weight.
    """
    names = tuple(sorted(weights))
    counted = dict(weights) | dict.fromkeys(load_never(), _NEVER_WEIGHT)
    numbers = {name: number for number, name in enumerate(names) if counted[name] < 0}
    found: list[tuple[Ints, Ints]] = []
    for column in columns:
        against = [[numbers[name] for name in own if name in numbers] for own in column.names]
        choices = column.choices[rows]
        for slot in range(max(map(len, against))):
            picked = np.array([own[slot] if slot < len(own) else -1 for own in against], np.int64)[choices]
            objecting = np.flatnonzero(picked >= 0)
            found.append((objecting, picked[objecting]))
    at = np.concatenate([np.zeros(0, np.int64), *(lines for lines, _ in found)])
    features = np.concatenate([np.zeros(0, np.int64), *(own for _, own in found)])
    return Objections(names, at, features, np.array([counted[name] for name in names], np.int64)[features])


def choose_rules(objections: Objections, count: int) -> Ints:
    """For each of so many lines the rule whose features speak most against it, as an index into `load_rules`: a general one only
    where no other does; the last one where none does.
    """
    rules, ranks = load_rules(), _rank_features()
    own = np.array([ranks.get(name, -1) for name in objections.names], np.int64)[objections.features]
    named = own >= 0
    keys = objections.rows[named] * len(rules) + own[named]
    sums = np.bincount(keys, objections.weights[named], count * len(rules)).reshape(count, len(rules))
    is_general = np.array([rule.general for rule in rules], np.bool_)
    specific, general = (np.where(flags, sums, 0) for flags in (~is_general, is_general))
    chosen = np.where(general.min(axis=1, initial=0) < 0, general.argmin(axis=1), len(rules) - 1)
    return np.where(specific.min(axis=1, initial=0) < 0, specific.argmin(axis=1), chosen)


def list_reasons(objections: Objections, rules: Ints) -> list[tuple[str, ...]]:
    """For each line the words for the features that count most against it, those of its rule (`choose_rules`) first."""
    wording = _put_into_words(objections.names)
    keys = _order_features(objections, wording.is_named[rules[objections.rows], objections.features])
    best = np.full(len(rules) * len(wording.texts), _NO_REASON, np.int64)
    np.minimum.at(best, objections.rows * len(wording.texts) + wording.numbers[objections.features], keys)
    table = best.reshape(len(rules), len(wording.texts))
    lines, places = np.arange(len(rules)), []
    for _ in range(_REASONS):
        least = table.argmin(axis=1)
        places.append(np.where(table[lines, least] < _NO_REASON, least, -1))
        table[lines, least] = _NO_REASON
    return [tuple([wording.texts[place] for place in row if place >= 0]) for row in np.stack(places, axis=1).tolist()]


def _order_features(objections: Objections, is_named: Flags) -> Ints:
    """What stands before what: features that the rule of the line names, then what counts most, then by name."""
    count = len(objections.names)
    weights = np.zeros(count, np.int64)
    weights[objections.features] = objections.weights
    order = np.empty(count, np.int64)
    order[np.lexsort((np.arange(count), weights))] = np.arange(count)
    places: Ints = order[objections.features]
    return np.where(is_named, places, places + count)


class _FeatureWords(NamedTuple):
    """Features in words: the different texts, the number of each feature's, and whether each rule names each feature."""

    texts: Sequence[str]
    numbers: Ints
    is_named: Flags


@lru_cache(maxsize=2)
def _put_into_words(names: tuple[str, ...]) -> _FeatureWords:
    texts = {words: number for number, words in enumerate(dict.fromkeys(map(say_feature, names)))}
    is_named = [[name in named for name in names] for named in (frozenset(rule.features) for rule in load_rules())]
    return _FeatureWords([*texts], np.array([texts[say_feature(name)] for name in names]), np.array(is_named, np.bool_))


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
    for key, names in (
        ("always", rules.always),
        ("never", rules.never),
        *((f"({rule.name}), features", rule.features) for rule in rules.rules),
    ):
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


def _find_starts(name: str, starts: Collection[str]) -> Iterator[str]:
    """Those of the starts that a name begins with, up to a blank or its end."""
    return (name[: blank.start()] for blank in _WORD_END.finditer(name) if name[: blank.start()] in starts)


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
