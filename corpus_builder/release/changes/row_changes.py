"""Rows of two releases side by side: read column by column, whatever columns a release has, and told apart by their ids."""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder that is compared: its manifest, and of each table what `read_keys` reads."""

    folder: Path
    manifest: Manifest
    keys: Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Match:
    """Rows of two tables by key: `old[i]` is `new[i]`, in the order of NEW; `gone` and `fresh` are in one of them only."""

    old: Index
    new: Index
    gone: Index
    fresh: Index


def open_release(folder: Path) -> Release:
    """A release folder with the keys of its rows. Raises ReleaseError when it has none that can be read."""
    manifest = read_manifest(folder)
    return Release(folder, manifest, {name: read_keys(folder, manifest, name) for name in SCHEMAS})


def read_keys(folder: Path, manifest: Manifest, name: str) -> pa.Table:
    """The keys of a table: the columns of KEYS, `id` and `document_id` of every row, and `name`, its id for people.

    Raises ReleaseError when the table is not there though the manifest counts its rows, or two rows have one id.
    """
    keys, said = read_columns(folder, name, KEYS[name]), manifest.tables.get(name)
    if not keys.num_rows and said and said.rows:
        raise ReleaseError(f"{folder} lacks its table {name} of {said.rows} rows", hint="copy it again, or build it again")
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


def list_columns(folder: Path, name: str) -> dict[str, pa.DataType]:
    """The columns of a table with their types; none where the release has no file of it. Raises ReleaseError."""
    schemas = [file.schema_arrow for _, file in _open_files(folder, name)]
    return {field.name: field.type for field in schemas[0]} if schemas else {}


def read_columns(folder: Path, name: str, columns: Sequence[str]) -> pa.Table:
    """Columns of a table; one that the release does not have is null. Raises ReleaseError, naming the file."""
    parts = []
    for where, file in _open_files(folder, name):
        try:
            part = file.read(columns=[column for column in columns if column in file.schema_arrow.names])
            part.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as why:
            raise _refuse(where, why) from why
        parts.append(part.replace_schema_metadata(None))
    table = pa.concat_tables(parts) if parts else SCHEMAS[name].empty_table()
    for column in columns:
        if column not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, SCHEMAS[name].field(column).type))
    return table.select(columns)


def _open_files(folder: Path, name: str) -> Iterator[tuple[str, pq.ParquetFile]]:
    for path in sorted((folder / "data" / name).glob("*.parquet")):
        try:
            file = pq.ParquetFile(path, memory_map=False)
        except (pa.ArrowException, OSError, ValueError) as why:
            raise _refuse(str(path), why) from why
        with file:
            yield str(path), file


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


def has_same_files(old: Release, new: Release, name: str) -> bool:
    """Whether the files of a table are the same to the byte, so that no column need be read."""
    ours, others = (sorted((release.folder / "data" / name).glob("*.parquet")) for release in (old, new))
    pairs = zip(ours, others, strict=False)
    return len(ours) == len(others) and all(filecmp.cmp(one, other, shallow=False) for one, other in pairs)


def any_of(masks: Iterable[Mask], rows: int) -> Mask:
    """For each of so many rows whether one of the masks has it."""
    return reduce(np.logical_or, masks, np.zeros(rows, bool))


def unite(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The values of columns, each once."""
    chunks = [chunk for column in columns for chunk in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])]
    return pc.unique(pa.chunked_array(chunks, pa.string())).drop_null()
