"""corpus_builder.jobs.progress: one line says what a build is at, and costs no byte of the release."""

from __future__ import annotations

import io
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from corpus_builder.jobs import progress
from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.intake import Intake
from corpus_builder.jobs.progress import CLEANING, CleaningProgress, describe_done, show_progress
from corpus_builder.settings import Settings
from tests.conftest import ARTICLE, read_bytes
from tests.jobs.sample_builds import make_sources
from tests.small_work import SMALL

STAGES = [
    "cleaning",
    "numbering",
    "reprints",
    "repeated lines",
    "near-duplicates",
    "statements",
    "references",
    "writing",
]
TOLD = tuple[str, int, int]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many batches, parts and tasks, of a few texts."""
    for place, name, value in SMALL:
        monkeypatch.setattr(place, name, value)
    monkeypatch.setattr(progress, "NOTED_BYTES", 1_000)


def build(sources: Path, out: Path, workers: int = 1) -> list[TOLD]:
    """What is told of a build."""
    told: list[TOLD] = []
    build_corpus([sources], out, Settings(), BuildOptions(workers=workers, progress=lambda *each: told.append(each)))
    return told


def write_articles(folder: Path, count: int = 14) -> Path:
    return make_sources(folder, {f"a{n:02}.txt": ARTICLE.replace("mardi", f"le {n} mars") for n in range(count)})


@pytest.mark.parametrize("workers", [1, 2])
def test_each_stage_is_told_from_none_to_all(tmp_path: Path, workers: int) -> None:
    """The stages come in their order; each step begins with nothing done, grows, and ends when all of its tasks are done."""
    told = build(write_articles(tmp_path / "in"), tmp_path / "out", workers)
    names = [stage for number, (stage, _, _) in enumerate(told) if not number or told[number - 1][0] != stage]
    tasks = [each for each in told if each[0] != CLEANING]
    starts = [number for number, (_, done, _) in enumerate(tasks) if not done] + [len(tasks)]

    assert names == STAGES
    for first, end in pairwise(starts):
        stage, _, total = tasks[first]
        assert tasks[first:end] == [(stage, done, total) for done in range(total + 1)]


def test_cleaning_is_told_in_bytes_of_the_sources(tmp_path: Path) -> None:
    """Told is what is cleaned, of all that there is: more after each batch, and not what was read ahead."""
    sources = write_articles(tmp_path / "in")
    size = sum(path.stat().st_size for path in sources.iterdir())
    told = [each for each in build(sources, tmp_path / "out") if each[0] == CLEANING]
    done = [each[1] for each in told]

    assert {each[2] for each in told} == {size}
    assert done[0] == 0 and len(done) > 3
    assert done == sorted(set(done)) and done[-1] <= size


def test_bytes_are_done_when_their_records_are() -> None:
    """Records that were read and are still being cleaned do not count."""
    intake, told = Intake(set(), (), 9_000_000), list[TOLD]()
    cleaning = CleaningProgress(intake, lambda *each: told.append(each))
    records = cleaning.watch(iter([None] * 9))  # type: ignore[list-item]
    for _ in range(6):
        intake.bytes_before += 1_000_000
        next(records)
    cleaning.tell(2)
    cleaning.tell(5)

    assert told == [(CLEANING, done, 9_000_000) for done in (0, 2_000_000, 5_000_000)]


def test_a_release_does_not_know_who_was_told(tmp_path: Path) -> None:
    """The bytes are the same with and without a listener."""
    sources = write_articles(tmp_path / "in")
    build(sources, tmp_path / "told")
    build_corpus([sources], tmp_path / "silent", Settings(), BuildOptions(workers=1))

    assert read_bytes(tmp_path / "told") == read_bytes(tmp_path / "silent")


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe or a log gets no line."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with show_progress() as listener:
        assert listener is None


@pytest.mark.parametrize("total", [0, 1, 3, 1_024])
def test_a_terminal_shows_one_line_that_goes(monkeypatch: pytest.MonkeyPatch, total: int) -> None:
    """Stage, step and what is done stand in one line of 80 columns, and the line is taken away in the end."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}.items():
        monkeypatch.setenv(name, value)
    with show_progress() as listener:
        assert listener is not None
        listener("near-duplicates", 0, total)
        for done in range(total + 1):
            listener("near-duplicates", done, total)
    shown = terminal.getvalue()

    assert "near-duplicates, step 2 ━" in re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert f"{total:,}/{total:,} tasks" in shown
    assert shown.count("\n") == shown.count("\x1b[1A")


def test_rate_and_time_left_are_shown_as_soon_as_they_are_known() -> None:
    """Without a rate there is no guess; with one the time that is left is rounded up."""
    assert describe_done("statements", 0, 17, None) == "0/17 tasks"
    assert describe_done("statements", 2, 17, 4.0) == "2/17 tasks, 4.0/s, 0:00:04 left"
    assert describe_done("statements", 17, 17, 4.0) == "17/17 tasks, 4.0/s, 0:00:00 left"
    assert describe_done(CLEANING, 0, 62_000_000, None) == "0.0/62.0 MB"
    assert describe_done(CLEANING, 2_000_000, 62_000_000, 500_000.0) == "2.0/62.0 MB, 0.5 MB/s, 0:02:00 left"
