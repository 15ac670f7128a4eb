"""corpus_builder.tables.parquet: equal rows are equal bytes, and are read back as they were."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.parquet import PartReader, count_bytes, read_table, read_tables, split_groups, write_table
from tests.release_sample import publish, sample_tables
from tests.tables.odd_tables import in_chunks


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


def test_a_column_that_a_file_lacks_is_null(tmp_path: Path) -> None:
    """A column that may be null is read as null from a file without it, alone and among others; another one is missed."""
    table = sort_rows(sample_tables())["documents"]
    write_table(table.drop_columns(["extra", "url"]), tmp_path / "data" / "documents")

    found = read_table(tmp_path, "documents")
    assert found.schema == SCHEMAS["documents"]
    assert found["extra"].null_count == found["url"].null_count == found.num_rows == table.num_rows
    assert found.drop_columns(["extra", "url"]) == table.drop_columns(["extra", "url"])
    assert read_table(tmp_path, "documents", ["extra"]).num_rows == table.num_rows
    assert read_table(tmp_path, "documents", ["id", "extra"])["id"] == table["id"]
    assert PartReader(tmp_path).read_own("documents", 0).column_names == found.drop_columns(["extra", "url"]).column_names
    write_table(table.drop_columns(["n_words"]), tmp_path / "data" / "documents")
    with pytest.raises(ReleaseError, match=r"documents/part-00000\.parquet has other columns.*expected n_words"):
        read_table(tmp_path, "documents")
