"""Batches on this machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.invented import make_records as invent_records
from corpus_builder.engines.local import BATCH_BYTES, BATCH_RECORDS, count_workers, make_batches
from corpus_builder.model import Metadata, Record


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


def start_build(folder: Path, workers: str) -> subprocess.Popen[str]:
    """A build of some seconds, in a group of processes of its own, well under way."""
    (folder / "in").mkdir()
    for record in invent_records(12_000_000):
        assert isinstance(record.content, bytes)
        (folder / "in" / record.path).write_bytes(record.content)
    command = [sys.executable, "-m", "corpus_builder", "build", "in", "--out", "out", "--workers", workers]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(6)
    return process


@posix
def test_workers_go_when_their_parent_is_killed(tmp_path):
    """A build that is killed leaves no process behind."""
    process = start_build(tmp_path, "2")

    process.kill()
    process.communicate(timeout=20)

    assert wait_for_end(process.pid)


@posix
@pytest.mark.parametrize(("workers", "request_to_end"), [("1", "SIGTERM"), ("2", "SIGINT")])
def test_an_interrupted_build_stops_cleanly(tmp_path, workers, request_to_end):
    """Ctrl-C ends a build within seconds with one line, leaves nothing beside the sources, and no process behind."""
    process = start_build(tmp_path, workers)

    os.killpg(process.pid, getattr(signal, request_to_end))
    _, said = process.communicate(timeout=20)

    assert process.returncode == 130
    assert said.strip() == "stopped; an earlier release is as it was"
    assert not (tmp_path / "out").exists()
    assert wait_for_end(process.pid)


def wait_for_end(group: int, seconds: float = 10) -> bool:
    """Whether the last process of a group ends in time."""
    for _ in range(int(seconds * 10)):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
