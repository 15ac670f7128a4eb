"""Which quotes are one statement, over a corpus of any size: their groups in published order.

Facts of each quote, and pairs that share most of their rarest words; of these pairs those that may say the same by their
sketches, then by their texts. The groups are chosen quote after quote, most of them without a look at texts: only a quote whose
pair leads to another one's group asks whether it contradicts the first of that group. Such quotes, with those that wait for
them, are chosen by their texts, those that depend on one another in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.kernels.segments import flag_changes
from corpus_builder.kernels.shingles import split_runs
from corpus_builder.settings import StatementSettings
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.numbered import Corpus, find_parts
from corpus_builder.stages.flows.statements.judged_pairs import (
    ASKED,
    BLOCK_ORDER,
    BLOCKS,
    READING_GROWTH,
    ask_once,
    compare_pairs,
    cut_sides,
    judge_texts,
    list_pairs,
    measure_texts,
    read_rows,
    send_texts,
)
from corpus_builder.stages.flows.statements.quote_facts import READ_CHARACTERS
from corpus_builder.stages.flows.statements.sharing_quotes import find_pairs
from corpus_builder.statements.group import Accepted, choose_groups
from corpus_builder.statements.lookups import Pairs
from corpus_builder.statements.statement import Vocabulary

I64 = npt.NDArray[np.int64]

_LONG = pa.int64()
# A quote and the first one of its statement, itself where it is the first.
STATEMENTS: Final = make_schema(quote=_LONG, part=_LONG, first=_LONG)
# What the pairs of a quote come to: it joins the statement of `earlier`, or a pair is open, or the quote is open and depends on
# the others of the number `earlier`. Of an open pair the earlier quote is the first of its statement, or open as well.
_JOINED, _OPEN, _LABEL = range(3)
_CHOSEN: Final = make_schema(kind=_LONG, later=_LONG, earlier=_LONG, place=_LONG, certain=pa.bool_())
# Labels that are handed on at once.
_LABELS_AT_ONCE: Final = 1 << 20


def find_statements(engine: Engine, corpus: Corpus, gone: Data, settings: StatementSettings) -> Data:
    """For each quote the first of its statement; `gone` are the paragraphs that were removed, in their parts."""
    layout = corpus.layout
    facts = corpus.facts
    candidates = compare_pairs(engine, facts, find_pairs(engine, facts, layout), layout, settings)
    accepted = judge_texts(engine, corpus, gone, candidates, settings)
    chosen = accepted.sort(["later", "place"]).scan(partial(choose_plainly, count=layout.quotes[-1]), _CHOSEN)
    pairs = chosen.map(take_open, _CHOSEN).arrange(["later"], ["later", "-kind", "place"]).map(label_pairs, BLOCKS).keep()
    asked = pairs.map(partial(ask_of_open, firsts=layout.quotes), ASKED)
    blocks = engine.union(send_texts(engine, corpus, gone, asked), pairs).arrange(["block"], BLOCK_ORDER, READING_GROWTH)
    joined = engine.union(
        chosen.map(partial(take_joined, firsts=layout.quotes), STATEMENTS),
        blocks.map(partial(choose_open, firsts=layout.quotes), STATEMENTS),
    )
    return engine.zip(name_first, [corpus.quotes, joined.place(layout.n_parts, ["part", "quote"])], STATEMENTS)


def choose_plainly(tables: Iterator[pa.Table], count: int) -> Iterator[pa.Table]:
    """What follows without texts from pairs in order of the later quote, of `count` quotes; then the labels of those left open.

    Eight bytes a quote for the first of its statement, eight for those that it depends on.
    """
    firsts, labels = np.arange(count), np.full(count, -1, np.int64)
    for table in tables:
        yield _choose_part(table, firsts.data, labels.data)
    left = np.flatnonzero(labels >= 0)
    view = labels.data
    for start in range(0, len(left), _LABELS_AT_ONCE):
        own = left[start : start + _LABELS_AT_ONCE]
        roots = [_find_root(view, number) for number in own.tolist()]
        ones = np.ones(len(own), np.int64)
        yield make_table(_CHOSEN, [_LABEL * ones, own, roots, -ones, pa.nulls(len(own), pa.bool_())])


def _choose_part(table: pa.Table, firsts: memoryview, labels: memoryview) -> pa.Table:
    """Fill in the firsts of the later quotes of pairs, and the labels of those that are open: -1 for others, else an earlier one
    or itself, as in a union-find.
    """
    kinds, others, rows = [], [], []
    columns = [table[name].to_pylist() for name in ("later", "earlier", "joins")]
    for row, (later, earlier, joins) in enumerate(zip(*columns, strict=True)):
        if labels[later] < 0:
            if firsts[later] != later:
                continue
            if labels[earlier] < 0 and firsts[earlier] == earlier:
                if joins:
                    firsts[later] = earlier
                    kinds.append(_JOINED)
                    others.append(earlier)
                    rows.append(row)
                continue
            labels[later] = later
        if labels[earlier] >= 0:
            _join_labels(labels, later, earlier)
        kinds.append(_OPEN)
        others.append(earlier if labels[earlier] >= 0 else firsts[earlier])
        rows.append(row)
    found = table.take(pa.array(rows, _LONG))
    return make_table(_CHOSEN, [kinds, found["later"], others, found["place"], found["certain"]])


def _join_labels(labels: memoryview, one: int, other: int) -> None:
    low, high = sorted((_find_root(labels, one), _find_root(labels, other)))
    labels[high] = low


def _find_root(labels: memoryview, number: int) -> int:
    while labels[number] != number:
        labels[number] = labels[labels[number]]
        number = labels[number]
    return number


def take_open(chosen: pa.Table) -> pa.Table:
    """What is left open."""
    return chosen.filter(pc.not_equal(chosen["kind"], _JOINED))


def take_joined(chosen: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The quotes that join others, by their parts."""
    joined = chosen.filter(pc.equal(chosen["kind"], _JOINED))
    return _list_joined(joined["later"].to_numpy(), joined["earlier"].to_numpy(), firsts)


def _list_joined(quotes: I64, of: I64, firsts: tuple[int, ...]) -> pa.Table:
    return make_table(STATEMENTS, [quotes, find_parts(quotes, firsts), of])


def label_pairs(chosen: pa.Table) -> pa.Table:
    """Open pairs as rows of the blocks that their later quotes depend on; each quote's label stands before its pairs."""
    is_pair = chosen["kind"].to_numpy() == _OPEN
    places = np.maximum.accumulate(np.where(is_pair, 0, np.arange(len(is_pair))))
    pairs = chosen.filter(pa.array(is_pair))
    return list_pairs(chosen["earlier"].to_numpy()[places[is_pair]], pairs, pairs["certain"])


def ask_of_open(pairs: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The quotes of open pairs, for their blocks."""
    quotes = np.concatenate([pairs["quote"].to_numpy(), pairs["other"].to_numpy()])
    return ask_once(quotes, np.tile(pairs["block"].to_numpy(), 2), np.zeros(len(quotes), np.int64), firsts)


def choose_open(rows: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The quotes that join others by what these and the first ones of their statements claim, of all that depend on one another.

    Some quotes at once, in their order, with the first ones of those before: all texts are held, what is known of them is not.
    """
    texts, pairs = cut_sides(rows)
    pairs = pairs.take(pa.array(np.lexsort((pairs["place"].to_numpy(), pairs["quote"].to_numpy()))))
    quotes = texts["quote"].to_numpy()
    later, earlier = (np.searchsorted(quotes, pairs[name].to_numpy()) for name in ("quote", "other"))
    certain = pairs["certain"].to_numpy(zero_copy_only=False).astype(bool)
    group = np.arange(len(quotes))
    vocabulary: Vocabulary = {}
    sizes = measure_texts(texts)
    starts = np.flatnonzero(flag_changes(later))
    costs = np.add.reduceat(sizes[earlier], starts) + sizes[later[starts]] if len(starts) else starts
    ends = np.append(starts[1:], len(later))
    for first, end in split_runs(costs, READ_CHARACTERS):
        own = slice(starts[first], ends[end - 1])
        # of quotes before these only the first ones of their statements are asked
        ones, others = later[own], earlier[own]
        others = np.where(others >= ones[0], others, group[others])
        read, places = np.unique(np.concatenate([ones, others]), return_inverse=True)
        none = np.zeros(len(ones), bool)
        given = Pairs(places[: len(ones)], places[len(ones) :], none, none)
        accepted = Accepted(np.arange(len(ones)), certain[own], none)
        chosen = choose_groups(read_rows(texts.take(pa.array(read)), vocabulary), given, accepted)
        group[read] = read[chosen]
    joined = np.flatnonzero(group != np.arange(len(group)))
    return _list_joined(quotes[joined], quotes[group[joined]], firsts)


def name_first(quotes: pa.Table, joined: pa.Table) -> pa.Table:
    """All quotes of a part, each with the first of its statement."""
    numbers = quotes["quote"].to_numpy()
    first = numbers.copy()
    first[np.searchsorted(numbers, joined["quote"].to_numpy())] = joined["first"].to_numpy()
    return make_table(STATEMENTS, [numbers, quotes["part"], first])
