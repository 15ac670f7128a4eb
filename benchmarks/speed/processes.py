"""Whole processes and what they cost: the CPU time of a command and its children, its peak memory, and how long it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
# Run in a process of its own, so that the only child it has ever had is the command.
_MEASURE = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
print(json.dumps([done.returncode, used.ru_utime + used.ru_stime, peak, wall, done.stderr[-2000:]]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds, user and system; the peak of its largest process in MB; wall seconds."""

    cpu: float
    peak: float
    wall: float


def run_command(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command and measure it. Raises RuntimeError with what it said where it fails."""
    words = [sys.executable, "-c", _MEASURE, *command]
    said = subprocess.run(words, cwd=TOP, env=os.environ | (environment or {}), capture_output=True, text=True, check=True)
    status, cpu, peak, wall, errors = json.loads(said.stdout)
    if status:
        raise RuntimeError(f"{' '.join(command)}: exit status {status}\n{errors}")
    return Cost(cpu, peak, wall)


def build(source: Path, out: Path, workers: int = 1) -> Cost:
    """The whole command `build`."""
    words = ["build", str(source), "--out", str(out), "--workers", str(workers)]
    return run_command([sys.executable, "-m", "corpus_builder", *words])
