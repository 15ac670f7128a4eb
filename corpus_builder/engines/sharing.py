"""A cache: a folder of cleaned batches that builds share, with a note of what each of them used last.

Who builds with it holds a lock in it, so that nothing is dropped meanwhile. A cache is private: its notes name folders.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from corpus_builder.system.durable import SIGNATURE, TAG, LockedError, hold_lock, is_cache, make_folder, remove_path, replace_file
from corpus_builder.system.errors import CorpusError, explain_failure

# What is in a cache: batches by version, files of releases by version of the code, and notes of builds with their locks.
DOCUMENTS, TABLES, USES = "documents", "tables", "uses"
LOCK = ".corpus_builder.lock"
# Seconds that a build waits for what takes a moment, and for batches that are dropped.
PATIENCE = 60.0
IN_USE = "wait until it has finished"


class Use(NamedTuple):
    """What the last build of a release used: the folder of the release, the version, and the batches by their names."""

    release: Path
    version: str
    batches: frozenset[str]


class Begun(NamedTuple):
    """A build that is not finished: the folder of its release, and when it began, in nanoseconds as files have them."""

    release: Path
    time: int


@contextmanager
def hold_cache(folder: Path, out: Path) -> Iterator[None]:
    """Keep a cache as it is while the release `out` is built with it; where there is none it is made.

    That the build has begun is noted until it is finished; where it fails or is killed, the note stays for the next one.

    Raises CorpusError when it cannot be written, and when the folder is somebody else's.
    """
    with ExitStack() as held:
        with explain_failure(f"cannot write {folder}"):
            folder.mkdir(parents=True, exist_ok=True)
            refuse_other(folder, {LOCK, TAG, DOCUMENTS, TABLES, USES})
            with _lock(folder / LOCK, folder, PATIENCE):
                if not is_cache(folder):
                    refuse_other(folder, {LOCK, TAG})
                    (folder / TAG).write_bytes(SIGNATURE)
                make_folder(folder / USES)
                held.enter_context(_lock(folder / USES / f"{name_use(out)}.lock", folder))
            begun = _note_begin(folder, out)
        yield
        with suppress(OSError):  # the release is there; a note that stays says nothing without its work folder
            begun.unlink()


@contextmanager
def hold_whole_cache(folder: Path) -> Iterator[None]:
    """Keep builds from using a cache. Raises CorpusError when one does."""
    with explain_failure(f"cannot write {folder}"), _lock(folder / LOCK, folder):
        for lock in (folder / USES).glob("*.lock"):
            with _lock(lock, folder):
                pass
        yield


@contextmanager
def _lock(path: Path, folder: Path, patience: float = 0) -> Iterator[None]:
    try:
        with hold_lock(path, patience):
            yield
    except LockedError:
        raise CorpusError(f"another command is using the cache {folder}", hint=IN_USE) from None


def refuse_other(folder: Path, ours: set[str]) -> None:
    """Raise CorpusError for a folder that is no cache and has something else in it than what is `ours`."""
    if not is_cache(folder) and any(path.name not in ours for path in folder.iterdir()):
        raise CorpusError(f"{folder} is neither empty nor a cache", hint="choose another folder")


def name_use(out: Path) -> str:
    """What the note about a release is called."""
    return hashlib.sha256(os.fsencode(os.path.realpath(out))).hexdigest()[:32]


def note_use(folder: Path, out: Path, version: str, batches: Iterable[str]) -> None:
    """Note which batches a build has used, in place of what the build before noted. Raises CorpusError."""
    noted = json.dumps({"release": os.path.realpath(out), "version": version, "batches": sorted(batches)})
    note = folder / USES / f"{name_use(out)}.json"
    with explain_failure(f"cannot write {folder}"):
        if note.is_dir():
            remove_path(note)
        replace_file(note, noted.encode())


def _note_begin(folder: Path, out: Path) -> Path:
    """The note that a build of a release has begun, as old as the first one that was not finished."""
    note = folder / USES / f"{name_use(out)}.begun"
    if not note.is_file():
        remove_path(note)
        replace_file(note, os.fsencode(os.path.realpath(out)))
    return note


def read_begun(folder: Path) -> dict[Path, Begun | None]:
    """All notes of builds that are not finished, by their files; None for one that cannot be read."""
    return {path: _read_begun(path) for path in sorted((folder / USES).glob("*.begun"))}


def _read_begun(path: Path) -> Begun | None:
    try:
        return Begun(Path(os.path.realpath(os.fsdecode(path.read_bytes()))), path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


def read_uses(folder: Path) -> dict[Path, Use | None]:
    """All notes by their files; None for one that cannot be read."""
    return {path: _read_use(path) for path in sorted((folder / USES).glob("*.json"))}


def _read_use(path: Path) -> Use | None:
    try:
        noted = json.loads(path.read_bytes())
        return Use(Path(noted["release"]), str(noted["version"]), frozenset(map(str, noted["batches"])))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
