"""The one command that runs all checks, and what the tests agree on."""

import ast
import subprocess

import pytest
from hypothesis import HealthCheck, settings

from tests import __main__ as checks
from tests.conftest import TOP, check_growth


@pytest.fixture
def commands(monkeypatch):
    """The command lines that would have run; every one of them does well."""
    started = []

    def start(command, **_):
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", start)
    return started


@pytest.mark.parametrize(("words", "slow_tests"), [([], True), (["--quick"], False)])
def test_every_check_runs_and_the_slowest_tests_are_named(commands, words, slow_tests):
    """Lint, format, types, layers and tests; `--quick` leaves out the tests that are marked slow, and nothing else."""
    assert checks.main(words) == 0

    assert len(commands) == len(checks.CHECKS)
    tests = commands[-1]
    assert "--durations=10" in tests
    assert (tests[-2:] != ["-m", "not slow"]) is slow_tests


@pytest.mark.parametrize("words", [["--fast"], ["--quick", "tests/test_cli.py"], ["-q"]])
def test_an_unknown_word_is_refused_in_one_line(commands, capsys, words):
    """Nothing runs, so that a slip of the fingers is not taken for a check that passed."""
    assert checks.main(words) == 2

    said = capsys.readouterr().err
    assert said.count("\n") == 1 and words[-1] in said
    assert commands == []


def test_no_example_has_a_deadline():
    """How long an example of a property takes is the machine's affair."""
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_no_test_sets_a_time_of_its_own():
    """A time-out is the one guard against a hang, and a deadline is nobody's."""
    numbers = [
        f"{path.name}:{word.value.lineno} {word.arg}"
        for path in sorted((TOP / "tests").glob("*.py"))
        for word in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(word, ast.keyword) and word.arg in ("timeout", "deadline")
        if isinstance(word.value, ast.Constant) and word.value.value is not None
    ]

    assert numbers == []


def test_growth_tells_the_square_from_the_line():
    """What takes the square of its input fails, what takes its input passes."""
    check_growth(lambda n: [None for _ in range(n)], int, 100_000)
    with pytest.raises(pytest.fail.Exception, match="times as long"):
        check_growth(lambda n: [None for _ in range(n) for _ in range(n)], int, 3_000)
