"""Links in a folder of sources: one that leads out of it, or to a hidden file in it, is not a source."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from corpus_builder.system.errors import SourceError

Identity = tuple[int, int]

LINK_OUT = "link out of the source folder"
LINK_HIDDEN = "link to a hidden file"
LINK_AGAIN = "link to a folder already read"
# Where tools keep the content of files that are links in the folder itself: git-annex and DVC.
STORES = ((".git", "annex", "objects"), (".dvc", "cache"))


def is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder is a link, or what else leads elsewhere."""
    # Windows has junctions too, which Python knows from 3.12 on
    return entry.is_symlink() or bool(getattr(entry, "is_junction", bool)())


def resolve(path: Path) -> Path:
    """Where a path leads, over however many links; one whose links have no end, or too many for the system, leads to itself."""
    try:
        path.stat()
    except (OSError, ValueError) as why:
        if getattr(why, "errno", None) == errno.ELOOP:
            return path.absolute()
    return Path(os.path.realpath(path))


def find_below(path: Path, folder: Path) -> tuple[str, ...] | None:
    """The names below a folder of what a path leads to, over however many links; None when it lies outside."""
    target, bounds = resolve(path), resolve(folder)
    if target.is_relative_to(bounds):
        return target.relative_to(bounds).parts
    # names may differ where a system knows several for one folder
    known = set(identify(bounds))
    same = next((way for way in (target, *target.parents) if known & set(identify(way))), None)
    return None if same is None else target.relative_to(same).parts


def refuse_link(path: Path, folder: Path) -> str | None:
    """Why a link in a source folder is not followed, or None.

    The content of what git-annex and DVC keep in hidden folders is that of the file that leads there.
    """
    below = find_below(path, folder)
    if below is None:
        return LINK_OUT
    is_stored = any(below[: len(store)] == store for store in STORES)
    return LINK_HIDDEN if any(name.startswith(".") for name in below) and not is_stored else None


def find_beside(folder: Path, name: str, *, follow_links: bool = False) -> Path | None:
    """The file of a name at the top of a source folder in which a person says something about the sources; None without one.

    Raises SourceError when it is a link out of the folder that the user has not said to follow, or is there but no file: what
    it says must not be passed over.
    """
    path = folder / name
    if not os.path.lexists(path):
        return None
    if not follow_links and path.is_symlink() and find_below(path, folder) is None:
        raise SourceError(f"{path} is a link out of the source folder", hint="--follow-links reads it")
    if not path.is_file():
        raise SourceError(f"{path} exists but is not a readable file", hint="is it a broken link?")
    return resolve(path)


def identify(place: Path) -> tuple[Identity, ...]:
    """What tells a file or folder from all others on this machine; nothing when it is not there."""
    try:
        found = place.stat()
    except (OSError, ValueError):
        return ()
    return ((found.st_dev, found.st_ino),)
