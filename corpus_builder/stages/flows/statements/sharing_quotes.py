"""Which quotes of a corpus share most of their rarest words, or have the same words as an earlier one."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.kernels.segments import flag_changes, list_different
from corpus_builder.kernels.sharers import find_sharers
from corpus_builder.kernels.shingles import spread_runs
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.numbered import Layout, find_parts
from corpus_builder.stages.flows.statements.quote_facts import Keys, add_up, make_lists, read_keys
from corpus_builder.statements.lookups import CANDIDATES, LOOKUP_QUOTES, choose_lookups, rank_keys
from corpus_builder.statements.sketches import hash_names

I64 = npt.NDArray[np.int64]

# Quotes, about, among which others are looked up at once.
BLOCK_QUOTES: Final = 20_000
# Bits for the place of a key among those of one hash.
_TWIN_BITS: Final = 31
# The most sharers of a quote, and the copy of its words.
PLACES: Final = CANDIDATES + 1

_LONG, _TEXT = pa.int64(), pa.string()
# A key of a part, the `number`th of it: how many quotes have it.
_COUNTED: Final = make_schema(part=_LONG, hash=_LONG, number=_LONG, count=_LONG, name=_TEXT)
# The same over all parts, for keys of two quotes; `key` is a number of the corpus.
_TOTALS: Final = make_schema(part=_LONG, number=_LONG, key=_LONG, count=_LONG)
# By what a quote is looked up, in the order of `place`; `part` is the block of the quote here.
_LOOKUPS: Final = make_schema(part=_LONG, quote=_LONG, place=_LONG, key=_LONG, surname=_LONG)
_EARLIER: Final = make_schema(part=_LONG, key=_LONG, surname=_LONG, quotes=pa.list_(_LONG))
# A quote that is not the first with its words, and that first one.
_FIRSTS: Final = make_schema(part=_LONG, high=_LONG, low=_LONG, quote=_LONG)
_COPIES: Final = make_schema(part=_LONG, quote=_LONG, first=_LONG)
# A quote and an earlier one: the first with its words at the place 0, then those that share most.
PAIRS: Final = make_schema(part=_LONG, later=_LONG, earlier=_LONG, place=_LONG)


def find_pairs(engine: Engine, facts: Data, layout: Layout) -> Data:
    """Pairs of quotes that may say the same, placed where the later one is."""
    counted = facts.map(count_keys, _COUNTED).arrange(["hash"], ["hash"])
    totals = counted.map(number_keys, _TOTALS).place(layout.n_parts, ["part", "number"])
    blocks = choose_blocks(layout)
    n_blocks = blocks[-1] + 1
    lookups = engine.zip(partial(find_lookups, blocks=blocks), [facts, totals], _LOOKUPS).keep()
    latest = lookups.map(keep_latest, _LOOKUPS).arrange(["key", "surname"], ["key", "surname", "quote"])
    earlier = latest.map(find_earlier, _EARLIER).place(n_blocks, ["part", "key", "surname"])
    own = lookups.place(n_blocks, ["part", "quote", "place"])
    shared = engine.zip(partial(find_pairs_of_block, firsts=layout.quotes), [own, earlier], PAIRS)
    firsts = facts.map(find_firsts, _FIRSTS).arrange(["high", "low"], ["high", "low", "quote"])
    copies = firsts.map(find_copies, _COPIES).place(layout.n_parts, ["part", "quote"])
    parts = [facts, copies, shared.place(layout.n_parts, ["part", "later", "place"])]
    return engine.zip(join_pairs, parts, PAIRS).keep()


def choose_blocks(layout: Layout) -> tuple[int, ...]:
    """For each part the number of its block; parts next to each other with few quotes are one block.

    >>> choose_blocks(Layout((0, 1, 2, 3), (0, 0, 0, 0), (0, 15_000, 30_000, 30_001)))
    (0, 0, 1)
    """
    blocks, first = [0], 0
    for part in range(1, layout.n_parts):
        full = layout.quotes[part] - layout.quotes[first] >= BLOCK_QUOTES
        first = part if full else first
        blocks.append(blocks[-1] + full)
    return tuple(blocks)


def _pair_keys(keys: Keys) -> tuple[I64, I64]:
    """The different keys of each quote, as the quote's row and the key's number."""
    size, counts = max(len(keys.names), 1), np.diff(keys.quotes.offsets)
    pairs = list_different(np.repeat(np.arange(len(counts)), counts) * size + keys.quotes.numbers)
    return pairs // size, pairs % size


def count_keys(facts: pa.Table) -> pa.Table:
    """How many quotes of a part have each key."""
    keys = read_keys(facts)
    names, count = keys.names.to_pylist(), len(keys.names)
    counts = np.bincount(_pair_keys(keys)[1], minlength=count)
    parts = np.repeat(facts["part"].to_numpy()[:1], count)
    return make_table(_COUNTED, [parts, hash_names(names), np.arange(count), counts, keys.names])


def number_keys(counted: pa.Table) -> pa.Table:
    """How many quotes have each key, of those that more than one has; the rows of one hash are in one part."""
    hashes, counts = counted["hash"].to_numpy(), counted["count"].to_numpy()
    names = pc.rank(counted["name"], tiebreaker="dense").to_numpy().astype(np.int64)
    order = np.lexsort((names, hashes))
    is_hash = flag_changes(hashes[order])
    is_key = is_hash | flag_changes(names[order])
    of_key = np.cumsum(is_key) - 1
    totals = np.bincount(of_key, counts[order]).astype(np.int64)[of_key]
    twin = of_key - np.maximum.accumulate(np.where(is_hash, of_key, 0))
    kept = totals > 1
    rows = counted.take(pa.array(order[kept]))
    return make_table(_TOTALS, [rows["part"], rows["number"], ((hashes[order] << _TWIN_BITS) + twin)[kept], totals[kept]])


def find_lookups(facts: pa.Table, totals: pa.Table, blocks: tuple[int, ...]) -> pa.Table:
    """The rarest keys of each quote of a part, and the same with its speaker's surname."""
    if not facts.num_rows:
        return _LOOKUPS.empty_table()
    keys = read_keys(facts)
    numbers = totals["number"].to_numpy()
    counts, names = np.zeros((2, len(keys.names)), np.int64)
    counts[numbers], names[numbers] = totals["count"].to_numpy(), totals["key"].to_numpy()
    ranks = np.full(len(counts), -1, np.int64)
    ranks[numbers] = rank_keys(keys.names.take(pa.array(numbers)).to_pylist(), counts[numbers])
    lookups = choose_lookups(*_pair_keys(keys), ranks, facts["surname"].to_numpy())
    places = np.arange(len(lookups.quotes)) - np.searchsorted(lookups.quotes, lookups.quotes)
    block = np.full(len(places), blocks[facts["part"][0].as_py()])
    quotes = facts["quote"].to_numpy()[lookups.quotes]
    return make_table(_LOOKUPS, [block, quotes, places, names[lookups.keys], lookups.speakers])


def keep_latest(lookups: pa.Table) -> pa.Table:
    """Of each key of a part the quotes that later parts may look at."""
    order = np.lexsort((lookups["quote"].to_numpy(), lookups["surname"].to_numpy(), lookups["key"].to_numpy()))
    is_first = _flag_keys(lookups, order)
    starts = np.flatnonzero(is_first)
    ends = np.append(starts[1:], len(order))[np.cumsum(is_first) - 1]
    return lookups.take(pa.array(order[ends - np.arange(len(order)) <= LOOKUP_QUOTES]))


def _flag_keys(lookups: pa.Table, order: I64) -> npt.NDArray[np.bool_]:
    """Whether each row, in an order, has another key or surname than the one before."""
    return flag_changes(lookups["key"].to_numpy()[order]) | flag_changes(lookups["surname"].to_numpy()[order])


def find_earlier(latest: pa.Table) -> pa.Table:
    """For each block and key the latest quotes before the block that have it; the rows of a key stand together, in order."""
    count = latest.num_rows
    is_key = _flag_keys(latest, np.arange(count))
    begins = np.maximum.accumulate(np.where(is_key, np.arange(count), 0))
    firsts = np.flatnonzero(flag_changes(latest["part"].to_numpy()) & ~is_key)
    starts = np.maximum(begins[firsts], firsts - LOOKUP_QUOTES)
    quotes = latest["quote"].combine_chunks().take(pa.array(spread_runs(starts, firsts - starts)))
    rows = latest.take(pa.array(firsts))
    return make_table(_EARLIER, [rows["part"], rows["key"], rows["surname"], make_lists(quotes, add_up(firsts - starts))])


def find_pairs_of_block(own: pa.Table, earlier: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """For each quote of a block the earlier ones, there or before, that share most of its lookups."""
    lists = earlier["quotes"].combine_chunks()
    sizes = pc.list_value_length(lists).to_numpy()
    before = lists.flatten().to_numpy()
    order = np.argsort(before, kind="stable")
    quotes = np.concatenate([before[order], own["quote"].to_numpy()])
    columns = [
        np.concatenate([np.repeat(earlier[name].to_numpy(), sizes)[order], own[name].to_numpy()]) for name in ("key", "surname")
    ]
    order = np.lexsort(columns)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(flag_changes(columns[0][order]) | flag_changes(columns[1][order])) - 1
    starts = np.flatnonzero(flag_changes(quotes))
    first = int(np.searchsorted(starts, len(before)))
    sharers = find_sharers(numbers, np.append(starts, len(quotes)), LOOKUP_QUOTES, CANDIDATES, first)
    later, places = np.nonzero(sharers >= 0)
    names = quotes[starts]
    rows = names[later], names[sharers[later, places]]
    return make_table(PAIRS, [find_parts(rows[0], firsts), *rows, places + 1])


def find_firsts(facts: pa.Table) -> pa.Table:
    """The first quote of a part with each plain text."""
    rows, first = _find_own_firsts(facts)
    return facts.take(pa.array(np.flatnonzero(first == rows))).select(_FIRSTS.names)


def _find_own_firsts(facts: pa.Table) -> tuple[I64, I64]:
    """The rows of a part's quotes, which are in order, and for each the row of the first with its plain text."""
    high, low = facts["high"].to_numpy(), facts["low"].to_numpy()
    order = np.lexsort((low, high))
    is_first = flag_changes(high[order]) | flag_changes(low[order])
    found = np.empty(len(order), np.int64)
    found[order] = order[np.flatnonzero(is_first)][np.cumsum(is_first) - 1]
    return np.arange(len(order)), found


def find_copies(firsts: pa.Table) -> pa.Table:
    """For the first quotes of all parts but the first one the first quote of all with the same plain text."""
    rows = np.arange(firsts.num_rows)
    is_first = flag_changes(firsts["high"].to_numpy()) | flag_changes(firsts["low"].to_numpy())
    first = np.maximum.accumulate(np.where(is_first, rows, 0))
    others = firsts.filter(pa.array(~is_first))
    return make_table(_COPIES, [others["part"], others["quote"], firsts["quote"].to_numpy()[first[~is_first]]])


def join_pairs(facts: pa.Table, copies: pa.Table, shared: pa.Table) -> pa.Table:
    """Each quote of a part with the first that has its words, then with those that share most."""
    quotes = facts["quote"].to_numpy()
    rows, own = _find_own_firsts(facts)
    first = quotes.copy()
    first[np.searchsorted(quotes, copies["quote"].to_numpy())] = copies["first"].to_numpy()
    first = first[own]
    later = rows[first != quotes]
    parts, zeros = facts["part"].to_numpy()[later], np.zeros(len(later), np.int64)
    return pa.concat_tables([make_table(PAIRS, [parts, quotes[later], first[later], zeros]), shared]).combine_chunks()
