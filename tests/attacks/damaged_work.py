"""Damaged work folders: whatever has happened to what a killed build has left, the next one gives the bytes of a fresh one."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.attacks.commands import run_forked
from tests.attacks.damaged_bytes import BYTES
from tests.attacks.kill import ARTICLES, LOOK, Arena, prepare_arena, start_build, wait_for_workers
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import name_state, read_tree

# Damages for each build that is killed, and files that are damaged at most.
EACH, MOST = 10, 8
# Bytes of a file that every kind of damage fits into.
LEAST = 129
FLOWS = ".out.work/flows"


def replace_by_folder(path: Path) -> None:
    """A folder of the name of a file."""
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def replace_by_link(path: Path) -> None:
    """A link to nothing of the name of a file."""
    path.unlink()
    path.symlink_to("nothing")


PLACES: dict[str, Callable[[Path], object]] = {
    "a file emptied": lambda path: path.write_bytes(b""),
    "a file deleted": Path.unlink,
    "a folder in place of a file": replace_by_folder,
    "a link in place of a file": replace_by_link,
}
KINDS = (*BYTES, *PLACES, "another file in place of one")


def attack_work(workspace: Path, *, runs: int, seed: int, only: int | None = None) -> Outcome:
    """Damage files that flows of a killed build have left, by each kind of damage in turn, and build so many times."""
    outcome = Outcome(f"damage --work --seed {seed}", "damaged work folders")
    outcome.figures.update({"files damaged": 0})
    arena = prepare_arena(workspace, ("--workers", "1"), ARTICLES, seed)
    for number in range(runs) if only is None else [only]:
        killed = workspace / f"killed-{number // EACH}"
        if not killed.exists():
            kill_while_deciding(arena, killed, random.Random(f"work {seed} {number // EACH}"))
        kind = KINDS[number % len(KINDS)]
        with outcome.try_case(number, kind, workspace / "work") as folder:
            shutil.copytree(killed, folder, dirs_exist_ok=True)
            outcome.figures["files damaged"] += damage_files(folder, kind, random.Random(f"damage {seed} {number}"))
            done = run_forked(arena.words, folder)
            expect(done.status == 0, f"the build that goes on fails: {done.stderr[-600:]}")
            name_state(read_tree(folder), {"new": arena.states["new"]}, ended=True)
    return outcome


def kill_while_deciding(arena: Arena, folder: Path, draw: random.Random) -> None:
    """Kill a build at a random moment at which flows have left files."""
    while not list_left(folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(arena.earlier, folder)
        with start_build(arena.words, folder, subprocess.DEVNULL) as build:
            while build.poll() is None and not list_left(folder):
                time.sleep(LOOK)
            time.sleep(draw.uniform(0, arena.life / 2))
            build.send_signal(signal.SIGKILL)
            build.wait()
            wait_for_workers(build.pid)


def list_left(folder: Path) -> list[Path]:
    """The files that flows have left, without those that were not finished."""
    found = (path for path in folder.glob(f"{FLOWS}/*/*") if path.suffix != ".new" and path.is_file())
    return sorted(path for path in found if path.stat().st_size >= LEAST)


def damage_files(folder: Path, kind: str, draw: random.Random) -> int:
    """Damage some of the files that flows have left, and say how many."""
    left = list_left(folder)
    chosen = draw.sample(left, draw.randint(1, min(MOST, len(left))))
    for path in chosen:
        damage_file(path, kind, draw, left)
    return len(chosen)


def damage_file(path: Path, kind: str, draw: random.Random, others: Sequence[Path]) -> None:
    """Do one kind of damage to a file."""
    if kind in PLACES:
        PLACES[kind](path)
    elif kind in BYTES:
        path.write_bytes(BYTES[kind](draw, path.read_bytes()))
    else:
        path.write_bytes(draw.choice(others).read_bytes())
