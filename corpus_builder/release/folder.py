"""Publishing a folder in one step: it is the earlier release until it is the new one, whatever happens in between.

Everything is written into a hidden folder beside the target, made durable, and then two renames swap it in:
`out` -> `.out.old-release`, `.out.new-release` -> `out`. A kill before the first rename leaves the earlier release where it
is; between the two it stands in `.out.old-release`, from where `recover_release` puts it back; after the second one the new
release is whole. A lock that the system drops when its process dies keeps two builds of one folder apart.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from corpus_builder.errors import ReleaseError
from corpus_builder.policy.texts import TEXTS, withhold_texts
from corpus_builder.release.changelog import extend_changelog
from corpus_builder.release.manifest import LITTER, MANIFEST, Provenance, encode_manifest, make_manifest, read_manifest
from corpus_builder.release.rendering import render_files
from corpus_builder.release.tables import digest_table, read_tables, sort_rows, write_table
from corpus_builder.sources.files import digest_file

FULL = (errno.ENOSPC, errno.EDQUOT)


class HeldError(ReleaseError):
    """Another command is at work on the folder."""


def write_release(out: Path, tables: Mapping[str, pa.Table], provenance: Provenance, previous: Path | None = None) -> None:
    """Publish tables as the folder `out`, in place of the release that stands there; call it inside `hold_release(out)`.

    Rows may come in any order. `previous` is the release that the changelog compares with; it may be the one at `out`. Raises
    ReleaseError, and leaves the earlier release as it was, when the folder is not ours to replace, the disk is full, or the
    version is too small for what changed.
    """
    out = _resolve(out)
    refuse_foreign(out)
    new = _beside(out, "new-release")
    with _explain_failure(out), _drop_unfinished(new):
        write_files(new, tables, provenance)
        if previous is not None:
            changelog = {"changelog": list(extend_changelog(previous, new))}
            write_rendered(new, read_tables(new), read_manifest(new) | changelog)
        make_durable(new)
        swap_release(out)


def write_files(folder: Path, tables: Mapping[str, pa.Table], provenance: Provenance) -> None:
    """Write all files of a release into a folder that does not exist yet, with as much text as its policy shows.

    First the tables, then what is made of them, then the manifest, which has the digests of both.
    """
    whole, policy = sort_rows(tables), provenance.settings.policy
    shown = withhold_texts(whole, policy)
    if policy.text != "full":
        provenance = replace(provenance, with_texts={name: digest_table(whole[name]) for name in TEXTS})
    folder.mkdir(parents=True)
    for name, table in shown.items():
        write_table(table, folder / "data" / name)
    manifest = make_manifest(shown, digest_files(folder), provenance)
    write_rendered(folder, shown, manifest)


def write_rendered(folder: Path, tables: Mapping[str, pa.Table], manifest: dict[str, Any]) -> None:
    """Write what the tables and the manifest make, and the manifest with the digests of all files."""
    for path, content in render_files(tables, manifest).items():
        (folder / path).write_bytes(content)
    (folder / MANIFEST).write_bytes(encode_manifest(manifest | {"files": digest_files(folder)}))


def rewrite_release(out: Path) -> None:
    """Make everything beside the tables of a release anew: card, metadata, spreadsheet, and the manifest's digests of them.

    Raises ReleaseError when a table is not the one that was published: it must not get a new digest.
    """
    out = _resolve(out)
    with hold_release(out):
        manifest = read_manifest(out)
        listed, there = ({p: d for p, d in of.items() if p.startswith("data/")} for of in (manifest["files"], digest_files(out)))
        if wrong := sorted(path for path in listed.keys() | there.keys() if listed.get(path) != there.get(path)):
            raise ReleaseError(f"{out / wrong[0]} is not the table that was published", hint="build the release again")
        new = _beside(out, "new-release")
        with _explain_failure(out), _drop_unfinished(new):
            shutil.copytree(out / "data", new / "data")
            write_rendered(new, read_tables(out), manifest)
            make_durable(new)
            swap_release(out)


def digest_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Size in bytes and SHA-256 of every file of a release folder by its path in it; the manifest and litter left out."""
    return {
        path: {"bytes": (folder / path).stat().st_size, "sha256": digest_file(folder / path)}
        for path in list_release(folder)
        if path != MANIFEST
    }


def list_release(folder: Path) -> list[str]:
    """The files of a folder as sorted relative paths with forward slashes, litter of desktops left out."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found if path.name not in LITTER)


def swap_release(out: Path) -> None:
    """Put the finished folder beside `out` in its place; when the second rename fails the first one is undone."""
    new, old = _beside(out, "new-release"), _beside(out, "old-release")
    try:
        if out.is_dir():
            out.replace(old)
        new.replace(out)
    except BaseException:
        if old.is_dir() and not out.exists():
            old.replace(out)
        raise
    _sync_folder(out.parent)
    shutil.rmtree(old, ignore_errors=True)  # what a reader still holds open goes with the next command


def recover_release(out: Path) -> None:
    """Make the release at `out` whole again after a command was killed; nothing happens when none was, or one is at work.

    Every command that touches `out` calls it first. Raises ReleaseError when the folder beside it cannot be changed.
    """
    out = _resolve(out)
    if not any(_beside(out, part).exists() for part in ("new-release", "old-release")):
        return
    with suppress(HeldError), _explain_failure(out), _lock(out):
        _recover(out)


@contextmanager
def hold_release(out: Path) -> Iterator[None]:
    """Keep other commands from writing `out` while one does, recover it first, and refuse early what would fail late.

    Raises HeldError when another command is at work on it, and ReleaseError when it is not empty and not a release of ours.
    """
    out = _resolve(out)
    with ExitStack() as held:
        with _explain_failure(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(_lock(out))
            _recover(out)
        refuse_foreign(out)
        yield


def refuse_foreign(out: Path) -> None:
    """Raise ReleaseError when `out` holds anything that a release of ours would not replace: nothing of a user's is lost."""
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise ReleaseError(f"{out} is a file", hint="choose a folder for --out")
    there = list_release(out)
    if not there:
        return
    if MANIFEST not in there:
        raise ReleaseError(f"{out} is not empty and not a release of ours", hint="choose another folder for --out, or empty it")
    try:
        listed = {MANIFEST, *read_manifest(out)["files"]}
    except ReleaseError:
        raise ReleaseError(f"{out} is not a release of ours: {MANIFEST} says otherwise", hint="choose another folder") from None
    if strange := [path for path in there if path not in listed]:
        raise ReleaseError(f"{out} holds a file that no build wrote: {strange[0]}", hint="move it away, or choose another folder")


def _recover(out: Path) -> None:
    new, old = _beside(out, "new-release"), _beside(out, "old-release")
    if old.is_dir() and (out / MANIFEST).is_file():
        _remove(old)
    elif old.is_dir():
        if out.is_dir() and not list_release(out):
            _remove(out)
        if not out.exists():
            old.replace(out)
            _sync_folder(out.parent)
    _remove(new)


def make_durable(folder: Path) -> None:
    """Make every file and folder below a folder, and itself, survive a loss of power."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as content:
                os.fsync(content.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)


def _resolve(out: Path) -> Path:
    """The folder itself when `out` is a link to it, so that its neighbours lie on the same disk."""
    return Path(os.path.realpath(out))


def _beside(out: Path, part: str) -> Path:
    return out.parent / f".{out.name}.{part}"


@contextmanager
def _drop_unfinished(new: Path) -> Iterator[None]:
    """Begin with no such folder, and leave none when something fails before it is finished."""
    _remove(new)
    try:
        yield
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


@contextmanager
def _explain_failure(out: Path) -> Iterator[None]:
    """Turn an error of the system into one line that says what to try."""
    try:
        yield
    except OSError as why:
        if why.errno in FULL:
            hint = "free some space and run it again; the earlier release is as it was"
            raise ReleaseError(f"the disk is full: cannot write {out}", hint=hint) from why
        raise ReleaseError(f"cannot write {out}: {why.strerror or why}", hint="may you write in that folder?") from why
    except UnicodeEncodeError as why:
        raise ReleaseError(f"cannot write {os.fsencode(out)!r}: the name is not valid here", hint="choose another name") from why


@contextmanager
def _lock(out: Path) -> Iterator[None]:
    """Hold the lock file beside `out`; the system drops the lock when the process dies."""
    path = _beside(out, "lock")
    handle = path.open("ab")
    while True:
        try:
            _lock_handle(handle)
        except (BlockingIOError, PermissionError):
            handle.close()
            raise HeldError(f"another command is writing {out}", hint="wait until it has finished") from None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle.fileno()), path.stat()):
                break
        # its last holder removed the file after we had opened it: another command may lock a new one
        handle.close()
        handle = path.open("ab")
    try:
        yield
    finally:
        _drop_lock(path, handle)


if sys.platform == "win32":
    import msvcrt

    def _lock_handle(handle: IO[bytes]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

    def _drop_lock(path: Path, handle: IO[bytes]) -> None:
        handle.close()
        with suppress(OSError):
            path.unlink()

else:
    import fcntl

    def _lock_handle(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _drop_lock(path: Path, handle: IO[bytes]) -> None:
        with suppress(OSError):
            path.unlink()
        handle.close()
