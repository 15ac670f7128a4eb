"""Rows of a Parquet file to records, a few at a time; what cannot be read of it costs itself only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Final

from corpus_builder.model import Record, Reject
from corpus_builder.sources.archives.unpacking import FREE, TOO_LARGE, Limits
from corpus_builder.sources.fields import CONTENTS, Entry, Origin, make_record, reject_entry, reject_file, write_extra
from corpus_builder.sources.tabular.csv_rows import find_misfit_columns
from corpus_builder.sources.tabular.parquet_batches import Watched, measure_batch, open_parquet, read_batches, tell_least_size

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MALFORMED_PARQUET: Final = "malformed Parquet"
# What stands for a value that cannot be read.
UNREADABLE_VALUE: Final = object()


def read_parquet(file: IO[bytes], origin: Origin, limits: Limits, size: int) -> Iterator[Record | Reject]:
    """The records of a Parquet file that was found as so many bytes; one that cannot be opened, or has no texts, is one reject.

    Raises OSError when the file cannot be read.
    """
    watched = Watched(file)
    try:
        opened = open_parquet(watched)
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
    for number, record in _read_groups(opened, watched, origin, left, limits.text_bytes):
        left -= record.size or 0
        if left < 0:
            rows = f"rows {number:,} to {opened.metadata.num_rows:,}"
            detail = f"{rows}: with them more than {limits.unpacked_ratio:,} times its size (files.unpacked_ratio)"
            yield reject_file(origin, TOO_LARGE, detail)
            return
        yield record


def _read_groups(
    opened: pq.ParquetFile, watched: Watched, origin: Origin, most: int, most_text: int
) -> Iterator[tuple[int, Record | Reject]]:
    """The records, each with the number of its row, or of the first row for which a reject stands.

    A row group that has more than `most` bytes is one reject, and so is a row that has more than that or `most_text`: they are
    not unpacked.
    """
    first, most_row = 1, min(most, most_text)
    for group in range(opened.num_row_groups):
        number, end = first, first + opened.metadata.row_group(group).num_rows
        try:
            size = tell_least_size(opened, group)
        except Exception:
            # what the end of the file says of the columns of a group is damaged
            detail = f"rows {number:,} to {end - 1:,}: damaged description"
            yield number, _reject_rows(origin, number, (MALFORMED_PARQUET, detail))
            number, size = end, 0
        if size > most:
            yield number, _reject_rows(origin, number, (TOO_LARGE, f"rows {number:,} to {end - 1:,}: {size:,} bytes"), size)
            number = end
        batches = read_batches(opened, watched, group, most_row)
        while number < end:
            try:
                batch = next(batches)
                size = measure_batch(batch) if batch.num_rows == 1 else 0
                rows = [] if size > most_row else _list_rows(batch)
            except Exception:
                watched.raise_failure()
                yield number, _reject_rows(origin, number, (MALFORMED_PARQUET, f"rows {number:,} to {end - 1:,}: damaged data"))
                break
            if size > most_row:
                detail = f"row {number:,}: more than {most_text:,} bytes (files.text_bytes)"
                yield number, _reject_rows(origin, number, (TOO_LARGE, detail), size)
            yield from ((place, _read_row(row, place, origin)) for place, row in enumerate(rows, number))
            number += batch.num_rows
        first = end


def _reject_rows(origin: Origin, number: int, why: tuple[str, str], size: int | None = None) -> Reject:
    return Reject(f"{origin.path}:{number}", origin.path, *why, size, None)


def _list_rows(batch: pa.RecordBatch) -> Iterable[dict[str, Any]]:
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
