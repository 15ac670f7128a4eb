"""Digests of the content of a table, independent of its layout."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

U64 = npt.NDArray[np.uint64]
# The rows of a part of a table, and `digest_table` of it.
PartDigest = tuple[int, str]

# Rows that are hashed at once: their bytes stay in the processor's cache.
HASHED_ROWS = 4_000


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


def digest_parts(parts: Iterable[PartDigest]) -> str:
    """A SHA-256 of a table in hexadecimal from (rows, `digest_table`) of its parts that have rows, in their order.

    It is that of the compact JSON text `[[rows,"digest"],...]`; parts can be digested anywhere, each by itself.

    >>> digest_parts([(2, "00ff"), (1, "0a")]) == hashlib.sha256(b'[[2,"00ff"],[1,"0a"]]').hexdigest()
    True
    """
    return hashlib.sha256(json.dumps(list(parts), separators=(",", ":")).encode("ascii")).hexdigest()


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


def hash_strings(column: pa.ChunkedArray) -> U64:
    """A number of 64 bits for each string, the same on every machine: those of a whole corpus fit into memory.

    It is the sum of the string's bytes, each times a number that its place draws, mixed; null counts as the empty string.

    >>> one, other, again = hash_strings(pa.chunked_array([["ab", "ba"], ["ab"]])).tolist()
    >>> one == again, one == other
    (True, False)
    """
    pieces = (chunk[at : at + HASHED_ROWS] for chunk in column.chunks for at in range(0, len(chunk), HASHED_ROWS))
    return np.concatenate([np.empty(0, np.uint64), *map(_hash_piece, pieces)])


def _hash_piece(strings: pa.Array) -> U64:
    lengths = pc.fill_null(pc.binary_length(strings), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    content = np.frombuffer(_string_bytes(strings.drop_null()), np.uint8)
    draws = mix_words(np.arange(1, 1 + lengths.max(initial=0), dtype=np.uint64))
    terms = draws[np.arange(len(content)) - np.repeat(starts, lengths)] * (content.astype(np.uint64) + np.uint64(1))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms)])
    return mix_words(sums[starts + lengths] - sums[starts])


def mix_words(words: U64) -> U64:
    """Each word drawn anew, every bit from all of its bits (the end of the generator splitmix64)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
