"""Batches on this machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.invented import make_records as invent_records
from corpus_builder.engines.batches import BATCH_BYTES, BATCH_RECORDS, count_workers, make_batches
from corpus_builder.model import Metadata, Record
from tests.conftest import HANG


def make_records(count: int, size: int) -> list[Record]:
    return [Record(str(i), str(i), "text", "x", Metadata(), size, "0") for i in range(count)]


def test_batches_are_bounded_in_number_and_in_size():
    """Small records fill a batch by number, large ones by size, and none is lost."""
    many, large = list(make_batches(make_records(600, 1))), list(make_batches(make_records(5, BATCH_BYTES)))

    assert [len(batch) for batch in many] == [BATCH_RECORDS, BATCH_RECORDS, 600 - 2 * BATCH_RECORDS]
    assert [len(batch) for batch in large] == [1] * 5
    assert list(make_batches([])) == []


def test_few_bytes_get_one_worker():
    """A pool is started only where it pays."""
    assert count_workers(1_000_000) == 1
    assert count_workers(10**9) >= 1


posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")


# The command, which says when the first batch is done and then waits, so that it is under way for as long as a test needs.
# As from a terminal it hears Ctrl-C, whoever runs the tests: what a shell starts in the background is deaf to it.
UNDER_WAY = """
import signal, sys
from contextlib import contextmanager
from corpus_builder import cli
from corpus_builder.jobs import progress

def wait(stage, done, total):
    if done:
        print("under way", flush=True)
        sys.stdin.readline()

@contextmanager
def show_progress():
    yield wait

progress.show_progress = show_progress
signal.signal(signal.SIGINT, signal.default_int_handler)
cli.main()
"""


def start_build(folder: Path, workers: str) -> subprocess.Popen[str]:
    """A build of several batches that is under way, in a group of processes of its own."""
    (folder / "in").mkdir()
    for record in invent_records(2_000_000):
        assert isinstance(record.content, bytes)
        (folder / "in" / record.path).write_bytes(record.content)
    command = [sys.executable, "-c", UNDER_WAY, "build", "in", "--out", "out", "--workers", workers]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "under way\n", process.communicate()
    return process


@pytest.mark.slow
@posix
def test_workers_go_when_their_parent_is_killed(tmp_path):
    """A build that is killed leaves no process behind."""
    process = start_build(tmp_path, "2")

    process.kill()
    process.communicate(timeout=HANG)

    wait_for_end(process.pid)


@pytest.mark.slow
@posix
@pytest.mark.parametrize(("workers", "request_to_end"), [("1", "SIGTERM"), ("2", "SIGINT"), ("2", "SIGHUP")])
def test_an_interrupted_build_stops_cleanly(tmp_path, workers, request_to_end):
    """Ctrl-C, or the end of its terminal, ends a build with one line, leaves nothing by the sources, and no process behind."""
    process = start_build(tmp_path, workers)

    os.killpg(process.pid, getattr(signal, request_to_end))
    _, said = process.communicate(timeout=HANG)

    assert process.returncode == 130
    assert said.strip() == "stopped; no file was left half written"
    assert not (tmp_path / "out").exists()
    wait_for_end(process.pid)


def wait_for_end(group: int) -> None:
    """Wait until the last process of a group has ended."""
    give_up = time.monotonic() + HANG
    while time.monotonic() < give_up:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a process was left behind")
