"""Words that spill into files: what is put in comes out, from memory or from files, and no file is left."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import numpy as np
import pytest

from corpus_builder.duplicates import spill as module
from corpus_builder.duplicates.spill import Partitions, Spill
from corpus_builder.system.errors import CorpusError

EDGES = np.array([10, 20], np.uint64)
ARRAYS = [np.array(words, np.uint64) for words in ([1, 9, 10, 19, 20, 2**63], [], [3, 20], [10, 10])]


@pytest.fixture(params=[1 << 20, 8])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files go here; with the small bound, everything goes to files."""
    monkeypatch.setattr(module, "MEMORY_BYTES", request.param)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_words_come_out_by_partition(folder: Path) -> None:
    """Each partition has its words, however often; an edge belongs to the partition above it."""
    with Spill(EDGES) as spill:
        for words in ARRAYS:
            spill.put(words)
        found = [sorted(words.tolist()) for words in spill.take_all()]
    assert found == [[1, 3, 9], [10, 10, 10, 19], [20, 20, 2**63]]
    assert not list(folder.iterdir())


def test_an_interrupted_spill_leaves_nothing(folder: Path) -> None:
    """Files go when the work breaks off."""
    with pytest.raises(KeyboardInterrupt), Spill(EDGES) as spill:
        spill.put(ARRAYS[0])
        raise KeyboardInterrupt
    assert not list(folder.iterdir())


def test_partitions_keep_their_arrays(folder: Path) -> None:
    """Arrays can be read again, and files are removed with them; an empty array takes no place."""
    partitions = Partitions()
    for words in ARRAYS:
        partitions.put(words)
    assert [words.tolist() for words in partitions.arrays] == [words.tolist() for words in ARRAYS if len(words)]
    del partitions
    assert not list(folder.iterdir())


@pytest.mark.parametrize("make", [lambda: Spill(np.array([5], np.uint64)), Partitions])
def test_a_full_disk_is_one_clear_line(make, monkeypatch):
    """Where the folder for temporary files has no room, the error says so and names it."""

    def fill(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("corpus_builder.duplicates.spill.MEMORY_BYTES", 0)
    monkeypatch.setattr(Path, "open", fill)
    with pytest.raises(CorpusError, match=r"\Acannot write temporary files in [^\n]+: the disk is full [^\n]+\Z"):
        make().put(np.arange(10, dtype=np.uint64))
