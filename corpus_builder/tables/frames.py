"""The published tables on disk: sorted, written the same way every time, and told apart by a digest of their content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_builder.errors import ReleaseError, first_line
from corpus_builder.system.durable import KeepingSink
from corpus_builder.tables.columns import SCHEMAS, first_day

Tables = dict[str, pa.Table]

# A row group is what a reader holds in memory at once: some 50 MB of press text, and never much above what the viewer of the
# Hub (300 MB) and the writer of `datasets` (100 MB) allow.
GROUP_ROWS = 20_000
GROUP_BYTES = 100_000_000

# Rows of a chunk in memory: few enough that their texts do not reach 2 GB, which is all that a chunk of strings can hold.
CHUNK_ROWS = 4_000

# zstd level 6: the last level that pays (level 1 writes twice as fast but 17 % more bytes, level 12 saves 2 % in eight times
# the time). Pages cut by content let the Hub keep what did not change; the numbers are those of `datasets`, written out so
# that another default does not change our bytes.
WRITER: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 6,
    "use_dictionary": True,
    "write_statistics": True,
    "write_page_index": True,
    "store_schema": True,
    "use_content_defined_chunking": {"min_chunk_size": 262_144, "max_chunk_size": 1_048_576, "norm_level": 0},
}

# The rows of a document's own tables follow their document; within it these columns order them.
ROW_ORDER = {
    "paragraphs": ("position", "id"),
    "quotes": ("position", "id"),
    "removals": ("start", "end", "id"),
}
REJECT_ORDER = ("path", "source_id", "reason", "detail", "sha256")


def complete_tables(tables: Mapping[str, pa.Table]) -> Tables:
    """All tables in their published order; one that is not given is empty.

    Raises ReleaseError when a table is unknown or has other columns than its schema.
    """
    if unknown := sorted(set(tables) - set(SCHEMAS)):
        raise ReleaseError(f"unknown table {unknown[0]}", hint=f"known: {', '.join(SCHEMAS)}")
    complete = {name: tables[name] if name in tables else schema.empty_table() for name, schema in SCHEMAS.items()}
    for name, table in complete.items():
        if not table.schema.equals(SCHEMAS[name]):
            raise ReleaseError(
                f"table {name} has other columns than its schema", hint=compare_schema(table.schema, SCHEMAS[name])
            )
    return complete


def compare_schema(found: pa.Schema, expected: pa.Schema) -> str:
    """Where two schemas differ first, in words; an empty string when they do not.

    >>> compare_schema(pa.schema([("id", pa.int64())]), pa.schema([("id", pa.string())]))
    'column id: expected string, found int64'
    """
    for index in range(max(len(found), len(expected))):
        has = found.field(index) if index < len(found) else None
        wants = expected.field(index) if index < len(expected) else None
        if has is None or wants is None or has.name != wants.name:
            return f"column {index + 1}: expected {wants.name if wants else 'none'}, found {has.name if has else 'none'}"
        if not has.equals(wants):
            return f"column {wants.name}: expected {wants.type}, found {has.type}"
    return ""


def sort_rows(tables: Mapping[str, pa.Table]) -> Tables:
    """All tables in their published row order.

    Documents by (the first day of `published`, unknown last; `source_id`); the rows of paragraphs, quotes and removals in
    their document's order and then by place; rejects by (`path`, `source_id`, `reason`). Strings compare by code point.
    """
    complete = complete_tables(tables)
    documents = complete["documents"]
    keys = pa.table(
        {"day": first_day(documents["published"]), "source_id": documents["source_id"], "id": documents["id"]},
    )
    documents = take_rows(documents, pc.sort_indices(keys, sort_keys=_ascending(keys.column_names)))
    ordered = {"documents": documents}
    for name, columns in ROW_ORDER.items():
        ordered[name] = _sort_by_document(complete[name], documents["id"], columns)
    rejects = complete["rejects"]
    ordered["rejects"] = take_rows(rejects, pc.sort_indices(rejects, sort_keys=_ascending(REJECT_ORDER)))
    return {name: ordered[name] for name in SCHEMAS}


def _sort_by_document(table: pa.Table, document_ids: pa.ChunkedArray, columns: tuple[str, ...]) -> pa.Table:
    rank = pc.index_in(table["document_id"], value_set=document_ids.combine_chunks())
    keys = pa.table({"rank": rank, **{name: table[name] for name in columns}})
    return take_rows(table, pc.sort_indices(keys, sort_keys=_ascending(keys.column_names)))


def _ascending(names: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in names]


def take_rows(table: pa.Table, rows: pa.Array) -> pa.Table:
    """The rows of a table with the given numbers, in their order.

    `Table.take` fails where a column of strings holds more than 2 GB, so they are long strings in between.
    """
    wide = [(field.name, pa.large_string() if field.type == pa.string() else field.type) for field in table.schema]
    whole = table.cast(pa.schema(wide)).combine_chunks()
    parts = [whole.take(rows[at : at + CHUNK_ROWS]).cast(table.schema) for at in range(0, len(rows), CHUNK_ROWS)]
    return pa.concat_tables(parts) if parts else table.slice(0, 0)


def write_table(table: pa.Table, folder: Path) -> Path | None:
    """Write a table to `part-00000.parquet` in its folder; equal rows give equal bytes, however the table is chunked.

    A table without rows gets no folder, because `datasets` cannot load one; the result is then None. The same bytes are
    promised for one version of pyarrow; over versions `digest_table` stays the same. Raises OSError.
    """
    if table.num_rows == 0:
        return None
    folder.mkdir(parents=True)
    path = folder / "part-00000.parquet"
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

    Raises ReleaseError, naming the file, when it cannot be read, has other columns than its schema or is no valid UTF-8.
    """
    schema = SCHEMAS[name] if columns is None else pa.schema([SCHEMAS[name].field(column) for column in columns])
    place = folder / "data" / name
    files = sorted(place.glob("*.parquet")) if place.is_dir() else []
    if not files:
        return schema.empty_table()
    tables = []
    for path in files:
        where = path.relative_to(folder).as_posix()
        try:
            # opened by Python, since Arrow takes no name that is not valid UTF-8
            with path.open("rb") as file:
                table = pq.ParquetFile(file).read(columns).replace_schema_metadata(None)
            table.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as why:
            raise ReleaseError(f"cannot read {where}: {first_line(why)}", hint="build the release again") from why
        if difference := compare_schema(table.schema, schema):
            raise ReleaseError(f"{where} has other columns than its table", hint=difference)
        tables.append(table)
    return pa.concat_tables(tables)


def read_tables(folder: Path) -> Tables:
    """All tables of a release folder by name; one that is not there is empty. Raises ReleaseError as `read_table` does."""
    return {name: read_table(folder, name) for name in SCHEMAS}


def digest_table(table: pa.Table) -> str:
    """A SHA-256 of a table's content in hexadecimal: the same for every version of pyarrow, chunking and compression.

    It is the SHA-256 of the compact JSON text `{"columns":[[name,type,nulls,lengths,values],...],"rows":n}`, in which a
    type is `string`, `int64`, `double` or `bool` and the last three are SHA-256 in hexadecimal of the column's

    - nulls: one byte per row, 1 where there is a value, 0 where there is none;
    - lengths: for a string its length in UTF-8 bytes per row (0 where null), 8 bytes each, little endian; else nothing;
    - values: the strings' UTF-8 one after the other; for a number 8 bytes each, little endian (0 where null); for a truth
      one byte each.

    >>> digest_table(pa.table({"n": pa.chunked_array([[1], [2]])})) == digest_table(pa.table({"n": [1, 2]}))
    True
    """
    columns = [
        [name, str(column.type), *_digest_column(column)] for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    said = json.dumps({"columns": columns, "rows": table.num_rows}, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def _digest_column(column: pa.ChunkedArray) -> list[str]:
    parts = [hashlib.sha256() for _ in range(3)]
    for chunk in column.chunks:
        for part, piece in zip(parts, _canonical_bytes(chunk), strict=True):
            part.update(piece)
    return [part.hexdigest() for part in parts]


def _canonical_bytes(chunk: pa.Array) -> Iterator[Any]:
    """The bytes of a column's chunk that mean something: nulls, lengths, values."""
    yield chunk.is_valid().cast(pa.uint8()).to_numpy(zero_copy_only=False)
    if pa.types.is_string(chunk.type):
        yield pc.fill_null(pc.binary_length(chunk), 0).to_numpy(zero_copy_only=False).astype("<i8")
        yield _string_bytes(chunk.drop_null())
    else:
        kind = {"int64": "<i8", "double": "<f8", "bool": "u1"}[str(chunk.type)]
        yield b""
        yield pc.fill_null(chunk, False if kind == "u1" else 0).to_numpy(zero_copy_only=False).astype(kind)


def _string_bytes(strings: pa.Array) -> Any:
    """The UTF-8 of an array of strings without nulls, one after the other."""
    if len(strings) == 0:
        return b""
    _, offsets, values = strings.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32)[strings.offset : strings.offset + len(strings) + 1]
    return memoryview(values or b"")[bounds[0] : bounds[-1]]
