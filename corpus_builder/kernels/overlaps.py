"""What pairs of items have in common, where an item is a set of words and a word has several keys."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.compiled import kernel
from corpus_builder.kernels.shingles import spread_runs

I64 = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Rows of numbers: row `i` is `numbers[offsets[i]:offsets[i + 1]]`.

    >>> rows = Rows(np.array([7, 8, 9]), np.array([0, 1, 1, 3]))
    >>> [rows.read(row) for row in range(3)], rows.keep(rows.numbers > 8).read(2)
    ([[7], [], [8, 9]], [9])
    """

    numbers: I64
    offsets: I64

    def read(self, row: int) -> list[int]:
        """The numbers of one row."""
        numbers: list[int] = self.numbers[self.offsets[row] : self.offsets[row + 1]].tolist()
        return numbers

    def keep(self, flags: npt.NDArray[np.bool_]) -> Rows:
        """The rows with some of their numbers only."""
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(flags)])
        return Rows(self.numbers[flags], sums[self.offsets])

    def take(self, rows: I64) -> tuple[I64, I64]:
        """The numbers of some rows, one row after the other, and how many each has."""
        sizes = self.offsets[rows + 1] - self.offsets[rows]
        return self.numbers[spread_runs(self.offsets[rows], sizes)], sizes


class Overlaps(NamedTuple):
    """For each pair of items how many words of the one share a key with the other and their weight, then those of them that share
    a key of their own as well, and their weight.
    """

    words: I64
    weights: I64
    own_words: I64
    own_weights: I64


def measure_overlaps(items: Rows, keys: Rows, own: Rows, weights: I64, pairs: tuple[I64, I64]) -> Overlaps:
    """What the first item of each pair has in common with the second.

    `items` are the words of each item, different numbers; `keys`, `own` and `weights` are by word, all whole numbers from 0.

    >>> keys = Rows(np.array([0, 1, 1, 2]), np.array([0, 2, 3, 4]))
    >>> own = Rows(np.array([0, 1, 2]), np.array([0, 1, 2, 3]))
    >>> items = Rows(np.array([0, 2, 1]), np.array([0, 2, 3]))
    >>> [found.tolist() for found in measure_overlaps(items, keys, own, np.array([3, 5, 7]), (np.array([1]), np.array([0])))]
    [[1], [5], [0], [0]]
    """
    left, right = (np.ascontiguousarray(side, np.int64) for side in pairs)
    stamps = tuple(np.zeros(int(rows.numbers.max(initial=0)) + 1, np.int64) for rows in (keys, own))
    found = np.zeros(4 * len(left), np.int64)
    _measure_overlaps(left, right, *items, *keys, *own, weights, *stamps, found)
    return Overlaps(*found.reshape(-1, 4).T)


# a pair has some dozens of keys
@kernel(writes=("key_stamps", "own_stamps", "found"), weight=100)
def _measure_overlaps(  # type: ignore[no-untyped-def]
    left, right, items, item_offsets, keys, key_offsets, own, own_offsets, weights, key_stamps, own_stamps, found
):
    """The stamp of a key is one above the last pair whose second item has it."""
    for pair in range(len(left)):
        for at in range(item_offsets[right[pair]], item_offsets[right[pair] + 1]):
            for place in range(key_offsets[items[at]], key_offsets[items[at] + 1]):
                key_stamps[keys[place]] = pair + 1
            for place in range(own_offsets[items[at]], own_offsets[items[at] + 1]):
                own_stamps[own[place]] = pair + 1
        for at in range(item_offsets[left[pair]], item_offsets[left[pair] + 1]):
            word = items[at]
            shared = 0
            for place in range(key_offsets[word], key_offsets[word + 1]):
                shared = max(shared, key_stamps[keys[place]])
            shares = shared == pair + 1
            shared = 0
            for place in range(own_offsets[word], own_offsets[word + 1]):
                shared = max(shared, own_stamps[own[place]])
            shares_own = shares and shared == pair + 1
            found[4 * pair] += shares
            found[4 * pair + 1] += shares * weights[word]
            found[4 * pair + 2] += shares_own
            found[4 * pair + 3] += shares_own * weights[word]
