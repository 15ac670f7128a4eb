"""`cache`: what a folder of cleaned documents holds, and dropping what nobody needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpus_builder.engines.sharing import DOCUMENTS, hold_whole_cache, is_cache, read_uses
from corpus_builder.engines.store import BATCH, BEGUN, UNFINISHED, fits_seal, remove_path
from corpus_builder.engines.tasks import open_table
from corpus_builder.jobs.corpus_work import NAMED, name_code
from corpus_builder.release.manifest import MANIFEST
from corpus_builder.system.errors import CorpusError, explain_failure
from corpus_builder.system.terminal import count_things, make_line, open_console, say

VERSION = re.compile(rf"([0-9a-f]{{{NAMED}}})-[0-9a-f]{{{NAMED}}}")
# What may be said of a batch; only the first kind is kept.
NEEDED, UNUSED, OTHER, DAMAGED, HALF = "needed", "used by no release", "of another version", "damaged", "unfinished"
STATES = (NEEDED, UNUSED, OTHER, DAMAGED, HALF)


class Kept(NamedTuple):
    """Batches of one version and one state: how many, their documents and their bytes."""

    version: str
    state: str
    batches: int
    documents: int
    bytes: int


class Listing(NamedTuple):
    """What is, or was, in a cache; `pruned` says that only what is needed is left of it."""

    folder: Path
    kept: tuple[Kept, ...]
    pruned: bool


class _Batch(NamedTuple):
    path: Path
    version: str
    state: str


def list_cache(folder: Path) -> Listing:
    """What is in a cache. Raises CorpusError where there is none."""
    return _describe(folder, list(_find_batches(folder)), pruned=False)


def prune_cache(folder: Path) -> Listing:
    """What was in a cache, of which only batches stay that this version can use and the last build of some release has used.

    Raises CorpusError where there is no cache, or a build is using it.
    """
    refuse_no_cache(folder)
    with hold_whole_cache(folder), explain_failure(f"cannot write {folder}"):
        batches = list(_find_batches(folder))
        listing = _describe(folder, batches, pruned=True)
        for batch in batches:
            if batch.state != NEEDED:
                remove_path(batch.path)
        for version in {batch.path.parent for batch in batches}:
            if not any(version.iterdir()):
                version.rmdir()
        for path, use in read_uses(folder).items():
            if use is None or not (use.release / MANIFEST).is_file():
                path.unlink(missing_ok=True)
    return listing


def refuse_no_cache(folder: Path) -> None:
    """Raise CorpusError where a folder is no cache."""
    with explain_failure(f"cannot read {folder}"):
        folder.stat()
        if not is_cache(folder):
            raise CorpusError(f"{folder} is no cache", hint="name the folder that was given to build --cache")


def _find_batches(folder: Path) -> Iterator[_Batch]:
    """The batches of a cache with what may be said of them; what else lies there is not ours."""
    refuse_no_cache(folder)
    with explain_failure(f"cannot read {folder}"):
        needed = _list_needed(folder)
        for version in sorted((folder / DOCUMENTS).glob("*")):
            if found := VERSION.fullmatch(version.name):
                is_present = found[1] == name_code()
                for path in sorted(version.iterdir()):
                    if BATCH.fullmatch(path.name):
                        state = _judge(path, needed[version.name]) if is_present else OTHER
                        yield _Batch(path, version.name, state)
                    elif UNFINISHED.fullmatch(path.name) or BEGUN.fullmatch(path.name):
                        yield _Batch(path, version.name, HALF)


def _list_needed(folder: Path) -> dict[str, set[str]]:
    """The batches that the last builds of all releases have used that are there, by version."""
    needed = defaultdict[str, set[str]](set)
    for use in read_uses(folder).values():
        if use is not None and (use.release / MANIFEST).is_file():
            needed[use.version] |= use.batches
    return needed


def _judge(path: Path, needed: set[str]) -> str:
    if not fits_seal(path):
        return DAMAGED
    return NEEDED if path.name in needed else UNUSED


def _describe(folder: Path, batches: list[_Batch], *, pruned: bool) -> Listing:
    kept = defaultdict[tuple[str, str], list[Path]](list)
    for batch in batches:
        kept[batch.version, batch.state].append(batch.path)
    rows = [
        Kept(version, state, len(paths), sum(map(_count_documents, paths)), sum(map(_measure, paths)))
        for (version, state), paths in kept.items()
    ]
    return Listing(folder, tuple(sorted(rows, key=lambda row: (row.version, STATES.index(row.state)))), pruned)


def _count_documents(batch: Path) -> int:
    """How many documents a batch holds; 0 where that cannot be read."""
    try:
        return int(open_table(batch / "documents.arrow").num_rows)
    except (OSError, ValueError):
        return 0


def _measure(batch: Path) -> int:
    return sum(path.stat().st_size for path in batch.rglob("*") if path.is_file())


def listing_as_json(listing: Listing) -> dict[str, Any]:
    """What is in a cache, for machines."""
    return {"folder": str(listing.folder), "pruned": listing.pruned, "kept": [row._asdict() for row in listing.kept]}


def print_listing(listing: Listing) -> None:
    """What is in a cache as a table, and what was dropped of it."""
    from rich.console import Console
    from rich.table import Table

    table = Table("version", "state", "batches", "documents", "MB")
    for column in table.columns[2:]:
        column.justify = "right"
    for row in listing.kept:
        table.add_row(row.version, row.state, f"{row.batches:,}", f"{row.documents:,}", f"{row.bytes / 1e6:,.1f}")
    open_console().print(make_line(f"{listing.folder}", "table.title"))
    Console().print(table)
    if listing.pruned:
        gone = [row for row in listing.kept if row.state != NEEDED]
        batches = count_things(sum(row.batches for row in gone), "batch", "batches")
        say(f"dropped {batches}, {sum(row.bytes for row in gone) / 1e6:,.1f} MB")
