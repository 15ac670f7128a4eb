"""Checking a published folder, with its sources where they are there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus_builder.building import build_corpus, find_description
from corpus_builder.cleaning.encoding import repair_encoding
from corpus_builder.model import Record, Repaired, Source
from corpus_builder.release.folder import recover_release
from corpus_builder.release.manifest import read_manifest
from corpus_builder.release.verify import Finding, compare_releases, verify_release
from corpus_builder.settings import Settings, check_settings
from corpus_builder.sources.files import list_files
from corpus_builder.sources.opening import open_record
from corpus_builder.sources.records import read_records


def check_release(folder: Path, sources: Sequence[Path], *, strict: bool, rebuild: bool) -> list[Finding]:
    """What is wrong with a published folder: nothing, or one finding for each thing.

    With sources, offsets are checked against them too; `rebuild` builds again with the manifest's settings and compares.
    Raises ReleaseError when there is no release, SourceError when the sources are not there.
    """
    recover_release(folder)
    settings = check_settings(read_manifest(folder)["settings"], where=f"{folder}/manifest.json")
    findings = verify_release(folder, reread_sources(sources, folder, settings) if sources else None, strict=strict)
    if rebuild:
        with tempfile.TemporaryDirectory() as place:
            again = Path(place) / "again"
            build_corpus(sources, again, settings, beside=folder)
            findings += compare_releases(folder, again)
    return findings


def reread_sources(sources: Sequence[Path], release: Path, settings: Settings) -> Iterator[tuple[str, str, Repaired]]:
    """Each source's id, decoded text and repaired text, read anew."""
    description = find_description(sources)
    for file in list_files(sources, skip=release):
        for record in read_records(file, description):
            source = open_record(record, settings.encoding) if isinstance(record, Record) else record
            if isinstance(source, Source):
                yield source.source_id, source.text, repair_encoding(source.text, settings.encoding)
