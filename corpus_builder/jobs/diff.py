"""`diff`: what changed between two releases, as text, Markdown or JSON."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.release.changes.diff_text import diff_as_json, diff_as_markdown, print_diff
from corpus_builder.release.changes.differences import ReleaseDiff
from corpus_builder.release.changes.release_diff import compare_folders
from corpus_builder.release.folder import recover_release

__all__ = ["diff_as_json", "diff_as_markdown", "diff_releases", "print_diff"]


def diff_releases(old: Path, new: Path) -> ReleaseDiff:
    """`diff`: what changed between two releases. Raises ReleaseError when one of them is none or cannot be read."""
    for folder in (old, new):
        recover_release(folder)
    return compare_folders(old, new)
