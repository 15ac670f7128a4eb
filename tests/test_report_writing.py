"""Where the page is written: whole or not at all, and never where it would do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.errors import ReleaseError
from corpus_builder.report import place_report, render_report, write_report
from tests.test_report_page import publish_rows


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in a folder of its own."""
    return publish_rows(tmp_path_factory.mktemp("writing") / "harbour")


def test_the_page_takes_the_place_of_an_earlier_one(release: Path) -> None:
    """The file is the page, an earlier one is gone, and nothing else is left beside it."""
    out = place_report(release)
    out.write_text("an earlier page", encoding="utf-8")
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
    out.write_text("an earlier page", encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ReleaseError):
        write_report(tmp_path / "nothing", out)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["nothing", "page.html"]
    assert out.read_text(encoding="utf-8") == "an earlier page"
