"""The files of sources, listed in memory and sorted in the end: what the streaming list must give, too."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_builder.sources.files import DESCRIPTIONS, NO_SOURCES, FoundFile, _content, _describe, _printable, _reason
from corpus_builder.sources.links import LINK_AGAIN, Identity, identify, is_link, refuse_link, resolve


def list_in_memory(sources: Iterable[Path], skip: Path | None = None, *, follow_links: bool = False) -> list[FoundFile]:
    """All files of the sources, sorted by path; a file that is reached twice is one."""
    named = list(sources)
    found: list[FoundFile] = []
    for source in sorted(named, key=lambda s: not s.is_dir()):
        if source.is_dir():
            found.extend(_Walk(source, skip, follow_links).list_files())
        elif not DESCRIPTIONS & {source.name, resolve(source).name}:
            found.append(_describe(resolve(source), _printable(source.name), named=True))
    places: dict[tuple[str, Path], FoundFile] = {}
    reached = {file.place for file in found if not file.named}
    for file in found:
        if not (file.named and file.place in reached and not file.problem):
            places.setdefault((file.path, file.place), file)
    return sorted(places.values(), key=lambda file: (file.path, _content(file)))


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
            yield FoundFile(folder, prefix.rstrip("/"), None, named=True, problem=_reason(why))
            return
        for entry in listed:
            path = prefix + _printable(entry.name)
            is_file = is_link(entry) or not entry.is_dir()
            left_out = is_file and entry.name in DESCRIPTIONS if prefix else entry.name in NO_SOURCES
            if not entry.name.startswith(".") and not left_out:
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
        is_said = target.name in (NO_SOURCES if target.parent == self._source else DESCRIPTIONS)
        return is_said or any(self._skip & set(identify(way)) for way in (target, *target.parents))
