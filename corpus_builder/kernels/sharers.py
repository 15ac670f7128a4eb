"""For each of many items, in order, the earlier ones that share most of its keys."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.compiled import kernel
from corpus_builder.kernels.segments import flag_changes

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
    order = np.argsort(keys, kind="stable")
    owners = np.repeat(np.arange(items), np.diff(offsets))[order]
    places = np.empty(len(keys), np.int64)
    places[order] = np.arange(len(keys))
    begins = np.maximum.accumulate(np.where(flag_changes(keys[order]), np.arange(len(keys)), 0))
    starts = np.maximum(begins, np.arange(len(keys)) - latest)
    met = np.zeros(int(np.diff(offsets).max(initial=0)) * latest, np.int64)
    _find_sharers(places, owners, starts, offsets, most, first, np.zeros(items, np.int64), met, sharers)
    return sharers.reshape(items, most)


# a place leads to some dozens of others: 165,000 took three seconds as plain Python
@kernel(writes=("counts", "met", "sharers"), weight=70)
def _find_sharers(places, owners, starts, offsets, most, first, counts, met, sharers):  # type: ignore[no-untyped-def]
    """`owners` are the items of each key in order, key after key, and `places` say where among them an item's key stands;
    `met` holds the items that share a key with one, in order; `counts` are zero between two items.
    """
    for item in range(first, len(offsets) - 1):
        n_met = 0
        for place in range(offsets[item], offsets[item + 1]):
            at = places[place]
            for earlier in range(starts[at], at):
                other = owners[earlier]
                if counts[other] == 0:
                    met[n_met] = other
                    n_met += 1
                counts[other] += 1
        n_kept = 0
        for index in range(n_met):
            rank = n_kept
            while rank > 0 and counts[met[index]] > counts[sharers[item * most + rank - 1]]:
                if rank < most:
                    sharers[item * most + rank] = sharers[item * most + rank - 1]
                rank -= 1
            if rank < most:
                sharers[item * most + rank] = met[index]
                n_kept = min(n_kept + 1, most)
        for index in range(n_met):
            counts[met[index]] = 0
