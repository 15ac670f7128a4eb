"""Separating the article of a rendered page from boilerplate.

A line's probability of being part of the article is a logistic model over named features (`features`). Probabilities
of similar lines are pulled towards their mean, lines above a threshold chosen for the page are kept, and every
removed line names the features that counted against it (`reasons`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from math import exp, fsum
from typing import Final

from corpus_builder.cleaning.pages.cells import MOSTLY_LINKED, Cell, measure_line
from corpus_builder.cleaning.pages.feature_names import declare_features
from corpus_builder.cleaning.pages.features import find_features
from corpus_builder.cleaning.pages.reasons import choose_rule, load_never, say_feature
from corpus_builder.knowledge import name_table, read_table
from corpus_builder.model import Block, Label, Line, Role
from corpus_builder.models.linear import ROOM, WEIGHT_UNIT, FittedTable, LinearModel, Weights, make_model
from corpus_builder.settings import PageSettings

TABLE: Final = "pages"

# A page has an article when a line this long (characters; a wide script's count more than double) is likely part of it: the
# lines of menus and listings are shorter.
ARTICLE_CHARACTERS = 50
# A list led up to by a line that is kept goes with its least likely item when that is less probable.
LOWEST_ITEM_PROBABILITY = 0.04
# A first-level heading shorter than this (characters) is a logo or a section more often than a title.
TITLE_CHARACTERS = 10

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
}
# How many features the evidence for a removal names.
_REASONS = 3
# What a feature that no weight can outweigh counts against a line.
_AGAINST = -99 * WEIGHT_UNIT
# Lines with the same markup, of about the same length (in characters, between these) and linked or not alike, go this share of
# the way to the mean of their log odds; a line counts in it by its length, up to so many characters. Chosen with the weights.
_ALIKE_LENGTHS = (80, 200)
_ALIKE_SHARE = 0.4
_ALIKE_CHARACTERS = 400
# Log odds beyond which a line is as certain as can be.
_CERTAIN = 6.0
# A heading right between two lines that are kept is kept from this share of the threshold on.
_HEADING_SHARE = 0.5
# Lines before and behind a table, and behind a list, of which one is kept where it stands in the article: a teaser may come
# between.
_AROUND = 2


class PagesTable(FittedTable):
    """The table of weights."""

    lines: Weights


def classify_pages(pages: Sequence[Sequence[Block]], settings: PageSettings) -> list[list[Label]]:
    """The labels of the blocks of each page of a batch."""
    return [classify_page(blocks, settings) for blocks in pages]


def classify_page(blocks: Sequence[Block], settings: PageSettings) -> list[Label]:
    """Which blocks of a rendered page are its article, and as what; one label per block.

    Blocks of one line share a label. A page without an article keeps nothing.
    """
    groups = [list(group) for _, group in groupby(blocks, key=lambda block: block.line)]
    cells = [measure_line(" ".join(block.text for block in group), group[0].markup or Line("p")) for group in groups]
    labels = classify_lines(cells, settings)
    return [label for group, label in zip(groups, labels, strict=True) for _ in group]


def classify_lines(cells: Sequence[Cell], settings: PageSettings) -> list[Label]:
    """Which lines of a rendered page are its article; one label per line."""
    model = load_model()
    features = find_features(cells)
    probabilities = find_probabilities(cells, features, model)
    kept = choose_lines(cells, probabilities, settings)
    title = find_title(cells, kept)
    return [
        Label("title") if i == title else Label(_role_of(cell.line)) if kept[i] else _remove(features[i], probabilities[i], model)
        for i, cell in enumerate(cells)
    ]


def find_probabilities(cells: Sequence[Cell], features: Sequence[Sequence[str]], model: LinearModel) -> list[float]:
    """The probability of each line to be part of the article, lines that look alike drawn to the mean of their log odds.

    A line with a feature of those that are never in an article has none.
    """
    scores = [max(-_CERTAIN, min(_CERTAIN, model.score_present(names))) for names in features]
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        length = bisect_right(_ALIKE_LENGTHS, cell.length)
        alike[cell.line.containers, cell.line.hints, length, cell.linked > MOSTLY_LINKED].append(i)
    drawn = list(scores)
    for lines in alike.values():
        weights = [min(cells[i].length, _ALIKE_CHARACTERS) for i in lines]
        mean = fsum(scores[i] * weight for i, weight in zip(lines, weights, strict=True)) / max(1.0, fsum(weights))
        for i in lines:
            drawn[i] += _ALIKE_SHARE * (mean - scores[i])
    never = load_never()
    return [1 / (1 + exp(-score)) if never.isdisjoint(names) else 0.0 for score, names in zip(drawn, features, strict=True)]


def choose_lines(cells: Sequence[Cell], probabilities: Sequence[float], settings: PageSettings) -> list[bool]:
    """Which lines are kept: the likely ones, headings between them, and lists and tables as wholes.

    A heading behind all text leads nowhere.
    """
    threshold = find_threshold(probabilities, [cell.length for cell in cells], settings)
    kept = _keep_lists(cells, probabilities, _keep_headings(cells, probabilities, threshold))
    kept = _keep_tables(cells, probabilities, kept, settings)
    text = (i for i, cell in enumerate(cells) if kept[i] and _role_of(cell.line) != "heading")
    last = max(text, default=len(cells))
    return [keep and i <= last for i, keep in enumerate(kept)]


def find_threshold(probabilities: Sequence[float], lengths: Sequence[float], settings: PageSettings) -> float:
    """The probability from which on lines are kept: that which makes the expected F1 of the page's text the highest.

    A page on which all lines are uncertain keeps the likelier ones; one without a likely line of prose keeps none (1.0).
    """
    lines = list(zip(probabilities, lengths, strict=True))
    if not any(p >= settings.article_probability and length >= ARTICLE_CHARACTERS for p, length in lines):
        return 1.0
    expected = fsum(probability * length for probability, length in lines)
    best = right = kept = 0.0
    for probability, length in sorted(lines, reverse=True):
        right += probability * length
        kept += length
        best = max(best, 2 * right / (kept + expected))
    # For the best set of lines, the threshold is half the F1 it reaches (Lewis 1995, "Evaluating and optimizing
    # autonomous text classification systems").
    return max(settings.lowest_probability, best / 2)


def find_title(cells: Sequence[Cell], kept: Sequence[bool]) -> int | None:
    """The first-level heading nearest before the article's first long line, or else the first one inside the article."""
    first = next((i for i, cell in enumerate(cells) if kept[i] and cell.length >= ARTICLE_CHARACTERS), None)
    if first is None:
        return None
    headings = [i for i, cell in enumerate(cells) if "h1" in cell.line.containers and cell.length >= TITLE_CHARACTERS]
    before = [i for i in headings if i < first]
    return before[-1] if before else next((i for i in headings if kept[i]), None)


@cache
def load_model() -> LinearModel:
    """The package's model. Raises TableError where its table has a weight for a feature that nothing computes."""
    return make_lines_model(read_table(PagesTable, ROOM, TABLE).lines, name_table(ROOM, TABLE))


def make_lines_model(lines: Weights, where: str) -> LinearModel:
    """A model of the weights for lines; `where` they stand."""
    return make_model(lines, declare_features(), f"{where}: lines")


def _keep_headings(cells: Sequence[Cell], probabilities: Sequence[float], threshold: float) -> list[bool]:
    """Which lines are kept: those above the threshold, and from half of it on a heading right between two that are."""
    likely = [probability > threshold for probability in probabilities]
    return [
        likely[i]
        or (
            0 < i < len(cells) - 1
            and likely[i - 1]
            and likely[i + 1]
            and probabilities[i] > threshold * _HEADING_SHARE
            and _role_of(cell.line) == "heading"
            and cell.line.path[:-1] in (cells[i - 1].line.path[:-1], cells[i + 1].line.path[:-1])
        )
        for i, cell in enumerate(cells)
    ]


def _keep_lists(cells: Sequence[Cell], probabilities: Sequence[float], likely: Sequence[bool]) -> list[bool]:
    """Which lines are kept, with the lists between lines that are (a teaser may come between): the lines of a list as one."""
    kept, last = list(likely), 0
    for _, group in groupby(range(len(cells)), key=lambda i: (_role_of(cells[i].line), cells[i].line.path[:-1])):
        items, before = list(group), last
        last = items[-1]
        if items[0] == 0 or not kept[before] or _role_of(cells[items[0]].line) != "list_item":
            continue
        beside = cells[items[0]].line.path[:-2] == cells[before].line.path[:-1]
        behind = kept[last + 1 : last + 1 + _AROUND]
        if beside and any(behind) and min(probabilities[i] for i in items) > LOWEST_ITEM_PROBABILITY:
            kept[items[0] : items[-1] + 1] = [True] * len(items)
    return kept


def _keep_tables(
    cells: Sequence[Cell], probabilities: Sequence[float], likely: Sequence[bool], settings: PageSettings
) -> list[bool]:
    """Which lines are kept, where a table between lines that are is kept or not as one, by the mean probability of its text."""
    kept = list(likely)
    for table, group in groupby(range(len(cells)), key=lambda i: _table_of(cells[i].line)):
        items = list(group)
        before = kept[max(0, items[0] - _AROUND) : items[0]]
        behind = kept[items[-1] + 1 : items[-1] + 1 + _AROUND]
        if table is None or not (any(before) and any(behind)):
            continue
        length = fsum(cells[i].length for i in items)
        mean = fsum(probabilities[i] * cells[i].length for i in items) / max(1.0, length)
        kept[items[0] : items[-1] + 1] = [mean > settings.lowest_probability] * len(items)
    return kept


def _table_of(line: Line) -> int | None:
    """The number of the outermost table that a line is a part of."""
    return line.path[line.containers.index("table")] if "table" in line.containers[: len(line.path)] else None


def _role_of(line: Line) -> Role:
    return next((_ROLES[tag] for tag in reversed((*line.containers, line.tag)) if tag in _ROLES), "body")


def _remove(features: Sequence[str], probability: float, model: LinearModel) -> Label:
    against = {name: weight for name, weight in zip(features, model.weigh(features), strict=True) if weight < 0}
    against |= dict.fromkeys(load_never().intersection(features), _AGAINST)
    rule = choose_rule(against)
    ordered = sorted(against, key=lambda name: (name not in rule.features, against[name], name))
    reasons = list(dict.fromkeys(map(say_feature, ordered)))[:_REASONS]
    return Label(stage="boilerplate", rule=rule.name, evidence=f"probability {probability:.2f}: {', '.join(reasons)}")
