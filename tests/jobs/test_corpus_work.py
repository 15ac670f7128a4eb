"""corpus_builder.jobs.corpus_work: a build goes on with what was done, and the bytes are those of a fresh one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from corpus_builder.cli import run_command
from corpus_builder.engines import document_stage, tasks
from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.corpus_work import name_version
from corpus_builder.release.folder import name_work
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.stages.cleaned import clean_numbered
from corpus_builder.system.errors import CorpusError
from corpus_builder.tables.parquet import read_tables
from tests.conftest import read_bytes
from tests.engines.batch_damages import DAMAGES, FILE_DAMAGES
from tests.jobs.small_builds import start, write_text, write_texts
from tests.small_work import DEADLY_STATUS, IN_MEMORY, SMALL

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many batches and parts, of rows in memory."""
    for module, name, value in SMALL:
        monkeypatch.setattr(module, name, value)
    monkeypatch.setenv(IN_MEMORY, "1")


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of flows in files."""
    monkeypatch.delenv(IN_MEMORY)


def build(
    sources: Path, out: Path, cache: Path | None = None, workers: int = 1, settings: Settings | None = None
) -> dict[str, bytes]:
    """The bytes of a release; nothing but it is left in its folder."""
    before = {path.name for path in out.parent.iterdir()}
    options = BuildOptions(workers=workers, cache=cache, allow_losses=True, allow_empty=True)
    build_corpus([sources], out, settings or Settings(), options)
    assert {path.name for path in out.parent.iterdir()} - before <= {out.name, *([cache.name] if cache else [])}
    assert not name_work(out).exists()
    return read_bytes(out)


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the texts that were cleaned."""
    names: list[str] = []

    def clean(records, settings):  # type: ignore[no-untyped-def]
        names.extend(record.source_id for record in records if record.source_id.startswith("t"))
        return clean_numbered(records, settings)

    monkeypatch.setattr(document_stage, "clean_numbered", clean)
    return names


def kill_before(number: int, function: Callable[..., object]) -> Callable[..., object]:
    """The function, which kills its process when it is called for the time with that number, counted from 0."""
    left = iter(range(number, -1, -1))

    def call(*words: object) -> object:
        if next(left, 1) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*words)

    return call


def replace_writes(patch: pytest.MonkeyPatch, function: Callable[..., object]) -> None:
    """Call something else where a file of rows is written."""
    for module in ("tasks", "local", "store"):
        patch.setattr(f"corpus_builder.engines.{module}.write_rows", function)


def list_writes(sources: Path, out: Path) -> list[str]:
    """The names of the files of rows that a build writes, one after the other."""
    names: list[str] = []

    def note(path: Path, *words: object) -> None:
        names.append(path.name)
        write_rows(path, *words)  # type: ignore[arg-type]

    write_rows = tasks.write_rows
    with pytest.MonkeyPatch.context() as patch:
        replace_writes(patch, note)
        build(sources, out)
    return names


def build_and_kill(number: int, sources: Path, out: Path, cache: Path | None = None) -> bool:
    """Whether a build in a process of its own was killed, ahead of the file of rows with a number."""
    child = os.fork()
    if not child:
        try:
            with pytest.MonkeyPatch.context() as patch:
                replace_writes(patch, kill_before(number, tasks.write_rows))
                build(sources, out, cache)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@forks
@pytest.mark.parametrize("with_cache", [False, True])
@pytest.mark.usefixtures("files")
def test_a_killed_build_goes_on(tmp_path: Path, cleaned: list[str], with_cache: bool) -> None:
    """Killed again and again it comes to the bytes of a fresh build, and cleans nothing twice that had been kept."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "fresh")
    assert len(cleaned) == 14
    place, cache = tmp_path / "place", tmp_path / "cache" if with_cache else None
    place.mkdir()

    kills = [step for step in (3, 20, 60) if build_and_kill(step, sources, place / "out", cache)]
    cleaned.clear()
    assert kills
    assert build(sources, place / "out", cache) == fresh
    assert len(cleaned) < 14


@forks
@pytest.mark.usefixtures("files")
def test_a_build_that_is_killed_in_the_end_does_little(tmp_path: Path, cleaned: list[str]) -> None:
    """All batches are there, rejects too, so that the stages of flows are found by the digests that they had."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "fresh")
    whole = list_writes(sources, tmp_path / "again")
    assert build_and_kill(len(whole) - 1, sources, tmp_path / "out")
    cleaned.clear()

    again = list_writes(sources, tmp_path / "out")
    assert cleaned == []
    # files that nobody needed any more are made again where one that is still needed is made of them
    assert len(again) < len(whole) / 2
    assert read_bytes(tmp_path / "out") == fresh


@forks
@pytest.mark.usefixtures("files")
def test_a_build_goes_on_from_damaged_files(tmp_path: Path) -> None:
    """Whatever has happened to files that flows left, the bytes are those of a fresh build."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "fresh")
    assert build_and_kill(len(list_writes(sources, tmp_path / "again")) - 1, sources, tmp_path / "out")
    killed = shutil.copytree(name_work(tmp_path / "out"), tmp_path / "killed")
    for number, (name, damage) in enumerate(FILE_DAMAGES.items()):
        shutil.copytree(killed, name_work(tmp_path / "out"), dirs_exist_ok=True)
        paths = sorted(name_work(tmp_path / "out").glob("flows/*/*"))
        for path in random.Random(number).sample(paths, len(paths) // 3):
            damage(path)
        assert build(sources, tmp_path / "out") == fresh, name


@forks
@pytest.mark.usefixtures("files")
def test_sources_that_change_after_a_kill_are_read_anew(tmp_path: Path) -> None:
    """A batch of as many rows as before is not taken for the one before."""
    sources = write_texts(tmp_path / "in")
    whole = list_writes(sources, tmp_path / "again")
    assert build_and_kill(len(whole) - 1, sources, tmp_path / "out")
    text = (sources / "t003.txt").read_text(encoding="utf-8")
    (sources / "t003.txt").write_text(text.replace("navires", "bateaux"), encoding="utf-8")

    assert build(sources, tmp_path / "out") == build(sources, tmp_path / "fresh")


change = st.tuples(st.sampled_from(["add", "remove", "edit", "rename"]), st.integers(0, 40), st.integers(0, 99))


@pytest.mark.slow
@examples(max_examples=6)
@given(changes=st.lists(st.lists(change, max_size=4), min_size=1, max_size=3), in_files=st.booleans())
def test_an_incremental_build_gives_the_bytes_of_a_fresh_one(changes: list[list[tuple[str, int, int]]], in_files: bool) -> None:
    """Whatever was added, removed, edited and renamed in between."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        if in_files:
            patch.delenv(IN_MEMORY)
        place = Path(name)
        sources = write_texts(place / "in", 12)
        build(sources, place / "out", place / "cache")
        for several in changes:
            for kind, number, draw in several:
                change_text(sources, kind, number, draw)
            assert build(sources, place / "out", place / "cache") == build(sources, place / "fresh")


def change_text(folder: Path, kind: str, number: int, draw: int) -> None:
    """Add, remove, edit or rename a text, where that can be done."""
    there = sorted(folder.glob("t*.txt"))
    if kind == "add":
        write_text(folder, number, draw)
    elif there:
        chosen = there[number % len(there)]
        if kind == "remove":
            chosen.unlink()
        elif kind == "edit":
            write_text(folder, int(chosen.stem[1:]), draw)
        else:
            chosen.rename(folder / f"t{draw + 100}.txt")


def test_only_what_changed_is_cleaned(tmp_path: Path, cleaned: list[str]) -> None:
    """With a cache, of which another release may have been the first user."""
    sources = write_texts(tmp_path / "in")
    build(sources, tmp_path / "out", tmp_path / "cache")
    cleaned.clear()
    write_text(sources, 5, 77)
    write_text(sources, 90, 3)
    (sources / "t011.txt").rename(sources / "t091.txt")
    (sources / "t000.txt").unlink()

    build(sources, tmp_path / "other", tmp_path / "cache")

    assert sorted(cleaned) == ["t005.txt", "t090.txt", "t091.txt"]
    cleaned.clear()
    build(sources, tmp_path / "out", tmp_path / "cache")
    assert cleaned == []


def test_damaged_batches_are_made_again(tmp_path: Path, cleaned: list[str]) -> None:
    """All of a cache are damaged, each in another way: none is believed, and the next build finds whole ones."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "out", tmp_path / "cache")
    batches = sorted((tmp_path / "cache" / "documents" / name_version(Settings())).iterdir())
    for batch, damage in zip(batches, DAMAGES.values(), strict=False):
        damage(batch)

    cleaned.clear()
    assert build(sources, tmp_path / "out", tmp_path / "cache") == fresh
    assert len(cleaned) == 14
    cleaned.clear()
    assert build(sources, tmp_path / "out", tmp_path / "cache") == fresh
    assert cleaned == []


def test_other_files_in_a_cache_are_left_alone(tmp_path: Path) -> None:
    """What no build wrote is not read and not removed."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "out", tmp_path / "cache")
    strange = [tmp_path / "cache" / "notes.txt", *(p / "notes.txt" for p in (tmp_path / "cache" / "documents").iterdir())]
    for path in strange:
        path.write_text("mine", encoding="utf-8")

    assert build(sources, tmp_path / "out", tmp_path / "cache") == fresh
    assert all(path.exists() for path in strange)


def test_other_settings_use_nothing_of_a_cache(tmp_path: Path, cleaned: list[str]) -> None:
    """What was cleaned by other settings, or another version, is cleaned again."""
    sources = write_texts(tmp_path / "in")
    build(sources, tmp_path / "out", tmp_path / "cache")
    cleaned.clear()
    redacting = Settings(policy=PolicySettings(redact=True))

    build(sources, tmp_path / "out", tmp_path / "cache", settings=redacting)

    assert len(cleaned) == 14


def test_a_work_folder_of_another_version_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes when a build begins, however that ends."""
    sources, work = write_texts(tmp_path / "in"), name_work(tmp_path / "out")
    other = f"{'0' * 16}-{'1' * 16}"
    for path in (work / "documents" / other / "rows", work / "flows" / other / "rows"):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"rows")

    def fail(*_: object) -> None:
        raise CorpusError("enough")

    monkeypatch.setattr("corpus_builder.jobs.build.publish_corpus", fail)
    with pytest.raises(CorpusError, match="enough"):
        build(sources, tmp_path / "out")
    left = {path.name for kind in work.iterdir() for path in kind.iterdir()}
    assert left == {name_version(Settings())}


def test_work_and_cache_among_the_sources_are_no_sources(tmp_path: Path) -> None:
    """A project folder may hold its release and its cache; a command that does not name the cache knows it as one."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "fresh")
    for cache in (sources / "cache", sources / "cache", None):
        build(sources, sources / "out", cache)
        assert read_bytes(sources / "out") == fresh


def test_a_cache_that_cannot_be_written_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said before any work; the earlier release stays."""
    sources, cache = write_texts(tmp_path / "in"), tmp_path / "cache"
    fresh = build(sources, tmp_path / "out", cache)
    mkdir = Path.mkdir

    def refuse(path: Path, *words: object, **options: object) -> None:
        if path.is_relative_to(cache):
            raise PermissionError(13, "Permission denied", str(path))
        mkdir(path, *words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CorpusError, match=r"cannot write .*cache: permission denied"):
        build(sources, tmp_path / "out", cache)
    assert read_bytes(tmp_path / "out") == fresh


def test_two_builds_share_a_cache_at_the_same_time(tmp_path: Path) -> None:
    """Both give the bytes of a fresh build, and what they left is whole."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "fresh")
    running = [
        start("build", sources, "--out", tmp_path / name, "--cache", tmp_path / "cache", "--max-rejected", 1) for name in "ab"
    ]

    assert [each.wait() for each in running] == [0, 0], [each.communicate() for each in running]
    assert read_bytes(tmp_path / "a") == read_bytes(tmp_path / "b") == fresh
    assert build(sources, tmp_path / "a", tmp_path / "cache") == fresh


@pytest.mark.usefixtures("files")
def test_a_record_that_kills_its_worker_is_a_reject(tmp_path: Path) -> None:
    """All others are documents; it is one, too, in the next build that has enough memory for it: no cache says otherwise."""
    sources = write_texts(tmp_path / "in")
    fresh = build(sources, tmp_path / "fresh")
    words = ("build", sources, "--out", tmp_path / "out", "--cache", tmp_path / "cache", "--workers", 2, "--max-rejected", 1)

    done = start(*words, deadly="t007.txt")

    assert (done.communicate()[1].count("Traceback"), done.returncode) == (0, 0)
    tables = read_tables(tmp_path / "out")
    assert {row["source_id"]: row["reason"] for row in tables["rejects"].to_pylist()}["t007.txt"] == "worker process died"
    assert tables["documents"].num_rows == 13
    assert build(sources, tmp_path / "out", tmp_path / "cache") == fresh


@pytest.mark.parametrize("with_cache", [False, True])
def test_a_record_that_kills_the_build_itself_is_a_reject_in_the_next_one(tmp_path: Path, with_cache: bool) -> None:
    """With one worker the build dies of it once; with a cache those that follow do not die of it any more, either."""
    sources = write_texts(tmp_path / "in")
    cache = ("--cache", tmp_path / "cache") if with_cache else ()
    words = ("build", sources, "--out", tmp_path / "out", *cache, "--workers", 1, "--max-rejected", 1)

    ends = []
    for _ in range(3 if with_cache else 2):
        done = start(*words, deadly="t007.txt")
        assert "Traceback" not in done.communicate()[1]
        ends.append(done.returncode)

    assert ends == [DEADLY_STATUS, 0, 0][: len(ends)]
    rejects = {row["source_id"]: row["reason"] for row in read_tables(tmp_path / "out")["rejects"].to_pylist()}
    assert rejects["t007.txt"] == "worker process died"
    assert build(sources, tmp_path / "out", tmp_path / "cache" if with_cache else None) == build(sources, tmp_path / "fresh")
    assert not list(tmp_path.rglob("*.begun"))


@pytest.mark.parametrize("stop_at", [0, 2])
def test_who_stops_a_build_hears_that_it_goes_on(tmp_path: Path, stop_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where batches are done; and what was under way is cleaned in the next build, of which nothing is left behind."""
    sources, left = write_texts(tmp_path / "in"), iter(range(stop_at, -1, -1))
    command = ["build", str(sources), "--out", str(tmp_path / "out"), "--workers", "1"]

    def stop(records, settings):  # type: ignore[no-untyped-def]
        if next(left) == 0:
            raise KeyboardInterrupt
        return clean_numbered(records, settings)

    with monkeypatch.context() as patch:
        patch.setattr(document_stage, "clean_numbered", stop)
        said = run_command(command)

    told = ("; the same command goes on from what is done",) if stop_at else ()
    assert said == (130, "".join(["stopped; no file was left half written", *told]))
    assert build(sources, tmp_path / "out") == build(sources, tmp_path / "fresh")
