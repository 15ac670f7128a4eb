"""Flows: what only the whole corpus decides, as functions from Arrow table to Arrow table over the few operations named here.

A function sees one part of the rows at a time. It knows neither engine nor number of parts, and its result depends on nothing but
the rows of each key. So one flow runs in memory, out of core over processes, or on a cluster, with the same bytes:

- Keys are whole numbers (a string is named by a hash). No sort key has nulls, which engines sort differently.
- An order is total, or rows that tie are interchangeable. Rows are in no order that was not asked for.
- What parts have in common is combined by whole numbers: sums, counts, least and greatest. Floats are never added up over parts.
- A function is of a module, or a `functools.partial` of one, since processes know it by its name; it accepts no rows.

There is no join and no group-by. A join is `union` with a column `side` and then `arrange`, the one side before the other; a
group is a run of equal keys in a part, found by array operations: a call per key would cost more than all the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import pyarrow as pa

Result = TypeVar("Result")
# From one part of the rows, or one part of each of several data, to a part of other rows.
Step = Callable[..., pa.Table]
# From all parts, one after the other, to other parts.
Scan = Callable[[Iterator[pa.Table]], Iterator[pa.Table]]


class Data(Protocol):
    """Rows of one schema in parts; it never changes. What an operation gives is computed when it is needed."""

    @property
    def schema(self) -> pa.Schema:
        """The columns."""

    def map(self, step: Step, schema: pa.Schema) -> Data:
        """Each part by itself, as `step` makes it anew."""

    def arrange(self, key: Sequence[str], order: Sequence[str], growth: int = 1) -> Data:
        """Rows with the same key, of columns of int64, in one part and next to each other; each part in this order.

        `order` has columns of numbers, the key's first; a name behind a minus sign is in falling order. What is made of a part
        may be `growth` times as large, so that parts had better be smaller.
        """

    def sort(self, order: Sequence[str]) -> Data:
        """Parts of which each is before the next in this order, of numbers or strings, and is in it."""

    def place(self, count: int, order: Sequence[str]) -> Data:
        """As many parts as `count`, which begin with the rows whose column `part` is 0, each in this order."""

    def keep(self) -> Data:
        """The same rows, computed once, for what is asked for more than once."""

    def scan(self, scan: Scan, schema: pa.Schema) -> Data:
        """All parts in their order, one after the other in one place: for what carries a little from part to part."""

    def collect(self) -> Iterator[pa.Table]:
        """Part after part, here."""


class Engine(Protocol):
    """What runs flows."""

    def begin(self, stage: str) -> None:
        """Name, for who waits, what the operations are for that follow; no row depends on it."""

    def table(self, rows: pa.Table) -> Data:
        """A small table of this process as data of one part."""

    def union(self, *parts: Data) -> Data:
        """The rows of several data of one schema."""

    def zip(self, step: Step, parts: Sequence[Data], schema: pa.Schema) -> Data:
        """The parts of the same number of several data together, as `step` makes one of them; all have as many parts."""

    def call(self, act: Callable[..., Result], parts: Sequence[Data]) -> Iterator[Result]:
        """What `act` returns for the parts of the same number, part after part, here; it may write files, and is called anew."""


def make_table(schema: pa.Schema, columns: Sequence[Any]) -> pa.Table:
    """A table of columns in the order of the schema, each an array of Arrow or numpy or a sequence."""
    made = [
        column.cast(field.type) if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column, field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.table(made, schema=schema)


def make_schema(**kinds: pa.DataType) -> pa.Schema:
    """Columns by name.

    >>> make_schema(part=pa.int64()).names
    ['part']
    """
    return pa.schema(list(kinds.items()))
