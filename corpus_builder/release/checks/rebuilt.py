"""In what a release differs from one that was built again from the same sources."""

from __future__ import annotations

import filecmp
from itertools import zip_longest
from pathlib import Path

from corpus_builder.release.checks.findings import Finding
from corpus_builder.release.folder import list_release
from corpus_builder.release.manifest import Manifest, read_manifest
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.comparison import find_difference
from corpus_builder.tables.parquet import list_files, read_part, stream_table


def compare_releases(folder: Path, rebuilt: Path) -> list[Finding]:
    """Where two releases differ, file by file to the byte; for a table the first row and column, for a text the first line.

    Raises ReleaseError when one of them has no manifest.
    """
    hint = compare_versions(read_manifest(folder), read_manifest(rebuilt))
    there, again = set(list_release(folder)), set(list_release(rebuilt))
    findings = [Finding("the rebuilt release lacks this file", path, hint) for path in sorted(there - again)]
    findings += [Finding("only the rebuilt release has this file", path, hint) for path in sorted(again - there)]
    for path in sorted(there & again):
        if not filecmp.cmp(folder / path, rebuilt / path, shallow=False):
            findings.append(compare_files(folder, rebuilt, path, hint))
    return findings


def compare_files(folder: Path, rebuilt: Path, path: str, hint: str) -> Finding:
    """How two files differ: for a part of a table the first row and column, for a text the first line."""
    name, part = find_part(folder, path)
    if part is not None:
        return Finding(compare_parts(folder, rebuilt, name, part), path, hint)
    with (folder / path).open("rb") as one, (rebuilt / path).open("rb") as other:
        line = next((n for n, (a, b) in enumerate(zip_longest(one, other), 1) if a != b), 1)
    return Finding("the rebuilt file differs", f"{path}:{line}", hint)


def find_part(folder: Path, path: str) -> tuple[str, int | None]:
    """The table that a file of a release is of, and the number of its part; None for another file."""
    name = path.split("/")[1] if path.startswith("data/") else ""
    numbers = (number for number, place in list_files(folder, name).items() if place == folder / path)
    return name, next(numbers, None) if name in SCHEMAS else None


def compare_parts(folder: Path, rebuilt: Path, name: str, part: int) -> str:
    """In words, how a part of a table differs in two releases where its bytes do."""
    try:
        before = sum(table.num_rows for number, table in stream_table(folder, name, SCHEMAS[name].names[:1]) if number < part)
        difference = find_difference(read_part(folder, name, part), read_part(rebuilt, name, part), before)
    except ReleaseError as why:
        return str(why)
    return f"the rebuilt table differs: {difference}" if difference else "the bytes differ, but the rows are the same"


def compare_versions(one: Manifest, other: Manifest) -> str:
    """The versions in which two manifests differ, in words; an empty string when they do not."""
    before, now = one.versions, other.versions
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    return "built with " + "; ".join(f"{name} {before.get(name)}, here {now.get(name)}" for name in names) if names else ""
