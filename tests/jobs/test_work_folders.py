"""corpus_builder.jobs.corpus_work: what has the name of a folder in which a build works does not stop it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.jobs.corpus_work import drop_outdated
from tests.conftest import read_bytes

VERSION = "0123"


@pytest.mark.parametrize("kind", ["link", "file"])
@pytest.mark.parametrize("place", [".", "documents", "flows", f"documents/{VERSION}", f"flows/{VERSION}"])
def test_what_has_the_name_of_a_work_folder_is_removed(tmp_path: Path, place: str, kind: str) -> None:
    """The folder can be made then, and what a link leads to is not touched."""
    elsewhere, path = tmp_path / "elsewhere", tmp_path / "work" / place
    (elsewhere / "documents").mkdir(parents=True)
    (elsewhere / "documents" / "thesis.txt").write_text("years of work", encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(elsewhere) if kind == "link" else path.write_bytes(b"rows")

    drop_outdated(tmp_path / "work", VERSION)

    path.mkdir(parents=True, exist_ok=True)
    assert not path.is_symlink()
    assert read_bytes(elsewhere) == {"documents/thesis.txt": b"years of work"}
