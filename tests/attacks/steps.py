"""A kill, or a signal, ahead of every call by which a command changes files."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from corpus_builder.release.folder import recover_release
from tests.attacks.commands import run_forked
from tests.attacks.file_calls import Before, watch_calls
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import Target, Tree, choose_targets, make_scene, name_state, read_tree

KILLED, STOPPED = 9, 130
# Calls of a command that are tried at least, where nobody says how many.
MOST = 500
Call = tuple[str, str]


def attack_steps(
    workspace: Path,
    *,
    target: str | None = None,
    by: str = "KILL",
    stride: int | None = None,
    seed: int = 1,
    only: int | None = None,
) -> list[Outcome]:
    """Strike each target ahead of each call (each `stride`-th, or some 500 of more).

    After a kill the next command must find a whole state, after another signal the folder must be clean at once.
    """
    scene = workspace / "scene"
    make_scene(scene, 6, seed)
    outcomes = []
    for chosen in choose_targets(target):
        command = f"steps --target {chosen.name} --signal {by} --seed {seed}"
        outcome = Outcome(command, f"calls of {chosen.name}")
        calls, after = record_calls(chosen, scene, workspace / "whole")
        states = {"earlier": read_tree(scene), "new": after}
        outcome.figures.update({"earlier": 0, "new": 0})
        for number in choose_cases(len(calls), stride) if only is None else [only]:
            name = f"SIG{by} ahead of {' '.join(calls[number]).strip()}"
            with outcome.try_case(number, name, workspace / f"{chosen.name}-{by}") as folder:
                shutil.copytree(scene, folder, dirs_exist_ok=True)
                outcome.figures[strike(chosen, folder, number, by, states)] += 1
        outcomes.append(outcome)
    return outcomes


def choose_cases(count: int, stride: int | None) -> range:
    """The numbers of cases: each `stride`-th of so many, or so many of them, evenly spread, as one has patience for."""
    return range(0, count, stride or max(1, count // MOST))


def record_calls(target: Target, scene: Path, folder: Path) -> tuple[list[Call], Tree]:
    """The calls of a command that nobody disturbs, and the tree that it leaves."""
    shutil.copytree(scene, folder)
    calls: list[Call] = []
    log = os.open(folder.with_name("calls"), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    write = os.write

    def prepare() -> None:
        watch_calls(lambda name, file: (write(log, f"{name}\t{file}\n".encode()), None)[1])

    done = run_forked(target.words, folder, prepare)
    if done.status:
        raise RuntimeError(f"{target.name} does not work undisturbed: {done.stderr}")
    os.lseek(log, 0, os.SEEK_SET)
    with os.fdopen(log, encoding="utf-8") as lines:
        calls = [(name, file) for name, _, file in (line.rstrip("\n").partition("\t") for line in lines)]
    after = read_tree(folder)
    shutil.rmtree(folder)
    return calls, after


def strike(target: Target, folder: Path, number: int, by: str, states: dict[str, Tree]) -> str:
    """Run a target that is struck ahead of a call; the state it leaves. Raises BrokenError where that is not whole."""
    done = run_forked(target.words, folder, lambda: watch_calls(strike_at(number, by)))
    if by != "KILL":
        done.expect_line(STOPPED)
        return name_state(read_tree(folder), states)
    expect(done.status == KILLED, f"status {done.status}: {done.stderr}")
    if target.release:
        recover_release(folder / target.release)
        drop_empty(folder, target.release)
        found = name_state(read_tree(folder), states)
    else:
        # what is killed may leave a file of its own beside the one it writes, which is one or the other
        found = name_state({p: b for p, b in read_tree(folder).items() if p in states["earlier"]}, states)
    again = run_forked(target.words, folder)
    expect(again.status == 0, f"the next command fails: {again.stderr}")
    name_state(read_tree(folder), {"new": states["new"]}, ended=True)
    return found


def drop_empty(folder: Path, release: str) -> None:
    """Remove the folder that was made on the way to a first release, when it is empty: the next build needs it."""
    parent = (folder / release).parent
    if parent != folder and parent.is_dir() and not list(parent.iterdir()):
        parent.rmdir()


def strike_at(number: int, by: str) -> Before:
    """What ends the process ahead of the call with a number, counted from 0, or sends it a signal there."""
    left = number

    def before(*_: str) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            if by == "KILL":
                os._exit(KILLED)
            os.kill(os.getpid(), getattr(signal, f"SIG{by}"))

    return before
