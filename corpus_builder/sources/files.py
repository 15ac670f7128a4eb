"""Finding the files of a build, in an order that does not depend on the file system."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from corpus_builder.sources.archives.unpacking import Packing
from corpus_builder.sources.description import FILE_NAME
from corpus_builder.sources.links import LINK_AGAIN, identify, is_link, refuse_link, resolve
from corpus_builder.sources.reading import take_snapshot
from corpus_builder.system.arguments import refuse_missing
from corpus_builder.system.durable import is_cache
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
# What is read here and there, and not as a stream.
SCATTERED = frozenset({"parquet", "zip"})
SUPPORTED = "supported: .txt, .html, .htm, .jsonl, .csv, .parquet, .warc and .wet, also with .gz or .zst behind; .zip"
LABELS = "labels.jsonl"
# What a person says about the sources: at the top of their folder, and the tables that would be taken for some in any folder.
DESCRIPTIONS = frozenset("metadata.csv" + packing for packing in ("", *PACKINGS))
NO_SOURCES = DESCRIPTIONS | {FILE_NAME, "corpus.toml", "takedowns.txt", LABELS}
UNREADABLE = "unreadable file"
# A backslash in a name behind which stands what an odd byte is written as, or such a backslash.
_READ_AS_BYTE = re.compile(rb"\\(?=(?:x5c)*x[89a-f][0-9a-f])")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the build: where it lies, its path relative to the source folder, and what it holds.

    `kind` is None for a kind that is not read, `packing` None for a file that is not compressed; `named` says that the user named
    this very file; `problem` why it is not read, and `reason` the kind of problem. `place` is no link: where the path is one, it
    is what the link leads to. It must lie below `bounds` still when it is read, if there are any. `size` counts its bytes when
    it was found; 0 for what is not read.
    """

    place: Path
    path: str
    kind: Kind | None
    named: bool = False
    problem: str | None = None
    reason: str = UNREADABLE
    bounds: Path | None = None
    packing: Packing | None = None
    size: int = 0

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
    return (None if packing and kind == "zip" else kind), packing


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """All files of sources (folders and files), sorted by path; a file that is reached twice is one.

    They are looked for anew each time: of a folder of a million files only the names are held, and only while it is read.
    """

    folders: tuple[Path, ...]
    named: tuple[Path, ...]
    skip: tuple[Path, ...]
    follow_links: bool

    def __iter__(self) -> Iterator[FoundFile]:
        named = sorted(self._list_named(), key=_path)
        for _, found in groupby(merge(*self._walk(), named, key=_path), _path):
            yield from _settle_ties(found)

    def _walk(self) -> list[Iterator[FoundFile]]:
        return [_Walk(folder, self.skip, self.follow_links).list_files() for folder in self.folders]

    def _list_named(self) -> Iterator[FoundFile]:
        """The files that the user named, without those that are in a folder which the user named, too."""
        given = [(source, resolve(source)) for source in self.named]
        named = [
            _describe(place, _printable(source.name), named=True)
            for source, place in given
            if DESCRIPTIONS.isdisjoint((source.name, place.name))
        ]
        places = {file.place for file in named if not file.problem}
        reached = {f.place for walk in self._walk() for f in walk if f.place in places and not f.named} if places else set()
        return (file for file in named if file.problem or file.place not in reached)


# About how many times its size a packed file of texts unpacks to, and what is packed by its nature.
PACKED, PACKED_KINDS = 6, frozenset({"parquet", "zip"})


class Measure(NamedTuple):
    """How many files there are, their bytes in all, about those of what they hold unpacked, and the paths of those that the user
    named.
    """

    files: int
    bytes: int
    unpacked: int
    named: frozenset[str]


def list_files(sources: Iterable[Path], skip: tuple[Path, ...] = (), *, follow_links: bool = False) -> SourceFiles:
    """All files of the sources (folders and files), sorted by path; a file that is reached twice is one.

    Hidden files are no sources, nor is what a person says about them: `metadata.csv` wherever it is, at the top `sources.toml`,
    `corpus.toml`, `takedowns.txt` and `labels.jsonl`; nor what is in the folders `skip` (a release may be among its sources), or
    in a cache. A link below a source folder that leads out of it is not followed, unless the user says `follow_links`; the
    source itself may be a link. Raises SourceError when a source does not exist or is a folder that cannot be listed.
    """
    given = list(sources)
    refuse_missing(given)
    folders = tuple(source for source in given if source.is_dir())
    for folder in folders:
        _list_names(resolve(folder), is_source=True)
    return SourceFiles(folders, tuple(source for source in given if source not in folders), tuple(skip), follow_links)


def measure_files(files: Iterable[FoundFile]) -> Measure:
    """How many files there are, and how large they are."""
    count = size = unpacked = 0
    named: set[str] = set()
    for file in files:
        count, size = count + 1, size + file.size
        unpacked += file.size * (PACKED if file.packing or file.kind in PACKED_KINDS else 1)
        if file.named:
            named.add(file.path)
    return Measure(count, size, unpacked, frozenset(named))


# What follows the name of a folder or link in a list of names: a sign that no name has, and that sorts before all others.
_FOLDER, _LINK = "\0d", "\0l"


class _Listing(NamedTuple):
    """A folder that is being read: where it lies, what its paths begin with, its names from the last to the first.

    `waiting` has the folders in it that are still to be read, the next one at the end.
    """

    folder: Path
    prefix: str
    names: list[str]
    waiting: list[_Listing]

    def is_next(self) -> bool:
        """Whether the next path lies in a folder that is waiting."""
        return bool(self.waiting) and (
            not self.names or self.waiting[-1].prefix < self.prefix + _printable(_cut_sign(self.names[-1]))
        )


class _Walk:
    """The way through a source folder: each folder is entered once, by its own path where it has one, else by the first link."""

    def __init__(self, source: Path, skip: tuple[Path, ...], follow_links: bool) -> None:
        self._source = resolve(source)
        self._bounds = None if follow_links else self._source
        self._skip = {known for folder in skip for known in identify(folder)}
        self._seen = set(identify(self._source))
        self._roots = {self._source}

    def list_files(self) -> Iterator[FoundFile]:
        """Its files, sorted by path. Raises SourceError when the source folder itself cannot be listed."""
        names = [] if is_cache(self._source) else _list_names(self._source, is_source=True)
        listings = [_Listing(self._source, "", names, [])]
        while listings:
            last = listings[-1]
            if last.is_next():
                listings.append(last.waiting.pop())
            elif last.names:
                yield from self._take(last, last.names.pop())
            else:
                listings.pop()

    def _take(self, listing: _Listing, name: str) -> Iterator[FoundFile]:
        place, path = listing.folder / _cut_sign(name), listing.prefix + _printable(_cut_sign(name))
        if name.endswith(_LINK):
            yield from self._follow(listing, place, path)
        elif not name.endswith(_FOLDER):
            yield _describe(place, path, bounds=self._bounds)
        elif not self._is_passed_over(place):
            yield from self._enter(listing, place, path)

    def _follow(self, listing: _Listing, place: Path, path: str) -> Iterator[FoundFile]:
        refused = refuse_link(place, self._bounds) if self._bounds else None
        target = resolve(place)
        if refused:
            yield FoundFile(place, path, None, problem="--follow-links reads it", reason=refused)
        elif self._is_no_source(target):
            return
        elif not target.is_dir():
            yield _describe(target, path, bounds=self._bounds)
        elif self._has_path(target):
            yield _tell_again(target, path)
        else:
            self._roots.add(target)
            yield from self._enter(listing, target, path)

    def _enter(self, listing: _Listing, folder: Path, path: str) -> Iterator[FoundFile]:
        """Have a folder read in its turn, or say why it is not."""
        known = set(identify(folder))
        if known & self._seen:
            yield _tell_again(folder, path)
            return
        self._seen |= known
        try:
            names = _list_names(folder)
        except OSError as why:
            yield FoundFile(folder, path, None, named=True, problem=_reason(why))
        else:
            listing.waiting.append(_Listing(folder, path + "/", names, []))

    def _is_no_source(self, target: Path) -> bool:
        """Whether a link leads into the release or a cache, or to what a person says about the sources."""
        is_said = target.name in (NO_SOURCES if target.parent == self._source else DESCRIPTIONS)
        return is_said or any(map(self._is_passed_over, (target, *target.parents)))

    def _is_passed_over(self, folder: Path) -> bool:
        """Whether nothing in a folder is a source."""
        return bool(self._skip & set(identify(folder))) or is_cache(folder)

    def _has_path(self, target: Path) -> bool:
        """Whether a folder to which a link leads is read by its own path: below a folder that is read, none between hidden."""
        root = next((way for way in target.parents if way in self._roots), None)
        if root is None:
            return False
        names = target.relative_to(root).parts
        return not any(name.startswith(".") for name in names) and (root != self._source or names[0] not in NO_SOURCES)


def _tell_again(folder: Path, path: str) -> FoundFile:
    return FoundFile(folder, path, None, problem="it has been read already", reason=LINK_AGAIN)


def _list_names(folder: Path, *, is_source: bool = False) -> list[str]:
    """The names in a folder that are not hidden, the last one first: folders and links with their sign.

    Raises OSError, for a source folder SourceError.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name + _sign(entry) for entry in entries if not entry.name.startswith(".")]
    except OSError as why:
        if is_source:
            raise SourceError(f"cannot list {folder}: {describe_failure(why)[0]}", hint="check its permissions") from why
        raise
    names.sort(key=_printable, reverse=True)
    if is_source:
        return [name for name in names if _cut_sign(name) not in NO_SOURCES]
    return [name for name in names if name.removesuffix(_LINK) not in DESCRIPTIONS]


def _sign(entry: os.DirEntry[str]) -> str:
    if is_link(entry):
        return _LINK
    try:
        return _FOLDER if entry.is_dir() else ""
    except OSError:
        return ""


def _cut_sign(name: str) -> str:
    return name[: -len(_LINK)] if name.endswith((_FOLDER, _LINK)) else name


def _describe(place: Path, path: str, *, named: bool = False, bounds: Path | None = None) -> FoundFile:
    try:
        found = place.stat()
    except (OSError, ValueError) as why:
        return FoundFile(place, path, None, named=True, problem=_reason(why))
    if not stat.S_ISREG(found.st_mode):
        return FoundFile(place, path, None, named=True, problem="not a regular file")
    kind, packing = find_kind(path)
    return FoundFile(place, path, kind, named=named, bounds=bounds, packing=packing, size=found.st_size)


def _settle_ties(found: Iterable[FoundFile]) -> Collection[FoundFile]:
    """Files with one path, ordered by their content, so that the order in which sources were named decides nothing."""
    places: dict[Path, FoundFile] = {}
    for file in found:
        places.setdefault(file.place, file)
    return places.values() if len(places) < 2 else sorted(places.values(), key=_content)


def _path(file: FoundFile) -> str:
    return file.path


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
    """A file name that is not valid Unicode, written so that it can be: its odd bytes become `\\xNN`.

    No two names are written as one: a backslash that would be read as the beginning of such a byte becomes `\\x5c`.
    """
    if name.isascii() and "\\" not in name:
        return name
    return _READ_AS_BYTE.sub(rb"\\x5c", os.fsencode(name)).decode("utf-8", "backslashreplace")
