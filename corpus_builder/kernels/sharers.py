"""For each of many items, in order, the earlier ones that share most of its keys."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.compiled import kernel

I64 = npt.NDArray[np.int64]


def find_sharers(keys: I64, offsets: I64, latest: int, most: int, first: int = 0) -> I64:
    """The earlier items that share most keys with each item: an array of `most` columns, filled up with -1.

    Item `i` has the keys `keys[offsets[i]:offsets[i + 1]]`, different numbers from 0. Of a key only the `latest` items that
    have it are looked at, so that the cost is linear. Of items that share as many keys, first is the one that is met first,
    key by key and each key's items in order. For the items before `first` nothing is looked up.

    >>> find_sharers(np.array([0, 1, 1, 2, 0, 1]), np.array([0, 2, 4, 6]), latest=60, most=2).tolist()
    [[-1, -1], [0, -1], [0, 1]]
    """
    items = len(offsets) - 1
    sharers = np.full(items * most, -1, np.int64)
    owners = np.repeat(np.arange(items), np.diff(offsets))
    met = np.zeros(int(np.diff(offsets).max(initial=0)) * latest, np.int64)
    scratch = np.zeros(latest, np.int64), np.zeros(items, np.int64), met
    _find_sharers(_find_before(keys), offsets, owners, most, first, *scratch, sharers)
    return sharers.reshape(items, most)


def _find_before(keys: I64) -> I64:
    """For each place the last one before it with the same key, -1 where there is none."""
    order = np.argsort(keys, kind="stable")
    before = np.full(len(keys), -1, np.int64)
    repeats = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    before[order[repeats + 1]] = order[repeats]
    return before


# a place leads to some dozens of others: 165,000 took three seconds as plain Python
@kernel(writes=("chain", "counts", "met", "sharers"), weight=70)
def _find_sharers(before, offsets, owners, most, first, chain, counts, met, sharers):  # type: ignore[no-untyped-def]
    """`chain` holds the owners of a key from the latest backwards, `met` those of an item in order; `counts` are zero between
    two items.
    """
    for item in range(first, len(offsets) - 1):
        n_met = 0
        for place in range(offsets[item], offsets[item + 1]):
            n_chain = 0
            at = before[place]
            while at >= 0 and n_chain < len(chain):
                chain[n_chain] = owners[at]
                n_chain += 1
                at = before[at]
            for step in range(n_chain):
                other = chain[n_chain - 1 - step]
                if counts[other] == 0:
                    met[n_met] = other
                    n_met += 1
                counts[other] += 1
        for rank in range(min(most, n_met)):
            best = 0
            for index in range(1, n_met):
                if counts[met[index]] > counts[met[best]]:
                    best = index
            sharers[item * most + rank] = met[best]
            counts[met[best]] = -1
        for index in range(n_met):
            counts[met[index]] = 0
