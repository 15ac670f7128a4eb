"""Builds that are killed again and again before they may end, and builds after changes: their bytes are those of a fresh one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.attacks.commands import run_process
from tests.attacks.kill import ARTICLES, Arena, list_session, name_moment, prepare_arena, start_build, wait_for_workers
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import ADDED, Tree, name_state, read_tree, write_articles

Change = Callable[[Path, Path, random.Random], None]
KILLS, CHANGES = 4, 5
WORKERS = 2


def attack_resume(workspace: Path, *, runs: int = 20, seed: int = 1, only: int | None = None) -> list[Outcome]:
    """Kill a build up to four times in a row at random moments, then let it end; every other one has a cache.

    It must give the new release and leave nothing else, and make no batch of a cache again that was there.
    """
    outcome = Outcome(f"resume --seed {seed}", "builds killed until they ended")
    arena = prepare_arena(workspace, ("--workers", str(WORKERS)), ARTICLES, seed)
    outcome.figures.update({"kills": 0, "batches found": 0, "made again": 0})
    for number in range(runs) if only is None else [only]:
        with outcome.try_case(number, "killed and gone on", workspace / "resume") as folder:
            resume_build(arena, folder, random.Random(f"resume {seed} {number}"), outcome, cached=number % 2 == 1)
    return [outcome]


def resume_build(arena: Arena, folder: Path, draw: random.Random, outcome: Outcome, *, cached: bool) -> None:
    """Kill one build and let it go on. Raises BrokenError where it does not come to the new release."""
    words = (*arena.words, *(("--cache", "cache") if cached else ()))
    shutil.copytree(arena.earlier, folder, dirs_exist_ok=True)
    for _ in range(draw.randint(1, KILLS)):
        with start_build(words, folder, subprocess.DEVNULL) as build:
            time.sleep(draw.uniform(0, arena.life))
            if build.poll() is None:
                build.send_signal(signal.SIGKILL)
            build.wait()
            wait_for_workers(build.pid)
        outcome.figures["kills"] += build.returncode == -signal.SIGKILL
        outcome.figures[f"while {name_moment(read_tree(folder))}"] += build.returncode == -signal.SIGKILL
    before = find_batches(folder)
    done = run_process(words, folder)
    expect(done.status == 0, f"the build that goes on fails: {done.stderr}")
    name_state(read_tree(folder), {"new": arena.states["new"]}, ended=True)
    if cached:
        after = find_batches(folder)
        again = sum(after.get(path) != made for path, made in before.items())
        outcome.figures["batches found"] += len(before)
        outcome.figures["made again"] += again
        expect(not again, f"{again} of {len(before)} batches were made again")


def attack_workers(workspace: Path, *, runs: int = 20, seed: int = 1, only: int | None = None) -> list[Outcome]:
    """Kill a worker process of a build, up to four of them one after the other: others do what it was at."""
    outcome = Outcome(f"workers --seed {seed}", "builds that lost workers")
    arena = prepare_arena(workspace, ("--workers", str(WORKERS)), ARTICLES, seed)
    outcome.figures["workers killed"] = 0
    for number in range(runs) if only is None else [only]:
        with outcome.try_case(number, "workers killed", workspace / "workers") as folder:
            kill_workers(arena, folder, random.Random(f"workers {seed} {number}"), outcome)
    return [outcome]


def kill_workers(arena: Arena, folder: Path, draw: random.Random, outcome: Outcome) -> None:
    """Kill workers of one build. Raises BrokenError where it does not give the new release, or some process lives on."""
    shutil.copytree(arena.earlier, folder, dirs_exist_ok=True)
    with tempfile.TemporaryFile() as stderr, start_build(arena.words, folder, stderr) as build:
        for _ in range(draw.randint(1, KILLS)):
            time.sleep(draw.uniform(0, arena.life / 2))
            if build.poll() is None and (workers := list_workers(build.pid)):
                with suppress(ProcessLookupError):
                    os.kill(draw.choice(workers), signal.SIGKILL)
                    outcome.figures["workers killed"] += 1
        build.wait()
        wait_for_workers(build.pid)
        stderr.seek(0)
        said = stderr.read().decode("utf-8", "replace")
    expect(build.returncode == 0 and "Traceback" not in said, f"status {build.returncode}: {said[-600:]}")
    name_state(read_tree(folder), {"new": arena.states["new"]}, ended=True)


def list_workers(session: int) -> list[int]:
    """The worker processes of a session."""
    found = []
    for process in list_session(session):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes():
                found.append(process)
    return found


def find_batches(folder: Path) -> dict[Path, int]:
    """The whole batches of a cache, with a number that another one in the place of the same name has not."""
    return {seal: seal.stat().st_ino for seal in folder.glob("cache/documents/*/[!.]*/seal.json")}


def attack_changes(workspace: Path, *, runs: int = 20, seed: int = 1, only: int | None = None) -> list[Outcome]:
    """Change some of the sources at random, build with a cache, and compare with a build without; so many times in a row."""
    outcome = Outcome(f"changes --seed {seed}", "builds after changes")
    articles, cache = workspace / "articles", workspace / "cache"
    write_articles(articles, ARTICLES, seed, paragraphs=3)
    outcome.figures.update(dict.fromkeys(CHANGES_OF, 0))
    draw = random.Random(f"changes {seed}")
    for number in range(runs):
        for _ in range(draw.randint(1, CHANGES)):
            kind = draw.choice(list(CHANGES_OF))
            place = draw.choice(sorted(path for path in articles.iterdir() if path.suffix in (".txt", ".html")))
            CHANGES_OF[kind](articles, place, draw)
            outcome.figures[kind] += 1
        if only in (None, number):
            with outcome.try_case(number, "changed", workspace / "changes") as folder:
                compare_builds(articles, cache, folder, str(1 + number % WORKERS))
    return [outcome]


def compare_builds(articles: Path, cache: Path, folder: Path, workers: str) -> None:
    """Build with a cache, and without. Raises BrokenError where the two differ."""
    found: list[Tree] = []
    for options in (("--cache", str(cache), "--workers", workers), ()):
        (folder / "at").mkdir()
        done = run_process(("build", str(articles), "--out", "out", *options), folder / "at")
        expect(done.status == 0, f"the build fails: {done.stderr}")
        found.append(read_tree(folder / "at"))
        shutil.rmtree(folder / "at")
    name_state(found[0], {"fresh": found[1]}, ended=True)


def add_source(articles: Path, place: Path, draw: random.Random) -> None:
    """A new article, edited from another one."""
    text = place.read_text(encoding="utf-8").split()
    draw.shuffle(text)
    (articles / f"new-{draw.randrange(10**6)}.txt").write_text(" ".join(text) + "\n\n" + ADDED, encoding="utf-8")


def edit_source(_: Path, place: Path, draw: random.Random) -> None:
    """A word less, wherever that is."""
    words = place.read_text(encoding="utf-8").split(" ")
    words.pop(draw.randrange(len(words)))
    place.write_text(" ".join(words), encoding="utf-8")


def remove_source(_: Path, place: Path, __: random.Random) -> None:
    """An article less."""
    place.unlink()


def rename_source(articles: Path, place: Path, draw: random.Random) -> None:
    """Another name, which comes before or after others."""
    place.rename(articles / f"{draw.choice('0z')}-{draw.randrange(10**6)}{place.suffix}")


CHANGES_OF: dict[str, Change] = {"added": add_source, "edited": edit_source, "removed": remove_source, "renamed": rename_source}
