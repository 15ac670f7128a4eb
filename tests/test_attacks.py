"""tests.attacks: some points of each attack, and that each finds what it looks for."""

from __future__ import annotations

import doctest
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from corpus_builder.policy import takedowns
from tests.attacks import __main__ as command
from tests.attacks import damage, file_calls, links, outcome, scenes
from tests.attacks.damage import attack_damage
from tests.attacks.damaged_work import KINDS
from tests.attacks.disks import attack_disks
from tests.attacks.kill import attack_kill
from tests.attacks.links import COMMANDS, attack_links, list_cases
from tests.attacks.mutations import DAMAGES
from tests.attacks.outcome import Outcome
from tests.attacks.resume import attack_changes, attack_resume, attack_workers
from tests.attacks.steps import attack_steps
from tests.attacks.writes import attack_writes

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]


def is_whole(outcomes: list[Outcome]) -> bool:
    """Whether an attack has tried something and broken nothing; its line is printed, and what is broken."""
    for found in outcomes:
        print(found.write_line(), *found.write_broken(), sep="\n")
    return bool(outcomes) and all((found.cases or found.passed) and not found.broken for found in outcomes)


@pytest.mark.parametrize(("target", "by", "stride"), [("takedown", "KILL", 3), ("card", "TERM", 19)])
def test_a_command_that_is_struck_leaves_a_whole_state(target: str, by: str, stride: int, tmp_path: Path) -> None:
    """Ahead of any call a kill or a request to end leaves the state before or the new one."""
    assert is_whole(attack_steps(tmp_path, target=target, by=by, stride=stride))


def test_a_write_that_fails_leaves_the_earlier_state(tmp_path: Path) -> None:
    """It is one line on stderr and exit status 1, never an abort."""
    assert is_whole(attack_writes(tmp_path, target="card", stride=9))


def test_a_full_disk_leaves_the_earlier_state(tmp_path: Path) -> None:
    """On a disk without room, with room, and on a read-only one."""
    assert is_whole(attack_disks(tmp_path, target="takedown", sizes=2, articles=3))


@pytest.mark.slow
def test_a_killed_build_leaves_a_whole_release(tmp_path: Path) -> None:
    """At a random moment, with worker processes, of which none lives on."""
    assert is_whole(attack_kill(tmp_path, runs=1, workers=2, articles=3))


@pytest.mark.slow
@pytest.mark.parametrize("attack", [attack_resume, attack_workers, attack_changes])
def test_builds_that_are_disturbed_give_the_same_bytes(attack: Callable[..., list[Outcome]], tmp_path: Path) -> None:
    """Killed and gone on, without some of their workers, and after changes with a cache."""
    assert is_whole(attack(tmp_path, runs=1))


def test_planted_links_leak_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a link that stands among the sources nor one that is exchanged for one of them."""
    chosen = [case for case in list_cases() if case.name in ("secret.txt, in steps", "records.jsonl swapped meanwhile")]
    monkeypatch.setattr(links, "list_cases", lambda: chosen)

    found = attack_links(tmp_path)

    assert is_whole(found) and found[0].cases == 2


def test_every_kind_of_damage_is_found(tmp_path: Path) -> None:
    """One damaged release for each kind."""
    found = attack_damage(tmp_path, runs=len(DAMAGES))
    assert is_whole(found) and found[0].cases == len(DAMAGES)


def test_damage_to_a_work_folder_is_repaired(tmp_path: Path) -> None:
    """By each kind of damage to what a killed build has left."""
    found = attack_damage(tmp_path, runs=len(KINDS), work=True)
    assert is_whole(found) and [each.cases for each in found] == [len(KINDS)]


@pytest.mark.parametrize("module", [file_calls, outcome, scenes])
def test_examples_hold(module: ModuleType) -> None:
    """What is shown in the words of a function is so."""
    found = doctest.testmod(module)
    assert found.attempted and not found.failed


def test_an_attack_finds_a_file_that_is_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of takedowns that is not replaced as a whole is lost at a kill and at a failing write."""
    monkeypatch.setattr(takedowns, "replace_file", lambda path, content: path.write_bytes(content))
    for attack in (attack_steps, attack_writes):
        place = tmp_path / attack.__name__
        place.mkdir()
        broken = attack(place, target="takedown")[0].broken
        assert broken and all("other bytes in articles/takedowns.txt" in case.what for case in broken)
        assert (broken[0].folder / "articles" / "takedowns.txt").exists()


def test_an_attack_finds_a_link_that_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --follow-links the secret stands in the release."""
    first = replace(next(list_cases()), commands=((*COMMANDS[0], "--follow-links"),))
    monkeypatch.setattr(links, "list_cases", lambda: [first])

    found = attack_links(tmp_path)[0]

    assert found.figures["leaks"] == len(found.broken) == 1
    assert "what lies outside stands in out/" in found.broken[0].what


def test_an_attack_finds_damage_that_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is counted, printed with the words that repeat it, and the exit status is 1; without damage missed it is 0."""
    words = ["damage", "--runs", "2", "--seed", "7", "--workspace", str(tmp_path)]
    assert command.main(words) == 0
    releases, works = capsys.readouterr().out.splitlines()
    assert releases == "damage --seed 7: 2 damaged releases; missed 0, exceptions 0; 0 broken"
    assert works.startswith("damage --work --seed 7: 1 damaged work folders; files damaged ") and works.endswith("; 0 broken")
    assert list(tmp_path.iterdir()) == []

    monkeypatch.setattr(damage, "verify_release", lambda _: [])
    assert command.main(words) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "damage --seed 7: 2 damaged releases; missed 2, exceptions 0; 2 broken"
    assert lines[2].strip() == "again: python -m tests.attacks damage --seed 7 --only 0"
    assert Path(lines[3].split(" in ")[1]).is_dir()
