"""Builds in scripts of users: a worker process reads the script again before it begins, which must be no second build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TOP, read_bytes
from tests.jobs.small_builds import start, write_texts
from tests.small_work import DEADLY_STATUS, IN_MEMORY

# In this folder, where workers do small work, too.
BEGINNING = """
import corpus_builder
from tests.small_work import work_small
work_small()
"""
BUILD = """
corpus_builder.build("in", "other")
print("built")
corpus_builder.build("in", "out", workers={workers})
"""
GUARDED = """
if __name__ == "__main__":
    corpus_builder.build("in", "out", workers={workers})
"""


def run_script(folder: Path, script: str, *, is_file: bool = True) -> subprocess.CompletedProcess[str]:
    """What a script does in a folder, as a file or from standard input."""
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(TOP), IN_MEMORY: "1"}
    command = [sys.executable, path.name if is_file else "-"]
    given = None if is_file else script
    return subprocess.run(command, input=given, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def leave_mark(folder: Path) -> None:
    """The mark of a build that was killed while it cleaned a batch in its own process."""
    killed = start("build", folder / "in", "--out", folder / "out", "--workers", 1, deadly="t007.txt")
    killed.communicate()
    assert killed.returncode == DEADLY_STATUS
    assert list(folder.rglob("*.begun"))


@pytest.mark.parametrize("is_file", [True, False], ids=["file", "standard input"])
@pytest.mark.parametrize("workers", [1, 2])
def test_workers_that_cannot_start_are_one_clear_error(workers: int, is_file: bool, tmp_path: Path) -> None:
    """Nothing is released or built twice, no other traceback is seen; of a mended call the bytes are those of a fresh one.

    A build with one worker needs another process where an earlier one was killed.
    """
    write_texts(tmp_path / "in")
    if workers == 1:
        leave_mark(tmp_path)

    done = run_script(tmp_path, BEGINNING + BUILD.format(workers=workers), is_file=is_file)

    *_, said = done.stderr.splitlines()
    assert "worker processes cannot start" in said and '`if __name__ == "__main__":`' in said
    assert ("workers=1" in said) == (workers > 1)
    assert (done.returncode, done.stderr.count("Traceback"), done.stdout) == (1, 1, "built\n")
    assert not (tmp_path / "out").exists()

    mended = run_script(tmp_path, BEGINNING + GUARDED.format(workers=workers))

    assert (mended.returncode, mended.stderr) == (0, "")
    assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "other")
