"""corpus_builder.engines.workers: processes that do tasks, and what becomes of a task that kills them."""

from __future__ import annotations

import os
import signal
import sys
import threading
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus_builder.engines import workers as processes
from corpus_builder.engines.workers import TRIES, LostError, StartError, Workers, serve
from corpus_builder.system.errors import CorpusError


def square(number: int) -> int:
    if number < 0:
        raise CorpusError(f"{number} is below zero")
    return number * number


def die_at_first(number: int, folder: Path) -> int:
    """Kill this process the first time that it is asked for 3."""
    mark = folder / "seen"
    if number == 3 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


def die_always(number: int, folder: Path) -> int:
    if number == 3:
        with (folder / "tries").open("a", encoding="utf-8") as tries:
            tries.write("x")
        os._exit(1)
    return number


def lack_memory(number: int, folder: Path) -> int:
    """Ask for more memory than there is, for 3 once and for 5 always."""
    mark = folder / "seen"
    if number == 5 or (number == 3 and not mark.exists()):
        mark.touch()
        np.empty(2**60, np.uint8)
    return number


class EndStarting:
    """A function that ends the first processes which load it."""

    def __init__(self, folder: Path, times: int, *, is_killed: bool) -> None:
        self.starts, self.times, self.is_killed = folder / "starts", times, is_killed

    def __call__(self, number: int) -> int:
        return number

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        with self.starts.open("a", encoding="utf-8") as starts:
            starts.write("x")
        if self.starts.stat().st_size <= self.times:
            os.kill(os.getpid(), signal.SIGKILL) if self.is_killed else os._exit(0)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_the_order_of_tasks(count: int) -> None:
    """However many processes there are, results stand in the order of their tasks."""
    assert list(Workers(count).run(square, iter(range(30)))) == [number * number for number in range(30)]
    assert list(Workers(count).run(square, [])) == []


@pytest.mark.parametrize("count", [1, 2])
def test_errors_are_those_of_the_task(count: int) -> None:
    """What a task raises in a process is raised here."""
    with pytest.raises(CorpusError, match="-1 is below zero"):
        list(Workers(count).run(square, [1, -1, 2, 3, 4, 5]))


def test_a_lost_process_is_replaced(tmp_path: Path) -> None:
    """The task of a process that died is done again by another one."""
    assert list(Workers(2).run(partial(die_at_first, folder=tmp_path), range(8))) == list(range(8))


def test_a_deadly_task_is_given_up(tmp_path: Path) -> None:
    """A task that kills every process is tried a few times; all others are done."""
    deadly = partial(die_always, folder=tmp_path)

    assert list(Workers(2).run(deadly, range(8), rescue=str)) == [0, 1, 2, "3", 4, 5, 6, 7]
    assert (tmp_path / "tries").read_text(encoding="utf-8") == "x" * TRIES
    with pytest.raises(LostError, match=f"died {TRIES} times"):
        list(Workers(2).run(deadly, range(8)))


def test_a_task_that_lacks_memory_is_tried_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As one whose process the system has killed: it may have enough when it is alone; nobody sees a traceback."""
    lacking = partial(lack_memory, folder=tmp_path)

    assert list(Workers(2).run(lacking, range(8), rescue=str)) == [0, 1, 2, 3, 4, "5", 6, 7]
    with pytest.raises(LostError, match="out of memory"):
        list(Workers(2).run(lacking, range(8)))
    assert capfd.readouterr() == ("", "")


def test_one_process_may_be_another(tmp_path: Path) -> None:
    """A single process that works apart may die without this one."""
    assert list(Workers(1, apart=True).run(partial(die_at_first, folder=tmp_path), [3, 4])) == [3, 4]


def test_processes_that_hold_much_are_replaced() -> None:
    """A process that holds more memory than it may ends after its task, and the next one goes on."""
    assert list(Workers(2, memory=1).run(square, range(5))) == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(("is_killed", "starts"), [(False, 1), (True, TRIES)])
@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_a_process_that_does_not_begin_says_nothing_of_its_task(is_killed: bool, starts: int, count: int, tmp_path: Path) -> None:
    """No task is given up; one that ends by itself would always do so, and one that is killed is replaced a few times."""
    ends = EndStarting(tmp_path, 10**6, is_killed=is_killed)
    said = "were killed while they started" if is_killed else "cannot start.*__main__" + (".*workers=1" if count > 1 else '":`')

    with Workers(count, apart=True) as workers, pytest.raises(StartError, match=said + ".*[)]$"):
        list(workers.run(ends, range(8), rescue=str))
    assert (tmp_path / "starts").read_text(encoding="utf-8") == "x" * starts


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_a_process_that_is_killed_while_it_starts_is_replaced(count: int, tmp_path: Path) -> None:
    """All tasks are done, and none has lost one of its tries."""
    ends = EndStarting(tmp_path, TRIES - 1, is_killed=True)

    with Workers(count, apart=True) as workers:
        assert list(workers.run(ends, range(8))) == list(range(8))


def test_a_process_of_a_pool_starts_no_others() -> None:
    """One that must not have children of its own gets a clear error, and none of Python's."""
    with get_context("spawn").Pool(1) as pool, pytest.raises(StartError, match="in a process of a pool"):
        pool.apply(square_apart, (2,))


def square_apart(number: int) -> list[int]:
    with Workers(1, apart=True) as workers:
        return list(workers.run(square, [number]))


@pytest.mark.parametrize("refusal", ["process", "thread"])
def test_a_limit_of_the_system_is_one_line(
    refusal: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where it starts no more processes, or no thread in one."""
    if refusal == "process":
        monkeypatch.setattr(get_context("spawn").Process, "start", refuse_start)
    else:
        monkeypatch.setattr(processes, "serve", serve_without_threads)
    with Workers(1, apart=True) as workers, pytest.raises(StartError, match="starts no more processes"):
        list(workers.run(square, [2]))
    assert "Traceback" not in capfd.readouterr().err


def refuse_start(*_: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def serve_without_threads(pipe: object, memory: int | None) -> None:
    threading.Thread.start = fail_to_start  # type: ignore[method-assign,assignment]
    serve(pipe, memory)  # type: ignore[arg-type]


def fail_to_start(*_: object) -> None:
    raise RuntimeError("can't start new thread")
