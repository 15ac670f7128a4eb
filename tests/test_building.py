"""The whole job on bad input: a reject row or one clear line, and the rest of the build complete."""

import json
import os
import shutil
import sys

import pytest

import corpus_builder
from corpus_builder.building import build_corpus
from corpus_builder.errors import CorpusError, ReleaseError, SourceError
from corpus_builder.release.tables import read_tables
from corpus_builder.settings import Settings
from tests.conftest import ARTICLE, OTHER, read_bytes

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as on POSIX")


def build(sources, out):
    return build_corpus(sources if isinstance(sources, list) else [sources], out, Settings(), workers=1)


def rejects(out):
    return {row["source_id"]: row["reason"] for row in read_tables(out)["rejects"].to_pylist()}


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
    """It is rejected with its reason; the other files are built."""
    content, reason = BAD_FILES[name]
    (articles / name).write_bytes(content)

    report = build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == {name: reason}
    assert (report.rows["documents"], report.rejected, report.sources) == (3, 1, 4)


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


def test_the_second_of_two_records_with_one_id_is_a_reject(tmp_path):
    """The first in the order of paths and lines stays; the reject says where that is."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        f'{{"id": "x", "text": "{OTHER.split(chr(10))[0]}"}}\n{{"id": "x", "text": "Autre."}}\n', encoding="utf-8"
    )

    build(folder, tmp_path / "out")

    tables = read_tables(tmp_path / "out")
    assert tables["documents"]["text"].to_pylist() == [OTHER.split("\n")[0]]
    [reject] = tables["rejects"].to_pylist()
    assert (reject["source_id"], reject["reason"]) == ("x", "second source with this id")
    assert "a.jsonl" in reject["detail"]


@posix
def test_a_link_to_itself_is_a_reject(articles, tmp_path):
    """A link that leads nowhere is rejected; the build is complete."""
    (articles / "loop.txt").symlink_to(articles / "loop.txt")

    build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == {"loop.txt": "unreadable file"}


@posix
def test_what_is_no_regular_file_is_a_reject_and_is_not_waited_for(articles, tmp_path):
    """A pipe and a device are rejected; the build does not read them."""
    os.mkfifo(articles / "pipe.txt")
    (articles / "zero.txt").symlink_to("/dev/zero")

    build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == {"pipe.txt": "unreadable file", "zero.txt": "unreadable file"}


def test_an_empty_jsonl_file_is_a_reject(articles, tmp_path):
    """A file without a record is not lost."""
    (articles / "none.jsonl").write_bytes(b"\n\n")

    build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == {"none.jsonl": "empty file"}


def test_a_release_among_its_sources_is_no_source(articles, tmp_path):
    """Building twice into a folder inside the sources gives the same bytes, and they are those of a build elsewhere."""
    build(articles, articles / "build")
    build(articles, articles / "build")
    inside = read_bytes(articles / "build")
    shutil.rmtree(articles / "build")
    build(articles, tmp_path / "out")

    assert inside == read_bytes(tmp_path / "out")


def test_a_file_that_is_named_twice_is_one_source(articles, tmp_path):
    """A folder named twice, and a file in it named beside it, change nothing."""
    report = build([articles, articles, articles / "port.txt"], tmp_path / "out")

    assert (report.rows["documents"], report.rejected) == (3, 0)


def test_a_description_in_a_folder_below_is_not_passed_over_silently(articles, tmp_path):
    """sources.toml counts at the top of a source folder; elsewhere it is a file of a kind that is not read, and listed."""
    (articles / "part").mkdir()
    (articles / "part" / "sources.toml").write_text('[corpus]\nname = "part"\n')

    build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == {"part/sources.toml": "not a kind of source"}


def test_odd_names_of_unused_fields_stay_on_one_line(tmp_path):
    """A field's name is shown so that it cannot break the message."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": ARTICLE, "views\nper day": 3}))

    report = build(tmp_path / "a.jsonl", tmp_path / "out")

    assert report.warnings == ("a.jsonl: fields that are not used: 'views\\nper day'",)


def test_a_date_that_cannot_be_read_is_noted(tmp_path):
    """A record's date is not lost without a word."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "x", "text": ARTICLE, "published": "day 72"}))

    build(tmp_path / "a.jsonl", tmp_path / "out")

    [document] = read_tables(tmp_path / "out")["documents"].to_pylist()
    assert (document["published"], document["note"]) == (None, "no date in published: 'day 72'")


def test_a_file_of_another_kind_is_listed_and_does_not_count(articles, tmp_path):
    """A stray file is a reject row, a warning, and no reason for a bad exit status."""
    (articles / "notes.docx").write_bytes(b"PK")

    report = build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == {"notes.docx": "not a kind of source"}
    assert report.rejected == 0
    assert any("not read" in warning for warning in report.warnings)


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


def test_a_corpus_of_rejects_alone_is_still_published(tmp_path):
    """Where nothing can be read the release holds the reasons."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"")

    report = build(folder, tmp_path / "out")

    assert (report.rows["documents"], report.rejected) == (0, 1)
    assert rejects(tmp_path / "out") == {"a.txt": "empty file"}


def test_two_descriptions_with_words_are_one_clear_error(tmp_path):
    """Two folders that both speak for the corpus cannot both be right."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
        (tmp_path / name / "sources.toml").write_text(f'[corpus]\nname = "{name}"\n')

    with pytest.raises(SourceError, match=r"two sources\.toml"):
        build([tmp_path / "one", tmp_path / "two"], tmp_path / "out")
