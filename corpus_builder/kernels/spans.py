"""Spans of a row of code points: the words in it, and which of many spans are spelt the same.

Texts are one array of code points (`text.characters.read_codes`); spans are arrays of starts and ends, end exclusive.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.compiled import kernel

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]

# FNV-1a in 61 bits; only the order in which slots are tried depends on it.
_PRIME: Final = 1099511628211
_BASIS: Final = 1469598103934665603
_MASK: Final = (1 << 61) - 1


class Interned(NamedTuple):
    """Spans by their spelling: `ids` has for each span the number of its spelling, in the order of first appearance;
    `first` has for each spelling the index of the span that has it first.
    """

    ids: I32
    first: I64


def intern_spans(codes: U32, starts: I64, ends: I64) -> Interned:
    """Number the different spellings among spans of `codes`; two spans have one number exactly if all characters agree.

    >>> codes = np.frombuffer("la mer la".encode("utf-32-le"), np.uint32)
    >>> interned = intern_spans(codes, np.array([0, 3, 7]), np.array([2, 6, 9]))
    >>> interned.ids.tolist(), interned.first.tolist()
    ([0, 1, 0], [0, 1])
    """
    slots = 8
    while slots < 2 * len(starts):
        slots *= 2
    ids, first = np.zeros(len(starts), np.int32), np.zeros(len(starts), np.int64)
    table, hashes = np.zeros(slots, np.int32), np.zeros(len(starts), np.int64)
    found = _number_spellings(codes, _as_i64(starts), _as_i64(ends), table, hashes, ids, first)
    return Interned(ids, first[:found])


def find_runs(codes: U32, classes: Any, wanted: int) -> tuple[I64, I64]:
    """The starts and ends of the longest runs of characters whose class shares a bit with `wanted`.

    `classes` is the table of `text.characters.load_classes`, one entry per code point.

    >>> from corpus_builder.text.characters import WORD, load_classes, read_codes
    >>> [found.tolist() for found in find_runs(read_codes(["l’été, 2024"]), load_classes(), WORD)]
    [[0, 2, 7], [1, 5, 11]]
    """
    return find_edges((classes[codes] & wanted) != 0)


def find_edges(flags: npt.NDArray[np.bool_]) -> tuple[I64, I64]:
    """The starts and ends of the longest runs of a flag, ends exclusive.

    >>> [found.tolist() for found in find_edges(np.array([True, False, True, True]))]
    [[0, 2], [1, 4]]
    """
    padded = np.zeros(len(flags) + 2, bool)
    padded[1:-1] = flags
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return edges[::2], edges[1::2]


def _as_i64(values: I64) -> I64:
    return np.ascontiguousarray(values, np.int64)


@kernel(writes=("table", "hashes", "ids", "first"))
def _number_spellings(codes, starts, ends, table, hashes, ids, first):  # type: ignore[no-untyped-def]
    """Open addressing: `table` has 1 + the number of the spelling in a slot, 0 where the slot is free."""
    mask = len(table) - 1
    found = 0
    for i in range(len(starts)):
        length = ends[i] - starts[i]
        code = _BASIS
        for j in range(starts[i], ends[i]):
            code = ((code ^ codes[j]) * _PRIME) & _MASK
        slot = (code ^ (code >> 29)) & mask
        while True:
            known = table[slot] - 1
            if known < 0:
                table[slot] = found + 1
                first[found] = i
                hashes[found] = code
                ids[i] = found
                found += 1
                break
            if hashes[known] == code:
                other = starts[first[known]]
                same = ends[first[known]] - other == length
                k = 0
                while same and k < length:
                    same = codes[starts[i] + k] == codes[other + k]
                    k += 1
                if same:
                    ids[i] = known
                    break
            slot = (slot + 1) & mask
    return found
