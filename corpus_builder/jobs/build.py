"""`build`: from sources on disk to a published folder, the whole job in order, and its summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.engines.batches import count_workers, make_batches, run_batches
from corpus_builder.jobs.intake import Intake, limit_files, measure_file, read_all, withdraw_records
from corpus_builder.jobs.project import find_description, list_folders
from corpus_builder.jobs.refusals import LINKS, refuse_empty, refuse_losses
from corpus_builder.kernels.compiled import misses_compiler
from corpus_builder.model import Reject
from corpus_builder.policy.takedowns import hash_source, read_takedowns
from corpus_builder.release.folder import hold_release, recover_release
from corpus_builder.release.losses import hash_keys
from corpus_builder.release.manifest import Provenance
from corpus_builder.release.page.figures import flag_doubts
from corpus_builder.release.page.quality import match_labels, read_labels, read_quality
from corpus_builder.release.release_writing import write_release
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import SUPPORTED, FoundFile, list_files
from corpus_builder.sources.records import TAKEDOWN, UNKNOWN_KIND, is_counted
from corpus_builder.stages.corpus import decide_corpus
from corpus_builder.stages.takedown_rows import remove_takedowns
from corpus_builder.system.errors import SourceError
from corpus_builder.system.memory import pause_collector
from corpus_builder.system.terminal import count_things, make_line, open_console, say
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parts import cut_tables

Progress = Callable[[int, int], None]

# Share of the sources that may be rejected when the user names none.
MAX_REJECTED = 0.01
SHOWN = 10  # rejects that are printed; the others are counted


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a build runs and what it may do; what becomes of a text stands in the settings.

    `workers` None means as many as pay; `limit` reads only the first records. The changelog says what is new since the release
    `previous`. Links below a source folder that lead out of it are rejects, unless `follow_links`. A corpus without documents is
    an error, unless `allow_empty`; so is one that lacks a document of the release in its place because that is now a reject,
    unless `allow_losses`. `progress` is told the bytes that are done and those of all sources.
    """

    workers: int | None = None
    limit: int | None = None
    previous: Path | None = None
    follow_links: bool = False
    allow_empty: bool = False
    allow_losses: bool = False
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A release that is built again: what it was made of, and the folder in which it lies."""

    known: Provenance
    folder: Path


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


def build_corpus(
    sources: Sequence[Path],
    out: Path,
    settings: Settings,
    options: BuildOptions = BuildOptions(),
    again: Rebuild | None = None,
) -> BuildReport:
    """Build the corpus of the sources (folders and files) and publish it in the folder `out`.

    A release is built `again` with the description, takedowns and changelog that it had, whatever stands beside the sources now,
    and with its quality where there are no labels. A release that lies among the sources, at `out` or where the one that is built
    again lies, is no source. Raises CorpusError with one clear line for what cannot be built, a version that is too small for
    what changed among it; single bad sources become rejects.
    """
    if not sources:
        raise SourceError("no sources were named", hint="name the folder that holds your texts")
    known, skip = (again.known, again.folder) if again else (None, out)
    with hold_release(out):
        folders = list_folders(sources)
        files = list_files(sources, skip=skip, follow_links=options.follow_links)
        description = known.description if known else find_description(sources, follow_links=options.follow_links)
        if options.previous is not None:
            from corpus_builder.release.changes.changelog import refuse_other_corpus

            recover_release(options.previous)
            refuse_other_corpus(options.previous, description.name)
        if not files and not options.allow_empty:
            raise SourceError(f"no sources in {', '.join(map(str, sources))}", hint=SUPPORTED)
        takedowns = known.takedowns if known else read_takedowns(folders, follow_links=options.follow_links)
        intake = Intake({f.path for f in files if f.named}, takedowns)
        joined = clean_files(files, description, intake, settings, options)
        if not options.allow_empty:
            refuse_empty(out, joined["documents"].num_rows, Counter(joined["rejects"]["reason"].to_pylist()))
        if not options.allow_losses:
            refuse_losses(out, hash_keys(joined["documents"], joined["rejects"]))
        with pause_collector():
            tables = decide_corpus(joined, settings)
        provenance = trace_provenance(intake, settings, description, options.limit)
        labels, labels_sha256 = read_labels(folders, follow_links=options.follow_links)
        quality = read_quality(match_labels(tables, labels), labels_sha256)
        if known and not quality.documents:
            quality = known.quality
        changelog = known.changelog if known and options.previous is None else ()
        finished = provenance.model_copy(update={"quality": quality, "changelog": changelog})
        write_release(out, cut_tables(tables), finished, options.previous)
    return report_build(out, tables, intake)


def clean_files(
    files: Sequence[FoundFile], description: Description, intake: Intake, settings: Settings, options: BuildOptions
) -> Tables:
    """The rows of all documents, each cleaned by itself, without what was taken down or taken back."""
    total = sum(map(measure_file, files))
    workers = options.workers if options.workers is not None else count_workers(total)
    records = read_all(files, description, intake, limit_files(settings), options.limit)
    parts = []
    for part in run_batches(make_batches(records), settings, workers):
        part, paths, hashes = remove_takedowns(part, intake.takedowns)
        intake.taken_down.update(paths)
        intake.covering.update(hashes)
        parts.append(part)
        if options.progress:
            options.progress(min(intake.bytes_read, total), total)
    return withdraw_records(join_tables(parts), intake.withdrawn, intake.given_back)


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
    warnings = []
    if idle := len(set(intake.takedowns) - intake.covering):
        entries, verb = count_things(len(intake.takedowns), "entry", "entries"), "covers" if idle == 1 else "cover"
        warnings.append(f"{idle} of {entries} on the takedown list {verb} no source of this build")
    skipped = sum(r.reason == UNKNOWN_KIND for r in rejects) - sum(r.reason == UNKNOWN_KIND for r in counted)
    if skipped:
        warnings.append(f"{count_things(skipped, 'file')} of an unsupported type (see the table rejects)")
    if links := sum(r.reason in LINKS for r in rejects):
        not_followed = count_things(links, "link was", "links were")
        warnings.append(f"{not_followed} not followed (see the table rejects; use --follow-links to read what they point to)")
    if doubts := pc.sum(flag_doubts(tables["documents"]["note"])).as_py():
        warnings.append(f"{count_things(doubts, 'document looks', 'documents look')} wrong (see the column note of documents)")
    if misses_compiler(intake.bytes_read):
        warnings.append("large builds take longer without numba (install this package with its extra [fast])")
    return BuildReport(
        out=out,
        rows={name: table.num_rows for name, table in tables.items()},
        sources=tables["documents"].num_rows + len(counted),
        taken_down=sum(r.reason == TAKEDOWN for r in rejects),
        rejected=len(counted),
        warnings=tuple(warnings),
        rejects=tuple(sorted((r.path, r.reason, r.detail) for r in counted)),
    )


def report_as_json(report: BuildReport) -> dict[str, Any]:
    """What a build did, for machines."""
    return asdict(report) | {"out": str(report.out)}


def print_report(report: BuildReport) -> None:
    """The summary of a build: rows by table on stdout, warnings and rejects on stderr."""
    from rich.console import Console
    from rich.table import Table

    table = Table("table", "rows")
    table.columns[1].justify = "right"
    for name, rows in report.rows.items():
        table.add_row(name, f"{rows:,}")
    # a title would be broken to the width of the table, and a piece of a path could stand there as a line of ours
    open_console().print(make_line(f"{report.out}", "table.title"))
    Console().print(table)
    for warning in report.warnings:
        say(f"warning: {warning}", err=True)
    for path, reason, detail in report.rejects[:SHOWN]:
        say(f"rejected: {path}: {reason}: {detail}", err=True)
    if len(report.rejects) > SHOWN:
        say(f"rejected: and {len(report.rejects) - SHOWN} more (see the table rejects)", err=True)


def describe_excess(report: BuildReport, max_rejected: float | None) -> str | None:
    """That more of the sources were rejected than may be, in a line; None where it is not so."""
    if report.rejected <= (MAX_REJECTED if max_rejected is None else max_rejected) * report.sources:
        return None
    sources = count_things(report.sources, "source")
    verb = "was" if report.rejected == 1 else "were"
    return f"built, but {report.rejected} of {sources} {verb} rejected (see the table rejects)"


@contextmanager
def show_progress() -> Iterator[Progress | None]:
    """A progress bar on stderr, and none where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("cleaning"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cleaning", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
