"""Items that share keys: for each of many the earlier ones that share most, or all pairs with what they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.compiled import kernel
from corpus_builder.kernels.segments import flag_changes

I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]

# Bits of an item's number.
ITEM_BITS = 31
# Bits for the place of an item in its buckets, beside those of its number.
_PLACE_BITS = 32


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


class BucketPairs(NamedTuple):
    """Pairs of items, rising, each as one word: the higher item above `ITEM_BITS` bits for the lower; and the number of buckets
    that both stand in.
    """

    words: I64
    shared: I32


def pair_members(items: I64, bounds: I64, cap: int, hubs: int) -> BucketPairs:
    """The pairs of the items of each bucket; where a bucket holds more than `cap` items, only its first `hubs` are paired with
    all behind them.

    Bucket `i` holds `items[bounds[i]:bounds[i + 1]]`, rising numbers. The time is that of counting each pair once for each
    bucket; what is held is eight bytes for each of these, and twelve more for each pair.

    >>> pairs = pair_members(np.array([4, 7, 9, 4, 9]), np.array([0, 3, 5]), cap=9, hubs=1)
    >>> [(word >> ITEM_BITS, word & 15, shared) for word, shared in zip(pairs.words.tolist(), pairs.shared.tolist())]
    [(7, 4, 1), (9, 4, 2), (9, 7, 1)]
    """
    order, offsets = _group_places(items)
    names, n_items = items[order[offsets[:-1]]], len(offsets) - 1
    rows, ends = np.empty(len(items), np.int32), np.empty(len(items), np.int32)
    most = _index_places(order, offsets, bounds, cap, hubs, rows, ends)
    higher, shared, counts = np.empty(most, np.int32), np.empty(most, np.int32), np.zeros(n_items, np.int32)
    edges, own = np.zeros(n_items + 1, np.int64), np.zeros(n_items, np.int64)
    _count_pairs(order, offsets, rows, ends, counts, np.empty(n_items, np.int32), higher, shared, edges, own)
    words, counts = np.empty(edges[-1], np.int64), np.empty(edges[-1], np.int32)
    _turn_pairs(higher, shared, edges, names, np.cumsum(own) - own, words, counts)
    return BucketPairs(words, counts)


def _group_places(items: I64) -> tuple[I32, I64]:
    """The places of each item, item after item, and where those of each begin and the last ones end."""
    # one word for an item and its place is sorted several times as fast as places by item
    words = (items.view(np.uint64) << np.uint64(_PLACE_BITS)) | np.arange(len(items), dtype=np.uint64)
    words.sort()
    starts = np.flatnonzero(flag_changes(words >> np.uint64(_PLACE_BITS)))
    return words.astype(np.uint32).view(np.int32), np.append(starts, len(words))


@kernel(writes=("rows", "ends"), weight=3)
def _index_places(order, offsets, bounds, cap, hubs, rows, ends):  # type: ignore[no-untyped-def]
    """For each place the row of its item, and before which place those end that it is paired with; returns their number."""
    for item in range(len(offsets) - 1):
        for index in range(offsets[item], offsets[item + 1]):
            rows[order[index]] = item
    most = 0
    for bucket in range(len(bounds) - 1):
        first, end = bounds[bucket], bounds[bucket + 1]
        for place in range(first, end):
            ends[place] = end if end - first <= cap or place - first < hubs else place + 1
            most += ends[place] - place - 1
    return most


# a place leads to some others
@kernel(writes=("counts", "met", "higher", "shared", "edges", "own"), weight=8)
def _count_pairs(order, offsets, rows, ends, counts, met, higher, shared, edges, own):  # type: ignore[no-untyped-def]
    """The pairs of each item with higher ones, up to its edge; `own` is how many each item is the higher of; `counts` are zero
    between two items.
    """
    n_pairs = 0
    for item in range(len(offsets) - 1):
        n_met = 0
        for index in range(offsets[item], offsets[item + 1]):
            place = order[index]
            for at in range(place + 1, ends[place]):
                other = rows[at]
                if counts[other] == 0:
                    met[n_met] = other
                    n_met += 1
                counts[other] += 1
        for index in range(n_met):
            other = met[index]
            higher[n_pairs] = other
            shared[n_pairs] = counts[other]
            counts[other] = 0
            own[other] += 1
            n_pairs += 1
        edges[item + 1] = n_pairs


@kernel(writes=("places", "words", "counts"), weight=2)
def _turn_pairs(higher, shared, edges, names, places, words, counts):  # type: ignore[no-untyped-def]
    """Pairs by the higher item, each of which has the next of `places`; they come by the lower one."""
    for item in range(len(edges) - 1):
        for index in range(edges[item], edges[item + 1]):
            place = places[higher[index]]
            places[higher[index]] = place + 1
            words[place] = (names[higher[index]] << ITEM_BITS) | names[item]
            counts[place] = shared[index]
