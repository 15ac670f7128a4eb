"""corpus_builder.sources.tabular.parquet_rows: columns of any type, and files that are not what they say."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections import deque
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Record, Reject
from corpus_builder.sources.archives.unpacking import FREE
from corpus_builder.sources.tabular import parquet_batches, parquet_rows
from tests.sources.reading_files import LIMITS, name_results, read_all, read_bytes

BAD = "malformed Parquet"
TEXTS = ["Le quai rouvre.", "La digue tient."]


def read_table(folder: Path, columns: dict[str, Any], **options: Any) -> list[Record | Reject]:
    """The records of a Parquet file of those columns."""
    pq.write_table(pa.table(columns), folder / "a.parquet", **options)
    return read_all(folder / "a.parquet")


def test_rows_are_records(tmp_path: Path) -> None:
    """Known columns become metadata; a row without an id is named by its number, in all row groups."""
    columns = {"text": [*TEXTS, "Trois"], "id": ["x", None, None], "url": ["https://sorny.example/", None, ""]}
    found = read_table(tmp_path, columns, row_group_size=2)

    assert name_results(found) == [("x", TEXTS[0]), ("a.parquet:2", TEXTS[1]), ("a.parquet:3", "Trois")]
    assert isinstance(found[0], Record) and found[0].metadata.url == "https://sorny.example/"


# A column beside the texts, and what becomes of its first value among the further fields.
COLUMNS = {
    "whole numbers": (pa.array([3, None]), 3),
    "numbers": (pa.array([0.5, None]), 0.5),
    "no number": (pa.array([float("nan"), None]), None),
    "truth": (pa.array([True, None]), True),
    "lists": (pa.array([["mer", "port"], None]), ["mer", "port"]),
    "structs": (pa.array([{"desk": {"name": "mer"}}, None]), {"desk": {"name": "mer"}}),
    "maps": (pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())), [["a", 1]]),
    "dictionaries": (pa.array(["mer", None]).dictionary_encode(), "mer"),
    "dictionaries without values": (pa.array([None, None], pa.string()).dictionary_encode(), None),
    "nothing": (pa.nulls(2), None),
    "large texts": (pa.array(["mer", None], pa.large_string()), "mer"),
    "texts in views": (pa.array(["mer", None], pa.string_view()), "mer"),
    "bytes": (pa.array([b"\xff\xfe", None]), "//4="),
    "days": (pa.array([19_791, None], pa.date32()), "2024-03-09"),
    "times": (pa.array([1_709_978_400, None], pa.timestamp("s")), "2024-03-09T10:00:00"),
    "times in a zone": (
        pa.array([1_709_978_400_000_000_001, None], pa.timestamp("ns", "Europe/Paris")),
        "2024-03-09T10:00:00+00:00",
    ),
    "decimals": (pa.array([1.5, None]).cast(pa.decimal128(5, 2)), "1.50"),
    "durations": (pa.array([60, None], pa.duration("s")), "0:01:00"),
    "invalid UTF-8": (pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\2\0\0\0\2\0\0\0"), pa.py_buffer(b"m\xe9")), "mé"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_any_type_are_further_fields(name: str, tmp_path: Path) -> None:
    """What JSON has no form for is written as text."""
    column, expected = COLUMNS[name]
    found = read_table(tmp_path, {"text": TEXTS, "x": column})

    assert [text for _, text in name_results(found)] == TEXTS
    assert isinstance(found[0], Record) and json.loads(found[0].metadata.extra or "{}").get("x") == expected


@pytest.mark.parametrize("column", [pa.array([1, 2]), pa.array([["a"], ["b"]]), pa.nulls(2)])
def test_a_column_of_texts_that_holds_none_gives_rejects(column: pa.Array, tmp_path: Path) -> None:
    """Numbers, lists and bytes are no texts."""
    assert [said for _, said in name_results(read_table(tmp_path, {"text": column}))] == ["record without text"] * 2


@pytest.mark.parametrize("kind", ["binary", "large_binary", "binary_view"])
def test_a_column_of_bytes_that_are_texts_is_read(kind: str, tmp_path: Path) -> None:
    """As UTF-8, what is none of it like any other bytes in a text."""
    content = pa.array([TEXTS[0].encode(), "Le café.".encode("windows-1252"), None]).cast(kind)

    found = read_table(tmp_path, {"text": content})

    assert name_results(found)[:2] == [("a.parquet:1", TEXTS[0]), ("a.parquet:2", "Le café.")]
    assert isinstance(found[2], Reject)


def test_a_day_of_another_type_is_a_date(tmp_path: Path) -> None:
    """`published` may be a date or a time."""
    found = read_table(tmp_path, {"text": TEXTS, "published": pa.array([19_791, None], pa.date32())})

    assert [record.metadata.published for record in found if isinstance(record, Record)] == ["2024-03-09", None]


def spoil(texts: list[bytes]) -> pa.Array:
    """Texts that are no UTF-8."""
    return pa.StringArray.from_buffers(len(texts), *pa.array(texts, pa.binary()).buffers()[1:])


# Columns whose first value no library reads.
UNREADABLE = {
    "a day of the year 300,000": pa.array([10**8, 1], pa.date32()),
    "invalid UTF-8 in an object": pa.StructArray.from_arrays([spoil([b"m\xe9", b"ok"])], ["a"]),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_value_that_cannot_be_read_is_left_out_with_a_note(name: str, tmp_path: Path) -> None:
    """Its row is a record all the same, and has a hash."""
    one, two = read_table(tmp_path, {"text": TEXTS, "x": UNREADABLE[name], "n": [1, 2]})

    assert isinstance(one, Record) and isinstance(two, Record)
    assert (one.content, one.notes, one.metadata.extra) == (TEXTS[0], ("unreadable value in the column 'x'",), '{"n": 1}')
    assert one.sha256 and one.size and not two.notes


def test_a_text_that_cannot_be_read_is_a_reject(tmp_path: Path) -> None:
    """It says how large the rest of its row is."""
    texts = UNREADABLE["a day of the year 300,000"]
    [one, _] = read_table(tmp_path, {"text": texts, "id": ["a", "b"]})

    assert isinstance(one, Reject) and (one.source_id, one.reason, one.size) == ("a", BAD, 11)
    assert one.detail == "row 1: unreadable value in the column 'text'"


FAULTS = {
    "no column of texts": (pa.table({"a": ["x"]}), "table without texts"),
    "no column": (pa.table({}), "table without texts"),
    "two columns of one name": (pa.table([pa.array(["x"]), pa.array(["y"])], ["text", "text"]), BAD),
    "no row": (pa.table({"text": pa.array([], pa.string())}), "empty file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_without_records_is_one_reject(name: str, tmp_path: Path) -> None:
    """It says why."""
    table, reason = FAULTS[name]
    pq.write_table(table, tmp_path / "a.parquet")

    assert name_results(read_all(tmp_path / "a.parquet")) == [("a.parquet", reason)]


def make_parquet(folder: Path, rows: int = 400, group: int = 100) -> bytes:
    """A file of several row groups of texts that do not pack."""
    texts = [random.Random(n).randbytes(60).hex() for n in range(rows)]
    pq.write_table(
        pa.table({"text": texts}), folder / "a.parquet", row_group_size=group, use_dictionary=False, write_page_checksum=True
    )
    return (folder / "a.parquet").read_bytes()


@pytest.mark.parametrize("content", [b"", b"PAR1", b"Le quai rouvre.", bytes(5_000), b"PAR1" * 2_000])
def test_what_is_no_parquet_is_one_reject(content: bytes, tmp_path: Path) -> None:
    """Never a traceback."""
    assert name_results(read_bytes(tmp_path, "a.parquet", content)) == [("a.parquet", BAD)]


def test_a_file_that_is_cut_off_is_one_reject(tmp_path: Path) -> None:
    """What it holds is said at its end."""
    assert name_results(read_bytes(tmp_path, "a.parquet", make_parquet(tmp_path)[:-50])) == [("a.parquet", BAD)]


def test_a_damaged_row_group_costs_itself_only(tmp_path: Path) -> None:
    """The others are read, and one reject says which rows are missing."""
    content = bytearray(make_parquet(tmp_path))
    content[len(content) // 3 - 300 : len(content) // 3 + 300] = bytes(600)
    found = read_bytes(tmp_path, "a.parquet", bytes(content))

    assert [r.detail for r in found if isinstance(r, Reject)] == ["rows 101 to 200: damaged data"]
    assert sum(isinstance(r, Record) for r in found) == 300


def test_a_damaged_description_of_a_column_is_a_reject(tmp_path: Path) -> None:
    """The name of a column at the end of the file, which is no UTF-8; nothing of the group is read."""
    content = bytearray(make_parquet(tmp_path))
    place = content.rfind(b"text", 0, content.rfind(b"ARROW:schema"))
    content[place + 1] = 0xE9
    found = read_bytes(tmp_path, "a.parquet", bytes(content))

    assert name_results(found)[-1][1] == BAD
    assert all(isinstance(result, Record) or result.reason == BAD for result in found)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The rows and bytes of all batches that are read in a test."""
    batches: list[tuple[int, int]] = []
    read = parquet_rows._list_rows

    def watch(batch: pa.RecordBatch) -> Any:
        batches.append((batch.num_rows, batch.nbytes))
        return read(batch)

    monkeypatch.setattr(parquet_rows, "_list_rows", watch)
    return batches


def test_few_rows_are_held_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: list[tuple[int, int]]) -> None:
    """The batches of a row group have as many bytes as may be held, whatever it has."""
    monkeypatch.setattr(parquet_batches, "BATCH_BYTES", 5_000)
    assert len(read_bytes(tmp_path, "a.parquet", make_parquet(tmp_path, 500, 500))) == 500
    assert max(rows for rows, _ in held) < 50


def test_a_text_that_is_repeated_a_million_times_is_bounded(tmp_path: Path) -> None:
    """A small file gives no more than its size allows, and the reject says which rows are missing."""
    found = read_table(tmp_path, {"text": pa.array(["mot " * 1_000] * 8_000)}, use_dictionary=True)

    assert name_results(found)[-1] == ("a.parquet", "unpacks to too much")
    assert isinstance(found[-1], Reject) and found[-1].detail.startswith(f"rows {len(found):,} to 8,000: ")
    assert sum(r.size or 0 for r in found) < FREE + LIMITS.unpacked_ratio * 20_000


# One value of all rows, and the types that it may have.
REPEATED = ["mot " * 50_000] * 1_000
TYPES = {
    "texts": pa.array(REPEATED),
    "large texts": pa.array(REPEATED, pa.large_string()),
    "texts in views": pa.array(REPEATED, pa.string_view()),
    "dictionaries": pa.array(REPEATED).dictionary_encode(),
    "bytes": pa.array(REPEATED).cast(pa.binary()),
    "objects": pa.array([{"a": REPEATED[0]}] * len(REPEATED)),
    "bytes of a fixed length": pa.array([REPEATED[0].encode()] * len(REPEATED), pa.binary(len(REPEATED[0]))),
}


@pytest.mark.parametrize("column", ["text", "x"])
@pytest.mark.parametrize("name", TYPES)
def test_a_value_that_many_rows_have_is_not_held_for_each(
    name: str, column: str, tmp_path: Path, held: list[tuple[int, int]]
) -> None:
    """A file of a few hundred bytes takes no hundreds of megabytes before its ratio is checked."""
    columns = {"text": ["Le quai rouvre."] * len(REPEATED)} | {column: TYPES[name]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", dictionary_pagesize_limit=1 << 30, compression="zstd")
    tracemalloc.start()
    last = deque(read_all(tmp_path / "a.parquet", limits=LIMITS._replace(unpacked_ratio=1)), 1).pop()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert isinstance(last, Reject)
    assert most < 100_000_000 and max((size for _, size in held), default=0) <= 40_000_000


LONG = "mot " * 50_000
LISTS = {
    "lists": pa.array([["a"], [LONG] * 1_000, None, []]),
    "large lists": pa.array([["a"], [LONG] * 1_000, None, []], pa.large_list(pa.large_string())),
    "lists of bytes": pa.array([[b"a"], [LONG.encode()] * 1_000, None, []]),
    "lists of objects": pa.array([[{"a": "a"}], [{"a": LONG}] * 1_000, None, []]),
    "maps": pa.array([[("a", "a")], [(str(n), LONG) for n in range(1_000)], None, []], pa.map_(pa.string(), pa.string())),
    "lists of dictionaries": pa.array([["a"], [LONG] * 1_000, None, []], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
    "lists of bytes of a fixed length": pa.array([[], [LONG.encode()] * 1_000, None, []], pa.list_(pa.binary(len(LONG)))),
    "lists of numbers": pa.array([[1], [1] * 20_000_000, None, []]),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_row_that_repeats_a_long_value_is_not_unpacked(name: str, tmp_path: Path, held: list[tuple[int, int]]) -> None:
    """A list of a few bytes that stands for hundreds of megabytes is one reject, and takes no memory."""
    pq.write_table(pa.table({"text": [*TEXTS, "c", "d"], "x": LISTS[name]}), tmp_path / "a.parquet", compression="zstd")
    tracemalloc.start()
    last = read_all(tmp_path / "a.parquet")[-1]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert isinstance(last, Reject) and last.reason == "unpacks to too much"
    assert most < 20_000_000 and max((size for _, size in held), default=0) < 20_000_000


@pytest.mark.parametrize(
    "columns", [{"text": ["a", "mot " * 300_000, "c"]}, {"text": ["a", "b", "c"], "x": [[], [LONG] * 10, None]}]
)
def test_a_row_that_is_larger_than_a_text_may_be_costs_itself_only(columns: dict[str, Any], tmp_path: Path) -> None:
    """Its reject names the setting and says how large it is; the rows around it are read."""
    one, two, three = read_table(tmp_path, columns)

    assert name_results([one, three]) == [("a.parquet:1", "a"), ("a.parquet:3", "c")]
    assert isinstance(two, Reject) and (two.source_id, two.reason) == ("a.parquet:2", "unpacks to too much")
    assert two.detail == "row 2: more than 1,000,000 bytes (files.text_bytes)" and (two.size or 0) > 1_000_000


# Lists that are read with each value once, because a text of one could be there for all.
NESTED = {
    "lists": pa.array([["a", None, LONG[:9_000]], [], None, ["a"]] * 1_000),
    "lists of lists": pa.array([[["a"], [], None], None, [[LONG[:9_000], "b"]], []] * 1_000),
    "texts in views": pa.array([["a", None, LONG[:9_000]], [], None, ["a"]] * 1_000, pa.list_(pa.string_view())),
    "lists of objects": pa.array([[{"a": "a", "b": 1}], [{"a": LONG[:9_000], "b": None}, None], None, []] * 1_000),
    "objects": pa.array([{"a": ["a", LONG[:9_000]], "b": 1}, {"a": None, "b": None}, None, {"a": [], "b": 2}] * 1_000),
    "maps": pa.array([[("a", "b")], [("c", LONG[:9_000]), ("d", None)], None, []] * 1_000, pa.map_(pa.string(), pa.string())),
}


@pytest.mark.parametrize("name", NESTED)
def test_lists_that_are_read_with_each_value_once_are_the_same(name: str, tmp_path: Path, held: list[tuple[int, int]]) -> None:
    """What a file holds does not depend on how its values are written."""
    columns = {"text": [f"texte {number}" for number in range(4_000)], "x": NESTED[name]}
    coded, plain = (read_table(tmp_path, columns, use_dictionary=is_coded) for is_coded in (True, False))

    assert coded == plain and len(coded) == 4_000 and isinstance(coded[2], Record)
    assert held


def test_short_texts_that_are_coded_are_read_many_at_a_time(tmp_path: Path, held: list[tuple[int, int]]) -> None:
    """Only the longest value of a column bounds its batches, not all of them together."""
    texts = [f"Le quai numéro {number} rouvre. " * 4 for number in range(50_000)]
    found = read_table(tmp_path, {"text": texts})

    assert [record.content for record in found if isinstance(record, Record)] == texts
    assert len(held) < 100


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_gives_records_or_rejects(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever bytes are changed, each row group is read or named; never a traceback."""
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(make_parquet(folder, 40, 10))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))

    assert read_bytes(folder, "a.parquet", bytes(content))
