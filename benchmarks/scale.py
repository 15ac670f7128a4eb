"""What large builds cost: `python -m benchmarks.scale [KIND...] [--megabytes N] [--memory SIZE] [--workers N] [--write]`.

Each kind prints one row of a Markdown table; with `--write` it becomes one of `benchmarks/RESULTS.md`:

- `size`: N MB of pages beside 50 MB of them: CPU per MB, and the peak of the anonymous memory of all processes.
- `tiny`: as many documents of 200 bytes as make N MB, counted in and out.
- `change`: N MB of pages, and as many documents of prose, built again with a cache after one changed: its share of the CPU.
- `resume`: N MB of pages killed when half of their time is over, and built on: the second build's share of the full CPU.
- `wet`: a WET file of N MB, like those of Common Crawl, in one command.
- `near`: near-duplicates of 2,500 paragraphs for each of N MB out of core, beside the same over one whole table in memory.

Memory is that which the kernel counts as anonymous, over the process and its children, ten times a second: for Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import RESULTS, replace_rows
from benchmarks.scale_corpora import write_pages, write_prose, write_tiny, write_wet

TOP = Path(__file__).resolve().parent.parent
SAMPLED = 0.1  # seconds between two looks at the memory
SMALL = 50.0  # MB of the corpus that a large one is held against
PROSE = 0.41  # MB of prose that have as many documents as one of pages


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall seconds, and the peak of the anonymous memory of all processes in MB; `digests` are those of the tables."""

    cpu: float
    wall: float
    peak: float
    digests: dict[str, str]
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where corpora and releases are written, and what every build is told."""

    place: Path
    megabytes: float
    memory: str
    workers: int

    def build(self, sources: Path, out: str, *more: str, kill_after: float | None = None) -> Cost:
        """A whole build, killed after some seconds where that is asked."""
        target = self.place / out
        words = ["build", str(sources), "--out", str(target), "--memory", self.memory, "--workers", str(self.workers), *more]
        return measure([sys.executable, "-m", "corpus_builder", *words], target, kill_after)


def measure(command: Sequence[str], out: Path, kill_after: float | None) -> Cost:
    """Run a command and sample its memory. Raises RuntimeError where it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(read_anonymous, list_processes(process.pid))))
        if kill_after is not None and time.perf_counter() - began > kill_after:
            process.send_signal(signal.SIGKILL)
        time.sleep(SAMPLED)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode and kill_after is None:
        raise RuntimeError(f"{' '.join(command)}: {process.stderr.read() if process.stderr else ''}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    manifest = out / "manifest.json"
    tables = json.loads(manifest.read_text(encoding="utf-8"))["tables"] if manifest.exists() else {}
    digests = {name: table["sha256"] for name, table in tables.items()}
    return Cost(cpu, wall, peak / 1e6, digests, {name: table["rows"] for name, table in tables.items()})


def list_processes(process: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield process
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from list_processes(int(child))


def read_anonymous(process: int) -> int:
    """The bytes of anonymous memory of a process; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")), 0)


def measure_size(frame: Frame) -> str:
    """CPU per MB of a large corpus and of a small one, and the peak."""
    small, large = (write_pages(frame.place / name, size) for name, size in (("small", SMALL), ("large", frame.megabytes)))
    few, many = frame.build(small.path, "few"), frame.build(large.path, "many")
    each = [cost.cpu / corpus.megabytes for cost, corpus in ((few, small), (many, large))]
    return (
        f"{large.megabytes:,.0f} MB of pages | {each[1] * 1000:,.0f} ms CPU per MB, {each[1] / each[0]:.2f} times that of "
        f"{small.megabytes:,.0f} MB | peak {many.peak:,.0f} MB of {frame.memory}"
    )


def measure_tiny(frame: Frame) -> str:
    """Documents in and out."""
    corpus = write_tiny(frame.place / "tiny", frame.megabytes)
    cost = frame.build(corpus.path, "out", "--max-rejected", "1")
    out = cost.rows["documents"] + cost.rows["rejects"]
    return f"{corpus.documents:,} documents of 200 bytes | {out:,} out, {cost.cpu:,.0f} s CPU | peak {cost.peak:,.0f} MB"


def measure_change(frame: Frame) -> str:
    """The share of a full build's CPU that a build after a change takes."""
    said = []
    for name, write, share in (("pages", write_pages, 1.0), ("prose", write_prose, PROSE)):
        corpus = write(frame.place / name, frame.megabytes * share)
        cache = ("--cache", str(frame.place / f"{name}-cache"))
        full = frame.build(corpus.path, f"{name}-out", *cache)
        changed = sorted(corpus.path.iterdir())[corpus.documents // 2]
        changed.write_text(changed.read_text(encoding="utf-8") + "\nEt le port ferma à midi.\n", encoding="utf-8")
        again = frame.build(corpus.path, f"{name}-out", *cache)
        fresh = frame.build(corpus.path, f"{name}-fresh")
        same = "same bytes as a fresh build" if again.digests == fresh.digests else "OTHER BYTES"
        said.append(f"{corpus.documents:,} {name} documents: {again.cpu / full.cpu:.0%} of {full.cpu:,.0f} s CPU ({same})")
    return f"one document changed, with a cache | {'; '.join(said)} | "


def measure_resume(frame: Frame) -> str:
    """The share of a full build's CPU that a build takes which goes on."""
    corpus = write_pages(frame.place / "pages", frame.megabytes)
    full = frame.build(corpus.path, "full")
    frame.build(corpus.path, "killed", kill_after=full.wall / 2)
    rest = frame.build(corpus.path, "killed")
    same = "same bytes" if rest.digests == full.digests else "OTHER BYTES"
    return f"{corpus.megabytes:,.0f} MB killed at half | {rest.cpu / full.cpu:.0%} of the CPU to go on, {same} | "


def measure_wet(frame: Frame) -> str:
    """A WET file in one command."""
    corpus = write_wet(frame.place / "crawl.warc.wet.gz", frame.megabytes)
    cost = frame.build(corpus.path, "out", "--max-rejected", "1")
    out = cost.rows["documents"] + cost.rows["rejects"]
    said = f"{corpus.documents:,} records, {out:,} documents and rejects, {cost.cpu:,.0f} s CPU"
    return f"WET of {corpus.megabytes:,.0f} MB | {said} | peak {cost.peak:,.0f} MB of {frame.memory}"


def measure_near(frame: Frame) -> str:
    """The CPU of near-duplicates out of core as a share of that in memory."""
    from benchmarks.scale_near import compare_near

    found = compare_near(int(frame.megabytes * 2_500), frame.place)
    times = f"{found.out_of_core / found.in_memory:.2f} times the {found.in_memory:.1f} s CPU of one whole table in memory"
    return (
        f"{found.paragraphs:,} paragraphs | near-duplicates out of core: {times}; {found.rows:.0f} pairs shuffled a paragraph | "
    )


KINDS: dict[str, Callable[[Frame], str]] = {
    "size": measure_size,
    "tiny": measure_tiny,
    "change": measure_change,
    "resume": measure_resume,
    "wet": measure_wet,
    "near": measure_near,
}


def main() -> None:
    """Measure the kinds that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all unless named")
    parser.add_argument("--megabytes", type=float, default=100.0, help="size of each corpus")
    parser.add_argument("--memory", default="1.5GB", help="what builds may use")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="worker processes")
    parser.add_argument("--write", action="store_true", help=f"write the rows into {RESULTS.name}")
    options = parser.parse_args()
    if unknown := set(options.kinds) - KINDS.keys():
        parser.error(f"unknown kinds: {', '.join(sorted(unknown))}")
    for kind in options.kinds or KINDS:
        with tempfile.TemporaryDirectory() as place:
            line = KINDS[kind](Frame(Path(place), options.megabytes, options.memory, options.workers))
        row = f"| {kind} | {line} |"
        print(row, flush=True)
        if options.write:
            RESULTS.write_text(replace_rows({kind: row}, RESULTS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
