"""corpus_builder.engines.sharing: a folder is a cache when it is marked, and held by each build that uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.engines.sharing import Use, hold_cache, hold_whole_cache, note_use, read_uses
from corpus_builder.system.durable import SIGNATURE, TAG, is_cache
from corpus_builder.system.errors import CorpusError
from tests.conftest import read_bytes


def test_a_new_folder_becomes_a_cache(tmp_path: Path) -> None:
    """An empty one, too; the locks go with those who hold them."""
    for folder in (tmp_path / "new" / "cache", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with hold_cache(folder, tmp_path / "out"):
            assert is_cache(folder)
        assert read_bytes(folder) == {TAG: SIGNATURE}


def test_a_mark_that_was_not_written_to_its_end_is_written_again(tmp_path: Path) -> None:
    """A kill at its first moment costs nobody a cache."""
    (tmp_path / TAG).write_bytes(SIGNATURE[:9])
    with hold_cache(tmp_path, tmp_path / "out" / "of" / "it"):
        assert is_cache(tmp_path)


@pytest.mark.parametrize("name", ["thesis.txt", "documents", "uses"])
def test_a_folder_of_something_else_is_no_cache(tmp_path: Path, name: str) -> None:
    """It is refused and stays as it is, also when its names are those that a cache has."""
    folder = tmp_path / "mine"
    (folder / name).mkdir(parents=True)
    with pytest.raises(CorpusError, match="is neither empty nor a cache"), hold_cache(folder, tmp_path / "out"):
        pass
    assert [path.name for path in folder.iterdir()] == [name]


def test_builds_of_two_releases_hold_a_cache_together(tmp_path: Path) -> None:
    """Those of one release do not, and nobody drops anything meanwhile."""
    cache = tmp_path / "cache"
    with hold_cache(cache, tmp_path / "one"), hold_cache(cache, tmp_path / "other"):
        for held in (hold_cache(cache, tmp_path / "one"), hold_whole_cache(cache)):
            with pytest.raises(CorpusError, match=r"another command is using the cache .*cache"), held:
                pass
    with hold_whole_cache(cache):
        pass


def test_notes_are_replaced(tmp_path: Path) -> None:
    """There is one for each release, of its last build; what is no note is nobody's."""
    with hold_cache(tmp_path / "cache", tmp_path / "out"):
        note_use(tmp_path / "cache", tmp_path / "out", "v1", ["b", "a"])
        note_use(tmp_path / "cache", tmp_path / "out", "v2", ["c"])
    for name, content in (("x", "{"), ("y", "[]"), ("z", '{"release": 1}'), ("deep", "[" * 100_000)):
        (tmp_path / "cache" / "uses" / f"{name}.json").write_text(content, encoding="utf-8")

    assert [use for use in read_uses(tmp_path / "cache").values() if use] == [
        Use((tmp_path / "out").resolve(), "v2", frozenset({"c"}))
    ]
    assert len(read_uses(tmp_path / "cache")) == 5
