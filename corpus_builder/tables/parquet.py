"""The published tables on disk: written the same way every time, and read back as their schemas say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_builder.system.durable import KeepingSink
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError, first_line
from corpus_builder.tables.columns import SCHEMAS, TABLES
from corpus_builder.tables.comparison import compare_schema
from corpus_builder.tables.frames import Tables, fill_columns

# A row group is what a reader holds in memory at once: some 50 MB of press text, and never much above what the viewer of the
# Hub (300 MB) and the writer of `datasets` (100 MB) allow.
GROUP_ROWS = 20_000
GROUP_BYTES = 100_000_000
_PART = re.compile(r"part-(\d{5,})\.parquet")

# Columns whose values hardly repeat: a dictionary of them costs time and bytes.
DIVERSE = frozenset({"id", "text", "start", "end"})
# zstd level 3: level 6 takes twice the time for 7 % fewer bytes, level 1 saves a tenth of the time and writes 6 % more. Pages
# cut by content let the Hub keep what did not change; the numbers are those of `datasets`, written out so that another
# default does not change our bytes.
WRITER: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": sorted({name for schema in SCHEMAS.values() for name in schema.names} - DIVERSE),
    "write_statistics": True,
    "write_page_index": True,
    "store_schema": True,
    "use_content_defined_chunking": {"min_chunk_size": 262_144, "max_chunk_size": 1_048_576, "norm_level": 0},
}


def write_table(table: pa.Table, folder: Path, part: int = 0) -> Path | None:
    """Write a part of a table to its file in the table's folder; equal rows give equal bytes, however the table is chunked.

    A part without rows has no file, and a table without rows no folder, because `datasets` cannot load one; the result is then
    None. The same bytes are promised for one version of pyarrow; over versions `digest_table` stays the same. Raises OSError.
    """
    if table.num_rows == 0:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = name_file(folder, part)
    with path.open("wb") as file:
        sink = KeepingSink(file)
        # in a thread of its own, since Ctrl-C reaches only the main one: raised inside of the sink it would end the process
        with ThreadPoolExecutor(1) as thread:
            try:
                thread.submit(_write_groups, table, sink).result()
            except BaseException:
                sink.error = sink.error or InterruptedError()
                raise
    if sink.error is not None:
        raise sink.error
    return path


def name_file(folder: Path, part: int) -> Path:
    """The file of a part of the table that has this folder."""
    return folder / f"part-{part:05}.parquet"


def _write_groups(table: pa.Table, sink: KeepingSink) -> None:
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), table.schema.remove_metadata(), **WRITER) as writer:
        for start, end in split_groups(table):
            if sink.error is not None:
                return
            group = table.slice(start, end - start).combine_chunks().replace_schema_metadata(None)
            writer.write_table(group, row_group_size=end - start)


def split_groups(table: pa.Table, rows: int = GROUP_ROWS, text_bytes: int = GROUP_BYTES) -> list[tuple[int, int]]:
    """Row groups as (first row, end): at most `rows` rows and `text_bytes` bytes of text, a single longer row alone.

    >>> split_groups(pa.table({"text": ["aaa", "bb", "c", "dddddd"]}), rows=3, text_bytes=5)
    [(0, 2), (2, 3), (3, 4)]
    """
    ends = np.cumsum(_row_bytes(table))
    groups, start = [], 0
    while start < table.num_rows:
        before = ends[start - 1] if start else 0
        fits = int(np.searchsorted(ends, before + text_bytes, side="right"))
        end = min(max(fits, start + 1), start + rows, table.num_rows)
        groups.append((start, end))
        start = end
    return groups


def _row_bytes(table: pa.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
    total = np.zeros(table.num_rows, dtype=np.int64)
    for column in table.columns:
        if pa.types.is_string(column.type):
            total += pc.fill_null(pc.binary_length(column), 0).to_numpy()
    return total


def count_bytes(table: pa.Table) -> int:
    """The size of a table's content in bytes, whatever its layout in memory: 8 for a number, 1 for a truth, a text's UTF-8."""
    fixed = sum(1 if pa.types.is_boolean(kind) else 8 for kind in table.schema.types if not pa.types.is_string(kind))
    return int(_row_bytes(table).sum() + fixed * table.num_rows)


def read_table(folder: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """A table of a release folder, or some columns of it; one that is not there is empty.

    A column that may be null is null where a file lacks it: an earlier version of the package did not know it.
    Raises ReleaseError, naming the file, when it cannot be read, has other columns than its schema or is no valid UTF-8.
    """
    files = list_files(folder, name)
    if not files:
        return _choose_schema(name, columns).empty_table()
    return pa.concat_tables([_read_file(folder, path, name, columns) for path in files.values()])


def read_part(folder: Path, name: str, part: int, columns: Sequence[str] | None = None) -> pa.Table:
    """A part of a table, as `read_table` reads the whole."""
    return PartReader(folder).read(name, part, columns)


class PartReader:
    """The parts of the tables of a release folder, whose files are listed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = {name: list_files(folder, name) for name in SCHEMAS}

    def list_parts(self, *names: str) -> list[int]:
        """The numbers of the parts in which one of these tables has rows, rising; of all tables where none is named."""
        return sorted(set().union(*(self._files[name] for name in names or SCHEMAS)))

    def read(self, name: str, part: int, columns: Sequence[str] | None = None) -> pa.Table:
        """A part of a table, as `read_table` reads the whole; empty where the part has no rows of it."""
        path = self._files[name].get(part)
        return _read_file(self._folder, path, name, columns) if path else _choose_schema(name, columns).empty_table()

    def read_own(self, name: str, part: int) -> pa.Table:
        """A part of a table with the columns that its file has: those of which a manifest has the digest."""
        path = self._files[name].get(part)
        return _read_own(self._folder, path, name) if path else SCHEMAS[name].empty_table()


def read_parts(folder: Path) -> Iterator[Tables]:
    """The tables of a release folder part after part: the documents of a part and all their rows, and some of the rejects."""
    reader = PartReader(folder)
    for part in reader.list_parts():
        yield {name: reader.read(name, part) for name in SCHEMAS}


def stream_table(folder: Path, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pa.Table]]:
    """The parts of a table that have rows, each with its number, as `read_table` reads the whole."""
    for part, path in list_files(folder, name).items():
        yield part, _read_file(folder, path, name, columns)


def count_rows(folder: Path, name: str) -> int:
    """The number of rows of a table of a release folder, as its files say. Raises ReleaseError as `read_table` does."""
    return sum(_count_file(folder, path) for path in list_files(folder, name).values())


def _count_file(folder: Path, path: Path) -> int:
    try:
        with path.open("rb") as file:
            return int(pq.ParquetFile(file).metadata.num_rows)
    except (pa.ArrowException, OSError, ValueError) as why:
        raise ReleaseError(f"cannot read {path.relative_to(folder).as_posix()}: {first_line(why)}", hint=BUILD_AGAIN) from why


def list_files(folder: Path, name: str) -> dict[int, Path]:
    """The files of a table of a release folder by the numbers of their parts, rising."""
    place = folder / "data" / name
    found = [(_PART.fullmatch(path.name), path) for path in place.glob("*.parquet")] if place.is_dir() else []
    return dict(sorted((int(named[1]), path) for named, path in found if named))


def _choose_schema(name: str, columns: Sequence[str] | None) -> pa.Schema:
    return SCHEMAS[name] if columns is None else pa.schema([SCHEMAS[name].field(column) for column in columns])


def _read_file(folder: Path, path: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    return fill_columns(_read_own(folder, path, name, columns), name, _choose_schema(name, columns).names)


def _read_own(folder: Path, path: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    where = path.relative_to(folder).as_posix()
    try:
        # opened by Python, since Arrow takes no name that is not valid UTF-8
        with path.open("rb") as file:
            table = pq.ParquetFile(file).read(columns)
        # without a column it would forget how many rows it has
        table = table.replace_schema_metadata(None) if table.num_columns else table
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as why:
        raise ReleaseError(f"cannot read {where}: {first_line(why)}", hint=BUILD_AGAIN) from why
    lacking = {column.name for column in TABLES[name].columns if column.null}.difference(table.column_names)
    expected = pa.schema([field for field in _choose_schema(name, columns) if field.name not in lacking])
    if difference := compare_schema(table.schema, expected):
        raise ReleaseError(f"{where} has other columns than its table", hint=difference)
    return table


def read_tables(folder: Path) -> Tables:
    """All tables of a release folder by name; one that is not there is empty. Raises ReleaseError as `read_table` does."""
    return {name: read_table(folder, name) for name in SCHEMAS}
