"""Records in batches of bounded number and size, over this process or several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from corpus_builder.engines.workers import Workers
from corpus_builder.model import Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records

if TYPE_CHECKING:
    from corpus_builder.stages import Tables

Item = TypeVar("Item")
Batch = list[Record | Reject]

BATCH_RECORDS = 256
BATCH_BYTES = 4_000_000


def make_batches(records: Iterable[Record | Reject]) -> Iterator[Batch]:
    """Cut a stream of records into batches of bounded number and size."""
    return cut_batches(records, measure_record)


def measure_record(record: Record | Reject) -> int:
    """The bytes of a record."""
    return record.size or 0


def cut_batches(given: Iterable[Item], measure: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Cut a stream into batches of bounded number and size, which `measure` gives in bytes."""
    batch: list[Item] = []
    size = 0
    for each in given:
        batch.append(each)
        size += measure(each)
        if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def run_batches(batches: Iterable[Batch], settings: Settings, workers: int) -> Iterator[Tables]:
    """The rows of each batch, in the order of the batches. Raises CorpusError when a worker process dies again and again."""
    with Workers(workers) as pool:
        yield from pool.run(partial(clean_records, settings=settings), batches)


def count_workers(size: int) -> int:
    """How many workers pay for `size` bytes of sources: starting a process costs about as much as cleaning 4 MB."""
    return max(1, min(os.cpu_count() or 1, size // (2 * BATCH_BYTES)))
