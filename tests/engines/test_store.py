"""corpus_builder.engines.store: what is damaged is never found; what two write is written once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus_builder.engines import store as store_module
from corpus_builder.engines.document_stage import CleanTask, clean_task
from corpus_builder.engines.store import Store, fits_seal, name_batch, write_batch
from corpus_builder.model import Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.cleaned import clean_numbered, make_keys
from corpus_builder.system.errors import CorpusError
from tests.engines.batch_damages import DAMAGES

REJECTS: list[Record | Reject] = [Reject(f"r{number}", "a.jsonl", "empty file", "", 3, None) for number in range(7)]

OWNER, OTHER = "a" * 32, "b" * 32


def make_task(store: Store, first: int, end: int) -> CleanTask:
    chosen = REJECTS[first:end]
    keys = make_keys(chosen)
    return CleanTask(chosen, keys, store.folder / name_batch(keys))


def write(store: Store, first: int, end: int) -> Path:
    task = make_task(store, first, end)
    clean_task(task, Settings())
    assert task.folder is not None
    return task.folder


def load(folder: Path, *, shared: bool = True) -> Store:
    store = Store(folder, OWNER)
    store.load(shared=shared)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two batches, of three and of two records."""
    store = Store(tmp_path / "store", OWNER)
    write(store, 0, 3)
    write(store, 3, 5)
    return store.folder


def test_records_are_found_by_their_keys(folder: Path) -> None:
    """Each in its batch, at its place there; others are not."""
    store = load(folder)
    found = store.find(make_keys(REJECTS))
    names = [name_batch(make_keys(REJECTS[first:end])) for first, end in ((0, 3), (3, 5))]

    assert [store.names[batch] if batch >= 0 else None for batch in found.batches] == [names[0]] * 3 + [names[1]] * 2 + [None] * 2
    assert found.places.tolist() == [0, 1, 2, 0, 1, -1, -1]
    assert [store.count_records(store.names.index(name)) for name in names] == [3, 2]


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_batch_is_not_found_and_made_again(folder: Path, name: str) -> None:
    """The other one is; and a task that comes upon the damaged one does not believe it either."""
    damaged = folder / name_batch(make_keys(REJECTS[:3]))
    DAMAGES[name](damaged)
    write(Store(folder, OWNER), 0, 3)
    assert fits_seal(damaged)

    DAMAGES[name](damaged)
    store = load(folder)
    assert (store.find(make_keys(REJECTS[:5])).batches >= 0).tolist() == [False] * 3 + [True] * 2
    assert not damaged.exists()


@pytest.mark.parametrize("shared", [True, False])
def test_an_unfinished_batch_is_nobodys(folder: Path, shared: bool) -> None:
    """In a folder that others use, too, it is left alone."""
    half = folder / f".{'0' * 32}.{'1' * 16}.new"
    (folder / name_batch(make_keys(REJECTS[:3]))).rename(half)

    assert len(load(folder, shared=shared).names) == 1
    assert half.exists() == shared


@pytest.mark.parametrize("shared", [True, False])
def test_marks_of_an_owner_are_found_and_dropped_when_they_say_nothing_more(folder: Path, shared: bool) -> None:
    """What another owner has begun is its own; a mark stays while its batch is wanted and not there, whatever it is."""
    kept, gone, wanted = name_batch(make_keys(REJECTS[:3])), "0" * 32, "1" * 32
    for name in (kept, gone, wanted):
        for owner in (OWNER, OTHER):
            Store(folder, owner).name_mark(name).touch()
    Store(folder, OWNER).name_mark(gone).unlink()
    Store(folder, OWNER).name_mark(gone).mkdir()  # a folder in the way of a mark is one
    store = load(folder, shared=shared)
    assert store.begun == {kept, gone, wanted}

    store.used |= {kept, wanted}
    store.drop_marks()

    left = {path for path in folder.iterdir() if path.suffix == ".begun"}
    assert left == {store.name_mark(wanted), *map(Store(folder, OTHER).name_mark, (kept, gone, wanted))}


def test_a_batch_that_cannot_be_removed_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one line; the batch is not used."""
    DAMAGES["flipped bit"](folder / name_batch(make_keys(REJECTS[:3])))

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(store_module, "remove_path", refuse)
    with pytest.raises(CorpusError, match=r"cannot write .*store: permission denied"):
        load(folder)


def test_a_batch_that_is_there_stays(folder: Path) -> None:
    """Who writes the same one a second time leaves the first, and nothing beside it."""
    keys = make_keys(REJECTS[:3])
    batch = folder / name_batch(keys)
    inode = (batch / "keys.arrow").stat().st_ino

    write_batch(batch, keys, clean_numbered(REJECTS[:3], Settings()))

    assert (batch / "keys.arrow").stat().st_ino == inode
    assert len(list(folder.iterdir())) == 2


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    """Not even where no record is looked up."""
    store = load(tmp_path / "store")
    assert store.find(make_keys(REJECTS)).batches.tolist() == [-1] * 7
    assert store.find(np.empty((0, 2), np.int64)).places.tolist() == []
