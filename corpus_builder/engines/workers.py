"""Processes that do tasks: a lost one is replaced, and its task done again."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from corpus_builder.system.errors import CorpusError
from corpus_builder.system.libraries import spare_pandas
from corpus_builder.system.memory import measure_memory, pause_collector, spare_collector
from corpus_builder.system.platforms import FROM_TERMINAL, free_memory, hold_back_signals, ignore_signals

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

# Tasks under way or done for each process before the first of them is asked for: memory stays bounded and nobody idles.
AHEAD = 2
# Processes that a task may kill before it is given up, and those that may be killed one after the other while they start.
TRIES = 3
# What a worker process is called, by which it knows itself.
WORKER = "corpus_builder worker"
# The status with which one ends that the system gives no thread.
LIMITED = 75
# What lets one start that reads the script of the user again, as it does before anything else.
GUARD = 'call build in a script, under `if __name__ == "__main__":`'

Work = TypeVar("Work")
Result = TypeVar("Result")


class LostError(CorpusError):
    """A task has killed every process that tried it."""


class StartError(CorpusError):
    """Processes end before they have taken any task, which says nothing about the tasks."""


class _Try(NamedTuple):
    """A task by its number, tried for the how manieth time."""

    number: int
    task: Any
    tries: int


class Answer(NamedTuple):
    """What a process has made of a task, or why it has not, and whether it awaits another one."""

    value: Any
    error: Exception | None
    stays: bool


class Workers:
    """Some processes, started when there is work for them, which end with this one or when they are closed.

    One is this process itself, unless it is to be `apart`. A process that holds more than `memory` bytes after a task ends and is
    replaced.
    """

    def __init__(self, count: int, memory: int | None = None, *, apart: bool = False) -> None:
        self.count, self._memory, self._apart = count, memory, apart
        self._pool: _Pool | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def are_here(self) -> bool:
        """Whether tasks are done in this process."""
        return self.count <= 1 and not self._apart

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def run(
        self, function: Callable[[Work], Result], tasks: Iterable[Work], rescue: Callable[[Work], Result] | None = None
    ) -> Iterator[Result]:
        """What the function makes of each task, in their order, and `rescue` of one that kills its process again and again.

        From the second time on a task runs alone, since it may have lacked memory. Raises what the function raises, without
        a rescue LostError, and StartError where no process begins to work.
        """
        if self.are_here:
            for task in tasks:
                with pause_collector():
                    result = function(task)
                yield result
            return
        if self._pool is None:
            self._pool = _Pool(self.count, self._memory)
        try:
            yield from self._pool.run(function, tasks, rescue)
        except BaseException:
            # nobody wants what the others are still at
            self.close()
            raise


class _Pool:
    """Processes that wait for tasks at the other end of a pipe each.

    One starts at a time, and has its task when it is ready.
    """

    def __init__(self, count: int, memory: int | None) -> None:
        self._count, self._memory = count, memory
        self._idle: list[Connection[Any, Any]] = []
        self._busy: dict[Connection[Any, Any], _Try] = {}
        self._processes: dict[Connection[Any, Any], SpawnProcess] = {}
        self._starting: Connection[Any, Any] | None = None
        # processes that were killed while they started, since one was ready
        self._killed = 0

    def close(self) -> None:
        """End all processes, those that are at work, too."""
        for pipe, process in self._processes.items():
            if pipe in self._busy:
                process.terminate()
            pipe.close()
        for process in self._processes.values():
            process.join()
        self._processes.clear()

    def run(self, function: Callable[[Any], Any], tasks: Iterable[Any], rescue: Callable[[Any], Any] | None) -> Iterator[Any]:
        """The results of the tasks in their order."""
        numbered = enumerate(tasks)
        waiting: deque[_Try] = deque()
        results: dict[int, Any] = {}
        wanted, left = 0, True
        while left or waiting or self._busy or results:
            while left and not waiting and len(self._busy) + len(results) < AHEAD * self._count:
                drawn = next(numbered, None)
                left = drawn is not None
                if drawn is not None and not self._start(function, _Try(*drawn, 1)):
                    waiting.append(_Try(*drawn, 1))
            # a first try where a process is free, another one alone
            while waiting and (waiting[0].tries == 1 or not self._busy) and self._start(function, waiting[0]):
                waiting.popleft()
            if self._busy:
                results.update(self._receive(function, waiting, rescue))
            while wanted in results:
                yield results.pop(wanted)
                wanted += 1

    def _start(self, function: Callable[[Any], Any], each: _Try) -> bool:
        if any(other.tries > 1 for other in self._busy.values()):
            return False
        if self._idle:
            pipe = self._idle.pop()
            send(pipe, (function, each.task))
        elif self._starting is None and len(self._processes) < self._count:
            pipe = self._starting = self._open()
            send(pipe, function)
        else:
            return False
        self._busy[pipe] = each
        return True

    def _receive(
        self, function: Callable[[Any], Any], waiting: deque[_Try], rescue: Callable[[Any], Any] | None
    ) -> Iterator[tuple[int, Any]]:
        """The results that are there, at least one unless a process has died or is ready now."""
        from multiprocessing.connection import wait

        ready = wait(self._busy)
        for pipe in [own for own in self._busy if own in ready]:
            each = self._busy.pop(pipe)
            if pipe is self._starting:
                if self._is_ready(pipe):
                    self._busy[pipe] = each
                    send(pipe, (function, each.task))
                else:
                    waiting.append(each)
                continue
            try:
                answer = pipe.recv()
            except (EOFError, OSError):
                self._drop(pipe)
                if each.tries < TRIES:
                    waiting.append(each._replace(tries=each.tries + 1))
                else:
                    yield each.number, give_up(each.task, rescue)
                continue
            if answer.stays:
                self._idle.append(pipe)
            else:
                self._drop(pipe)
            if answer.error is not None:
                raise answer.error
            yield each.number, answer.value

    def _is_ready(self, pipe: Connection[Any, Any]) -> bool:
        """Whether a process that starts can work now; False where it was killed. Raises StartError where none will be able to."""
        self._starting = None
        try:
            pipe.recv()
        except (EOFError, OSError):
            status = self._drop(pipe)
            if status == LIMITED:
                raise refuse_limit() from None
            if status >= 0:  # not killed: another one would end like it
                raise self._explain_start() from None
            self._killed += 1
            if self._killed < TRIES:
                return False
            what = f"{TRIES} worker processes were killed while they started"
            raise StartError(what, hint="memory may be short: try fewer --workers, or end other programs") from None
        self._killed = 0
        return True

    def _open(self) -> Connection[Any, Any]:
        # loaded only where there is more than one worker
        from multiprocessing import current_process, get_context, resource_tracker

        if current_process().daemon:
            raise StartError("worker processes cannot start in a process of a pool", hint="call build outside of it")
        if name_script().startswith("<"):  # the standard input, which cannot be read again
            raise self._explain_start()
        # spawned, not forked: the same on every platform, and no lock of a thread is inherited
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        with hold_back_signals(), explain_limit():
            # what takes away the things that processes share: unlike our own, the end of the terminal must not be its end
            resource_tracker.ensure_running()
            process = context.Process(target=serve, args=(theirs, self._memory), name=WORKER, daemon=True)
            process.start()
        theirs.close()
        self._processes[ours] = process
        return ours

    def _explain_start(self) -> StartError:
        return StartError("worker processes cannot start", hint=f"{GUARD}, or use workers=1" if self._count > 1 else GUARD)

    def _drop(self, pipe: Connection[Any, Any]) -> int:
        """The status of a process that has ended; below 0 for one that was killed."""
        pipe.close()
        process = self._processes.pop(pipe)
        process.join()
        return process.exitcode or 0


def send(pipe: Connection[Any, Any], what: Any) -> None:
    """Send something to a process; where it has ended, its answer is awaited in vain."""
    with suppress(OSError):
        pipe.send(what)


def refuse_limit() -> StartError:
    """What to say where the system starts no more processes or threads."""
    return StartError("the system starts no more processes", hint="raise its limit (ulimit -u), or try fewer --workers")


@contextmanager
def explain_limit() -> Iterator[None]:
    """Raise StartError where the system starts no process."""
    try:
        yield
    except BlockingIOError as why:
        raise refuse_limit() from why


def name_script() -> str:
    """The name of the script that this process runs, and each worker reads before it begins; empty where there is none."""
    return Path(getattr(sys.modules["__main__"], "__file__", None) or "").name


def leave_worker() -> None:
    """End this process where it is a worker that starts: the script of the user, which it reads for that, must not build again.

    It ends without a word, since its parent says what is wrong.
    """
    processes = sys.modules.get("multiprocessing.process")
    if processes is not None and processes.current_process().name == WORKER:
        raise SystemExit(1)


def give_up(task: Any, rescue: Callable[[Any], Any] | None) -> Any:
    """What stands for the result of a task that killed its process each time. Raises LostError where nothing does."""
    if rescue is None:
        what = f"a worker process died {TRIES} times at the same work"
        raise LostError(what, hint="it may have run out of memory: try fewer --workers")
    return rescue(task)


def serve(pipe: Connection[Any, Any], memory: int | None) -> None:
    """Do tasks that come through a pipe, each with its function, until it ends; the life of a worker process.

    It says that it is ready when it has loaded all that its first function needs. It also ends when it lacks memory, as one that
    the system kills for that: alone its task may have enough.
    """
    try:
        serve_parent()
    except RuntimeError:  # no thread can be started
        sys.exit(LIMITED)
    with suppress(MemoryError, EOFError, OSError):
        pipe.recv()
        pipe.send(None)
        _do_tasks(pipe, memory)


def _do_tasks(pipe: Connection[Any, Any], memory: int | None) -> None:
    while True:
        function, task = pipe.recv()
        answer = _answer(function, task)
        del task
        free_memory()
        answer = answer._replace(stays=memory is None or measure_memory() <= memory)
        pipe.send(answer)
        if not answer.stays:
            return


def _answer(function: Callable[[Any], Any], task: Any) -> Answer:
    try:
        with pause_collector():
            return Answer(function(task), None, True)
    except MemoryError:
        raise
    except Exception as why:
        return Answer(None, why, True)


def serve_parent() -> None:
    """Make a worker leave what a terminal sends to all processes, Ctrl-C and its end, to its parent, and go when that is gone.

    It loads no more than it needs.
    """
    ignore_signals(FROM_TERMINAL)
    spare_pandas()
    spare_collector()
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
