"""The comparison of two releases as it was before parts: whole tables, column by column."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_builder.release.changes.causes import OTHER_PARTS, compare_values, list_settings, list_words
from corpus_builder.release.changes.decided import Decided, find_decided
from corpus_builder.release.changes.differences import Causes, Change, ColumnCount, ReleaseDiff, TableDiff
from corpus_builder.release.changes.release_diff import (
    TablePair,
    find_level,
    is_same_manifest,
    name_release,
    sort_differences,
    sort_rows_of_one,
)
from corpus_builder.release.changes.row_changes import (
    KEYS,
    Index,
    Release,
    any_of,
    is_among,
    match_rows,
    name_rejects,
    to_mask,
    unite,
)
from corpus_builder.release.changes.versions import bump_version, is_large_enough
from corpus_builder.release.manifest import read_manifest
from corpus_builder.tables.columns import SCHEMAS

Masks = dict[str, np.ndarray]


def compare_whole(old: Path, new: Path) -> ReleaseDiff:
    """What changed from one release folder to another."""
    return compare_opened(open_release(old), open_release(new))


def compare_opened(old: Release, new: Release) -> ReleaseDiff:
    """What changed between two releases. Raises ReleaseError when a column cannot be read or a version is none."""
    decided = find_decided(old, new)
    compared = [compare_table(name, old, new, decided) for name in SCHEMAS]
    tables = tuple(table for table, _ in compared)
    causes = find_causes(old, new, tables[0], unite(*(documents for _, documents in compared)))
    level = find_level(tables, is_same_manifest(old.manifest, new.manifest))
    (old_name, old_version), (new_name, new_version) = (name_release(release.manifest) for release in (old, new))
    smallest = bump_version(old_version, level)
    honest = is_large_enough(old_version, new_version, level)
    return ReleaseDiff(old_name, new_name, old_version, new_version, tables, causes, level, smallest, honest)


def compare_table(name: str, old: Release, new: Release, decided: Decided) -> tuple[TableDiff, pa.Array]:
    """What changed in one table, and the ids of the documents whose rows in it changed, came or went."""
    before, after = old.keys[name], new.keys[name]
    match = match_rows(before["id"], after["id"])
    columns_old, columns_new = (list_columns(release.folder, name) for release in (old, new))
    columns_old, columns_new = columns_old or columns_new, columns_new or columns_old
    common = [] if has_same_files(old, new, name) else [c for c in columns_new if columns_old.get(c) == columns_new[c]]
    changed, derived = sort_differences(TablePair(name, old, new, match), common, decided)
    gone, went, withdrawn = sort_rows_of_one(name, old, new, match.gone, decided)
    fresh, came, _ = sort_rows_of_one(name, new, old, match.fresh, decided)
    rows, starred = any_of(changed.values(), len(match.new)), any_of(derived.values(), len(match.new))
    diff = TableDiff(
        name=name,
        rows_old=before.num_rows,
        rows_new=after.num_rows,
        added=_name_rows(after, fresh),
        removed=_name_rows(before, gone),
        changed=tuple(group_changes(changed, after["name"].take(match.new))),
        rederived=_name_rows(after, np.sort(np.r_[match.new[starred & ~rows], came])) + _name_rows(before, went),
        taken_down=len(withdrawn),
        columns=tuple(count_columns(changed, derived)),
        columns_added=tuple(c for c in columns_new if c not in columns_old),
        columns_removed=tuple(c for c in columns_old if c not in columns_new),
        columns_retyped=tuple(c for c in columns_new if c in columns_old and columns_old[c] != columns_new[c]),
    )
    touched = ((after, match.new[rows]), (after, fresh), (before, gone))
    return diff, unite(*(keys["document_id"].take(pa.array(where)) for keys, where in touched))


def group_changes(changed: Masks, names: pa.ChunkedArray) -> Iterator[Change]:
    """Changed rows by the columns in which they did, in the order of the first row of each."""
    if not changed:
        return
    flags = np.column_stack(list(changed.values()))
    rows = np.flatnonzero(flags.any(axis=1))
    kinds, first, kind_of = np.unique(flags[rows], axis=0, return_index=True, return_inverse=True)
    for kind in np.argsort(first):
        columns = tuple(column for column, differs_there in zip(changed, kinds[kind], strict=True) if differs_there)
        yield Change(columns, tuple(names.take(pa.array(rows[kind_of.reshape(-1) == kind])).to_pylist()))


def count_columns(changed: Masks, derived: Masks) -> Iterator[ColumnCount]:
    """In how many rows each column differs."""
    for column in changed:
        yield ColumnCount(column, int(changed[column].sum()), int(derived[column].sum()))


def _name_rows(keys: pa.Table, rows: Index) -> tuple[str, ...]:
    return tuple(keys["name"].take(pa.array(rows)).to_pylist())


def open_release(folder: Path) -> Release:
    """A release folder with the keys of its rows."""
    keys = {name: read_keys(folder, name) for name in SCHEMAS}
    return Release(folder, read_manifest(folder), partial(read_columns, folder), keys)


def read_keys(folder: Path, name: str) -> pa.Table:
    """The keys of a table."""
    keys = read_columns(folder, name, KEYS[name])
    if name == "rejects":
        return name_rejects(keys)
    columns = dict(zip(keys.column_names, keys.columns, strict=True))
    return pa.table({"document_id": keys["id"], **columns, "name": keys["id"]})


def list_columns(folder: Path, name: str) -> dict[str, pa.DataType]:
    """The columns of a table with their types; none where the release has no file of it."""
    schemas = [file.schema_arrow for file in _open_files(folder, name)]
    return {field.name: field.type for field in schemas[0]} if schemas else {}


def read_columns(folder: Path, name: str, columns: Sequence[str]) -> pa.Table:
    """Columns of a table; one that the release does not have is null."""
    parts = []
    for file in _open_files(folder, name):
        part = file.read(columns=[column for column in columns if column in file.schema_arrow.names])
        parts.append(part.replace_schema_metadata(None))
    table = pa.concat_tables(parts) if parts else SCHEMAS[name].empty_table()
    for column in columns:
        if column not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, SCHEMAS[name].field(column).type))
    return table.select(columns)


def _open_files(folder: Path, name: str) -> Iterator[pq.ParquetFile]:
    for path in sorted((folder / "data" / name).glob("*.parquet")):
        with pq.ParquetFile(path, memory_map=False) as file:
            yield file


def has_same_files(old: Release, new: Release, name: str) -> bool:
    """Whether the files of a table are the same to the byte, so that no column need be read."""
    ours, others = (sorted((release.folder / "data" / name).glob("*.parquet")) for release in (old, new))
    pairs = zip(ours, others, strict=False)
    return len(ours) == len(others) and all(filecmp.cmp(one, other, shallow=False) for one, other in pairs)


def find_causes(old: Release, new: Release, documents: TableDiff, touched: pa.Array) -> Causes:
    """Why two releases may differ; `touched` are the documents of which a row changed, came or went."""
    before, after = old.keys["documents"], new.keys["documents"]
    match = match_rows(before["id"], after["id"])
    both, is_touched = after["id"].take(match.new), is_among(after["id"].take(match.new), touched)
    by_source = to_mask(pc.not_equal(before["sha256"].take(match.old), after["sha256"].take(match.new)))
    return Causes(
        sources_new=list_unlisted(documents.added, after, old),
        sources_gone=list_unlisted(documents.removed, before, new),
        changed_by_source=tuple(both.filter(pa.array(is_touched & by_source)).to_pylist()),
        changed_otherwise=tuple(both.filter(pa.array(is_touched & ~by_source)).to_pylist()),
        settings=tuple(compare_values(list_settings(old.manifest), list_settings(new.manifest))),
        rules=tuple(change.name for change in compare_values(old.manifest.rules, new.manifest.rules)),
        code=tuple(compare_values(old.manifest.versions, new.manifest.versions)),
        description=tuple(change.name for change in compare_values(list_words(old.manifest), list_words(new.manifest))),
        other=tuple(part for part in OTHER_PARTS if getattr(old.manifest, part) != getattr(new.manifest, part)),
    )


def list_unlisted(ids: tuple[str, ...], documents: pa.Table, other: Release) -> tuple[str, ...]:
    """Of documents that only one release has, those whose source is no reject of the other one."""
    rejected = is_among(documents["source_id"], other.keys["rejects"]["source_id"].combine_chunks())
    alone = is_among(documents["id"], pa.array(ids, pa.string())) & ~rejected
    return tuple(documents["id"].filter(pa.array(alone)).to_pylist())
