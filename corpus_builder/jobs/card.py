"""`card`: the files generated from the tables of a release: rewritten, or checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus_builder.release.checks.parts.spreadsheet_check import SheetCheck
from corpus_builder.release.checks.release_checks import Finding, check_rendered
from corpus_builder.release.loading import read_release
from corpus_builder.release.release_writing import rewrite_release
from corpus_builder.release.summary import Summary, merge, summarize
from corpus_builder.system.terminal import count_things, say
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import read_parts

__all__ = ["check_card", "print_stale", "rewrite_release"]


def check_card(folder: Path) -> list[Finding]:
    """The files beside the tables that are not what tables and manifest make. Raises ReleaseError when there is no release."""
    manifest = read_release(folder)
    with SheetCheck(folder) as sheet:

        def sum_up(tables: Tables) -> Summary:
            sheet.add(tables)
            return summarize(tables)

        summary = merge(map(sum_up, read_parts(folder)))
        return [*check_rendered(folder, manifest, summary, strict=False), *sheet.check(manifest)]


def print_stale(folder: Path, findings: Sequence[Finding]) -> None:
    """Which files are not what the tables make, and how many."""
    for finding in findings:
        say(f"{finding.where}: {finding.what}")
    say(count_things(len(findings), "stale file") if findings else f"{folder}: the card is up to date")
