"""Rows of a Parquet file to records, a few at a time; what cannot be read of it costs itself only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Final

from corpus_builder.model import Record, Reject
from corpus_builder.sources.archives.unpacking import FREE, TOO_LARGE, Limits
from corpus_builder.sources.fields import CONTENTS, Entry, Origin, make_record, reject_entry, reject_file, write_extra
from corpus_builder.sources.tabular.csv_rows import find_misfit_columns

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MALFORMED_PARQUET: Final = "malformed Parquet"
# Bytes of a batch, as the file says, and the most rows of one.
BATCH_BYTES: Final = 4_000_000
BATCH_ROWS: Final = 1_024
# What stands for a value that cannot be read.
UNREADABLE_VALUE: Final = object()


def read_parquet(file: IO[bytes], origin: Origin, limits: Limits, size: int) -> Iterator[Record | Reject]:
    """The records of a Parquet file that was found as so many bytes; one that cannot be opened, or has no texts, is one reject.

    Raises OSError when the file cannot be read.
    """
    watched = _Watched(file)
    try:
        opened = _open(watched)
    except Exception:
        # whatever the library raises, the message of which differs between its versions
        watched.raise_failure()
        yield reject_file(origin, MALFORMED_PARQUET, "not a Parquet file, or damaged at its end, where it says what it holds")
        return
    names = list(opened.schema_arrow.names)
    if misfit := find_misfit_columns(names, MALFORMED_PARQUET):
        yield reject_file(origin, *misfit)
        return
    left = FREE + limits.unpacked_ratio * size
    for record in _read_groups(opened, watched, origin):
        left -= record.size or 0
        if left < 0:
            yield reject_file(origin, TOO_LARGE, f"more than {limits.unpacked_ratio:,} times its size (files.unpacked_ratio)")
            return
        yield record


class _Watched:
    """A file that keeps what prevented reading it: the library gives errors of the system other names."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._failure: OSError | None = None
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes."""
        try:
            return self._file.read(size)
        except OSError as why:
            self._failure = why
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Nothing: whoever has opened the file closes it."""

    def raise_failure(self) -> None:
        """Raise what prevented reading, if anything did."""
        if self._failure is not None:
            raise self._failure


def _open(watched: _Watched) -> pq.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # with a buffer the pages of a column are read one after the other, not all of a row group at once
    file = pa.PythonFile(watched, mode="r")
    return pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False, page_checksum_verification=True)


def _read_groups(opened: pq.ParquetFile, watched: _Watched, origin: Origin) -> Iterator[Record | Reject]:
    first = 1
    for group in range(opened.num_row_groups):
        shape = opened.metadata.row_group(group)
        number, end = first, first + shape.num_rows
        rows = max(1, min(BATCH_ROWS, BATCH_BYTES * shape.num_rows // max(shape.total_byte_size, 1)))
        batches = opened.iter_batches(batch_size=rows, row_groups=[group], use_threads=False)
        while number < end:
            try:
                records = list(_read_batch(next(batches), number, origin))
            except Exception:
                watched.raise_failure()
                detail = f"rows {number:,} to {end - 1:,}: damaged data"
                yield Reject(f"{origin.path}:{number}", origin.path, MALFORMED_PARQUET, detail, None, None)
                break
            number += len(records)
            yield from records
        first = end


def _read_batch(batch: pa.RecordBatch, first: int, origin: Origin) -> Iterator[Record | Reject]:
    names = batch.schema.names
    columns = [_list_values(_read_content(c) if n in CONTENTS else c) for n, c in zip(names, batch.columns, strict=True)]
    for number, values in enumerate(zip(*columns, strict=True), first):
        row = dict(zip(names, values, strict=True))
        lost = next((name for name, value in row.items() if value is UNREADABLE_VALUE), None)
        content = (write_extra({} if lost is not None else row) or "").encode("utf-8")
        entry = Entry("row", number, len(content), hashlib.sha256(content).hexdigest() if lost is None else None)
        if lost is not None:
            yield reject_entry(origin, entry, (MALFORMED_PARQUET, f"unreadable value in the column {lost!r}"))
        else:
            yield make_record(origin, entry, row)


def _read_content(column: pa.Array) -> pa.Array:
    """A column of texts or pages; bytes are read as UTF-8, as crawls have them."""
    from pyarrow import types

    if types.is_binary(column.type) or types.is_large_binary(column.type) or types.is_binary_view(column.type):
        return column.cast("large_binary").view("large_string")
    return column


def _list_values(column: pa.Array) -> list[Any]:
    """The values of a column; texts whose bytes are no UTF-8 have lone surrogates, what cannot be read is UNREADABLE_VALUE."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_timestamp(column.type):
        # as text: the values of Python know no nanoseconds, and zones by the names of the machine
        naive = column.cast(pa.timestamp("us"), safe=False)
        return [value if value is UNREADABLE_VALUE else _write_time(value, column.type.tz) for value in _list_each(naive)]
    if types.is_date(column.type):
        return [value if value is UNREADABLE_VALUE else value and value.isoformat() for value in _list_each(column)]
    if types.is_string(column.type) or types.is_large_string(column.type) or types.is_string_view(column.type):
        texts = column.cast(pa.large_binary()).to_pylist()
        return [text if text is None else text.decode("utf-8", "surrogateescape") for text in texts]
    return _list_each(column)


def _write_time(value: datetime | None, zone: str | None) -> str | None:
    return None if value is None else value.isoformat() + "+00:00" * (zone is not None)


def _list_each(column: pa.Array) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except Exception:
        return [_read_value(value) for value in column]
    return values


def _read_value(value: pa.Scalar) -> Any:
    try:
        return value.as_py()
    except Exception:
        # whatever the library makes of bytes that do not fit their type
        return UNREADABLE_VALUE
