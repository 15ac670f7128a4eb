"""Fit the weights that tell a page's article from what is around it, and say how well they do on sites they have not seen.

    python -m benchmarks.train_pages PAGES.jsonl.gz... [--out corpus_builder/models/pages.toml]

A page is a JSON object with `id`, `site`, `html`, `gold_text` (the article, one block per line) and, where known, `titles` and
`optional` (lines that count neither way). The report is a cross-validation in which no site is in both halves: mean F1 of bags of
words per file, of the lines that the package would keep, with and without the title, which some files count as text and others
as metadata. Without --out nothing is written. Same pages in the same order on the same machine, same bytes: nothing
here is random.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from benchmarks.logistic import Array, fit_logistic
from benchmarks.model_tables import digest_files, round_weights, write_model
from benchmarks.scores import measure_f1, split_words
from corpus_builder.cleaning.pages.cells import Cells, LinedPage, measure_pages
from corpus_builder.cleaning.pages.choosing import choose_lines, find_titles
from corpus_builder.cleaning.pages.classify import find_probabilities, make_lines_model
from corpus_builder.cleaning.pages.features import find_features
from corpus_builder.models.linear import FeatureColumn, LinearModel, Training, Weights
from corpus_builder.settings import PageSettings
from corpus_builder.sources.formats.html_rendering import render_page

FOLDS = 5
# A feature must be seen on this many sites, or its weight would learn a site.
SITES = 6
# Half the weight of the squared weights in the loss; a page weighs about 7 in it.
RIDGE = 1.0
STEPS = 50
# A line of fewer words may stand in the article by chance.
WORDS = 6
SHINGLE = 3
NEIGHBOURHOOD = 12
# What a line weighs: its share of its article's words, to the power, and at most this.
LENGTH_POWER = 0.75
LARGEST_SHARE = 0.1
# What the pages of these files weigh: their lines were labelled by hand, those of the others compared with a text.
HAND_LABELLED = frozenset({"fr_hand", "press_en", "press_fr"})
HAND_WEIGHT = 2.0
DECIMALS = 2
SCRIPT = "benchmarks/train_pages.py"
ABOUT = "How much each feature of a line speaks for the article (above 0) or against it (below 0)"


@dataclass(slots=True)
class LabelledPage:
    """A page with its lines, their features and their labels (None: not scored)."""

    file: str
    site: str
    gold: list[str]
    skipped: frozenset[str]
    texts: list[str]
    cells: Cells
    features: list[FeatureColumn]
    labels: list[bool | None]
    words: list[int]

    def fold(self) -> int:
        return zlib.crc32(self.site.encode()) % FOLDS


def read_pages(path: Path) -> Iterator[LabelledPage]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if not row["gold_text"]:
                continue
            page = render_page(row["html"], row.get("url"))
            texts = page.text.split("\n") if page.lines else []
            cells = measure_pages([LinedPage(texts, page.lines)])
            skipped = frozenset(
                " ".join(split_words(text)) for text in (row.get("titles") or []) + (row.get("optional") or []) if text
            )
            lines = [split_words(line) for line in row["gold_text"].split("\n")]
            lines = [line for line in lines if " ".join(line) not in skipped]
            gold = [word for line in lines for word in line]
            words = [split_words(text) for text in texts]
            labels = label_lines(words, gold, {" ".join(line) for line in lines}, skipped)
            yield LabelledPage(
                file=path.parent.name,
                site=find_site(row),
                gold=gold,
                skipped=skipped,
                texts=texts,
                cells=cells,
                features=find_features(cells),
                labels=labels,
                words=[len(line) for line in words],
            )


def find_site(row: Mapping[str, Any]) -> str:
    """The host of a page without `www.`, so that no site is on both sides of a fold, whichever file its pages are in."""
    host = urlsplit(row.get("url") or "").hostname
    return host.removeprefix("www.") if host else str(row["site"])


def label_lines(lines: Sequence[list[str]], gold: list[str], gold_lines: set[str], skipped: frozenset[str]) -> list[bool | None]:
    """Whether each line is in the gold text; None for lines that are not scored."""
    shingles = set(_cut_shingles(gold))
    text = f" {' '.join(gold)} "
    labels: list[bool | None] = []
    short: list[int] = []
    for i, words in enumerate(lines):
        if not words or " ".join(words) in skipped:
            labels.append(None)
        elif len(words) >= WORDS:
            own = _cut_shingles(words)
            labels.append(2 * sum(shingle in shingles for shingle in own) >= len(own))
        else:
            labels.append(False)
            if f" {' '.join(words)} " in text:
                short.append(i)
    _label_short_lines(lines, labels, short, gold_lines)
    _drop_second_copies(lines, labels, text)
    return labels


def _cut_shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


def _label_short_lines(lines: Sequence[list[str]], labels: list[bool | None], short: list[int], gold_lines: set[str]) -> None:
    """A short line is in the article when long lines on both sides are, or on one side and it is a gold line of its own."""
    long = [i for i, words in enumerate(lines) if len(words) >= WORDS and labels[i] is not None]
    places = np.searchsorted(long, short)
    for i, place in zip(short, places, strict=True):
        before = place > 0 and bool(labels[long[place - 1]])
        after = place < len(long) and bool(labels[long[place]])
        labels[i] = (before and after) or ((before or after) and " ".join(lines[i]) in gold_lines)


def _drop_second_copies(lines: Sequence[list[str]], labels: list[bool | None], text: str) -> None:
    """Of a line that stands on the page more often than in the article, those with the most article around are kept."""
    kept = np.array([len(words) if label else 0 for words, label in zip(lines, labels, strict=True)])
    sums = np.concatenate([[0], np.cumsum(kept)])
    copies: dict[str, list[int]] = defaultdict(list)
    for i, words in enumerate(lines):
        if labels[i] and len(words) >= SHINGLE:
            copies[" ".join(words)].append(i)
    for key, places in copies.items():
        density = {i: sums[min(len(lines), i + NEIGHBOURHOOD + 1)] - sums[max(0, i - NEIGHBOURHOOD)] for i in places}
        for i in sorted(places, key=lambda i: (-density[i], i))[max(1, text.count(f" {key} ")) :]:
            labels[i] = False


def choose_features(pages: Sequence[LabelledPage]) -> dict[str, int]:
    """The features seen on enough sites, numbered in the order of their names."""
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for column in page.features:
            for choice in np.unique(column.choices).tolist():
                for name in column.names[choice]:
                    sites[name].add(page.site)
    return {name: i for i, name in enumerate(sorted(name for name, seen in sites.items() if len(seen) >= SITES))}


def build_matrix(pages: Sequence[LabelledPage], names: dict[str, int]) -> tuple[Array, Array, Array]:
    """Features, labels and weights of all lines; a page's article weighs as much as another's, however long."""
    count = sum(len(page.texts) for page in pages)
    matrix = np.zeros((count, len(names) + 1), np.float32)
    matrix[:, -1] = 1.0
    row = 0
    for page in pages:
        for column in page.features:
            for choice, own in enumerate(column.names):
                known = [names[name] for name in own if name in names]
                if known:
                    matrix[row + np.flatnonzero(column.choices == choice)[:, None], known] = 1.0
        row += len(page.texts)
    labels = np.array([bool(label) for page in pages for label in page.labels], np.float64)
    weights = np.concatenate([weigh_lines(page) for page in pages])
    return matrix, labels, weights


def weigh_lines(page: LabelledPage) -> Array:
    article = sum(words for words, label in zip(page.words, page.labels, strict=True) if label) or 100
    shares = [0.0 if label is None else (words + 1) / article for words, label in zip(page.words, page.labels, strict=True)]
    weight = HAND_WEIGHT if page.file in HAND_LABELLED else 1.0
    return np.array([weight * min(share**LENGTH_POWER, LARGEST_SHARE) for share in shares])


def to_weights(names: dict[str, int], fitted: Array) -> Weights:
    """The weights as they are published: rounded, those that round to nothing left out."""
    return round_weights([*names], fitted.tolist(), DECIMALS)


def cross_validate(pages: Sequence[LabelledPage]) -> list[tuple[float, float]]:
    """For each page the F1 of a model that has not seen its site, with the page's title and without."""
    names = choose_features(pages)
    matrix, labels, weights = build_matrix(pages, names)
    folds = np.concatenate([np.full(len(page.texts), page.fold()) for page in pages])
    unseen = [fit_logistic(matrix[folds != k], labels[folds != k], weights[folds != k], RIDGE, steps=STEPS) for k in range(FOLDS)]
    models = [make_lines_model(to_weights(names, fitted), f"fold {k}") for k, fitted in enumerate(unseen)]
    return [score_page(page, models[page.fold()]) for page in pages]


def score_page(page: LabelledPage, model: LinearModel) -> tuple[float, float]:
    """F1 of the bags of words of what the package keeps by a model and of the article, with the page's title and without."""
    settings = PageSettings()
    kept = choose_lines(page.cells, find_probabilities(page.cells, page.features, model), settings)
    title = int(find_titles(page.cells, kept)[0])
    article = {*np.flatnonzero(kept).tolist()} - {title}
    return score_lines(page, article | ({title} - {-1})), score_lines(page, article)


def score_lines(page: LabelledPage, kept: Collection[int]) -> float:
    """F1 of the bags of words of these lines and of the article, lines that are not scored left out."""
    lines = [split_words(text) for i, text in enumerate(page.texts) if i in kept]
    words = [word for line in lines if " ".join(line) not in page.skipped for word in line]
    right = (Counter(words) & Counter(page.gold)).total()
    return measure_f1(right, len(words), len(page.gold))


def score_files(pages: Sequence[LabelledPage], scores: Sequence[tuple[float, float]]) -> dict[str, dict[str, float]]:
    """The mean F1 per file, with the pages' titles and without."""
    files: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for page, score in zip(pages, scores, strict=True):
        files[page.file].append(score)
    ways = ("titles counted", "titles left out")
    return {
        way: {file: round(float(np.mean(found, axis=0)[i]), 4) for file, found in files.items()} for i, way in enumerate(ways)
    }


def train(paths: Sequence[Path], out: Path | None) -> dict[str, dict[str, float]]:
    """Fit the weights to the pages of files, write the table when it is asked for, and return the scores on unseen sites."""
    pages = [page for path in paths for page in read_pages(path)]
    f1 = score_files(pages, cross_validate(pages))
    if out:
        names = choose_features(pages)
        fitted = fit_logistic(*build_matrix(pages, names), RIDGE, steps=STEPS)
        training = Training(script=SCRIPT, pages=len(pages), data=digest_files(paths), f1=f1)
        write_model(out, ABOUT, training, {"lines": to_weights(names, fitted)})
    return f1


def main() -> None:
    """Print the scores on unseen sites, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    for way, scores in train(options.pages, options.out).items():
        print(f"{way}:", *(f"{file} {f1:.4f}" for file, f1 in scores.items()))


if __name__ == "__main__":
    main()
