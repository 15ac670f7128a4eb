"""Cleaned batches on disk, found by the records that they were made of: what a killed build goes on with, and a cache.

A batch is a folder with a file of rows for each table, the keys of its records, and a seal: the hashes of these files. It appears
under its name when it is whole. A record is looked up by its key; what the seal does not fit is as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.engines.tasks import open_table, write_rows
from corpus_builder.stages.cleaned import I64
from corpus_builder.stages.flows.admission import CLEANED
from corpus_builder.system.durable import make_folder, remove_path
from corpus_builder.system.errors import explain_failure

KEYS, SEAL = "keys", "seal.json"
FILES = {f"{name}.arrow" for name in (KEYS, *CLEANED)}
# What a batch is called, and what it was called by a process that died before it was whole.
BATCH, UNFINISHED = re.compile("[0-9a-f]{32}"), re.compile(r"\.[0-9a-f]{32}\.[0-9a-f]{16}\.new")
# What says that the process of a build began to clean a batch, and whose build that was.
BEGUN = re.compile(r"\.([0-9a-f]{32})\.([0-9a-f]{32})\.begun")
KEY_SCHEMA = pa.schema([("high", pa.int64()), ("low", pa.int64())])


class Found(NamedTuple):
    """For each of several records the number of the batch that holds it and its place there; -1 where none does."""

    batches: I64
    places: I64


class Store:
    """Batches in a folder, for one version of code and settings; `used` are the names of those that a build has read or made.

    `begun` are the names of those that an earlier build of the same `owner` has begun and not finished: one of their records may
    have killed it. What other builds have begun is their own.
    """

    def __init__(self, folder: Path, owner: str) -> None:
        self.folder, self._owner = folder, owner
        with explain_failure(f"cannot write {folder}"):
            make_folder(folder)
        self.names: list[str] = []
        self.used: set[str] = set()
        self.begun: set[str] = set()
        self._sizes: list[int] = []
        self._high = self._low = self._batch = self._place = np.empty(0, np.int64)

    def load(self, *, shared: bool) -> None:
        """Learn which records the batches hold that are there; what does not fit its seal is removed.

        What is not whole yet is left alone where the folder is shared: another build may be at it. Raises CorpusError when what
        is damaged cannot be removed.
        """
        keys = []
        for path in sorted(self.folder.iterdir()):
            if BATCH.fullmatch(path.name) and fits_seal(path):
                self.names.append(path.name)
                keys.append(open_table(path / f"{KEYS}.arrow"))
            elif BATCH.fullmatch(path.name) or (UNFINISHED.fullmatch(path.name) and not shared):
                with explain_failure(f"cannot write {self.folder}"):
                    remove_path(path)
            elif (begun := BEGUN.fullmatch(path.name)) and begun[2] == self._owner:
                self.begun.add(begun[1])
        self._sizes = [table.num_rows for table in keys]
        high, low = (
            np.concatenate([np.empty(0, np.int64), *(table[side].to_numpy() for table in keys)]) for side in ("high", "low")
        )
        batch = np.repeat(np.arange(len(keys)), np.array(self._sizes, np.int64))
        place = np.concatenate([np.empty(0, np.int64), *map(np.arange, self._sizes)]).astype(np.int64)
        order = np.argsort(high, kind="stable")
        self._high, self._low, self._batch, self._place = high[order], low[order], batch[order], place[order]

    def find(self, keys: I64) -> Found:
        """Where the records with these keys are, by the numbers of `names`."""
        rows = np.searchsorted(self._high, keys[:, 0])
        rows = np.minimum(rows, max(len(self._high) - 1, 0))
        if not len(self._high):
            return Found(np.full(len(keys), -1), np.full(len(keys), -1))
        there = (self._high[rows] == keys[:, 0]) & (self._low[rows] == keys[:, 1])
        return Found(np.where(there, self._batch[rows], -1), np.where(there, self._place[rows], -1))

    def name_mark(self, name: str) -> Path:
        """The file that says that this build has begun a batch."""
        return self.folder / f".{name}.{self._owner}.begun"

    def drop_marks(self) -> None:
        """Remove what says of batches that an earlier build has begun them, but of those that were given and are not kept."""
        for name in self.begun:
            if name not in self.used or (self.folder / name).exists():
                remove_path(self.name_mark(name))

    def count_records(self, batch: int) -> int:
        """How many records a batch holds."""
        return self._sizes[batch]


def name_batch(keys: I64) -> str:
    """The name of the batch of records with these keys."""
    return hashlib.sha256(np.ascontiguousarray(keys, "<i8").tobytes()).hexdigest()[:32]


def write_batch(folder: Path, keys: I64, tables: Mapping[str, pa.Table]) -> None:
    """Write a batch as a folder that is there when it is whole; another process may write the same one at the same time.

    Raises CorpusError when the disk is full.
    """
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.new")
    with explain_failure(f"cannot write {folder.parent}"):
        beside.mkdir()
        try:
            for name, table in [(KEYS, pa.table([keys[:, 0], keys[:, 1]], schema=KEY_SCHEMA)), *tables.items()]:
                write_rows(beside / f"{name}.arrow", table, (0, table.num_rows))
            (beside / SEAL).write_text(json.dumps(dict(hash_files(beside))), encoding="utf-8")
            rename_batch(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def rename_batch(beside: Path, folder: Path) -> None:
    """Give a batch its name, in place of a damaged one; a whole one of that name stays."""
    try:
        beside.rename(folder)
    except OSError:
        if not os.path.lexists(folder):
            raise
        if not fits_seal(folder):
            remove_path(folder)
            beside.rename(folder)


def fits_seal(folder: Path) -> bool:
    """Whether the files of a batch are those that were written, and are of the records by which it is called."""
    try:
        sealed, found = json.loads((folder / SEAL).read_bytes()), dict(hash_files(folder))
    except (OSError, ValueError, RecursionError):
        return False
    return found.keys() == FILES and sealed == found and name_batch(read_keys(folder)) == folder.name


def read_keys(folder: Path) -> I64:
    """The keys of the records of a batch."""
    table = open_table(folder / f"{KEYS}.arrow")
    return np.column_stack([table[side].to_numpy() for side in KEY_SCHEMA.names])


def hash_files(folder: Path) -> Iterator[tuple[str, str]]:
    """The SHA-256 of each file of rows."""
    for path in sorted(folder.glob("*.arrow")):
        with path.open("rb") as file:
            yield path.name, hashlib.file_digest(file, "sha256").hexdigest()
