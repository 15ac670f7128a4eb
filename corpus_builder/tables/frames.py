"""Functions over whole tables: making, sorting, selecting and counting rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS, TABLES
from corpus_builder.tables.comparison import compare_schema

# The tables of a corpus, or of a part of it, by name.
Tables = dict[str, pa.Table]

# Rows of a chunk in memory: few enough that their texts do not reach 2 GB, which is all that a chunk of strings can hold.
CHUNK_ROWS = 4_000

# The rows of a document's own tables follow their document; within it these columns order them.
ROW_ORDER = {
    "paragraphs": ("position", "id"),
    "quotes": ("position", "id"),
    "removals": ("start", "end", "id"),
}
REJECT_ORDER = ("path", "source_id", "reason", "detail", "sha256")

# What of a row says to which document it belongs.
OWNERS = {"documents": "id", "paragraphs": "document_id", "quotes": "document_id", "removals": "document_id"}


def make_table(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """Columns, lists or arrays, as a table of its schema; one that is decided over the whole corpus may be left out: it is null.

    Raises ReleaseError, naming table and column, when another one is not filled or one is not described.
    """
    check_columns(name, columns.keys())
    count = len(next(iter(columns.values())))
    schema = SCHEMAS[name]
    return pa.table([_make_array(columns.get(field.name), field.type, count) for field in schema], schema=schema)


def _make_array(values: Any, kind: pa.DataType, count: int) -> pa.Array:
    """Values as an array; where there are none, that many nulls."""
    if values is None:
        return pa.nulls(count, kind)
    return values if isinstance(values, pa.Array) else pa.array(values, kind)


def check_columns(name: str, filled: Collection[str]) -> None:
    """Raise ReleaseError unless the filled columns of a table are those that are described, but for what waits for the corpus."""
    described = {column.name: column for column in TABLES[name].columns}
    if missing := [column for column in described if column not in filled and not described[column].whole_corpus]:
        raise ReleaseError(f"table {name}: nothing fills the column {missing[0]}", hint="its rows come from stages/rows.py")
    if unknown := [column for column in filled if column not in described]:
        raise ReleaseError(f"table {name}: the column {unknown[0]} is not described", hint="describe it in tables/columns.py")


def complete_tables(tables: Mapping[str, pa.Table]) -> Tables:
    """All tables in their published order; one that is not given is empty.

    Raises ReleaseError when a table is unknown or has other columns than its schema.
    """
    if unknown := sorted(set(tables) - set(SCHEMAS)):
        raise ReleaseError(f"unknown table {unknown[0]}", hint=f"known: {', '.join(SCHEMAS)}")
    complete = {name: tables[name] if name in tables else schema.empty_table() for name, schema in SCHEMAS.items()}
    for name, table in complete.items():
        if not table.schema.equals(SCHEMAS[name]):
            raise ReleaseError(
                f"table {name} has other columns than its schema", hint=compare_schema(table.schema, SCHEMAS[name])
            )
    return complete


def sort_rows(tables: Mapping[str, pa.Table]) -> Tables:
    """All tables in their published row order.

    Documents by (the first day of `published`, unknown last; `source_id`); the rows of paragraphs, quotes and removals in
    their document's order and then by place; rejects by (`path`, `source_id`, `reason`). Strings compare by code point.
    """
    complete = complete_tables(tables)
    documents = complete["documents"]
    keys = pa.table(
        {"day": first_day(documents["published"]), "source_id": documents["source_id"], "id": documents["id"]},
    )
    documents = take_rows(documents, pc.sort_indices(keys, sort_keys=_ascending(keys.column_names)))
    ordered = {"documents": documents}
    for name, columns in ROW_ORDER.items():
        ordered[name] = _sort_by_document(complete[name], documents["id"], columns)
    rejects = complete["rejects"]
    ordered["rejects"] = take_rows(rejects, pc.sort_indices(rejects, sort_keys=_ascending(REJECT_ORDER)))
    return {name: ordered[name] for name in SCHEMAS}


def _sort_by_document(table: pa.Table, document_ids: pa.ChunkedArray, columns: tuple[str, ...]) -> pa.Table:
    rank = pc.index_in(table["document_id"], value_set=document_ids.combine_chunks())
    keys = pa.table({"rank": rank, **{name: table[name] for name in columns}})
    return take_rows(table, pc.sort_indices(keys, sort_keys=_ascending(keys.column_names)))


def _ascending(names: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in names]


def take_rows(table: pa.Table, rows: pa.Array) -> pa.Table:
    """The rows of a table with the given numbers, in their order.

    `Table.take` fails where a column of strings holds more than 2 GB, so they are long strings in between.
    """
    wide = [(field.name, pa.large_string() if field.type == pa.string() else field.type) for field in table.schema]
    whole = table.cast(pa.schema(wide)).combine_chunks()
    parts = [whole.take(rows[at : at + CHUNK_ROWS]).cast(table.schema) for at in range(0, len(rows), CHUNK_ROWS)]
    return pa.concat_tables(parts) if parts else table.slice(0, 0)


def set_column(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The table with a column replaced, in its place and with its type."""
    index = table.schema.get_field_index(name)
    field = table.schema.field(index)
    return table.set_column(index, field, pc.cast(values, field.type))


def fill_columns(table: pa.Table, name: str, columns: Sequence[str]) -> pa.Table:
    """Those columns of a table; one that it does not have is null."""
    for column in columns:
        if column not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, SCHEMAS[name].field(column).type))
    return table.select(columns)


def complete_columns(tables: Mapping[str, pa.Table]) -> Tables:
    """Tables with all columns of their schemas; one that a table does not have is null."""
    return {name: fill_columns(table, name, SCHEMAS[name].names) for name, table in tables.items()}


def document_indexes(tables: Tables, parts: pa.Table) -> pa.Array:
    """For each row of a table of parts the row number of its document."""
    return pc.index_in(parts["document_id"], value_set=tables["documents"]["id"].combine_chunks()).combine_chunks()


def first_day(published: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO dates as precise as known, each expanded to the first day it can mean.

    >>> first_day(pa.chunked_array([["2024", "2024-03", "2024-03-09"]])).to_pylist()
    ['2024-01-01', '2024-03-01', '2024-03-09']
    """
    length = pc.utf8_length(published)
    month = pc.if_else(pc.equal(length, 4), pc.binary_join_element_wise(published, pa.scalar("-01"), ""), published)
    return pc.if_else(pc.less_equal(length, 7), pc.binary_join_element_wise(month, pa.scalar("-01"), ""), month)
