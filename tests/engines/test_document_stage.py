"""corpus_builder.engines.document_stage: how many records are done is told while batches are made, or found."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.engines import batches
from corpus_builder.engines.document_stage import Cleaning, Given, clean_documents
from corpus_builder.engines.store import Store
from corpus_builder.engines.workers import Workers
from corpus_builder.model import Metadata, Record
from corpus_builder.settings import Settings

TEXT = "Le bac de Kerlou a repris ses traversées lundi matin, après trois semaines passées au chantier de l'estuaire."


def give(numbers: range | list[int]) -> list[Given]:
    records = [Record(f"r{n}", f"r{n}.txt", "text", f"{TEXT} {n}", Metadata(), 120, f"{n:064}") for n in numbers]
    return [Given(record, 0, record.source_id, takes=True, exempt=False) for record in records]


def clean(given: list[Given], folder: Path | None = None, workers: int = 1) -> list[int]:
    """What is told of records that are cleaned, with a store in a folder."""
    told: list[int] = []
    store = None if folder is None else Store(folder)
    if store is not None:
        store.load(shared=False)
    with Workers(workers) as pool:
        clean_documents(given, pool, Cleaning(Settings(), store, None, told.append))
    return told


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of three records."""
    monkeypatch.setattr(batches, "BATCH_RECORDS", 3)


@pytest.mark.parametrize("workers", [1, 2])
def test_records_are_done_when_their_batch_is(workers: int) -> None:
    """Batch after batch, in their order, up to the last record."""
    assert clean(give(range(8)), workers=workers) == [3, 6, 8]


def test_records_of_a_store_are_done_when_those_before_them_are(tmp_path: Path) -> None:
    """What is found is done as soon as it is read, unless a task before it is under way."""
    assert clean(give(range(3, 9)), tmp_path) == [3, 6]
    assert clean(give(range(3, 9)), tmp_path) == [3, 6]
    assert clean(give([3, 4, 5, 0, 1, 2, 6, 7, 8]), tmp_path, workers=2) == [3, 9]
    assert clean(give([3, 4, 5, 9, 10, 11, 6, 7, 8]), tmp_path) == [3, 6, 9]
