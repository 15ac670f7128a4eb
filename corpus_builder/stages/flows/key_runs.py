"""Keys of texts, and runs of rows with equal keys in a table that is arranged by them: what stands for a group where nothing is
called per group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Item = TypeVar("Item", bound=np.generic)


def read_numbers(table: pa.Table, *names: str) -> list[I64]:
    """Columns of whole numbers as arrays of int64."""
    return [table[name].to_numpy(zero_copy_only=False).astype(np.int64, copy=False) for name in names]


def read_flags(table: pa.Table, name: str) -> Flags:
    """A column of truths as an array."""
    return np.asarray(table[name].to_numpy(zero_copy_only=False), np.bool_)


def flag_firsts(columns: Sequence[I64]) -> Flags:
    """Which rows are the first with their values.

    >>> flag_firsts([np.array([4, 4, 4, 7]), np.array([0, 0, 1, 1])]).tolist()
    [True, False, True, True]
    """
    firsts = np.ones(len(columns[0]), np.bool_)
    if len(firsts):
        firsts[1:] = False
    for column in columns:
        firsts[1:] |= column[1:] != column[:-1]
    return firsts


def find_starts(columns: Sequence[I64]) -> I64:
    """The rows that are the first with their values."""
    return np.flatnonzero(flag_firsts(columns))


def count_runs(starts: I64, total: int) -> I64:
    """How many rows each run has, by its first row."""
    return np.diff(starts, append=total)


def reduce_runs(combine: np.ufunc, values: npt.NDArray[Item], starts: I64) -> npt.NDArray[Item]:
    """The values of each run combined to one."""
    return np.asarray(combine.reduceat(values, starts)) if len(starts) else values[:0]


def find_heads(is_head: Flags) -> I64:
    """For each row the last one before it, or itself, that is a head; -1 where there is none.

    >>> find_heads(np.array([False, True, False, True])).tolist()
    [-1, 1, 1, 3]
    """
    rows = np.where(is_head, np.arange(len(is_head)), -1)
    return np.maximum.accumulate(rows) if len(rows) else rows


def hash_texts(texts: Iterable[str]) -> tuple[I64, I64]:
    """128 bits of the BLAKE2b of each text, in two numbers.

    >>> high, low = hash_texts(["a", "b", "a"])
    >>> bool(high[0] == high[2] and low[0] == low[2]), bool(high[0] == high[1])
    (True, False)
    """
    hashes = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
    high, low = np.frombuffer(b"".join(hashes), "<i8").reshape(-1, 2).T
    return high, low
