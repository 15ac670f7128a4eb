"""The files beside the tables of a published folder: written anew, or checked."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.release.checks.verify import Finding, check_rendered
from corpus_builder.release.folder import recover_release, rewrite_release
from corpus_builder.release.manifest import read_manifest
from corpus_builder.tables.parquet import read_tables

__all__ = ["check_card", "rewrite_release"]


def check_card(folder: Path) -> list[Finding]:
    """The files beside the tables that are not what tables and manifest make. Raises ReleaseError when there is no release."""
    recover_release(folder)
    return list(check_rendered(folder, read_manifest(folder), read_tables(folder), strict=False))
