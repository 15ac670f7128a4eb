"""What several tests share: a small project folder, and running the command as a user does."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from corpus_builder import knowledge
from corpus_builder.cli import main
from corpus_builder.languages import pack

# A busy machine is no fault: what a property takes, and how long its examples took to be made, is nobody's proof.
settings.register_profile("corpus_builder", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("corpus_builder")

# Seconds after which something that is waited for hangs: a guard so that the run of the tests ends, never a measure.
HANG = 600
REQUESTS_TO_END = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)}

# They are run by themselves: python -m tests.attacks
collect_ignore = ["attacks"]

TOP = Path(__file__).resolve().parent.parent
SHARED = TOP.parent / "shared"
ARTICLE = (
    "La fondation Estran a publié mardi les comptes de son dernier exercice, que ses donateurs attendaient depuis janvier.\n\n"
    "« Nous avons tenu chacun de nos engagements », a déclaré Claire Vasseur, la présidente, devant une salle comble.\n\n"
    "Le syndicat des pilotes conteste ce bilan et demande une expertise indépendante avant la fin du mois de juin.\n"
)
OTHER = (
    "Le conseil du port de Saint-Aubin se réunira jeudi soir pour examiner les offres des trois candidats à la reprise.\n\n"
    "Selon le maire, « aucun emploi ne sera supprimé » pendant les deux premières années de la nouvelle concession.\n"
)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A source folder with two articles and a page in JSONL."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "estran.txt").write_text("Partager sur Facebook\n\n" + ARTICLE, encoding="utf-8")
    (folder / "port.txt").write_text(OTHER + "\nLaisser un commentaire\n", encoding="utf-8")
    nav, article = "<nav><a href=/>Accueil</a></nav>", f"<article><h1>Le port</h1><p>{OTHER}</p></article>"
    record = {"id": "page-1", "html": f"<html lang=fr><body>{nav}{article}</body></html>"}
    (folder / "pages.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the tables of knowledge that a test may change; whatever reads one reads it there, anew."""
    package, copy = TOP / "corpus_builder", tmp_path / "tables"
    for table in package.rglob("*.toml"):
        place = copy / table.relative_to(package)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(table.read_bytes())
    for module in (knowledge, pack):
        monkeypatch.setattr(module, "files", lambda name: copy.joinpath(*name.split(".")[1:]))
    forget_tables()
    yield copy
    forget_tables()


def forget_tables() -> None:
    """Empty every cache of the package: most of them hold what was made of tables."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == "corpus_builder"]
    for value in [value for module in modules for value in vars(module).values()]:
        if callable(value) and hasattr(value, "cache_clear"):
            value.cache_clear()


@pytest.fixture
def run() -> Run:
    """Run `python -m corpus_builder`: in this process, or in one of its own where an environment or `own_process` is given.

    A start of Python costs more than most commands; that each command works in a fresh process is a test in test_cli.py.
    `rights` is called in the new process before the command.
    """

    def run_command(
        *words: object,
        cwd: Path | None = None,
        own_process: bool = False,
        rights: Callable[[], None] | None = None,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        if not (environment or own_process or rights):
            return run_here([*map(str, words)], cwd or Path())
        command = [sys.executable, "-m", "corpus_builder", *map(str, words)]
        return subprocess.run(
            command,
            cwd=cwd,
            preexec_fn=rights,
            env=os.environ | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=HANG,
        )

    return run_command


def run_here(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process and in a folder; what it prints is caught, and signals are answered as before."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), keep_signals():
        try:
            main(words)
        except SystemExit as stop:
            status = stop.code
    printed = []
    for stream in (out, err):
        stream.flush()
        printed.append(stream.buffer.getvalue().decode("utf-8"))
    return subprocess.CompletedProcess(words, status, *printed)


@contextlib.contextmanager
def keep_signals() -> Iterator[None]:
    """Put back how this process answers requests to end."""
    answers = {number: signal.getsignal(number) for number in REQUESTS_TO_END}
    try:
        yield
    finally:
        for number, answer in answers.items():
            signal.signal(number, answer)


def check_growth(work: Callable[[Any], object], make_input: Callable[[int], Any], size: int, most: float = 50) -> None:
    """Fail when ten times the input costs more than `most` times the processor time: in proportion would be ten times.

    A ratio holds on machines of any speed, and what something else disturbed is measured again, up to three times, with
    inputs of slightly other sizes, so that no cache answers.
    """
    work(make_input(size // 100))  # what is loaded only once
    ratios = []
    for extra in range(3):
        small, large = (measure_seconds(work, make_input(n + extra)) for n in (size // 10, size))
        ratios.append(large / small)
        if ratios[-1] < most:
            return
    pytest.fail(f"ten times the input took {min(ratios):.0f} times as long")


def measure_seconds(work: Callable[[Any], object], given: Any) -> float:
    """The seconds of processor time that the work takes."""
    began = time.process_time()
    work(given)
    return max(time.process_time() - began, 1e-6)


def read_bytes(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
