"""`rehydrate`: restoring the texts of a release that was published without them, from its sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.engines.batches import count_workers, make_batches, run_batches
from corpus_builder.engines.workers import leave_worker
from corpus_builder.jobs.project import find_description, limit_files
from corpus_builder.model import PARAGRAPH_BREAK, Record, Reject
from corpus_builder.policy.texts import TEXTS
from corpus_builder.release.folder import hold_release
from corpus_builder.release.loading import read_release
from corpus_builder.release.manifest import (
    DIGESTS,
    Manifest,
    Provenance,
    digest_content,
    read_settings,
    read_versions,
)
from corpus_builder.release.release_writing import write_release
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import FoundFile, list_files, measure_files
from corpus_builder.sources.records import read_records
from corpus_builder.system.errors import ReleaseError
from corpus_builder.system.row_files import RowFiles
from corpus_builder.system.terminal import count_things, say
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.digests import PartDigest, digest_table, hash_strings
from corpus_builder.tables.frames import Tables, complete_columns, set_column
from corpus_builder.tables.ids import document_id
from corpus_builder.tables.parquet import PartReader, stream_table
from corpus_builder.tables.parts import cut_tables
from corpus_builder.tables.pieces import join_pieces

SHOWN = 10  # sources that are not there and are named; the others are counted
# Bytes of texts that wait in memory until they are written to files.
SPILLED_BYTES = 32_000_000
# What a text is of; a paragraph may be a removal in the release.
KINDS = {"documents": 0, "paragraphs": 1, "removals": 1, "quotes": 2}
NO_TEXTS = pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string()), "kind": pa.array([], pa.int64())})


@dataclass(frozen=True, slots=True)
class Rehydration:
    """What a rehydration did: where it wrote, documents with their texts, and the source ids of those without."""

    out: Path
    documents: int
    missing: tuple[str, ...]


def rehydrate_release(
    folder: Path, sources: Sequence[Path], out: Path, *, workers: int | None = None, follow_links: bool = False
) -> Rehydration:
    """Write the release of `folder` with its texts, cleaned anew from the sources, as the folder `out`.

    A source counts by its id and its SHA-256. When all are there, the result is byte for byte the release that a build of them
    with the text policy `full` gives; else the texts of the others stay away. Raises ReleaseError when no source is there, or
    what they give is not what was published: then another version of the package cleaned them.
    """
    leave_worker()
    manifest = read_release(folder)
    settings, policy = read_settings(manifest), manifest.policy
    if policy.text == "full" and not manifest.missing:
        raise ReleaseError(
            f"{folder} already has its texts", hint="only a release built with --text-policy excerpt or offsets lacks them"
        )
    if out.exists() and out.samefile(folder):
        raise ReleaseError(f"{out} is the release itself", hint="write the texts into another folder")
    with hold_release(out), RowFiles() as spill:
        files = list_files(sources, skip=(folder,), follow_links=follow_links)
        description = find_description(sources, follow_links=follow_links)
        wanted = Wanted(folder)
        records = wanted.choose(read_all(files, description, settings))
        workers = count_workers(measure_files(files).unpacked) if workers is None else workers
        clean_sources(records, wanted, settings, workers, spill)
        missing = list_missing(folder, wanted, manifest)
        parts = fill_parts(folder, manifest, spill, frozenset(row["id"] for row in missing))
        write_release(out, parts, show_texts(manifest, missing))
    left = tuple(row["source_id"] for row in missing)
    return Rehydration(out, len(wanted.keys) - len(left), left)


def show_texts(provenance: Provenance, missing: Sequence[Mapping[str, Any]]) -> Provenance:
    """What a release is made of that has its texts again, but for some; these can be put back later."""
    shown = {
        "settings": provenance.settings | {"policy": provenance.settings["policy"] | {"text": "full"}},
        "missing": tuple(row["id"] for row in missing),
        "with_texts": provenance.with_texts if missing else {},
    }
    return provenance.model_copy(update=shown)


class Wanted:
    """The documents of a release whose sources are looked for, as numbers: some 25 bytes each.

    `keys` are their ids, rising, `parts` where they are; `is_cleaned` says which have their rows again.
    """

    def __init__(self, folder: Path) -> None:
        found = [
            (_read_numbers(table["id"]), hash_strings(table["sha256"]), np.full(table.num_rows, part, np.int32))
            for part, table in stream_table(folder, "documents", ["id", "sha256"])
        ]
        kinds = np.uint64, np.uint64, np.int32
        keys, contents, parts = (
            np.concatenate([np.empty(0, kind), *(columns[place] for columns in found)]) for place, kind in enumerate(kinds)
        )
        order = np.argsort(keys, kind="stable")
        self.keys, self.parts = keys[order], parts[order]
        self._contents = contents[order]
        self._is_open = np.ones(len(keys), bool)
        self.is_cleaned = np.zeros(len(keys), bool)

    def find(self, ids: pa.ChunkedArray) -> npt.NDArray[np.int64]:
        """The place of each document, all of which are there."""
        return np.searchsorted(self.keys, _read_numbers(ids))

    def choose(self, records: Iterable[Record | Reject]) -> Iterator[Record]:
        """The records that are wanted, by id and content, each once."""
        for record in records:
            key = np.uint64(int(document_id(record.source_id), 16))
            place = int(np.searchsorted(self.keys, key))
            if place == len(self.keys) or self.keys[place] != key or not isinstance(record, Record):
                continue
            content = hash_strings(pa.chunked_array([[record.sha256]], pa.string()))[0]
            if self._is_open[place] and self._contents[place] == content:
                self._is_open[place] = False
                yield record


def _read_numbers(ids: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """The ids of documents as numbers. Raises ReleaseError for one that is none."""
    try:
        return np.array([int(id_, 16) for id_ in ids.to_pylist()], np.uint64)
    except (ValueError, TypeError, OverflowError) as why:
        raise ReleaseError("the release has a document with a malformed id", hint="verify it, or build it again") from why


def read_all(files: Iterable[FoundFile], description: Description, settings: Settings) -> Iterator[Record | Reject]:
    """The records of all files."""
    limits = limit_files(settings)
    for file in files:
        yield from read_records(file, description, limits)


def clean_sources(records: Iterable[Record], wanted: Wanted, settings: Settings, workers: int, spill: RowFiles) -> None:
    """Clean the sources of a release by its settings; their texts go to files, by the parts of the release.

    Raises ReleaseError when there is none.
    """
    n_parts = int(wanted.parts.max(initial=0)) + 1
    waiting: list[pa.Table] = []
    for tables in run_batches(make_batches(records), settings, workers):
        wanted.is_cleaned[wanted.find(tables["documents"]["id"])] = True
        waiting.append(list_texts(tables))
        if sum(table.nbytes for table in waiting) > SPILLED_BYTES:
            spill_texts(waiting, wanted, n_parts, spill)
    if waiting:
        spill_texts(waiting, wanted, n_parts, spill)
    if not wanted.is_cleaned.any():
        raise ReleaseError("none of the sources belongs to the release", hint="sources are matched by id and SHA-256")


def list_texts(tables: Tables) -> pa.Table:
    """The ids and texts of all rows of some documents: document_id, kind, id, text.

    That of a document is its `extra`: its text is made of its paragraphs.
    """
    documents = tables["documents"].select(["id", "extra"]).rename_columns(["id", "text"])
    rows = [("documents", documents.append_column("document_id", documents["id"]))]
    rows += [(name, tables[name]) for name in ("paragraphs", "removals", "quotes")]
    columns = ["document_id", "id", "text"]
    return pa.concat_tables(own.select(columns).append_column("kind", pa.repeat(KINDS[name], own.num_rows)) for name, own in rows)


def spill_texts(waiting: list[pa.Table], wanted: Wanted, n_parts: int, spill: RowFiles) -> None:
    """Write texts that wait, which wait no more."""
    rows = pa.concat_tables(waiting).combine_chunks()
    waiting.clear()
    spill.put_split(rows.drop_columns(["document_id"]), wanted.parts[wanted.find(rows["document_id"])].astype(np.int64), n_parts)


def fill_parts(folder: Path, manifest: Manifest, spill: RowFiles, missing: frozenset[str]) -> Iterator[Tables]:
    """The parts of a release with their texts, cut as a build cuts them. Raises ReleaseError, at the end, for other texts."""
    keep = manifest.policy.text == "full"
    digests: dict[str, list[PartDigest]] = {name: [] for name in TEXTS}
    refuse_versions(manifest, missing)
    reader = PartReader(folder)
    for number in reader.list_parts():
        tables = {name: reader.read_own(name, number) for name in SCHEMAS}
        texts = spill.read_all(number) if tables["documents"].num_rows else None
        whole = fill_texts(complete_columns(tables), texts if texts is not None else NO_TEXTS, keep=keep)
        # a column that the release does not have is not filled: no digest would tell whether with what was withheld
        filled = {name: table.select(tables[name].column_names) for name, table in whole.items()}
        if missing:
            refuse_gaps(filled, missing, manifest)
        for name in TEXTS if not missing else ():
            if filled[name].num_rows:
                digests[name].append((filled[name].num_rows, digest_table(filled[name])))
        # an earlier version made one part of all
        published = complete_columns(filled)
        yield from [published] if manifest.with_texts_version == DIGESTS else cut_tables(published)
    if not missing:
        refuse_texts(digests, manifest)


def fill_texts(tables: Tables, texts: pa.Table, *, keep: bool) -> Tables:
    """The tables of a part with the texts of cleaned sources; rows of other sources have none, or `keep` theirs.

    What was decided over the whole corpus stays as it was published: only texts are looked up, by the ids of the rows.
    """
    by_kind = {kind: texts.filter(pc.equal(texts["kind"], kind)) for kind in set(KINDS.values())}
    filled = tables | {
        name: _look_up(tables[name], "text", by_kind[KINDS[name]], keep=keep) for name in ("paragraphs", "removals", "quotes")
    }
    cleaned = by_kind[KINDS["documents"]].rename_columns({"text": "extra"})
    joined: dict[str, list[str]] = {id_: [] for id_ in cleaned["id"].to_pylist()}
    rows = join_pieces(filled)
    for document, text in zip(rows["document_id"].to_pylist(), rows["text"].to_pylist(), strict=True):
        if document in joined:
            joined[document].append(text or "")
    whole = pa.table(
        {"id": pa.array(joined, pa.string()), "text": pa.array(map(PARAGRAPH_BREAK.join, joined.values()), pa.string())}
    )
    documents = _look_up(tables["documents"], "text", whole, keep=keep)
    return filled | {"documents": _look_up(documents, "extra", cleaned, keep=keep)}


def _look_up(table: pa.Table, column: str, values: pa.Table, *, keep: bool) -> pa.Table:
    place = pc.index_in(table["id"], value_set=values["id"].combine_chunks())
    found = values[column].combine_chunks().take(place.combine_chunks())
    return set_column(table, column, pc.coalesce(found, table[column].combine_chunks()) if keep else found)


def list_missing(folder: Path, wanted: Wanted, provenance: Provenance) -> list[dict[str, Any]]:
    """Ids and source ids of the documents whose texts are not there: neither from a source nor from a rehydration before."""
    full, before = provenance.policy.text == "full", frozenset(provenance.missing)
    rows = []
    for _, table in stream_table(folder, "documents", ["id", "source_id"]):
        rows += table.filter(pa.array(~wanted.is_cleaned[wanted.find(table["id"])])).to_pylist()
    return [row for row in rows if not full or row["id"] in before]


def refuse_versions(manifest: Manifest, missing: Collection[str]) -> None:
    """Raise ReleaseError when sources are missing and other versions may have cleaned the others: no digest would tell."""
    if missing and list_strange(manifest):
        raise refuse_other("paragraphs", manifest)


def refuse_gaps(filled: Tables, missing: Collection[str], manifest: Manifest) -> None:
    """Raise ReleaseError when a row of a document that is not missing has no text."""
    absent = pa.array([id_ for id_ in filled["documents"]["id"].to_pylist() if id_ in missing], pa.string())
    for name in ("paragraphs", "quotes", "removals"):
        rows = filled[name].filter(pc.invert(pc.is_in(filled[name]["document_id"], value_set=absent)))
        rows = rows.filter(pc.not_equal(rows["stage"], "policy")) if name == "removals" else rows
        if rows["text"].null_count:
            raise refuse_other(name, manifest)


def refuse_texts(digests: Mapping[str, Sequence[PartDigest]], manifest: Manifest) -> None:
    """Raise ReleaseError when texts that were put back, all of them, are not those that were withheld."""
    for name, parts in digests.items():
        if digest_content(name, parts, manifest.with_texts_version).sha256 != manifest.with_texts.get(name):
            raise refuse_other(name, manifest)


def list_strange(manifest: Manifest) -> list[str]:
    """What made the release in another version than is there."""
    versions = manifest.versions
    return [f"{name} {versions.get(name)}" for name, own in read_versions().items() if versions.get(name) != own]


def refuse_other(name: str, manifest: Manifest) -> ReleaseError:
    """That other texts come from the sources than were published, and why that may be."""
    strange = list_strange(manifest)
    hint = f"the release was made with {', '.join(strange)}" if strange else "the release or a source has been changed"
    return ReleaseError(f"the sources yield {name} that differ from those published", hint=hint)


def rehydration_as_json(done: Rehydration) -> dict[str, Any]:
    """What a rehydration did, for machines."""
    return asdict(done) | {"out": str(done.out)}


def print_rehydration(done: Rehydration) -> None:
    """What a rehydration did: the documents with their texts on stdout, those without on stderr."""
    say(f"{done.out}: {count_things(done.documents, 'document with its text', 'documents with their texts')}")
    for source_id in done.missing[:SHOWN]:
        say(f"without text, source not found: {source_id}", err=True)
    if len(done.missing) > SHOWN:
        say(f"without text: and {len(done.missing) - SHOWN} more", err=True)
