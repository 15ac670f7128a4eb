"""Every write of a command fails once: the disk is full, the user's share is used up, the disk is broken."""

from __future__ import annotations

import errno
import os
import shutil
from functools import partial
from pathlib import Path

from tests.attacks.commands import Done, run_forked
from tests.attacks.file_calls import WRITES, Before, watch_calls
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import Target, Tree, choose_targets, make_scene, name_state, read_tree
from tests.attacks.steps import choose_cases, record_calls

DONE, FAILED = 0, 1
# what is done in another way where it fails
RETRIED = frozenset({"os.copy_file_range", "os.sendfile"})
ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def attack_writes(
    workspace: Path, *, target: str | None = None, stride: int | None = None, seed: int = 1, only: int | None = None
) -> list[Outcome]:
    """Let each write of each target (each `stride`-th, or some 500 of more) fail once.

    The command says so and leaves the earlier state.
    """
    scene = workspace / "scene"
    make_scene(scene, 6, seed)
    outcomes = []
    for chosen in choose_targets(target):
        outcome = Outcome(f"writes --target {chosen.name} --seed {seed}", f"writes of {chosen.name}")
        calls, after = record_calls(chosen, scene, workspace / "whole")
        writes = [call for call in calls if call[0] in WRITES]
        states = {"earlier": read_tree(scene), "new": after}
        outcome.figures.update({"aborts": 0, "earlier": 0, "new": 0})
        for number in choose_cases(len(writes), stride) if only is None else [only]:
            error = ERRORS[number % len(ERRORS)]
            name = f"{errno.errorcode[error]} at {' '.join(writes[number]).strip()}"
            with outcome.try_case(number, name, workspace / chosen.name) as folder:
                shutil.copytree(scene, folder, dirs_exist_ok=True)
                done = run_forked(chosen.words, folder, partial(watch_calls, fail_at(number, error)))
                outcome.figures["aborts"] += done.status < 0
                found = check_failure(done, chosen, folder, states, retried=writes[number][0] in RETRIED)
                outcome.figures[found] += 1
        outcomes.append(outcome)
    return outcomes


def check_failure(done: Done, target: Target, folder: Path, states: dict[str, Tree], *, retried: bool) -> str:
    """The state that a failed write has left. Raises BrokenError unless the command says so in one line and it is whole."""
    if retried and done.status == DONE:
        return name_state(read_tree(folder), {"new": states["new"]}, ended=True)
    done.expect_line(FAILED)
    found = name_state(read_tree(folder), states)
    # a single file whose new name cannot be made durable is the one thing that is there although a failure is reported
    expect(found == "earlier" or not target.release, f"the release was written although it says {done.stderr}")
    return found


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
