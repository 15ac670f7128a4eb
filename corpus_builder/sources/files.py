"""Finding the files of a build, in one order that no file system decides."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corpus_builder.errors import SourceError
from corpus_builder.sources.description import FILE_NAME
from corpus_builder.sources.links import Identity, identify, is_link, leads_out
from corpus_builder.sources.reading import take_snapshot

KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
LABELS = "labels.jsonl"
# What a person says about the sources, at the top of their folder.
NO_SOURCES = frozenset({FILE_NAME, "corpus.toml", "takedowns.txt", LABELS})
UNREADABLE = "unreadable file"
LINK_OUT = "link out of the source folder"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the build: where it lies, its path relative to the source folder, and what it holds.

    `kind` is None for a kind that is not read; `named` says that the user named this very file; `problem` why it is not read,
    and `reason` the kind of problem. `place` is no link: where the path is one, it is what the link leads to.
    """

    place: Path
    path: str
    kind: str | None
    named: bool = False
    problem: str | None = None
    reason: str = UNREADABLE


def list_files(sources: Iterable[Path], skip: Path | None = None, *, follow_links: bool = False) -> list[FoundFile]:
    """All files of the sources (folders and files), sorted by path; a file that is reached twice is one.

    Hidden files are no sources, nor is what a person says about them at the top of their folder (`sources.toml`, `corpus.toml`,
    `takedowns.txt`, `labels.jsonl`), nor what lies in the folder `skip`: a release may stand among its sources. A link below a
    source folder that leads out of it is not followed, unless the user says `follow_links`; the source itself may be a link.
    Raises SourceError when a source does not exist.
    """
    found: list[FoundFile] = []
    above = identify(skip) if skip is not None else ()
    for source in sorted(sources, key=lambda s: not s.is_dir()):
        if source.is_dir():
            found.extend(_walk(source, "", (), above, None if follow_links else source))
        elif source.exists() or source.is_symlink():
            found.append(_describe(source, source.name, named=True))
        else:
            raise SourceError(f"no such file or folder: {source}", hint="name the folder that holds your texts")
    places: dict[tuple[str, str], FoundFile] = {}
    reached = {os.path.realpath(file.place) for file in found if not file.named}
    for file in found:
        place = os.path.realpath(file.place)
        if not (file.named and place in reached and not file.problem):
            places.setdefault((file.path, place), file)
    return _settle_ties(sorted(places.values(), key=lambda file: file.path))


def _walk(
    folder: Path, prefix: str, above: tuple[Identity, ...], skip: tuple[Identity, ...], bounds: Path | None
) -> Iterator[FoundFile]:
    """The files below a folder; links that lead out of `bounds`, where there are any, are found but not followed."""
    try:
        above = (*above, *identify(folder))
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as why:
        yield FoundFile(folder, prefix.rstrip("/") or folder.name, None, named=True, problem=_reason(why))
        return
    for entry in entries:
        place, path = Path(entry.path), prefix + _printable(entry.name)
        if entry.name.startswith("."):
            continue
        if bounds is not None and is_link(entry) and leads_out(place, bounds):
            if prefix or entry.name not in NO_SOURCES:
                yield FoundFile(place, path, None, problem="read with --follow-links", reason=LINK_OUT)
        elif not place.is_dir():
            if prefix or entry.name not in NO_SOURCES:
                yield _describe(place, path)
        elif identify(place)[0] in above:
            yield FoundFile(place, path, None, named=True, problem="a link to a folder that holds it")
        elif identify(place)[0] not in skip:
            yield from _walk(place, path + "/", above, skip, bounds)


def _describe(place: Path, path: str, *, named: bool = False) -> FoundFile:
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError) as why:
        return FoundFile(place, path, None, named=True, problem=_reason(why))
    if not stat.S_ISREG(mode):
        return FoundFile(place, path, None, named=True, problem="not a regular file")
    target = Path(os.path.realpath(place)) if place.is_symlink() else place
    return FoundFile(target, path, KINDS.get(Path(path).suffix.lower()), named=named)


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
        return "" if file.problem else take_snapshot(file.place).sha256
    except OSError:
        return ""


def _reason(why: Exception) -> str:
    return (getattr(why, "strerror", None) or str(why)).lower()


def _printable(name: str) -> str:
    """A file name that is not valid Unicode, written so that it can be: its odd bytes become `\\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
