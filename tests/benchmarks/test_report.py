"""The page of results: what it says of figures, and of what was not measured."""

from __future__ import annotations

from pathlib import Path

from benchmarks.speed.corpora import HTML, PAGES, PROSE, QUOTES, Corpus
from benchmarks.speed.measure import Results
from benchmarks.speed.peers import DATATROVE, SCRIPT, find_version, make_command
from benchmarks.speed.processes import Cost
from benchmarks.speed.report import TIMES, render_results

NAMES = (PAGES, PROSE, QUOTES, HTML)


def make_results() -> Results:
    """A run with one other tool."""
    corpora = {name: Corpus(name, Path(), 2.0, 100, 40_000) for name in NAMES}
    results = Results(corpora=corpora, builds={name: Cost(1.0, 200, 1.1) for name in NAMES})
    results.steps = {name: {"find quotes": 0.7, "statements": 0.3} for name in NAMES}
    results.single = {name: Cost(0.5, 100, 0.5) for name in ("--help", "one document", "seeds/")}
    results.peers[SCRIPT], results.beside[SCRIPT] = Cost(8.0, 300, 8.1), Cost(1.0, 200, 1.1)
    results.growth = {"documents as lines": [(1_000, 30.0), (2_000, 25.0), (4_000, 20.0), (8_000, 22.0)]}
    results.workers = {1: Cost(10.0, 300, 10.0), 2: Cost(11.0, 300, 5.0)}
    results.notes = ["datatrove is not installed"]
    return results


def test_results_are_said_beside_what_was_wanted() -> None:
    """Each ratio stands in the page, with the one wanted; lines of prose end before column 120."""
    page = render_results(make_results())

    assert f"| {SCRIPT} | 8.0 | 1.0 | 8.00 | at least {TIMES[SCRIPT]:g} |" in page
    assert f"| {PAGES} | 2.0 | 20,000 | 500 |" in page
    assert "“find quotes”, with 70% of all" in page
    assert "costs 1.10 times as much" in page
    assert "2.00 times as fast" in page
    assert all(len(line) < 120 for line in page.splitlines() if not line.startswith("|"))


def test_a_tool_that_is_not_installed_is_named() -> None:
    """It is in no table, and said to be missing."""
    page = render_results(make_results())

    assert "Not measured: datatrove is not installed." in page
    assert not any(line.startswith(f"| {DATATROVE}") for line in page.splitlines())


def test_no_environment_is_no_error(tmp_path: Path) -> None:
    """Without other tools, or with a folder that is none, there is no version."""
    assert find_version(None, SCRIPT) is None
    assert find_version(tmp_path, SCRIPT) is None


def test_datatrove_detects_languages_only_with_a_model(tmp_path: Path) -> None:
    """The command names the model that an installed package carries, and only then."""
    rows = tmp_path / "rows.jsonl"
    bare = make_command(tmp_path, DATATROVE, rows, tmp_path / "out")
    model = tmp_path / "lib" / "lid.176.ftz"
    model.parent.mkdir()
    model.touch()

    assert make_command(tmp_path, DATATROVE, rows, tmp_path / "out") == [*bare, str(model)]
