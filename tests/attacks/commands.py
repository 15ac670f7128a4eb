"""Running the command under attack: in a forked child, where its calls can be watched, or as a process of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.outcome import expect
from tests.small_work import work_small

TOP = Path(__file__).resolve().parents[2]
# the tree that this file belongs to is attacked, whatever is installed; on few texts it does what it does on many
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONDONTWRITEBYTECODE": "1"}
COMMAND = (sys.executable, "-m", "tests.small_work")
LOAD = (sys.executable, "-c", "import corpus_builder, sys; print(corpus_builder.load(sys.argv[1]).counts)")
TRACEBACK = 70  # status of a child whose command ended with an exception that nobody caught


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its status, negative for a signal, and what it printed."""

    status: int
    stdout: str
    stderr: str

    def expect_line(self, status: int) -> None:
        """Raise BrokenError unless it ended with this status and one line on stderr."""
        said = self.stderr.strip()
        expect(self.status == status, f"status {self.status} instead of {status}, stderr: {said[-600:] or 'empty'}")
        expect(len(said.splitlines()) == 1, f"{len(said.splitlines())} lines on stderr: {said[-600:]}")


def run_forked(words: Sequence[str], folder: Path, prepare: Callable[[], None] | None = None) -> Done:
    """Run a command in a forked child that first calls `prepare`: quick, since all modules are loaded."""
    import corpus_builder.cli
    import corpus_builder.jobs.rehydrate
    import corpus_builder.jobs.verify
    import corpus_builder.report  # noqa: F401

    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if not child:
            _become_command(words, folder, stdout.fileno(), stderr.fileno(), prepare)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return Done(status, _read_all(stdout), _read_all(stderr))


def _become_command(words: Sequence[str], folder: Path, stdout: int, stderr: int, prepare: Callable[[], None] | None) -> None:
    status: object = TRACEBACK
    try:
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", write_through=True)
        sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", write_through=True)
        os.chdir(folder)
        hear_signals()
        work_small()
        if prepare:
            prepare()
        from corpus_builder.cli import main

        main(list(words))
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status if isinstance(status, int) else TRACEBACK)


def hear_signals() -> None:
    """Answer signals as a command does that a person has started: what runs in the background ignores some of them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _read_all(file: io.BufferedRandom) -> str:  # type: ignore[type-arg, unused-ignore]
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def run_process(
    words: Sequence[str], folder: Path, *, environment: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND
) -> Done:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*command, *words],
        cwd=folder,
        env={**ENVIRONMENT, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
