"""corpus_builder.stages.cleaned: rows know the record that they come from, and a key is all that decides what becomes of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.cleaned import KEY_BYTES, RECORD, clean_numbered, make_keys
from corpus_builder.stages.flows.admission import CLEANED
from tests.conftest import ARTICLE, OTHER

REJECT = Reject("a.jsonl:2", "a.jsonl", "malformed JSON", "no object", 9, "00ff")
RECORDS = [
    Record("estran", "a.jsonl", "text", ARTICLE + "\n\nPartager sur Facebook\n", Metadata(title="Estran"), 500, "1"),
    REJECT,
    Record("port", "port.html", "html", f"<h1>Le port</h1><p>{OTHER}</p>".encode(), Metadata(), 400, "2"),
    Record("vide", "vide.txt", "text", b"", Metadata(), 0, "3"),
    Record("copie", "copie.txt", "text", ARTICLE.encode(), Metadata(published="2024-03"), 490, "4"),
]


def test_rows_have_the_place_of_their_record() -> None:
    """In every table; a document and a reject are told apart by nothing but that."""
    tables = clean_numbered(RECORDS, Settings())
    places = {record.source_id: place for place, record in enumerate(RECORDS)}
    documents = {row["id"]: row for row in tables["documents"].to_pylist()}

    assert {name: table.column_names[-1] for name, table in tables.items()} == dict.fromkeys(CLEANED, RECORD)
    assert all(row[RECORD] == places[row["source_id"]] for name in ("documents", "rejects") for row in tables[name].to_pylist())
    for name in ("paragraphs", "quotes", "removals"):
        assert tables[name].num_rows
        assert all(row[RECORD] == documents[row["document_id"]][RECORD] for row in tables[name].to_pylist())
    assert sorted({*tables["documents"][RECORD].to_pylist(), *tables["rejects"][RECORD].to_pylist()}) == list(range(5))


def test_rows_of_a_batch_are_those_of_its_records() -> None:
    """Each record's rows are the same alone and among others, what lines and quotes are compared by among them."""
    together = clean_numbered(RECORDS, Settings())
    alone = [clean_numbered([record], Settings()) for record in RECORDS]

    for name, table in together.items():
        for place, own in enumerate(alone):
            rows = [row for row in table.to_pylist() if row[RECORD] == place]
            assert rows == [{**row, RECORD: place} for row in own[name].to_pylist()]
        assert table.num_rows == sum(own[name].num_rows for own in alone)
    assert all(together[name].num_rows for name in ("lines", "facts", "samples"))


@pytest.mark.parametrize("records", [[], [REJECT]])
def test_a_batch_without_documents_has_all_columns(records: list[Record | Reject]) -> None:
    """Those that the flows read, but for the number of the batch."""
    tables = clean_numbered(records, Settings())

    assert {name: table.schema for name, table in tables.items()} == {
        name: pa.schema([field for field in schema if field.name != "part"]) for name, schema in CLEANED.items()
    }
    assert tables["rejects"].num_rows == len(records)


PAGE = Record("a", "a.html", "html", b"<p>Le port</p>", Metadata(url="https://sorny.example/1"), 14, "1", ("cut",), "utf-8")
# Records, and rejects, of which one thing differs.
OTHERS: list[tuple[Record | Reject, dict[str, Any]]] = [
    (PAGE, {"source_id": "b"}),
    (PAGE, {"path": "b.html"}),
    (PAGE, {"kind": "text"}),
    (PAGE, {"content": b"<p>Le pont</p>"}),
    (PAGE, {"content": "<p>Le port</p>"}),
    (PAGE, {"content": "<p>Le port</p>\udc80"}),
    (PAGE, {"metadata": Metadata(title="https://sorny.example/1")}),
    (PAGE, {"metadata": Metadata(url="https://sorny.example/1", extra="{}")}),
    (PAGE, {"size": 15}),
    (PAGE, {"sha256": "2"}),
    (PAGE, {"notes": ()}),
    (PAGE, {"notes": ("cut", "cut")}),
    (PAGE, {"charset": None}),
    (REJECT, {"source_id": "a.jsonl:3"}),
    (REJECT, {"path": "b.jsonl"}),
    (REJECT, {"reason": "malformed"}),
    (REJECT, {"detail": "JSON no object"}),
    (REJECT, {"size": None}),
    (REJECT, {"sha256": None}),
]


def test_whatever_differs_gives_another_key() -> None:
    """Of all that decides the rows of a record nothing is left out; bytes and text of one content are told apart."""
    known = [PAGE, REJECT, *(replace(one, **changes) for one, changes in OTHERS)]
    keys = make_keys(known)

    assert keys.shape == (len(known), KEY_BYTES // 8) and keys.dtype == np.int64
    assert len(np.unique(keys, axis=0)) == len(known)
    decisive = set(Record.__dataclass_fields__) - {"place"}
    assert {name for one, changes in OTHERS if one is PAGE for name in changes} == decisive
    assert {name for one, changes in OTHERS if one is REJECT for name in changes} == set(Reject.__dataclass_fields__)


def test_a_key_depends_on_its_record_alone() -> None:
    """Equal records have equal keys, wherever they stand; none have none."""
    keys = make_keys([REJECT, PAGE, replace(PAGE, content=bytes(PAGE.content), place="line 2")])  # type: ignore[arg-type]

    assert keys[1].tolist() == keys[2].tolist() == make_keys([PAGE])[0].tolist()
    assert keys[0].tolist() == make_keys([replace(REJECT)])[0].tolist()
    assert make_keys([]).shape == (0, KEY_BYTES // 8)
