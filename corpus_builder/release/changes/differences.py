"""What changed between two releases, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus_builder.release.changes.versions import Level


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
