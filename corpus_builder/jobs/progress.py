"""Progress of a build on a terminal: one line with the stage, how much of it is done, how fast, and the time left."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from corpus_builder.engines.document_stage import Given
from corpus_builder.engines.local import Progress
from corpus_builder.jobs.intake import Intake

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

# The stage of which progress is told in bytes; the others have one or more steps of some tasks.
CLEANING = "cleaning"
NOTED_BYTES = 1_000_000  # after so many it is noted how far the sources were read
BAR = 12  # characters, so that a line has fewer than 80


class CleaningProgress:
    """Tells how many bytes of the sources are cleaned, while further ones are read."""

    def __init__(self, intake: Intake, progress: Progress | None) -> None:
        self._intake, self._progress = intake, progress
        # (records, bytes) that were read
        self._read: deque[tuple[int, int]] = deque()

    def watch(self, records: Iterable[Given]) -> Iterator[Given]:
        """The records; now and then it is noted how far they were read."""
        self.tell(0)
        noted = 0
        for number, record in enumerate(records):
            if self._intake.bytes_read >= noted + NOTED_BYTES:
                noted = self._intake.bytes_read
                self._read.append((number, noted))
            yield record

    def tell(self, done: int) -> None:
        """Tell that so many records are cleaned."""
        n_bytes = 0
        while self._read and self._read[0][0] < done:
            n_bytes = self._read.popleft()[1]
        if self._progress is not None and (n_bytes or not done):
            self._progress(CLEANING, n_bytes, max(self._intake.bytes_given, n_bytes))


@contextmanager
def show_progress() -> Iterator[Progress | None]:
    """A line on stderr, and none where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(BAR), TextColumn("{task.fields[done]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield StageLine(bar).show


class StageLine:
    """The line in which a stage is shown after the other."""

    def __init__(self, bar: Bar) -> None:
        self._bar, self._task = bar, bar.add_task(CLEANING, total=None, done="")
        self._stage, self._step = "", 0

    def show(self, stage: str, done: int, total: int) -> None:
        """Show how much is done of the step that a stage is at, and the time that is left for it."""
        if not done:
            self._step = self._step + 1 if stage == self._stage else 1
            self._stage = stage
            name = stage if self._step == 1 else f"{stage}, step {self._step}"
            self._bar.reset(self._task, total=total, description=name)
        self._bar.update(self._task, completed=done)
        self._bar.update(self._task, done=describe_done(stage, done, total, self._bar.tasks[0].speed))


def describe_done(stage: str, done: int, total: int, rate: float | None) -> str:
    """How much is done, and where it is known how much in a second, this and the time left.

    >>> describe_done("cleaning", 3_000_000, 1_040_000_000, 1_250_000.0), describe_done("numbering", 3, 1200, None)
    ('3.0/1,040.0 MB, 1.2 MB/s, 0:13:50 left', '3/1,200 tasks')
    """
    told = f"{done / 1e6:,.1f}/{total / 1e6:,.1f} MB" if stage == CLEANING else f"{done:,}/{total:,} tasks"
    if not rate:
        return told
    speed = f"{rate / 1e6:,.1f} MB/s" if stage == CLEANING else f"{rate:,.1f}/s"
    return f"{told}, {speed}, {timedelta(seconds=ceil((total - done) / rate))} left"
