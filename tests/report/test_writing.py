"""Where the page is written: whole or not at all, and never where it would do harm."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from corpus_builder.report import place_report, render_report, write_report
from corpus_builder.report.writing import MARK, MARKED
from corpus_builder.system import durable
from corpus_builder.system.durable import hold_file
from corpus_builder.system.errors import ReleaseError
from tests.report.test_page import publish_rows

EARLIER = b"<!DOCTYPE html>\n" + MARK + b"\nan earlier page"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in a folder of its own."""
    return publish_rows(tmp_path_factory.mktemp("writing") / "harbour")


def test_the_page_takes_the_place_of_an_earlier_one(release: Path) -> None:
    """The file is the page, an earlier one is gone, and nothing else is left beside it."""
    out = place_report(release)
    out.write_bytes(EARLIER)
    write_report(release, out)
    assert out.read_bytes().decode("utf-8") == render_report(release)
    assert sorted(path.name for path in release.parent.iterdir()) == ["harbour", "harbour-report.html"]


def test_a_folder_named_by_dots_has_a_name(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called from within the release, the page is named after the folder and lies beside it."""
    monkeypatch.chdir(release)
    assert place_report(Path()) == place_report(release)
    assert place_report(Path("data/..")) == place_report(release)


@pytest.mark.parametrize("place", ["page.html", "data/page.html", "../harbour/page.html", "../link/page.html"])
def test_never_into_the_release(release: Path, place: str) -> None:
    """A file that no build wrote does not get into a release, by whatever way it is named."""
    link = release.parent / "link"
    link.symlink_to(release, target_is_directory=True)
    try:
        with pytest.raises(ReleaseError, match="lies in the release itself"):
            write_report(release, release / place)
    finally:
        link.unlink()


def test_never_over_a_folder(release: Path, tmp_path: Path) -> None:
    """A folder is not replaced, and what is in it stays."""
    with pytest.raises(ReleaseError, match="is not a file"):
        write_report(release, tmp_path)


def test_a_folder_that_is_not_there_is_said(release: Path, tmp_path: Path) -> None:
    """The page makes no folders of its own."""
    with pytest.raises(ReleaseError, match="no folder"):
        write_report(release, tmp_path / "not" / "page.html")


def test_a_page_that_cannot_be_made_leaves_the_earlier_one(tmp_path: Path) -> None:
    """Without a release nothing is written."""
    out = tmp_path / "page.html"
    out.write_bytes(EARLIER)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ReleaseError):
        write_report(tmp_path / "nothing", out)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["nothing", "page.html"]
    assert out.read_bytes() == EARLIER


@pytest.mark.parametrize(
    "content",
    [b"What I noted at the harbour.\n", b"<!DOCTYPE html>\n<title>My page</title>\n", b"\xff" * MARKED + MARK, b" "],
)
def test_never_over_what_is_no_report(release: Path, tmp_path: Path, content: bytes) -> None:
    """A file that does not say of itself that it is a report stays as it is, with what to do instead."""
    out = tmp_path / "notes.txt"
    out.write_bytes(content)
    with pytest.raises(ReleaseError, match=r"notes\.txt is not a report \(choose another file with --out\)"):
        write_report(release, out)
    assert out.read_bytes() == content
    assert list(tmp_path.iterdir()) == [out]


def test_a_page_is_written_over_an_empty_file_and_over_itself(release: Path, tmp_path: Path) -> None:
    """An empty file holds nothing that could be lost, and every page says near its beginning that it is one."""
    out = tmp_path / "page.html"
    out.touch()
    write_report(release, out)
    first = out.read_bytes()
    write_report(release, out)
    assert MARK in first[: MARKED // 2]
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your disk quota is exceeded"),
        (errno.EIO, "the disk reports an I/O error"),
    ],
)
def test_a_full_disk_is_told(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int, said: str) -> None:
    """Where the disk has no room, that is said, the earlier page is whole, and nothing is left beside it."""
    out = tmp_path / "page.html"
    out.write_bytes(EARLIER)

    def fill(_: int) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", fill)
    with pytest.raises(ReleaseError, match=rf"\Acannot write .*page\.html: {said}[^\n]*\Z"):
        write_report(release, out)
    assert out.read_bytes() == EARLIER
    assert list(tmp_path.iterdir()) == [out]


def test_nothing_is_written_through_a_planted_link(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands beside the page under a name that we might take, even a link to another file, is not written to."""
    victim, out = tmp_path / "victim", tmp_path / "page.html"
    victim.write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda _: "0")
    for name in (".page.html.new", ".page.html.0.new"):
        (tmp_path / name).symlink_to(victim)
    with pytest.raises(ReleaseError, match="cannot write"):
        write_report(release, out)
    monkeypatch.undo()
    write_report(release, out)
    assert victim.read_text() == "mine"
    assert out.read_bytes().decode("utf-8") == render_report(release)


def test_what_a_killed_command_left_goes_with_the_next_one(release: Path, tmp_path: Path) -> None:
    """Neither its temporary file nor its lock stays beside the page."""
    for name in (".page.html.0123456789abcdef.new", ".page.html.lock"):
        (tmp_path / name).touch()
    write_report(release, tmp_path / "page.html")

    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_page_that_another_command_is_writing_is_told(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one line, and the page of the other command stays."""
    monkeypatch.setattr(durable, "PATIENCE", 0.0)
    with hold_file(tmp_path / "page.html"), pytest.raises(ReleaseError, match=r"\Aanother command is writing [^\n]+\Z"):
        write_report(release, tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_the_way_of_the_lock_is_named(release: Path, tmp_path: Path) -> None:
    """A folder or link that has the lock's name is one clear error."""
    (tmp_path / ".page.html.lock").mkdir()
    with pytest.raises(ReleaseError, match=r"\Acannot write [^\n]+ is in the way: [^\n]+page.html.lock\Z"):
        write_report(release, tmp_path / "page.html")
