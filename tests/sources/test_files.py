"""Finding files."""

import contextlib
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.sources.files import list_files
from corpus_builder.system.durable import SIGNATURE, TAG
from corpus_builder.system.errors import SourceError
from tests.sources.list_in_memory import list_in_memory

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and modes as on POSIX")


def names(sources):
    return [f.path for f in list_files(sources)]


def test_files_come_in_the_order_of_their_paths(tmp_path):
    """The order in which a file system or a user lists files decides nothing."""
    for name in ("b.txt", "a/c.html", "a.txt", "a/b.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")

    assert names([tmp_path]) == ["a.txt", "a/b.jsonl", "a/c.html", "b.txt"]


def test_hidden_files_and_descriptions_are_no_sources(tmp_path):
    """Hidden files and folders, sources.toml and corpus.toml are passed over, metadata.csv in any folder; not a folder."""
    said = ("sources.toml", "corpus.toml", "metadata.csv", "in/metadata.csv", "in/metadata.csv.gz")
    for name in (".hidden.txt", ".git/a.txt", *said, "a.txt", "in/folder/metadata.csv/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x")

    assert names([tmp_path]) == ["a.txt", "in/folder/metadata.csv/b.txt"]


@posix
@pytest.mark.parametrize("follow_links", [False, True])
def test_a_cache_is_no_source(tmp_path, follow_links):
    """Whoever made it, and wherever it lies: in the folder, as the folder, behind a link; that of another program may be."""
    for name, tag in (("in/ours", SIGNATURE), ("in/pip", SIGNATURE[:43]), ("elsewhere", SIGNATURE)):
        (tmp_path / name / "tables").mkdir(parents=True)
        (tmp_path / name / TAG).write_bytes(tag)
        (tmp_path / name / "tables" / "a.txt").write_text("x")
    (tmp_path / "in" / "whole").symlink_to(tmp_path / "in" / "ours")
    (tmp_path / "in" / "part").symlink_to(tmp_path / "in" / "ours" / "tables")
    if follow_links:
        (tmp_path / "in" / "out").symlink_to(tmp_path / "elsewhere" / "tables")

    found = list_files([tmp_path / "in", tmp_path / "elsewhere"], follow_links=follow_links)

    assert [f.path for f in found] == [f"pip/{TAG}", "pip/tables/a.txt"]


def test_a_description_that_is_named_is_no_source(tmp_path):
    """Whoever names all files of a folder gets what naming the folder gives."""
    for name in ("metadata.csv", "metadata.csv.zst", "a.txt"):
        (tmp_path / name).write_text("x")

    assert names(sorted(tmp_path.iterdir())) == names([tmp_path]) == ["a.txt"]


def test_a_file_of_an_unknown_kind_is_listed_without_a_kind(tmp_path):
    """What is not read is not lost: it is listed, so that it becomes a reject."""
    (tmp_path / "a.pdf").write_text("x")

    assert [(f.path, f.kind) for f in list_files([tmp_path])] == [("a.pdf", None)]


def test_a_missing_source_is_one_clear_error(tmp_path):
    """A path that does not exist is named in the error."""
    with pytest.raises(SourceError, match=r"no such file or folder: .*articles"):
        list_files([tmp_path / "articles"])


@posix
def test_a_link_to_itself_is_a_problem_and_no_endless_walk(tmp_path):
    """A link that points to itself is listed with its problem."""
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")

    [found] = list_files([tmp_path])

    assert found.path == "loop.txt"
    assert found.problem


@posix
def test_a_link_to_a_folder_above_is_a_problem_and_no_endless_walk(tmp_path):
    """A folder that holds a link to itself is walked once."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("x")
    (tmp_path / "a" / "up").symlink_to(tmp_path)

    assert [(f.path, bool(f.problem)) for f in list_files([tmp_path])] == [("a/up", True), ("a/x.txt", False)]


@posix
def test_folders_of_any_depth_are_walked(tmp_path):
    """A path that is too long for the system is a problem of that folder; nothing is too deep for us."""
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        Path("x.txt").write_text("x")
    finally:
        os.chdir(here)
    (tmp_path / "a.txt").write_text("x")
    problems = [file.problem for file in list_files([tmp_path])]
    subprocess.run(["rm", "-r", "d"], cwd=tmp_path, check=True)  # deeper than Python goes

    assert None in problems and len(problems) == 2


@posix
def test_a_source_folder_that_cannot_be_listed_is_an_error(tmp_path, monkeypatch):
    """The user named it, so it is no reject among others."""
    monkeypatch.setattr(os, "scandir", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(SourceError, match=r"cannot list .*: permission denied"):
        list_files([tmp_path])


@posix
def test_a_named_file_may_have_any_name(tmp_path):
    """A name that is not valid UTF-8 is written out for a file that the user named, too."""
    file = tmp_path / os.fsdecode(b"caf\xe9.txt")
    file.write_text("x")

    assert names([file]) == ["caf\\xe9.txt"]


@posix
def test_a_pipe_is_a_problem_and_is_not_opened(tmp_path):
    """What is no regular file is not read: a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.txt")

    assert [(f.path, f.problem) for f in list_files([tmp_path])] == [("pipe.txt", "not a regular file")]


@posix
def test_a_name_that_is_no_unicode_is_written_out(tmp_path):
    """A file whose name is not valid UTF-8 is listed under a name that is."""
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")

    assert names([tmp_path]) == ["caf\\xe9.txt"]


@posix
@settings(max_examples=200, deadline=None)
@given(
    st.sets(
        st.lists(st.sampled_from([b"\xff", b"\\", b"\\xff", b"x5c", b"xff", b"a"]), min_size=1, max_size=5).map(b"".join),
        min_size=2,
    )
)
def test_no_two_names_are_written_as_one(tmp_path_factory, raw):
    """Neither bytes that are no UTF-8 nor what they are written as make two files one source."""
    top = tmp_path_factory.mktemp("names")
    for name in raw:
        (top / os.fsdecode(name + b".txt")).write_text("x")

    assert len(set(names([top]))) == len(raw)


@posix
@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"a\xff.txt", r"a\xff.txt"),
        (rb"a\xff.txt", r"a\x5cxff.txt"),
        (rb"a\x5cxff.txt", r"a\x5cx5cxff.txt"),
        (rb"a\x5c.txt", r"a\x5c.txt"),
        (rb"a\b\x41.txt", r"a\b\x41.txt"),
        (b"a\\\xff.txt", r"a\\xff.txt"),
    ],
)
def test_a_backslash_is_escaped_only_where_it_would_be_read_as_a_byte(tmp_path, name, path):
    """All other names are written as they are."""
    (tmp_path / os.fsdecode(name)).write_text("x")

    assert names([tmp_path]) == [path]


def test_files_with_one_path_are_ordered_by_content(tmp_path):
    """Two folders with a file of the same name give the same order however they are named."""
    for folder, text in (("one", "b"), ("two", "a")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text)
    both = [tmp_path / "one", tmp_path / "two"]

    assert [f.place for f in list_files(both)] == [f.place for f in list_files(both[::-1])]


# Names whose order is not that of their folders' paths, one that is hidden and one that is no source at the top.
NAMES = ["a", "b", "a.c", "é", ".h", "metadata.csv"]
PATHS = st.lists(st.sampled_from(NAMES[:3]) | st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)
ENTRIES = st.tuples(
    st.sampled_from(["in", "in", "out"]), PATHS, st.none() | st.tuples(st.sampled_from(["in", "out"]), PATHS | st.just(""))
)


@posix
@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, min_size=2, max_size=9), st.booleans(), st.data())
def test_streamed_files_are_those_listed_in_memory(tmp_path_factory, entries, follow_links, data):
    """Whatever folders, files and links there are, within the sources and out of them, and whatever is named beside them."""
    top = tmp_path_factory.mktemp("tree")
    for name in ("in", "out"):
        (top / name).mkdir()
    for root, path, target in entries:
        place = top / root / path
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            if target is None:
                place.write_text(path)
            else:
                place.symlink_to(top.joinpath(*target))
    inside = sorted(path for path in (top / "in").rglob("*") if path.exists())
    named = data.draw(st.lists(st.sampled_from(inside), max_size=2)) if inside else []
    skip = data.draw(st.sampled_from([None, *inside]))
    sources = [top / "in", *named, *data.draw(st.sampled_from([[], [top / "out"], [top / "in"]]))]

    expected = list_in_memory(sources, skip, follow_links=follow_links)

    assert [
        (f.path, f.place, f.kind, f.named, f.problem, f.reason, f.bounds)
        for f in list_files(sources, [skip] if skip else [], follow_links=follow_links)
    ] == [(f.path, f.place, f.kind, f.named, f.problem, f.reason, f.bounds) for f in expected]


def test_the_names_of_a_folder_are_all_that_is_held(tmp_path):
    """A folder of very many files costs the memory of their names, and not of a record for each."""
    for number in range(20_000):
        (tmp_path / f"{number:08}.txt").touch()
    # Python's table of interned strings grows now, and not below
    assert sum(1 for _ in list_files([tmp_path])) == 20_000
    tracemalloc.start()
    count = sum(1 for _ in list_files([tmp_path]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # a list of records takes more than 800 bytes each
    assert count == 20_000 and most < 20_000 * 400
