"""Rows that name a row of another part: by its number while flows decide, by its id where they are published."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import find_starts, hash_texts, read_numbers, reduce_runs
from corpus_builder.stages.flows.near_copies.different_texts import INT, find_rows
from corpus_builder.stages.flows.numbered import find_parts

# A row of the part `home` that names the row `target` of the part `part`, and 128 bits of a hash of its text.
ASKS = make_schema(home=INT, number=INT, target=INT, part=INT, high=INT, low=INT)
# The row that asked, the id of the one that it names, and whether both have one text to the letter.
NAMES = make_schema(part=INT, number=INT, id=pa.string(), same=pa.bool_())
COUNTS = make_schema(number=INT, part=INT, count=INT)


def name_targets(engine: Engine, rows: Data, number: str, asks: Data, n_parts: int) -> Data:
    """The ids (`NAMES`) of the rows that others ask for (`ASKS`), placed where these are; `rows` are placed in so many parts.

    `number` is their column of numbers.
    """
    at_target = asks.place(n_parts, ["target", "number"])
    return engine.zip(partial(answer_asks, number=number), [rows, at_target], NAMES).place(n_parts, ["number"])


def ask_for(rows: pa.Table, gone: pa.Table, number: str, named: tuple[str, str], firsts: tuple[int, ...]) -> pa.Table:
    """What rows of a part that are `gone` ask: `named` are their columns of the own number and of the one they name."""
    own, target = read_numbers(gone, *named)
    texts = rows["text"].take(pa.array(find_rows(read_numbers(rows, number)[0], own)))
    high, low = hash_texts(texts.to_pylist())
    return make_table(ASKS, [gone["part"], own, target, find_parts(target, firsts), high, low])


def answer_asks(rows: pa.Table, asks: pa.Table, number: str) -> pa.Table:
    """The ids of the rows of a part that are asked for."""
    own, target, high, low = *read_numbers(rows, number), *read_numbers(asks, "target", "high", "low")
    found = rows.take(pa.array(find_rows(own, target)))
    own_high, own_low = hash_texts(found["text"].to_pylist())
    return make_table(NAMES, [asks["home"], asks["number"], found["id"], (high == own_high) & (low == own_low)])


def count_named(named: Data, firsts: tuple[int, ...], n_parts: int) -> Data:
    """How often each row is named (`COUNTS`); counts in `named` are added up, wherever they come from."""
    counted = named.arrange(["number"], ["number"]).map(partial(add_counts, firsts=firsts), COUNTS)
    return counted.place(n_parts, ["number"])


def add_counts(named: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The sums of counts by number."""
    number, count = read_numbers(named, "number", "count")
    starts = find_starts([number])
    return make_table(COUNTS, [number[starts], find_parts(number[starts], firsts), reduce_runs(np.add, count, starts)])
