"""Rows in partitions: which one a row belongs to, and in which order the rows of one stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Values = npt.NDArray[Any]

# Multipliers of the finalizer of MurmurHash3 (Appleby 2011), which spreads every bit of a number over all others.
_SPREAD = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_SHIFT = np.uint64(33)
_WORD_BITS = 64


def hash_rows(table: pa.Table, key: Sequence[str]) -> U64:
    """A number for the key of each row, equal for equal keys and spread evenly."""
    hashes = np.zeros(table.num_rows, np.uint64)
    for name in key:
        hashes ^= table[name].to_numpy().view(np.uint64)
        for factor in _SPREAD:
            hashes ^= hashes >> _SHIFT
            hashes *= factor
        hashes ^= hashes >> _SHIFT
    return hashes


def find_partitions(table: pa.Table, key: Sequence[str], count: int) -> I64:
    """The partition of each row, of `count`, by the hash of its key."""
    if count == 1:
        return np.zeros(table.num_rows, np.int64)
    high = hash_rows(table, key) >> np.uint64(32)
    return ((high * np.uint64(count)) >> np.uint64(32)).astype(np.int64)


def find_ranges(table: pa.Table, edges: pa.Table, order: Sequence[str]) -> I64:
    """For each row how many edges, rows in this order, are not behind it."""
    names = [name.lstrip("-") for name in order]
    both = pa.concat_tables([edges.select(names), table.select(names)])
    places = pc.sort_indices(both, sort_keys=_list_keys(order)).to_numpy()
    is_edge = places < edges.num_rows
    found = np.empty(len(places), np.int64)
    # the sort is stable, so an edge stands before the rows that equal it
    found[places] = np.cumsum(is_edge)
    return found[edges.num_rows :]


def choose_edges(sample: pa.Table, order: Sequence[str], count: int) -> pa.Table:
    """At most `count` less one rows of a sample that part it into ranges of about the same size."""
    names = [name.lstrip("-") for name in order]
    ordered = sort_rows(sample.select(names), order)
    places = np.unique(np.linspace(0, ordered.num_rows, count + 1).astype(np.int64)[1:-1])
    return ordered.take(pa.array(places[places < ordered.num_rows])) if ordered.num_rows else ordered


def group_rows(table: pa.Table, partitions: I64, count: int) -> tuple[pa.Table, I64]:
    """The rows one partition after the other, and where each begins and the last one ends."""
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(partitions, minlength=count))])
    if count == 1 or bool(np.all(partitions[1:] >= partitions[:-1])):
        return table, bounds
    small = partitions.astype(np.min_scalar_type(count))
    return take_rows(table, np.argsort(small, kind="stable")), bounds


def sort_rows(table: pa.Table, order: Sequence[str]) -> pa.Table:
    """The rows in an order of columns, one behind a minus sign falling."""
    if not order or table.num_rows < 2:
        return table
    whole = _sort_numbers(table, order)
    if whole is not None:
        return whole
    places = find_order(table, order)
    return table if places is None else take_rows(table, places)


def _sort_numbers(table: pa.Table, order: Sequence[str]) -> pa.Table | None:
    """The rows of a table of whole numbers that fit into a word each: words are sorted three times as fast as rows by words.

    None for another table. Rows that tie come in the order of the other columns.
    """
    names = [*order, *(name for name in table.column_names if name not in order and f"-{name}" not in order)]
    if not all(pa.types.is_integer(field.type) for field in table.schema):
        return None
    packed = _pack_columns([_read_column(table, name) for name in names])
    if packed is None:
        return None
    words, widths, least = packed
    if bool(np.all(words[1:] >= words[:-1])):
        return table
    words.sort()
    sorted_columns = {}
    for name, width, low in reversed(list(zip(names, widths, least, strict=True))):
        own = (words & np.uint64((1 << width) - 1)).view(np.int64) + low
        words >>= np.uint64(width)
        sorted_columns[name.lstrip("-")] = np.negative(own) if name.startswith("-") else own
    return pa.table([pa.array(sorted_columns[field.name]).cast(field.type) for field in table.schema], schema=table.schema)


def find_order(table: pa.Table, order: Sequence[str]) -> I64 | None:
    """The numbers of the rows in an order of columns; None where they stand in it."""
    names = [name.lstrip("-") for name in order]
    if any(pa.types.is_string(table.schema.field(name).type) for name in names):
        return np.asarray(pc.sort_indices(table.select(names), sort_keys=_list_keys(order)).to_numpy(), np.int64)
    packed = _pack_columns([_read_column(table, name) for name in order])
    if packed is None:
        columns = [_read_column(table, name) for name in order]
        return None if _rise(columns) else np.asarray(np.lexsort(columns[::-1]), np.int64)
    words = packed.words
    if bool(np.all(words[1:] >= words[:-1])):
        return None
    return np.asarray(np.argsort(words, kind="stable"), np.int64)


def _rise(columns: Sequence[Values]) -> bool:
    """Whether no row is before the one before it, by these columns."""
    tied = np.ones(max(len(columns[0]) - 1, 0), bool)
    for column in columns:
        if bool(np.any(tied & (column[1:] < column[:-1]))):
            return False
        tied &= column[1:] == column[:-1]
    return True


def _read_column(table: pa.Table, name: str) -> Values:
    values = table[name.lstrip("-")].to_numpy(zero_copy_only=False)
    if values.dtype != np.float64:
        values = values.astype(np.int64, copy=False)
    falling: Values = np.negative(values) if name.startswith("-") else values
    return falling


class Packed(NamedTuple):
    """Rows of several columns as a word each, in the same order: the bits that each column has, and its least value."""

    words: U64
    widths: tuple[int, ...]
    least: tuple[int, ...]


def _pack_columns(columns: Sequence[Values]) -> Packed | None:
    """Columns packed; None where one is no whole number or they have too many bits."""
    if any(column.dtype != np.int64 for column in columns):
        return None
    least = tuple(int(column.min()) for column in columns)
    widths = tuple((int(column.max()) - low).bit_length() for column, low in zip(columns, least, strict=True))
    # a shift by all bits of a word is not defined
    if sum(widths) > _WORD_BITS or max(widths) == _WORD_BITS:
        return None
    words = np.zeros(len(columns[0]), np.uint64)
    for column, width, low in zip(columns, widths, least, strict=True):
        words = (words << np.uint64(width)) | (column - low).view(np.uint64)
    return Packed(words, widths, least)


def join_small(sizes: F64, most: float) -> list[int]:
    """Where the runs begin that hold about so many bytes together, and the end of the last.

    >>> join_small(np.array([3.0, 1.0, 4.0, 9.0]), 5)
    [0, 2, 3, 4]
    """
    starts, held = [0], 0.0
    for number, own in enumerate(sizes.tolist()):
        if held and held + own > most:
            starts.append(number)
            held = 0.0
        held += own
    return [*starts, len(sizes)] if len(sizes) else starts


def take_rows(table: pa.Table, rows: I64) -> pa.Table:
    """Some rows of a table of one chunk, in the order that is given."""
    return table.take(pa.array(rows))


def _list_keys(order: Sequence[str]) -> list[tuple[str, str]]:
    return [(name.lstrip("-"), "descending" if name.startswith("-") else "ascending") for name in order]
