"""What changed between two releases of a corpus, why that may be, and the smallest honest version.

Rows are told apart by their ids. What the whole corpus decides (its own columns, and the stages `repetition` and `duplicates`)
is re-derived where it differs, and so is what follows from it in a document's own rows. Everything here works on columns, and
reads them one at a time, of the parts that differ; of many such parts a share of the documents at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.changes.causes import Sources, find_touched, list_unlisted, list_words, make_causes
from corpus_builder.release.changes.decided import Decided, find_decided, is_starred, lies_in_repetition, select_repetition
from corpus_builder.release.changes.differences import Change, ColumnCount, ReleaseDiff, TableDiff
from corpus_builder.release.changes.part_pairs import Side, find_sides, pair_releases, read_rejects
from corpus_builder.release.changes.row_changes import (
    ROW,
    Index,
    Mask,
    Match,
    Release,
    RowsFound,
    any_of,
    compare_columns,
    find_rows,
    is_among,
    match_rows,
    name_in_order,
    to_mask,
    unite,
)
from corpus_builder.release.changes.versions import Level, bump_version, is_large_enough
from corpus_builder.release.manifest import Manifest, list_parts, read_complete
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


class TableChanges(NamedTuple):
    """What differs in a share of a table: rows of one release only, rows by the columns that changed, and counts.

    `rederived` are rows of NEW, `went` those of OLD that are re-derived; `columns` has (changed, re-derived) of each column.
    """

    added: RowsFound
    removed: RowsFound
    changed: Mapping[tuple[str, ...], RowsFound]
    rederived: RowsFound
    went: RowsFound
    taken_down: int
    columns: Mapping[str, tuple[int, int]]


class ShareChanges(NamedTuple):
    """What differs in a share of two releases: by table, documents of one of them only, and why the others may differ."""

    tables: Mapping[str, TableChanges]
    sources_new: pa.Table
    sources_gone: pa.Table
    by_source: RowsFound
    otherwise: RowsFound


def compare_folders(old: Path, new: Path) -> ReleaseDiff:
    """What changed from one release folder to another. Contents are compared, whatever the manifests say of them.

    Raises ReleaseError when one of them is no release, or cannot be read.
    """
    try:
        manifests = read_complete(old), read_complete(new)
        sides, same = find_sides(old, new)
        common = find_common(sides, same)
        with pair_releases(sides, same) as pairs:
            shares = [compare_share(one, other, common) for one, other in pairs]
        return make_diff(sides, manifests, shares)
    except pa.ArrowException as why:
        raise ReleaseError(f"cannot compare {old} and {new}: {first_line(why)}", hint="verify both") from why


def find_common(sides: Sequence[Side], same: Collection[str]) -> dict[str, list[str]]:
    """The columns of each table that are compared: those of one type in both releases, unless the tables are the same."""
    old, new = (side.columns for side in sides)
    return {name: [] if name in same else [c for c in new[name] if old[name].get(c) == new[name][c]] for name in SCHEMAS}


def compare_share(old: Release, new: Release, common: Mapping[str, Sequence[str]]) -> ShareChanges:
    """What changed in a share of two releases."""
    decided = find_decided(old, new)
    compared = {name: compare_table(name, (old, new), columns, decided) for name, columns in common.items()}
    tables = {name: changes for name, (changes, _) in compared.items()}
    by_source, otherwise = find_touched(old, new, unite(*(documents for _, documents in compared.values())))
    fresh, gone = select_sources(new, tables["documents"].added), select_sources(old, tables["documents"].removed)
    return ShareChanges(tables, fresh, gone, by_source, otherwise)


def select_sources(release: Release, found: RowsFound) -> pa.Table:
    """The ids and source ids of some documents."""
    documents = release.keys["documents"]
    return documents.filter(pc.is_in(documents[ROW], pa.array(found.rows))).select(["id", "source_id"])


def make_diff(sides: tuple[Side, Side], manifests: tuple[Manifest, Manifest], shares: Sequence[ShareChanges]) -> ReleaseDiff:
    """What changed between two releases, from what did in each share. Raises ReleaseError when a version is none."""
    (old, new), (before, after) = sides, manifests
    tables = tuple(join_changes(name, sides, [share.tables[name] for share in shares]) for name in SCHEMAS)
    sources = Sources(
        list_unlisted(join_documents([share.sources_new for share in shares], tables[0].added), read_rejects(old.folder)),
        list_unlisted(join_documents([share.sources_gone for share in shares], tables[0].removed), read_rejects(new.folder)),
        name_in_order(share.by_source for share in shares),
        name_in_order(share.otherwise for share in shares),
    )
    level = find_level(tables, is_same_manifest(before, after))
    (old_name, old_version), (new_name, new_version) = (name_release(manifest) for manifest in (before, after))
    smallest = bump_version(old_version, level)
    honest = is_large_enough(old_version, new_version, level)
    causes = make_causes(before, after, sources)
    return ReleaseDiff(old_name, new_name, old_version, new_version, tables, causes, level, smallest, honest)


def join_documents(shares: Sequence[pa.Table], ids: tuple[str, ...]) -> pa.Table:
    """Documents of all shares in the order of their ids."""
    documents = pa.concat_tables(shares)
    return documents.take(pc.index_in(pa.array(ids, pa.string()), documents["id"].combine_chunks()))


def join_changes(name: str, sides: tuple[Side, Side], shares: Sequence[TableChanges]) -> TableDiff:
    """What changed in one table, from what did in each share."""
    old, new = (side.columns[name] or other.columns[name] for side, other in (sides, sides[::-1]))
    return TableDiff(
        name=name,
        rows_old=sides[0].rows[name],
        rows_new=sides[1].rows[name],
        added=name_in_order(share.added for share in shares),
        removed=name_in_order(share.removed for share in shares),
        changed=tuple(join_groups([share.changed for share in shares])),
        rederived=name_in_order(share.rederived for share in shares) + name_in_order(share.went for share in shares),
        taken_down=sum(share.taken_down for share in shares),
        columns=tuple(sum_columns(new, [share.columns for share in shares])),
        columns_added=tuple(c for c in new if c not in old),
        columns_removed=tuple(c for c in old if c not in new),
        columns_retyped=tuple(c for c in new if c in old and old[c] != new[c]),
    )


def join_groups(shares: Sequence[Mapping[tuple[str, ...], RowsFound]]) -> Iterator[Change]:
    """Changed rows by the columns in which they did, in the order of the first row of each."""
    kinds: defaultdict[tuple[str, ...], list[RowsFound]] = defaultdict(list)
    for share in shares:
        for columns, found in share.items():
            kinds[columns].append(found)
    for columns, parts in sorted(kinds.items(), key=lambda kind: min(int(part.rows[0]) for part in kind[1])):
        yield Change(columns, name_in_order(parts))


def sum_columns(columns: Iterable[str], shares: Sequence[Mapping[str, tuple[int, int]]]) -> Iterator[ColumnCount]:
    """In how many rows each column differs, of those that do."""
    for column in columns:
        changed, rederived = (sum(share[column][place] for share in shares if column in share) for place in (0, 1))
        if changed or rederived:
            yield ColumnCount(column, changed, rederived)


def name_release(manifest: Manifest) -> tuple[str, str]:
    """The name of a release's corpus and its version."""
    return manifest.corpus.name, manifest.corpus.version


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


def compare_table(
    name: str, releases: tuple[Release, Release], columns: Sequence[str], decided: Decided
) -> tuple[TableChanges, pa.Array]:
    """What changed in a share of one table, and the ids of the documents whose rows in it changed, came or went."""
    old, new = releases
    before, after = old.keys[name], new.keys[name]
    match = match_rows(before["id"], after["id"])
    changed, derived = sort_differences(TablePair(name, old, new, match), columns, decided)
    gone, went, withdrawn = sort_rows_of_one(name, old, new, match.gone, decided)
    fresh, came, _ = sort_rows_of_one(name, new, old, match.fresh, decided)
    rows, starred = any_of(changed.values(), len(match.new)), any_of(derived.values(), len(match.new))
    changes = TableChanges(
        added=find_rows(after, fresh),
        removed=find_rows(before, gone),
        changed={kind: find_rows(after, match.new[where]) for kind, where in group_changes(changed)},
        rederived=find_rows(after, np.sort(np.r_[match.new[starred & ~rows], came])),
        went=find_rows(before, went),
        taken_down=len(withdrawn),
        columns={column: (int(changed[column].sum()), int(derived[column].sum())) for column in changed},
    )
    touched = ((after, match.new[rows]), (after, fresh), (before, gone))
    return changes, unite(*(keys["document_id"].take(pa.array(where)) for keys, where in touched))


def sort_differences(pair: TablePair, columns: Sequence[str], decided: Decided) -> tuple[Masks, Masks]:
    """Of the columns that differ, in which rows they changed, and in which they were re-derived."""
    changed, derived = {}, {}
    for column in columns:
        one, other = (release.read(pair.name, (column,))[column] for release in (pair.old, pair.new))
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


def group_changes(changed: Masks) -> Iterator[tuple[tuple[str, ...], Index]]:
    """The places of changed rows by the columns in which they did."""
    if not changed:
        return
    flags = np.column_stack(list(changed.values()))
    rows = np.flatnonzero(flags.any(axis=1))
    kinds, kind_of = np.unique(flags[rows], axis=0, return_inverse=True)
    for kind, is_there in enumerate(kinds):
        columns = tuple(column for column, differs_there in zip(changed, is_there, strict=True) if differs_there)
        yield columns, rows[kind_of.reshape(-1) == kind]
