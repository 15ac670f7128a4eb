"""The changelog of a release: what is new since the previous one, in the manifest and so on the card."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.release.changes.diff_text import make_entry
from corpus_builder.release.changes.release_diff import compare_folders
from corpus_builder.release.manifest import MANIFEST, ChangelogEntry, read_manifest
from corpus_builder.sources.files import digest_file
from corpus_builder.system.errors import ReleaseError


def refuse_other_corpus(previous: Path, name: str) -> None:
    """Raise ReleaseError when the earlier release is none, or one of another corpus."""
    found = read_manifest(previous).corpus.name
    if found != name:
        hint = "the name is set in sources.toml under [corpus]"
        raise ReleaseError(f"{previous} is a release of {found!r}, not of {name!r}", hint=hint)


def extend_changelog(previous: Path, folder: Path) -> tuple[ChangelogEntry, ...]:
    """The changelog of the release in `folder`: what changed since the release in `previous`, and the changelog of that one.

    The same release once more has the changelog that it had. Raises ReleaseError when the version is too small for what changed.
    """
    diff, before = compare_folders(previous, folder), read_manifest(previous).changelog
    entry = make_entry(diff, digest_file(previous / MANIFEST))
    if not diff.is_honest:
        said = "; ".join(entry.lines)
        hint = f'set version = "{diff.smallest_version}" in sources.toml under [corpus]'
        raise ReleaseError(f"version {diff.new_version} is too low after {diff.old_version}: {said}", hint=hint)
    return before if diff.level == "none" and diff.old_version == diff.new_version else (entry, *before)
