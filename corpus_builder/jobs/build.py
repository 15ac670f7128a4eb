"""`build`: from sources on disk to a published folder, the whole job in order, and its summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from corpus_builder.engines.batches import count_workers
from corpus_builder.engines.local import Progress
from corpus_builder.engines.resources import MEMORY, plan_resources
from corpus_builder.engines.workers import leave_worker
from corpus_builder.jobs.corpus_work import Place, Rejected, admit_corpus, hold_work, list_keys, publish_corpus
from corpus_builder.jobs.intake import Intake, read_all
from corpus_builder.jobs.project import find_description, limit_files, list_folders
from corpus_builder.jobs.refusals import LINKS, refuse_cache, refuse_empty, refuse_losses
from corpus_builder.kernels.compiled import misses_compiler
from corpus_builder.policy.takedowns import hash_source, read_takedowns
from corpus_builder.release.folder import hold_release, open_release, recover_release
from corpus_builder.release.manifest import Provenance
from corpus_builder.release.page.figures import count_doubts
from corpus_builder.release.page.quality import read_labels, read_quality
from corpus_builder.release.release_writing import finish_release, join_written
from corpus_builder.release.summary import Summary
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import SUPPORTED, list_files, measure_files
from corpus_builder.sources.records import TAKEDOWN, UNKNOWN_KIND
from corpus_builder.system.errors import SourceError
from corpus_builder.system.terminal import count_things, make_line, open_console, say
from corpus_builder.tables.columns import SCHEMAS

# Share of the sources that may be rejected when the user names none.
MAX_REJECTED = 0.01
SHOWN = 10  # rejects that are printed; the others are counted


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a build runs and what it may do; what becomes of a text stands in the settings.

    `workers` None means as many as pay; `limit` reads only the first records. The changelog says what is new since the release
    `previous`. Links below a source folder that lead out of it are rejects, unless `follow_links`. A corpus without documents is
    an error, unless `allow_empty`; so is one that lacks a document of the release in its place because that is now a reject,
    unless `allow_losses`. `progress` is told what is done of each stage: bytes of sources, then tasks. All processes together
    hold at most so many bytes of `memory` (None: 2 GB). Cleaned documents are kept in the folder `cache` for the next build.
    """

    workers: int | None = None
    memory: int | None = None
    cache: Path | None = None
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

    `warnings` are sentences for the user; `rejects` are (path, reason, detail) of the first of those that count as rejected.
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
    leave_worker()
    if not sources:
        raise SourceError("no sources were named", hint="name the folder that holds your texts")
    known, standing = (again.known, again.folder) if again else (None, out)
    if options.cache is not None:
        refuse_cache(out, options.cache)
    with hold_release(out):
        folders = list_folders(sources)
        files = list_files(sources, skip=(standing,), follow_links=options.follow_links)
        measured = measure_files(files)
        description = known.description if known else find_description(sources, follow_links=options.follow_links)
        if options.previous is not None:
            from corpus_builder.release.changes.changelog import refuse_other_corpus

            recover_release(options.previous)
            refuse_other_corpus(options.previous, description.name)
        if not measured.files and not options.allow_empty:
            raise SourceError(f"no sources in {', '.join(map(str, sources))}", hint=SUPPORTED)
        takedowns = known.takedowns if known else read_takedowns(folders, follow_links=options.follow_links)
        intake = Intake(set(measured.named), takedowns, measured.bytes)
        labels, labels_sha256 = read_labels(folders, follow_links=options.follow_links)
        records = read_all(files, description, intake, limit_files(settings), options.limit)
        workers = count_workers(measured.unpacked) if options.workers is None else options.workers
        memory = MEMORY if options.memory is None else options.memory
        plan = plan_resources(memory, workers)
        place = Place(out, options.cache, measured.unpacked)
        with hold_work(place, settings, plan, options.progress) as work, open_release(out) as new:
            corpus = admit_corpus(work, records, intake)
            if not options.allow_empty:
                refuse_empty(out, corpus.corpus.layout.documents[-1], corpus.rejected.reasons)
            if not options.allow_losses and out.exists():
                refuse_losses(out, list_keys(corpus))
            written = join_written(publish_corpus(work, corpus, new, labels))
            provenance = trace_provenance(intake, settings, description, options.limit)
            quality = read_quality(written.summary.tallies["labels"], labels_sha256)
            if known and not quality.documents:
                quality = known.quality
            changelog = known.changelog if known and options.previous is None else ()
            finished = provenance.model_copy(update={"quality": quality, "changelog": changelog})
            finish_release(out, new, written, finished, options.previous)
    report = report_build(out, written.summary, corpus.rejected, intake)
    return replace(report, warnings=(*describe_fewer(workers, plan.workers, memory), *report.warnings))


def trace_provenance(intake: Intake, settings: Settings, description: Description, limit: int | None) -> Provenance:
    """What the release is made of; a file that was taken down is named by the hash of its path alone."""
    veiled = {path: hash_source(path) for path in intake.taken_down}
    described = tuple(
        replace(source, files=tuple(veiled.get(file, file) for file in source.files)) for source in description.sources
    )
    inputs = intake.inputs.collect()
    absent = description.absent_sources(chain((file.path for file in inputs), veiled.values()))
    if veiled:
        inputs = inputs.veil(veiled)
    return Provenance(
        inputs=inputs,
        settings=settings.model_dump(mode="json"),
        description=replace(description, sources=described),
        absent=absent,
        takedowns=intake.takedowns,
        limit=limit,
    )


def report_build(out: Path, summary: Summary, rejected: Rejected, intake: Intake) -> BuildReport:
    """What to tell the user about a build."""
    warnings = []
    if idle := len(set(intake.takedowns) - intake.covering):
        entries, verb = count_things(len(intake.takedowns), "entry", "entries"), "covers" if idle == 1 else "cover"
        warnings.append(f"{idle} of {entries} on the takedown list {verb} no source of this build")
    if skipped := rejected.reasons[UNKNOWN_KIND] - rejected.counted[UNKNOWN_KIND]:
        warnings.append(f"{count_things(skipped, 'file')} of an unsupported type (see the table rejects)")
    if links := sum(rejected.reasons[reason] for reason in LINKS):
        not_followed = count_things(links, "link was", "links were")
        warnings.append(f"{not_followed} not followed (see the table rejects; use --follow-links to read what they point to)")
    if doubts := count_doubts(summary):
        warnings.append(f"{count_things(doubts, 'document looks', 'documents look')} wrong (see the column note of documents)")
    if misses_compiler(intake.bytes_read):
        warnings.append("large builds take longer without numba (install this package with its extra [fast])")
    counted = rejected.counted.total()
    return BuildReport(
        out=out,
        rows={name: summary.count_rows(name) for name in SCHEMAS},
        sources=summary.count_rows("documents") + counted,
        taken_down=rejected.reasons[TAKEDOWN],
        rejected=counted,
        warnings=tuple(warnings),
        rejects=rejected.first,
    )


def describe_fewer(asked: int, started: int, memory: int) -> tuple[str, ...]:
    """That memory had no room for all workers, in a line; nothing where it had."""
    if started >= asked:
        return ()
    room = f"{memory / 1e6:,.0f} MB of memory have no room for more (see --memory)"
    return (f"only {count_things(started, 'worker')} of {asked:,} worked: {room}",)


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
    if report.rejected > SHOWN:
        say(f"rejected: and {report.rejected - SHOWN:,} more (see the table rejects)", err=True)


def describe_excess(report: BuildReport, max_rejected: float | None) -> str | None:
    """That more of the sources were rejected than may be, in a line; None where it is not so."""
    if report.rejected <= (MAX_REJECTED if max_rejected is None else max_rejected) * report.sources:
        return None
    sources = count_things(report.sources, "source")
    verb = "was" if report.rejected == 1 else "were"
    return f"built, but {report.rejected} of {sources} {verb} rejected (see the table rejects)"
