"""Parts: runs of consecutive documents of the published order, cut at documents that their own content chooses.

Whether a document begins a part follows from its id and its size alone. So an added, removed or changed document changes the
part that it is in, and no other one: as content-defined chunking does for files (Muthitacharoen, Chen and Mazieres 2001).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

# Characters of the sources of a part, on average: few enough that a handful of its copies fit into a small memory, enough for a
# release to have few files.
PART_CHARACTERS = 8_000_000
# Characters from which a longer part is cut again, unless it is a single document.
LONGEST_PART = 3 * PART_CHARACTERS
# What a document's rows take beside its characters.
DOCUMENT_CHARACTERS = 1_000
# Hexadecimal digits of an id that are its draw, a number from 0 to 1.
_DIGITS = 12


def cut_parts(ids: Iterable[str], characters: I64, mean: int = PART_CHARACTERS, longest: int = LONGEST_PART) -> I64:
    """The numbers of the documents with which parts begin, the first of them 0; ids and source characters in published order.

    A document begins a part with a probability of its size over `mean`, drawn from its id. A part of more than `longest`
    characters is cut where the draw is lowest for its size, again and again.

    >>> cut_parts(["00" * 8, "ff" * 8, "00" * 8], np.array([50, 900, 10])).tolist()
    [0, 2]
    """
    draws = _draw(ids, characters)
    starts = np.union1d(np.zeros(min(len(draws), 1), np.int64), np.flatnonzero(draws < 1 / mean)).astype(np.int64)
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(characters + DOCUMENT_CHARACTERS)])
    return _cut_long(starts, draws, sums, longest)


def find_last_start(ids: Iterable[str], characters: I64, mean: int = PART_CHARACTERS) -> int:
    """The last of these documents that begins a part whatever stands around it; 0 where none does."""
    return int(np.flatnonzero(_draw(ids, characters) < 1 / mean).max(initial=0))


def _draw(ids: Iterable[str], characters: I64) -> Shares:
    """For each document a number from 0 to 1 that its id decides, over its size."""
    draws: Shares = np.array([int(each[:_DIGITS], 16) for each in ids], np.float64) / 16.0**_DIGITS
    return draws / (characters + DOCUMENT_CHARACTERS)


def _cut_long(starts: I64, draws: Shares, sums: I64, longest: int) -> I64:
    """The starts of parts with those of the pieces of too long ones; `sums` are the characters before each document."""
    found = starts.tolist()
    waiting = list(pairwise([*found, len(draws)]))
    while waiting:
        first, end = waiting.pop()
        if end - first > 1 and sums[end] - sums[first] > longest:
            cut = first + 1 + int(np.argmin(draws[first + 1 : end]))
            found.append(cut)
            waiting += [(first, cut), (cut, end)]
    return np.array(sorted(found), np.int64)
