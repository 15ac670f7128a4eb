"""`verify`: checking a release, with its sources where they are available."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_builder.jobs.project import limit_files
from corpus_builder.model import Record, Repaired, Source
from corpus_builder.release.checks.rebuilt import compare_releases
from corpus_builder.release.checks.release_checks import Finding, verify_release
from corpus_builder.release.folder import recover_release
from corpus_builder.release.manifest import Provenance, read_manifest, read_settings
from corpus_builder.sources.files import list_files
from corpus_builder.sources.links import LINK_OUT
from corpus_builder.sources.records import read_records
from corpus_builder.system.errors import ReleaseError
from corpus_builder.system.terminal import count_things, say
from corpus_builder.tables.parquet import stream_table

if TYPE_CHECKING:
    from corpus_builder.engines.local import Progress


@dataclass(frozen=True, slots=True)
class Checks:
    """What is checked beside the folder itself.

    `strict` asks for what only a person can state, too; `rebuild` builds again with the manifest's settings and compares. What
    the changelog says is believed then, but for a rebuild with the `previous` release that it compares with. `progress` is told
    what the rebuild has done.
    """

    strict: bool = False
    rebuild: bool = False
    previous: Path | None = None
    follow_links: bool = False
    progress: Progress | None = None


def check_release(folder: Path, sources: Sequence[Path], checks: Checks) -> list[Finding]:
    """What is wrong with a published folder: nothing, or one finding for each thing.

    With sources, offsets are checked against them, too. Raises ReleaseError when there is no release, SourceError when the
    sources are not there.
    """
    recover_release(folder)
    manifest = read_manifest(folder)
    reread = reread_sources(sources, folder, manifest, follow_links=checks.follow_links) if sources else None
    findings = verify_release(folder, reread, strict=checks.strict)
    if findings and read_manifest(folder) != manifest:
        raise ReleaseError(f"{folder} was replaced while it was checked", hint="check it again")
    return findings + (compare_rebuild(folder, sources, manifest, checks) if checks.rebuild else [])


def compare_rebuild(folder: Path, sources: Sequence[Path], known: Provenance, checks: Checks) -> list[Finding]:
    """In what a release differs from one that is built from the same sources and settings now."""
    from corpus_builder.jobs.build import BuildOptions, Rebuild, build_corpus

    settings = read_settings(known)
    options = BuildOptions(
        limit=known.limit,
        previous=checks.previous,
        follow_links=checks.follow_links,
        allow_empty=True,
        progress=checks.progress,
    )
    with tempfile.TemporaryDirectory() as place:
        again = Path(place) / "again"
        build_corpus(sources, again, settings, options, Rebuild(known, folder))
        findings = compare_releases(folder, again)
        if findings and not checks.follow_links:
            findings += find_unfollowed(folder, again)
    return findings


def find_unfollowed(folder: Path, again: Path) -> Iterator[Finding]:
    """That only the build anew rejects links out of the source folder: the release was built with --follow-links."""
    there, now = (
        any(LINK_OUT in table["reason"].to_pylist() for _, table in stream_table(place, "rejects", ["reason"]))
        for place in (folder, again)
    )
    if now and not there:
        yield Finding("the rebuild did not follow links that the release follows", "rejects", "use --follow-links")


def reread_sources(
    sources: Sequence[Path], release: Path, known: Provenance, *, follow_links: bool
) -> Iterator[tuple[str, str, Repaired]]:
    """Each source's id, decoded text and repaired text, read anew; of the first sources where only they were built."""
    from corpus_builder.sources.opening import open_record
    from corpus_builder.stages.document import repair_sources

    files, limits = list_files(sources, skip=(release,), follow_links=follow_links), limit_files(read_settings(known))
    records = (record for file in files for record in read_records(file, known.description, limits))
    for record in islice(records, known.limit):
        source = open_record(record) if isinstance(record, Record) else record
        if isinstance(source, Source):
            yield source.source_id, source.text, repair_sources([source])[0]


def findings_as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings for machines."""
    return [asdict(finding) for finding in findings]


def print_findings(findings: Sequence[Finding], whole: str) -> None:
    """Print findings, one a line, and how many there are; `whole` where there is none."""
    for finding in findings:
        say(f"{finding.where}: {finding.what}" + (f" ({finding.hint})" if finding.hint else ""))
    say(count_things(len(findings), "finding") if findings else whole)


def describe_checks(sources: Sequence[Path], checks: Checks) -> str:
    """What was found to be so of a release without findings."""
    done = "rebuilt and compared, " if checks.rebuild else "offsets checked against the sources, " if sources else ""
    return f"{done}complete and consistent"
