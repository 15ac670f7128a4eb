"""Is a published folder whole and consistent? Nothing is believed that can be counted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path

from corpus_builder.model import Repaired
from corpus_builder.release.checks.findings import Finding
from corpus_builder.release.checks.parts.part_order import check_numbers
from corpus_builder.release.checks.parts.part_scan import PartScan
from corpus_builder.release.checks.parts.spreadsheet_check import SheetCheck, describe_stale
from corpus_builder.release.checks.rights import check_limit
from corpus_builder.release.checks.source_offsets import SourcePlaces
from corpus_builder.release.folder import digest_files
from corpus_builder.release.manifest import (
    CARD,
    DIGESTS,
    MANIFEST,
    CorpusName,
    FileDigest,
    Manifest,
    digest_content,
    encode_manifest,
    read_manifest,
)
from corpus_builder.release.page.citation import NOT_STATED
from corpus_builder.release.page.rendering import render_files
from corpus_builder.release.summary import Summary, count_funnel, merge
from corpus_builder.sources.description import Description
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError
from corpus_builder.system.terminal import count_things
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.comparison import first_difference

__all__ = ["Finding", "verify_release"]

# What a card does without: the name stands in for a title, a citation is made of the rest, and not every corpus has an address.
NOT_NEEDED = frozenset({"title", "citation", "url"})


def verify_release(
    folder: Path, reread: Iterable[tuple[str, str, Repaired]] | None = None, *, strict: bool = False
) -> list[Finding]:
    """What is wrong with a release: an empty list when nothing is.

    `reread` yields (source id, decoded text, repaired text) of every source; then every offset is checked against them.
    `strict` also finds what nobody has stated in the card. A damaged file is a finding, never an exception, and it is the
    last one: what the tables say together can only be told when all of them can be read. The release is read part after part.
    """
    try:
        manifest = read_manifest(folder)
    except ReleaseError as why:
        return [Finding(str(why), MANIFEST)]
    findings = list(check_files(folder, manifest))
    unknown = list(check_policy(manifest))
    with ExitStack() as held:
        places = None if reread is None or unknown else held.enter_context(SourcePlaces(manifest.policy))
        sheet = held.enter_context(SheetCheck(folder))
        scan = PartScan(manifest, list_damaged(findings), [sheet.add, *([places.add] if places else [])])
        summary = merge(scan.read(folder))
        findings += [*scan.damages, *check_digests(manifest, scan)]
        if scan.unread or scan.missing or unknown:
            return findings + ([] if scan.unread else scan.describe_missing() or unknown)
        findings += check_corpus(manifest)
        findings += scan.list_findings(folder)
        findings += check_cuts(folder, manifest, scan)
        findings += check_funnel(manifest, summary)
        findings += check_rendered(folder, manifest, summary, strict=strict)
        findings += sheet.check(manifest)
        findings += places.check(folder, reread) if places and reread is not None else ()
        findings += check_limit(manifest) if strict else ()
    return findings


def check_policy(manifest: Manifest) -> Iterator[Finding]:
    """The settings say what of the texts is published."""
    try:
        _ = manifest.policy
    except ReleaseError as why:
        yield Finding(str(why), MANIFEST)


def list_damaged(findings: Iterable[Finding]) -> set[str]:
    """The tables of which a file is damaged, missing or unknown."""
    return {name for finding in findings for name in SCHEMAS if finding.where.startswith(f"data/{name}/")}


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


def check_digests(manifest: Manifest, scan: PartScan) -> Iterator[Finding]:
    """Rows and content of every table are those of the manifest."""
    for name in SCHEMAS:
        if name in scan.unread:
            continue
        expected, parts = manifest.tables.get(name), scan.digests[name]
        found = digest_content(name, parts, expected.version if expected else DIGESTS)
        if expected != found or (len(parts) > 1 and found.version != DIGESTS):
            said = expected.rows if expected else None
            what = f"expected {said} rows, found {found.rows}" if said != found.rows else "the content differs"
            yield Finding(f"does not match the manifest: {what}", f"data/{name}", BUILD_AGAIN)


def check_cuts(folder: Path, manifest: Manifest, scan: PartScan) -> Iterator[Finding]:
    """The parts are numbered and cut as a build does; earlier ones made one part of all."""
    if all(table.version == DIGESTS for table in manifest.tables.values()):
        yield from check_numbers(folder)
        yield from scan.cuts.check()


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


def check_funnel(manifest: Manifest, summary: Summary) -> Iterator[Finding]:
    """The funnel of counts is that of the tables."""
    expected, found = count_funnel(summary), manifest.funnel
    if expected != found:
        parts = [part for part, value in expected if value != getattr(found, part)]
        what = f"the funnel counts do not match the tables: {parts[0] if parts else 'unknown parts'}"
        yield Finding(what, MANIFEST, BUILD_AGAIN)


def check_rendered(folder: Path, manifest: Manifest, summary: Summary, *, strict: bool) -> Iterator[Finding]:
    """The card and the metadata are, byte for byte, what the tables and the manifest make."""
    try:
        expected = render_files(summary, manifest)
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
        yield describe_stale(path, line + 1)


def list_unsaid(description: Description) -> list[str]:
    """The fields of a description that the card needs and nobody has filled."""
    return [f.name for f in fields(Description) if f.name not in NOT_NEEDED and getattr(description, f.name) is None]
