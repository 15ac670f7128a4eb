"""Fit the weights that tell an article from the page around it, and say how well they do on sites they have not seen.

    python -m benchmarks.train_boilerplate GOLD.jsonl.gz... [--write]

A gold row has `id`, `url` or `site`, and `lines`: [{"text", "keep": true | false | null}]. Every page is learned twice, with and
without its address, because many texts have none. In the report no site is in both halves, in neither step: mean F1 of the
words of kept lines per file for everything that judges a text (rules, title, weights), with and without addresses. Same pages,
same weights: nothing here is random.
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

import corpus_builder.rules
from benchmarks.logistic import Array, fit_logistic
from benchmarks.scores import measure_f1
from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.plain.classify import Weights, judge_blocks, list_block_signs, list_page_signs
from corpus_builder.cleaning.plain.features import Signs
from corpus_builder.cleaning.plain.metadata import read_metadata
from corpus_builder.cleaning.plain.shape import Shape, describe_blocks
from corpus_builder.cleaning.plain.topic import Words, list_words, read_topic
from corpus_builder.model import Block, Metadata
from corpus_builder.settings import BoilerplateSettings

FOLDS = 5
# Weaker ones gain on pages that were seen and lose on others.
RIDGE = 1e-3, 3e-4
# The search ends when a step gains less than this share of the loss, or after so many steps.
LEAST_GAIN, STEPS = 1e-6, 300
# The language that the package is made for first is rare in the gold.
LANGUAGE, TIMES = "fr", 2.0
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One labelled page: its blocks with their labels (None: not scored), and the fold of its site."""

    file: str
    blocks: list[Block]
    words: list[Words]
    shapes: list[Shape]
    labels: list[bool | None]
    topic: Words
    weight: float
    fold: int


def read_pages(path: Path) -> Iterator[Page]:
    """The labelled pages of a file, their blocks labelled as the lines they lie in."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            lines = [line["text"] for line in row["lines"]]
            starts = [0, *accumulate(len(line) + 1 for line in lines)]
            blocks = split_blocks("\n".join(lines), ())
            labels = [row["lines"][bisect_right(starts, block.start) - 1]["keep"] for block in blocks]
            texts = [block.text for block in blocks]
            site = row.get("site") or urlsplit(row.get("url") or "").netloc or row["id"]
            yield Page(
                path.parent.name,
                blocks,
                [list_words(text) for text in texts],
                describe_blocks(texts),
                labels,
                read_topic(Metadata(url=row.get("url"))),
                TIMES if row.get("lang") == LANGUAGE else 1.0,
                zlib.crc32(site.encode()) % FOLDS,
            )


def weigh_blocks(page: Page) -> list[float]:
    """What each block counts: every page the same, save for its language, and within it a block by the root of its words."""
    own = [0.0 if label is None else (shape.n_words + 1) ** 0.5 for shape, label in zip(page.shapes, page.labels, strict=True)]
    return [page.weight * weight / (sum(own) or 1.0) for weight in own]


def fit_pages(pages: Sequence[Page]) -> Weights:
    """The weights of both judgements.

    The second learns from scores that the first gives to sites it has not seen: on those it has seen the first is surer of
    itself than it will ever be again.
    """
    labels = np.array([bool(label) for page in pages for label in page.labels], float)
    weights = np.array([weight for page in pages for weight in weigh_blocks(page)])
    folds = np.array([page.fold for page in pages for _ in page.labels])
    signs = [row for page in pages for row in list_block_signs(page.words, page.shapes, page.topic)]
    names, matrix = build_matrix(signs)
    scores = np.zeros(len(signs))
    for fold in sorted(set(folds.tolist())):
        seen, unseen = folds != fold, folds == fold
        scores[unseen] = matrix[unseen] @ fit_share(matrix[seen], labels[seen], weights[seen], RIDGE[0])
    first = name_weights(names, fit_share(matrix, labels, weights, RIDGE[0]))
    score = iter(scores.tolist())
    context = [row for page in pages for row in list_page_signs(page.words, page.shapes, [next(score) for _ in page.labels])]
    names, matrix = build_matrix([{**own, **near} for own, near in zip(signs, context, strict=True)])
    return {"blocks": first, "context": name_weights(names, fit_share(matrix, labels, weights, RIDGE[1]))}


def fit_share(matrix: Array, labels: Array, weights: Array, ridge: float) -> Array:
    """The fit in which all blocks together count 1, so that a ridge means the same for any number of pages."""
    rows = weights > 0
    share = weights[rows] / weights[rows].sum()
    return fit_logistic(matrix[rows], labels[rows], share, ridge, steps=STEPS, least_gain=LEAST_GAIN)


def build_matrix(signs: Sequence[Signs]) -> tuple[list[str], Array]:
    """The names of the signs, and one row per block with one column per sign; the last column is the bias."""
    names = sorted({name for row in signs for name in row})
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(signs), len(names) + 1), dtype=np.float32)
    matrix[:, -1] = 1
    for index, row in enumerate(signs):
        for name, value in row.items():
            matrix[index, column[name]] = value
    return names, matrix


def name_weights(names: Sequence[str], found: Array) -> dict[str, float]:
    """Fitted numbers as the table has them: rounded, and without those that are nothing."""
    rounded = {name: round(float(value), DECIMALS) for name, value in zip(["bias", *names], np.roll(found, 1), strict=True)}
    return {name: value for name, value in rounded.items() if value or name == "bias"}


def report(pages: Sequence[Page], unseen: Sequence[Weights]) -> None:
    """Print the mean F1 per file of everything that judges a text, on sites that the weights have not seen."""
    found: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        settings = BoilerplateSettings()
        metadata = read_metadata(page.blocks, settings, topic=page.topic)
        verdicts = judge_blocks(page.blocks, settings, None, metadata, page.topic, unseen[page.fold])
        kept = [verdict.stage is None for verdict in verdicts]
        found[page.file].append(measure(page, kept))
    scores = {file: float(np.mean(values)) for file, values in found.items()}
    print(" ".join(f"{file} {score:.4f}" for file, score in scores.items()))


def measure(page: Page, kept: Sequence[bool]) -> float:
    """F1 of the words of kept blocks."""
    rows = [
        (shape.n_words, keep, label)
        for shape, keep, label in zip(page.shapes, kept, page.labels, strict=True)
        if label is not None
    ]
    hits = sum(n for n, keep, label in rows if keep and label)
    return measure_f1(hits, sum(n for n, keep, _ in rows if keep), sum(n for n, _, label in rows if label))


def write_table(path: Path, steps: Weights, n_pages: int) -> None:
    """Write the weights as a table that can be read."""
    lines = [
        "# Weights of the signs that a block is text of the article (above 0) or of the page around it (below 0), in log odds.",
        "# Made by benchmarks/train_boilerplate.py, never by hand; the signs are defined in cleaning/signs.py and topic.py.",
        f"# {n_pages} pages.",
    ]
    for step, weights in steps.items():
        lines += ["", f"[{step}]", *(f'"{name}" = {value}' for name, value in weights.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit both judgements, print the scores on unseen sites, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the table in the package")
    options = parser.parse_args()
    pages = [page for path in options.gold for page in read_pages(path)]
    bare = [replace(page, topic=frozenset()) for page in pages]
    both = [*pages, *(page for page, known in zip(bare, pages, strict=True) if known.topic)]
    unseen = [fit_pages([page for page in both if page.fold != fold]) for fold in range(FOLDS)]
    for name, chosen in (("with addresses", pages), ("without", bare)):
        print(name, end=": ")
        report(chosen, unseen)
    if options.write:
        table = Path(corpus_builder.rules.__file__).parent / "boilerplate" / "weights.toml"
        write_table(table, fit_pages(both), len(pages))


if __name__ == "__main__":
    main()
