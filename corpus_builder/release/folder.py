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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from corpus_builder.policy.texts import TEXTS, withhold_texts
from corpus_builder.release.manifest import (
    LITTER,
    MANIFEST,
    FileDigest,
    Manifest,
    Provenance,
    TableDigest,
    encode_manifest,
    make_manifest,
    read_manifest,
)
from corpus_builder.release.page.rendering import render_files
from corpus_builder.release.page.spreadsheet import QUOTES_CSV, render_header, render_rows
from corpus_builder.release.summary import merge, summarize
from corpus_builder.sources.files import digest_file
from corpus_builder.system.durable import LockedError, NoLockError, finish, hold_lock, make_durable
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError, explain_failure
from corpus_builder.system.platforms import is_mount_point, sync_folder
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.frames import Tables, sort_rows
from corpus_builder.tables.parquet import read_tables, write_table

# What a command that was killed may leave beside a release.
NEW, OLD, LOCK = "new-release", "old-release", "lock"
# Seconds after which a lock is a build's: a command that only reads holds it for a moment, when it puts a release back.
PATIENCE = 1.0
# How often a release is read again that is replaced meanwhile, and seconds to wait where there is none for a moment.
ATTEMPTS, PAUSE = 5, 0.01
Result = TypeVar("Result")


class HeldError(ReleaseError):
    """Another command is at work on the folder."""


def write_release(out: Path, tables: Tables, provenance: Provenance, previous: Path | None = None) -> None:
    """Publish tables as the folder `out`, in place of the release that stands there; call it inside `hold_release(out)`.

    Rows may come in any order. `previous` is the release that the changelog compares with; it may be the one at `out`. Raises
    ReleaseError, and leaves the earlier release as it was, when the folder is not ours to replace, the disk is full, or the
    version is too small for what changed.
    """
    out = _resolve(out)
    refuse_foreign(out)
    new = _beside(out, NEW)
    with _explain_failure(out), _drop_unfinished(new):
        write_files(new, tables, provenance)
        if previous is not None:
            from corpus_builder.release.changes.changelog import extend_changelog

            changelog = extend_changelog(previous, new)
            write_rendered(new, [read_tables(new)], read_manifest(new).model_copy(update={"changelog": changelog}))
        make_durable(new)
        swap_release(out)


def write_files(folder: Path, tables: Tables, provenance: Provenance) -> None:
    """Write all files of a release into a folder that does not exist yet, with as much text as its policy shows.

    First the tables, then what is made of them, then the manifest, which has the digests of both.
    """
    whole, policy = sort_rows(tables), provenance.policy
    shown = withhold_texts(whole, policy)
    if policy.text != "full":
        with_texts = {name: digest_table(whole[name]) for name in TEXTS}
        provenance = provenance.model_copy(update={"with_texts": with_texts})
    folder.mkdir(parents=True)
    for name, table in shown.items():
        write_table(table, folder / "data" / name)
    digests = {name: TableDigest(rows=table.num_rows, sha256=digest_table(table)) for name, table in shown.items()}
    manifest = make_manifest(summarize(shown), digests, digest_files(folder), provenance)
    write_rendered(folder, [shown], manifest)


def write_rendered(folder: Path, parts: Iterable[Tables], manifest: Manifest) -> None:
    """Write what the tables and the manifest make, and the manifest with the digests of all files."""
    parts = list(parts)
    summary = merge(map(summarize, parts))
    for path, content in render_files(summary, manifest).items():
        (folder / path).write_bytes(content)
    if summary.count_rows("quotes"):
        (folder / QUOTES_CSV).write_bytes(b"".join([render_header(), *map(render_rows, parts)]))
    finished = manifest.model_copy(update={"files": digest_files(folder)})
    (folder / MANIFEST).write_bytes(encode_manifest(finished))


def rewrite_release(out: Path) -> None:
    """Make everything beside the tables of a release anew: card, metadata, spreadsheet, and the manifest's digests of them.

    Raises ReleaseError when a table is not the one that was published: it must not get a new digest.
    """
    out = _resolve(out)
    with hold_release(out):
        manifest = read_manifest(out)
        listed, there = ({p: d for p, d in of.items() if p.startswith("data/")} for of in (manifest.files, digest_files(out)))
        if wrong := sorted(path for path in listed.keys() | there.keys() if listed.get(path) != there.get(path)):
            raise ReleaseError(f"{out / wrong[0]} is not the table that was published", hint=BUILD_AGAIN)
        new = _beside(out, NEW)
        with _explain_failure(out), _drop_unfinished(new):
            new.mkdir()
            for path in listed:
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(out / path, new / path)
            write_rendered(new, [read_tables(out)], manifest)
            make_durable(new)
            swap_release(out)


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
            _remove(out)
        if not out.exists():
            old.replace(out)
            sync_folder(out.parent)
    else:
        _remove(old)
    _remove(new)


def _has_manifest(folder: Path) -> bool:
    with suppress(OSError):
        return (folder / MANIFEST).is_file()
    return False


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _remove(path: Path) -> None:
    """Remove what a build left, or a file or link that somebody put under its name."""
    if _is_folder(path):
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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
