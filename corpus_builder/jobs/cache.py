"""`cache`: what a folder of cleaned documents and written tables holds, and dropping what nobody needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from corpus_builder.engines.sharing import DOCUMENTS, TABLES, Begun, Use, hold_whole_cache, read_begun, read_uses
from corpus_builder.engines.store import BATCH, BEGUN, UNFINISHED, fits_seal
from corpus_builder.engines.tasks import open_table
from corpus_builder.jobs.corpus_work import NAMED, VERSION, name_code
from corpus_builder.release import kept_files
from corpus_builder.release.folder import name_work
from corpus_builder.release.manifest import MANIFEST, read_manifest
from corpus_builder.system.durable import is_cache, remove_path
from corpus_builder.system.errors import CorpusError, ReleaseError, explain_failure
from corpus_builder.system.terminal import count_things, make_line, open_console, say

CODE = re.compile(rf"[0-9a-f]{{{NAMED}}}")
# What may be said of an entry; only the first kind is kept.
NEEDED, UNUSED, OTHER, DAMAGED, HALF = "needed", "used by no release", "of another version", "damaged", "unfinished"
STATES = (NEEDED, UNUSED, OTHER, DAMAGED, HALF)


class Kept(NamedTuple):
    """Entries of one kind (batches of documents, or files of tables), version and state: how many, their documents and bytes."""

    kind: str
    version: str
    state: str
    entries: int
    documents: int
    bytes: int


class Listing(NamedTuple):
    """What is, or was, in a cache; `pruned` says that only what is needed is left of it."""

    folder: Path
    kept: tuple[Kept, ...]
    pruned: bool


class _Needs(NamedTuple):
    """What releases need: what their last builds have used, by their names, the hashes of their files, and by the same names the
    builds that are not finished, and still have their work folder.
    """

    uses: dict[str, Use]
    files: set[str]
    begun: dict[str, Begun]

    def is_fresh(self, path: Path) -> bool:
        """Whether an entry was made since a build began that is not finished: it may have made it."""
        return any(path.lstat().st_mtime_ns >= build.time for build in self.begun.values())

    def has_batch(self, path: Path) -> bool:
        """Whether a batch is needed."""
        used = any(use.version == path.parent.name and path.name in use.batches for use in self.uses.values())
        return used or self.is_fresh(path)

    def has_mark(self, batch: str, owner: str) -> bool:
        """Whether the next build of a release will ask if a record of a batch has killed one."""
        return owner in self.begun or (owner in self.uses and batch in self.uses[owner].batches)


class _Entry(NamedTuple):
    path: Path
    kind: str
    version: str
    state: str


def list_cache(folder: Path) -> Listing:
    """What is in a cache. Raises CorpusError where there is none."""
    return _describe(folder, _list_entries(folder), pruned=False)


def prune_cache(folder: Path) -> Listing:
    """What was in a cache, of which only that stays which this version can use and the last build of some release has used.

    What was made since a build began that is not finished stays, too, while its work folder is there to go on from.
    Raises CorpusError where there is no cache, or a build is using it.
    """
    refuse_no_cache(folder)
    with hold_whole_cache(folder), explain_failure(f"cannot write {folder}"):
        entries = _list_entries(folder)
        listing = _describe(folder, entries, pruned=True)
        for entry in entries:
            if entry.state != NEEDED:
                remove_path(entry.path)
        _drop_empty([folder / kind for kind in (DOCUMENTS, TABLES)])
        needs = _list_needs(folder)
        for path in [*read_uses(folder), *read_begun(folder)]:
            if path.stem not in (needs.uses if path.suffix == ".json" else needs.begun):
                remove_path(path)
    return listing


def _drop_empty(kinds: Sequence[Path]) -> None:
    """Remove the folders of versions, and of rows below them, in which nothing is left."""
    for pattern in ("*/*", "*"):
        for path in [path for kind in kinds for path in kind.glob(pattern)]:
            if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
                path.rmdir()


def refuse_no_cache(folder: Path) -> None:
    """Raise CorpusError where a folder is no cache."""
    with explain_failure(f"cannot read {folder}"):
        folder.stat()
        if not is_cache(folder):
            raise CorpusError(f"{folder} is no cache", hint="name the folder that was given to build --cache")


def _list_entries(folder: Path) -> list[_Entry]:
    """What is in a cache with what may be said of it; what else lies there is not ours."""
    refuse_no_cache(folder)
    with explain_failure(f"cannot read {folder}"):
        needs = _list_needs(folder)
        return [*_find_batches(folder, needs), *_find_files(folder, needs)]


def _find_batches(folder: Path, needs: _Needs) -> Iterator[_Entry]:
    for version in _list_folder(folder / DOCUMENTS):
        if (found := VERSION.fullmatch(version.name)) and not version.is_dir():
            yield _Entry(version, DOCUMENTS, version.name, DAMAGED)
        elif found:
            is_present = found[1] == name_code()
            for path in _list_folder(version):
                if BATCH.fullmatch(path.name):
                    state = _judge(fits_seal(path), needs.has_batch(path)) if is_present else OTHER
                    yield _Entry(path, DOCUMENTS, version.name, state)
                elif (begun := BEGUN.fullmatch(path.name)) and is_present and needs.has_mark(*begun.groups()):
                    continue
                elif begun or UNFINISHED.fullmatch(path.name):
                    yield _Entry(path, DOCUMENTS, version.name, HALF)


def _find_files(folder: Path, needs: _Needs) -> Iterator[_Entry]:
    versions = [path for path in _list_folder(folder / TABLES) if CODE.fullmatch(path.name)]
    places = [path for version in versions for path in _list_folder(version) if kept_files.ROWS.fullmatch(path.name)]
    for path in (*versions, *places):
        if not path.is_dir():
            yield _Entry(path, TABLES, path.relative_to(folder / TABLES).parts[0], DAMAGED)
    for path in [path for place in places for path in _list_folder(place)]:
        version = path.parent.parent.name
        if named := kept_files.FILE.fullmatch(path.name):
            is_present = version == name_code()
            is_needed = named[1] in needs.files or needs.is_fresh(path)
            state = _judge(kept_files.is_whole(path.name, path), is_needed) if is_present else OTHER
            yield _Entry(path, TABLES, version, state)
        elif kept_files.UNFINISHED.fullmatch(path.name):
            yield _Entry(path, TABLES, version, HALF)


def _list_folder(folder: Path) -> list[Path]:
    """What is in a folder; nothing where it is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _list_needs(folder: Path) -> _Needs:
    """What the releases need that were built with a cache."""
    begun = {path.stem: build for path, build in read_begun(folder).items() if build and name_work(build.release).is_dir()}
    known = {path.stem: use for path, use in read_uses(folder).items() if use is not None}
    published = {name: use for name, use in known.items() if (use.release / MANIFEST).is_file()}
    files: set[str] = set()
    for use in published.values():
        # the release of another version, or a damaged one, needs nothing
        with suppress(ReleaseError):
            files |= {file.sha256 for file in read_manifest(use.release).files.values()}
    # what a build has used that was stopped before it had published anything
    stopped = {name: use for name, use in known.items() if name in begun}
    return _Needs(published | stopped, files, begun)


def _judge(is_whole: bool, is_needed: bool) -> str:
    return DAMAGED if not is_whole else NEEDED if is_needed else UNUSED


def _describe(folder: Path, entries: Sequence[_Entry], *, pruned: bool) -> Listing:
    kept = defaultdict[tuple[str, str, str], list[Path]](list)
    for entry in entries:
        kept[entry.kind, entry.version, entry.state].append(entry.path)
    rows = [
        Kept(*named, len(paths), sum(map(_count_documents, paths)), sum(map(_measure, paths))) for named, paths in kept.items()
    ]
    return Listing(folder, tuple(sorted(rows, key=lambda row: (row.kind, row.version, STATES.index(row.state)))), pruned)


def _count_documents(entry: Path) -> int:
    """How many documents a batch holds; 0 where that cannot be read, and for a file of a table."""
    try:
        return int(open_table(entry / "documents.arrow").num_rows)
    except (OSError, ValueError):
        return 0


def _measure(entry: Path) -> int:
    return sum(path.stat().st_size for path in [entry, *entry.rglob("*")] if path.is_file())


def listing_as_json(listing: Listing) -> dict[str, Any]:
    """What is in a cache, for machines."""
    return {"folder": str(listing.folder), "pruned": listing.pruned, "kept": [row._asdict() for row in listing.kept]}


def print_listing(listing: Listing) -> None:
    """What is in a cache as a table, and what was dropped of it."""
    from rich.console import Console
    from rich.table import Table

    table = Table("kind", "version", "state", "entries", "documents", "MB")
    for column in table.columns[3:]:
        column.justify = "right"
    for row in listing.kept:
        table.add_row(row.kind, row.version, row.state, f"{row.entries:,}", f"{row.documents:,}", f"{row.bytes / 1e6:,.1f}")
    open_console().print(make_line(f"{listing.folder}", "table.title"))
    Console().print(table)
    if listing.pruned:
        gone = [row for row in listing.kept if row.state != NEEDED]
        entries = count_things(sum(row.entries for row in gone), "entry", "entries")
        say(f"dropped {entries}, {sum(row.bytes for row in gone) / 1e6:,.1f} MB")
