"""Rows of two releases side by side: read column by column, whatever columns a release has, and told apart by their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_builder.release.manifest import Manifest, read_manifest
from corpus_builder.system.errors import ReleaseError, first_line
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.comparison import differs
from corpus_builder.tables.frames import take_rows
from corpus_builder.tables.pieces import rank_within

Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# What tells the rows of each table apart, and what they belong to; `sha256` and `url` are what a takedown may name.
KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("id", "source_id", "url", "sha256"),
    "paragraphs": ("id", "document_id"),
    "quotes": ("id", "document_id", "paragraph_id"),
    "removals": ("id", "document_id", "start", "end", "stage", "rule"),
    "rejects": ("source_id", "path", "reason", "detail", "sha256"),
}


# The number of a row among those of its table that are compared.
ROW = "row"
# Columns of a table of a release by their names; one that the release does not have is null.
ReadColumns = Callable[[str, Sequence[str]], pa.Table]


@dataclass(frozen=True, slots=True)
class Release:
    """Rows of a release that are compared: its folder and manifest, how columns are read, and what `read_keys` reads by table."""

    folder: Path
    manifest: Manifest
    read: ReadColumns
    keys: Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Match:
    """Rows of two tables by key: `old[i]` is `new[i]`, in the order of NEW; `gone` and `fresh` are in one of them only."""

    old: Index
    new: Index
    gone: Index
    fresh: Index


class RowsFound(NamedTuple):
    """Some rows of a table: their numbers, and their names for people."""

    rows: Index
    names: pa.ChunkedArray


def find_rows(keys: pa.Table, where: Index) -> RowsFound:
    """The rows at some places among the keys of a table."""
    found = keys.select([ROW, "name"]).take(pa.array(where))
    return RowsFound(found[ROW].to_numpy(), found["name"])


def name_in_order(found: Iterable[RowsFound]) -> tuple[str, ...]:
    """The names of all rows, in the order of their numbers."""
    parts = list(found)
    rows = np.concatenate([np.empty(0, np.int64), *(part.rows for part in parts)])
    names = pa.chunked_array([chunk for part in parts for chunk in part.names.chunks], pa.string())
    return tuple(names.take(pa.array(np.argsort(rows, kind="stable"))).to_pylist())


def open_release(folder: Path, read: ReadColumns) -> Release:
    """Rows of a release with their keys. Raises ReleaseError when it has no manifest, or these are not keys."""
    return Release(folder, read_manifest(folder), read, {name: read_keys(folder, read, name) for name in SCHEMAS})


def read_keys(folder: Path, read: ReadColumns, name: str) -> pa.Table:
    """The keys of a table: the columns of KEYS, `row`, `id` and `document_id` of every row, and `name`, its id for people.

    Raises ReleaseError when two rows have one id.
    """
    keys = read(name, (*KEYS[name], ROW))
    if name == "rejects":
        return name_rejects(keys)
    if keys["id"].null_count or pc.count_distinct(keys["id"]).as_py() != keys.num_rows:
        raise ReleaseError(f"{folder}: ids of {name} are missing or not unique", hint="verify it, or build it again")
    columns = dict(zip(keys.column_names, keys.columns, strict=True))
    return pa.table({"document_id": keys["id"], **columns, "name": keys["id"]})


def name_rejects(rejects: pa.Table) -> pa.Table:
    """Rejects with an id made of all that tells them apart; equal ones are counted, since lines of one file may be equal."""
    parts = [pc.fill_null(rejects[column], "") for column in KEYS["rejects"][:4]]
    source_id, path, reason, detail = parts
    key = pc.binary_join_element_wise(*parts, "\n")
    codes = key.combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    number = np.empty(len(order), np.int64)
    number[order] = rank_within(pa.chunked_array([codes[order]], pa.int32()))
    where = pc.if_else(pc.equal(source_id, path), path, pc.binary_join_element_wise(source_id, path, " in "))
    columns = dict(zip(rejects.column_names, rejects.columns, strict=True))
    told = {
        "id": pc.binary_join_element_wise(key, pc.cast(pa.chunked_array([number]), pa.string()), "\n"),
        "document_id": pa.chunked_array([pa.nulls(rejects.num_rows, pa.string())]),
        "url": pa.chunked_array([pa.nulls(rejects.num_rows, pa.string())]),
        "name": pc.binary_join_element_wise(where, reason, detail, ": "),
    }
    return pa.table({**columns, **told})


@contextmanager
def open_file(path: Path) -> Iterator[pq.ParquetFile]:
    """A file of a release. Raises ReleaseError, naming it, when it cannot be opened."""
    try:
        file = pq.ParquetFile(path, memory_map=False)
    except (pa.ArrowException, OSError, ValueError) as why:
        raise _refuse(str(path), why) from why
    with file:
        yield file


def read_groups(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """The row groups of a file, with those of the columns that it has. Raises ReleaseError, naming it, when it cannot be read."""
    with open_file(path) as file:
        wanted = [column for column in columns if column in file.schema_arrow.names]
        for group in range(file.num_row_groups):
            try:
                rows = file.read_row_group(group, wanted)
                rows.validate(full=True)
            except (pa.ArrowException, OSError, ValueError) as why:
                raise _refuse(str(path), why) from why
            yield rows.replace_schema_metadata(None)


def _refuse(where: str, why: Exception) -> ReleaseError:
    return ReleaseError(f"cannot read {where}: {first_line(why)}", hint="copy the release again, or build it again")


def match_rows(old: pa.ChunkedArray, new: pa.ChunkedArray) -> Match:
    """The rows of two tables by their keys, of which none is there twice.

    >>> match = match_rows(pa.chunked_array([["a", "b"]]), pa.chunked_array([["c", "b"]]))
    >>> match.old.tolist(), match.new.tolist(), match.gone.tolist(), match.fresh.tolist()
    ([1], [1], [0], [0])
    """
    place = pc.index_in(new, value_set=old.combine_chunks())
    found = to_mask(pc.is_valid(place))
    both: Index = place.drop_null().to_numpy().astype(np.int64)
    gone = np.ones(len(old), bool)
    gone[both] = False
    return Match(both, np.flatnonzero(found), np.flatnonzero(gone), np.flatnonzero(~found))


def compare_columns(old: pa.ChunkedArray, new: pa.ChunkedArray, match: Match) -> Mask:
    """For each row that both tables have whether a column differs; null is equal to null alone."""
    if not len(match.gone) and not len(match.fresh) and np.array_equal(match.old, match.new):
        return to_mask(differs(old, new))
    one, other = (take_rows(pa.table({"": column}), pa.array(rows))[0] for column, rows in ((old, match.old), (new, match.new)))
    return to_mask(differs(one, other))


def to_mask(flags: pa.ChunkedArray) -> Mask:
    """A column of truths as numpy has them; null is false."""
    return np.asarray(pc.fill_null(flags, False).to_numpy(), bool)


def is_among(column: pa.ChunkedArray, values: pa.Array) -> Mask:
    """For each row whether its value, which may be null, is among others."""
    return to_mask(pc.is_in(column, value_set=values, skip_nulls=True))


def any_of(masks: Iterable[Mask], rows: int) -> Mask:
    """For each of so many rows whether one of the masks has it."""
    return reduce(np.logical_or, masks, np.zeros(rows, bool))


def unite(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The values of columns, each once."""
    chunks = [chunk for column in columns for chunk in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])]
    return pc.unique(pa.chunked_array(chunks, pa.string())).drop_null()
