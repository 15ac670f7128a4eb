"""Fit the weights that tell an article from the page around it, and say how well they do on sites they have not seen.

    python benchmarks/train_boilerplate.py GOLD.jsonl.gz... [--write]

A gold row has `id`, `url` or `site`, and `lines`: [{"text", "keep": true | false | null}]. Both steps are logistic
regressions with a ridge, fitted by Newton's method: no randomness, the same weights on every run. Needs numpy only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

import corpus_builder.rules
from corpus_builder.cleaning.blocks import split_blocks
from corpus_builder.cleaning.shape import Shape, describe_blocks
from corpus_builder.cleaning.signs import Signs, list_context_signs, list_signs
from corpus_builder.settings import BlockSettings

FOLDS = 10
RIDGE = 1e-4
STEPS = 12


@dataclass(frozen=True, slots=True)
class Page:
    """One labelled page: its blocks' shapes, their labels (None: not scored), and the fold of its site."""

    shapes: list[Shape]
    labels: list[bool | None]
    fold: int


def read_pages(paths: list[Path]) -> list[Page]:
    """The labelled pages of all files."""
    pages = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            pages.extend(read_page(json.loads(row)) for row in rows)
    return pages


def read_page(row: dict) -> Page:
    """A page's blocks, labelled as the lines they lie in."""
    lines = [line["text"] for line in row["lines"]]
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    blocks = split_blocks("\n".join(lines), (), BlockSettings())
    labels = [row["lines"][bisect_right(starts, block.start) - 1]["keep"] for block in blocks]
    site = row.get("site") or urlsplit(row.get("url") or "").netloc or row["id"]
    return Page(describe_blocks([block.text for block in blocks]), labels, zlib.crc32(site.encode()) % FOLDS)


def build_matrix(signs: list[Signs], names: list[str]) -> np.ndarray:
    """One row per block, one column per sign; the last column is the bias."""
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(signs), len(names) + 1), dtype=np.float32)
    matrix[:, -1] = 1
    for index, row in enumerate(signs):
        for name, value in row.items():
            if name in column:
                matrix[index, column[name]] = value
    return matrix


def weigh_blocks(pages: list[Page]) -> np.ndarray:
    """Every page counts the same, and within it a block by the root of its words."""
    weights: list[float] = []
    for page in pages:
        own = [
            0.0 if label is None else (shape.n_words + 1) ** 0.5 for shape, label in zip(page.shapes, page.labels, strict=True)
        ]
        weights.extend(weight / (sum(own) or 1) for weight in own)
    return np.array(weights)


def fit(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weights of the signs that make the labels likeliest."""
    matrix, weights = matrix.astype(float), weights / weights.sum()
    theta = np.zeros(matrix.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(matrix @ theta)))
        slope = matrix.T @ (weights * (chance - labels)) + RIDGE * theta
        bend = (matrix * (weights * chance * (1 - chance))[:, None]).T @ matrix + RIDGE * np.eye(len(theta))
        theta -= np.linalg.solve(bend, slope)
    return theta


def score_unseen(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Each block's score by weights that were fitted without its site."""
    scores = np.zeros(len(labels))
    for fold in range(FOLDS):
        seen, unseen = folds != fold, folds == fold
        scores[unseen] = matrix[unseen] @ fit(matrix[seen], labels[seen], weights[seen])
    return scores


def measure(pages: list[Page], scores: np.ndarray) -> float:
    """Mean over pages of the F1 of kept words."""
    results, start = [], 0
    for page in pages:
        kept = scores[start : start + len(page.labels)] > 0
        start += len(page.labels)
        hit = sum(s.n_words for s, label, keep in zip(page.shapes, page.labels, kept, strict=True) if keep and label)
        all_kept = sum(
            s.n_words for s, label, keep in zip(page.shapes, page.labels, kept, strict=True) if keep and label is not None
        )
        all_gold = sum(s.n_words for s, label in zip(page.shapes, page.labels, strict=True) if label)
        if all_gold:
            results.append(2 * hit / (all_kept + all_gold))
    return sum(results) / len(results)


def write_table(path: Path, steps: dict[str, tuple[list[str], np.ndarray]], notes: list[str]) -> None:
    """Write the weights as a table; signs without weight are left out."""
    lines = [f"# {note}" for note in notes]
    for step, (names, theta) in steps.items():
        lines += ["", f"[{step}]", f'"bias" = {theta[-1]:.3f}']
        lines += [
            f'"{name}" = {value:.3f}' for name, value in sorted(zip(names, theta[:-1], strict=True)) if abs(value) >= 0.0005
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit both steps, print the scores on unseen sites, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the table in the package")
    options = parser.parse_args()
    pages = read_pages(options.gold)
    labels = np.array([bool(label) for page in pages for label in page.labels], dtype=float)
    folds = np.array([page.fold for page in pages for _ in page.labels])
    weights = weigh_blocks(pages)

    signs = [sign for page in pages for sign in list_signs(page.shapes)]
    names = sorted({name for sign in signs for name in sign})
    matrix = build_matrix(signs, names)
    first = score_unseen(matrix, labels, weights, folds)
    print(f"shape and neighbours, unseen sites: F1 {measure(pages, first):.4f}")

    context: list[Signs] = []
    for page in pages:
        start = len(context)
        context.extend(list_context_signs(page.shapes, first[start : start + len(page.shapes)].tolist()))
    both = [{**sign, **near} for sign, near in zip(signs, context, strict=True)]
    both_names = sorted({name for sign in both for name in sign})
    wide = build_matrix(both, both_names)
    second = score_unseen(wide, labels, weights, folds)
    print(f"and the neighbours' scores, unseen sites: F1 {measure(pages, second):.4f}")
    if options.write:
        steps = {"blocks": (names, fit(matrix, labels, weights)), "context": (both_names, fit(wide, labels, weights))}
        notes = [
            "Weights of the signs that a block is text of the article (above 0) or of the page around it (below 0).",
            "Made by benchmarks/train_boilerplate.py, never by hand; the signs are defined in cleaning/signs.py.",
            f"{len(pages)} pages; mean F1 on sites not seen in fitting: {measure(pages, second):.3f}.",
        ]
        write_table(Path(corpus_builder.rules.__file__).parent / "boilerplate" / "weights.toml", steps, notes)


if __name__ == "__main__":
    main()
