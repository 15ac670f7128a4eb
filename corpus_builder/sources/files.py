"""Finding the files of a build, in an order that does not depend on the file system."""

from __future__ import annotations

import hashlib
import heapq
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Literal

from corpus_builder.sources.archives.unpacking import Packing
from corpus_builder.sources.description import FILE_NAME
from corpus_builder.sources.links import LINK_AGAIN, Identity, identify, is_link, refuse_link, resolve
from corpus_builder.sources.reading import take_snapshot
from corpus_builder.system.arguments import refuse_missing
from corpus_builder.system.errors import SourceError, describe_failure

Kind = Literal["text", "html", "jsonl", "csv", "parquet", "warc", "zip"]

KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".zip": "zip",
}
PACKINGS: dict[str, Packing] = {".gz": "gz", ".zst": "zst"}
# What is read here and there, and so cannot be unpacked as a stream.
UNPACKABLE = frozenset({"parquet", "zip"})
SUPPORTED = "supported: .txt, .html, .htm, .jsonl, .csv, .warc and .wet, also with .gz or .zst behind; .parquet and .zip"
LABELS = "labels.jsonl"
# What a person says about the sources, at the top of their folder.
NO_SOURCES = frozenset({FILE_NAME, "corpus.toml", "takedowns.txt", "metadata.csv", LABELS})
UNREADABLE = "unreadable file"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the build: where it lies, its path relative to the source folder, and what it holds.

    `kind` is None for a kind that is not read, `packing` None for a file that is not compressed; `named` says that the user named
    this very file; `problem` why it is not read, and `reason` the kind of problem. `place` is no link: where the path is one, it
    is what the link leads to. It must lie below `bounds` still when it is read, if there are any.
    """

    place: Path
    path: str
    kind: Kind | None
    named: bool = False
    problem: str | None = None
    reason: str = UNREADABLE
    bounds: Path | None = None
    packing: Packing | None = None

    @property
    def is_single(self) -> bool:
        """Whether the file is one source as it is, whose hash is that of its bytes."""
        return self.kind in ("text", "html") and self.packing is None


def find_kind(path: str) -> tuple[Kind | None, Packing | None]:
    """What a file holds and how it is packed, by the end of its name; no kind for what is not read.

    >>> find_kind("press/2024.JSONL.gz"), find_kind("photo.png")
    (('jsonl', 'gz'), (None, None))
    """
    name = PurePath(path)
    packing = PACKINGS.get(name.suffix.lower())
    kind = KINDS.get((name.with_suffix("") if packing else name).suffix.lower())
    return (None if packing and kind in UNPACKABLE else kind), packing


def list_files(sources: Iterable[Path], skip: Path | None = None, *, follow_links: bool = False) -> list[FoundFile]:
    """All files of the sources (folders and files), sorted by path; a file that is reached twice is one.

    Hidden files are no sources, nor is what a person says about them at the top of their folder (`sources.toml`, `corpus.toml`,
    `takedowns.txt`, `metadata.csv`, `labels.jsonl`), nor what lies in the folder `skip`: a release may stand among its sources.
    A link below a source folder that leads out of it is not followed, unless the user says `follow_links`; the source itself may
    be a link.
    Raises SourceError when a source does not exist or is a folder that cannot be listed.
    """
    named = list(sources)
    refuse_missing(named)
    found: list[FoundFile] = []
    for source in sorted(named, key=lambda s: not s.is_dir()):
        if source.is_dir():
            found.extend(_Walk(source, skip, follow_links).list_files())
        else:
            found.append(_describe(resolve(source), _printable(source.name), named=True))
    places: dict[tuple[str, Path], FoundFile] = {}
    reached = {file.place for file in found if not file.named}
    for file in found:
        if not (file.named and file.place in reached and not file.problem):
            places.setdefault((file.path, file.place), file)
    return _settle_ties(sorted(places.values(), key=lambda file: file.path))


class _Walk:
    """The way through a source folder: each folder is entered once, by its own path where it has one, else by the first link."""

    def __init__(self, source: Path, skip: Path | None, follow_links: bool) -> None:
        self._source = resolve(source)
        self._bounds = None if follow_links else self._source
        self._skip = set(identify(skip)) if skip is not None else set()
        self._seen: set[Identity] = set()
        self._folders = [(self._source, "")]
        self._links: list[tuple[str, Path]] = []

    def list_files(self) -> Iterator[FoundFile]:
        """Its files, in no order. Raises SourceError when the source folder itself cannot be listed."""
        while self._folders or self._links:
            if self._folders:
                folder, prefix = self._folders.pop()
            else:
                path, folder = heapq.heappop(self._links)
                prefix = path + "/"
            known = set(identify(folder))
            if known & self._seen:
                yield FoundFile(folder, prefix.rstrip("/"), None, problem="it has been read already", reason=LINK_AGAIN)
            else:
                self._seen |= known
                yield from self._enter(folder, prefix)

    def _enter(self, folder: Path, prefix: str) -> Iterator[FoundFile]:
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError as why:
            if not prefix:
                raise SourceError(f"cannot list {folder}: {describe_failure(why)[0]}", hint="check its permissions") from why
            yield FoundFile(folder, prefix.rstrip("/"), None, named=True, problem=_reason(why))
            return
        for entry in listed:
            path = prefix + _printable(entry.name)
            if not entry.name.startswith(".") and (prefix or entry.name not in NO_SOURCES):
                yield from self._follow(entry, path) if is_link(entry) else self._take(Path(entry.path), path)

    def _take(self, place: Path, path: str) -> Iterator[FoundFile]:
        if not place.is_dir():
            yield _describe(place, path, bounds=self._bounds)
        elif not self._skip & set(identify(place)):
            self._folders.append((place, path + "/"))

    def _follow(self, entry: os.DirEntry[str], path: str) -> Iterator[FoundFile]:
        place = Path(entry.path)
        refused = refuse_link(place, self._bounds) if self._bounds else None
        target = resolve(place)
        if refused:
            yield FoundFile(place, path, None, problem="--follow-links reads it", reason=refused)
        elif self._is_no_source(target):
            return
        elif target.is_dir():
            heapq.heappush(self._links, (path, target))
        else:
            yield _describe(target, path, bounds=self._bounds)

    def _is_no_source(self, target: Path) -> bool:
        """Whether a link leads into the release, or to what a person says about the sources."""
        is_said = target.parent == self._source and target.name in NO_SOURCES
        return is_said or any(self._skip & set(identify(way)) for way in (target, *target.parents))


def _describe(place: Path, path: str, *, named: bool = False, bounds: Path | None = None) -> FoundFile:
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError) as why:
        return FoundFile(place, path, None, named=True, problem=_reason(why))
    if not stat.S_ISREG(mode):
        return FoundFile(place, path, None, named=True, problem="not a regular file")
    kind, packing = find_kind(path)
    return FoundFile(place, path, kind, named=named, bounds=bounds, packing=packing)


def _settle_ties(found: list[FoundFile]) -> list[FoundFile]:
    """Order files with one path by their content, so that the order in which sources were named decides nothing."""
    paths = [f.path for f in found]
    if len(set(paths)) == len(paths):
        return found
    repeated = {p for p, q in pairwise(paths) if p == q}
    return sorted(found, key=lambda f: (f.path, _content(f) if f.path in repeated else ""))


def digest_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _content(file: FoundFile) -> str:
    try:
        return "" if file.problem else take_snapshot(file.place, file.bounds).sha256
    except OSError:
        return ""


def _reason(why: Exception) -> str:
    return (getattr(why, "strerror", None) or str(why)).lower()


def _printable(name: str) -> str:
    """A file name that is not valid Unicode, written so that it can be: its odd bytes become `\\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
