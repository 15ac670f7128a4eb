"""Is a published folder whole and consistent? Nothing is believed that can be counted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus_builder.errors import CorpusError, ReleaseError
from corpus_builder.model import Repaired
from corpus_builder.release.checks.consistency import check_tables, check_values
from corpus_builder.release.checks.findings import Finding, find_difference, first_difference, misses, name_rows
from corpus_builder.release.checks.rights import check_limit, check_rights
from corpus_builder.release.checks.source_offsets import check_sources
from corpus_builder.release.folder import digest_files, list_release
from corpus_builder.release.manifest import (
    CARD,
    MANIFEST,
    Provenance,
    count_funnel,
    encode_manifest,
    read_manifest,
    read_provenance,
    read_release_description,
)
from corpus_builder.release.page.citation import NOT_STATED
from corpus_builder.release.page.rendering import render_files
from corpus_builder.sources.description import Description
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import digest_table, read_table

__all__ = ["Finding", "compare_releases", "verify_release"]

Tables = Mapping[str, pa.Table]

# What a card does without: the name stands in for a title, a citation is made of the rest, and not every corpus has an address.
NOT_NEEDED = frozenset({"title", "citation", "url"})


def verify_release(
    folder: Path, reread: Iterable[tuple[str, str, Repaired]] | None = None, *, strict: bool = False
) -> list[Finding]:
    """What is wrong with a release: an empty list when nothing is.

    `reread` yields (source id, decoded text, repaired text) of every source; then every offset is checked against them.
    `strict` also finds what nobody has stated in the card. A damaged file is a finding, never an exception, and it is the
    last one: what the tables say together can only be told when all of them can be read.
    """
    try:
        manifest = read_manifest(folder)
    except ReleaseError as why:
        return [Finding(str(why), MANIFEST)]
    findings = list(check_files(folder, manifest))
    damaged = {finding.where for finding in findings}
    tables: dict[str, pa.Table] = {}
    for name in SCHEMAS:
        if any(where.startswith(f"data/{name}/") for where in damaged):
            continue
        try:
            tables[name] = read_table(folder, name)
        except ReleaseError as why:
            findings.append(Finding(str(why), f"data/{name}"))
    findings += check_digests(manifest, tables)
    if len(tables) < len(SCHEMAS):
        return findings
    if missing := list(check_values(tables)):
        return findings + missing
    try:
        provenance = read_provenance(manifest)
    except CorpusError as why:
        return [*findings, Finding(f"the manifest does not say what the release was made of: {why}", MANIFEST, "build it again")]
    findings += check_corpus(manifest, provenance)
    findings += check_tables(tables, whole=provenance.settings.policy.text == "full")
    findings += check_rights(tables, provenance)
    findings += check_inputs(manifest, tables)
    findings += check_funnel(manifest, tables)
    findings += check_rendered(folder, manifest, tables, strict=strict)
    findings += check_sources(tables, reread, provenance.settings.policy) if reread is not None else ()
    findings += check_limit(provenance) if strict else ()
    return findings


def check_files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """Every listed file is there with its size and SHA-256, and no other one."""
    listed = manifest["files"]
    if (folder / MANIFEST).read_bytes() != encode_manifest(manifest):
        yield Finding("the manifest is not written as we write it", MANIFEST, "somebody has edited it")
    try:
        there = digest_files(folder)
    except OSError as why:
        yield Finding(f"cannot read the folder: {why.strerror}", why.filename or str(folder))
        return
    yield from check_places(folder, there)
    for path in sorted(listed.keys() - there.keys()):
        yield Finding("the file is missing", path, "copy the folder again, or build it again")
    for path in sorted(there.keys() - listed.keys()):
        yield Finding("the manifest does not list this file", path, "remove it")
    for path in sorted(there.keys() & listed.keys()):
        if there[path] != listed[path]:
            yield Finding(f"the file has changed: {describe_change(listed[path], there[path])}", path, "copy or build it again")


def check_places(folder: Path, there: Iterable[str]) -> Iterator[Finding]:
    """Every file stands in the folder itself, and every folder holds one: no link, nothing empty."""
    needed = {parent.as_posix() for path in there for parent in Path(path).parents}
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink()):
        yield Finding("it is a link to something outside the release", path, "copy the folder again, or build it again")
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()):
        if path not in needed:
            yield Finding("no build wrote this folder", path, "remove it")


def describe_change(listed: Any, there: Mapping[str, Any]) -> str:
    """Whether a file's size or only its content differs from the manifest."""
    expected = listed.get("bytes") if isinstance(listed, dict) else None
    return f"{expected} bytes expected, {there['bytes']} found" if expected != there["bytes"] else "its SHA-256 differs"


def check_digests(manifest: Mapping[str, Any], tables: Tables) -> Iterator[Finding]:
    """Rows and content of every table are those of the manifest."""
    for name, table in tables.items():
        expected = manifest["tables"].get(name)
        found = {"rows": table.num_rows, "sha256": digest_table(table)}
        if expected != found:
            rows = expected.get("rows") if isinstance(expected, dict) else None
            what = f"{rows} rows expected, {table.num_rows} found" if rows != table.num_rows else "the content differs"
            yield Finding(f"not the table of the manifest: {what}", f"data/{name}", "build the release again")


def check_corpus(manifest: Mapping[str, Any], provenance: Provenance) -> Iterator[Finding]:
    """Name and version are those of the description, and digests of withheld texts are there where texts are withheld."""
    said = {"name": provenance.description.name, "version": provenance.description.version}
    if manifest["corpus"] != said:
        yield Finding(f"corpus is {manifest['corpus']}, the description says {said}", MANIFEST, "build the release again")
    withheld = provenance.settings.policy.text != "full" or bool(provenance.missing)
    if bool(provenance.with_texts) != withheld:
        yield Finding("with_texts does not fit the text policy", MANIFEST, "build the release again")


def check_inputs(manifest: Mapping[str, Any], tables: Tables) -> Iterator[Finding]:
    """A document that is a whole input file has its SHA-256."""
    documents = tables["documents"]
    try:
        listed = {(file["path"], file["sha256"]) for file in manifest["inputs"]}
    except (KeyError, TypeError):
        yield Finding("the manifest lists no inputs", MANIFEST, "build the release again")
        return
    paths = {path for path, _ in listed}
    rows = zip(*(documents[column].to_pylist() for column in ("id", "source_id", "path", "sha256")), strict=True)
    wrong = [id_ for id_, source_id, path, sha256 in rows if source_id == path and path in paths and (path, sha256) not in listed]
    yield from name_rows("it is not that of the input file", "documents.sha256", pa.array(wrong, pa.string()))
    strange = misses(documents["path"], pa.chunked_array([pa.array(sorted(map(str, paths)), pa.string())]))
    yield from name_rows("the manifest lists no such input", "documents.path", documents["id"], strange)


def check_funnel(manifest: Mapping[str, Any], tables: Tables) -> Iterator[Finding]:
    """The funnel of counts is that of the tables."""
    expected, found = count_funnel(tables), manifest["funnel"]
    if expected != found:
        part = next((key for key in expected if found.get(key) != expected[key]), "unknown parts")
        yield Finding(f"the funnel of counts is not that of the tables: {part}", MANIFEST, "build the release again")


def check_rendered(folder: Path, manifest: Mapping[str, Any], tables: Tables, *, strict: bool) -> Iterator[Finding]:
    """The card and every other file beside the tables are, byte for byte, what the tables and the manifest make."""
    try:
        description = read_release_description(manifest)
        expected = render_files(tables, manifest)
    except (ReleaseError, KeyError, TypeError, ValueError, AttributeError) as why:
        yield Finding(f"the manifest is not enough to make the card: {why}", MANIFEST, "build the release again")
        return
    for path, content in expected.items():
        if (folder / path).is_file():
            yield from compare_rendered(folder, path, content)
        elif path not in manifest["files"]:
            yield Finding("the file is missing", path, "build the release again")
    if strict and NOT_STATED in expected[CARD].decode("utf-8"):
        unsaid = ", ".join(list_unsaid(description))
        yield Finding(f"nobody has stated: {unsaid}", CARD, "say it in sources.toml, in the table [corpus]")


def compare_rendered(folder: Path, path: str, expected: bytes) -> Iterator[Finding]:
    """The first line in which a file says something else than the tables."""
    try:
        found = (folder / path).read_bytes()
    except OSError:
        return  # already found among the files
    if found != expected:
        line = first_difference(found.split(b"\n"), expected.split(b"\n"))
        what = "the card says something else than the tables" if path == CARD else "it says something else than the tables"
        yield Finding(what, f"{path}:{line + 1}", "write it anew with the command card, or build the release again")


def list_unsaid(description: Description) -> list[str]:
    """The fields of a description that the card needs and nobody has filled."""
    return [f.name for f in fields(Description) if f.name not in NOT_NEEDED and getattr(description, f.name) is None]


def compare_releases(folder: Path, rebuilt: Path) -> list[Finding]:
    """Where two releases differ, file by file to the byte; for a table the first row and column, for a text the first line.

    Raises ReleaseError when one of them has no manifest.
    """
    hint = compare_versions(read_manifest(folder), read_manifest(rebuilt))
    there, again = set(list_release(folder)), set(list_release(rebuilt))
    findings = [Finding("the rebuilt release lacks this file", path, hint) for path in sorted(there - again)]
    findings += [Finding("only the rebuilt release has this file", path, hint) for path in sorted(again - there)]
    for path in sorted(there & again):
        one, other = (folder / path).read_bytes(), (rebuilt / path).read_bytes()
        name = path.split("/")[1] if path.startswith("data/") else ""
        if one != other and name in SCHEMAS:
            findings.append(Finding(compare_tables(folder, rebuilt, name), path, hint))
        elif one != other:
            line = first_difference(one.split(b"\n"), other.split(b"\n"))
            findings.append(Finding("the rebuilt file differs", f"{path}:{line + 1}", hint))
    return findings


def compare_tables(folder: Path, rebuilt: Path, name: str) -> str:
    """In words, how a table of two releases differs of which the bytes do."""
    try:
        difference = find_difference(read_table(folder, name), read_table(rebuilt, name))
    except ReleaseError as why:
        return str(why)
    return f"the rebuilt table differs: {difference}" if difference else "only its bytes differ, the rows are the same"


def compare_versions(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The versions in which two manifests differ, in words; an empty string when they do not."""
    before, now = one["versions"], other["versions"]
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    return "built with " + "; ".join(f"{name} {before.get(name)}, here {now.get(name)}" for name in names) if names else ""
