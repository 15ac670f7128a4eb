"""A build that is struck at a random moment of its life, over a release that stands there already."""

from __future__ import annotations

import fnmatch
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus_builder.jobs.build import build_corpus
from corpus_builder.settings import Settings
from tests.attacks.commands import COMMAND, ENVIRONMENT, LOAD, Done, hear_signals, run_forked, run_process
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import Tree, name_state, read_tree, write_articles

STOPPED = 130
ARTICLES = 40
# seconds between two looks at a folder or at processes, and those after which a worker that lives on is one too many
LOOK, PATIENCE = 0.002, 300.0
NEXT = ("verify", "load", "build")
WRITING = ".out.new-release"
# what stands beside the release when it is struck, and what the build was at then
MOMENTS = {
    "between the renames": (".out.old-release", "!out"),
    "removing the earlier release": (".out.old-release",),
    "making it durable": (f"{WRITING}/manifest.json",),
    "writing tables": (f"{WRITING}/data",),
    "deciding": (".out.work/flows/*/*",),
    "reading and cleaning": (".out.lock",),
    "starting or ending": (),
}


@dataclass(frozen=True, slots=True)
class Arena:
    """What all cases share: the sources, the earlier release, the states of a folder, and how long a build lives and writes."""

    sources: Path
    earlier: Path
    words: tuple[str, ...]
    states: dict[str, Tree]
    life: float
    writing: float


def attack_kill(
    workspace: Path,
    *,
    runs: int = 200,
    workers: int = 1,
    cache: bool = False,
    by: str = "KILL",
    articles: int | None = None,
    seed: int = 1,
    only: int | None = None,
) -> list[Outcome]:
    """Strike so many builds, with a cache or without: every other one at any moment of its life, the rest while they write.

    The next command, which is verify, load and build by turns, must find a whole release, and a build after it the new one and
    nothing else. After another signal than KILL the folder must be clean at once.
    """
    outcome = Outcome(f"kill --workers {workers}{' --cache' * cache} --signal {by} --seed {seed}", "builds struck")
    arena = prepare_arena(
        workspace, ("--workers", str(workers), *(("--cache", "cache") if cache else ())), articles or ARTICLES, seed
    )
    outcome.figures.update({"earlier": 0, "new": 0, **({f"while {moment}": 0 for moment in MOMENTS} if by == "KILL" else {})})
    for number in range(runs) if only is None else [only]:
        with outcome.try_case(number, f"SIG{by}", workspace / f"{by}-{workers}") as folder:
            strike_build(arena, folder, number, by, seed, outcome)
    return [outcome]


def prepare_arena(workspace: Path, options: tuple[str, ...], articles: int, seed: int) -> Arena:
    """Make sources and releases, and measure how long an undisturbed build takes, and from when on it writes."""
    older, sources, earlier, new = (workspace / name for name in ("older", "articles", "earlier", "new"))
    write_articles(older, articles - articles // 10, seed, paragraphs=3, edited=True)
    write_articles(sources, articles, seed, paragraphs=3)
    build_corpus([older], earlier / "out", Settings())
    shutil.copytree(earlier, new)
    words = ("build", str(sources), "--out", "out", *options)
    begun = time.monotonic()
    with start_build(words, new, subprocess.DEVNULL) as build:
        wait_until_writing(new, build)
        writes = time.monotonic()
        if build.wait():
            raise RuntimeError(f"the build does not work undisturbed: {new}")
    ended = time.monotonic()
    states = {"earlier": read_tree(earlier), "new": read_tree(new)}
    return Arena(sources, earlier, words, states, ended - begun, ended - writes)


def strike_build(arena: Arena, folder: Path, number: int, by: str, seed: int, outcome: Outcome) -> None:
    """Strike one build. Raises BrokenError where what it leaves is not whole, or not clean after the next build."""
    done = strike_until_hit(arena, folder, random.Random(f"kill {seed} {number}"), number, by)
    if by == "KILL":
        outcome.figures[f"while {name_moment(read_tree(folder))}"] += 1
    if by == "KILL":
        found = find_state_next(arena, folder, NEXT[number % len(NEXT)])
    else:
        # before the command listens, and after it has done its work, a signal ends it as any program
        idle = done.status == -getattr(signal, f"SIG{by}") and not done.stderr
        if not idle:
            done.expect_line(STOPPED)
        outcome.figures["before or after its work"] += idle
        found = name_state(read_tree(folder), arena.states)
    outcome.figures[found] += 1
    again = run_forked((*arena.words, "--workers", "1"), folder)
    expect(again.status == 0, f"the next build fails: {again.stderr}")
    name_state(read_tree(folder), {"new": arena.states["new"]}, ended=True)


def find_state_next(arena: Arena, folder: Path, command: str) -> str:
    """Which state the next command finds. Raises BrokenError where it fails."""
    # the release lies here while the build is between its two renames
    there = folder / ("out" if (folder / "out").exists() else ".out.old-release")
    found = name_state({f"out/{p}": c for p, c in read_tree(there).items()} | {"out": None}, arena.states)
    if command == "build":
        done = run_process(arena.words, folder)
    elif command == "load":
        done = run_process(["out"], folder, command=LOAD)
    else:
        done = run_process(["verify", "out"], folder)
    expect(done.status == 0, f"{command} fails: {done.stdout}{done.stderr}")
    after = name_state(read_tree(folder), arena.states)
    expect(after == ("new" if command == "build" else found), f"{command} makes of the {found} release the {after} one")
    return found


def strike_until_hit(arena: Arena, folder: Path, draw: random.Random, number: int, by: str) -> Done:
    """Start builds over the earlier release and strike them, until one is hit that has not ended before; how that one ends.

    Raises BrokenError where one of its processes lives on.
    """
    while_writing = number % 2 == 1
    while True:
        shutil.rmtree(folder)
        shutil.copytree(arena.earlier, folder)
        with tempfile.TemporaryFile() as stderr, start_build(arena.words, folder, stderr) as build:
            if while_writing:
                wait_until_writing(folder, build)
            time.sleep(draw.uniform(0, arena.writing if while_writing else arena.life))
            struck = build.poll() is None
            if struck:
                build.send_signal(getattr(signal, f"SIG{by}"))
            build.wait()
            wait_for_workers(build.pid)
            stderr.seek(0)
            # what ends in the very moment in which it is struck has not been hit
            if struck and build.returncode != 0:
                return Done(build.returncode, "", stderr.read().decode("utf-8", "replace"))


def name_moment(left: Tree) -> str:
    """What a build was at when it was killed, told by what it has left."""

    def stands(mark: str) -> bool:
        return mark[1:] not in left if mark.startswith("!") else bool(fnmatch.filter(left, mark))

    return next(name for name, marks in MOMENTS.items() if all(map(stands, marks)))


def start_build(words: tuple[str, ...], folder: Path, stderr: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start a build in a session of its own, by which its workers are known."""
    command = [*COMMAND, *words]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=hear_signals,
    )


def wait_until_writing(folder: Path, build: subprocess.Popen[bytes]) -> None:
    """Wait until a build begins to write, or has ended."""
    while build.poll() is None and not (folder / WRITING / "data").exists():
        time.sleep(LOOK)


def wait_for_workers(session: int) -> None:
    """Wait until all processes of a session have ended. Raises BrokenError when one does not, and ends it."""
    until = time.monotonic() + PATIENCE
    while left := list_session(session):
        if time.monotonic() > until:
            for process in left:
                os.kill(process, signal.SIGKILL)
            expect(False, f"{len(left)} processes live on after their parent")
        time.sleep(LOOK)


def list_session(session: int) -> list[int]:
    """The living processes of a session; none where the system does not tell."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            # the name of a program stands in brackets and may hold anything
            state, _, _, of = place.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(of) == session and state not in ("Z", "X"):
            found.append(int(place.parent.name))
    return found
