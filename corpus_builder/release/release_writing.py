"""Writing a release: its parts, each by itself and in any process, then what all of them together make.

A part is written with `write_part` as soon as its rows are final; nothing of it stays in memory but a summary, digests and the
names of its files. The last steps need these alone, and the earlier release where there is a changelog.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus_builder.policy.texts import TEXTS, withhold_texts
from corpus_builder.release.folder import digest_files, hold_release, open_release, swap_release
from corpus_builder.release.kept_files import KeptFiles
from corpus_builder.release.manifest import (
    DIGESTS,
    MANIFEST,
    FileDigest,
    Manifest,
    Provenance,
    digest_content,
    encode_pieces,
    make_manifest,
    read_complete,
)
from corpus_builder.release.page.quality import Label, match_labels
from corpus_builder.release.page.rendering import render_files
from corpus_builder.release.page.spreadsheet import QUOTES_CSV, render_header, render_rows
from corpus_builder.release.summary import Summary, count_funnel, merge, summarize
from corpus_builder.settings import PolicySettings
from corpus_builder.sources.files import digest_file
from corpus_builder.system.durable import make_durable
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.digests import PartDigest, digest_table
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import name_file, read_parts, write_table

if TYPE_CHECKING:
    import pyarrow as pa

# Where the rows of the spreadsheet lie until all parts of them are there.
PIECES = "quotes.pieces"
Digests = dict[str, list[PartDigest]]


class Written(NamedTuple):
    """What was written of some parts of a release.

    - `summary`: what their rows amount to.
    - `digests`: (rows, digest) of each part of a table that has rows, by table.
    - `with_texts`: the same before the text policy withheld texts; empty where it withholds none.
    - `files`: the Parquet files by their paths in the release.
    """

    summary: Summary
    digests: Digests
    with_texts: Digests
    files: dict[str, FileDigest]


class Target(NamedTuple):
    """The folder of a release that is written, and files of earlier ones, if there are any, which need not be made again."""

    folder: Path
    kept: KeptFiles | None = None


def write_part(target: Target, part: int, tables: Tables, policy: PolicySettings, labels: Sequence[Label] = ()) -> Written:
    """Write a part of a release, with as much text as the policy shows; any process may do it, and again.

    `tables` are the rows of the part in their published order, with their texts, of which quality is measured by the labels.
    Raises OSError.
    """
    shown = withhold_texts(tables, policy)
    digests = _digest_tables(shown)
    files = dict(_write_file(target, name, part, (shown[name], digest)) for name, [(_, digest)] in digests.items())
    summary = count_part(target.folder, part, shown)
    summary = summary._replace(tallies=summary.tallies | {"labels": match_labels(tables, labels)})
    whole = {name: tables[name] for name in TEXTS if policy.text != "full"}
    return Written(summary, digests, _digest_tables(whole), files)


def _write_file(target: Target, name: str, part: int, rows: tuple[pa.Table, str]) -> tuple[str, FileDigest]:
    """Write the file of a part of a table, which is given with its digest: its path in the release, and what it is."""
    table, digest = rows
    path = name_file(target.folder / "data" / name, part)
    named = path.relative_to(target.folder).as_posix()
    if target.kept is not None and (sha256 := target.kept.take(digest, path)) is not None:
        return named, FileDigest(bytes=path.stat().st_size, sha256=sha256)
    write_table(table, path.parent, part)
    file = describe_file(path)
    if target.kept is not None:
        target.kept.keep(digest, path, file.sha256)
    return named, file


def count_part(folder: Path, part: int, tables: Tables) -> Summary:
    """The summary of a part as it is published; its piece of the spreadsheet is written beside the others."""
    if tables["quotes"].num_rows:
        (folder / PIECES).mkdir(exist_ok=True)
        (folder / PIECES / f"{part:010}.csv").write_bytes(render_rows(tables))
    return summarize(tables)


def describe_file(path: Path) -> FileDigest:
    """What the manifest says of a file."""
    return FileDigest(bytes=path.stat().st_size, sha256=digest_file(path))


def _digest_tables(tables: Tables) -> Digests:
    return {name: [(table.num_rows, digest_table(table))] for name, table in tables.items() if table.num_rows}


def join_written(parts: Iterable[Written]) -> Written:
    """What was written of all parts, from the parts in their order; they are taken one after the other."""
    digests, with_texts = defaultdict[str, list[PartDigest]](list), defaultdict[str, list[PartDigest]](list)
    files: dict[str, FileDigest] = {}

    def note(part: Written) -> Summary:
        for joined, own in ((digests, part.digests), (with_texts, part.with_texts)):
            for name, found in own.items():
                joined[name] += found
        files.update(part.files)
        return part.summary

    return Written(merge(map(note, parts)), dict(digests), dict(with_texts), files)


def write_release(out: Path, parts: Iterable[Tables], provenance: Provenance, previous: Path | None = None) -> None:
    """Publish the parts of a corpus as the folder `out`, in place of the release that stands there; inside `hold_release(out)`.

    The parts are taken one after the other; `tables.parts.cut_tables` makes them of whole tables. `previous` is the release that
    the changelog compares with; it may be the one at `out`. Raises ReleaseError, and leaves the earlier release as it was, when
    the folder is not ours to replace, the disk is full, or the version is too small for what changed.
    """
    with open_release(out) as new:
        written = join_written(write_part(Target(new), number, part, provenance.policy) for number, part in enumerate(parts))
        finish_release(out, new, written, provenance, previous)


def finish_release(out: Path, new: Path, written: Written, provenance: Provenance, previous: Path | None = None) -> None:
    """Publish the folder `new`, which `open_release(out)` gave and which has all its parts, as the folder `out`.

    Raises ReleaseError when the version is too small for what changed since the release `previous`.
    """
    manifest = describe_release(new, written, provenance)
    if previous is not None:
        from corpus_builder.release.changes.changelog import extend_changelog

        changelog = extend_changelog(previous, new)
        write_rendered(new, written.summary, manifest.model_copy(update={"changelog": changelog}))
    make_durable(new)
    swap_release(out)


def describe_release(folder: Path, written: Written, provenance: Provenance) -> Manifest:
    """Write what is made of the parts of a release into its folder: spreadsheet, card, metadata, manifest."""
    if written.with_texts or not provenance.with_texts:
        with_texts = {name: digest_content(name, written.with_texts.get(name, [])) for name in TEXTS}
        shown = {name: digest.sha256 for name, digest in with_texts.items()} if provenance.policy.text != "full" else {}
        provenance = provenance.model_copy(update={"with_texts": shown, "with_texts_version": DIGESTS})
    digests = {name: digest_content(name, written.digests.get(name, [])) for name in SCHEMAS}
    files = written.files | join_quotes(folder)
    manifest = make_manifest(count_funnel(written.summary), digests, files, provenance)
    write_rendered(folder, written.summary, manifest)
    return manifest


def join_quotes(folder: Path) -> dict[str, FileDigest]:
    """Join the pieces of the spreadsheet and say what it is; without pieces there is none."""
    pieces, path = folder / PIECES, folder / QUOTES_CSV
    if not pieces.is_dir():
        return {}
    with path.open("wb") as file:
        file.write(render_header())
        for piece in sorted(pieces.iterdir()):
            with piece.open("rb") as rows:
                shutil.copyfileobj(rows, file)
    shutil.rmtree(pieces)
    return {QUOTES_CSV: describe_file(path)}


def write_rendered(folder: Path, summary: Summary, manifest: Manifest) -> None:
    """Write what summary and manifest make, and the manifest with the digests of these files too."""
    rendered = render_files(summary, manifest)
    for path, content in rendered.items():
        (folder / path).write_bytes(content)
    made = {path: FileDigest(bytes=len(text), sha256=hashlib.sha256(text).hexdigest()) for path, text in rendered.items()}
    with (folder / MANIFEST).open("wb") as file:
        file.writelines(encode_pieces(manifest.model_copy(update={"files": manifest.files | made})))


def rewrite_release(out: Path) -> None:
    """Make everything beside the tables of a release anew: card, metadata, spreadsheet, and the manifest's digests of them.

    Raises ReleaseError when a table is not the one that was published: it must not get a new digest.
    """
    with hold_release(out):
        manifest = read_complete(out)
        listed, there = ({p: d for p, d in of.items() if p.startswith("data/")} for of in (manifest.files, digest_files(out)))
        if wrong := sorted(path for path in listed.keys() | there.keys() if listed.get(path) != there.get(path)):
            raise ReleaseError(f"{out / wrong[0]} is not the table that was published", hint=BUILD_AGAIN)
        with open_release(out) as new:
            for path in listed:
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(out / path, new / path)
            summary = merge(count_part(new, number, tables) for number, tables in enumerate(read_parts(out)))
            write_rendered(new, summary, manifest.model_copy(update={"files": listed | join_quotes(new)}))
            make_durable(new)
            swap_release(out)
