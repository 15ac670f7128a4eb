"""This machine: batches one after the other, or over a pool of processes, always answered in their order."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from corpus_builder.model import Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records
from corpus_builder.system.errors import CorpusError
from corpus_builder.system.libraries import spare_pandas
from corpus_builder.system.memory import pause_collector, spare_collector
from corpus_builder.system.platforms import FROM_TERMINAL, hold_back_signals, ignore_signals

if TYPE_CHECKING:
    from concurrent.futures import Future

    from corpus_builder.stages import Tables

Batch = list[Record | Reject]

BATCH_RECORDS = 256
BATCH_BYTES = 4_000_000
# batches under way for each worker: one at work, one waiting, so that memory stays bounded and nobody idles
AHEAD = 2


def make_batches(records: Iterable[Record | Reject]) -> Iterator[Batch]:
    """Cut a stream of records into batches of bounded number and size."""
    batch: Batch = []
    size = 0
    for record in records:
        batch.append(record)
        size += record.size or 0
        if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def run_batches(batches: Iterable[Batch], settings: Settings, workers: int) -> Iterator[Tables]:
    """The rows of each batch, in the order of the batches.

    Raises CorpusError when a worker process dies.
    """
    if workers <= 1:
        yield from (run_batch(batch, settings) for batch in batches)
    else:
        yield from _run_pool(batches, settings, workers)


def _run_pool(batches: Iterable[Batch], settings: Settings, workers: int) -> Iterator[Tables]:
    # loaded only where there is more than one worker
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context, resource_tracker

    others = set(active_children())
    with hold_back_signals():
        # what takes away the things that workers share: unlike our own, the end of the terminal must not be its end
        resource_tracker.ensure_running()
    # spawned, not forked: the same on every platform, and no lock of a thread is inherited
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=serve_parent) as pool:
        waiting: deque[Future[Tables]] = deque()
        try:
            for batch in batches:
                with hold_back_signals():
                    waiting.append(pool.submit(run_batch, batch, settings))
                if len(waiting) >= workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as why:
            raise CorpusError("a worker process died", hint="it may have run out of memory: try --workers 1") from why
        except BaseException:
            # nobody wants what the workers are still at, and leaving the pool would wait for it
            for worker in set(active_children()) - others:
                worker.terminate()
            raise


def run_batch(batch: Batch, settings: Settings) -> Tables:
    """The rows of a batch."""
    with pause_collector():
        return clean_records(batch, settings)


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


def count_workers(size: int) -> int:
    """How many workers pay for `size` bytes of sources: starting a process costs about as much as cleaning 4 MB."""
    return max(1, min(os.cpu_count() or 1, size // (2 * BATCH_BYTES)))
