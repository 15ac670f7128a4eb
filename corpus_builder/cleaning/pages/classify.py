"""Separating the article of a rendered page from boilerplate.

A line's probability of being part of the article is a logistic model over named features (`features`). Probabilities
of similar lines are pulled towards their mean, lines above a threshold chosen for the page are kept (`choosing`), and
every removed line names the features that counted against it (`reasons`). The pages of a batch are classified together;
no page depends on another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from math import exp, fsum
from typing import Final

import numpy as np

from corpus_builder.cleaning.pages.cells import MOSTLY_LINKED, Cells, LinedPage, measure_pages
from corpus_builder.cleaning.pages.choosing import ROLES, choose_lines, find_roles, find_titles
from corpus_builder.cleaning.pages.feature_names import declare_features, find_bins
from corpus_builder.cleaning.pages.features import find_features
from corpus_builder.cleaning.pages.reasons import choose_rules, list_objections, list_reasons, load_always, load_never, load_rules
from corpus_builder.kernels.segments import Flags, Floats, Ints
from corpus_builder.knowledge import name_table, read_table
from corpus_builder.model import Blocks, Label, Line
from corpus_builder.models.linear import ROOM, FeatureColumn, FittedTable, LinearModel, Weights, make_model, sum_columns
from corpus_builder.settings import PageSettings

TABLE: Final = "pages"

# Lines with the same markup, of about the same length (in characters, between these) and linked or not alike, go this share of
# the way to the mean of their log odds; a line counts in it by its length, up to so many characters. Chosen with the weights.
_ALIKE_LENGTHS = (80, 200)
_ALIKE_SHARE = 0.4
_ALIKE_CHARACTERS = 400
# Log odds beyond which a line is as certain as can be.
_CERTAIN = 6.0


class PagesTable(FittedTable):
    """The table of weights."""

    lines: Weights


def classify_pages(pages: Sequence[Blocks], settings: PageSettings) -> list[list[Label]]:
    """Which blocks of rendered pages are their articles, and as what; one label per block.

    Blocks of one line share a label. A page without an article keeps nothing.
    """
    if not pages:
        return []
    rows, lined = [], []
    for blocks in pages:
        own, page = join_lines(blocks)
        rows.append(own)
        lined.append(page)
    cells = measure_pages(lined)
    labels = classify_lines(cells, settings)
    offsets = cells.pages.offsets.tolist()
    return [[labels[first + row] for row in own] for first, own in zip(offsets, rows, strict=False)]


def join_lines(blocks: Blocks) -> tuple[list[int], LinedPage]:
    """The lines of a page that blocks were cut from, and for each block the index of its line among them."""
    rows: list[int] = []
    texts: list[str] = []
    lines: list[Line] = []
    before = -1
    for text, line in zip(blocks.texts, blocks.lines, strict=True):
        if line == before:
            texts[-1] = f"{texts[-1]} {text}"
        else:
            texts.append(text)
            lines.append(blocks.markup[line] if line < len(blocks.markup) else Line("p"))
        before = line
        rows.append(len(texts) - 1)
    return rows, LinedPage(texts, lines)


def classify_lines(cells: Cells, settings: PageSettings) -> list[Label]:
    """Which lines of rendered pages are their articles; one label per line."""
    model = load_model()
    columns = find_features(cells)
    probabilities = find_probabilities(cells, columns, model)
    kept = choose_lines(cells, probabilities, settings)
    titles = find_titles(cells, kept)
    roles = find_roles(cells)
    roles[titles[titles >= 0]] = ROLES.index("title")
    stays = kept.copy()
    stays[titles[titles >= 0]] = True
    labels = list(map([Label(role) for role in ROLES].__getitem__, roles.tolist()))
    removed = np.flatnonzero(~stays)
    for row, label in zip(removed.tolist(), _remove_lines(columns, probabilities[removed], removed, model), strict=True):
        labels[row] = label
    return labels


def find_probabilities(cells: Cells, columns: Sequence[FeatureColumn], model: LinearModel) -> Floats:
    """The probability of each line to be part of the article, lines that look alike drawn to the mean of their log odds.

    A line with a feature of those that are never in an article has none, another one with a feature of those that always are is
    certain.
    """
    scores = np.clip(model.score_sums(*sum_columns([model], columns, len(cells.lines))), -_CERTAIN, _CERTAIN)
    drawn = scores + _ALIKE_SHARE * (_find_means(cells, scores) - scores)
    probabilities = np.array([1 / (1 + exp(-score)) for score in drawn.tolist()], np.float64)
    probabilities[_find_having(columns, load_always(), len(cells.lines))] = 1.0
    probabilities[_find_having(columns, load_never(), len(cells.lines))] = 0.0
    return probabilities


def _find_means(cells: Cells, scores: Floats) -> Floats:
    """For each line the mean of the scores of the lines of its page that look alike."""
    lengths, is_linked = find_bins(cells.lengths, _ALIKE_LENGTHS), cells.linked > MOSTLY_LINKED
    shapes = cells.at_lines(cells.elements.shapes)
    _, alike = np.unique((shapes * (len(_ALIKE_LENGTHS) + 1) + lengths) * 2 + is_linked, return_inverse=True)
    order = np.argsort(alike, kind="stable")
    bounds = np.searchsorted(alike[order], np.arange(int(alike.max(initial=-1)) + 2)).tolist()
    counted = np.minimum(cells.lengths, _ALIKE_CHARACTERS)[order]
    weights, weighed = counted.tolist(), (scores[order] * counted).tolist()
    means = [fsum(weighed[a:b]) / max(1.0, fsum(weights[a:b])) for a, b in pairwise(bounds)]
    return np.array(means, np.float64)[alike]


def _find_having(columns: Sequence[FeatureColumn], names: Collection[str], count: int) -> Flags:
    """Which lines have one of the features that are named."""
    named, found = frozenset(names), np.zeros(count, np.bool_)
    for column in columns:
        flags = np.array([not named.isdisjoint(own) for own in column.names], np.bool_)
        if flags.any():
            found |= flags[column.choices]
    return found


@cache
def load_model() -> LinearModel:
    """The package's model. Raises TableError where its table has a weight for a feature that nothing computes."""
    return make_lines_model(read_table(PagesTable, ROOM, TABLE).lines, name_table(ROOM, TABLE))


def make_lines_model(lines: Weights, where: str) -> LinearModel:
    """A model of the weights for lines; `where` they stand."""
    return make_model(lines, declare_features(), f"{where}: lines")


def _remove_lines(columns: Sequence[FeatureColumn], probabilities: Floats, rows: Ints, model: LinearModel) -> list[Label]:
    """The labels of lines that are removed: by which rule, and for what reasons."""
    objections = list_objections(columns, model.weights, rows)
    chosen = choose_rules(objections, len(rows))
    names = [rule.name for rule in load_rules()]
    told = zip(chosen.tolist(), probabilities.tolist(), list_reasons(objections, chosen), strict=True)
    return [
        Label("body", "boilerplate", names[rule], f"probability {probability:.2f}: {', '.join(reasons)}")
        for rule, probability, reasons in told
    ]
