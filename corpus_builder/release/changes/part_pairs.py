"""The parts in which two releases differ, side by side: as they are while they are small, else divided among files.

Parts whose files are the same to the byte are left out: nothing in them differs. The rows of the others are divided by document,
so that a document meets itself wherever it moved, and no more than a few parts are held in memory at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.changes.row_changes import (
    KEYS,
    ROW,
    ReadColumns,
    Release,
    open_file,
    open_release,
    read_groups,
)
from corpus_builder.sources.files import digest_file
from corpus_builder.system.errors import ReleaseError
from corpus_builder.system.row_files import RowFiles
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.digests import hash_strings
from corpus_builder.tables.frames import OWNERS, fill_columns
from corpus_builder.tables.parquet import list_files

# Bytes of rows, of both releases together, that are compared at once; a column of them is held several times.
SHARE_BYTES = 64_000_000
REJECTS = "rejects"

Files = dict[str, list[Path]]


class Side(NamedTuple):
    """What differs of a release: the files of the differing parts by table, and the columns and rows of its whole tables."""

    folder: Path
    files: Files
    columns: Mapping[str, Mapping[str, pa.DataType]]
    rows: Mapping[str, int]


def find_sides(old: Path, new: Path) -> tuple[tuple[Side, Side], frozenset[str]]:
    """What differs of two releases, and the tables whose differing parts have equal files after all."""
    ours, others = ({name: list_files(folder, name) for name in SCHEMAS} for folder in (old, new))
    digests = digest_pairs(ours, others)
    kept = [leave_equal(one, other, digests) for one, other in ((ours, others), (others, ours))]
    same = frozenset(
        name for name in SCHEMAS if [digests[path] for path in kept[0][name]] == [digests[path] for path in kept[1][name]]
    )
    one, other = (describe_side(folder, files, own) for folder, files, own in zip((old, new), kept, (ours, others), strict=True))
    return (one, other), same


def digest_pairs(ours: Mapping[str, Mapping[int, Path]], others: Mapping[str, Mapping[int, Path]]) -> dict[Path, str]:
    """What stands for the content of each file: its digest, or its path where no file of the other release has its size."""
    found: dict[Path, str] = {}
    for name in SCHEMAS:
        sizes = [{path: path.stat().st_size for path in files[name].values()} for files in (ours, others)]
        for one, other in (sizes, sizes[::-1]):
            known = set(other.values())
            found |= {path: digest_file(path) if size in known else str(path) for path, size in one.items()}
    return found


def leave_equal(
    own: Mapping[str, Mapping[int, Path]], other: Mapping[str, Mapping[int, Path]], digests: Mapping[Path, str]
) -> Files:
    """The files of the parts of a release that are not in the other one; all of the rejects, where one of them is not."""
    there = Counter(key for _, key in _list_parts(other, digests))
    left: list[int] = []
    for number, key in _list_parts(own, digests):
        there[key] -= 1
        if there[key] < 0:
            left.append(number)
    files = {name: [own[name][number] for number in left if number in own[name]] for name in OWNERS}
    rejects = [list(each[REJECTS].values()) for each in (own, other)]
    is_same = [digests[path] for path in rejects[0]] == [digests[path] for path in rejects[1]]
    return files | {REJECTS: [] if is_same else rejects[0]}


def _list_parts(
    files: Mapping[str, Mapping[int, Path]], digests: Mapping[Path, str]
) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    for number in sorted(set().union(*(files[name] for name in OWNERS))):
        yield number, tuple(digests[files[name][number]] if number in files[name] else None for name in OWNERS)


def describe_side(folder: Path, files: Files, own: Mapping[str, Mapping[int, Path]]) -> Side:
    """A release of which some files differ. Raises ReleaseError where a file cannot be read or has no ids."""
    columns: dict[str, Mapping[str, pa.DataType]] = {}
    rows = {}
    for name in SCHEMAS:
        opened = [_describe_file(path) for path in own[name].values()]
        if any(count and KEYS[name][0] not in kinds for kinds, count in opened):
            raise ReleaseError(f"{folder}: ids of {name} are missing", hint="verify it, or build it again")
        columns[name] = opened[0][0] if opened else {}
        rows[name] = sum(count for _, count in opened)
    return Side(folder, files, columns, rows)


def _describe_file(path: Path) -> tuple[dict[str, pa.DataType], int]:
    with open_file(path) as file:
        return {field.name: field.type for field in file.schema_arrow}, file.metadata.num_rows


@contextmanager
def pair_releases(sides: tuple[Side, Side], same: Collection[str]) -> Iterator[Iterator[tuple[Release, Release]]]:
    """What differs of two releases as pairs of shares, each of which has all differing rows of its documents.

    Of the tables that are the `same` only the keys are read.
    """
    old, new = sides
    count = 1 + sum(_count_bytes(path) for side in sides for files in side.files.values() for path in files) // SHARE_BYTES
    with ExitStack() as held:
        if count == 1:
            readers: list[Callable[[int], ReadColumns]] = [partial(_read_whole, side) for side in sides]
        else:
            shared = [{name: held.enter_context(RowFiles()) for name in SCHEMAS} for _ in sides]
            for side, files in zip(sides, shared, strict=True):
                divide_rows(side, files, count, same)
            readers = [partial(_read_share, files) for files in shared]
        one, other = readers
        yield ((open_release(old.folder, one(share)), open_release(new.folder, other(share))) for share in range(count))


def _count_bytes(path: Path) -> int:
    with open_file(path) as file:
        return sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))


def _read_whole(side: Side, _: int) -> ReadColumns:
    """All that differs of a release, read from its own files."""

    def read(name: str, columns: Sequence[str]) -> pa.Table:
        rows = [rows for path in side.files[name] for rows in read_groups(path, columns)]
        table = pa.concat_tables(rows) if rows else pa.table({})
        return fill_columns(table.append_column(ROW, pa.array(np.arange(table.num_rows))), name, columns)

    return read


def divide_rows(side: Side, files: Mapping[str, RowFiles], count: int, same: Collection[str]) -> None:
    """Write the rows of each table to files, in so many shares: those of one document, or of one reject, in the same share."""
    for name, paths in side.files.items():
        wanted = list(KEYS[name]) if name in same else list(side.columns[name])
        first = 0
        for rows in (rows for path in paths for rows in read_groups(path, wanted)):
            rows = rows.append_column(ROW, pa.array(np.arange(first, first + rows.num_rows)))
            first += rows.num_rows
            shares = hash_strings(_name_owners(rows, name)) % np.uint64(count)
            files[name].put_split(rows, shares.astype(np.int64), count)


def _name_owners(rows: pa.Table, name: str) -> pa.ChunkedArray:
    """What the rows of a share have in common: their document, or all that tells rejects apart."""
    if name in OWNERS:
        return rows[OWNERS[name]]
    return pc.binary_join_element_wise(*(pc.fill_null(rows[column], "") for column in KEYS[name][:4]), "\n")


def _read_share(files: Mapping[str, RowFiles], share: int) -> ReadColumns:
    """A share of what differs of a release, read from the files that it was divided into."""
    tables = {name: table for name in SCHEMAS if (table := files[name].read_all(share)) is not None}
    return lambda name, columns: fill_columns(tables.get(name, pa.table({ROW: pa.array([], pa.int64())})), name, columns)


def read_rejects(folder: Path) -> Iterator[pa.Table]:
    """The ids of rejected sources, file by file."""
    for path in list_files(folder, REJECTS).values():
        for rows in read_groups(path, ("source_id",)):
            yield fill_columns(rows, REJECTS, ("source_id",))
