"""Links in a folder of sources: one that leads out of it is nobody's source, whatever it is called."""

from __future__ import annotations

import os
from pathlib import Path

from corpus_builder.errors import SourceError

Identity = tuple[int, int]


def is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder is a link, or what else leads elsewhere."""
    # Windows has junctions too, which Python knows from 3.12 on
    return entry.is_symlink() or bool(getattr(entry, "is_junction", bool)())


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path that may be a link, over however many steps, leads to a place outside of a folder."""
    target, bounds = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    ways = (target, *target.parents)
    # names may differ where a system knows several for one folder
    return bounds not in ways and not any(set(identify(bounds)) & set(identify(way)) for way in ways)


def find_beside(folder: Path, name: str, *, follow_links: bool = False) -> Path | None:
    """The file of a name at the top of a source folder in which a person says something about the sources; None without one.

    Raises SourceError when it is a link out of the folder that the user has not said to follow.
    """
    path = folder / name
    if not follow_links and path.is_symlink() and leads_out(path, folder):
        raise SourceError(f"{path} is a link out of the source folder", hint="--follow-links reads it")
    return path if path.is_file() else None


def identify(place: Path) -> tuple[Identity, ...]:
    """What tells a file or folder from all others on this machine; nothing when it is not there."""
    try:
        found = place.stat()
    except OSError:
        return ()
    return ((found.st_dev, found.st_ino),)
