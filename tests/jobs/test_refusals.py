"""corpus_builder.jobs.refusals: what keeps a build from being published."""

import re

import pytest

import corpus_builder
from corpus_builder.engines.sharing import hold_cache
from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.verify import Checks, check_release
from corpus_builder.policy.takedowns import hash_name
from corpus_builder.release.folder import name_work
from corpus_builder.settings import Settings
from corpus_builder.system.errors import CorpusError
from corpus_builder.tables.parquet import read_tables
from tests.conftest import ARTICLE, read_bytes
from tests.jobs.sample_builds import build, list_rejects, make_sources

NOTHING = {
    "blank files": ({"a.txt": b"", "b.txt": " \n"}, "2 × empty file"),
    "files of other kinds": ({"a.pdf": "x", "b.xml": "<a/>"}, "2 × unsupported file type"),
    "bad files": (
        {"a.txt": bytes(range(256)) * 9, "b.jsonl": "{oops\n{oops\n", "c.md": "x"},
        "2 × malformed JSON, 1 × binary file",
    ),
    "what was taken down": ({"a.txt": ARTICLE, "takedowns.txt": hash_name("a.txt") + "\n"}, "1 × takedown"),
}


# Where builds of `out` keep what they remove in the end.
RESERVED = (".out.work", ".out.new-release", ".out.old-release", ".out.lock", ".out.work/documents", ".out.new-release/cache")


@pytest.mark.parametrize("place", ["in", "out", "out/cache", "in/a.txt", *RESERVED])
def test_a_cache_in_a_wrong_place_is_refused(tmp_path, place):
    """A folder with something else, a file, the release or what is beside it: one line, and nothing is changed."""
    sources = make_sources(tmp_path / "in", {"a.txt": ARTICLE})
    if place in RESERVED:
        with hold_cache(tmp_path / place, tmp_path / "other"):
            pass
    before = read_bytes(tmp_path)

    with pytest.raises(CorpusError) as why:
        build_corpus([sources], tmp_path / "out", Settings(), BuildOptions(cache=tmp_path / place))

    assert str(tmp_path / place) in str(why.value) and "\n" not in str(why.value)
    assert read_bytes(tmp_path) == before


@pytest.mark.parametrize("name", ["thesis.txt", "documents", "documents/thesis.txt", "flows/drafts/thesis.txt", "notes/a.txt"])
def test_a_folder_of_a_user_with_the_name_of_the_work_folder_is_refused(tmp_path, name):
    """One line names it, and nothing is removed; a folder in which nothing is may be taken."""
    sources, work = make_sources(tmp_path / "in", {"a.txt": ARTICLE}), name_work(tmp_path / "out")
    work.mkdir()
    build(sources, tmp_path / "out")
    assert not work.exists()
    (work / name).parent.mkdir(parents=True)
    (work / name).write_text("years of work", encoding="utf-8")
    before = read_bytes(tmp_path)

    with pytest.raises(CorpusError, match=rf"\A{re.escape(str(work))} is in the way[^\n]*\Z"):
        build(sources, tmp_path / "out")
    assert read_bytes(tmp_path) == before


@pytest.mark.parametrize("name", NOTHING)
def test_a_build_without_documents_replaces_nothing(name, tmp_path):
    """It is an error that counts the rejects by reason; the release that stands there stays, and without one nothing is made."""
    files, said = NOTHING[name]
    folder = make_sources(tmp_path / "in", files)
    build(make_sources(tmp_path / "before", {"a.txt": ARTICLE}), tmp_path / "out")
    before = read_bytes(tmp_path / "out")

    for out in ("out", "new/out"):
        with pytest.raises(CorpusError, match=rf"no source yields a document: {said}[^\n]*--allow-empty[^\n]*\Z"):
            build(folder, tmp_path / out)

    assert read_bytes(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before", "in", "out"]


def test_an_empty_release_is_published_for_who_asks(tmp_path):
    """With `allow_empty` the release holds the rejects, also of a folder without any file, and a rebuild verifies it."""
    folder = make_sources(tmp_path / "in", {"a.txt": b""})

    report = build_corpus([folder], tmp_path / "out", Settings(), BuildOptions(allow_empty=True))
    corpus = corpus_builder.build(make_sources(tmp_path / "none", {}), tmp_path / "nothing", allow_empty=True)

    assert (report.rows["documents"], report.rejected) == (0, 0)
    assert list_rejects(tmp_path / "out") == {"a.txt": "empty file"}
    assert corpus.counts["documents"] == corpus.counts["rejects"] == 0
    assert check_release(tmp_path / "out", [folder], Checks(rebuild=True)) == []


def test_links_alone_name_the_option(tmp_path):
    """Where links out of the folder are all there is, the error says how to read them; read so, they are documents."""
    (tmp_path / "elsewhere.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "elsewhere.txt")

    with pytest.raises(CorpusError, match=r"1 × link out of the source folder \(.*--follow-links"):
        build(tmp_path / "in", tmp_path / "out")
    corpus = corpus_builder.build(tmp_path / "in", tmp_path / "out", follow_links=True)

    assert list(corpus.documents["source_id"]) == ["a.txt"]


def test_a_document_that_would_become_a_reject_keeps_the_release(articles, tmp_path, run):
    """Exit 1 with three of them named; the release before stays whole, until the user says --max-rejected."""
    out = tmp_path / "out"
    for number in range(4):
        (articles / f"more{number}.txt").write_text(ARTICLE.replace("mardi", f"le {number + 2} mai"), encoding="utf-8")
    assert run("build", articles, "--out", out).returncode == 0
    before = read_bytes(out)
    for number in range(4):
        (articles / f"more{number}.txt").write_bytes(bytes(range(256)) * 9)

    refused = run("build", articles, "--out", out)

    assert refused.returncode == 1
    named = "; ".join(f"more{number}.txt: binary file" for number in range(3))
    assert f"are now rejected: {named}; and 1 more" in refused.stderr
    assert "--max-rejected" in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert read_bytes(out) == before
    assert run("build", articles, "--out", out, "--max-rejected", "1").returncode == 0
    assert len(list_rejects(out)) == 4


def test_too_many_rejects_of_new_sources_replace_the_release(articles, tmp_path, run):
    """Sources that never were documents are no loss: the release is written, and the status is 3."""
    out = tmp_path / "out"
    assert run("build", articles, "--out", out).returncode == 0
    (articles / "bad.txt").write_bytes(bytes(range(256)) * 9)

    assert run("build", articles, "--out", out).returncode == 3
    assert list_rejects(out) == {"bad.txt": "binary file"}


def test_max_rejected_zero_is_strict(articles, tmp_path, run):
    """Who allows no reject does not allow that a release loses a document to one."""
    assert run("build", articles, "--out", tmp_path / "out").returncode == 0
    (articles / "port.txt").write_bytes(bytes(range(256)) * 9)

    assert run("build", articles, "--out", tmp_path / "out", "--max-rejected", "0").returncode == 1
    assert len(read_tables(tmp_path / "out")["documents"]) == 3
