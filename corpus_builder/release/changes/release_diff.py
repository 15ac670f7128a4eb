"""What changed between two releases of a corpus, why that may be, and the smallest honest version.

Rows are told apart by their ids. What the whole corpus decides (its own columns, and the stages `repetition` and `duplicates`)
is re-derived where it differs, and so is what follows from it in a document's own rows. Everything here works on columns, and
reads them one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.changes.causes import find_causes, list_words
from corpus_builder.release.changes.decided import Decided, find_decided, is_starred, lies_in_repetition, select_repetition
from corpus_builder.release.changes.differences import Change, ColumnCount, ReleaseDiff, TableDiff
from corpus_builder.release.changes.row_changes import (
    Index,
    Mask,
    Match,
    Release,
    any_of,
    compare_columns,
    has_same_files,
    is_among,
    list_columns,
    match_rows,
    open_release,
    read_columns,
    to_mask,
    unite,
)
from corpus_builder.release.changes.versions import Level, bump_version, is_large_enough
from corpus_builder.release.manifest import Manifest, list_parts
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.system.errors import ReleaseError, first_line
from corpus_builder.tables.columns import SCHEMAS, find_column

Masks = dict[str, Mask]


@dataclass(frozen=True, slots=True)
class TablePair:
    """One table of two releases, of which the rows that both have are matched."""

    name: str
    old: Release
    new: Release
    match: Match


def compare_folders(old: Path, new: Path) -> ReleaseDiff:
    """What changed from one release folder to another. Contents are compared, whatever the manifests say of them.

    Raises ReleaseError when one of them is no release, or cannot be read.
    """
    try:
        return compare_opened(open_release(old), open_release(new))
    except pa.ArrowException as why:
        raise ReleaseError(f"cannot compare {old} and {new}: {first_line(why)}", hint="verify both") from why


def compare_opened(old: Release, new: Release) -> ReleaseDiff:
    """What changed between two releases. Raises ReleaseError when a column cannot be read or a version is none."""
    decided = find_decided(old, new)
    compared = [compare_table(name, old, new, decided) for name in SCHEMAS]
    tables = tuple(table for table, _ in compared)
    causes = find_causes(old, new, tables[0], unite(*(documents for _, documents in compared)))
    level = find_level(tables, is_same_manifest(old.manifest, new.manifest))
    (old_name, old_version), (new_name, new_version) = (name_release(release) for release in (old, new))
    smallest = bump_version(old_version, level)
    honest = is_large_enough(old_version, new_version, level)
    return ReleaseDiff(old_name, new_name, old_version, new_version, tables, causes, level, smallest, honest)


def name_release(release: Release) -> tuple[str, str]:
    """The name of a release's corpus and its version."""
    corpus = release.manifest.corpus
    return corpus.name, corpus.version


def find_level(tables: tuple[TableDiff, ...], same_manifest: bool) -> Level:
    """How much has changed. What was rejected is no data, so it is never more than minor; nor is a takedown more than patch."""
    data = [table for table in tables if table.name != "rejects"]
    if any(table.removed or table.changed for table in data) or any(t.columns_removed or t.columns_retyped for t in tables):
        return "major"
    rejected = [table for table in tables if table.name == "rejects" and (table.removed or table.changed)]
    if rejected or any(table.added or table.columns_added for table in tables):
        return "minor"
    taken_down = any(table.taken_down for table in tables)
    if any(table.rederived for table in tables):
        return "patch" if taken_down else "minor"
    return "none" if same_manifest and not taken_down else "patch"


def is_same_manifest(old: Manifest, new: Manifest) -> bool:
    """Whether two manifests say the same, but for the version, its changelog, and the files of words that show them."""
    return _leave_version(old) == _leave_version(new)


def _leave_version(manifest: Manifest) -> dict[str, Any]:
    kept = {part: value for part, value in list_parts(manifest).items() if part not in ("corpus", "changelog")}
    files = {path: file for path, file in kept["files"].items() if path.startswith("data/")}
    return kept | {"files": files, "description": list_words(manifest)}


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


def sort_differences(pair: TablePair, columns: Sequence[str], decided: Decided) -> tuple[Masks, Masks]:
    """Of the columns that differ, in which rows they changed, and in which they were re-derived."""
    changed, derived = {}, {}
    for column in columns:
        one, other = (read_columns(release.folder, pair.name, (column,))[column] for release in (pair.old, pair.new))
        differing = compare_columns(one, other, pair.match)
        if differing.any():
            is_derived = differing & excuse(pair, column, decided)
            changed[column], derived[column] = differing & ~is_derived, is_derived
    return changed, derived


def excuse(pair: TablePair, column: str, decided: Decided) -> Mask | bool:
    """For each row that both tables have whether the whole corpus decides a column of it."""
    described, match = find_column(pair.name, column), pair.match
    if described is not None and described.whole_corpus:
        return True
    if described is not None and described.follows:
        return is_among(pair.new.keys[pair.name]["document_id"].take(match.new), decided.documents)
    if pair.name == "removals" and column in ("stage", "rule"):
        return is_starred(pair.old.keys[pair.name])[match.old] & is_starred(pair.new.keys[pair.name])[match.new]
    return False


def sort_rows_of_one(name: str, here: Release, there: Release, rows: Index, decided: Decided) -> tuple[Index, Index, Index]:
    """Rows that only one release has: those that were really added or removed, those re-derived, and those taken down.

    The reject that stands for a takedown is none of them: it was not added, and its document is counted.
    """
    keys = here.keys[name].take(pa.array(rows))
    withdrawn = is_among(keys["id"], decided.taken_down) | is_among(keys["document_id"], decided.taken_down)
    derived = is_among(keys["id"], decided.moved) if name in ("paragraphs", "removals") else np.zeros(len(rows), bool)
    if name in ("quotes", "removals"):
        shifted = is_among(keys["document_id"], decided.documents)
        derived |= shifted & lies_in_repetition(name, keys, select_repetition(there))
    told = to_mask(pc.equal(keys["reason"], TAKEDOWN)) if name == "rejects" else np.zeros(len(rows), bool)
    return rows[~(withdrawn | derived | told)], rows[derived & ~withdrawn], rows[withdrawn]


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
