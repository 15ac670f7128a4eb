"""What changed between two releases of a corpus, why that may be, and the smallest honest version.

Rows are told apart by their ids. What the whole corpus decides (the starred columns, and the stages `repetition` and
`duplicates`) is re-derived where it differs, and so is what follows from it in a document's own rows. Everything here works on
columns, and reads them one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.errors import ReleaseError, first_line
from corpus_builder.model import PULL_QUOTE
from corpus_builder.release.changes.row_changes import (
    Index,
    Mask,
    Match,
    Release,
    compare_columns,
    has_same_files,
    is_among,
    list_columns,
    match_rows,
    open_release,
    read_columns,
    to_mask,
)
from corpus_builder.release.changes.versions import Level, bump_version, is_large_enough
from corpus_builder.release.checks.consistency import find_places
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.stages.takedown_rows import find_takedowns
from corpus_builder.tables.columns import SCHEMAS, STARRED

Masks = dict[str, Mask]

# Parts of a manifest that say what else went in, and that no other cause names.
OTHER_PARTS = ("absent", "missing", "quality", "takedowns", "with_texts")
# What a paragraph and the removal that it becomes have in common.
PIECE = ("id", "document_id", "start", "end", "text")
# What differs in a document's rows where nothing does but which of its lines the site repeats.
FOLLOWING: dict[str, frozenset[str]] = {
    "documents": frozenset({"text", "n_words", "n_paragraphs", "n_quotes", "kept_characters"}),
    "paragraphs": frozenset({"position"}),
    "quotes": frozenset({"position"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """The rows of a table in which the same columns changed, by their ids in published order."""

    columns: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """In how many rows a column changed, and in how many it was re-derived."""

    name: str
    changed: int
    rederived: int


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What changed in one table: ids of rows in the published order of NEW, then of OLD; a reject is named in words.

    `taken_down` counts rows of OLD that went by a takedown and are in no other list; `columns_retyped` have another type.
    """

    name: str
    rows_old: int
    rows_new: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    rederived: tuple[str, ...]
    taken_down: int
    columns: tuple[ColumnCount, ...]
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    columns_retyped: tuple[str, ...]

    @property
    def n_changed(self) -> int:
        """The number of changed rows."""
        return sum(len(change.ids) for change in self.changed)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A setting or a version that differs; None where a release has none."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Causes:
    """Why two releases may differ.

    `sources_new` and `sources_gone` are documents whose source is in one release only, not even as a reject. The documents that
    both have and of which a row changed, came or went are `changed_by_source`, whose own source differs, and `changed_otherwise`.
    `settings` have dotted names; `rules` are tables of rules, `description` fields of what a person says of the corpus, and
    `other` further parts of the manifest, by their names alone: a takedown is not to be told by what it says.
    """

    sources_new: tuple[str, ...]
    sources_gone: tuple[str, ...]
    changed_by_source: tuple[str, ...]
    changed_otherwise: tuple[str, ...]
    settings: tuple[ValueChange, ...]
    rules: tuple[str, ...]
    code: tuple[ValueChange, ...]
    description: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """What changed from one release, OLD, to another, NEW, and by which level its version must rise at least.

    `old_name` and `new_name` are the names of the corpora, which differ where two corpora are compared.
    """

    old_name: str
    new_name: str
    old_version: str
    new_version: str
    tables: tuple[TableDiff, ...]
    causes: Causes
    level: Level
    smallest_version: str
    is_honest: bool

    @property
    def taken_down(self) -> Mapping[str, int]:
        """The number of rows that went by takedowns, by table."""
        return {table.name: table.taken_down for table in self.tables}


@dataclass(frozen=True, slots=True)
class Decided:
    """What is no change of a document's own, as ids.

    `documents` are those in which nothing but repetition differs, `moved` the paragraphs that are removals of a starred stage in
    the other release, `taken_down` the documents and rejects of OLD that went by a takedown.
    """

    documents: pa.Array
    moved: pa.Array
    taken_down: pa.Array


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
    causes = find_causes(old, new, tables[0], _unite(*(documents for _, documents in compared)))
    level = find_level(tables, is_same_manifest(old.manifest, new.manifest))
    (old_name, old_version), (new_name, new_version) = (name_release(release) for release in (old, new))
    smallest = bump_version(old_version, level)
    honest = is_large_enough(old_version, new_version, level)
    return ReleaseDiff(old_name, new_name, old_version, new_version, tables, causes, level, smallest, honest)


def name_release(release: Release) -> tuple[str, str]:
    """The name of a release's corpus and its version."""
    corpus = release.manifest["corpus"]
    return str(corpus.get("name")), str(corpus.get("version"))


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


def is_same_manifest(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two manifests say the same, but for the version, its changelog, and the files of words that show them."""
    return _leave_version(old) == _leave_version(new)


def _leave_version(manifest: Mapping[str, Any]) -> dict[str, Any]:
    kept = {part: value for part, value in manifest.items() if part not in ("corpus", "changelog")}
    files = {path: file for path, file in manifest["files"].items() if path.startswith("data/")}
    return kept | {"files": files, "description": _list_words(manifest)}


def is_starred(removals: pa.Table) -> Mask:
    """Whether each removal was decided over the whole corpus; a pull quote was within its document."""
    stage, rule = removals["stage"], removals["rule"]
    copies = pc.and_(pc.equal(stage, "duplicates"), pc.not_equal(rule, PULL_QUOTE))
    return to_mask(pc.equal(stage, "repetition")) | to_mask(copies)


def select_repetition(release: Release) -> pa.Table:
    """The removals of lines that a site repeats."""
    removals = release.keys["removals"]
    return removals.filter(pc.equal(removals["stage"], "repetition"))


def find_decided(old: Release, new: Release) -> Decided:
    """What is no change of a document's own: lines that the whole corpus decided otherwise, and takedowns."""
    one, other = select_repetition(old), select_repetition(new)
    match = match_rows(one["id"], other["id"])
    documents = _unite(one["document_id"].take(match.gone), other["document_id"].take(match.fresh))
    went = _unite(list_gone_lines(old, new), list_gone_lines(new, old))
    before, after = (list_lines(release, documents, went) for release in (old, new))
    match = match_rows(before["id"], after["id"])
    differing = [compare_columns(before[column], after[column], match) for column in PIECE[1:]]
    changed = pa.array(_any_of(differing, len(match.new)))
    both, ids = after["document_id"].take(match.new), after["id"].take(match.new)
    unlike = _unite(before["document_id"].take(match.gone), after["document_id"].take(match.fresh), both.filter(changed))
    shifted = documents.filter(pc.invert(pc.is_in(documents, value_set=unlike)))
    moved = went.filter(pc.is_in(went, value_set=_unite(ids.filter(pc.invert(changed)))))
    return Decided(shifted, moved, find_taken_down(old, new))


def list_gone_lines(here: Release, there: Release) -> pa.ChunkedArray:
    """The ids of the paragraphs of one release that went from the other one by a starred stage."""
    removals = there.keys["removals"]
    wanted = removals["id"].filter(pa.array(is_starred(removals)))
    return wanted.filter(pa.array(is_among(wanted, here.keys["paragraphs"]["id"].combine_chunks())))


def list_lines(release: Release, documents: pa.Array, ids: pa.Array) -> pa.Table:
    """Lines, of some documents or with some ids, before the whole corpus decided: paragraphs, copies and repetition."""
    if not len(documents) and not len(ids):
        return pa.table({column: pa.chunked_array([], SCHEMAS["paragraphs"].field(column).type) for column in PIECE})
    removals = read_columns(release.folder, "removals", PIECE).filter(pa.array(is_starred(release.keys["removals"])))
    lines = pa.concat_tables([read_columns(release.folder, "paragraphs", PIECE), removals])
    return lines.filter(pa.array(is_among(lines["document_id"], documents) | is_among(lines["id"], ids)))


def find_taken_down(old: Release, new: Release) -> pa.Array:
    """The ids of the documents and rejects of OLD that are gone and that NEW's list of takedowns covers."""
    takedowns, found = frozenset(map(str, new.manifest["takedowns"])), []
    for name in ("documents", "rejects") if takedowns else ():
        keys = old.keys[name].take(match_rows(old.keys[name]["id"], new.keys[name]["id"]).gone)
        found.append(keys["id"].filter(pa.array(find_takedowns(keys, takedowns))))
    return _unite(*found)


def compare_table(name: str, old: Release, new: Release, decided: Decided) -> tuple[TableDiff, pa.Array]:
    """What changed in one table, and the ids of the documents whose rows in it changed, came or went."""
    before, after = old.keys[name], new.keys[name]
    match = match_rows(before["id"], after["id"])
    columns_old, columns_new = (list_columns(release.folder, name) for release in (old, new))
    columns_old, columns_new = columns_old or columns_new, columns_new or columns_old
    common = [] if has_same_files(old, new, name) else [c for c in columns_new if columns_old.get(c) == columns_new[c]]
    changed, derived = sort_differences(name, common, old, new, match, decided)
    gone, went, withdrawn = sort_rows_of_one(name, old, new, match.gone, decided)
    fresh, came, _ = sort_rows_of_one(name, new, old, match.fresh, decided)
    rows, starred = _any_of(changed.values(), len(match.new)), _any_of(derived.values(), len(match.new))
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
    return diff, _unite(*(keys["document_id"].take(pa.array(where)) for keys, where in touched))


def sort_differences(
    name: str, columns: Sequence[str], old: Release, new: Release, match: Match, decided: Decided
) -> tuple[Masks, Masks]:
    """Of the columns that differ, in which rows they changed, and in which they were re-derived."""
    changed, derived = {}, {}
    for column in columns:
        one, other = (read_columns(release.folder, name, (column,))[column] for release in (old, new))
        differing = compare_columns(one, other, match)
        if differing.any():
            is_derived = differing & excuse(name, column, old, new, match, decided)
            changed[column], derived[column] = differing & ~is_derived, is_derived
    return changed, derived


def excuse(name: str, column: str, old: Release, new: Release, match: Match, decided: Decided) -> Mask | bool:
    """For each row that both tables have whether the whole corpus decides a column of it."""
    if column in STARRED[name]:
        return True
    if column in FOLLOWING.get(name, ()):
        return is_among(new.keys[name]["document_id"].take(match.new), decided.documents)
    if name == "removals" and column in ("stage", "rule"):
        return is_starred(old.keys[name])[match.old] & is_starred(new.keys[name])[match.new]
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


def lies_in_repetition(name: str, keys: pa.Table, repetition: pa.Table) -> Mask:
    """Whether quotes, or places that policy hides, lie in lines that a site repeats."""
    if name == "quotes":
        return is_among(keys["paragraph_id"], repetition["id"].combine_chunks())
    hidden = to_mask(pc.equal(keys["stage"], "policy"))
    return hidden & to_mask(
        pc.is_valid(find_places(repetition.sort_by([("document_id", "ascending"), ("start", "ascending")]), keys))
    )


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


def _any_of(masks: Iterable[Mask], rows: int) -> Mask:
    return reduce(np.logical_or, masks, np.zeros(rows, bool))


def _name_rows(keys: pa.Table, rows: Index) -> tuple[str, ...]:
    return tuple(keys["name"].take(pa.array(rows)).to_pylist())


def _unite(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The values of columns, each once."""
    chunks = [chunk for column in columns for chunk in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])]
    return pc.unique(pa.chunked_array(chunks, pa.string())).drop_null()


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
        rules=tuple(change.name for change in compare_values(old.manifest["rules"], new.manifest["rules"])),
        code=tuple(compare_values(old.manifest["versions"], new.manifest["versions"])),
        description=tuple(change.name for change in compare_values(_list_words(old.manifest), _list_words(new.manifest))),
        other=tuple(part for part in OTHER_PARTS if old.manifest[part] != new.manifest[part]),
    )


def list_unlisted(ids: tuple[str, ...], documents: pa.Table, other: Release) -> tuple[str, ...]:
    """Of documents that only one release has, those whose source is no reject of the other one."""
    rejected = is_among(documents["source_id"], other.keys["rejects"]["source_id"].combine_chunks())
    alone = is_among(documents["id"], pa.array(ids, pa.string())) & ~rejected
    return tuple(documents["id"].filter(pa.array(alone)).to_pylist())


def compare_values(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ValueChange]:
    """The names whose values differ, sorted."""
    for name in sorted({*old, *new}):
        if (name in old) != (name in new) or old[name] != new[name]:
            yield ValueChange(name, old.get(name), new.get(name))


def list_settings(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """All settings of a release by their dotted names, and the limit of sources that were read."""
    found: dict[str, Any] = {"limit": manifest.get("limit")}
    waiting = [("", manifest["settings"])]
    while waiting:
        above, values = waiting.pop()
        for name, value in values.items():
            if isinstance(value, dict):
                waiting.append((f"{above}{name}.", value))
            else:
                found[above + name] = value
    return found


def _list_words(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in manifest["description"].items() if field != "version"}
