"""Is a published folder whole and consistent? Nothing is believed that can be counted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import Repaired
from corpus_builder.release.checks.consistency import check_tables, check_values
from corpus_builder.release.checks.findings import Finding, name_rows
from corpus_builder.release.checks.rights import check_limit, check_rights
from corpus_builder.release.checks.source_offsets import check_sources
from corpus_builder.release.folder import digest_files, list_release
from corpus_builder.release.funnel import count_funnel
from corpus_builder.release.manifest import (
    CARD,
    MANIFEST,
    CorpusName,
    FileDigest,
    Manifest,
    TableDigest,
    encode_manifest,
    read_manifest,
)
from corpus_builder.release.page.citation import NOT_STATED
from corpus_builder.release.page.rendering import render_files
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import find_kind
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError
from corpus_builder.system.terminal import count_things
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.comparison import find_difference, first_difference, misses
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import read_table

__all__ = ["Finding", "compare_releases", "verify_release"]

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
    tables: Tables = {}
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
        policy = manifest.policy
    except ReleaseError as why:
        return [*findings, Finding(str(why), MANIFEST)]
    findings += check_corpus(manifest)
    findings += check_tables(tables, whole=policy.text == "full")
    findings += check_rights(tables, manifest)
    findings += check_inputs(manifest, tables)
    findings += check_funnel(manifest, tables)
    findings += check_rendered(folder, manifest, tables, strict=strict)
    findings += check_sources(tables, reread, policy) if reread is not None else ()
    findings += check_limit(manifest) if strict else ()
    return findings


def check_files(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Every listed file is there with its size and SHA-256, and no other one."""
    listed = manifest.files
    if (folder / MANIFEST).read_bytes() != encode_manifest(manifest):
        yield Finding("the manifest is not formatted as a build writes it", MANIFEST, "it was edited")
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
        yield Finding("link to something outside the release", path, "copy the folder again, or build it again")
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()):
        if path not in needed:
            yield Finding("no build wrote this folder", path, "remove it")


def describe_change(listed: FileDigest, there: FileDigest) -> str:
    """Whether a file's size or only its content differs from the manifest."""
    if listed.bytes != there.bytes:
        return f"expected {count_things(listed.bytes, 'byte')}, found {there.bytes:,}"
    return "its SHA-256 differs"


def check_digests(manifest: Manifest, tables: Tables) -> Iterator[Finding]:
    """Rows and content of every table are those of the manifest."""
    for name, table in tables.items():
        expected = manifest.tables.get(name)
        found = TableDigest(rows=table.num_rows, sha256=digest_table(table))
        if expected != found:
            rows = expected.rows if expected else None
            what = f"expected {rows} rows, found {table.num_rows}" if rows != table.num_rows else "the content differs"
            yield Finding(f"does not match the manifest: {what}", f"data/{name}", BUILD_AGAIN)


def check_corpus(manifest: Manifest) -> Iterator[Finding]:
    """Name and version are those of the description, and digests of withheld texts are there where texts are withheld."""
    description, corpus = manifest.description, manifest.corpus
    said = CorpusName(name=description.name, version=description.version)
    if corpus != said:
        what = f"corpus is {corpus.name!r} {corpus.version}, the description says {said.name!r} {said.version}"
        yield Finding(what, MANIFEST, BUILD_AGAIN)
    withheld = manifest.policy.text != "full" or bool(manifest.missing)
    if bool(manifest.with_texts) != withheld:
        yield Finding("with_texts does not match the text policy", MANIFEST, BUILD_AGAIN)


def check_inputs(manifest: Manifest, tables: Tables) -> Iterator[Finding]:
    """A document that is a whole input file has its SHA-256; that of a packed one is of what it unpacks to."""
    documents = tables["documents"]
    listed = {(file.path, file.sha256) for file in manifest.inputs}
    paths = {path for path, _ in listed}
    plain = {path for path in paths if find_kind(path)[1] is None}
    rows = zip(*(documents[column].to_pylist() for column in ("id", "source_id", "path", "sha256")), strict=True)
    wrong = [id_ for id_, source_id, path, sha256 in rows if source_id == path and path in plain and (path, sha256) not in listed]
    yield from name_rows("differs from the SHA-256 of the input file", "documents.sha256", pa.array(wrong, pa.string()))
    inputs = pa.chunked_array([pa.array(sorted(paths), pa.string())])
    # the path of a member of an archive begins with that of the archive
    archives = pc.replace_substring_regex(documents["path"], r"(?is)^(.*?\.zip)!.*$", r"\1")
    strange = pc.and_(misses(documents["path"], inputs), misses(archives, inputs))
    yield from name_rows("not among the inputs in the manifest", "documents.path", documents["id"], strange)


def check_funnel(manifest: Manifest, tables: Tables) -> Iterator[Finding]:
    """The funnel of counts is that of the tables."""
    expected, found = count_funnel(tables), manifest.funnel
    if expected != found:
        parts = [part for part, value in expected if value != getattr(found, part)]
        what = f"the funnel counts do not match the tables: {parts[0] if parts else 'unknown parts'}"
        yield Finding(what, MANIFEST, BUILD_AGAIN)


def check_rendered(folder: Path, manifest: Manifest, tables: Tables, *, strict: bool) -> Iterator[Finding]:
    """The card and every other file beside the tables are, byte for byte, what the tables and the manifest make."""
    try:
        expected = render_files(tables, manifest)
    except ReleaseError as why:
        yield Finding(f"the card cannot be made from the manifest: {why}", MANIFEST, BUILD_AGAIN)
        return
    for path, content in expected.items():
        if (folder / path).is_file():
            yield from compare_rendered(folder, path, content)
        elif path not in manifest.files:
            yield Finding("the file is missing", path, BUILD_AGAIN)
    if strict and NOT_STATED in expected[CARD].decode("utf-8"):
        unsaid = ", ".join(list_unsaid(manifest.description))
        yield Finding(f"not stated: {unsaid}", CARD, "state it in sources.toml under [corpus]")


def compare_rendered(folder: Path, path: str, expected: bytes) -> Iterator[Finding]:
    """The first line in which a file says something else than the tables."""
    try:
        found = (folder / path).read_bytes()
    except OSError:
        return  # already found among the files
    if found != expected:
        line = first_difference(found.split(b"\n"), expected.split(b"\n"))
        what = "the card does not match the tables" if path == CARD else "the file does not match the tables"
        yield Finding(what, f"{path}:{line + 1}", f"rewrite it with the command card, or {BUILD_AGAIN}")


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
    return f"the rebuilt table differs: {difference}" if difference else "the bytes differ, but the rows are the same"


def compare_versions(one: Manifest, other: Manifest) -> str:
    """The versions in which two manifests differ, in words; an empty string when they do not."""
    before, now = one.versions, other.versions
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    return "built with " + "; ".join(f"{name} {before.get(name)}, here {now.get(name)}" for name in names) if names else ""
