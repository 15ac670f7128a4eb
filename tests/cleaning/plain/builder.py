"""Texts of plain lines, described and classified as a build does it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.plain.classify import classify_texts
from corpus_builder.cleaning.plain.metadata import TextPage, read_pages
from corpus_builder.cleaning.plain.shape import ShapeColumns, describe_pages
from corpus_builder.model import Label
from corpus_builder.models.linear import VALUE_UNIT, FeatureColumn
from corpus_builder.settings import BoilerplateSettings


def read_text(text: str) -> TextPage:
    """A text as the rules and the model see it; nothing is known of its topic."""
    [page] = read_pages([split_blocks(text, ())], [frozenset()])
    return page


def read_lines(*lines: str) -> TextPage:
    """The same for a text of these lines, none of which is cut."""
    page = read_text("\n".join(lines))
    assert [block.text for block in page.blocks] == list(lines)
    return page


def classify(page: TextPage) -> list[Label]:
    """The labels of its blocks."""
    [labels] = classify_texts([page], BoilerplateSettings())
    return labels


def describe(*texts: str) -> ShapeColumns:
    """All that the model asks of the blocks of one page."""
    return describe_pages([texts]).complete_pages([0])


def list_rows(columns: Iterable[FeatureColumn], n_rows: int) -> list[dict[str, float]]:
    """The features of each row that are not zero, by name."""
    rows: list[dict[str, float]] = [{} for _ in range(n_rows)]
    for column in columns:
        values = np.full(n_rows, VALUE_UNIT) if column.values is None else column.values
        for row, choice, value in zip(rows, column.choices.tolist(), values.tolist(), strict=True):
            row.update(dict.fromkeys(column.names[choice] if value else (), value / VALUE_UNIT))
    return rows
