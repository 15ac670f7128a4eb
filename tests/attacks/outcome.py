"""What an attack has found: figures on one line, and for each broken case how to run it again."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NAMED = 20  # broken cases that are printed; the rest is counted


@dataclass(frozen=True, slots=True)
class Broken:
    """A case in which a promise did not hold: its number, what was seen, and the folder in which it stands."""

    case: int
    what: str
    folder: Path


@dataclass(slots=True)
class Outcome:
    """The figures of an attack; `command` runs it again, and `unit` is what it counts. `passed` says why it was not run."""

    command: str
    unit: str
    cases: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    passed: str | None = None

    def write_line(self) -> str:
        """The figures on one line.

        >>> Outcome("kill --seed 1", "kills", 3, Counter({"earlier": 2, "new": 1})).write_line()
        'kill --seed 1: 3 kills; earlier 2, new 1; 0 broken'
        """
        if self.passed:
            return f"{self.command}: passed over: {self.passed}"
        counted = ", ".join(f"{name} {number:,}" for name, number in self.figures.items())
        return "; ".join(filter(None, [f"{self.command}: {self.cases:,} {self.unit}", counted, f"{len(self.broken)} broken"]))

    def write_broken(self) -> Iterator[str]:
        """Each broken case: what was seen, how to see it again, where it stands; of many the first ones."""
        for broken in self.broken[:NAMED]:
            yield f"broken: {broken.what}"
            yield f"  again: python -m tests.attacks {self.command} --only {broken.case}"
            yield f"  stands in {broken.folder}"
        if len(self.broken) > NAMED:
            yield f"broken: and {len(self.broken) - NAMED} more"

    @contextmanager
    def try_case(self, number: int, name: str, workspace: Path) -> Iterator[Path]:
        """A folder for one case, which stays only when the case is broken: when a `BrokenError` is raised in it."""
        folder = workspace / f"case-{number:05}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.cases += 1
        try:
            yield folder
        except BrokenError as why:
            self.broken.append(Broken(number, f"{name}: {why}", folder))
        else:
            shutil.rmtree(folder)


class BrokenError(Exception):
    """A promise did not hold; the message says which."""


def expect(holds: bool, what: str) -> None:
    """Raise BrokenError where something does not hold."""
    if not holds:
        raise BrokenError(what)
