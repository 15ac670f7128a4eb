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
# Bytes of a batch in which all rows have the longest value that may be, and the rows that it has in any case.
REPEATED_BYTES: Final = 32_000_000
FEW_ROWS: Final = 8
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
    for number, record in _read_groups(opened, watched, origin):
        left -= record.size or 0
        if left < 0:
            rows = f"rows {number:,} to {opened.metadata.num_rows:,}"
            detail = f"{rows}: with them more than {limits.unpacked_ratio:,} times its size (files.unpacked_ratio)"
            yield reject_file(origin, TOO_LARGE, detail)
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


def _read_groups(opened: pq.ParquetFile, watched: _Watched, origin: Origin) -> Iterator[tuple[int, Record | Reject]]:
    """The records, each with the number of its row, or of the first row for which a reject stands."""
    first = 1
    for group in range(opened.num_row_groups):
        number, end = first, first + opened.metadata.row_group(group).num_rows
        batches = opened.iter_batches(batch_size=_count_rows(opened, group), row_groups=[group], use_threads=False)
        while number < end:
            try:
                rows = _list_rows(next(batches))
            except Exception:
                watched.raise_failure()
                detail = f"rows {number:,} to {end - 1:,}: damaged data"
                yield number, Reject(f"{origin.path}:{number}", origin.path, MALFORMED_PARQUET, detail, None, None)
                break
            for row in rows:
                yield number, _read_row(row, number, origin)
                number += 1
        first = end


def _count_rows(opened: pq.ParquetFile, group: int) -> int:
    """How many rows of a row group make a batch, so that few bytes are held, also where many rows have one long value."""
    from pyarrow import types

    shape = opened.metadata.row_group(group)
    columns = [(opened.schema.column(number), shape.column(number)) for number in range(shape.num_columns)]
    # such a value may be in the file once: all of a column have one length, or it is at most as long as the column
    fixed = sum(column.length for column, _ in columns if column.physical_type == "FIXED_LEN_BYTE_ARRAY")
    shared = {field.name for field in opened.schema_arrow if types.is_dictionary(field.type)}
    repeating: int = sum(c.total_uncompressed_size for _, c in columns if _is_coded(c) and c.path_in_schema not in shared)
    by_size: int = BATCH_BYTES * shape.num_rows // max(shape.total_byte_size + fixed * shape.num_rows, 1)
    return max(1, min(BATCH_ROWS, by_size, max(FEW_ROWS, REPEATED_BYTES // max(repeating, 1))))


def _is_coded(chunk: pq.ColumnChunkMetaData) -> bool:
    """Whether texts of a column may be there once for many rows."""
    return chunk.physical_type == "BYTE_ARRAY" and any(name.endswith("DICTIONARY") for name in chunk.encodings)


def _list_rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    columns = [_list_values(column, is_text=name in CONTENTS) for name, column in zip(names, batch.columns, strict=True)]
    return (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


def _read_row(row: dict[str, Any], number: int, origin: Origin) -> Record | Reject:
    """The record of a row, without the values that cannot be read; a reject where one of them is its text."""
    lost = [name for name, value in row.items() if value is UNREADABLE_VALUE]
    values = {name: value for name, value in row.items() if value is not UNREADABLE_VALUE} if lost else row
    content = (write_extra(values) or "").encode("utf-8")
    notes = tuple(f"unreadable value in the column {name!r}" for name in lost)
    entry = Entry("row", number, len(content), hashlib.sha256(content).hexdigest(), notes)
    record = make_record(origin, entry, values)
    if isinstance(record, Reject) and not set(CONTENTS).isdisjoint(lost):
        return reject_entry(origin, entry, (MALFORMED_PARQUET, notes[0]), record.source_id)
    return record


def _list_values(column: pa.Array, *, is_text: bool) -> list[Any]:
    """The values of a column, the bytes of one that `is_text` as UTF-8; texts whose bytes are none have lone surrogates.

    What cannot be read is UNREADABLE_VALUE.
    """
    import pyarrow as pa
    from pyarrow import types

    if types.is_dictionary(column.type):
        # each value once, however many rows have it
        places = column.indices.to_pylist()
        used = sorted(set(places) - {None})
        values = dict(zip(used, _list_values(column.dictionary.take(pa.array(used, pa.int64())), is_text=is_text), strict=True))
        return [values.get(place) for place in places]
    if types.is_timestamp(column.type):
        # as text: the values of Python know no nanoseconds, and zones by the names of the machine
        naive = column.cast(pa.timestamp("us"), safe=False)
        return [value if value is UNREADABLE_VALUE else _write_time(value, column.type.tz) for value in _list_each(naive)]
    if types.is_date(column.type):
        return [value if value is UNREADABLE_VALUE else value and value.isoformat() for value in _list_each(column)]
    is_string = types.is_string(column.type) or types.is_large_string(column.type) or types.is_string_view(column.type)
    is_bytes = types.is_binary(column.type) or types.is_large_binary(column.type) or types.is_binary_view(column.type)
    if is_string or (is_text and is_bytes):
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
