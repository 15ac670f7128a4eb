"""Publishing a folder in one step: it is the earlier release until it is the new one, whatever happens in between.

Everything is written into a hidden folder beside the target, made durable, and then two renames swap it in:
`out` -> `.out.old-release`, `.out.new-release` -> `out`. A kill before the first rename leaves the earlier release where it
is; between the two it stands in `.out.old-release`, from where `recover_release` puts it back; after the second one the new
release is whole. A lock that the system drops when its process dies keeps two builds of one folder apart.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from corpus_builder.release.manifest import LITTER, MANIFEST, FileDigest, Manifest, read_manifest
from corpus_builder.sources.files import digest_file
from corpus_builder.system.durable import LockedError, NoLockError, finish, hold_lock, remove_path
from corpus_builder.system.errors import ReleaseError, explain_failure
from corpus_builder.system.platforms import is_mount_point, sync_folder

# What a command that was killed may leave beside a release.
NEW, OLD, LOCK = "new-release", "old-release", "lock"
# What a build keeps beside it until it is published: a killed one goes on with that.
WORK = "work"
# Seconds after which a lock is a build's: a command that only reads holds it for a moment, when it puts a release back.
PATIENCE = 1.0
# How often a release is read again that is replaced meanwhile, and seconds to wait where there is none for a moment.
ATTEMPTS, PAUSE = 5, 0.01
Result = TypeVar("Result")


class HeldError(ReleaseError):
    """Another command is at work on the folder."""


@contextmanager
def open_release(out: Path) -> Iterator[Path]:
    """A new folder beside the release at `out`, to write the next one into; use it inside `hold_release(out)`.

    Any process may write files there; `swap_release(out)` puts it in place. What is not in place at the end is removed. Raises
    ReleaseError when the folder at `out` is not ours to replace or something could not be written, such as on a full disk.
    """
    out = _resolve(out)
    refuse_foreign(out)
    new = _beside(out, NEW)
    with _explain_failure(out), _drop_unfinished(new):
        new.mkdir(parents=True)
        yield new


def digest_files(folder: Path) -> dict[str, FileDigest]:
    """Size in bytes and SHA-256 of every file of a release folder by its path in it; the manifest and litter left out."""
    return {
        path: FileDigest(bytes=(folder / path).stat().st_size, sha256=digest_file(folder / path))
        for path in list_release(folder)
        if path != MANIFEST
    }


def list_release(folder: Path) -> list[str]:
    """The files of a folder as sorted relative paths with forward slashes, litter of desktops left out."""
    return sorted(path.relative_to(folder).as_posix() for path in _find_files(folder))


def _find_files(folder: Path) -> Iterator[Path]:
    """The files and links below a folder, however deep, litter of desktops left out."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif entry.name not in LITTER:
                    yield Path(entry.path)


def swap_release(out: Path) -> None:
    """Put the finished folder beside `out` in its place; what fails or is stopped before that is durable is undone."""
    out = _resolve(out)
    new, old = _beside(out, NEW), _beside(out, OLD)
    try:
        if out.is_dir():
            out.replace(old)
        new.replace(out)
        sync_folder(out.parent)
    except BaseException:
        finish(lambda: _undo_swap(out))
        raise
    finish(lambda: shutil.rmtree(old, ignore_errors=True))  # what a reader still holds open goes with the next command


def _undo_swap(out: Path) -> None:
    new, old = _beside(out, NEW), _beside(out, OLD)
    if not new.exists():
        out.replace(new)
    if old.is_dir() and not out.exists():
        old.replace(out)


def recover_release(out: Path) -> None:
    """Make the release at `out` whole again after a command was killed; nothing happens when none was, or one is at work.

    Every command that reads `out` calls it first. A release that is whole is read as it is where what lies beside it cannot be
    removed. Raises ReleaseError when there is none and an earlier one cannot be put back.
    """
    out = _resolve(out)
    if not any(os.path.lexists(_beside(out, part)) for part in (NEW, OLD, LOCK)):
        return
    try:
        with suppress(HeldError), _lock(out):
            _recover(out)
    except ReleaseError:
        if not _has_manifest(out):
            raise
    except OSError as why:
        if not _has_manifest(out) and _has_manifest(_beside(out, OLD)):
            what = f"the release of {out} is in {_beside(out, OLD)}, where an interrupted build left it"
            raise ReleaseError(what, hint=f"rename it back: {(why.strerror or str(why)).lower()}") from why


def read_steadily(folder: Path, read: Callable[[], Result]) -> tuple[Manifest, Result]:
    """The manifest of a release and what `read` reads of it, both of one release: where it is replaced meanwhile, read again.

    Raises ReleaseError where there is none, or a new one each time.
    """
    for _ in range(ATTEMPTS):
        with suppress(ReleaseError):
            before = read_manifest(folder)
            found = read()
            if read_manifest(folder) == before:
                return before, found
            continue
        time.sleep(PAUSE)
    before, found = read_manifest(folder), read()
    if read_manifest(folder) != before:
        raise ReleaseError(f"{folder} was replaced while it was read", hint="read it again")
    return before, found


@contextmanager
def hold_release(out: Path) -> Iterator[None]:
    """Keep other commands from writing `out` while one does, recover it first, and refuse early what would fail late.

    Raises HeldError when another command is at work on it, and ReleaseError when it is not empty and not a release of ours, or
    cannot be replaced. Folders that were made on the way to `out` go again when nothing was written in them.
    """
    out = _resolve(out)
    refuse_mount(out)
    with ExitStack() as held:
        with _explain_failure(out):
            held.enter_context(_make_parents(out))
            held.enter_context(_lock(out, PATIENCE))
            _recover(out)
        refuse_foreign(out)
        yield


@contextmanager
def _make_parents(out: Path) -> Iterator[None]:
    made = [parent for parent in out.parents if not parent.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        finish(lambda: _remove_empty(made))


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def refuse_mount(out: Path) -> None:
    """Raise ReleaseError when `out` is where a disk or volume is mounted: it cannot be replaced by renaming."""
    if is_mount_point(out):
        raise ReleaseError(
            f"{out} is a mount point and cannot be replaced", hint=f"name a folder inside, such as {out / 'corpus'}"
        )


def refuse_foreign(out: Path) -> None:
    """Raise ReleaseError when `out` holds anything that a release of ours would not replace: nothing of a user's is lost."""
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise ReleaseError(f"{out} is a file", hint="choose a folder for --out")
    with _explain_failure(out):
        if out.samefile(Path.cwd()):
            raise ReleaseError(f"{out} is the current folder, which cannot be replaced", hint="name a folder inside it")
        if not _has_manifest(out) and any(_find_files(out)):
            raise ReleaseError(
                f"{out} is neither empty nor a corpus_builder release", hint="choose another folder for --out, or empty it"
            )
        there = list_release(out)
    if not there:
        return
    try:
        listed = {MANIFEST, *read_manifest(out).files}
    except ReleaseError:
        raise ReleaseError(f"{out} is not a corpus_builder release: see its {MANIFEST}", hint="choose another folder") from None
    if strange := [path for path in there if path not in listed]:
        raise ReleaseError(f"{out} holds a file that no build wrote: {strange[0]}", hint="move it away, or choose another folder")


def _recover(out: Path) -> None:
    new, old = _beside(out, NEW), _beside(out, OLD)
    if _is_folder(old) and not (out / MANIFEST).is_file():
        if not _has_manifest(old):
            raise ReleaseError(f"{old} is in the way: it is not a corpus_builder release", hint="move it away")
        if out.is_dir() and not list_release(out):
            remove_path(out)
        if not out.exists():
            old.replace(out)
            sync_folder(out.parent)
    else:
        remove_path(old)
    remove_path(new)


def list_reserved(out: Path) -> list[Path]:
    """What commands keep and remove beside a release."""
    return [_beside(_resolve(out), part) for part in (NEW, OLD, LOCK, WORK)]


def name_work(out: Path) -> Path:
    """The folder beside a release in which a build keeps what it has done, until the release is published."""
    return _beside(_resolve(out), WORK)


def _has_manifest(folder: Path) -> bool:
    with suppress(OSError):
        return (folder / MANIFEST).is_file()
    return False


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _resolve(out: Path) -> Path:
    """The folder itself when `out` is a link to it, so that its neighbours lie on the same disk."""
    return Path(os.path.realpath(out))


def _beside(out: Path, part: str) -> Path:
    return out.parent / f".{out.name}.{part}"


@contextmanager
def _drop_unfinished(new: Path) -> Iterator[None]:
    """Begin with no such folder, and leave none when something fails before it is finished."""
    remove_path(new)
    try:
        yield
    except BaseException:
        finish(lambda: shutil.rmtree(new, ignore_errors=True))
        raise


@contextmanager
def _explain_failure(out: Path) -> Iterator[None]:
    with explain_failure(f"cannot write {out}", ReleaseError):
        yield


@contextmanager
def _lock(out: Path, patience: float = 0) -> Iterator[None]:
    try:
        with hold_lock(_beside(out, LOCK), patience):
            yield
    except LockedError:
        raise HeldError(f"another command is writing {out}", hint="wait until it has finished") from None
    except NoLockError as why:
        raise ReleaseError(f"cannot write {out}: {_beside(out, LOCK)} is in the way", hint="remove it") from why
