"""The command line as a user meets it: its help, its exit status, and how it stops."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import corpus_builder
from corpus_builder.cli import cli, prepare_process, stop_once
from corpus_builder.system.platforms import REQUESTS_TO_END
from tests.conftest import TOP, keep_signals

COMMANDS = [
    "build",
    "explain",
    "duplicates",
    "verify",
    "diff",
    "report",
    "card",
    "publish",
    "rehydrate",
    "takedown",
    "cache",
]


def test_without_a_command_it_builds_seeds_into_build(run, articles, tmp_path):
    """`python -m corpus_builder` in a project folder is the main job; the summary is on stdout, nothing on stderr."""
    articles.rename(tmp_path / "seeds")

    done = run(cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "build" / "manifest.json").is_file()
    assert re.search(r"documents\W+3\b", done.stdout)
    assert done.stderr == ""


def test_the_version_is_the_package_s_own(monkeypatch):
    """`--version` needs no metadata of an installed distribution, whatever its name."""
    monkeypatch.setattr("importlib.metadata.version", lambda name: pytest.fail(f"asked for {name}"))

    assert CliRunner().invoke(cli, ["--version"]).output == f"corpus_builder, version {corpus_builder.__version__}\n"


def test_without_seeds_it_says_what_to_type(run, tmp_path):
    """Status 1, one line, a hint."""
    done = run(cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr == "error: no folder named seeds here (python -m corpus_builder build SOURCE... --out DIR)\n"


def load_for(*arguments: str) -> tuple[str, set[str]]:
    """What a command prints in a process of its own, and which heavy libraries it has loaded."""
    code = (
        "import sys; from corpus_builder.cli import main\n"
        f"try: main({list(arguments)!r})\n"
        "except SystemExit: pass\n"
        "print(*{m.partition('.')[0] for m in sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    said, _, loaded = shown.rstrip("\n").rpartition("\n")
    return said, set(loaded.split()) & {"pandas", "pyarrow", "numpy", "ftfy", "datasets", "jinja2", "pydantic", "rich"}


def test_help_lists_every_command_and_answers_without_the_heavy_libraries():
    """`--help` imports neither pandas nor pyarrow nor any station."""
    shown, loaded = load_for("--help")

    assert all(f"  {command} " in shown for command in COMMANDS)
    assert not loaded


@pytest.mark.parametrize("arguments", [("build", "nowhere", "--out", "o"), ("explain", "nowhere.txt")])
def test_a_mistyped_path_is_refused_before_anything_is_loaded(arguments):
    """Who misspells a name need not wait for the libraries that would have read it."""
    assert load_for(*arguments) == ("", set())


def test_explain_loads_no_tables(articles):
    """One document needs no Arrow, and no templates."""
    shown, loaded = load_for("explain", str(next(articles.rglob("*.txt"))))

    assert shown
    assert not loaded & {"pandas", "pyarrow", "datasets", "jinja2"}


@pytest.mark.slow
def test_every_command_works_in_a_process_of_its_own(run, articles, tmp_path):
    """A fresh interpreter has all that a command needs, and says nothing on stderr: what other tests run in their own process."""
    out, other = tmp_path / "out", tmp_path / "other"
    policy = ("--text-policy", "offsets")
    commands = (
        ("takedown", articles, "port.txt"),
        ("build", articles, "--out", out, *policy, "--cache", tmp_path / "cache"),
        ("cache", tmp_path / "cache", "--prune"),
        ("rehydrate", out, "--source", articles, "--out", other),
        ("explain", articles / "estran.txt"),
        ("duplicates", other),
        ("verify", out, "--source", articles, "--rebuild"),
        ("diff", out, out),
        ("report", other),
        ("card", other),
        ("publish", out, "lephare/harbour", "--dry-run"),
    )
    assert {words[0] for words in commands} == set(COMMANDS)
    for words in commands:
        done = run(*words, own_process=True, HF_ENDPOINT="http://127.0.0.1:9")
        assert (done.returncode, done.stderr) == (0, ""), words
        assert done.stdout, words


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(run, command):
    """The example is a whole line that a user can type, and README names the command."""
    done = run(command, "--help")

    assert f"Example:  python -m corpus_builder {command} " in done.stdout
    assert f"python -m corpus_builder {command} " in (TOP / "README.md").read_text(encoding="utf-8")


WRONG = [
    (["fly"], 2, "No such command 'fly'"),
    (["build", "x"], 2, "Missing option '--out'"),
    (["build", "--out", "o"], 2, "Missing argument 'SOURCES...'"),
    (["build", "x", "--out", "o", "--workers", "0"], 2, "--workers"),
    (["build", "x", "--out", "o", "--memory", "much"], 2, "'much' is no size"),
    (["build", "nowhere", "--out", "o"], 1, "no such file or folder: nowhere"),
    (["build", ".", "--out", ""], 2, "the path is empty"),
    (["explain", "nowhere.txt"], 1, "no such file or folder: nowhere.txt"),
    (["explain", "."], 1, ". is a folder"),
    (["verify", "nowhere"], 1, "nowhere"),
    (["duplicates", "nowhere"], 1, "no release in nowhere"),
    (["diff", "nowhere", "."], 1, "no release in nowhere"),
    (["report", "nowhere"], 1, "nowhere"),
    (["card", "nowhere"], 1, "nowhere"),
    (["card", "nowhere", "--check"], 1, "nowhere"),
    (["publish", "nowhere", "a/b", "--dry-run"], 1, "nowhere"),
    (["rehydrate", "nowhere", "--source", ".", "--out", "o"], 1, "no release in nowhere"),
    (["rehydrate", "nowhere", "--out", "o"], 2, "--source"),
    (["takedown", "nowhere", "a"], 1, "no such folder: nowhere"),
    (["build", ".", "--out", "o", "--text-policy", "some"], 2, "--text-policy"),
    (["build", ".", "--out", "o", "--previous", "nowhere"], 1, "no release in nowhere"),
    (["build", ".", "--out", "o", "--config", "nowhere.toml"], 1, "cannot read the settings in nowhere.toml"),
]


@pytest.mark.parametrize(("words", "status", "message"), WRONG)
def test_a_wrong_command_is_one_clear_line(run, tmp_path, words, status, message):
    """The message says what and where; no traceback."""
    done = run(*words, cwd=tmp_path)

    assert done.returncode == status
    assert message in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="terminals end without a signal here")
@pytest.mark.parametrize("is_deaf", [True, False])
def test_who_was_started_with_nohup_outlives_the_terminal(is_deaf):
    """The end of a terminal is a request to stop, except for a command that was told to be deaf to it."""
    with keep_signals():
        signal.signal(signal.SIGHUP, signal.SIG_IGN if is_deaf else signal.SIG_DFL)
        prepare_process()

        assert signal.getsignal(signal.SIGHUP) == (signal.SIG_IGN if is_deaf else stop_once)


def test_a_second_request_to_stop_is_not_heard():
    """Who presses Ctrl-C twice does not interrupt the cleaning up."""
    with keep_signals():
        prepare_process()
        with pytest.raises(KeyboardInterrupt):
            stop_once()

        assert {signal.getsignal(number) for number in REQUESTS_TO_END} == {signal.SIG_IGN}


@pytest.mark.skipif(sys.platform == "win32", reason="limits as on POSIX")
def test_too_few_open_files_are_no_fault_of_the_output(articles, tmp_path):
    """What failed is said, and nobody is told that the work is done."""
    command = f"ulimit -n 12; exec {sys.executable} -m corpus_builder build {articles} --out {tmp_path / 'out'} --workers 2"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "too many files are open" in done.stderr and "is done" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_stop_while_something_is_imported_has_its_status(tmp_path):
    """Also an interrupt inside of `exec`, where dataclasses are made, ends the command with 130 and not by the signal."""
    lines = (
        "from corpus_builder import cli",
        "def stop(*_, **__):",
        "    exec('raise KeyboardInterrupt')",
        "cli.cli.main = stop",
        "cli.main()",
    )
    (tmp_path / "stopped.py").write_text("\n".join(lines))
    command = [sys.executable, "-m", "stopped"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (130, "stopped; no file was left half written\n")


def test_a_library_that_cannot_be_loaded_is_one_line(articles, tmp_path):
    """So it is where memory, or the library itself, is missing; no traceback is shown."""
    (tmp_path / "re2.py").write_text("raise ImportError('re2.so: failed to map segment from shared object')")
    command = [sys.executable, "-m", "corpus_builder", "build", articles, "--out", tmp_path / "out"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(TOP)])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("error: a library cannot be loaded: re2.so: failed to map segment from shared object (")


def test_a_stop_before_the_command_can_answer_is_one_line(articles, tmp_path):
    """While its modules are loaded, too."""
    (tmp_path / "click.py").write_text("exec('raise KeyboardInterrupt')")
    command = [sys.executable, "-m", "corpus_builder", "build", articles, "--out", tmp_path / "out"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(TOP)])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (130, "stopped; no file was left half written\n")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_one_line(articles, tmp_path):
    """The command has done its work, and the message does not say otherwise."""
    command = [sys.executable, "-m", "corpus_builder", "build", articles, "--out", tmp_path / "out"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "error: the output cannot be written: the disk is full (the command itself has finished)\n"
    assert (tmp_path / "out" / "manifest.json").exists()
