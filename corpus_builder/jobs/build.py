"""From sources on disk to a published folder: the whole job, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.engines.local import count_workers, make_batches, run_batches
from corpus_builder.errors import CorpusError, ReleaseError, SourceError
from corpus_builder.model import Record, Reject
from corpus_builder.policy.takedowns import find_takedown, hash_source, read_takedowns
from corpus_builder.release.changes.changelog import refuse_other_corpus
from corpus_builder.release.folder import hold_release, recover_release, write_release
from corpus_builder.release.losses import find_losses
from corpus_builder.release.manifest import Provenance
from corpus_builder.release.page.quality import measure_quality, read_labels
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description, read_description
from corpus_builder.sources.files import FoundFile, list_files
from corpus_builder.sources.links import LINK_HIDDEN, LINK_OUT
from corpus_builder.sources.reading import Snapshot, take_snapshot
from corpus_builder.sources.records import TAKEDOWN, UNKNOWN_KIND, WHOLE_FILE, is_counted, read_records
from corpus_builder.stages import Tables, decide_corpus
from corpus_builder.stages.takedown_rows import reject_takedown, remove_takedowns
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import drop_documents

Progress = Callable[[int, int], None]
SECOND = "second source with this id"
# Rejects that do not go when their file takes back what it gave: they tell of another source, or of the file itself.
LASTING = frozenset({SECOND, TAKEDOWN, *WHOLE_FILE})
# the kinds of files that are one record, whose hash is that of the bytes which were read
WHOLE = ("text", "html")
LINKS = frozenset({LINK_OUT, LINK_HIDDEN})
NAMED = 3  # documents that a message names; it counts the rest


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: where it wrote, rows by table, how many sources there were, were taken down, and count as rejected.

    `warnings` are sentences for the user; `rejects` are (path, reason, detail) of the sources that count as rejected.
    """

    out: Path
    rows: dict[str, int]
    sources: int
    taken_down: int
    rejected: int
    warnings: tuple[str, ...]
    rejects: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class Intake:
    """What reading the sources leaves behind beside the records: inputs for the manifest, notes for the user.

    `taken_down` has the paths of the files that hold nothing but what was taken down, `covering` the hashes that covered any;
    a file that is not what it was to its end takes back what it gave: `withdrawn` has the source ids of its records, which stay
    taken, and `given_back` counts path and source id of its records and rejects.
    """

    named: set[str]
    takedowns: tuple[str, ...]
    inputs: list[dict[str, Any]] = field(default_factory=list)
    ignored: dict[str, set[str]] = field(default_factory=dict)
    taken_down: set[str] = field(default_factory=set)
    covering: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    given_back: Counter[tuple[str, str]] = field(default_factory=Counter)
    bytes_read: int = 0


def build_corpus(
    sources: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    workers: int | None = None,
    limit: int | None = None,
    previous: Path | None = None,
    again: Provenance | None = None,
    progress: Progress | None = None,
    beside: Path | None = None,
    follow_links: bool = False,
    allow_empty: bool = False,
    allow_losses: bool = False,
) -> BuildReport:
    """Build the corpus of the sources (folders and files) and publish it in the folder `out`.

    `workers` None means as many as pay; `limit` reads only the first records. The changelog says what is new since the release
    `previous`. Links below a source folder that lead out of it are rejects, unless `follow_links`. A corpus without documents is
    an error, unless `allow_empty`; so is one that lacks a document of the release at `out` because that is now a reject, unless
    `allow_losses`. A release is built `again` with the description, takedowns and changelog that it had, whatever stands beside
    the sources now, and with its quality where there are no labels. A release that lies among the sources, at `out` or at
    `beside`, is no source. Raises CorpusError with one clear line for what cannot be built, a version that is too small for what
    changed among it; single bad sources become rejects.
    """
    if not sources:
        raise SourceError("no sources were named", hint="name the folder that holds your texts")
    with hold_release(out):
        folders = list_folders(sources)
        files = list_files(sources, skip=beside or out, follow_links=follow_links)
        description = again.description if again else find_description(sources, follow_links=follow_links)
        if previous is not None:
            recover_release(previous)
            refuse_other_corpus(previous, description.name)
        if not files and not allow_empty:
            raise SourceError(f"no sources in {', '.join(map(str, sources))}", hint="read are .txt, .html, .htm and .jsonl files")
        takedowns = again.takedowns if again else read_takedowns(folders, follow_links=follow_links)
        intake = Intake({f.path for f in files if f.named}, takedowns)
        total = sum(_size(f) for f in files)
        records = read_all(files, description, intake, limit)
        workers = workers if workers is not None else count_workers(total)
        parts = []
        for part in run_batches(make_batches(records), settings, workers):
            part, paths, hashes = remove_takedowns(part, intake.takedowns)
            intake.taken_down.update(paths)
            intake.covering.update(hashes)
            parts.append(part)
            if progress:
                progress(min(intake.bytes_read, total), total)
        joined = withdraw_records(join_tables(parts), intake.withdrawn, intake.given_back)
        if not allow_empty:
            refuse_empty(out, joined)
        if not allow_losses:
            refuse_losses(out, joined)
        tables = decide_corpus(joined, settings)
        provenance = trace_provenance(intake, settings, description, limit)
        labels = read_labels(folders, follow_links=follow_links)
        quality = measure_quality(tables, *labels)
        if again and not quality.documents:
            quality = again.quality
        changelog = again.changelog if again and previous is None else ()
        write_release(out, tables, provenance.model_copy(update={"quality": quality, "changelog": changelog}), previous)
    return report_build(out, tables, intake)


def trace_provenance(intake: Intake, settings: Settings, description: Description, limit: int | None) -> Provenance:
    """What the release is made of; a file that was taken down is named by the hash of its path alone."""
    veiled = {path: hash_source(path) for path in intake.taken_down}
    described = tuple(
        replace(source, files=tuple(veiled.get(file, file) for file in source.files)) for source in description.sources
    )
    inputs = [{"path": veiled[i["path"]], "bytes": None, "sha256": None} if i["path"] in veiled else i for i in intake.inputs]
    absent = description.absent_sources({str(i["path"]) for i in intake.inputs} | set(veiled.values()))
    return Provenance(
        inputs=inputs,
        settings=settings.model_dump(mode="json"),
        description=replace(description, sources=described),
        absent=absent,
        takedowns=intake.takedowns,
        limit=limit,
    )


def read_all(
    files: Iterable[FoundFile], description: Description, intake: Intake, limit: int | None = None
) -> Iterator[Record | Reject]:
    """The records of all files, or the first ones; a second one with the same id is a reject.

    A file of which only a part was read has no hash in the manifest.
    """
    first: dict[str, str] = {}
    left = -1 if limit is None else limit
    for file in files:
        if left == 0:
            return
        before = None if file.kind in WHOLE else try_snapshot(file)
        if file.kind == "jsonl" and before is None:
            file = replace(file, problem="it could not be read")
        records = read_records(file, description, before)
        if file.kind in WHOLE:
            records = iter(whole := list(records))
            before = Snapshot(whole[0].size, whole[0].sha256) if whole[0].sha256 and whole[0].size is not None else None
        intake.inputs.append(describe_input(file.path, before))
        intake.bytes_read += _size(file)
        given: list[tuple[str, bool]] = []
        for record in records:
            if isinstance(record, Reject) and record.reason in WHOLE_FILE:
                take_back(file.path, given, intake)
            elif left == 0:
                intake.inputs[-1] = describe_input(file.path, None)
                return
            elif isinstance(record, Record) and record.ignored:
                intake.ignored.setdefault(file.path, set()).update(record.ignored)
            admitted = admit_record(record, first, intake)
            given.append((record.source_id, isinstance(admitted, Record)))
            left = left - 1 if left else 0
            yield admitted


def take_back(path: str, given: Iterable[tuple[str, bool]], intake: Intake) -> None:
    """Note that a file is not what it was read as: no hash of it is true, and what it has given does not count."""
    intake.inputs[-1] = describe_input(path, None)
    intake.withdrawn.update(source_id for source_id, is_admitted in given if is_admitted)
    intake.given_back.update((path, source_id) for source_id, _ in given)


def admit_record(record: Record | Reject, first: dict[str, str], intake: Intake) -> Record | Reject:
    """The record, or a reject where it was taken down or is not the first one with its id; `first` has the path of each id."""
    url = record.metadata.url if isinstance(record, Record) else None
    if covering := find_takedown(intake.takedowns, record.source_id, url, record.sha256):
        intake.covering.add(covering)
        first.setdefault(record.source_id, record.path)
        if record.path == record.source_id:
            intake.taken_down.add(record.path)
        return reject_takedown(record.source_id, record.path)
    if record.source_id in first:
        detail = f"the first one is in {first[record.source_id]}"
        return Reject(record.source_id, record.path, SECOND, detail, record.size, record.sha256)
    if isinstance(record, Reject):
        return record
    first[record.source_id] = record.path
    return replace(record, ignored=())


def describe_input(path: str, read: Snapshot | None) -> dict[str, Any]:
    """A file as the manifest lists it; one that could not be read, or not as it was, has no hash."""
    return {"path": path, "bytes": read and read.bytes, "sha256": read and read.sha256}


def try_snapshot(file: FoundFile) -> Snapshot | None:
    """What a file holds before it is read; None where it cannot be read."""
    try:
        return take_snapshot(file.place, file.bounds) if file.problem is None else None
    except OSError:
        return None


def withdraw_records(tables: Tables, withdrawn: Collection[str], given_back: Counter[tuple[str, str]]) -> Tables:
    """The tables without what was taken back: documents by source id, and as many rejects as their files gave."""
    if not given_back:
        return tables
    documents, rejects, left = tables["documents"], tables["rejects"], given_back.copy()
    gone = pc.is_in(documents["source_id"], value_set=pa.array(sorted(withdrawn), pa.string()))
    left.subtract(_list_keys(documents.filter(gone)))
    kept = []
    for key, reason in zip(_list_keys(rejects), rejects["reason"].to_pylist(), strict=True):
        kept.append(reason in LASTING or left[key] <= 0)
        left[key] -= not kept[-1]
    return drop_documents(tables, documents["id"].filter(gone)) | {"rejects": rejects.filter(pa.array(kept, pa.bool_()))}


def _list_keys(table: pa.Table) -> Iterator[tuple[str, str]]:
    return zip(table["path"].to_pylist(), table["source_id"].to_pylist(), strict=True)


def refuse_empty(out: Path, tables: Tables) -> None:
    """Raise CorpusError, with the rejects counted by reason, when no source has given a document."""
    if tables["documents"].num_rows:
        return
    reasons = Counter(tables["rejects"]["reason"].to_pylist())
    counted = ", ".join(f"{number:,} × {reason}" for reason, number in sorted(reasons.items(), key=lambda r: (-r[1], r[0])))
    links = "--follow-links (in Python follow_links=True) reads what links lead to; " if reasons.keys() & LINKS else ""
    taken = f"what was taken down stands in {out} until then; " if TAKEDOWN in reasons and out.exists() else ""
    hint = f"nothing was written; {links}{taken}--allow-empty (allow_empty=True) publishes a corpus without documents"
    raise CorpusError(f"no source gives a document: {counted}", hint=hint)


def refuse_losses(out: Path, tables: Tables) -> None:
    """Raise ReleaseError, naming three of them, when documents of the release at `out` are now rejects."""
    losses = find_losses(out, tables)
    if not losses:
        return
    named = "; ".join(f"{source_id}: {reason}" for source_id, reason in losses[:NAMED])
    more = f"; and {len(losses) - NAMED:,} more" if len(losses) > NAMED else ""
    number = f"{len(losses):,} documents are" if len(losses) > 1 else "a document is"
    links = "--follow-links reads what links lead to; " if any(reason in LINKS for _, reason in losses) else ""
    hint = f"that release was kept; {links}--max-rejected 1 (in Python allow_losses=True) replaces it"
    raise ReleaseError(f"of the release in {out} {number} now rejected: {named}{more}", hint=hint)


def find_description(sources: Sequence[Path], *, follow_links: bool = False) -> Description:
    """The description of a corpus: the `sources.toml` of its source folders, or beside its source files.

    Raises SourceError when two of them have words for the corpus.
    """
    read = (read_description(folder, follow_links=follow_links) for folder in list_folders(sources))
    found = [description for description in read if description != Description()]
    speaking = [d for d in found if replace(d, sources=()) != Description()]
    if len(speaking) > 1:
        raise SourceError("two sources.toml have a [corpus] table", hint="keep the words of the corpus in one of them")
    words = speaking[0] if speaking else Description()
    return replace(words, sources=tuple(source for d in found for source in d.sources))


def list_folders(sources: Sequence[Path]) -> list[Path]:
    """The source folders, and those that the source files lie in: there stands what a person says about them."""
    return sorted({p if p.is_dir() else p.parent for p in sources})


def join_tables(parts: Sequence[Tables]) -> Tables:
    """The tables of all batches as one."""
    return {
        name: pa.concat_tables([part[name] for part in parts]) if parts else schema.empty_table()
        for name, schema in SCHEMAS.items()
    }


def report_build(out: Path, tables: Tables, intake: Intake) -> BuildReport:
    """What to tell the user about a build."""
    rejects = [Reject(*row.values()) for row in tables["rejects"].to_pylist()]
    counted = [r for r in rejects if is_counted(r, r.path in intake.named)]
    warnings = [
        f"{path}: fields that are not used: {', '.join(map(repr, sorted(names)))}"
        for path, names in sorted(intake.ignored.items())
    ]
    if idle := len(set(intake.takedowns) - intake.covering):
        warnings.append(f"{idle} of {len(intake.takedowns)} entries of the list of takedowns cover no source of this build")
    skipped = sum(r.reason == UNKNOWN_KIND for r in rejects) - sum(r.reason == UNKNOWN_KIND for r in counted)
    if skipped:
        warnings.append(f"{skipped} file{'s' if skipped > 1 else ''} of a kind that is not read (see the table rejects)")
    if links := sum(r.reason in LINKS for r in rejects):
        warnings.append(
            f"{links} link{'s were' if links > 1 else ' was'} not followed (see the table rejects): --follow-links does"
        )
    return BuildReport(
        out=out,
        rows={name: table.num_rows for name, table in tables.items()},
        sources=tables["documents"].num_rows + len(counted),
        taken_down=sum(r.reason == TAKEDOWN for r in rejects),
        rejected=len(counted),
        warnings=tuple(warnings),
        rejects=tuple(sorted((r.path, r.reason, r.detail) for r in counted)),
    )


def _size(file: FoundFile) -> int:
    try:
        return 0 if file.problem else file.place.stat().st_size
    except OSError:
        return 0
