"""Where the CPU time of a build goes: every module of the package belongs to a step, and every step has modules."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import corpus_builder
from benchmarks.speed.step_profile import PACKAGE, STEPS, add_up, find_module, find_step

TOP = Path(__file__).resolve().parent.parent.parent
# start, arguments, settings
WITHOUT_ROOM = {"__main__", "api", "cli", "model", "settings", "system", "cleaning"}


def list_names() -> list[str]:
    """All modules and rooms, without the name of the package."""
    return [m.name.removeprefix(f"{PACKAGE}.") for m in pkgutil.walk_packages(corpus_builder.__path__, f"{PACKAGE}.")]


def test_every_module_has_a_step() -> None:
    """A new room, or one with a new name, is not lost among start and settings."""
    others = {name.split(".")[0] for name in list_names() if find_step(f"{PACKAGE}.{name}") == STEPS[""]}

    assert others == WITHOUT_ROOM


def test_every_step_has_modules() -> None:
    """The table names only rooms and modules that there are."""
    assert set(STEPS) - {""} <= set(list_names())


def test_the_longest_name_decides() -> None:
    """A module with a step of its own is not counted with its room, and a name is no part of a longer one."""
    assert find_step("corpus_builder.cleaning.plain.classify") == STEPS["cleaning.plain.classify"]
    assert find_step("corpus_builder.cleaning.plain.anything") == STEPS["cleaning.plain"]
    assert find_step("corpus_builder.text_and_more") == STEPS[""]


def test_steps_are_added_up_from_modules() -> None:
    """Seconds of the modules of a step are one figure, and the largest comes first."""
    seconds = {"corpus_builder.quotes.find": 1.0, "corpus_builder.quotes.grammar.tokens": 2.5, "corpus_builder.api": 3.0}

    assert list(add_up(seconds).items()) == [(STEPS["quotes"], 3.5), (STEPS[""], 3.0)]


def test_outside_the_package_time_is_the_package_s() -> None:
    """A stack without a module of the package, as before the first import, counts for the package itself."""
    assert find_module(sys._getframe()) == PACKAGE


def test_a_build_is_measured(tmp_path: Path) -> None:
    """The steps of a build together are the CPU seconds of its process."""
    (tmp_path / "a.txt").write_text("Le port rouvrira mardi, a dit la mairie.\n", encoding="utf-8")
    words = [sys.executable, "-m", "benchmarks.speed.step_profile", str(tmp_path / "a.txt"), str(tmp_path / "out")]
    said = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=True).stdout

    assert '"write the release"' in said
    assert (tmp_path / "out").is_dir()
