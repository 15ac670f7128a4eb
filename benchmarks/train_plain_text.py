"""Fit the weights that separate an article from boilerplate, and score them on sites they have not seen.

    python -m benchmarks.train_plain_text GOLD.jsonl.gz... [--out corpus_builder/models/plain_text.toml] [--curve]

Files have labelled lines or whole sources (`labelled_texts`). Those of some sets are learned without their addresses, because
many texts have none. In the report no site is in both halves, in neither step: mean F1 of the words of kept blocks per file for
everything that classifies a text (rules, title, weights), with and without addresses. With --curve the weights are also fitted
to few sites, to show what more of them bring. Without --out nothing is written. Same texts in the same order on the same
machine, same bytes: nothing here is random.
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.labelled_texts import LabelledText, read_labelled
from benchmarks.logistic import Array, NewtonFit, fit_by_newton
from benchmarks.make_dumps import BROWSERS
from benchmarks.model_tables import digest_files, round_weights, write_model
from benchmarks.scores import measure_f1, split_words
from corpus_builder.cleaning.plain.classify import (
    PlainTextModel,
    classify_by,
    combine_passes,
    list_block_features,
    list_page_features,
)
from corpus_builder.cleaning.plain.metadata import read_pages
from corpus_builder.cleaning.plain.shape import ShapeColumns, describe_pages, number_texts
from corpus_builder.cleaning.plain.topic import BlockWords, number_words
from corpus_builder.kernels.segments import Segments, make_segments
from corpus_builder.models.linear import VALUE_UNIT, FeatureColumn, Training, Weights
from corpus_builder.settings import BoilerplateSettings

FOLDS = 5
# Weaker ones gain on texts that were seen and lose on others.
RIDGE = 2e-4, 6e-5
DECIMALS = 3
SCRIPT = "benchmarks/train_plain_text.py"
ABOUT = "How much each feature of a block speaks for the article (above 0) or for boilerplate (below 0)"
# How often texts of a set count, where they are few or unlike the others.
TIMES = {"fr_hand lines": 5.0, "fundus lines": 2.5, "fundus_eval lines": 1.5, "shub lines": 3.0}
# The same for the three dumps of each page that `make_dumps` has made: together they count as one.
TIMES |= {f"{browser}_{name} dumps": 1 / 3 for browser in BROWSERS for name in ("press_fr", "press_en")}
# Sets whose texts are learned as folders of saved pages have them, without addresses.
WITHOUT_ADDRESS = "press_"
# Sites of the learning curve.
CURVE = (10, 25, 50, 100, 200)


class Examples(NamedTuple):
    """Labelled texts with what does not change from fit to fit: their shapes and words, the features of the first pass as columns
    and as a matrix, and for each block its label, how much it counts and the fold of its site.
    """

    texts: Sequence[LabelledText]
    shapes: ShapeColumns
    pages: Segments
    words: BlockWords
    columns: list[FeatureColumn]
    names: list[str]
    matrix: Array
    labels: Array
    weights: Array
    folds: Array

    def list_context(self, scores: Array) -> Iterator[FeatureColumn]:
        """The features that scores of the first pass give."""
        yield from list_page_features(self.words, self.shapes, scores, self.pages)


def describe_texts(texts: Sequence[LabelledText]) -> Examples:
    """What the fits need to know of texts."""
    shapes = describe_pages([text.blocks.texts for text in texts]).complete_pages(range(len(texts)))
    pages = make_segments(shapes.offsets)
    words = number_words(number_texts([block for text in texts for block in text.blocks.texts]), pages)
    columns = list(list_block_features(words, shapes, [text.topic for text in texts], pages))
    names, matrix = build_matrix(columns, len(pages.rows))
    labels = np.array([bool(label) for text in texts for label in text.labels], float)
    folds = np.repeat([find_fold(text.site) for text in texts], np.diff(pages.offsets))
    return Examples(texts, shapes, pages, words, columns, names, matrix, labels, weigh_blocks(texts, shapes), folds)


def find_fold(site: str) -> int:
    """The fold of a site, the same for all of its texts in all files."""
    return zlib.crc32(site.encode()) % FOLDS


def weigh_blocks(texts: Sequence[LabelledText], shapes: ShapeColumns) -> Array:
    """What each block counts: every text by its language and set, and within it a block by the root of its words."""
    labelled = np.array([label is not None for text in texts for label in text.labels])
    own = labelled * np.sqrt(shapes.n_words + 1)
    sums = np.add.reduceat(own, shapes.offsets[:-1])
    factors = np.array([text.weight * TIMES.get(text.file, 1.0) for text in texts]) / np.where(sums > 0, sums, 1.0)
    return own * np.repeat(factors, np.diff(shapes.offsets))


class Passes(NamedTuple):
    """The fits of both passes, by the names of their features."""

    names: tuple[list[str], list[str]]
    fits: tuple[NewtonFit, NewtonFit]

    def round_fits(self) -> dict[str, Weights]:
        """The weights as they stand in the table."""
        parts = zip(("blocks", "context"), self.names, self.fits, strict=True)
        return {part: round_weights(names, fit.weights.tolist(), DECIMALS) for part, names, fit in parts}


def fit_passes(examples: Examples, chosen: Array, start: Passes | None = None) -> Passes:
    """Both passes, fitted to the chosen blocks; `start` are fits to others, of which these are most.

    The second learns from scores that the first gives to sites it has not seen: on those it has seen the first is surer of
    itself than it will ever be again.
    """
    first = fit_shares(examples.matrix, examples, chosen, RIDGE[0], start and start.fits[0])
    scores = np.zeros(len(chosen))
    for fold in sorted(set(examples.folds[chosen].tolist())):
        seen, unseen = chosen & (examples.folds != fold), chosen & (examples.folds == fold)
        fitted = fit_shares(examples.matrix, examples, seen, RIDGE[0], first).weights
        scores[unseen] = examples.matrix[unseen] @ fitted
    names, matrix = build_matrix([*examples.columns, *examples.list_context(scores)], len(chosen))
    second = fit_shares(matrix, examples, chosen, RIDGE[1], start and start.fits[1])
    return Passes((examples.names, names), (first, second))


def fit_shares(matrix: Array, examples: Examples, chosen: Array, ridge: float, start: NewtonFit | None = None) -> NewtonFit:
    """The fit to the chosen blocks, in which they count 1 together, so that a ridge means the same for any number of texts."""
    shares = examples.weights * chosen / (examples.weights * chosen).sum()
    # of few sites most rows count nothing
    few = np.flatnonzero(shares)
    rows = few if 2 * len(few) < len(shares) else slice(None)
    return fit_by_newton(matrix[rows], examples.labels[rows], shares[rows], ridge, start)


def build_matrix(columns: Sequence[FeatureColumn], rows: int) -> tuple[list[str], Array]:
    """The names of the features, and one row per block with one column per feature; the last column is the bias."""
    names = sorted({name for column in columns for own in column.names for name in own})
    place = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((rows, len(names) + 1), dtype=np.float32)
    matrix[:, -1] = 1
    for column in columns:
        values = np.ones(rows) if column.values is None else column.values / VALUE_UNIT
        for choice, own in enumerate(column.names):
            chosen = column.choices == choice
            for name in own:
                matrix[chosen, place[name]] = values[chosen]
    return names, matrix


def score_files(texts: Sequence[LabelledText], unseen: Sequence[PlainTextModel]) -> dict[str, float]:
    """The mean F1 per file of everything that classifies a text, by the models of folds that have not seen its site."""
    found: dict[str, list[float]] = defaultdict(list)
    for fold, model in enumerate(unseen):
        own = [text for text in texts if find_fold(text.site) == fold]
        described = read_pages([text.blocks for text in own], [text.topic for text in own])
        for text, labels in zip(own, classify_by(model, described, BoilerplateSettings()), strict=True):
            found[text.file].append(measure_text(text, [label.stage is None for label in labels]))
    return {file: round(float(np.mean(values)), 4) for file, values in sorted(found.items())}


def measure_text(text: LabelledText, kept: Sequence[bool]) -> float:
    """F1 of the words of kept blocks."""
    n_words = [len(split_words(block)) for block in text.blocks.texts]
    rows = [(n, keep, label) for n, keep, label in zip(n_words, kept, text.labels, strict=True) if label is not None]
    hits = sum(n for n, keep, label in rows if keep and label)
    return measure_f1(hits, sum(n for n, keep, _ in rows if keep), sum(n for n, _, label in rows if label))


def fit_folds(examples: Examples, known: Array, start: Passes | None = None) -> list[PlainTextModel]:
    """For each fold the model of the known blocks that are in the others."""
    fits = [fit_passes(examples, known & (examples.folds != fold), start).round_fits() for fold in range(FOLDS)]
    return [combine_passes(fit["blocks"], fit["context"], f"fold {fold}") for fold, fit in enumerate(fits)]


def draw_curve(examples: Examples, texts: Sequence[LabelledText]) -> Iterator[tuple[int, dict[str, float]]]:
    """For rising numbers of sites the scores on sites of other folds."""
    sites = sorted({text.site for text in texts}, key=lambda site: zlib.crc32(site[::-1].encode()))
    for size in CURVE:
        # of so many sites, chosen as they come, each fold is fitted to the four fifths that are not its own
        chosen = set(sites[: size * FOLDS // (FOLDS - 1)])
        if len(chosen) < len(sites):
            known = np.repeat([text.site in chosen for text in examples.texts], np.diff(examples.pages.offsets))
            yield size, score_files(texts, fit_folds(examples, known))


def train(paths: Sequence[Path], out: Path | None, *, curve: bool = False) -> dict[str, dict[str, float]]:
    """Fit both passes to the texts of files, write the table when it is asked for, and return the scores on unseen sites."""
    texts = [text for path in paths for text in read_labelled(path)]
    bare = [replace(text, topic=frozenset()) for text in texts]
    learned = zip(texts, bare, strict=True)
    examples = describe_texts([alone if text.file.startswith(WITHOUT_ADDRESS) else text for text, alone in learned])
    if curve:
        for size, scores in draw_curve(examples, texts):
            print(f"{size} sites:", *(f"{file} {f1:.4f}" for file, f1 in scores.items()), flush=True)
    every = examples.folds >= 0
    passes = fit_passes(examples, every)
    unseen = fit_folds(examples, every, passes)
    f1 = {"with addresses": score_files(texts, unseen), "without addresses": score_files(bare, unseen)}
    if out:
        training = Training(script=SCRIPT, pages=len(texts), data=digest_files(paths), f1=f1)
        write_model(out, ABOUT, training, passes.round_fits())
    return f1


def main() -> None:
    """Print the scores on unseen sites, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    for way, scores in train(options.gold, options.out, curve=options.curve).items():
        print(f"{way}:", *(f"{file} {f1:.4f}" for file, f1 in scores.items()))


if __name__ == "__main__":
    main()
