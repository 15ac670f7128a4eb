"""A small file system that fills up, at many sizes, or that turns read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.attacks.commands import run_forked, run_process
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import Target, Tree, choose_targets, make_scene, name_state, read_tree

DONE, FAILED = 0, 1
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
ROOM = 512 << 20  # bytes of a disk on which everything fits
READ_ONLY = -1  # the number of the case in which nothing may be written


def attack_disks(
    workspace: Path,
    *,
    target: str | None = None,
    sizes: int = 30,
    articles: int = 300,
    seed: int = 1,
    only: int | None = None,
) -> list[Outcome]:
    """Run each target on a disk with less and less room left, from all that it needs down to none, and on a read-only one.

    It must be done, or fail with one line and leave the earlier state; it never aborts.
    """
    command = f"disks --seed {seed}"
    if why := find_obstacle(workspace):
        return [Outcome(command, "disks", passed=why)]
    scene = workspace / "scene"
    make_scene(scene, articles, seed)
    return [fill_disks(chosen, scene, workspace, sizes, seed, only) for chosen in choose_targets(target)]


def fill_disks(target: Target, scene: Path, workspace: Path, sizes: int, seed: int, only: int | None) -> Outcome:
    """Run one target on all disks."""
    outcome = Outcome(f"disks --target {target.name} --sizes {sizes} --seed {seed}", f"disks for {target.name}")
    outcome.figures.update({"aborts": 0, "done": 0, "failed": 0})
    place = workspace / f"disk-{target.name}"
    with mount_disk(place) as disk:
        states, needed = measure_room(target, scene, disk)
        numbers = [*range(sizes), READ_ONLY] if only is None else [only]
        for number in numbers:
            lay_scene(scene, disk)
            left = needed * number // (sizes - 1) // PAGE * PAGE
            name = "read-only" if number == READ_ONLY else f"{left:,} bytes left"
            with outcome.try_case(number, name, workspace / target.name) as folder:
                options = "remount,ro" if number == READ_ONLY else f"remount,size={measure_used(disk) + left}"
                try:
                    mount(disk, options)
                    run_on_disk(target, disk, states, outcome)
                finally:
                    mount(disk, f"remount,rw,size={ROOM}")
                    shutil.copytree(disk, folder, dirs_exist_ok=True, symlinks=True)
    return outcome


def run_on_disk(target: Target, disk: Path, states: dict[str, Tree], outcome: Outcome) -> None:
    """Run a target on a disk as it is. Raises BrokenError unless it is done, or says in one line why not and changes nothing."""
    done = run_process(target.words, disk)
    outcome.figures["aborts"] += done.status < 0
    expect(done.status in (DONE, FAILED), f"status {done.status}: {done.stderr[-600:]}")
    if done.status == FAILED:
        done.expect_line(FAILED)
    outcome.figures["failed" if done.status else "done"] += 1
    name = "earlier" if done.status == FAILED else "new"
    name_state(read_tree(disk), {name: states[name]}, ended=done.status == DONE)


def measure_room(target: Target, scene: Path, disk: Path) -> tuple[dict[str, Tree], int]:
    """The states before and after a target, and the most bytes that it takes beside what is there, found by halving."""
    lay_scene(scene, disk)
    states = {"earlier": read_tree(disk)}
    if (done := run_forked(target.words, disk)).status:
        raise RuntimeError(f"{target.name} does not work undisturbed: {done.stderr}")
    states["new"] = read_tree(disk)
    lay_scene(scene, disk)
    used = measure_used(disk)
    fits, fails = ROOM - used, 0
    while fits - fails > 16 * PAGE:
        size = (fits + fails) // 2
        lay_scene(scene, disk)
        mount(disk, f"remount,size={used + size}")
        status = run_forked(target.words, disk).status
        mount(disk, f"remount,size={ROOM}")
        fits, fails = (size, fails) if status == DONE else (fits, size)
    return states, fits


def lay_scene(scene: Path, disk: Path) -> None:
    """Put the scene on the disk, in place of what is there."""
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.copytree(scene, disk, dirs_exist_ok=True)


def measure_used(disk: Path) -> int:
    """The bytes that are taken on a disk."""
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def find_obstacle(workspace: Path) -> str | None:
    """Why no disk can be mounted here; None where one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root may mount a small file system, and only on Linux"
    try:
        with mount_disk(workspace / "trial"):
            return None
    except (OSError, subprocess.CalledProcessError) as why:
        return f"no file system can be mounted here: {why}"


@contextmanager
def mount_disk(place: Path) -> Iterator[Path]:
    """A file system in memory, mounted at a folder that is made for it, and unmounted in the end."""
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], check=True, capture_output=True)
    try:
        yield place
    finally:
        # also when a command that we no longer wait for is still at work there
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


def mount(disk: Path, options: str) -> None:
    """Change a mounted disk."""
    subprocess.run(["mount", "-o", options, disk], check=True, capture_output=True)
