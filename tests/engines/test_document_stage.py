"""corpus_builder.engines.document_stage: records are numbered as they come, what a store has is not cleaned again, and what is
done is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from corpus_builder.engines import batches, document_stage
from corpus_builder.engines.document_stage import (
    Cleaned,
    Cleaning,
    CleanTask,
    Given,
    clean_alone,
    clean_documents,
    clean_task,
    take_records,
)
from corpus_builder.engines.local import Local, Work
from corpus_builder.engines.store import Store, name_batch
from corpus_builder.engines.workers import Workers
from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.cleaned import RECORD, clean_numbered, make_keys
from corpus_builder.stages.flows.admission import CLEANED
from tests.conftest import ARTICLE, OTHER

SETTINGS, OWNER = Settings(), "a" * 32
Found = Record | Reject


def make_record(number: int) -> Record:
    text = f"{ARTICLE if number % 2 else OTHER}\n\nLe registre du port porte ce jour-là {number} entrées de navires.\n"
    return Record(f"r{number}", "a.jsonl", "text", text, Metadata(), len(text), str(number))


REJECT = Reject("a.jsonl:9", "a.jsonl", "malformed JSON", "no object", 9, None)
RECORDS: list[Found] = [make_record(0), REJECT, *map(make_record, range(1, 6))]


def give(records: Sequence[Found]) -> Iterator[Given]:
    for number, record in enumerate(records):
        yield Given(record, number // 3, record.source_id, isinstance(record, Record), exempt=False)


def clean(records: Sequence[Found], folder: Path | None = None, spill: Path | None = None) -> Cleaned:
    """The stage over some records, with what lies in the folder of a store."""
    store = None if folder is None else Store(folder, OWNER)
    if store is not None:
        store.load(shared=False)
    return clean_documents(give(records), Workers(1), Cleaning(SETTINGS, store, spill))


def read_rows(cleaned: Cleaned, name: str) -> list[tuple[object, ...]]:
    """The rows of a table by the numbers of their records, without those of their batches."""
    found = [row for table in getattr(cleaned.read(Local(Work())), name).collect() for row in table.to_pylist()]
    return sorted([(row[RECORD], *(value for column, value in row.items() if column != "part")) for row in found], key=repr)


@pytest.fixture(autouse=True)
def cleaned_ids(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Batches of three records; the ids of those that this process has cleaned."""
    ids: list[str] = []

    def note(records: Sequence[Found], settings: Settings) -> dict[str, pa.Table]:
        ids.extend(record.source_id for record in records)
        return clean_numbered(records, settings)

    monkeypatch.setattr(batches, "BATCH_RECORDS", 3)
    monkeypatch.setattr(document_stage, "clean_numbered", note)
    return ids


def test_rows_have_the_numbers_of_their_records(tmp_path: Path) -> None:
    """In memory and in a store, in however many batches; what is noted of records is in their order."""
    made, kept = clean(RECORDS), clean(RECORDS, tmp_path / "store")
    [intake] = [pa.concat_tables(made.read(Local(Work())).intake.collect())]

    for name in ("documents", "paragraphs", "quotes", "rejects", "lines", "facts", "samples"):
        assert read_rows(made, name) == read_rows(kept, name) != []
    assert [row[0] for row in read_rows(made, "documents")] == [0, 2, 3, 4, 5, 6]
    assert intake["record"].to_pylist() == list(range(7))
    assert intake["source_id"].to_pylist() == [record.source_id for record in RECORDS]
    assert intake["part"].to_pylist() == [0, 0, 0, 1, 1, 1, 2]
    assert made.size > 0 and kept.size > 0


def test_only_what_no_store_has_is_cleaned(tmp_path: Path, cleaned_ids: list[str]) -> None:
    """Records that moved, in another order and beside new ones, have their rows from the store, with the numbers of today."""
    clean(RECORDS, tmp_path)
    cleaned_ids.clear()
    changed = [make_record(7), RECORDS[6], RECORDS[2], make_record(8), RECORDS[0]]

    again = clean(changed, tmp_path)

    assert sorted(cleaned_ids) == ["r7", "r8"]
    for name in ("documents", "paragraphs", "quotes", "rejects", "lines", "facts", "samples"):
        assert read_rows(again, name) == read_rows(clean(changed), name)


def test_a_second_record_is_the_first_again_and_a_second_reject_has_its_own_row(tmp_path: Path, cleaned_ids: list[str]) -> None:
    """Nothing is lost: each reject is counted, and who has the same id as a record before is refused for that."""
    clean([RECORDS[0], REJECT], tmp_path)
    cleaned_ids.clear()

    again = clean([REJECT, RECORDS[0], REJECT, RECORDS[0]], tmp_path)

    assert cleaned_ids == [REJECT.source_id]
    assert [row[0] for row in read_rows(again, "rejects")] == [0, 2]
    assert [row[0] for row in read_rows(again, "documents")] == [1]


def test_what_is_noted_of_very_many_records_goes_to_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says the same."""
    whole = read_rows(clean(RECORDS), "intake")
    monkeypatch.setattr(document_stage, "NOTED_ROWS", 4)

    spilled = clean(RECORDS, spill=tmp_path)

    assert read_rows(spilled, "intake") == whole
    assert [isinstance(part, Path) for part in spilled.intake] == [True, False]


def test_rows_of_records_that_are_not_given_are_left_out() -> None:
    """Others keep their order; rows know their batch."""
    table = pa.table({"text": ["a", "b", "c"], RECORD: [0, 1, 1]})
    found = take_records(table, np.array([-1, 40]), part=3)

    assert found.to_pylist() == [{"text": text, RECORD: 40, "part": 3} for text in "bc"]
    assert take_records(table[:0], np.array([-1, 40]), part=3).num_rows == 0


def make_task(folder: Path | None, *, is_marked: bool = False) -> CleanTask:
    keys = make_keys(RECORDS[:3])
    if folder is None:
        return CleanTask(RECORDS[:3], keys, None)
    store = Store(folder, OWNER)
    name = name_batch(keys)
    return CleanTask(RECORDS[:3], keys, folder / name, store.name_mark(name) if is_marked else None)


def test_records_that_are_cleaned_alone_have_the_rows_of_their_batch() -> None:
    """With the places that they have in it."""
    task = make_task(None)
    alone, together = clean_alone(task, SETTINGS), clean_task(task, SETTINGS)

    assert alone is not None and together is not None
    for name, table in together.items():
        assert sorted(alone[name].to_pylist(), key=repr) == sorted(table.to_pylist(), key=repr)
        assert alone[name].schema == table.schema


def test_a_batch_is_marked_while_this_process_cleans_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark of one that did not end makes the next build clean it in other processes, and then nothing is left of it."""
    task = make_task(tmp_path, is_marked=True)
    assert task.mark is not None and task.folder is not None

    def die(*_: object) -> None:
        assert task.mark is not None and task.mark.exists()
        raise MemoryError

    with monkeypatch.context() as patch, pytest.raises(MemoryError):
        patch.setattr(document_stage, "clean_numbered", die)
        clean_task(task, SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == [task.mark.name]

    with monkeypatch.context() as patch:
        # what has a record that killed its processes is not kept
        patch.setattr(document_stage, "clean_alone", lambda *_: {})
        assert clean_task(task, SETTINGS) == {}
    assert [path.name for path in tmp_path.iterdir()] == [task.mark.name]

    with monkeypatch.context() as patch:
        patch.setattr(document_stage, "clean_numbered", die)  # in this process
        assert clean_task(task, SETTINGS) is None
    assert [path.name for path in tmp_path.iterdir()] == [task.folder.name]


@pytest.mark.parametrize(("workers", "marks"), [(1, 1), (2, 0)])
def test_only_what_this_process_cleans_has_a_mark(workers: int, marks: int, tmp_path: Path) -> None:
    """Others are watched by it."""
    tasks: list[CleanTask] = []

    class Listed(Workers):
        def run(self, _, given, __=None):  # type: ignore[no-untyped-def]
            tasks.extend(given)
            return iter([{name: schema.empty_table() for name, schema in CLEANED.items()}] * len(tasks))

    clean_documents(give(RECORDS[:3]), Listed(workers), Cleaning(SETTINGS, Store(tmp_path, OWNER)))

    assert [task.mark is not None for task in tasks] == [bool(marks)]


def tell(numbers: Iterable[int], folder: Path | None = None, workers: int = 1) -> list[int]:
    """What is told of records that are cleaned, with a store in a folder."""
    told: list[int] = []
    store = None if folder is None else Store(folder, OWNER)
    if store is not None:
        store.load(shared=False)
    with Workers(workers) as pool:
        clean_documents(give([*map(make_record, numbers)]), pool, Cleaning(SETTINGS, store, None, told.append))
    return told


@pytest.mark.parametrize("workers", [1, 2])
def test_records_are_done_when_their_batch_is(workers: int) -> None:
    """Batch after batch, in their order, up to the last record."""
    assert tell(range(8), workers=workers) == [3, 6, 8]


def test_records_of_a_store_are_done_when_those_before_them_are(tmp_path: Path) -> None:
    """What is found is done as soon as it is read, unless a task before it is under way."""
    assert tell(range(3, 9), tmp_path) == [3, 6]
    assert tell(range(3, 9), tmp_path) == [3, 6]
    assert tell([3, 4, 5, 0, 1, 2, 6, 7, 8], tmp_path, workers=2) == [3, 9]
    assert tell([3, 4, 5, 9, 10, 11, 6, 7, 8], tmp_path) == [3, 6, 9]
