"""Where the CPU time of a build goes: `python -m benchmarks.speed.step_profile SOURCE OUT` prints seconds by step as JSON.

The process is sampled by its own clock, and each sample belongs to the innermost module of the package that is at work: what a
library does for a step belongs to the step. No function is wrapped, so small ones cost what they cost.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from types import FrameType

PACKAGE = "corpus_builder"
INTERVAL = 0.001
# The steps by the beginnings of module names, the longest that fits; a test says that every module has one.
STEPS = {
    "": "start, arguments, settings",
    "cleaning.blocks": "split blocks",
    "cleaning.encoding": "repair encoding",
    "cleaning.language_detection": "detect languages",
    "cleaning.pages": "classify pages",
    "cleaning.plain": "describe blocks",
    "cleaning.plain.classify": "classify blocks",
    "cleaning.plain.features": "classify blocks",
    "cleaning.plain.topic": "classify blocks",
    "duplicates": "near-duplicates",
    "duplicates.pull_quotes": "pull quotes",
    "engines": "read sources",
    "jobs": "read sources",
    "kernels": "kernels",
    "knowledge": "read tables of knowledge",
    "languages": "read tables of knowledge",
    "models": "sums of weights",
    "policy": "policy",
    "quotes": "find quotes",
    "release": "write the release",
    "report": "write the release",
    "sources": "read sources",
    "sources.formats": "parse HTML",
    "stages": "rows and offsets",
    "stages.corpus": "decide corpus",
    "stages.repetition": "repetition",
    "statements": "statements",
    "tables": "tables",
    "text": "text",
}


def find_step(module: str) -> str:
    """The step of a module of the package."""
    name = module.removeprefix(PACKAGE).lstrip(".")
    while name and name not in STEPS:
        name = name.rpartition(".")[0]
    return STEPS[name]


def count_samples(samples: Counter[str]) -> None:
    """Have each tick of the process's clock counted for the module that is at work."""

    def note(_: int, frame: FrameType | None) -> None:
        while frame is not None:
            module = str(frame.f_globals.get("__name__", ""))
            if module.startswith(PACKAGE) and module != f"{PACKAGE}.kernels.compiled":
                samples[module] += 1
                return
            frame = frame.f_back
        samples[PACKAGE] += 1

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)


def main(source: str, out: str) -> None:
    """Build, and print the seconds of each step, largest first."""
    samples: Counter[str] = Counter()
    count_samples(samples)
    from corpus_builder.api import build

    build(source, out, workers=1)
    signal.setitimer(signal.ITIMER_PROF, 0)
    steps: Counter[str] = Counter()
    for module, count in samples.items():
        steps[find_step(module)] += count
    each = time.process_time() / max(sum(samples.values()), 1)
    print(json.dumps({step: count * each for step, count in steps.most_common()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
