"""Run the attacks: `python -m tests.attacks` runs all in full, `python -m tests.attacks kill --runs 20` one of them."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.attacks.damage import attack_damage
from tests.attacks.disks import attack_disks
from tests.attacks.kill import attack_kill
from tests.attacks.links import attack_links
from tests.attacks.outcome import Outcome
from tests.attacks.resume import attack_changes, attack_resume, attack_workers
from tests.attacks.scenes import TARGETS
from tests.attacks.steps import attack_steps
from tests.attacks.writes import attack_writes

Attack = Callable[..., list[Outcome]]
SIGNALS = ("KILL", "TERM", "HUP", "INT")
ATTACKS: dict[str, Attack] = {
    "kill": attack_kill,
    "resume": attack_resume,
    "workers": attack_workers,
    "changes": attack_changes,
    "steps": attack_steps,
    "writes": attack_writes,
    "disks": attack_disks,
    "links": attack_links,
    "damage": attack_damage,
}
FULL: tuple[Attack, ...] = (
    attack_kill,
    partial(attack_kill, workers=2, runs=60),
    partial(attack_kill, workers=2, cache=True, runs=60),
    partial(attack_kill, by="TERM", runs=40),
    partial(attack_kill, by="HUP", workers=2, runs=20),
    partial(attack_kill, by="INT", workers=2, runs=20),
    attack_resume,
    attack_workers,
    attack_changes,
    attack_steps,
    partial(attack_steps, by="TERM"),
    attack_writes,
    attack_disks,
    attack_links,
    attack_damage,
)


def main(words: list[str] | None = None) -> int:
    """Run what was asked for, print one line for each attack and what is broken; 1 when anything is."""
    options = vars(make_parser().parse_args(words))
    name, workspace = options.pop("attack"), options.pop("workspace", None)
    if not hasattr(os, "fork"):
        print("the attacks need a system that can fork", file=sys.stderr)
        return 2
    # a disk that is mounted is unmounted when we are asked to end
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    place = Path(tempfile.mkdtemp(prefix="attacks-", dir=workspace))
    broken = 0
    try:
        for outcome in run_attacks(name, options, place):
            print(outcome.write_line(), *outcome.write_broken(), sep="\n", flush=True)
            broken += len(outcome.broken)
    except KeyboardInterrupt:
        print(f"stopped; what was under way stands in {place}", file=sys.stderr)
        return 130
    if not broken:
        shutil.rmtree(place)
    return int(broken > 0)


def run_attacks(name: str | None, options: dict[str, object], place: Path) -> Iterator[Outcome]:
    """The outcomes of one attack, or of all; each has a folder of its own."""
    for number, attack in enumerate([ATTACKS[name]] if name else FULL):
        folder = place / str(number)
        folder.mkdir()
        yield from attack(folder, **options)


def make_parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    silent = argparse.SUPPRESS  # what is not said is left to the attack
    common = argparse.ArgumentParser(add_help=False, argument_default=silent)
    common.add_argument("--seed", type=int, help="of everything that is drawn; default: 1")
    common.add_argument("--workspace", type=Path, help="where folders are made, and broken ones kept")
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__, parents=[common])
    commands = parser.add_subparsers(dest="attack")
    made = {name: commands.add_parser(name, parents=[common], argument_default=silent) for name in ATTACKS}
    for name in ATTACKS:
        made[name].add_argument("--only", type=int, help="run this one case")
    made["kill"].add_argument("--workers", type=int)
    made["kill"].add_argument("--cache", action="store_true")
    made["damage"].add_argument("--work", action="store_true", help="damage work folders alone")
    made["disks"].add_argument("--sizes", type=int, help="how many")
    for name in ("kill", "resume", "workers", "changes", "damage"):
        made[name].add_argument("--runs", type=int)
    for name in ("kill", "steps"):
        made[name].add_argument("--signal", choices=SIGNALS, dest="by")
    for name in ("steps", "writes", "links"):
        made[name].add_argument("--stride", type=int, help="run only each case whose number is a multiple")
    for name in ("steps", "writes", "disks"):
        made[name].add_argument("--target", choices=[target.name for target in TARGETS])
    return parser


if __name__ == "__main__":
    sys.exit(main())
