"""What may happen to the rows and columns of a table."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from tests.attacks.damaged_values import draw_other

Rows = Callable[[random.Random, pa.Table], pa.Table]


NEW_VALUES: dict[str, Any] = {"string": "x", "int64": 1, "double": 0.5, "bool": True}


def change_cell(draw: random.Random, table: pa.Table) -> pa.Table:
    at, row = draw.randrange(table.num_columns), draw.randrange(table.num_rows)
    values, kind = table.column(at).to_pylist(), table.schema.types[at]
    value = NEW_VALUES[str(kind)] if values[row] is None else draw_other(draw, values[row])
    values[row] = int(value) if pa.types.is_int64(kind) else value
    return table.set_column(at, table.schema.field(at), pa.array(values, kind))


def empty_cell(draw: random.Random, table: pa.Table) -> pa.Table:
    at, row = draw.randrange(table.num_columns), draw.randrange(table.num_rows)
    column = table.column(at).to_pylist()
    column[row] = None
    return table.set_column(at, table.schema.field(at), pa.array(column, table.schema.types[at]))


def drop_row(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_rows)
    return pa.concat_tables([table.slice(0, at), table.slice(at + 1)])


def double_row(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_rows)
    return pa.concat_tables([table.slice(0, at + 1), table.slice(at)])


def exchange_rows(draw: random.Random, table: pa.Table) -> pa.Table:
    rows = list(range(table.num_rows))
    draw.shuffle(rows)
    return table.take(rows)


def drop_column(draw: random.Random, table: pa.Table) -> pa.Table:
    return table.remove_column(draw.randrange(table.num_columns))


def rename_column(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_columns)
    return table.rename_columns([name + ("x" if n == at else "") for n, name in enumerate(table.column_names)])


def exchange_columns(draw: random.Random, table: pa.Table) -> pa.Table:
    names = list(table.column_names)
    draw.shuffle(names)
    return table.select(names)


def double_column(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_columns)
    return table.append_column(table.schema.field(at), table.column(at))


def retype_column(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_columns)
    others = {"string": "large_string", "int64": "int32", "double": "float", "bool": "int8"}
    kind = pa.type_for_alias(others[str(table.schema.types[at])])
    return table.set_column(at, pa.field(table.column_names[at], kind), table.column(at).cast(kind))


ROWS: dict[str, Rows] = {
    "a cell changed": change_cell,
    "a cell emptied": empty_cell,
    "a row dropped": drop_row,
    "a row doubled": double_row,
    "rows exchanged": exchange_rows,
    "a column dropped": drop_column,
    "a column renamed": rename_column,
    "columns exchanged": exchange_columns,
    "a column twice": double_column,
    "a column of another type": retype_column,
}
