"""Where the CPU time of a build goes: `python -m benchmarks.speed.step_profile SOURCE OUT` prints seconds by step as JSON.

The process is sampled by its own clock, and what has passed since the last sample belongs to the innermost module of the package
that is at work: what a library does for a step belongs to the step. A long call of compiled code holds samples back until it
returns, so time is counted, not samples. No function is wrapped, so small ones cost what they cost.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from types import FrameType

PACKAGE = "corpus_builder"
INTERVAL = 0.001
# The steps by the beginnings of module names, the longest that fits; a test says that every module has one.
STEPS = {
    "": "start, arguments, settings",
    "cleaning.blocks": "split blocks",
    "cleaning.dumps": "split blocks",
    "cleaning.encoding": "repair encoding",
    "cleaning.language_detection": "detect languages",
    "cleaning.pages": "classify pages",
    "cleaning.plain": "describe blocks",
    "cleaning.plain.classify": "classify blocks",
    "cleaning.plain.features": "classify blocks",
    "cleaning.plain.topic": "classify blocks",
    "cleaning.rules": "match rules",
    "duplicates": "near-duplicates",
    "duplicates.pull_quotes": "pull quotes",
    "engines": "run stages",
    "jobs": "read sources",
    "kernels": "kernels",
    "knowledge": "read tables of knowledge",
    "languages": "read tables of knowledge",
    "models": "sums of weights",
    "policy": "policy",
    "quotes": "read sentences with quotes",
    "quotes.passages": "find quoted passages",
    "quotes.people": "resolve speakers",
    "release": "write the release",
    "report": "write the release",
    "sources": "read sources",
    "sources.formats": "parse HTML",
    "stages": "rows and offsets",
    "stages.flows": "decide corpus",
    "stages.flows.near_copies": "near-duplicates",
    "stages.flows.repeated_lines": "repetition",
    "stages.flows.statements": "statements",
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


def find_module(frame: FrameType | None) -> str:
    """The innermost module of the package on the stack; the package itself where there is none."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.split(".")[0] == PACKAGE and module != f"{PACKAGE}.kernels.compiled":
            return module
        frame = frame.f_back
    return PACKAGE


def count_seconds(seconds: defaultdict[str, float]) -> None:
    """From now on, count the CPU seconds of this process by module, at each tick of its clock."""
    last = 0.0  # start and imports belong to the package itself

    def note(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        seconds[find_module(frame)] += now - last
        last = now

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)


def add_up(seconds: Mapping[str, float]) -> dict[str, float]:
    """The seconds of each step, largest first."""
    steps: defaultdict[str, float] = defaultdict(float)
    for module, spent in seconds.items():
        steps[find_step(module)] += spent
    return dict(sorted(steps.items(), key=lambda step: -step[1]))


def main(source: str, out: str) -> None:
    """Build, and print the seconds of each step."""
    seconds: defaultdict[str, float] = defaultdict(float)
    count_seconds(seconds)
    from corpus_builder.api import build

    build(source, out, workers=1)
    signal.setitimer(signal.ITIMER_PROF, 0)
    print(json.dumps(add_up(seconds)))


if __name__ == "__main__":
    main(*sys.argv[1:])
