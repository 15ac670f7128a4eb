"""The near-duplicate groups of a release: found by their keys alone, then read, those that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.loading import describe_damage, read_release
from corpus_builder.report.groups.duplicate_groups import DOCUMENT, PARAGRAPH, DuplicateGroup, Member, explain_choice
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.digests import U64, hash_strings
from corpus_builder.tables.parquet import PartReader, stream_table

Row = dict[str, Any]
Key = tuple[str, str]

# Groups that are read at once, with all their texts.
GROUPS_READ = 20_000
# Which table the members of a group are in, and those that stay.
TABLES = {DOCUMENT: ("documents", "documents"), PARAGRAPH: ("removals", "paragraphs")}
OF_DOCUMENT = ("id", "source_id", "published", "duplicate_of", "duplicate_similarity", "kept_characters")
OF_PIECE = ("id", "document_id", "text", "start", "end")


class RankedGroup(NamedTuple):
    """A group by what stays in it, in the order of groups: those of documents first, then the largest."""

    is_of_paragraphs: bool
    minus_others: int
    source_id: str
    id: str

    @property
    def key(self) -> Key:
        """The kind of the group, and what stays."""
        return (PARAGRAPH if self.is_of_paragraphs else DOCUMENT, self.id)


class FoundGroups(NamedTuple):
    """Groups that are shown, in order, of so many."""

    groups: list[RankedGroup]
    total: int


def find_groups(folder: Path, wanted: Sequence[str] = (), most: int | None = None) -> FoundGroups:
    """The first `most` groups of a corpus; or those that hold one of the `wanted` ids.

    Raises ReleaseError when there is no release, an id is in no group, or what a group keeps is not there.
    """
    read_release(folder)
    named = name_groups(folder, wanted)
    found: list[RankedGroup] = []
    count = 0
    for kind in TABLES:
        sizes = count_others(folder, kind)
        count += len(sizes[0])
        of_kind = list_ranked(folder, kind, sizes)
        if wanted:
            of_kind = (group for group in of_kind if any(group.key in keys for keys in named.values()))
        both = chain(found, of_kind)
        found = sorted(both) if most is None else nsmallest(most, both)
    if wanted:
        found = list(dict.fromkeys(group for id_ in wanted for group in found if group.key in named[id_]))
    return FoundGroups(found, len(found) if wanted else count)


def name_groups(folder: Path, wanted: Sequence[str]) -> dict[str, set[Key]]:
    """The groups that hold each of some ids. Raises ReleaseError for an id that is in none."""
    named: dict[str, set[Key]] = {id_: set() for id_ in wanted}
    for kind, (others, _) in TABLES.items() if wanted else ():
        ids = pa.array(named, pa.string())
        for _, rows in stream_table(folder, others, ["id", "duplicate_of"]):
            rows = rows.filter(pc.is_valid(rows["duplicate_of"]))
            for row in rows.filter(pc.or_(pc.is_in(rows["id"], ids), pc.is_in(rows["duplicate_of"], ids))).to_pylist():
                for id_ in {row["id"], row["duplicate_of"]} & named.keys():
                    named[id_].add((kind, row["duplicate_of"]))
    for id_, keys in named.items():
        if not keys:
            hint = "ids are in the column id of removals, paragraphs and documents"
            raise ReleaseError(f"{folder}: no group contains {id_}", hint=hint)
    return named


def count_others(folder: Path, kind: str) -> tuple[U64, np.ndarray[Any, np.dtype[np.int64]]]:
    """The groups of a kind as hashes of what stays, rising, and how many others each has."""
    others, _ = TABLES[kind]
    hashes = [hash_strings(table["duplicate_of"].drop_null()) for _, table in stream_table(folder, others, ["duplicate_of"])]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *hashes]), return_counts=True)


def list_ranked(folder: Path, kind: str, sizes: tuple[U64, np.ndarray[Any, np.dtype[np.int64]]]) -> Iterator[RankedGroup]:
    """The groups of a kind, in the order of what stays. Raises ReleaseError at the end when one of them is not there."""
    keys, counts = sizes
    _, kept = TABLES[kind]
    found, reader = 0, PartReader(folder)
    for part in reader.list_parts(kept) if len(keys) else ():
        owner = "id" if kind == DOCUMENT else "document_id"
        rows = reader.read(kept, part, list(dict.fromkeys(["id", owner])))
        hashes = hash_strings(rows["id"])
        place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
        stays = keys[place] == hashes
        documents = reader.read("documents", part, ["id", "source_id"])
        names = documents["source_id"].take(pc.index_in(rows[owner], documents["id"].combine_chunks()).filter(pa.array(stays)))
        found += int(stays.sum())
        for id_, source_id, count in zip(
            rows["id"].filter(pa.array(stays)).to_pylist(), names.to_pylist(), counts[place[stays]].tolist(), strict=True
        ):
            yield RankedGroup(kind == PARAGRAPH, -count, source_id or "", id_)
    if found != len(keys):
        raise describe_damage(folder, f"a group of {kind}s keeps what is not there")


def read_groups(folder: Path, ranked: Sequence[RankedGroup]) -> Iterator[DuplicateGroup]:
    """Groups with their texts, in the order that is given."""
    for first in range(0, len(ranked), GROUPS_READ):
        chosen = [group.key for group in ranked[first : first + GROUPS_READ]]
        members, stays = _read_members(folder, chosen), _read_kept(folder, chosen)
        yield from (_make_group(key, stays[key], members[key]) for key in chosen)


class Placed(NamedTuple):
    """A member, the document that it is of, and the one that this reprints, or itself."""

    member: Member
    document: str
    family: str


def _read_kept(folder: Path, chosen: Collection[Key]) -> dict[Key, Placed]:
    """What stays in each of some groups."""
    found = {}
    for kind, (_, kept) in TABLES.items():
        ids = pa.array([id_ for of_kind, id_ in chosen if of_kind == kind], pa.string())
        for row, document in _read_rows(folder, kept, "id", ids):
            placed = _place(row, document)
            found[kind, row["id"]] = placed._replace(member=replace(placed.member, rule=None, similarity=None))
    return found


def _read_members(folder: Path, chosen: Collection[Key]) -> defaultdict[Key, list[Placed]]:
    """What is removed or marked in each of some groups."""
    found: defaultdict[Key, list[Placed]] = defaultdict(list)
    for kind, (others, _) in TABLES.items():
        ids = pa.array([id_ for of_kind, id_ in chosen if of_kind == kind], pa.string())
        for row, document in _read_rows(folder, others, "duplicate_of", ids):
            found[kind, row["duplicate_of"]].append(_place(row, document))
    return found


def _read_rows(folder: Path, name: str, column: str, ids: pa.Array) -> Iterator[tuple[Row, Row]]:
    """The rows of a table with some ids in a column, each with its document; of other parts only that column is read.

    Raises ReleaseError where a document is not there.
    """
    more = {"documents": (*OF_DOCUMENT, "text"), "removals": (*OF_PIECE, "duplicate_of", "rule", "similarity")}
    reader = PartReader(folder)
    for part in reader.list_parts(name) if len(ids) else ():
        chosen = pc.is_in(reader.read(name, part, [column])[column], ids)
        if not pc.any(chosen).as_py():
            continue
        rows = reader.read(name, part, more.get(name, OF_PIECE)).filter(chosen)
        documents = rows if name == "documents" else reader.read("documents", part, OF_DOCUMENT)
        owners = rows["id" if name == "documents" else "document_id"]
        place = pc.index_in(owners, documents["id"].combine_chunks())
        if place.null_count:
            raise describe_damage(folder, f"rows of {name} are of documents that are not there")
        own = documents.select(OF_DOCUMENT).take(place.combine_chunks())
        yield from zip(rows.to_pylist(), own.to_pylist(), strict=True)


def _place(row: Row, document: Row) -> Placed:
    is_document = "kept_characters" in row
    rule = ("reprint" if row["duplicate_of"] else None) if is_document else row.get("rule")
    member = Member(
        row["id"],
        document["source_id"],
        document["published"],
        row["text"] or "",
        row["kept_characters"] if is_document else row["end"] - row["start"],
        rule,
        row.get("duplicate_similarity" if is_document else "similarity"),
    )
    return Placed(member, document["id"], document["duplicate_of"] or document["id"])


def _make_group(key: Key, stays: Placed, others: Iterable[Placed]) -> DuplicateGroup:
    """A group, the others of it most alike first."""
    kind, _ = key
    members = [
        replace(
            other.member,
            in_reprint=kind == PARAGRAPH and other.document != stays.document and other.family == stays.family,
        )
        for other in others
    ]
    members.sort(key=lambda member: (-(member.similarity or 0), member.source_id, member.id))
    return DuplicateGroup(kind, stays.member, explain_choice(stays.member, members), tuple(members))
