"""corpus_builder.release.folder: a folder is one whole release or another, and nothing of a user's is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.release import folder as under_test
from corpus_builder.release.folder import HeldError, hold_release, recover_release
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS
from tests.release.folders import beside, other_tables, posix, read_folder
from tests.release_sample import publish
from tests.rights import drop_overrides


def test_same_content_gives_the_same_bytes(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """Neither the folder's name nor the release that stood there before changes a byte."""
    first = publish(tmp_path / "été 2024")
    again = publish(publish(tmp_path / "b", other_tables()))

    assert read_folder(first) == read_folder(again) == releases[0]


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
    """A volume cannot be renamed away: the error comes at once and says to name a folder inside it."""
    monkeypatch.setattr(under_test, "is_mount_point", lambda path: path.name == "volume")
    (tmp_path / "volume").mkdir()
    with (
        pytest.raises(ReleaseError, match=r"volume is a mount point.*such as .*volume.corpus\)"),
        hold_release(tmp_path / "volume"),
    ):
        pytest.fail("work was done")
    assert list((tmp_path / "volume").iterdir()) == beside(tmp_path / "volume") == []
    publish(tmp_path / "volume" / "corpus")


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
    recover = pytest.raises(ReleaseError, match="is in the way: it is not a corpus_builder release")
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
    with pytest.raises(ReleaseError, match="neither empty nor a corpus_builder release"):
        publish(tmp_path / "corpus")
    assert seen == [str(tmp_path / "corpus")]
