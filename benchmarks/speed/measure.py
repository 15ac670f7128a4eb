"""The measurements of `python -m benchmarks`, each in fresh processes; together they are one run's results."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.speed.corpora import (
    HTML,
    PAGES,
    Corpus,
    html_texts,
    make_corpora,
    page_texts,
    take_size,
    write_corpus,
    write_rows,
)
from benchmarks.speed.peers import NEEDS, TRAFILATURA, TRAFILATURA_TEXT, find_language_model, find_version, make_command
from benchmarks.speed.processes import TOP, Cost, build, run_command

# Ours and the others take turns, so many times each; what is shown is the median.
ROUNDS = 3
# Growth: sizes as shares of a corpus, and blocks of one document.
SHARES = (0.25, 0.5, 1.0, 2.0)
BLOCKS = (250, 1000, 4000, 16000)

Say = Callable[[str], None]


@dataclass
class Results:
    """What one run has measured: costs by what they are of, steps by corpus in CPU seconds, notes on what was not measured."""

    corpora: dict[str, Corpus] = field(default_factory=dict)
    builds: dict[str, Cost] = field(default_factory=dict)
    steps: dict[str, dict[str, float]] = field(default_factory=dict)
    single: dict[str, Cost] = field(default_factory=dict)
    peers: dict[str, Cost] = field(default_factory=dict)
    beside: dict[str, Cost] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    growth: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    workers: dict[int, Cost] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure_all(place: Path, megabytes: float, environment: Path | None, say: Say) -> Results:
    """Everything, in a folder for what is made on the way, with the other tools' virtual environment if there is one."""
    results = Results(corpora=make_corpora(place, megabytes))
    say("single commands")
    results.single = measure_single(place, results.corpora[PAGES])
    for name, corpus in results.corpora.items():
        say(f"{name}: {corpus.megabytes:.1f} MB, {corpus.documents} documents, {corpus.lines} lines")
        results.builds[name] = repeat(lambda corpus=corpus: build(corpus.folder, fresh(place)))  # type: ignore[misc]
        results.steps[name] = profile(corpus, place)
    for name in NEEDS:
        say(name)
        compare_peer(results, place, environment, name)
    say("growth")
    results.growth = measure_growth(place, megabytes)
    say("two workers")
    large = write_corpus(place, "pages for two workers", page_texts(int(4 * megabytes * 1_000_000)))
    results.workers = {workers: build(large.folder, fresh(place), workers) for workers in (1, 2)}
    return results


def fresh(place: Path) -> Path:
    """A folder that does not exist yet."""
    out = place / "out"
    shutil.rmtree(out, ignore_errors=True)
    return out


def repeat(measure: Callable[[], Cost]) -> Cost:
    """The medians of several runs."""
    costs = [measure() for _ in range(ROUNDS)]
    return take_medians(costs)


def take_medians(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("cpu", "peak", "wall")))


def measure_single(place: Path, pages: Corpus) -> dict[str, Cost]:
    """What the smallest jobs cost: help, one document, the seeds."""
    one = place / "one" / "page.txt"
    one.parent.mkdir()
    shutil.copy(next(iter(sorted(pages.folder.iterdir()))), one)
    return {
        "--help": repeat(lambda: run_command([sys.executable, "-m", "corpus_builder", "--help"])),
        "one document": repeat(lambda: build(one, fresh(place))),
        "seeds/": repeat(lambda: build(TOP / "seeds", fresh(place))),
    }


def profile(corpus: Corpus, place: Path) -> dict[str, float]:
    """CPU seconds by step of one build."""
    words = [sys.executable, "-m", "benchmarks.speed.step_profile", str(corpus.folder), str(fresh(place))]
    said = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=True).stdout
    steps: dict[str, float] = json.loads(said.splitlines()[-1])
    return steps


def compare_peer(results: Results, place: Path, environment: Path | None, name: str) -> None:
    """Another tool and a build of ours in turn."""
    version = find_version(environment, name)
    if environment is None or version is None:
        results.notes.append(f"{name} is not installed")
        return
    corpus = results.corpora[HTML if name in (TRAFILATURA, TRAFILATURA_TEXT) else PAGES]
    rows = place / "rows"
    source = corpus.folder if corpus.name == HTML else rows / "rows.jsonl" if rows.exists() else write_rows(corpus, rows)
    if name == "datatrove" and find_language_model(environment) is None:
        results.notes.append("datatrove ran without its step for languages: no installed package carries a model")
    theirs, ours = [], []
    for _ in range(ROUNDS):
        ours.append(build(corpus.folder, fresh(place)))
        theirs.append(run_command(make_command(environment, name, source, fresh(place))))
    results.versions[name] = version
    results.peers[name], results.beside[name] = take_medians(theirs), take_medians(ours)


def measure_growth(place: Path, megabytes: float) -> dict[str, list[tuple[int, float]]]:
    """CPU microseconds per line over four sizes: more documents as lines and as pages, and longer documents."""
    return {
        "documents as lines": list(grow(place, megabytes, ".txt")),
        "HTML pages": list(grow(place, megabytes, ".html")),
        "lines of one document": [grow_document(place, lines) for lines in BLOCKS],
    }


def grow(place: Path, megabytes: float, suffix: str) -> Iterator[tuple[int, float]]:
    """Lines, and CPU microseconds for each, of four corpora of which each is twice as large as the one before."""
    for share in SHARES:
        size = int(megabytes * share * 1_000_000)
        texts = page_texts(size) if suffix == ".txt" else take_size(html_texts(), 4 * size)
        corpus = write_corpus(place, f"growth {suffix[1:]} {share}", texts, suffix)
        yield corpus.lines, 1e6 * build(corpus.folder, fresh(place)).cpu / corpus.lines


def grow_document(place: Path, blocks: int) -> tuple[int, float]:
    """One document of so many lines, twenty of them, so that starting a process does not hide what a line costs."""
    copies = max(1, BLOCKS[-1] // blocks)
    lines = [line for text in page_texts(60 * BLOCKS[-1]) for line in text.split("\n")][: BLOCKS[-1]]
    texts = ["\n".join(lines[i * blocks : (i + 1) * blocks]) for i in range(copies)]
    corpus = write_corpus(place, f"growth lines {blocks}", texts)
    return blocks, 1e6 * build(corpus.folder, fresh(place)).cpu / corpus.lines
