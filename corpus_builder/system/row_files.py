"""Rows of tables in temporary files, from where any of them are read again without the others."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from corpus_builder.system.errors import explain_failure

I64 = npt.NDArray[np.int64]

# Files that are open at a time: fewer than any system allows.
MOST_OPEN = 128


class RowFiles:
    """Tables of one schema in the files of a temporary folder, which is removed at the end; they are mapped, not read.

    Raises CorpusError, naming the folder, where there is no room.
    """

    def __init__(self) -> None:
        with explain_failure("cannot make a temporary folder"):
            self._folder = tempfile.TemporaryDirectory(prefix="corpus_builder-", ignore_cleanup_errors=True)
        self._bounds: list[I64] = []
        self._open = lru_cache(MOST_OPEN)(self._map_file)

    def __enter__(self) -> RowFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.cache_clear()
        self._folder.cleanup()

    def put(self, pieces: Sequence[pa.Table]) -> int:
        """Write tables of one schema, at least one, to a file, and give its number."""
        number, counts = len(self._bounds), [0]
        with (
            explain_failure(f"cannot write temporary files in {Path(self._folder.name).parent}"),
            pa.OSFile(str(self._path(number)), "wb") as sink,
            pa.ipc.new_file(sink, pieces[0].schema) as writer,
        ):
            for piece in pieces:
                # one batch, unless its strings are longer than one can hold
                batches = piece.combine_chunks().to_batches()
                for batch in batches:
                    writer.write_batch(batch)
                counts.append(len(batches))
        self._bounds.append(np.cumsum(counts))
        return number

    def put_split(self, table: pa.Table, shares: I64, count: int) -> int:
        """Write the rows of a table to a file, as so many tables: `shares` says to which of them each row belongs."""
        ordered = table.take(pa.array(np.argsort(shares, kind="stable")))
        bounds = np.cumsum(np.bincount(shares, minlength=count)).tolist()
        return self.put([ordered.slice(first, end - first) for first, end in pairwise([0, *bounds])])

    def read(self, number: int, piece: int = 0) -> pa.Table:
        """One of the tables of a file."""
        file, (first, end) = self._open(number), self._bounds[number][piece : piece + 2]
        return pa.Table.from_batches([file.get_batch(batch) for batch in range(first, end)], file.schema)

    def read_all(self, piece: int) -> pa.Table | None:
        """That table of each file, in the order of the files; None where there is no file."""
        found = [self.read(number, piece) for number in range(len(self._bounds))]
        return pa.concat_tables(found).combine_chunks() if found else None

    def _map_file(self, number: int) -> pa.ipc.RecordBatchFileReader:
        return pa.ipc.open_file(pa.memory_map(str(self._path(number))))

    def _path(self, number: int) -> Path:
        return Path(self._folder.name, f"{number}.arrow")
