"""corpus_builder.release.folder: a folder is one whole release or another, and nothing of a user's is lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import corpus_builder
from corpus_builder.errors import ReleaseError
from corpus_builder.release import folder as under_test
from corpus_builder.release.folder import HeldError, hold_release, read_steadily, recover_release
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import read_tables
from tests.release_sample import publish, sample_tables
from tests.rights import drop_overrides, read_only

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and rights as on POSIX")
STEPS = ("replace", "fsync", "unlink", "rmdir", "mkdir")


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def other_tables() -> dict[str, Any]:
    """A release that differs from the sample in every table."""
    return {name: table.slice(0, table.num_rows - 1) for name, table in sample_tables().items()}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The bytes of the sample's release and of the other one."""
    place = tmp_path_factory.mktemp("releases")
    return read_folder(publish(place / "one")), read_folder(publish(place / "other", other_tables()))


def beside(out: Path) -> list[str]:
    """What stands beside a release folder."""
    return sorted(path.name for path in out.parent.iterdir() if path != out)


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
        under_test.write_files = lambda new, *_: shutil.copytree(written, new)
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


def test_same_content_gives_the_same_bytes(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """Neither the folder's name nor the release that stood there before changes a byte."""
    first = publish(tmp_path / "été 2024")
    again = publish(publish(tmp_path / "b", other_tables()))

    assert read_folder(first) == read_folder(again) == releases[0]


@pytest.mark.parametrize("step", ["write_table", "render_files", "encode_manifest", "make_durable", "swap_release"])
@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "permission denied")])
def test_failing_disk_leaves_the_earlier_release(
    step: str, number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, releases: tuple[dict[str, bytes], ...]
) -> None:
    """When the disk is full or refuses, the earlier release is as it was and nothing is left beside it."""
    out = publish(tmp_path / "corpus")

    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(under_test, step, fail)
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

    monkeypatch.setattr(under_test, "sync_folder", fail)
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


def test_two_builds_of_one_folder_are_kept_apart(tmp_path: Path) -> None:
    """While one command holds a folder another one is refused, and recovery does not touch what the first one writes."""
    out = publish(tmp_path / "corpus")
    with hold_release(out):
        (tmp_path / ".corpus.new-release").mkdir()
        with pytest.raises(HeldError, match="another command is writing"), hold_release(out):
            pass
        recover_release(out)
        assert (tmp_path / ".corpus.new-release").exists()
        with hold_release(tmp_path / "other"):
            pass
    with hold_release(out):
        assert not (tmp_path / ".corpus.new-release").exists()


def test_lock_file_of_a_dead_command_is_nobodys(tmp_path: Path) -> None:
    """A lock file that nobody holds does not hinder, and goes with the next command."""
    (tmp_path / ".corpus.lock").touch()
    publish(tmp_path / "corpus")

    assert beside(tmp_path / "corpus") == []


def make_file(out: Path) -> None:
    """A file where the folder should be."""
    out.write_text("words")


def make_folder(out: Path) -> None:
    """A folder of somebody's files."""
    out.mkdir()
    (out / "thesis.txt").write_text("words")


def make_other_manifest(out: Path) -> None:
    """A folder with a manifest of another program."""
    out.mkdir()
    (out / "manifest.json").write_text('{"name": "a browser extension"}')


def add_notes(out: Path) -> None:
    """A release with a file of somebody's in it."""
    publish(out)
    (out / "data" / "notes.txt").write_text("words")


@pytest.mark.parametrize("make", [make_file, make_folder, make_other_manifest, add_notes])
def test_what_is_not_ours_is_refused(make: Any, tmp_path: Path) -> None:
    """A folder or a file that holds anything but a release is refused with one line and left as it is."""
    out = tmp_path / "corpus"
    make(out)
    before = read_folder(tmp_path)
    with pytest.raises(ReleaseError, match=r"\A[^\n]+\Z"):
        publish(out)

    assert read_folder(tmp_path) == before


def test_litter_of_desktops_does_not_hinder(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """A file that a desktop leaves in every folder is no reason to refuse."""
    out = publish(tmp_path / "corpus")
    (out / ".DS_Store").touch()

    assert read_folder(publish(out)) == releases[0]


def test_empty_folder_is_filled_and_parents_are_made(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """An empty folder is taken, and one that does not exist is made with its parents."""
    (tmp_path / "empty").mkdir()

    assert read_folder(publish(tmp_path / "empty")) == read_folder(publish(tmp_path / "a" / "b")) == releases[0]


def test_link_to_a_folder_stays_a_link(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """Publishing through a link replaces the folder it points to."""
    publish(tmp_path / "there" / "corpus", other_tables())
    link = tmp_path / "link"
    try:
        link.symlink_to(tmp_path / "there" / "corpus", target_is_directory=True)
    except OSError:
        pytest.skip("links are not allowed here")
    publish(link)

    assert link.is_symlink()
    assert read_folder(tmp_path / "there" / "corpus") == releases[0]


def test_corpus_without_rows_can_be_published(tmp_path: Path) -> None:
    """A release of no rows has a card and a manifest and no table."""
    out = publish(tmp_path / "corpus", {name: schema.empty_table() for name, schema in SCHEMAS.items()})

    assert sorted(read_folder(out)) == ["README.md", "croissant.json", "manifest.json"]


def test_recovery_of_nothing_does_nothing(tmp_path: Path) -> None:
    """A folder that nobody has written yet needs no recovery, and none is made."""
    recover_release(tmp_path / "none" / "corpus")

    assert list(tmp_path.iterdir()) == []


def test_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    """A parent folder that cannot be made is an error of one line."""
    (tmp_path / "file").touch()
    with pytest.raises(ReleaseError, match=r"\Acannot write [^\n]+\Z"):
        publish(tmp_path / "file" / "corpus")


PLANTED = {
    "a file": lambda path, _: path.write_text("words"),
    "a link to a folder": lambda path, victim: path.symlink_to(victim, target_is_directory=True),
    "a link to a file": lambda path, victim: path.symlink_to(victim / "thesis.txt"),
    "a link to nothing": lambda path, victim: path.symlink_to(victim / "none"),
}


@posix
@pytest.mark.parametrize("part", ["new-release", "old-release", "both"])
@pytest.mark.parametrize("kind", PLANTED)
def test_what_has_our_names_and_is_no_folder_does_not_hinder(
    kind: str, part: str, tmp_path: Path, releases: tuple[dict[str, bytes], ...]
) -> None:
    """A file or link beside the release is no left-over of ours: a build replaces it, and what a link leads to stays."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "thesis.txt").write_text("years of work")
    out = publish(tmp_path / "corpus")
    for name in ("new-release", "old-release"):
        if part in (name, "both"):
            PLANTED[kind](tmp_path / f".corpus.{name}", victim)

    publish(out, other_tables())

    assert read_folder(out) == releases[1]
    assert beside(out) == ["victim"] and (victim / "thesis.txt").read_text() == "years of work"


def test_a_link_under_the_old_name_is_never_put_back(tmp_path: Path) -> None:
    """Where there is no release, a link that somebody has planted does not become one."""
    publish(tmp_path / "somewhere" / "else")
    (tmp_path / ".corpus.old-release").symlink_to(tmp_path / "somewhere" / "else")
    recover_release(tmp_path / "corpus")

    assert not (tmp_path / "corpus").exists()
    assert (tmp_path / "somewhere" / "else" / "manifest.json").exists()


def test_the_lock_of_a_dead_command_goes_with_the_next_one(tmp_path: Path) -> None:
    """Also a command that only reads takes away a lock file that nobody holds; one that is held stays."""
    out = publish(tmp_path / "corpus")
    (tmp_path / ".corpus.lock").touch()
    recover_release(out)
    assert beside(out) == []

    with hold_release(out):
        recover_release(out)
        assert beside(out) == [".corpus.lock"]


def test_folders_on_the_way_go_again_when_nothing_is_written(tmp_path: Path) -> None:
    """A build that fails leaves no empty folders; one that writes leaves those that it needs."""
    (tmp_path / "a").mkdir()
    with pytest.raises(RuntimeError), hold_release(tmp_path / "a" / "b" / "c" / "corpus"):
        raise RuntimeError
    assert list((tmp_path / "a").iterdir()) == []
    publish(tmp_path / "a" / "b" / "corpus")
    assert (tmp_path / "a" / "b" / "corpus" / "manifest.json").exists()


def test_a_mount_point_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A volume cannot be renamed away: the error comes at once and says to name a folder inside of it."""
    monkeypatch.setattr(under_test, "is_mount_point", lambda path: path.name == "volume")
    (tmp_path / "volume").mkdir()
    with (
        pytest.raises(ReleaseError, match=r"volume is a mount point.*such as .*volume.corpus\)"),
        hold_release(tmp_path / "volume"),
    ):
        pytest.fail("work was done")
    assert list((tmp_path / "volume").iterdir()) == beside(tmp_path / "volume") == []
    publish(tmp_path / "volume" / "corpus")


READERS = [
    ("verify", "{out}"),
    ("diff", "{out}", "{other}"),
    ("report", "{out}", "--out", "{there}/page.html"),
    ("duplicates", "{out}"),
    ("card", "{out}", "--check"),
]
# what a build that was killed may have left beside a whole release
LEFT_OVERS = (".corpus.new-release/data", ".corpus.old-release/data")


@pytest.mark.slow
@posix
def test_reading_needs_no_right_to_write(tmp_path: Path, run: Any) -> None:
    """On a folder that nobody may write, beside left-overs that nobody can remove, a whole release is read as it is."""
    home, there = tmp_path / "home", tmp_path / "there"
    there.mkdir()
    out, other = publish(home / "corpus"), publish(home / "other" / "corpus")
    for name in LEFT_OVERS:
        (home / name).mkdir(parents=True)
    (home / ".corpus.lock").touch()
    before = read_folder(home)
    load = "import corpus_builder, sys; print(corpus_builder.load(sys.argv[1]).counts)"
    with read_only(home):
        for words in READERS:
            done = run(*(word.format(out=out, other=other, there=there) for word in words), rights=drop_overrides())
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        command = [sys.executable, "-c", load, str(out)]
        loaded = subprocess.run(command, preexec_fn=drop_overrides(), capture_output=True, text=True, check=False)
        refused = run("card", out, rights=drop_overrides())

    assert "'documents'" in loaded.stdout, loaded.stderr
    assert refused.returncode == 1 and refused.stderr.startswith(f"error: cannot write {out}: permission denied")
    assert read_folder(home) == before


@posix
def test_a_release_that_cannot_be_put_back_is_said(tmp_path: Path, run: Any) -> None:
    """Where a killed build left none in its place and the folder may not be written, the message says where it stands."""
    home = tmp_path / "home"
    out = publish(home / "corpus")
    out.rename(home / ".corpus.old-release")
    with read_only(home):
        done = run("verify", out, rights=drop_overrides())

    assert done.returncode == 1
    assert "stands in" in done.stderr and ".corpus.old-release" in done.stderr and len(done.stderr.splitlines()) == 1


IN_THE_WAY = {
    "a folder": lambda path: path.mkdir(),
    "a link": lambda path: path.symlink_to(path.parent / "elsewhere"),
    "a pipe": os.mkfifo if hasattr(os, "mkfifo") else None,
}


@posix
@pytest.mark.parametrize("kind", IN_THE_WAY)
def test_what_is_no_lock_is_named(kind: str, tmp_path: Path) -> None:
    """Something else under the name of the lock is one clear line, and stays as it is."""
    IN_THE_WAY[kind](tmp_path / ".corpus.lock")
    with pytest.raises(ReleaseError, match=r"\.corpus\.lock is in the way \(remove it\)"):
        publish(tmp_path / "corpus")
    assert [path.name for path in tmp_path.iterdir()] == [".corpus.lock"]


@posix
def test_the_lock_of_another_user_can_be_held_too(tmp_path: Path, run: Any) -> None:
    """A lock file that a dead command of somebody else has left, and that may not be written, does not hinder."""
    out = publish(tmp_path / "corpus")
    (tmp_path / ".corpus.lock").touch()
    (tmp_path / ".corpus.lock").chmod(0o444)
    done = run("card", out, rights=drop_overrides())

    assert done.returncode == 0, done.stderr
    assert beside(out) == []


def test_folders_of_ours_that_are_no_release_stay(tmp_path: Path) -> None:
    """What has the name of an earlier release and is none is neither put in its place nor removed."""
    old = tmp_path / ".corpus.old-release"
    old.mkdir()
    (old / "thesis.txt").write_text("years of work")
    recover = pytest.raises(ReleaseError, match="is in the way: it is no release of ours")
    with recover:
        publish(tmp_path / "corpus")
    assert (old / "thesis.txt").exists() and not (tmp_path / "corpus").exists()


def test_the_current_folder_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stands in the folder would stand nowhere afterwards."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReleaseError, match="is the current folder"):
        publish(Path())
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_deep_tree_in_the_way_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of somebody's is refused at its first file, however much and however deep it is."""
    (tmp_path / "corpus" / "a" / "b").mkdir(parents=True)
    (tmp_path / "corpus" / "notes.txt").touch()
    seen: list[str] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (seen.append(str(path)), scan(path))[1])
    with pytest.raises(ReleaseError, match="not empty and not a release"):
        publish(tmp_path / "corpus")
    assert seen == [str(tmp_path / "corpus")]


def test_a_release_that_is_replaced_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    """Manifest and tables are those of one release; where they never are, that is said."""
    out, other = publish(tmp_path / "corpus"), other_tables()
    replaced: list[int] = []

    def read_and_replace(times: int) -> Any:
        tables = read_tables(out)
        if len(replaced) < times:
            replaced.append(1)
            publish(out, other if len(replaced) % 2 else None)
        return tables

    manifest, tables = read_steadily(out, lambda: read_and_replace(1))
    assert tables["documents"].num_rows == manifest["tables"]["documents"]["rows"] == other["documents"].num_rows
    with pytest.raises(ReleaseError, match="was replaced while it was read"):
        read_steadily(out, lambda: read_and_replace(100))


def test_a_release_that_was_moved_away_is_not_empty(tmp_path: Path) -> None:
    """A loaded corpus whose folder has gone, or has lost a table, says so instead of showing no rows."""
    out = publish(tmp_path / "corpus")
    shutil.rmtree(out / "data" / "quotes")
    with pytest.raises(ReleaseError, match=r"the table quotes has 0 rows, the manifest says \d+"):
        _ = corpus_builder.load(out).documents
    corpus = corpus_builder.load(out)
    out.rename(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match="no release in"):
        _ = corpus.documents


ODD = [("tables", {"documents": 5}), ("inputs", [5]), ("settings", {}), ("quality", {"a": 1})]


@pytest.mark.parametrize(("part", "value"), ODD)
def test_an_odd_manifest_is_one_line_in_every_command(part: str, value: Any, tmp_path: Path, run: Any) -> None:
    """Whatever a manifest says, what is made of it fails with one line and leaves the release as it is."""
    out = publish(tmp_path / "corpus")
    manifest = json.loads((out / "manifest.json").read_bytes())
    (out / "manifest.json").write_text(json.dumps({**manifest, part: value}), encoding="utf-8")
    before = read_folder(out)
    for words in (("card", out), ("report", out, "--out", tmp_path / "page.html")):
        done = run(*words)
        assert done.returncode in (0, 1) and len(done.stderr.splitlines()) <= 1, done.stderr
    assert part == "quality" or before == read_folder(out)
    with suppress(ReleaseError):
        _ = corpus_builder.load(out).counts
