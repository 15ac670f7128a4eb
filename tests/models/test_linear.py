"""Linear models: exact sums, and no weight and no feature that nobody declared."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.pages import classify as pages
from corpus_builder.cleaning.plain import classify as plain
from corpus_builder.knowledge import TableError, check_table
from corpus_builder.models.linear import (
    VALUE_UNIT,
    WEIGHT_UNIT,
    FeatureColumn,
    FittedTable,
    LinearModel,
    Weights,
    expand_names,
    make_model,
    quantize,
    sum_columns,
)

TRAINING = '[training]\nscript = "fit.py"\npages = 3\ndata = "00"\n[training.f1]\nall = { a = 0.9 }\n'
GOOD = f'{TRAINING}[lines]\nbias = -5\nweights = """\nlength <10: 12\n"""\n'
WRONG = {
    "no bias": (GOOD.replace("bias = -5\n", ""), "pages.toml: lines, bias: missing key"),
    "a bias that is no whole number": (
        GOOD.replace("-5", "-0.005"),
        "pages.toml: lines, bias: Input should be a valid integer",
    ),
    "a weight that is no whole number": (
        GOOD.replace(": 12", ": 0.012"),
        "pages.toml: lines, weights: 'length <10: 0.012' is not a feature with a whole number, as in 'length <10: -120'",
    ),
    "a weight without its feature": (
        GOOD.replace("length <10: 12", "12"),
        "pages.toml: lines, weights: '12' is not a feature with a whole number, as in 'length <10: -120'",
    ),
    "a feature twice": (
        GOOD.replace("length <10: 12", "length <10: 12\nlength <10: 13"),
        "pages.toml: lines, weights: 'length <10' occurs twice",
    ),
    "weights that are no text": (
        GOOD.replace('"""\nlength <10: 12\n"""', "12"),
        "pages.toml: lines, weights: Input should be an object",
    ),
    "a weight out of bounds": (
        GOOD.replace(": 12", ": 1200000000"),
        "pages.toml: lines, weights, length <10: Input should be less than or equal to 1000000000",
    ),
    "a misspelt key": (GOOD.replace("bias", "bais"), "pages.toml: lines, bias: missing key"),
    "another model": (GOOD + "[context]\n", "pages.toml: context: unknown key"),
    "no training": (GOOD.replace(TRAINING, ""), "pages.toml: training: missing key"),
    "no digest": (GOOD.replace('data = "00"\n', ""), "pages.toml: training, data: missing key"),
}
MODEL = make_model(Weights(bias=250, weights={"long": 1500, "late": -500}), {"long", "late", "rare"}, "models/x.toml: lines")


def read_pages_model(text: str) -> object:
    """What the package makes of the text of a table."""
    return pages.make_lines_model(check_table(pages.PagesTable, tomllib.loads(text), "pages.toml").lines, "pages.toml")


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_table_is_one_clear_error(text: str, message: str) -> None:
    """The error names the file and the key, which may be that of a weight."""
    assert read_pages_model(GOOD)
    with pytest.raises(TableError) as error:
        read_pages_model(text)

    assert str(error.value) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: read_pages_model(GOOD.replace("length <10", "lenght <10")),
            "pages.toml: lines, weights, lenght <10: no such feature is declared",
        ),
        (
            lambda: read_pages_model(GOOD.replace("length <10", "length <11")),
            "pages.toml: lines, weights, length <11: no such feature is declared",
        ),
        (
            lambda: plain.combine_passes(
                Weights(bias=0, weights={"score": 1}), Weights(bias=0, weights={"score": 1}), "plain_text.toml"
            ),
            "plain_text.toml: blocks, weights, score: no such feature is declared",
        ),
    ],
    ids=["misspelt", "a bin that is none", "a feature of the other pass"],
)
def test_a_weight_for_a_feature_that_is_not_declared_is_refused(make: Any, message: str) -> None:
    """A weight that nothing computes would never count, and nobody would know."""
    with pytest.raises(TableError) as error:
        make()

    assert str(error.value) == message


def score(model: LinearModel, columns: list[FeatureColumn], rows: int) -> list[float]:
    """The scores of rows by their columns."""
    [sums] = sum_columns([model], columns, rows)
    return model.score_sums(sums).tolist()


def column(name: str, *values: float) -> FeatureColumn:
    """One feature with its values."""
    return FeatureColumn(((name,),), np.zeros(len(values), np.int64), quantize(np.array(values)))


def test_a_feature_that_is_not_declared_is_refused_when_it_is_computed() -> None:
    """A feature that the model does not know is an error, not a zero."""
    with pytest.raises(TableError, match=r"models/x\.toml: lines: longg: the feature is computed but not declared"):
        score(MODEL, [column("longg", 1.0)], 1)
    with pytest.raises(TableError, match="longg"):
        MODEL.score_present(["longg"])


def test_scores_are_log_odds() -> None:
    """A score is the bias and what the features weigh by their values; one without a weight counts nothing."""
    assert score(MODEL, [], 2) == [MODEL.score_present([])] * 2 == [0.25, 0.25]
    present = FeatureColumn(((), ("late", "rare")), np.array([0, 1]))
    assert score(MODEL, [present], 2) == [0.25, MODEL.score_present(["late", "rare"])] == [0.25, -0.25]
    assert score(MODEL, [column("long", 1.0), column("late", 0.5), column("rare", 1.0)], 1) == [1.5]


@given(st.lists(st.integers(-(10**4), 10**4), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_features_does_not_matter(weights: list[int], order: random.Random) -> None:
    """Sums are exact: any order of the features, and of the weights in the table, gives the same score to the last bit."""
    names = [f"f{i}" for i in range(len(weights))]
    columns = [column(name, 1 / (i + 3)) for i, name in enumerate(names)]
    model = make_model(Weights(bias=1, weights=dict(zip(names, weights, strict=True))), names, "a test")
    values = [int(each.values[0]) for each in columns if each.values is not None]
    first = score(model, columns, 1)
    order.shuffle(columns)

    assert score(model, columns, 1) == first
    total = VALUE_UNIT + sum(weight * value for weight, value in zip(weights, values, strict=True))
    assert first == [total / (WEIGHT_UNIT * VALUE_UNIT)]


def test_values_are_quantized_to_millionths() -> None:
    """What differs in its last bits from one machine to another is one whole number."""
    assert quantize(np.array([0.1 + 0.2, 0.3, -1.0])).tolist() == [300_000, 300_000, -1_000_000]


def test_names_are_expanded_in_all_combinations() -> None:
    """A pattern without choices is itself; with several, each value meets each."""
    assert [*expand_names("no prose")] == ["no prose"]
    assert [*expand_names("up {up} down {down}", up=(0, 1), down=(2, 3))] == [
        "up 0 down 2",
        "up 0 down 3",
        "up 1 down 2",
        "up 1 down 3",
    ]


def test_a_table_says_where_it_comes_from() -> None:
    """Script, pages, the digest of the data and the scores on unseen sites are part of the type."""
    table = check_table(FittedTable, tomllib.loads(TRAINING), "x.toml")

    assert table.training.f1 == {"all": {"a": 0.9}}


@pytest.mark.parametrize(
    ("name", "load", "message"),
    [
        ("pages", pages.load_model, "models/pages.toml: lines, weights, all capital: no such feature is declared"),
        ("plain_text", plain.load_model, "models/plain_text.toml: blocks, weights, adress: no such feature is declared"),
    ],
)
def test_a_misspelt_feature_in_a_table_of_the_package_is_named(
    name: str, load: Callable[[], object], message: str, tables: Path
) -> None:
    """What is shipped is checked when it is read, too."""
    table = tables / "models" / f"{name}.toml"
    content = table.read_text(encoding="utf-8")
    table.write_text(
        content.replace("\nall capitals: ", "\nall capital: ").replace("\naddress: ", "\nadress: ", 1), encoding="utf-8"
    )

    with pytest.raises(TableError) as error:
        load()

    assert str(error.value) == message


def test_the_tables_of_the_package_are_read() -> None:
    """Each model has its weights, whole thousandths of a nat of which none counts more than some nats."""
    lines, text = pages.load_model(), plain.load_model()
    for model in (lines, text.blocks, text.context):
        weights = [weight for weight in model.weights.values() if weight]
        assert len(weights) > 100
        assert max(map(abs, weights)) < 10 * WEIGHT_UNIT
