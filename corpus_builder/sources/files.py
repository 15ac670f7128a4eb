"""Finding the files of a build, in one order that no file system decides."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corpus_builder.errors import SourceError
from corpus_builder.sources.description import FILE_NAME

KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
NO_SOURCES = frozenset({FILE_NAME, "corpus.toml"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the build: where it lies, its path relative to the source folder, and what it holds.

    `kind` is None for a kind that is not read; `named` says that the user named this very file; `problem` why it cannot be read.
    """

    place: Path
    path: str
    kind: str | None
    named: bool = False
    problem: str | None = None


def list_files(sources: Iterable[Path]) -> list[FoundFile]:
    """All files of the sources (folders and files), sorted by path and then by place's content.

    Hidden files, `sources.toml` and `corpus.toml` are no sources. Raises SourceError when a source does not exist.
    """
    found: list[FoundFile] = []
    for source in sources:
        if source.is_dir():
            found.extend(_walk(source, "", ()))
        elif source.exists() or source.is_symlink():
            found.append(_describe(source, source.name, named=True))
        else:
            raise SourceError(f"no such file or folder: {source}", hint="name the folder that holds your texts")
    found.sort(key=lambda f: f.path)
    return _settle_ties(found)


def _walk(folder: Path, prefix: str, above: tuple[tuple[int, int], ...]) -> Iterator[FoundFile]:
    try:
        here = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as why:
        yield FoundFile(folder, prefix.rstrip("/") or folder.name, None, named=True, problem=_reason(why))
        return
    above = (*above, (here.st_dev, here.st_ino))
    for entry in entries:
        place, path = Path(entry.path), prefix + _printable(entry.name)
        if entry.name.startswith(".") or entry.name in NO_SOURCES:
            continue
        if not place.is_dir():
            yield _describe(place, path)
        elif (place.stat().st_dev, place.stat().st_ino) in above:
            yield FoundFile(place, path, None, named=True, problem="a link to a folder that holds it")
        else:
            yield from _walk(place, path + "/", above)


def _describe(place: Path, path: str, *, named: bool = False) -> FoundFile:
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError) as why:
        return FoundFile(place, path, None, named=True, problem=_reason(why))
    if not stat.S_ISREG(mode):
        return FoundFile(place, path, None, named=True, problem="not a regular file")
    return FoundFile(place, path, KINDS.get(place.suffix.lower()), named=named)


def _settle_ties(found: list[FoundFile]) -> list[FoundFile]:
    """Order files with one path by their content, so that the order in which sources were named decides nothing."""
    paths = [f.path for f in found]
    if len(set(paths)) == len(paths):
        return found
    repeated = {p for p, q in pairwise(paths) if p == q}
    return sorted(found, key=lambda f: (f.path, _content(f.place) if f.path in repeated else b""))


def _content(place: Path) -> bytes:
    import hashlib

    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return b""


def _reason(why: Exception) -> str:
    return (getattr(why, "strerror", None) or str(why)).lower()


def _printable(name: str) -> str:
    """A file name that is not valid Unicode, written so that it can be: its odd bytes become `\\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
