"""corpus_builder.sources.fields: the same record is the same whatever file it comes from."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Record, Reject
from corpus_builder.sources.fields import Entry, Origin, make_record, write_extra
from tests.sources.reading_files import read_all

Row = dict[str, str]


def write_jsonl(rows: list[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def write_csv(rows: list[Row]) -> bytes:
    content = io.StringIO(newline="")
    # a row of nothing but an empty cell would be a blank line
    names = [*dict.fromkeys(name for row in rows for name in row), "text", "last"]
    writer = csv.DictWriter(content, list(dict.fromkeys(names)), restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return content.getvalue().encode()


def write_parquet(rows: list[Row]) -> bytes:
    content = io.BytesIO()
    names = dict.fromkeys(["text", *(name for row in rows for name in row)])
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), content)
    return content.getvalue()


def write_zip(rows: list[Row]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", write_jsonl(rows))
    return content.getvalue()


def pack_zstd(content: bytes) -> bytes:
    packed: bytes = pa.compress(content, codec="zstd", asbytes=True)
    return packed


WRITERS: dict[str, Callable[[list[Row]], bytes]] = {
    "a.csv": write_csv,
    "a.parquet": write_parquet,
    "a.zip": write_zip,
    "a.jsonl.gz": lambda rows: gzip.compress(write_jsonl(rows)),
    "a.jsonl.zst": lambda rows: pack_zstd(write_jsonl(rows)),
    "a.csv.gz": lambda rows: gzip.compress(write_csv(rows)),
}
# Letters, and whatever CSV and JSON have a meaning for; a return would be a line feed in one of them only.
VALUES = st.text(st.sampled_from("aéZ ,;\t|\"'\n\\{}€𝒳\u2028\ufeff=-"), min_size=1, max_size=12)
NAMES = st.sampled_from(["text", "html", "id", "title", "author", "published", "url", "source", "desk", "keywords", "Un nom"])
ROWS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1), min_size=1, max_size=5)


def tell(found: Record | Reject) -> tuple[Any, ...]:
    """What a result says, but for where it was read."""
    return (found.kind, found.content, found.metadata, found.notes) if isinstance(found, Record) else (found.reason,)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from(sorted(WRITERS)))
def test_the_same_records_in_any_file(tmp_path_factory: pytest.TempPathFactory, rows: list[Row], name: str) -> None:
    """CSV, Parquet, archives and packed files give what JSONL gives, with the same numbers."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "plain.jsonl").write_bytes(write_jsonl(rows))
    (folder / name).write_bytes(WRITERS[name](rows))
    plain, other = read_all(folder / "plain.jsonl"), read_all(folder / name)
    is_misfit = name.startswith(("a.csv", "a.parquet")) and not any({"text", "html"} & row.keys() for row in rows)

    if not is_misfit:
        assert list(map(tell, other)) == list(map(tell, plain))
        assert [r.source_id.rpartition(":")[2] for r in other] == [r.source_id.rpartition(":")[2] for r in plain]


# Further fields, and how they are written.
EXTRA = [
    ({}, None),
    ({"a": None}, None),
    ({"b": 1, "a": "é"}, '{"a": "é", "b": 1}'),
    ({"a": {"c": 1, "b": None}}, '{"a": {"b": null, "c": 1}}'),
    ({"a": float("nan"), "b": [float("inf"), 1]}, '{"a": null, "b": [null, 1]}'),
    ({"a": "caf\udce9 \ud83d"}, '{"a": "café \ufffd"}'),
    ({"a": date(2024, 3, 9), "b": b"\xff"}, '{"a": "2024-03-09", "b": "/w=="}'),
    ({"": 1}, '{"": 1}'),
]


@pytest.mark.parametrize(("values", "written"), EXTRA)
def test_further_fields_are_one_json_object(values: dict[str, Any], written: str | None) -> None:
    """Its keys are sorted, everyone can read it, and a field without a value is none."""
    assert write_extra(values) == written
    assert written is None or isinstance(json.loads(written), dict)


# Known fields with values of another type: what becomes of the id, the title and the further fields.
OTHER_TYPES = [
    ({"id": Decimal("12"), "title": b"Le port"}, ("12", "Le port", None)),
    ({"id": ["a"], "title": ["Un", "Deux"]}, ("a.jsonl:3", None, '{"id": ["a"], "title": ["Un", "Deux"]}')),
    ({"id": {"n": 1}, "title": True, "day": 1}, ("a.jsonl:3", None, '{"day": 1, "id": {"n": 1}, "title": true}')),
    ({"id": b"\xff", "author": [{"born": 1950}]}, ("a.jsonl:3", None, '{"author": [{"born": 1950}], "id": "/w=="}')),
    ({"id": float("nan"), "title": float("inf")}, ("a.jsonl:3", None, None)),
    ({"id": " ", "title": "", "url": None}, ("a.jsonl:3", None, None)),
    ({"html": ["Le port."]}, ("a.jsonl:3", None, '{"html": ["Le port."]}')),
    ({"html": float("nan")}, ("a.jsonl:3", None, None)),
]


@pytest.mark.parametrize(("values", "expected"), OTHER_TYPES)
def test_a_known_field_of_another_type_is_kept_beside(
    values: dict[str, Any], expected: tuple[str, str | None, str | None]
) -> None:
    """A number or bytes of text are used, nothing and what is no number are no value; all else is a further field."""
    found = make_record(Origin("a.jsonl"), Entry("line", 3, 10, None), {"text": "Le port.", **values})

    assert isinstance(found, Record)
    assert (found.source_id, found.metadata.title, found.metadata.extra) == expected


# How a file is encoded, and what its documents say of that.
ENCODINGS = [
    ("utf-8", None),
    ("windows-1252", "windows-1252"),
    ("utf-16", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
    ("utf-32", "utf-32-le"),
]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.csv.gz"])
@pytest.mark.parametrize(("encoding", "said"), ENCODINGS)
def test_a_text_says_from_which_encoding_it_was_decoded(name: str, encoding: str, said: str | None, tmp_path: Path) -> None:
    """Of UTF-8 nothing is said."""
    text = "Le café du quai"
    written = (f"id,text\n1,{text}\n" if "csv" in name else f'{{"text": "{text}", "id": 1}}\n').encode(encoding)
    (tmp_path / name).write_bytes(gzip.compress(written) if name.endswith("gz") else written)
    [record] = read_all(tmp_path / name)

    assert isinstance(record, Record) and (record.content, record.charset) == (text, said)


def test_a_few_bytes_of_another_encoding_are_counted(tmp_path: Path) -> None:
    """As in a text file."""
    (tmp_path / "a.csv").write_bytes("id,text\n1,Déjà vu au caf".encode() + b"\xe9\n")
    [record] = read_all(tmp_path / "a.csv")

    assert isinstance(record, Record) and record.charset == "utf-8 with 1 byte of windows-1252"


# Fields without a text, and what the reject says of them.
NO_TEXTS = [
    ({}, ""),
    ({"text": None, "html": " "}, ""),
    ({"text": 3}, "; `text` is a number"),
    ({"text": ["Un"], "html": {"a": "Deux"}}, "; `text` is a list; `html` is an object"),
    ({"html": False}, "; `html` is true or false"),
    ({"text": b"\xff"}, "; `text` is bytes"),
    ({"text": time(10)}, "; `text` is of another type"),
]


@pytest.mark.parametrize(("values", "said"), NO_TEXTS)
def test_a_record_without_text_says_what_it_holds_instead(values: dict[str, Any], said: str) -> None:
    """Whoever has named another column `text` sees why it is none."""
    reject = make_record(Origin("a.jsonl"), Entry("line", 3, 10, None), values)

    assert isinstance(reject, Reject)
    assert (reject.reason, reject.detail) == ("record without text", "line 3: neither `text` nor `html` holds text" + said)


def test_fields_nested_too_deep_are_a_reject(tmp_path: Any) -> None:
    """At whatever depth JSON can be read, it can be written again, or the record says that it cannot."""
    depths = range(100, 1_100, 50)
    lines = "".join(f'{{"text": "Un", "a": {"[" * depth}{"]" * depth}}}\n' for depth in depths)
    (tmp_path / "a.jsonl").write_text(lines)

    assert len(read_all(tmp_path / "a.jsonl")) == len(depths)
