"""How well near-duplicate paragraphs are found and what it costs, by corpus_builder and public tools, side by side in one run.

    python -m benchmarks.duplicates [--paragraphs N] [--peers DIR [--install] [--python312 PATH]] [--only NAME]
    python -m benchmarks.duplicates --growth [--paragraphs N]

The paragraphs are invented, and the copies among them planted (`invented_paragraphs.py`). Two paragraphs are alike if the Jaccard
similarity of the sets of their folded character 5-grams, counted here in plain Python, is at least 0.42: the threshold of every
tool. Equal paragraphs count as one. Recall is the share of alike planted pairs that a tool has as a pair or in one cluster,
precision the share of its pairs that are alike; of both, large numbers are sampled, always in the same way.

CPU seconds are those of folding, shingles, signatures, index and questions, of all threads and child processes, without loading
code and reading the file. Each tool runs in a process of its own, whose peak memory, texts included, is printed.

With `--growth` only corpus_builder runs, on the first 10,000 paragraphs, 30,000 and so on up to N.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np

from benchmarks.duplicates_peers import (
    PEERS,
    THRESHOLD,
    Costs,
    Found,
    Meter,
    Numbers,
    collapse_texts,
    install_all,
    list_shingles,
    run_finder,
    run_peer,
)
from benchmarks.invented_paragraphs import draw_paragraphs

OURS, PLAIN = "corpus_builder", "corpus_builder, 5-grams alone"
SEED = 1
SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000]
MOST_PLANTED, MOST_PAIRS = 20_000, 5_000  # pairs sampled for recall and for precision
HEADS = ["tool", "CPU s", "thousand paragraphs / CPU s", "CPU", "peak MB", "pairs", "recall", "precision"]
GROWTH_HEADS = ["paragraphs", "CPU s", "µs / paragraph", "peak MB", "bytes / paragraph beside the texts"]


def main() -> None:
    """Draw paragraphs, run the tools one after the other, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, help="20,000, or with --growth up to 1,000,000 unless told")
    parser.add_argument("--peers", type=Path, help="the folder of the public tools' virtual environments")
    parser.add_argument("--install", action="store_true", help="make those environments first")
    parser.add_argument("--python312", help="a Python that text-dedup can run in, if there is none on PATH")
    parser.add_argument("--only", choices=[OURS, PLAIN, *PEERS], help="run one tool alone")
    parser.add_argument("--growth", action="store_true", help="how the cost of corpus_builder grows")
    given = parser.parse_args()
    if given.install:
        install_all(given.peers or parser.error("--install needs --peers DIR"), given.python312)
    texts, planted = draw_paragraphs(given.paragraphs or (SIZES[-1] if given.growth else 20_000), SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paragraphs.txt"
        path.write_text("".join(text + "\n" for text in texts), encoding="utf-8", newline="\n")
        if given.growth:
            sizes = sorted({size for size in SIZES if size < len(texts)} | {len(texts)})
            print_rows(GROWTH_HEADS, [describe_growth(size, run_ours(path, size)) for size in sizes])
        else:
            tools: dict[str, Callable[[Path, int], Found]] = {OURS: run_ours, PLAIN: partial(run_ours, plain=True)}
            tools |= {name: partial(run_peer, given.peers, name) for name in PEERS}
            compare_tools({name: tools[name] for name in tools if given.only in (None, name)}, path, texts, planted)


def run_ours(path: Path, count: int, plain: bool = False) -> Found:
    """corpus_builder in a process of its own."""
    return run_finder(sys.executable, f"benchmarks.duplicates:find_{'plain' if plain else 'ours'}", OURS, path, count)


def find_plain(texts: Sequence[str]) -> tuple[Numbers, Costs]:
    """The pairs by the criterion of the public tools: long texts are compared as short ones, and facts are not read."""
    from corpus_builder.duplicates import similarity

    # this runs in a process of its own
    similarity.LONG_TEXT, similarity.FACT_TEXT, similarity.FRAME_TEXT = 1 << 40, 0, 0
    return find_ours(texts)


def find_ours(texts: Sequence[str]) -> tuple[Numbers, Costs]:
    """The pairs that corpus_builder takes for the same; tables are read before the clock starts."""
    from corpus_builder.duplicates.groups import group_texts
    from corpus_builder.duplicates.index import DuplicateIndex
    from corpus_builder.settings import DuplicateSettings

    warm, rank = DuplicateIndex(DuplicateSettings()), np.arange(len(texts))
    warm.add(["Le pont de Brie a rouvert hier.", "Le pont de Brie a bien rouvert hier."], np.arange(2))
    group_texts(warm, np.arange(2))
    meter = Meter()
    index = DuplicateIndex(DuplicateSettings())
    index.add(texts, rank)
    group_texts(index, rank)
    costs = meter.read()
    same = index.pairs.same
    return index.leaders[np.stack([index.pairs.left[same], index.pairs.right[same]], axis=1)], costs


def compare_tools(
    tools: dict[str, Callable[[Path, int], Found]], path: Path, texts: Sequence[str], planted: Sequence[tuple[int, int]]
) -> None:
    """Run the tools and print a row for each; their CPU in units of corpus_builder's, where it runs."""
    similar = cache(partial(compare_texts, texts))
    wanted = choose_planted(texts, planted, similar)
    unit, rows, versions = 0.0, [], []
    for name, run in tools.items():
        print(name, file=sys.stderr)
        found = run(path, len(texts))
        if found.missing:
            rows.append([name, found.missing] + [""] * (len(HEADS) - 2))
            continue
        unit = found.costs["seconds"] if name == OURS else unit
        rows.append([name, *describe_costs(len(texts), found.costs, unit), *describe_answer(found.answer, wanted, similar)])
        versions.append(f"{name.split(',')[0]} {found.version}")
    print(
        f"\n{len(texts)} paragraphs, {sum(map(len, texts)) / len(texts):.0f} characters each; {len(wanted)} alike planted pairs\n"
    )
    print_rows(HEADS, rows)
    print(f"\nCPU: in units of {OURS}. Pairs of clusters: all within one.", *dict.fromkeys(versions), sep="\n")


def compare_texts(texts: Sequence[str], left: int, right: int) -> bool:
    """Whether two texts are alike, by sets of Python strings."""
    one, other = set(list_shingles(texts[left])), set(list_shingles(texts[right]))
    return len(one & other) >= THRESHOLD * len(one | other)


def choose_planted(texts: Sequence[str], planted: Sequence[tuple[int, int]], similar: Callable[[int, int], bool]) -> Numbers:
    """The planted pairs that should be found: different and alike ones, each text by the first that is equal."""
    different, numbers = collapse_texts(texts)
    first = dict(zip(different, numbers.tolist(), strict=True))
    pairs = np.array([(first[texts[copy]], first[texts[source]]) for copy, source in planted], np.int64).reshape(-1, 2)
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    draw = np.random.default_rng(SEED)
    chosen = pairs[np.sort(draw.permutation(len(pairs))[:MOST_PLANTED])]
    return np.asarray(chosen[[similar(left, right) for left, right in chosen.tolist()]], np.int64)


def describe_costs(count: int, costs: Costs, unit: float) -> list[str]:
    """The cells of what a tool costs."""
    seconds = costs["seconds"]
    ratio = f"{seconds / unit:.2f}" if unit else "–"
    return [f"{seconds:.1f}", f"{count / seconds / 1000:.2f}", ratio, f"{costs['megabytes']:.0f}"]


def describe_answer(answer: Numbers, wanted: Numbers, similar: Callable[[int, int], bool]) -> list[str]:
    """The cells of what a tool found: pairs, and recall and precision in per cent."""
    draw = np.random.default_rng(SEED)
    if answer.ndim == 1:
        count, sample = draw_from_clusters(draw, answer)
        left, right = answer[wanted.T]
        hit = (left == right) & (left >= 0)
    else:
        keys = np.unique(make_keys(answer))
        chosen = np.sort(draw.permutation(len(keys))[:MOST_PAIRS])
        count, sample = len(keys), np.stack([keys[chosen] >> 32, keys[chosen] & 0xFFFFFFFF], axis=1)
        hit = np.isin(make_keys(wanted), keys)
    right_ones = [similar(left, right) for left, right in sample.tolist()]
    return [str(count), show_share(int(hit.sum()), len(hit)), show_share(sum(right_ones), len(right_ones))]


def make_keys(pairs: Numbers) -> Numbers:
    """One number for each pair, whichever text comes first."""
    return np.asarray(pairs.min(axis=1) << 32 | pairs.max(axis=1), np.int64)


def draw_from_clusters(draw: np.random.Generator, clusters: Numbers) -> tuple[int, Numbers]:
    """How many pairs share a cluster, and some of them, drawn with repetition: a cluster may have too many to list."""
    order = np.argsort(clusters, kind="stable")
    _, starts, sizes = np.unique(clusters[order], return_index=True, return_counts=True)
    shared = np.where(clusters[order][starts] >= 0, sizes * (sizes - 1) // 2, 0)
    if not shared.any():
        return 0, np.empty((0, 2), np.int64)
    chosen = draw.choice(len(sizes), MOST_PAIRS, p=shared / shared.sum())
    left = draw.integers(0, sizes[chosen])
    right = (left + draw.integers(1, sizes[chosen])) % sizes[chosen]
    return int(shared.sum()), np.asarray(order[starts[chosen] + np.stack([left, right])].T, np.int64)


def show_share(part: int, whole: int) -> str:
    """A share in per cent; a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}" if whole else "–"


def describe_growth(count: int, found: Found) -> list[str]:
    """The cells of one size; why there are none where the run failed."""
    if found.missing:
        return [f"{count}", found.missing] + [""] * (len(GROWTH_HEADS) - 2)
    costs = found.costs
    seconds, own = costs["seconds"], costs["megabytes"] - costs["before"]
    return [f"{count}", f"{seconds:.1f}", f"{seconds * 1e6 / count:.0f}", f"{costs['megabytes']:.0f}", f"{own * 1e6 / count:.0f}"]


def print_rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table in Markdown; all columns but the first are numbers."""
    print(f"| {' | '.join(heads)} |\n|---|{'---:|' * (len(heads) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
