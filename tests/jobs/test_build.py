"""corpus_builder.jobs.build: the whole job on good and bad input; one bad file costs nothing but itself."""

import json
import shutil
import sys

import pytest

import corpus_builder
from corpus_builder.jobs import corpus_work
from corpus_builder.kernels import compiled
from corpus_builder.system.errors import CorpusError, ReleaseError, SourceError
from corpus_builder.tables.parquet import read_tables
from tests.conftest import ARTICLE, read_bytes
from tests.jobs.sample_builds import build, list_rejects


def test_the_whole_job_gives_every_table(articles, tmp_path):
    """Documents, paragraphs, quotes and removals are written and load as pandas."""
    corpus = corpus_builder.build([articles], tmp_path / "out")

    assert sorted(corpus.documents["source_id"]) == ["estran.txt", "page-1", "port.txt"]
    assert set(corpus.quotes["speaker"]) >= {"Claire Vasseur", "le maire"}
    assert {"Partager sur Facebook", "Laisser un commentaire"} <= set(corpus.removals["text"])
    assert corpus.counts["rejects"] == 0


def test_an_empty_folder_is_one_clear_error(tmp_path):
    """Nothing to build is said, and nothing is written."""
    (tmp_path / "none").mkdir()

    with pytest.raises(SourceError, match="no sources in"):
        build(tmp_path / "none", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_path_is_one_clear_error(tmp_path):
    """A path that does not exist is named."""
    with pytest.raises(SourceError, match="no such file or folder"):
        build(tmp_path / "nowhere", tmp_path / "out")


BAD_FILES = {
    "empty.txt": (b"", "empty file"),
    "blank.txt": (b" \n\t\r\n", "empty file"),
    "binary.txt": (bytes(range(256)) * 40, "binary file"),
    "image.txt": (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\xff" * 200, "binary file"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_text_is_a_reject(articles, tmp_path, name):
    """It is rejected with its reason, which counts unless it is just blank; the other files are built."""
    content, reason = BAD_FILES[name]
    (articles / name).write_bytes(content)

    report = build(articles, tmp_path / "out")

    counted = reason != "empty file"
    assert list_rejects(tmp_path / "out") == {name: reason}
    assert (report.rows["documents"], report.rejected, report.sources) == (3, counted, 3 + counted)


ENCODED = {
    "utf-8": ARTICLE.encode("utf-8"),
    "utf-8 with a mark": ARTICLE.encode("utf-8-sig"),
    "utf-16 with a mark": ARTICLE.encode("utf-16"),
    "utf-16-le without a mark": ARTICLE.encode("utf-16-le"),
    "utf-16-be without a mark": ARTICLE.encode("utf-16-be"),
    "windows-1252": ARTICLE.encode("windows-1252"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_every_common_encoding_gives_the_same_text(tmp_path, name):
    """The text of an article does not depend on the encoding of its file."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(ENCODED[name])

    build(folder, tmp_path / "out")

    [document] = read_tables(tmp_path / "out")["documents"].to_pylist()
    assert document["text"] == ARTICLE.strip()


def test_invalid_bytes_in_utf8_cost_themselves_only(tmp_path):
    """A text in UTF-8 with one byte of Windows-1252 is read as UTF-8, and the byte as it was meant."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(ARTICLE.encode("utf-8").replace(b"tenu", "tenu à".encode("windows-1252")))

    build(folder, tmp_path / "out")

    [document] = read_tables(tmp_path / "out")["documents"].to_pylist()
    assert "avons tenu à chacun" in document["text"]
    assert "engagements », a déclaré" in document["text"]


def test_control_characters_go_and_are_accounted_for(tmp_path):
    """NUL and control characters leave the text, and still lie in exactly one row."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(("\x00" + ARTICLE.replace("bilan", "bi\x00lan\x07") + "\x0b\n\x00\x00\n").encode())

    build(folder, tmp_path / "out")

    tables = read_tables(tmp_path / "out")
    [document] = tables["documents"].to_pylist()
    assert document["text"] == ARTICLE.strip()
    spans = sorted((r["start"], r["end"]) for t in ("paragraphs", "removals") for r in tables[t].to_pylist())
    assert spans[0][0] == 0


@pytest.mark.slow
def test_a_line_of_ten_megabytes_is_built(tmp_path):
    """One huge line loses nothing; what takes the square of a text's length would never end."""
    folder = tmp_path / "in"
    folder.mkdir()
    sentence = "Le conseil du port se réunira jeudi pour examiner les offres des candidats, a dit le maire de la commune. "
    (folder / "a.txt").write_text(sentence * (10_000_000 // len(sentence)), encoding="utf-8")

    report = build(folder, tmp_path / "out")

    assert report.rows["documents"] == 1
    [document] = read_tables(tmp_path / "out")["documents"].to_pylist()
    assert document["kept_characters"] + 1 == document["source_characters"]


def test_a_release_among_its_sources_is_no_source(articles, tmp_path):
    """Building twice into a folder inside the sources gives the same bytes, and they are those of a build elsewhere."""
    build(articles, articles / "build")
    build(articles, articles / "build")
    inside = read_bytes(articles / "build")
    shutil.rmtree(articles / "build")
    build(articles, tmp_path / "out")

    assert inside == read_bytes(tmp_path / "out")


def test_a_date_that_cannot_be_read_is_noted(tmp_path):
    """A record's date is not lost without a word."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "x", "text": ARTICLE, "published": "day 72"}))

    build(tmp_path / "a.jsonl", tmp_path / "out")

    [document] = read_tables(tmp_path / "out")["documents"].to_pylist()
    assert (document["published"], document["note"]) == (None, "no date in published: 'day 72'")


def test_an_output_folder_that_holds_something_else_is_refused(articles, tmp_path):
    """A folder of the user's own is never overwritten."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")

    with pytest.raises(ReleaseError):
        build(articles, tmp_path / "out")
    assert read_bytes(tmp_path / "out") == {"thesis.txt": b"years of work"}


def test_a_full_disk_leaves_the_old_release(articles, tmp_path, monkeypatch):
    """A write that fails for want of space is one clear error; the release before is whole and nothing is left lying about."""
    import pyarrow.parquet as pq

    build(articles, tmp_path / "out")
    before = read_bytes(tmp_path / "out")
    (articles / "more.txt").write_text(ARTICLE.replace("Estran", "Houle"), encoding="utf-8")

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", no_space)

    with pytest.raises(CorpusError, match=r"disk is full"):
        build(articles, tmp_path / "out")
    assert read_bytes(tmp_path / "out") == before
    assert sorted(p.name for p in tmp_path.iterdir() if "new" in p.name) == []


def test_too_many_rejects_is_status_three(run, articles, tmp_path):
    """The corpus is built, and the status says that more than the allowed share is missing."""
    (articles / "bad.txt").write_bytes(bytes(range(256)) * 9)

    strict = run("build", articles, "--out", tmp_path / "out")
    lenient = run("build", articles, "--out", tmp_path / "out", "--max-rejected", "0.5")

    assert strict.returncode == 3
    assert "1 of 4 sources was rejected" in strict.stderr
    assert lenient.returncode == 0


def test_too_little_memory_is_one_clear_line(run, articles, tmp_path):
    """It says how much is needed, and nothing is written."""
    done = run("build", articles, "--out", tmp_path / "out", "--memory", "100MB")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "100 MB of memory are not enough (one process needs 380 MB: --memory 380MB)" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [articles.name]


def test_the_first_rejects_are_told(articles, tmp_path, monkeypatch):
    """All are counted and stand in the table; of those that count, a report names so many, in the order of their paths."""
    monkeypatch.setattr(corpus_work, "TOLD", 2)
    for name in ("c", "a", "b"):
        (articles / f"{name}.txt").write_bytes(bytes(range(256)) * 9)
    (articles / "0.txt").write_bytes(b"")

    report = build(articles, tmp_path / "out")

    assert [path for path, _, _ in report.rejects] == ["a.txt", "b.txt"]
    assert (report.rejected, report.rows["rejects"]) == (3, 4)


def test_a_build_tells_machines_in_json(run, articles, tmp_path):
    """`--json` prints one object and nothing else."""
    done = run("build", articles, "--out", tmp_path / "out", "--json")

    assert json.loads(done.stdout)["rows"]["documents"] == 3


def test_a_limit_reads_the_first_sources_only(run, articles, tmp_path):
    """`--limit N` is for a first look."""
    done = run("build", articles, "--out", tmp_path / "out", "--limit", "1", "--json")

    assert json.loads(done.stdout)["rows"]["documents"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links as on POSIX")
def test_an_output_that_is_a_link_to_itself_is_one_clear_line(run, articles, tmp_path):
    """No traceback, and nothing is written."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    done = run("build", articles, "--out", tmp_path / "loop")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(("worth", "can", "warned"), [(0, False, True), (0, True, False), (10**9, False, False)])
def test_a_large_build_without_numba_says_so(tmp_path, articles, monkeypatch, worth, can, warned):
    """Where numba is missing and there is much to do, the summary says what would make it faster, once."""
    monkeypatch.setattr(compiled, "WORTH_COMPILING", worth)
    monkeypatch.setattr(compiled, "can_compile", lambda: can)

    report = build(articles, tmp_path / "out")

    assert [w for w in report.warnings if "numba" in w] == warned * [
        "large builds take longer without numba (install this package with its extra [fast])"
    ]


@pytest.mark.parametrize(
    ("memory", "workers", "said"),
    [
        ("400MB", 8, ["only 1 worker of 8 worked: 400 MB of memory have no room for more (see --memory)"]),
        ("400MB", 1, []),
        ("9GB", 2, []),
    ],
)
def test_fewer_workers_than_were_asked_for_are_said(run, articles, tmp_path, memory, workers, said):
    """In one line, when memory has no room for all of them."""
    done = run("build", articles, "--out", tmp_path / "out", "--memory", memory, "--workers", str(workers), "--json")

    assert [w for w in json.loads(done.stdout)["warnings"] if "memory" in w] == said
