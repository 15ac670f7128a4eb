"""Every write of a command fails once: the disk is full, the user's share is used up, the disk is broken."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from tests.attacks.commands import run_forked
from tests.attacks.file_calls import WRITES, Before, watch_calls
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import Target, Tree, choose_targets, make_scene, name_state, read_tree
from tests.attacks.steps import Call, record_calls

FAILED = 1
ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def attack_writes(
    workspace: Path, *, target: str | None = None, stride: int = 1, seed: int = 1, only: int | None = None
) -> list[Outcome]:
    """Let each write of each target (each `stride`-th) fail once; then there must be one line, the earlier state, and no abort."""
    scene = workspace / "scene"
    make_scene(scene, 6, seed)
    outcomes = []
    for chosen in choose_targets(target):
        outcome = Outcome(f"writes --target {chosen.name} --seed {seed}", f"writes of {chosen.name}")
        calls, after = record_calls(chosen, scene, workspace / "whole")
        writes = [call for call in calls if call[0] in WRITES]
        states = {"earlier": read_tree(scene), "new": after}
        outcome.figures.update({"aborts": 0, "earlier": 0, "new": 0})
        for number in range(0, len(writes), stride) if only is None else [only]:
            with outcome.try_case(number, workspace / chosen.name) as folder:
                shutil.copytree(scene, folder, dirs_exist_ok=True)
                fail_write(chosen, folder, number, ERRORS[number % len(ERRORS)], writes[number], states, outcome)
        outcomes.append(outcome)
    return outcomes


def fail_write(
    target: Target, folder: Path, number: int, error: int, call: Call, states: dict[str, Tree], outcome: Outcome
) -> None:
    """Run a target of which one write fails. Raises BrokenError unless it says so in one line and leaves a whole state."""
    done = run_forked(target.words, folder, lambda: watch_calls(fail_at(number, error)))
    where = f"{target.name}, {errno.errorcode[error]} at write {number} ({' '.join(call).strip()})"
    outcome.figures["aborts"] += done.status < 0
    expect(done.status == FAILED, f"{where}: status {done.status}: {done.stderr[-600:]}")
    done.expect_line(FAILED)
    found = name_state(read_tree(folder), states)
    outcome.figures[found] += 1
    # a folder whose new name cannot be made durable is the one state after the change that is reported as a failure
    expect(found == "earlier" or call == ("os.fsync", ""), f"{where}: the result was written although it says {done.stderr}")


def fail_at(number: int, error: int) -> Before:
    """What lets the write with a number, counted from 0, fail, and no other."""
    left = number

    def before(name: str, _: str) -> None:
        nonlocal left
        if name in WRITES:
            left -= 1
            if left == -1:
                raise OSError(error, os.strerror(error))

    return before
