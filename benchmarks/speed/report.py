"""The results of a run as Markdown: what was measured, what was wanted, on which machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from textwrap import fill

from benchmarks.speed.corpora import HTML, PAGES, PROSE, QUOTES
from benchmarks.speed.measure import ROUNDS, Results
from benchmarks.speed.peers import DATATROVE, SCRIPT, TRAFILATURA

# CPU ms per MB that a corpus may cost, as measured on a machine on which the script of a data scientist takes 5,983 per MB of
# pages; and how many times the other tools must cost as much as we do.
WANTED = {PAGES: 950, PROSE: 500, QUOTES: 1300, HTML: 230}
TIMES = {SCRIPT: 6.0, DATATROVE: 11.0, TRAFILATURA: 1.0}
SCRIPT_THEN = 5983
# Share of the pages' total that no step may pass; times as fast as one worker that two must be; seconds and MB.
LARGEST_STEP, TWO_WORKERS = 0.2, 1.7
SINGLE = {"--help": (0.3, None), "one document": (0.8, 150), "seeds/": (3.0, None)}
SHOWN = 0.01


def render_results(results: Results) -> str:
    """All tables of a run."""
    parts = [describe_machine(results), *render_corpora(results), *render_peers(results), *render_single(results)]
    parts += [*render_steps(results), *render_growth(results), *render_workers(results)]
    parts += [f"Not measured: {note}." for note in results.notes]
    return "# Results\n\n" + "\n\n".join(parts) + "\n"


def describe_machine(results: Results) -> str:
    """Where the figures are from, and how to read them."""
    versions = [f"{name} {metadata.version(name)}" for name in ("numpy", "pyarrow")] + list_versions(["numba"])
    others = [f"{name} {version}" for name, version in results.versions.items() if name != SCRIPT]
    lines = [
        "Written by `python -m benchmarks --write`; do not edit. All figures are of one run on one machine: compare",
        "ratios, not times. CPU seconds are those of whole processes, user and system, start included; each figure is the",
        f"median of {ROUNDS} runs.",
        "",
        f"Machine: {os.cpu_count()} cores, {name_processor()}, {platform.system()}.",
        f"Python {platform.python_version()}, {', '.join(versions)}.",
        f"Others: {', '.join(others) or 'none'}.",
    ]
    return "\n".join(lines)


def list_versions(names: Iterable[str]) -> list[str]:
    """The versions of distributions that may be absent."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"without {name}")
    return found


def name_processor() -> str:
    """What the machine calls its processor."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def render_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def render_corpora(results: Results) -> Iterator[str]:
    """What each corpus costs, and what was wanted on this machine, whose speed the script of a data scientist tells."""
    scale = None
    if SCRIPT in results.peers:
        scale = 1000 * results.peers[SCRIPT].cpu / results.corpora[PAGES].megabytes / SCRIPT_THEN
    rows = []
    for name, corpus in results.corpora.items():
        cost = results.builds[name]
        wanted = f"{WANTED[name] * scale:,.0f}" if scale else "?"
        figures = [
            f"{corpus.megabytes:.1f}",
            f"{corpus.lines / corpus.megabytes:,.0f}",
            f"{1000 * cost.cpu / corpus.megabytes:,.0f}",
        ]
        rows.append([name, *figures, wanted, f"{corpus.megabytes / cost.cpu:.2f}", f"{cost.peak:,.0f}"])
    yield "## What a build costs"
    yield render_table(["corpus", "MB", "lines per MB", "CPU ms per MB", "wanted here", "MB per CPU s", "peak MB"], rows)
    if scale:
        yield fill(
            f"Wanted were {', '.join(f'{ms} ({name})' for name, ms in WANTED.items())} on a machine on which the script of a"
            f" data scientist takes {SCRIPT_THEN:,} ms per MB of pages; here it takes {scale:.2f} times that.",
            width=118,
        )


def render_peers(results: Results) -> Iterator[str]:
    """The other tools and ours, in turn over the same files."""
    rows = []
    for name, cost in results.peers.items():
        ours = results.beside[name]
        wanted = f"at least {TIMES[name]:g}" if name in TIMES else ""
        seconds = [f"{cost.cpu:.1f}", f"{ours.cpu:.1f}", f"{cost.cpu / ours.cpu:.2f}", wanted]
        rows.append([name, *seconds, f"{cost.peak:,.0f}", f"{ours.peak:,.0f}"])
    yield "## Beside others"
    yield render_table(["tool", "its CPU s", "our CPU s", "times ours", "wanted", "its peak MB", "our peak MB"], rows)


def render_single(results: Results) -> Iterator[str]:
    """Small jobs, whole processes."""
    rows = []
    for name, cost in results.single.items():
        seconds, megabytes = SINGLE[name]
        wanted = f"{seconds} s" + (f", {megabytes} MB" if megabytes else "")
        rows.append([name, f"{cost.cpu:.2f}", f"{cost.peak:.0f}", wanted])
    yield "## Small jobs"
    yield render_table(["job", "CPU s", "peak MB", "wanted at most"], rows)


def render_steps(results: Results) -> Iterator[str]:
    """CPU ms per MB by step, a column for each corpus."""
    steps = sorted(
        {step for costs in results.steps.values() for step in costs}, key=lambda step: -results.steps[PAGES].get(step, 0)
    )
    totals = {name: sum(costs.values()) for name, costs in results.steps.items()}
    rows = []
    for step in steps:
        if any(costs.get(step, 0) > SHOWN * totals[name] for name, costs in results.steps.items()):
            rows.append(
                [step, *(f"{1000 * costs.get(step, 0) / results.corpora[n].megabytes:.1f}" for n, costs in results.steps.items())]
            )
    largest = max(results.steps[PAGES].items(), key=lambda item: item[1])
    yield "## Where it goes: CPU ms per MB by step"
    yield render_table(["step", *results.steps], rows)
    share = largest[1] / totals[PAGES]
    yield f"The largest step on pages is “{largest[0]}”, with {share:.0%} of all; wanted at most {LARGEST_STEP:.0%}."


def render_growth(results: Results) -> Iterator[str]:
    """Cost per line over four sizes."""
    yield "## Growth: CPU microseconds per line"
    for name, points in results.growth.items():
        rows = [[f"{lines:,}" for lines, _ in points], [f"{cost:.1f}" for _, cost in points]]
        slope = points[-1][1] / points[-2][1]
        head = [name, *rows[0]]
        yield render_table(head, [["µs per line", *rows[1]]])
        yield f"From the third size to the fourth a line costs {slope:.2f} times as much; 1 is linear."


def render_workers(results: Results) -> Iterator[str]:
    """Two workers beside one."""
    one, two = results.workers[1], results.workers[2]
    yield "## Two workers"
    yield (
        f"On four times the pages, two workers take {two.wall:.1f} s where one takes {one.wall:.1f}:\n"
        f"{one.wall / two.wall:.2f} times as fast; wanted at least {TWO_WORKERS}. They use {two.cpu / one.cpu:.2f} times the CPU."
    )
