"""Batches of the rows of a Parquet file: few bytes each, also where a small file repeats one long value many times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Bytes of a batch, as the file says, and the most rows of one.
BATCH_BYTES: Final = 4_000_000
BATCH_ROWS: Final = 1_024
# Bytes of a batch in which all rows have the longest value that may be, and the rows that it has where that one is not known.
REPEATED_BYTES: Final = 32_000_000
FEW_ROWS: Final = 8
# From how many rows of a batch on it is worth to look for the longest value.
MANY_ROWS: Final = 256
# Bytes of a column of lists that is read with each value once: all values that were read so far are held.
SHARED_BYTES: Final = 64_000_000
# How texts are written so that one may be there once for many, and what the library reads as dictionaries.
_CODED: Final = frozenset({"PLAIN_DICTIONARY", "RLE_DICTIONARY", "DELTA_BYTE_ARRAY"})
_DICTIONARIES: Final = frozenset({"PLAIN", "PLAIN_DICTIONARY", "RLE", "RLE_DICTIONARY", "BIT_PACKED"})


class Watched:
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


class _Chunk(NamedTuple):
    """A column of a row group: its path, how many values it has, their bytes in the file, and of each if all have as many.

    `is_list` says that a row may have many of them, `is_coded` that they are texts of which each may be there once for many,
    `has_dictionary` that they can be read so.
    """

    path: str
    values: int
    size: int
    width: int
    is_list: bool
    is_text: bool
    is_coded: bool
    has_dictionary: bool


def open_parquet(watched: Watched, metadata: pq.FileMetaData | None = None, shared: Sequence[str] = ()) -> pq.ParquetFile:
    """A Parquet file, whose columns `shared` have each value once: they are read as dictionaries."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # with a buffer the pages of a column are read one after the other, not all of a row group at once
    return pq.ParquetFile(
        pa.PythonFile(watched, mode="r"),
        metadata=metadata,
        read_dictionary=list(shared),
        buffer_size=1 << 20,
        pre_buffer=False,
        page_checksum_verification=True,
    )


def tell_least_size(opened: pq.ParquetFile, group: int) -> int:
    """Bytes that the values of a row group have at least, by what the file says of them.

    Each text of a dictionary counts once, and of other values only those of lists: each as a byte, or as all its bytes.
    """
    rows, chunks = opened.metadata.row_group(group).num_rows, _list_chunks(opened, group)
    return sum(max(chunk.size * chunk.is_text, (chunk.values - rows) * max(chunk.width, 1)) for chunk in chunks)


def read_batches(opened: pq.ParquetFile, watched: Watched, group: int, most: int) -> Iterator[pa.RecordBatch]:
    """The rows of a row group, so few at a time that they have few bytes; a row that has more than `most` is alone.

    Its values are not unpacked: `measure_batch` says how many bytes they have. Raises whatever the library does of damaged data.
    """
    rows, shared = _plan_batches(opened, watched, group)
    reader = open_parquet(watched, opened.metadata, shared) if shared else opened
    for batch in reader.iter_batches(batch_size=rows, row_groups=[group], use_threads=False):
        yield from _cut_batch(batch, min(most, REPEATED_BYTES))


def _cut_batch(batch: pa.RecordBatch, most: int) -> Iterator[pa.RecordBatch]:
    """A batch in halves of halves, until each has at most so many bytes, or one row."""
    if batch.num_rows < 2 or measure_batch(batch) <= most:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _cut_batch(batch.slice(0, half), most)
    yield from _cut_batch(batch.slice(half), most)


def measure_batch(batch: pa.RecordBatch) -> int:
    """Bytes of the values of a batch, one that is there once for many as often as there are."""
    return sum(_measure_leaf(leaf) for column in batch.columns for leaf in _list_leaves(column))


def _measure_leaf(leaf: pa.Array) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    if (lengths := _measure_texts(leaf)) is None:
        # a view has the bytes of all texts beside it
        is_view = types.is_string_view(leaf.type) or types.is_binary_view(leaf.type)
        size: int = leaf.cast(pa.large_binary()).nbytes if is_view else leaf.nbytes
        return size
    return pc.sum(pc.take(lengths, leaf.indices)).as_py() or 0


def _measure_texts(leaf: pa.Array) -> pa.Array | None:
    """The bytes of each text of a dictionary; None where it is none of texts."""
    import pyarrow.compute as pc
    from pyarrow import types

    if not types.is_dictionary(leaf.type):
        return None
    kind = leaf.type.value_type
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind) or types.is_large_binary(kind)
    return pc.binary_length(leaf.dictionary).cast("int64") if is_text else None


def _list_leaves(column: pa.Array) -> Iterator[pa.Array]:
    """The values of a column that has no parts, or those of its parts."""
    from pyarrow import types

    if types.is_map(column.type):
        offsets = column.offsets
        first, end = offsets[0].as_py(), offsets[-1].as_py()
        parts = [column.keys.slice(first, end - first), column.items.slice(first, end - first)]
    elif types.is_struct(column.type):
        parts = column.flatten()
    else:
        parts = [column.flatten()] if types.is_nested(column.type) else []
    for part in parts:
        yield from _list_leaves(part)
    if not parts:
        yield column


def _plan_batches(opened: pq.ParquetFile, watched: Watched, group: int) -> tuple[int, list[str]]:
    """How many rows of a row group make a batch, and the columns of lists of which it has each value once.

    All rows of a batch may have the longest value of a column, which may be in the file once. One row may have it many times:
    held once, it is known what the row unpacks to before it is unpacked.
    """
    from pyarrow import types

    shape, chunks = opened.metadata.row_group(group), _list_chunks(opened, group)
    size = shape.total_byte_size + sum(chunk.width * chunk.values for chunk in chunks)
    rows: int = max(1, min(BATCH_ROWS, BATCH_BYTES * shape.num_rows // max(size, 1)))
    lists = [chunk for chunk in chunks if chunk.is_coded and chunk.is_list and chunk.size * chunk.values > REPEATED_BYTES]
    few = [chunk for chunk in lists if chunk.has_dictionary and chunk.size <= SHARED_BYTES]
    longest = _find_longest(opened, watched, group, few)
    shared = [chunk.path for chunk in few if longest.get(chunk.path, chunk.size) * chunk.values > REPEATED_BYTES]
    once = {field.name for field in opened.schema_arrow if types.is_dictionary(field.type)}
    others = [chunk for chunk in chunks if chunk.is_coded and not chunk.is_list and chunk.path not in once]
    others += [chunk for chunk in lists if chunk not in few]
    if rows * sum(chunk.size for chunk in others) <= REPEATED_BYTES:
        return rows, shared
    sought = [chunk for chunk in others if chunk.has_dictionary and not chunk.is_list and rows > MANY_ROWS]
    longest = _find_longest(opened, watched, group, sought)
    most = sum(longest.get(chunk.path, chunk.size) for chunk in others)
    least = 1 if len(longest) == len(others) else FEW_ROWS
    return min(rows, max(least, REPEATED_BYTES // most)), shared


def _find_longest(opened: pq.ParquetFile, watched: Watched, group: int, chunks: list[_Chunk]) -> dict[str, int]:
    """The bytes of the longest text in the dictionary of columns, by their paths; without those whose dictionary is not found.

    It comes with their first row.
    """
    import pyarrow.compute as pc

    paths = [chunk.path for chunk in chunks]
    if not paths:
        return {}
    try:
        reader = open_parquet(watched, opened.metadata, paths)
        batch = next(reader.iter_batches(batch_size=1, row_groups=[group], columns=paths, use_threads=False))
        leaves = [leaf for column in batch.columns for leaf in _list_leaves(column)]
        texts = ((path, _measure_texts(leaf)) for path, leaf in zip(paths, leaves, strict=True))
        # where the first row is an empty list there is none
        return {path: pc.max(lengths).as_py() for path, lengths in texts if lengths}
    except Exception:
        # damaged data: reading the rows says so
        watched.raise_failure()
        return {}


def _list_chunks(opened: pq.ParquetFile, group: int) -> list[_Chunk]:
    shape = opened.metadata.row_group(group)
    columns = [(opened.schema.column(number), shape.column(number)) for number in range(shape.num_columns)]
    # two columns may have one path: a dot in a name, and an object
    paths = Counter(chunk.path_in_schema for _, chunk in columns)
    return [
        _Chunk(
            path=chunk.path_in_schema,
            values=chunk.num_values,
            size=chunk.total_uncompressed_size,
            width=column.length if chunk.physical_type == "FIXED_LEN_BYTE_ARRAY" else 0,
            is_list=column.max_repetition_level > 0,
            is_text=chunk.physical_type == "BYTE_ARRAY",
            is_coded=chunk.physical_type == "BYTE_ARRAY" and any(name in _CODED for name in chunk.encodings),
            has_dictionary=_DICTIONARIES.issuperset(chunk.encodings) and paths[chunk.path_in_schema] == 1,
        )
        for column, chunk in columns
    ]
