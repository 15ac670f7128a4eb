"""corpus_builder.tables.digests: one digest for one content."""

from __future__ import annotations

import hashlib
import json
import struct

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.tables.digests import digest_parts, digest_table
from tests.tables.odd_tables import ROWS, SCHEMA, in_chunks


def naive_digest(table: pa.Table) -> str:
    """The digest as its documentation says, cell by cell."""
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        nulls, lengths, values = b"", b"", b""
        for value in column.to_pylist():
            nulls += bytes([value is not None])
            if column.type == pa.string():
                text = (value or "").encode()
                lengths += struct.pack("<q", len(text))
                values += text
            else:
                values += struct.pack(
                    {"int64": "<q", "double": "<d", "bool": "<B"}[str(column.type)], 0 if value is None else value
                )
        columns.append([name, str(column.type), *(hashlib.sha256(part).hexdigest() for part in (nulls, lengths, values))])
    said = json.dumps({"columns": columns, "rows": table.num_rows}, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


@settings(max_examples=30)
@given(ROWS, st.integers(1, 5))
def test_digest_is_the_documented_one_in_any_chunks(rows: list[dict], size: int) -> None:
    """The digest can be computed again from its description, and the chunks of a table do not change it."""
    table = pa.Table.from_pylist(rows, SCHEMA)

    assert digest_table(in_chunks(table, size)) == digest_table(table) == naive_digest(table)


@settings(max_examples=30)
@given(ROWS.filter(bool), st.data())
def test_digest_sees_every_cell(rows: list[dict], data: st.DataObject) -> None:
    """A change in any one cell, even from empty to null, changes the digest."""
    table = pa.Table.from_pylist(rows, SCHEMA)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(SCHEMA.names))
    values = {"text": [None, "", "x"], "n": [None, 0, 1], "share": [None, 0.0, 1.0], "yes": [None, False, True]}[column]
    value = next(v for v in values if v != rows[row][column])
    changed = [{**r, column: value} if i == row else r for i, r in enumerate(rows)]

    assert digest_table(pa.Table.from_pylist(changed, SCHEMA)) != digest_table(table)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": ["ab", "c"]}, {"text": ["a", "bc"]}),
        ({"text": ["", None]}, {"text": [None, ""]}),
        ({"text": ["a"]}, {"title": ["a"]}),
    ],
)
def test_digest_tells_apart_what_only_looks_alike(one: dict, other: dict) -> None:
    """Lengths, nulls and column names are part of the content."""
    assert digest_table(pa.table(one)) != digest_table(pa.table(other))


def test_the_digest_of_parts_is_of_their_rows_and_digests() -> None:
    """It can be computed again from its description, and sees where a table is cut and in which order."""
    one, other = (3, "0a" * 32), (5, "0b" * 32)
    said = f'[[3,"{one[1]}"],[5,"{other[1]}"]]'

    assert digest_parts([one, other]) == hashlib.sha256(said.encode()).hexdigest()
    assert len({digest_parts(parts) for parts in ([], [one], [one, other], [other, one], [(8, one[1])])}) == 5
