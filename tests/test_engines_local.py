"""Batches on this machine."""

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
