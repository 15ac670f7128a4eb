"""corpus_builder.jobs.cache: what a cache holds is told, and what nobody needs is dropped, when nobody is at work in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus_builder.engines.sharing import DOCUMENTS, TABLES, hold_cache, name_use
from corpus_builder.engines.store import Store
from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.cache import DAMAGED, HALF, NEEDED, OTHER, UNUSED, Kept, list_cache, prune_cache
from corpus_builder.jobs.corpus_work import name_code, name_version
from corpus_builder.jobs.verify import Checks, check_release
from corpus_builder.release.folder import name_work
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.system.durable import remove_path
from corpus_builder.system.errors import CorpusError
from tests.conftest import read_bytes
from tests.release.file_damages import FILE_DAMAGES


@pytest.fixture
def cache(articles: Path, tmp_path: Path) -> Path:
    """The cache of a build of three articles, outside of their folder."""
    build(articles, tmp_path / "out", tmp_path / "cache")
    return tmp_path / "cache"


def build(sources: Path, out: Path, cache: Path, settings: Settings | None = None) -> None:
    build_corpus([sources], out, settings or Settings(), BuildOptions(workers=1, cache=cache, allow_losses=True))


def find_batch(cache: Path, settings: Settings | None = None) -> Path:
    [batch] = (cache / "documents" / name_version(settings or Settings())).iterdir()
    return batch


def count(kept: tuple[Kept, ...]) -> dict[str, tuple[int, int]]:
    """Batches and documents by state."""
    return {row.state: (row.entries, row.documents) for row in kept if row.kind == DOCUMENTS}


def count_files(kept: tuple[Kept, ...]) -> dict[str, int]:
    """Files of tables by state."""
    return {row.state: row.entries for row in kept if row.kind == TABLES}


def test_a_batch_is_needed_while_its_release_is_there(articles: Path, tmp_path: Path, cache: Path) -> None:
    """What a release used that is gone, or that was built anew of other texts, is dropped; the other release's stays."""
    (articles / "port.txt").write_text("Un tout autre texte, écrit au port de Kerlou un matin de mars.\n", encoding="utf-8")
    build(articles, tmp_path / "other", cache)
    assert count(list_cache(cache).kept) == {NEEDED: (2, 4)}

    shutil.rmtree(tmp_path / "other")
    assert count(prune_cache(cache).kept) == {NEEDED: (1, 3), UNUSED: (1, 1)}
    assert count(list_cache(cache).kept) == {NEEDED: (1, 3)}
    shutil.rmtree(tmp_path / "out")
    prune_cache(cache)
    assert list_cache(cache).kept == ()
    assert sorted(read_bytes(cache)) == ["CACHEDIR.TAG"]


def test_a_cache_among_the_sources_is_none_of_them(articles: Path, tmp_path: Path) -> None:
    """Whoever builds again or checks does not name it."""
    build(articles, tmp_path / "out", articles / "cache")
    assert check_release(tmp_path / "out", [articles], Checks(rebuild=True)) == []


def test_settings_are_versions_of_their_own(articles: Path, tmp_path: Path, cache: Path) -> None:
    """Two releases of other settings need their batches both."""
    redacting = Settings(policy=PolicySettings(redact=True))
    build(articles, tmp_path / "redacted", cache, redacting)

    prune_cache(cache)

    assert [row.state for row in list_cache(cache).kept if row.kind == DOCUMENTS] == [NEEDED, NEEDED]
    assert find_batch(cache).exists() and find_batch(cache, redacting).exists()


def test_what_nobody_can_use_is_dropped(cache: Path) -> None:
    """Batches of other code, damaged ones, and those that a killed build has not finished; strange files stay."""
    batch = find_batch(cache)
    shutil.copytree(batch, batch.with_name("0" * 32))
    shutil.copytree(batch, batch.with_name(f".{batch.name}.{'1' * 16}.new"))
    shutil.copytree(batch, cache / "documents" / f"{'2' * 16}-{'3' * 16}" / batch.name)
    Store(batch.parent, "4" * 32).name_mark(batch.name).touch()
    (batch.parent / "notes.txt").write_text("mine", encoding="utf-8")
    (cache / "uses" / "notes.json").write_text("[]", encoding="utf-8")

    assert count(prune_cache(cache).kept) == {NEEDED: (1, 3), DAMAGED: (1, 3), HALF: (2, 3), OTHER: (1, 3)}
    assert count(list_cache(cache).kept) == {NEEDED: (1, 3)}
    assert (batch.parent / "notes.txt").exists()
    assert len(list((cache / "documents").iterdir())) == len(list((cache / "uses").iterdir())) == 1


@pytest.mark.parametrize("step", ["note_use", "choose_engine", "publish_part", "swap_release"])
def test_what_a_build_has_made_that_was_stopped_stays(
    articles: Path, tmp_path: Path, cache: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it was stopped, the first build or a later one, until it is finished or its work folder is gone."""
    place = {"choose_engine": "jobs.corpus_work.CorpusWork.", "swap_release": "release.release_writing."}
    for number, name in enumerate(("out", "new")):
        (articles / "port.txt").write_text(f"Un tout autre texte, le {number}, écrit au port de Kerlou.\n", encoding="utf-8")
        with monkeypatch.context() as patch, pytest.raises(CorpusError, match="stopped"):
            patch.setattr(f"corpus_builder.{place.get(step, 'jobs.corpus_work.')}{step}", stop)
            build(articles, tmp_path / name, cache)
        made = set(cache.glob("*/*/*/*"))
        prune_cache(cache)
        assert made == set(cache.glob("*/*/*/*"))

    batches = set(cache.glob("documents/*/*"))
    (articles / "port.txt").unlink()
    build(articles, tmp_path / "out", cache)
    shutil.rmtree(name_work(tmp_path / "new"))
    assert sum(entries for entries, _ in count(prune_cache(cache).kept).values()) == len(batches)
    assert count(list_cache(cache).kept) == {NEEDED: (1, 3)}
    assert [path.suffix for path in (cache / "uses").iterdir()] == [".json"]


def stop(*_: object, **__: object) -> None:
    raise CorpusError("stopped")


def test_what_says_that_a_record_is_deadly_stays_while_its_build_needs_it(tmp_path: Path, cache: Path) -> None:
    """A build that is not finished, or the next one of a release that has it as a reject; of other code it says nothing."""
    batch = find_batch(cache)
    owners = {name: name_use(tmp_path / name) for name in ("out", "new", "gone")}
    for owner in owners.values():
        Store(batch.parent, owner).name_mark(batch.name).touch()
    with pytest.raises(CorpusError), hold_cache(cache, tmp_path / "new"):
        name_work(tmp_path / "new").mkdir()
        stop()

    assert count(prune_cache(cache).kept) == {NEEDED: (1, 3), HALF: (1, 0)}
    left = {path.name for path in batch.parent.glob(".*.begun")}
    assert left == {Store(batch.parent, owners[name]).name_mark(batch.name).name for name in ("out", "new")}


def test_a_file_of_a_table_is_needed_while_a_release_has_it(articles: Path, tmp_path: Path, cache: Path) -> None:
    """What two releases have is kept once; damaged and unfinished files, and those of no release, are dropped."""
    build(articles, tmp_path / "twin", cache)
    assert count_files(list_cache(cache).kept) == {NEEDED: 4}
    first, second, *_ = sorted((cache / "tables" / name_code()).glob("*/*"))
    first.write_bytes(b"no table")
    second.with_name(f".{second.stem}.{'1' * 16}.new").write_bytes(b"half")

    assert count_files(prune_cache(cache).kept) == {NEEDED: 3, DAMAGED: 1, HALF: 1}
    assert count_files(list_cache(cache).kept) == {NEEDED: 3}
    for release in ("out", "twin"):
        shutil.rmtree(tmp_path / release)
    assert count_files(prune_cache(cache).kept) == {UNUSED: 3}
    assert not list((cache / "tables").iterdir())


@pytest.mark.parametrize("name", FILE_DAMAGES)
def test_a_damaged_file_of_a_table_is_made_again_or_dropped(articles: Path, tmp_path: Path, cache: Path, name: str) -> None:
    """It stops neither a build nor the command, which says what is damaged."""
    fresh, places = read_bytes(tmp_path / "out"), sorted((cache / "tables" / name_code()).glob("*/*"))
    FILE_DAMAGES[name](places[0])

    assert count_files(list_cache(cache).kept)[DAMAGED] == 1
    build(articles, tmp_path / "out", cache)
    assert read_bytes(tmp_path / "out") == fresh
    assert count_files(list_cache(cache).kept) == {NEEDED: 4}
    FILE_DAMAGES[name](places[0])
    assert count_files(prune_cache(cache).kept)[DAMAGED] == 1
    assert DAMAGED not in count_files(list_cache(cache).kept)


def test_what_is_no_folder_of_a_version_is_damaged(articles: Path, tmp_path: Path, cache: Path) -> None:
    """The build puts a folder in its place, in that of a note its note, and the command drops it."""
    version = find_batch(cache).parent
    [note] = (cache / "uses").iterdir()
    for is_pruned in (False, True):
        shutil.rmtree(version)
        version.write_text("rows", encoding="utf-8")
        remove_path(note)
        (note / "in").mkdir(parents=True)
        if is_pruned:
            assert count(prune_cache(cache).kept) == {DAMAGED: (1, 0)}
            assert not version.exists() and not note.exists()
        build(articles, tmp_path / "out", cache)
        assert count(list_cache(cache).kept) == {NEEDED: (1, 3)}


def test_a_cache_in_use_is_not_pruned(cache: Path, tmp_path: Path) -> None:
    """A build that is at work would miss what is dropped."""
    with hold_cache(cache, tmp_path / "new"), pytest.raises(CorpusError, match="another command is using the cache"):
        prune_cache(cache)
    prune_cache(cache)


def test_a_lock_that_a_killed_build_left_is_no_lock(cache: Path) -> None:
    """It goes when the cache is pruned."""
    lock = cache / "uses" / f"{'0' * 32}.lock"
    lock.touch()
    prune_cache(cache)
    assert not lock.exists()


def test_what_is_no_cache_is_refused(articles: Path, tmp_path: Path) -> None:
    """Nothing of a user's is dropped for a mistyped name."""
    before = read_bytes(articles)
    for prune_or_list in (prune_cache, list_cache):
        with pytest.raises(CorpusError, match="is no cache"):
            prune_or_list(articles)
        with pytest.raises(CorpusError, match="no such file or folder"):
            prune_or_list(tmp_path / "nowhere")
    assert read_bytes(articles) == before


def test_the_command_shows_and_prunes(run, cache: Path) -> None:  # type: ignore[no-untyped-def]
    """A table for people, one object for machines."""
    shown, told = run("cache", cache), run("cache", cache, "--json")
    pruned = run("cache", cache, "--prune")

    assert "needed" in shown.stdout and str(cache) in shown.stdout
    [row, files] = json.loads(told.stdout)["kept"]
    assert (row["version"], row["state"], row["entries"], row["documents"]) == (name_version(Settings()), NEEDED, 1, 3)
    assert (files["kind"], files["state"], files["entries"]) == (TABLES, NEEDED, 4)
    assert "dropped 0 entries, 0.0 MB" in pruned.stdout
    assert (shown.returncode, told.returncode, pruned.returncode) == (0, 0, 0)
