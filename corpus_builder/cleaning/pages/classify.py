"""Telling the article of a rendered page from what surrounds it.

A line's chance of being part of the article is a logistic model over named features (`markup_features`); its weights are a
table that can be read (`rules/markup_model.toml`, made by `benchmarks/train_markup.py`). Lines that look alike draw each other
to their mean, lines stay from a threshold on that is chosen for the page, and every line that goes says which features spoke
against it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, repeat
from math import exp

from corpus_builder.cleaning.pages.features import Cell, find_features, measure_line
from corpus_builder.model import Block, Line, Role, Verdict
from corpus_builder.rules import read_table
from corpus_builder.settings import MarkupSettings

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
}
_REASONS = 3
# What a feature that no weight can outweigh counts against a line.
_AGAINST = -99.0
# Features that are about a named group of words or elements.
_NAMED = re.compile(r"(?:article in|in|is|says|tag) ([^\s]+)(?: length|$)")
# Lines with the same markup, of about the same length (in characters, between these) and linked or not alike, go this share of
# the way to the mean of their log odds; a line counts in it by its length, up to so many characters. Chosen with the weights.
_ALIKE_LENGTHS = (80, 200)
_ALIKE_SHARE = 0.4
_ALIKE_CHARACTERS = 400
# Log odds beyond which a line is as certain as can be.
_CERTAIN = 6.0


@dataclass(frozen=True, slots=True)
class MarkupRule:
    """Why a line that the model sends away goes: one of these features speaks against it."""

    name: str
    why: str
    features: tuple[str, ...]
    general: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model over named features; a line with one of `never` has no chance."""

    bias: float
    weights: dict[str, float]
    never: frozenset[str] = frozenset()

    def score(self, features: Sequence[str]) -> float:
        """The log odds that a line with these features is part of the article."""
        return max(-_CERTAIN, min(_CERTAIN, self.bias + sum(map(self.weights.get, features, repeat(0.0)))))


def judge_page(blocks: Sequence[Block], settings: MarkupSettings) -> list[Verdict]:
    """Which blocks of a rendered page are its article, and as what; one verdict per block.

    Blocks of one line share a verdict. A page without an article keeps nothing.
    """
    groups = [list(group) for _, group in groupby(blocks, key=lambda block: block.line)]
    cells = [measure_line(" ".join(block.text for block in group), group[0].markup or Line("p")) for group in groups]
    verdicts = judge_lines(cells, settings)
    return [verdict for group, verdict in zip(groups, verdicts, strict=True) for _ in group]


def judge_lines(cells: Sequence[Cell], settings: MarkupSettings) -> list[Verdict]:
    """Which lines of a rendered page are its article; one verdict per line."""
    model = load_model()
    features = find_features(cells)
    chances = find_chances(cells, features, model)
    stays = choose_lines(cells, chances, settings)
    title = find_title(cells, stays, settings)
    return [
        Verdict("title") if i == title else Verdict(_role_of(cell.line)) if stays[i] else _dismiss(features[i], chances[i], model)
        for i, cell in enumerate(cells)
    ]


def find_chances(cells: Sequence[Cell], features: Sequence[Sequence[str]], model: Model) -> list[float]:
    """The chance of each line to be part of the article, lines that look alike drawn to the mean of their log odds."""
    scores = [model.score(names) for names in features]
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        alike[cell.line.containers, cell.line.hints, bisect_right(_ALIKE_LENGTHS, cell.length), cell.linked > 0.5].append(i)
    drawn = list(scores)
    for lines in alike.values():
        weights = [min(cells[i].length, _ALIKE_CHARACTERS) for i in lines]
        mean = sum(scores[i] * weight for i, weight in zip(lines, weights, strict=True)) / max(1.0, sum(weights))
        for i in lines:
            drawn[i] += _ALIKE_SHARE * (mean - scores[i])
    return [1 / (1 + exp(-score)) if model.never.isdisjoint(names) else 0.0 for score, names in zip(drawn, features, strict=True)]


def choose_lines(cells: Sequence[Cell], chances: Sequence[float], settings: MarkupSettings) -> list[bool]:
    """Which lines stay: the likely ones, headings between them, and lists as wholes; a heading behind all text leads nowhere."""
    threshold = find_threshold(chances, [cell.length for cell in cells], settings)
    stays = _keep_lists(cells, chances, _keep_headings(cells, chances, threshold), settings)
    stays = _keep_tables(cells, chances, stays, settings)
    text = (i for i, cell in enumerate(cells) if stays[i] and _role_of(cell.line) != "heading")
    last = max(text, default=len(cells))
    return [stay and i <= last for i, stay in enumerate(stays)]


def find_threshold(chances: Sequence[float], lengths: Sequence[float], settings: MarkupSettings) -> float:
    """The chance from which on lines stay: that which makes the expected F1 of the page's text the highest.

    A page on which all lines are uncertain keeps the likelier ones; one without a likely line of prose keeps none (1.0).
    """
    likely = (c >= settings.article_chance and n >= settings.article_characters for c, n in zip(chances, lengths, strict=True))
    if not any(likely):
        return 1.0
    expected = sum(chance * length for chance, length in zip(chances, lengths, strict=True))
    best = right = kept = 0.0
    for chance, length in sorted(zip(chances, lengths, strict=True), reverse=True):
        right += chance * length
        kept += length
        best = max(best, 2 * right / (kept + expected))
    # For the best set of lines, the threshold is half the F1 it reaches (Lewis 1995, "Evaluating and optimizing
    # autonomous text classification systems").
    return max(settings.lowest_threshold, best / 2)


def find_title(cells: Sequence[Cell], stays: Sequence[bool], settings: MarkupSettings) -> int | None:
    """The first-level heading nearest before the article's first long line, or else the first one inside the article."""
    first = next((i for i, cell in enumerate(cells) if stays[i] and cell.length >= settings.article_characters), None)
    if first is None:
        return None
    headings = [i for i, cell in enumerate(cells) if "h1" in cell.line.containers and cell.length >= settings.title_characters]
    before = [i for i in headings if i < first]
    return before[-1] if before else next((i for i in headings if stays[i]), None)


@cache
def load_model() -> Model:
    """The model, from its table."""
    table = read_table("markup_model")
    return Model(table["bias"], table["weights"], load_never())


@cache
def load_never() -> frozenset[str]:
    """The features of lines that are never part of the article."""
    return frozenset(read_table("markup")["never"]["features"])


@cache
def load_rules() -> tuple[MarkupRule, ...]:
    """The reasons for which lines go, in the order in which they are given."""
    return tuple(
        MarkupRule(row["name"], row["why"], tuple(row["features"]), row.get("general", False))
        for row in read_table("markup")["rules"]
    )


def _keep_headings(cells: Sequence[Cell], chances: Sequence[float], threshold: float) -> list[bool]:
    """Which lines stay: those above the threshold, and from half of it on a heading right between two that do."""
    stays = [chance > threshold for chance in chances]
    return [
        stays[i]
        or (
            0 < i < len(cells) - 1
            and stays[i - 1]
            and stays[i + 1]
            and chances[i] > threshold / 2
            and _role_of(cell.line) == "heading"
            and cell.line.path[:-1] in (cells[i - 1].line.path[:-1], cells[i + 1].line.path[:-1])
        )
        for i, cell in enumerate(cells)
    ]


def _keep_lists(cells: Sequence[Cell], chances: Sequence[float], stays: Sequence[bool], settings: MarkupSettings) -> list[bool]:
    """Which lines stay, with the lists between lines that do (a teaser may come between): the lines of a list stay as one."""
    kept, last = list(stays), 0
    for _, group in groupby(range(len(cells)), key=lambda i: (_role_of(cells[i].line), cells[i].line.path[:-1])):
        items, before = list(group), last
        last = items[-1]
        if items[0] == 0 or not kept[before] or _role_of(cells[items[0]].line) != "list_item":
            continue
        beside = cells[items[0]].line.path[:-2] == cells[before].line.path[:-1]
        if beside and any(kept[last + 1 : last + 3]) and min(chances[i] for i in items) > settings.lowest_list_chance:
            kept[items[0] : items[-1] + 1] = [True] * len(items)
    return kept


def _keep_tables(cells: Sequence[Cell], chances: Sequence[float], stays: Sequence[bool], settings: MarkupSettings) -> list[bool]:
    """Which lines stay, where a table between lines that do stays or goes as one, by the mean chance of its text."""
    kept = list(stays)
    for table, group in groupby(range(len(cells)), key=lambda i: _table_of(cells[i].line)):
        items = list(group)
        before, behind = kept[max(0, items[0] - 2) : items[0]], kept[items[-1] + 1 : items[-1] + 3]
        if table is None or not (any(before) and any(behind)):
            continue
        length = sum(cells[i].length for i in items)
        mean = sum(chances[i] * cells[i].length for i in items) / max(1.0, length)
        kept[items[0] : items[-1] + 1] = [mean > settings.lowest_threshold] * len(items)
    return kept


def _table_of(line: Line) -> int | None:
    """The number of the outermost table that a line is a part of."""
    return line.path[line.containers.index("table")] if "table" in line.containers[: len(line.path)] else None


def _role_of(line: Line) -> Role:
    return next((_ROLES[tag] for tag in reversed((*line.containers, line.tag)) if tag in _ROLES), "body")


def _dismiss(features: Sequence[str], chance: float, model: Model) -> Verdict:
    against = {name: _AGAINST if name in model.never else model.weights.get(name, 0.0) for name in features}
    against = {name: weight for name, weight in against.items() if weight < 0}
    rule = _choose_rule(against)
    ordered = sorted(against, key=lambda name: (name not in rule.features, against[name], name))
    reasons = list(dict.fromkeys(map(say_feature, ordered)))[:_REASONS]
    return Verdict(stage="boilerplate", rule=rule.name, evidence=f"chance {chance:.2f}: {', '.join(reasons)}")


def _choose_rule(against: Mapping[str, float]) -> MarkupRule:
    """The rule whose features speak most against a line, a general one only where no other does; the last one where none does."""
    rules, ranks = load_rules(), _rank_features()
    sums = [0.0] * len(rules)
    for name, weight in against.items():
        if name in ranks:
            sums[ranks[name]] += weight
    speaking = [rank for rank, total in enumerate(sums) if total < 0]
    return rules[min(speaking, key=lambda rank: (rules[rank].general, sums[rank], rank), default=-1)]


@cache
def say_feature(name: str) -> str:
    """A feature in words, and what it is about where its name says so.

    >>> say_feature("look prose <0.02"), say_feature("in related length <80")
    ('lines that look like it are no prose', 'it stands in: related')
    """
    table = read_table("markup")["evidence"]
    words = table[max((start for start in table if f"{name} ".startswith(f"{start} ")), key=len)]
    named = _NAMED.match(name)
    return f"{words}: {named[1]}" if named else str(words)


@cache
def _rank_features() -> dict[str, int]:
    """For each feature that a rule names the place of the first such rule."""
    return {name: rank for rank, rule in reversed([*enumerate(load_rules())]) for name in rule.features}
