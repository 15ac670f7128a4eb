"""Damaged releases: whatever has happened to a published folder, `verify` finds it and never fails on it.

And damaged work folders, for which another module has the damages.
"""

from __future__ import annotations

import random
from itertools import count
from math import ceil
from pathlib import Path

from corpus_builder.release.checks.release_checks import verify_release
from tests.attacks.damaged_work import attack_work
from tests.attacks.mutations import DAMAGES, Files, Link
from tests.attacks.outcome import BrokenError, Outcome, expect
from tests.release_sample import publish

# Releases that are damaged for one work folder, which is built again, too.
FOR_ONE_WORK = 20


def attack_damage(
    workspace: Path, *, runs: int = 2000, seed: int = 1, only: int | None = None, work: bool = False
) -> list[Outcome]:
    """Damage so many releases, and some work folders; these alone, or a case of theirs, with `work`."""
    releases = [] if work else [attack_releases(workspace, runs=runs, seed=seed, only=only)]
    if not work and only is not None:
        return releases
    return [*releases, attack_work(workspace, runs=runs if work else ceil(runs / FOR_ONE_WORK), seed=seed, only=only)]


def attack_releases(workspace: Path, *, runs: int, seed: int, only: int | None) -> Outcome:
    """Damage a release so many times, by each kind of damage in turn, and let `verify` look at each."""
    release = publish(workspace / "whole")
    if findings := verify_release(release):
        raise RuntimeError(f"the release is not whole before any damage: {findings}")
    whole: Files = {p.relative_to(release).as_posix(): p.read_bytes() for p in sorted(release.rglob("*")) if p.is_file()}
    outcome = Outcome(f"damage --seed {seed}", "damaged releases")
    outcome.figures.update({"missed": 0, "exceptions": 0})
    for number in range(runs) if only is None else [only]:
        name, files = damage_release(whole, number, seed)
        with outcome.try_case(number, name, workspace / "damaged") as folder:
            lay_files(files, folder / "release", folder / "elsewhere")
            verify_damaged(folder / "release", outcome)
    return outcome


def damage_release(whole: Files, number: int, seed: int) -> tuple[str, Files]:
    """What is done in the case with a number, in words, and the files after it, which differ from the whole ones."""
    name = list(DAMAGES)[number % len(DAMAGES)]
    for attempt in count():
        files = DAMAGES[name](random.Random(f"damage {seed} {number} {attempt}"), dict(whole))
        if files != whole:
            return name, files
    raise AssertionError


def lay_files(files: Files, folder: Path, elsewhere: Path) -> None:
    """Write a damaged folder; what its links lead to lies in another one."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            place.mkdir(parents=True)
        elif isinstance(content, Link):
            target = elsewhere / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if content.content is not None:
                target.write_bytes(content.content)
            place.symlink_to(target)
        else:
            place.write_bytes(content)


def verify_damaged(folder: Path, outcome: Outcome) -> None:
    """Verify a damaged release. Raises BrokenError unless there is a finding."""
    try:
        findings = verify_release(folder)
    except Exception as why:
        outcome.figures["exceptions"] += 1
        raise BrokenError(f"verify fails: {why!r}") from why
    outcome.figures["missed"] += not findings
    expect(bool(findings), "verify finds nothing")
