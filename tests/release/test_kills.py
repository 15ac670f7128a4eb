"""corpus_builder.release.folder: a command that is killed or fails leaves one whole release."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.release import folder, release_writing
from corpus_builder.release.folder import recover_release
from corpus_builder.system.errors import ReleaseError
from tests.release.folders import beside, other_tables, read_folder
from tests.release_sample import publish

STEPS = ("replace", "fsync", "unlink", "rmdir", "mkdir")


def kill_at(step: int, out: Path, written: Path | None = None) -> int:
    """Publish the other release in a child that dies at a step; its exit status.

    `written` has the files of that release: to copy them is ten times as fast as to make them.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = step

    def dying(function: Any) -> Any:
        def call(*words: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(9)
            return function(*words, **options)

        return call

    if written:
        release_writing.join_written = lambda _: None
        release_writing.describe_release = lambda new, *_: shutil.copytree(written, new, dirs_exist_ok=True)
    for name in STEPS:
        setattr(os, name, dying(getattr(os, name)))
    status = 1
    try:
        publish(out, other_tables())
        status = 0
    finally:
        os._exit(status)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_at_any_step_leaves_a_whole_release(tmp_path: Path, releases: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    """After a kill at any step, the next command finds the earlier release or the new one, whole, and nothing beside it."""
    out, other = publish(tmp_path / "corpus"), publish(tmp_path / "beside" / "other", other_tables())
    seen = []
    for step in range(1000):
        status = kill_at(step, out, other)
        recover_release(out)
        seen.append(releases.index(read_folder(out)))
        assert beside(out) in (["beside"], [".corpus.lock", "beside"])
        assert status in (0, 9)
        if status == 0:
            break
        if seen[-1] == 1:
            publish(out)

    assert seen == sorted(seen) and set(seen) == {0, 1}
    assert len(seen) > 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_build_goes_on_after_a_kill(tmp_path: Path, releases: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    """A build after a kill needs no other command; the dead build's lock is nobody's."""
    out = publish(tmp_path / "corpus")
    assert kill_at(20, out) == 9
    assert ".corpus.lock" in beside(out)

    publish(out, other_tables())

    assert read_folder(out) == releases[1]
    assert beside(out) == []


def test_between_the_renames_the_earlier_release_comes_back(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """A folder that was moved away is put back, and an empty folder that somebody made in its place does not hinder."""
    out = publish(tmp_path / "corpus")
    for make_empty in (False, True):
        out.rename(tmp_path / ".corpus.old-release")
        if make_empty:
            out.mkdir()
        recover_release(out)
        assert read_folder(out) == releases[0]


def test_recovery_never_removes_the_only_release(tmp_path: Path) -> None:
    """Where somebody has put other files in the release's place, both stay."""
    out = publish(tmp_path / "corpus")
    out.rename(tmp_path / ".corpus.old-release")
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    recover_release(out)

    assert (out / "thesis.txt").exists() and (tmp_path / ".corpus.old-release" / "manifest.json").exists()


@pytest.mark.parametrize("step", ["write_table", "render_files", "encode_pieces", "make_durable", "swap_release"])
@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "permission denied")])
def test_failing_disk_leaves_the_earlier_release(
    step: str, number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, releases: tuple[dict[str, bytes], ...]
) -> None:
    """When the disk is full or refuses, the earlier release is as it was and nothing is left beside it."""
    out = publish(tmp_path / "corpus")

    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(release_writing, step, fail)
    with pytest.raises(ReleaseError, match=rf"\Acannot write [^\n]+: {said}[^\n]+\Z"):
        publish(out, other_tables())

    assert read_folder(out) == releases[0]
    assert beside(out) == []


def test_rename_that_fails_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, releases: tuple[dict[str, bytes], ...]
) -> None:
    """When the second rename fails, or the user stops the build there, the first one is undone at once."""
    out = publish(tmp_path / "corpus")
    rename = os.replace

    def stop(one: Path, other: Path) -> None:
        if one.name == ".corpus.new-release":
            raise KeyboardInterrupt
        rename(one, other)

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        publish(out, other_tables())

    assert read_folder(out) == releases[0]
    assert beside(out) == []


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("why", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_swap_that_cannot_be_made_durable_is_undone(
    why: BaseException, earlier: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, releases: tuple[dict[str, bytes], ...]
) -> None:
    """When the disk fails, or the user stops the build, after both renames, all is as it was and nothing is left beside it."""
    out = tmp_path / "corpus"
    if earlier:
        publish(out)

    def fail(folder: Path) -> None:
        assert folder == tmp_path and (out / "manifest.json").exists()
        raise why

    monkeypatch.setattr(folder, "sync_folder", fail)
    with pytest.raises((ReleaseError, KeyboardInterrupt)):
        publish(out, other_tables())

    assert beside(out) == []
    assert read_folder(out) == releases[0] if earlier else not out.exists()


@pytest.mark.parametrize("step", ["unlink", "rmdir"])
def test_a_stop_while_the_earlier_release_is_removed_leaves_nothing_of_it(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, releases: tuple[dict[str, bytes], ...]
) -> None:
    """Ctrl-C after the new release is in place is heard when the earlier one is gone."""
    out = publish(tmp_path / "corpus")
    real, stopped = getattr(os, step), []

    def stop_once(*words: Any, **options: Any) -> Any:
        if not stopped and (tmp_path / ".corpus.old-release").exists():
            stopped.append(step)
            raise KeyboardInterrupt
        return real(*words, **options)

    monkeypatch.setattr(os, step, stop_once)
    with pytest.raises(KeyboardInterrupt):
        publish(out, other_tables())

    assert read_folder(out) == releases[1]
    assert beside(out) == []
