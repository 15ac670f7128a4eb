"""corpus_builder.tables.frames: order, bytes and digests of the published tables."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS, STARRED
from corpus_builder.tables.frames import (
    complete_tables,
    count_bytes,
    digest_table,
    read_table,
    read_tables,
    sort_rows,
    split_groups,
    write_table,
)
from tests.release_sample import name_document, publish, sample_tables

SCHEMA = pa.schema([("text", pa.string()), ("n", pa.int64()), ("share", pa.float64()), ("yes", pa.bool_())])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
            "n": st.none() | st.integers(-(2**63), 2**63 - 1),
            "share": st.none() | st.floats(allow_nan=False),
            "yes": st.none() | st.booleans(),
        }
    ),
    max_size=12,
)


def in_chunks(table: pa.Table, size: int) -> pa.Table:
    """The same table in chunks of some rows, with an empty one among them."""
    parts = [table.slice(at, size) for at in range(0, table.num_rows, size)]
    return pa.concat_tables([table.slice(0, 0), *parts])


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


def test_bytes_do_not_depend_on_chunks_or_metadata(tmp_path: Path) -> None:
    """Equal rows give equal files, however the table came together."""
    table = sample_tables()["documents"]
    other = in_chunks(table, 1).replace_schema_metadata({"host": "somewhere"})
    one, two = (write_table(t, tmp_path / name) for t, name in ((table, "a"), (other, "b")))

    assert one is not None and two is not None
    assert one.read_bytes() == two.read_bytes()
    assert pq.ParquetFile(two).schema_arrow.metadata is None


def test_written_tables_have_what_readers_need(tmp_path: Path) -> None:
    """Files are compressed with zstd, have a page index and keep their types."""
    path = write_table(sample_tables()["quotes"], tmp_path / "quotes")
    assert path is not None
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)

    assert (path.name, column.compression, column.has_offset_index) == ("part-00000.parquet", "ZSTD", True)
    assert pq.ParquetFile(path).schema_arrow.equals(SCHEMAS["quotes"])


def test_table_without_rows_has_no_folder(tmp_path: Path) -> None:
    """Nothing is written for an empty table, and reading gives it back."""
    assert write_table(SCHEMAS["rejects"].empty_table(), tmp_path / "data" / "rejects") is None
    assert not (tmp_path / "data").exists()
    assert read_table(tmp_path, "rejects").equals(SCHEMAS["rejects"].empty_table())


def test_tables_come_back_as_written(tmp_path: Path) -> None:
    """What is read is what was written, in the published order."""
    expected = sort_rows(sample_tables())

    assert read_tables(publish(tmp_path / "corpus")) == expected


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 5), st.integers(1, 20))
def test_row_groups_cover_all_rows_and_keep_both_limits(lengths: list[int], rows: int, text_bytes: int) -> None:
    """Row groups follow each other; none has too many rows or, unless it is one row, too much text."""
    table = pa.table({"text": pa.array(["é" * n for n in lengths], pa.string())})
    groups = split_groups(table, rows, text_bytes)

    assert [i for start, end in groups for i in range(start, end)] == list(range(len(lengths)))
    assert all(end - start <= rows for start, end in groups)
    assert all(2 * sum(lengths[start:end]) <= text_bytes or end - start == 1 for start, end in groups)


@settings(max_examples=30)
@given(st.permutations(range(4)), st.permutations(range(5)))
def test_order_of_rows_does_not_depend_on_their_coming(documents: list[int], paragraphs: list[int]) -> None:
    """Sorting gives the same tables whatever the order of the rows before."""
    tables = sample_tables()
    mixed = {
        **tables,
        "documents": tables["documents"].take(documents),
        "paragraphs": tables["paragraphs"].take(paragraphs),
        "removals": tables["removals"].take([2, 0, 1]),
    }

    assert sort_rows(mixed) == sort_rows(tables)


def test_documents_stand_by_date_then_source() -> None:
    """A month sorts as its first day, a year as its first, an unknown date last; rows of a document follow it."""
    tables = sort_rows(sample_tables())

    assert tables["documents"]["source_id"].to_pylist() == ["en/menu.txt", "fr/reprise.txt", "fr/quai.txt", "en/ferry.txt"]
    followed = list(dict.fromkeys(tables["paragraphs"]["document_id"].to_pylist()))
    assert followed == [name_document(s) for s in ("fr/reprise.txt", "fr/quai.txt", "en/ferry.txt")]
    assert tables["paragraphs"]["position"].to_pylist() == [1, 0, 1, 2, 0]


def test_other_columns_are_refused() -> None:
    """A table that lacks a column, or an unknown table, is an error that names it."""
    with pytest.raises(ReleaseError, match="column 11: expected none, found more"):
        complete_tables({"paragraphs": SCHEMAS["paragraphs"].append(pa.field("more", pa.string())).empty_table()})
    with pytest.raises(ReleaseError, match="unknown table quips"):
        complete_tables({"quips": pa.table({})})


def test_starred_columns_exist() -> None:
    """Every column that is decided over the whole corpus is a column."""
    assert all(names <= set(SCHEMAS[table].names) for table, names in STARRED.items())
    assert STARRED.keys() == SCHEMAS.keys()


def test_size_of_content_does_not_depend_on_memory() -> None:
    """The size counts 8 bytes a number, 1 a truth, and the UTF-8 of a text."""
    table = pa.table({"text": ["é", None], "n": [1, None], "yes": [True, False]})

    assert count_bytes(table) == count_bytes(in_chunks(table, 1)) == 2 + 16 + 2


def test_damaged_file_is_named(tmp_path: Path) -> None:
    """A file that is no Parquet is an error of one line that names it."""
    (tmp_path / "data" / "quotes").mkdir(parents=True)
    (tmp_path / "data" / "quotes" / "part-00000.parquet").write_bytes(b"PAR1 and nothing more")

    with pytest.raises(ReleaseError, match=r"\Acannot read data/quotes/part-00000\.parquet: [^\n]+\Z"):
        read_table(tmp_path, "quotes")
