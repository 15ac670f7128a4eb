"""`card`: the files generated from the tables of a release: rewritten, or checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus_builder.release.checks.release_checks import Finding, check_rendered
from corpus_builder.release.folder import recover_release
from corpus_builder.release.manifest import read_manifest
from corpus_builder.release.writing import rewrite_release
from corpus_builder.system.terminal import count_things, say
from corpus_builder.tables.parquet import read_tables

__all__ = ["check_card", "print_stale", "rewrite_release"]


def check_card(folder: Path) -> list[Finding]:
    """The files beside the tables that are not what tables and manifest make. Raises ReleaseError when there is no release."""
    recover_release(folder)
    return list(check_rendered(folder, read_manifest(folder), read_tables(folder), strict=False))


def print_stale(folder: Path, findings: Sequence[Finding]) -> None:
    """Which files are not what the tables make, and how many."""
    for finding in findings:
        say(f"{finding.where}: {finding.what}")
    say(count_things(len(findings), "stale file") if findings else f"{folder}: the card is up to date")
