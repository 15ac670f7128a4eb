"""Linear models over named features: weights and values are whole numbers, so that a sum is the same everywhere.

A float depends on the order in which it is added up, and on the version of Python, which sums with compensation from
3.12 on. Whole numbers do not. Real values of features are rounded to whole numbers in `quantize` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Annotated, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from corpus_builder.knowledge import Row, TableError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROOM: Final = "models"
# Weights and biases are whole thousandths of a nat: what is fitted is not surer than that.
WEIGHT_UNIT: Final = 1_000
# Values of features are whole millionths: finer than the data tell apart, coarser than the last bits of a logarithm, which
# differ from one machine's library to another's.
VALUE_UNIT: Final = 1_000_000


# No weight is larger than a million nats: that would be a slip of the pen.
Weight = Annotated[int, Field(ge=-(10**9), le=10**9)]


class Training(Row):
    """Where a table of weights comes from: the script that made it, the pages it learned from, and how well it does.

    `data` is the SHA-256 of the pages' files (`benchmarks.model_tables.digest_files`). `f1` has for each way of scoring, and in
    it for each file, the mean F1 on pages of sites that were left out of the fitting.
    """

    script: str
    pages: int
    data: str
    f1: dict[str, dict[str, float]]


def parse_weights(text: object) -> object:
    """The weights of a text that has one a line, `feature: weight`, which is read ten times as fast as so many keys of TOML.

    Raises ValueError for a line that is none, and a feature that occurs twice.
    """
    if not isinstance(text, str):
        return text  # a script has them as they are; of all else the type that is declared says what is wrong
    weights: dict[str, int] = {}
    for line in text.splitlines():
        feature, _, weight = line.rpartition(": ")
        if not (feature and weight.removeprefix("-").isdecimal()):
            raise ValueError(f"{line!r} is not a feature with a whole number, as in 'length <10: -120'")
        if feature in weights:
            raise ValueError(f"{feature!r} occurs twice")
        weights[feature] = int(weight)
    return weights


class Weights(Row):
    """The weights of one model, in thousandths of a nat; a feature that is not listed has none. In the table they are a text."""

    bias: Weight
    weights: Annotated[dict[str, Weight], BeforeValidator(parse_weights)]


class FittedTable(Row):
    """A table of weights; those that derive from it name the models in it."""

    training: Training


class FeatureColumn(NamedTuple):
    """Features of many rows: each row has all those that `names` has at its index in `choices`, which may be none, and each of
    them has the row's value: whole millionths, or 1 where `values` is None.
    """

    names: tuple[tuple[str, ...], ...]
    choices: npt.NDArray[np.integer[Any]]
    values: Ints | None = None


class LinearModel(NamedTuple):
    """A model as it is used: `weights` has a row for every feature that is declared, 0 where the table has none.

    `where` is its table, as messages name it.
    """

    where: str
    bias: int
    weights: Mapping[str, int]

    def score_sums(self, sums: Ints) -> Floats:
        """The log odds of rows by the sums of their weighed features (`sum_columns`): exact, and divided once.

        >>> model = make_model(Weights(bias=-500, weights={"long": 1250}), {"long", "late"}, "a table")
        >>> column = FeatureColumn(((), ("long",)), np.array([0, 1, 1]), quantize(np.array([0.0, 1.0, 2.0])))
        >>> model.score_sums(*sum_columns([model], [column], 3)).tolist()
        [-0.5, 0.75, 2.0]
        """
        scores: Floats = (sums + self.bias * VALUE_UNIT) / (WEIGHT_UNIT * VALUE_UNIT)
        return scores

    def score_present(self, names: Iterable[str]) -> float:
        """The log odds that features speak for which are present or not: each of `names` has the value 1."""
        return sum(self.weigh(names), self.bias) / WEIGHT_UNIT

    def weigh(self, names: Iterable[str]) -> list[int]:
        """The weights of features. Raises TableError for one that is not declared."""
        try:
            return [*map(self.weights.__getitem__, names)]
        except KeyError as unknown:
            raise TableError(f"{self.where}: {unknown.args[0]}: the feature is computed but not declared") from None


def make_model(table: Weights, declared: Collection[str], where: str) -> LinearModel:
    """A model of the weights in a table over the features that the code declares.

    Raises TableError, naming the table `where` it stands and the key, for a weight of a feature that is not declared.
    """
    unknown = sorted(table.weights.keys() - set(declared))
    if unknown:
        raise TableError(f"{where}, weights, {unknown[0]}: no such feature is declared")
    return LinearModel(where, table.bias, dict.fromkeys(sorted(declared), 0) | table.weights)


def sum_columns(models: Sequence[LinearModel], columns: Iterable[FeatureColumn], rows: int) -> list[Ints]:
    """For each model the sums of what features weigh by their values, one for each of so many rows, without the bias.

    Each column is read once and need not be kept. Raises TableError for a feature that a model does not declare.
    """
    totals = [np.zeros(rows, np.int64) for _ in models]
    for column in columns:
        for model, total in zip(models, totals, strict=True):
            weights = np.array([sum(model.weigh(names)) for names in column.names], np.int64)
            if not weights.any():
                continue
            if column.values is None:
                total += (weights * VALUE_UNIT).take(column.choices)
            else:
                total += (weights.take(column.choices) if len(weights) > 1 else weights) * column.values
    return totals


def quantize(values: Floats) -> Ints:
    """The values of features as whole millionths.

    >>> quantize(np.array([1.0, 1 / 3])).tolist()
    [1000000, 333333]
    """
    return np.rint(values * VALUE_UNIT).astype(np.int64)


def expand_names(pattern: str, **choices: Iterable[object]) -> Iterator[str]:
    """All names that a pattern stands for, one for each combination of the choices.

    >>> [*expand_names("{what} {where}", what=("prose", "list"), where=("before", "behind"))]
    ['prose before', 'prose behind', 'list before', 'list behind']
    """
    for values in product(*choices.values()):
        yield pattern.format(**dict(zip(choices, values, strict=True)))
