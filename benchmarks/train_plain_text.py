"""Fit the weights that separate an article from boilerplate, and score them on sites they have not seen.

    python -m benchmarks.train_plain_text GOLD.jsonl.gz... [--out corpus_builder/models/plain_text.toml]

A gold row has `id`, `url` or `site`, and `lines`: [{"text", "keep": true | false | null}]. Every page is learned twice, with and
without its address, because many texts have none. In the report no site is in both halves, in neither step: mean F1 of the
words of kept lines per file for everything that classifies a text (rules, title, weights), with and without addresses. Without
--out nothing is written. Same pages in the same order on the same machine, same bytes: nothing here is random.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from benchmarks.logistic import Array, fit_logistic
from benchmarks.model_tables import digest_files, round_weights, write_model
from benchmarks.scores import measure_f1
from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.plain.classify import (
    PlainTextModel,
    classify_by,
    combine_passes,
    list_block_features,
    list_page_features,
)
from corpus_builder.cleaning.plain.metadata import read_pages
from corpus_builder.cleaning.plain.shape import ShapeColumns, describe_pages, number_texts
from corpus_builder.cleaning.plain.topic import Stems, number_words, read_topics
from corpus_builder.kernels.segments import make_segments
from corpus_builder.model import Blocks, Metadata
from corpus_builder.models.linear import VALUE_UNIT, FeatureColumn, Training, Weights
from corpus_builder.settings import BoilerplateSettings

FOLDS = 5
# Weaker ones gain on pages that were seen and lose on others.
RIDGE = 1e-3, 3e-4
# The search ends when a step gains less than this share of the loss, or after so many steps.
LEAST_GAIN, STEPS = 1e-6, 300
# The language that the package is made for first is rare in the gold.
LANGUAGE, TIMES = "fr", 2.0
DECIMALS = 3
SCRIPT = "benchmarks/train_plain_text.py"
ABOUT = "How much each feature of a block speaks for the article (above 0) or for boilerplate (below 0)"


@dataclass(frozen=True, slots=True)
class Page:
    """One labelled page: its blocks with their labels (None: not scored), and the fold of its site."""

    file: str
    blocks: Blocks
    labels: list[bool | None]
    topic: Stems
    weight: float
    fold: int


def read_gold(path: Path) -> Iterator[Page]:
    """The labelled pages of a file, their blocks labelled as the lines they lie in."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            lines = [line["text"] for line in row["lines"]]
            starts = [0, *accumulate(len(line) + 1 for line in lines)]
            blocks = split_blocks("\n".join(lines), ())
            labels = [row["lines"][bisect_right(starts, block.start) - 1]["keep"] for block in blocks]
            site = row.get("site") or urlsplit(row.get("url") or "").netloc or row["id"]
            yield Page(
                path.parent.name,
                blocks,
                labels,
                read_topics([Metadata(url=row.get("url"))])[0],
                TIMES if row.get("lang") == LANGUAGE else 1.0,
                zlib.crc32(site.encode()) % FOLDS,
            )


def describe(pages: Sequence[Page]) -> ShapeColumns:
    """The shapes of the blocks of all pages."""
    return describe_pages([page.blocks.texts for page in pages]).complete_pages(range(len(pages)))


def weigh_blocks(pages: Sequence[Page], shapes: ShapeColumns) -> Array:
    """What each block counts: every page the same, save for its language, and within it a block by the root of its words."""
    labelled = np.array([label is not None for page in pages for label in page.labels])
    own = labelled * np.sqrt(shapes.n_words + 1)
    sums = np.add.reduceat(own, shapes.offsets[:-1])
    factors = np.array([page.weight for page in pages]) / np.where(sums > 0, sums, 1.0)
    return own * np.repeat(factors, np.diff(shapes.offsets))


def fit_pages(pages: Sequence[Page]) -> dict[str, Weights]:
    """The weights of both passes.

    The second learns from scores that the first gives to sites it has not seen: on those it has seen the first is surer of
    itself than it will ever be again.
    """
    shapes = describe(pages)
    segments, weights = make_segments(shapes.offsets), weigh_blocks(pages, shapes)
    labels = np.array([bool(label) for page in pages for label in page.labels], float)
    folds = np.array([page.fold for page in pages for _ in page.labels])
    words = number_words(number_texts([text for page in pages for text in page.blocks.texts]), segments)
    own = list(list_block_features(words, shapes, [page.topic for page in pages], segments))
    names, matrix = build_matrix(own, len(labels))
    scores = np.zeros(len(labels))
    for fold in sorted(set(folds.tolist())):
        seen, unseen = folds != fold, folds == fold
        scores[unseen] = matrix[unseen] @ fit_share(matrix[seen], labels[seen], weights[seen], RIDGE[0])
    first = round_weights(names, fit_share(matrix, labels, weights, RIDGE[0]).tolist(), DECIMALS)
    context = list_page_features(words, shapes, scores, segments)
    names, matrix = build_matrix([*own, *context], len(labels))
    second = round_weights(names, fit_share(matrix, labels, weights, RIDGE[1]).tolist(), DECIMALS)
    return {"blocks": first, "context": second}


def fit_share(matrix: Array, labels: Array, weights: Array, ridge: float) -> Array:
    """The fit in which all blocks together count 1, so that a ridge means the same for any number of pages."""
    rows = weights > 0
    share = weights[rows] / weights[rows].sum()
    return fit_logistic(matrix[rows], labels[rows], share, ridge, steps=STEPS, least_gain=LEAST_GAIN)


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


def score_files(pages: Sequence[Page], unseen: Sequence[PlainTextModel]) -> dict[str, float]:
    """The mean F1 per file of everything that classifies a text, on sites that the weights have not seen."""
    found: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        described = read_pages([page.blocks], [page.topic])
        [labels] = classify_by(unseen[page.fold], described, BoilerplateSettings())
        found[page.file].append(measure(page, describe([page]).n_words.tolist(), [label.stage is None for label in labels]))
    return {file: round(float(np.mean(values)), 4) for file, values in found.items()}


def measure(page: Page, n_words: Sequence[int], kept: Sequence[bool]) -> float:
    """F1 of the words of kept blocks."""
    rows = [(n, keep, label) for n, keep, label in zip(n_words, kept, page.labels, strict=True) if label is not None]
    hits = sum(n for n, keep, label in rows if keep and label)
    return measure_f1(hits, sum(n for n, keep, _ in rows if keep), sum(n for n, _, label in rows if label))


def train(paths: Sequence[Path], out: Path | None) -> dict[str, dict[str, float]]:
    """Fit both passes to the pages of files, write the table when it is asked for, and return the scores on unseen sites."""
    pages = [page for path in paths for page in read_gold(path)]
    bare = [replace(page, topic=frozenset()) for page in pages]
    both = [*pages, *(page for page, known in zip(bare, pages, strict=True) if known.topic)]
    fits = [fit_pages([page for page in both if page.fold != fold]) for fold in range(FOLDS)]
    unseen = [combine_passes(fit["blocks"], fit["context"], f"fold {fold}") for fold, fit in enumerate(fits)]
    f1 = {"with addresses": score_files(pages, unseen), "without addresses": score_files(bare, unseen)}
    if out:
        training = Training(script=SCRIPT, pages=len(pages), data=digest_files(paths), f1=f1)
        write_model(out, ABOUT, training, fit_pages(both))
    return f1


def main() -> None:
    """Print the scores on unseen sites, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    for way, scores in train(options.gold, options.out).items():
        print(f"{way}:", *(f"{file} {f1:.4f}" for file, f1 in scores.items()))


if __name__ == "__main__":
    main()
