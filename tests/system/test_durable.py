"""corpus_builder.system.durable: files are whole or not there, and nothing is written where somebody else has put something."""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_builder.system import durable
from corpus_builder.system.durable import (
    KeepingSink,
    LockedError,
    NoLockError,
    finish,
    hold_file,
    hold_lock,
    is_sealed,
    make_folder,
    remove_path,
    replace_file,
    write_sealed,
)
from corpus_builder.tables.parquet import write_table
from tests.engines.batch_damages import FILE_DAMAGES

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and rights as on POSIX")


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The file has the new content, and nothing stands beside it."""
    path = tmp_path / "a.txt"
    for content in (b"one", b"", b"two"):
        replace_file(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def write(path: Path, *pieces: bytes) -> None:
    with write_sealed(path) as sink:
        for piece in pieces:
            sink.write(piece)


def test_a_sealed_file_is_known(tmp_path: Path) -> None:
    """By its content and its name, whatever had that name before, and nothing stands beside it."""
    path = tmp_path / "a.rows"
    (path / "folder").mkdir(parents=True)
    for pieces in ([b"one", b"two"], [], [bytes(3_000_000)]):
        write(path, *pieces)
        assert is_sealed(path)
        assert path.read_bytes()[: -durable.SEAL] == b"".join(pieces)
    assert list(tmp_path.iterdir()) == [path]
    path.rename(tmp_path / "b.rows")
    assert not is_sealed(tmp_path / "b.rows")


@pytest.mark.parametrize("damage", FILE_DAMAGES.values(), ids=FILE_DAMAGES)
def test_a_damaged_file_does_not_fit_its_seal(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """Nor does what has taken its place."""
    write(tmp_path / "other.rows", b"other")
    write(tmp_path / "a.rows", bytes(2_000_000))
    damage(tmp_path / "a.rows")
    assert not is_sealed(tmp_path / "a.rows")


def test_what_fails_while_it_is_written_has_no_name(tmp_path: Path) -> None:
    """The file before stays, alone."""
    path = tmp_path / "a.rows"
    write(path, b"one")
    with pytest.raises(OSError, match="full"), write_sealed(path) as sink:
        sink.write(b"t")
        raise OSError("full")
    assert is_sealed(path) and path.read_bytes().startswith(b"one")
    assert list(tmp_path.iterdir()) == [path]


@posix
@pytest.mark.parametrize("kind", ["pipe", "link to nothing"])
def test_what_cannot_be_read_is_not_sealed(tmp_path: Path, kind: str) -> None:
    """It is not waited for, either, and it is replaced."""
    path = tmp_path / "a.rows"
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("nothing")
    assert not is_sealed(path)
    write(path, b"one")
    assert is_sealed(path) and not path.is_symlink()


@posix
def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    """What its owner lets others do with a file stays, and a new one has the rights of any new file."""
    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text("one")
    path.chmod(0o640)
    other.touch()

    replace_file(path, b"two")
    replace_file(tmp_path / "new.txt", b"")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert (tmp_path / "new.txt").stat().st_mode == other.stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace", "fdopen", "fchmod"])
def test_a_failure_leaves_the_file_before(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails, the file is as it was and nothing is left beside it."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="Input/output"):
        replace_file(path, b"after")

    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_nothing_is_written_through_what_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or link that has the temporary name is an error, not a way to write elsewhere."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda _: "guessed")
    (tmp_path / ".a.txt.guessed.new").symlink_to(victim)

    with pytest.raises(FileExistsError):
        replace_file(tmp_path / "a.txt", b"x")

    assert victim.read_text() == "mine"


def test_names_of_temporary_files_cannot_be_foreseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files in one place never have the same temporary name."""
    seen: list[str] = []
    opened = os.open
    monkeypatch.setattr(os, "open", lambda path, *words: (seen.append(str(path)), opened(path, *words))[1])
    for _ in range(20):
        replace_file(tmp_path / "a.txt", b"x")

    made = {path for path in seen if path.endswith(".new")}
    assert len(made) == 20


LONG = "compte rendu de la séance du conseil du port de Saint-Aubin"
LEFT = ".a.txt.0123456789abcdef.new"
OTHERS = ("a.txt", ".a.txt.new", ".a.txt.0123.new", ".b.txt.0123456789abcdef.new", ".a.txt.0123456789abcdef.new.txt")


def test_what_a_killed_command_left_beside_a_file_goes(tmp_path: Path) -> None:
    """The temporary file of one that was killed goes with the next one; what only looks like it stays, and so does the lock's."""
    for name in (LEFT, *OTHERS):
        (tmp_path / name).write_bytes(b"")
    with hold_file(tmp_path / "a.txt"):
        replace_file(tmp_path / "a.txt", b"x")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(OTHERS)


def test_files_with_long_names_do_not_meet(tmp_path: Path) -> None:
    """A name that is as long as a system allows can be replaced, and what stands beside one of its like stays."""
    one, other = (tmp_path / (LONG * 4)[:200] for _ in range(2))
    other = one.with_name(one.name[:-1] + "e")
    seen: list[str] = []
    for path in (one, other):
        with hold_file(path):
            seen += [left.name for left in tmp_path.iterdir() if left.suffix == ".lock"]
            replace_file(path, b"x")

    assert len(set(seen)) == 2
    assert sorted(tmp_path.iterdir()) == sorted([one, other])


def test_one_command_replaces_a_file_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one command holds a file another one is told so."""
    monkeypatch.setattr(durable, "PATIENCE", 0.0)
    with hold_file(tmp_path / "a.txt"), pytest.raises(LockedError), hold_file(tmp_path / "a.txt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_clean_up_is_finished() -> None:
    """Ctrl-C in the middle of it is heard when all is done; another failure is not tried again."""
    done: list[int] = []

    def clean_up() -> None:
        done.append(1)
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(2)

    with pytest.raises(KeyboardInterrupt):
        finish(clean_up)
    assert done == [1, 1, 2]

    failed: list[int] = []
    with pytest.raises(ZeroDivisionError):
        finish(lambda: failed.append(1 // 0))
    finish(lambda: failed.append(1))
    assert failed == [1]


@posix
@pytest.mark.parametrize("step", ["unlink", "fstat"])
def test_a_lock_goes_although_its_holder_is_stopped(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a lock is taken or dropped leaves no file."""
    real, calls = getattr(os, step), []

    def stop_once(*words: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return real(*words, **options)

    monkeypatch.setattr(os, step, stop_once)
    with pytest.raises(KeyboardInterrupt), hold_lock(tmp_path / ".lock"):
        pass
    monkeypatch.undo()

    assert list(tmp_path.iterdir()) == []
    with hold_lock(tmp_path / ".lock"):
        assert (tmp_path / ".lock").exists()


@pytest.mark.parametrize("look", ["lstat", "exists", "is_file"])
def test_a_lock_that_goes_while_it_is_looked_at_is_not_in_the_way(
    look: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its holder may remove it at any moment, also right after somebody has seen it."""
    path = tmp_path / ".lock"
    path.touch()
    real, looks = getattr(Path, look), []

    def then_remove(self: Path, *words: object, **options: object) -> object:
        found = real(self, *words, **options)
        if self == path and not looks:
            looks.append(look)
            path.unlink()
        return found

    monkeypatch.setattr(Path, look, then_remove)
    with hold_lock(path):
        monkeypatch.undo()
        assert path.exists()
    assert list(tmp_path.iterdir()) == []


@posix
def test_who_did_not_get_a_lock_leaves_it(tmp_path: Path) -> None:
    """A command that is refused does not take away the file of the one that holds the lock."""
    with hold_lock(tmp_path / ".lock"):
        for _ in range(2):
            with pytest.raises(LockedError), hold_lock(tmp_path / ".lock"):
                pass
        assert (tmp_path / ".lock").exists()


def test_a_sink_keeps_the_first_error_and_drops_the_rest() -> None:
    """A library sees every write succeed; what was written before the error is there, and nothing after it."""

    class Full(io.BytesIO):
        room = 2

        def write(self, content: object) -> int:
            self.room -= 1
            if self.room < 0:
                raise OSError(errno.ENOSPC, f"full at {self.room}")
            return super().write(content)  # type: ignore[arg-type]

    file = Full()
    sink = KeepingSink(file)

    assert [sink.write(memoryview(b"abc")) for _ in range(4)] == [3, 3, 3, 3]
    assert file.getvalue() == b"abcabc"
    assert isinstance(sink.error, OSError) and "full at -1" in str(sink.error)


def many_rows() -> pa.Table:
    """Rows that make many pages."""
    texts = [f"{number * 7919 % 10007:x}" * 60 for number in range(40_000)]
    return pa.table({"id": [str(number) for number in range(40_000)], "text": texts})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_no_failing_write_ends_the_process(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever write of a table fails first, its error is raised: without the sink pyarrow ends the process at some of them."""
    table = many_rows()
    writes: list[int] = []
    keep = KeepingSink.write

    def count(self: KeepingSink, content: object) -> int:
        writes.append(1)
        return keep(self, content)

    monkeypatch.setattr(KeepingSink, "write", count)
    write_table(table, tmp_path / "whole")
    assert len(writes) > 15
    monkeypatch.undo()

    class FailingFile(io.BytesIO):
        def write(self, content: object) -> int:
            self.left -= 1
            if self.left < 0:
                raise OSError(number, os.strerror(number))
            return super().write(content)  # type: ignore[arg-type]

    for left in range(0, len(writes), max(1, len(writes) // 12)):
        file = FailingFile()
        file.left = left  # type: ignore[attr-defined]
        monkeypatch.setattr(Path, "open", lambda *_, file=file: file)
        with pytest.raises(OSError, match=os.strerror(number)):
            write_table(table, tmp_path / f"after {left}")
        monkeypatch.undo()


def hold_for_a_while(path: Path, held: object, done: object) -> None:
    """Hold a lock in a process of its own until told."""
    with hold_lock(path):
        held.set()  # type: ignore[attr-defined]
        done.wait()  # type: ignore[attr-defined]


def test_one_process_holds_a_lock_at_a_time(tmp_path: Path) -> None:
    """Who does not want to wait is told; who waits gets the lock; the file goes with the last holder."""
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    path = tmp_path / ".lock"
    process = context.Process(target=hold_for_a_while, args=(path, held, done))
    process.start()
    held.wait()
    with pytest.raises(LockedError), hold_lock(path):
        pass
    with pytest.raises(LockedError), hold_lock(path, wait=0.2):
        pass
    done.set()
    with hold_lock(path, wait=600):
        assert path.exists()
    process.join()

    assert list(tmp_path.iterdir()) == []


@posix
def test_a_lock_is_not_made_through_a_link(tmp_path: Path) -> None:
    """A link that somebody has put there makes no file elsewhere."""
    (tmp_path / ".lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NoLockError), hold_lock(tmp_path / ".lock"):
        pass

    assert not (tmp_path / "elsewhere").exists()


def test_what_is_gone_is_removed(tmp_path: Path) -> None:
    """Folders, files and links; what a link leads to stays."""
    (tmp_path / "folder" / "in").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    for name in ("folder", "file", "link", "none"):
        remove_path(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_is_in_the_place_of_a_folder_goes(tmp_path: Path) -> None:
    """A file, or a link that leads nowhere; a folder and what a link leads to are kept as they are."""
    (tmp_path / "kept" / "in").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("kept", "file", "link", "dangling", "new/one"):
        make_folder(tmp_path / name)
        assert (tmp_path / name).is_dir()
    assert (tmp_path / "link" / "in").is_dir() and not (tmp_path / "nowhere").exists()
