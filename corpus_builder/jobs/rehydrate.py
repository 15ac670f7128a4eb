"""`rehydrate`: restoring the texts of a release that was published without them, from its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.engines.batches import count_workers, make_batches, run_batches
from corpus_builder.jobs.project import find_description, limit_files
from corpus_builder.model import PARAGRAPH_BREAK, Record
from corpus_builder.policy.texts import TEXTS
from corpus_builder.release.folder import hold_release, recover_release
from corpus_builder.release.manifest import (
    DIGESTS,
    Manifest,
    Provenance,
    digest_content,
    read_manifest,
    read_settings,
    read_versions,
)
from corpus_builder.release.release_writing import write_release
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import FoundFile, list_files, measure_files
from corpus_builder.sources.records import read_records
from corpus_builder.system.errors import ReleaseError
from corpus_builder.system.terminal import count_things, say
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.frames import Tables, set_column
from corpus_builder.tables.ids import document_id
from corpus_builder.tables.parquet import read_tables
from corpus_builder.tables.parts import cut_tables
from corpus_builder.tables.pieces import join_pieces

SHOWN = 10  # sources that are not there and are named; the others are counted


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
    recover_release(folder)
    manifest, tables = read_manifest(folder), read_tables(folder)
    settings, policy = read_settings(manifest), manifest.policy
    if policy.text == "full" and not manifest.missing:
        raise ReleaseError(
            f"{folder} already has its texts", hint="only a release built with --text-policy excerpt or offsets lacks them"
        )
    if out.exists() and out.samefile(folder):
        raise ReleaseError(f"{out} is the release itself", hint="write the texts into another folder")
    with hold_release(out):
        files = list_files(sources, skip=folder, follow_links=follow_links)
        description = find_description(sources, follow_links=follow_links)
        parts = clean_sources(tables["documents"], files, description, settings, workers)
        filled = fill_texts(tables, parts, keep=policy.text == "full")
        missing = list_missing(tables["documents"], parts, manifest)
        check_texts(filled, [row["id"] for row in missing], manifest)
        write_release(out, cut_tables(filled), show_texts(manifest, missing))
    left = tuple(row["source_id"] for row in missing)
    return Rehydration(out, tables["documents"].num_rows - len(left), left)


def show_texts(provenance: Provenance, missing: Sequence[Mapping[str, Any]]) -> Provenance:
    """What a release is made of that has its texts again, but for some; these can be put back later."""
    shown = {
        "settings": provenance.settings | {"policy": provenance.settings["policy"] | {"text": "full"}},
        "missing": tuple(row["id"] for row in missing),
        "with_texts": provenance.with_texts if missing else {},
    }
    return provenance.model_copy(update=shown)


def clean_sources(
    documents: pa.Table, files: Iterable[FoundFile], description: Description, settings: Settings, workers: int | None
) -> list[Tables]:
    """The rows of those sources that are in the release, cleaned by its settings, in batches."""
    limits = limit_files(settings)
    wanted = dict(zip(documents["id"].to_pylist(), documents["sha256"].to_pylist(), strict=True))

    def choose() -> Iterator[Record]:
        for record in (record for file in files for record in read_records(file, description, limits)):
            id_ = document_id(record.source_id)
            if isinstance(record, Record) and wanted.get(id_) == record.sha256:
                del wanted[id_]
                yield record

    workers = workers if workers is not None else count_workers(measure_files(files).bytes)
    parts = list(run_batches(make_batches(choose()), settings, workers))
    if not any(part["documents"].num_rows for part in parts):
        raise ReleaseError("none of the sources belongs to the release", hint="sources are matched by id and SHA-256")
    return parts


def fill_texts(tables: Tables, parts: Sequence[Tables], *, keep: bool) -> Tables:
    """The tables of a release with the texts of cleaned sources; rows of other sources have none, or `keep` theirs.

    What was decided over the whole corpus stays as it was published: only texts are looked up, by the ids of the rows.
    """
    pieces = pa.concat_tables([part[name].select(["id", "text"]) for part in parts for name in ("paragraphs", "removals")])
    quotes = pa.concat_tables([part["quotes"].select(["id", "text"]) for part in parts])
    filled = tables | {name: _look_up(tables[name], "text", pieces, keep=keep) for name in ("paragraphs", "removals")}
    filled["quotes"] = _look_up(tables["quotes"], "text", quotes, keep=keep)
    joined: dict[str, list[str]] = {id_: [] for part in parts for id_ in part["documents"]["id"].to_pylist()}
    rows = join_pieces(filled)
    for document, text in zip(rows["document_id"].to_pylist(), rows["text"].to_pylist(), strict=True):
        if document in joined:
            joined[document].append(text or "")
    whole = pa.table({"id": list(joined), "text": [PARAGRAPH_BREAK.join(texts) for texts in joined.values()]})
    documents = _look_up(tables["documents"], "text", whole, keep=keep)
    extra = pa.concat_tables([part["documents"].select(["id", "extra"]) for part in parts])
    return filled | {"documents": _look_up(documents, "extra", extra, keep=keep)}


def _look_up(table: pa.Table, column: str, values: pa.Table, *, keep: bool) -> pa.Table:
    place = pc.index_in(table["id"], value_set=values["id"].combine_chunks())
    found = values[column].combine_chunks().take(place.combine_chunks())
    return set_column(table, column, pc.coalesce(found, table[column].combine_chunks()) if keep else found)


def list_missing(documents: pa.Table, parts: Sequence[Tables], provenance: Provenance) -> list[dict[str, Any]]:
    """Ids and source ids of the documents whose texts are not there: neither from a source nor from a rehydration before."""
    there = {id_ for part in parts for id_ in part["documents"]["id"].to_pylist()}
    rows = [row for row in documents.select(["id", "source_id"]).to_pylist() if row["id"] not in there]
    full = provenance.policy.text == "full"
    return [row for row in rows if not full or row["id"] in provenance.missing]


def check_texts(filled: Tables, missing: Sequence[str], manifest: Manifest) -> None:
    """Raise ReleaseError when texts that were put back are not those that were withheld.

    With all sources the digests tell; with some, the same versions must have cleaned them and every row must have its text.
    """
    versions = manifest.versions
    strange = [f"{name} {versions.get(name)}" for name, own in read_versions().items() if versions.get(name) != own]
    hint = f"the release was made with {', '.join(strange)}" if strange else "the release or a source has been changed"
    if not missing:
        found = digest_texts(filled, manifest.with_texts_version)
        if wrong := [name for name in TEXTS if found[name] != manifest.with_texts.get(name)]:
            raise ReleaseError(f"the sources yield {wrong[0]} that differ from those published", hint=hint)
        return
    absent = pa.array(missing, pa.string())
    for name in ("paragraphs", "quotes", "removals"):
        rows = filled[name].filter(pc.invert(pc.is_in(filled[name]["document_id"], value_set=absent)))
        rows = rows.filter(pc.not_equal(rows["stage"], "policy")) if name == "removals" else rows
        if strange or rows["text"].null_count:
            raise ReleaseError(f"the sources yield {name} that differ from those published", hint=hint)


def digest_texts(filled: Tables, version: int) -> dict[str, str]:
    """The digests of the tables that have texts, by the rule of a version of digests."""
    parts = list(cut_tables(filled)) if version == DIGESTS else [filled]
    digests = {name: [(part[name].num_rows, digest_table(part[name])) for part in parts if part[name].num_rows] for name in TEXTS}
    return {name: digest_content(name, own, version).sha256 for name, own in digests.items()}


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
