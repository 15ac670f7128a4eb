"""corpus_builder.jobs.intake: what is taken in of the sources, and what is a reject."""

import gzip
import json
import os
import random
import sys
import zipfile
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus_builder
from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.intake import Intake, read_all
from corpus_builder.jobs.project import limit_files
from corpus_builder.jobs.verify import Checks, check_release
from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.settings import Settings, check_settings
from corpus_builder.sources import records
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import list_files
from corpus_builder.sources.formats import lines as lines_module
from corpus_builder.tables.parquet import read_tables
from tests.conftest import ARTICLE, OTHER, read_bytes
from tests.jobs.sample_builds import build, list_rejects, make_sources, write_records

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as on POSIX")


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
    assert (reject["source_id"], reject["reason"]) == ("x", "duplicate source id")
    assert reject["detail"] == "line 2: the first one is in line 1 of a.jsonl"


@posix
def test_a_link_to_itself_is_a_reject(articles, tmp_path):
    """A link that leads nowhere is rejected; the build is complete."""
    (articles / "loop.txt").symlink_to(articles / "loop.txt")

    build(articles, tmp_path / "out")

    assert list_rejects(tmp_path / "out") == {"loop.txt": "unreadable file"}


@posix
def test_what_is_no_regular_file_is_a_reject_and_is_not_waited_for(articles, tmp_path):
    """A pipe and a device are rejected; the build does not read them, even if the user follows links."""
    os.mkfifo(articles / "pipe.txt")
    (articles / "zero.txt").symlink_to("/dev/zero")

    build_corpus([articles], tmp_path / "out", Settings(), BuildOptions(follow_links=True))

    assert list_rejects(tmp_path / "out") == {"pipe.txt": "unreadable file", "zero.txt": "unreadable file"}


def test_an_empty_jsonl_file_is_a_reject(articles, tmp_path):
    """A file without a record is not lost."""
    (articles / "none.jsonl").write_bytes(b"\n\n")

    build(articles, tmp_path / "out")

    assert list_rejects(tmp_path / "out") == {"none.jsonl": "empty file"}


def test_a_file_that_is_named_twice_is_one_source(articles, tmp_path):
    """A folder named twice, and a file in it named beside it, change nothing."""
    report = build([articles, articles, articles / "port.txt"], tmp_path / "out")

    assert (report.rows["documents"], report.rejected) == (3, 0)


def test_further_fields_of_a_record_are_published(tmp_path):
    """They are one JSON object, and no reason for a warning."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": ARTICLE, "views\nper day": 3, "desk": None, "tags": ["mer"]}))

    report = build(tmp_path / "a.jsonl", tmp_path / "out")

    [document] = read_tables(tmp_path / "out")["documents"].to_pylist()
    assert json.loads(document["extra"]) == {"tags": ["mer"], "views\nper day": 3}
    assert report.warnings == ()


def test_a_file_of_another_kind_is_listed_and_does_not_count(articles, tmp_path):
    """A stray file is a reject row, a warning, and no reason for a bad exit status."""
    (articles / "notes.docx").write_bytes(b"PK")

    report = build(articles, tmp_path / "out")

    assert list_rejects(tmp_path / "out") == {"notes.docx": "unsupported file type"}
    assert report.rejected == 0
    assert any("unsupported type" in warning for warning in report.warnings)


def test_links_out_of_the_folder_are_told_and_do_not_count(articles, tmp_path):
    """What a link would read is in no table; the reject names no path of the machine, and does not count."""
    secret = "Le mot de passe du builder est confié à la fondation Estran depuis mardi dernier."
    (tmp_path / "secret.txt").write_text(secret, encoding="utf-8")
    (articles / "link.txt").symlink_to(tmp_path / "secret.txt")
    (articles / "folder").symlink_to(tmp_path)

    report = build(articles, tmp_path / "out")

    assert list_rejects(tmp_path / "out") == dict.fromkeys(("link.txt", "folder"), "link out of the source folder")
    assert report.rejected == 0 and any("2 links were not followed" in warning for warning in report.warnings)
    assert not any(
        secret.encode() in content or str(tmp_path).encode() in content for content in read_bytes(tmp_path / "out").values()
    )


def test_the_size_of_what_a_link_leads_to_stays_outside(articles, tmp_path):
    """A reject of a link says nothing of its target, so that a change of it changes no byte of a release."""
    (articles / "l.txt").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "elsewhere.txt").write_text("one")
    build(articles, tmp_path / "out")
    before = read_bytes(tmp_path / "out")
    (tmp_path / "elsewhere.txt").write_text("something longer")
    build(articles, tmp_path / "out")

    assert read_bytes(tmp_path / "out") == before


def test_a_part_of_a_file_has_no_hash(tmp_path):
    """With a limit the manifest lists a hash only of files that were read to their end, and a rebuild agrees."""
    folder = make_sources(tmp_path / "in", {"z.txt": ARTICLE})
    write_records(folder / "many.jsonl", 5)
    for limit, is_whole in ((4, False), (5, True)):
        build_corpus([folder], tmp_path / "out", Settings(), BuildOptions(limit=limit))
        [listed] = json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]

        assert (listed["sha256"] is not None) == is_whole
        assert len(read_tables(tmp_path / "out")["documents"]) == limit
        assert check_release(tmp_path / "out", [folder], Checks(rebuild=True)) == []


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_how_far_a_file_is_read_is_known_while_it_is(tmp_path, name):
    """The bytes that were read grow within a file of many records, packed or not, and are all of them in the end."""
    path = write_packed(tmp_path / name, 300)
    files = list_files([path])
    intake = Intake(set(), (), path.stat().st_size)
    seen = [intake.bytes_read for _ in read_all(files, Description(), intake, limit_files(Settings()))]

    assert 0 < seen[0] < seen[100] < seen[200] < seen[-1] <= intake.bytes_read == intake.bytes_given


def write_packed(path, count):
    """A file of records, by the end of its name."""
    texts = [f"{number} {random.Random(number).getrandbits(80_000):x}" for number in range(count)]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    if path.suffix == ".parquet":
        pq.write_table(pa.table({"text": texts}), path, row_group_size=count // 10)
    else:
        path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)
    return path


def test_two_files_of_one_name_lose_nothing_to_each_other(tmp_path, monkeypatch):
    """Where one of two files with the same path changes while it is read, each line of the other is a document or a reject."""
    for name in ("f1", "f2"):
        (tmp_path / name).mkdir()
        lines = [json.dumps({"text": ARTICLE.replace("mardi", f"le {n}")}) for n in range(30)]
        (tmp_path / name / "x.jsonl").write_text("\n".join([*lines, "{bad", name]) + "\n")
    read, open_file, opened, seen = records.read_line, records.open_source, [], []

    def remember_then_open(place, bounds):
        opened.append(place)
        return open_file(place, bounds)

    def change_then_read(*words):
        seen.append(words)
        if len(seen) == 10:
            change_file(opened[-1], 0.5, None)
        return read(*words)

    monkeypatch.setattr(records, "open_source", remember_then_open)
    monkeypatch.setattr(records, "read_line", change_then_read)
    for module in (records, lines_module):
        monkeypatch.setattr(module, "CHUNK", 4096)
    build([tmp_path / "f1", tmp_path / "f2"], tmp_path / "out")

    tables = read_tables(tmp_path / "out")
    reasons = Counter(tables["rejects"]["reason"].to_pylist())
    assert reasons["changed while it was read"] == 1
    assert len(tables["documents"]) + reasons["duplicate source id"] + reasons["malformed JSON"] == 32


# What is done to the file: cut at a share of its size, then written at an offset from its end.
CHANGES = {
    "cut": (0.5, None),
    "grown": (None, (0, b'{"id": "late", "text": "Late words of a late record."}\n')),
    "written over": (None, (-40, b"x")),
}


def test_an_archive_that_changes_while_it_is_read_is_one_reject(articles, tmp_path, monkeypatch):
    """What its members have given is taken back, their rejects too; the manifest believes no hash of it."""
    with zipfile.ZipFile(articles / "many.zip", "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", ARTICLE.replace("mardi", f"le {number}"))
        archive.writestr("more.jsonl", "{bad\n")
    read = records.read_line

    def change_then_read(origin, line):
        if "more" in origin.path:
            with (articles / "many.zip").open("ab") as content:
                content.write(b"more")
        return read(origin, line)

    monkeypatch.setattr(records, "read_line", change_then_read)
    build(articles, tmp_path / "out")

    assert list_rejects(tmp_path / "out") == {"many.zip": "changed while it was read"}
    assert len(read_tables(tmp_path / "out")["documents"]) == 3
    listed = {file["path"]: file["sha256"] for file in json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]}
    assert listed["many.zip"] is None
    assert not verify_release(tmp_path / "out")


def test_files_of_every_kind_are_built_and_rebuilt(articles, tmp_path):
    """Packed files, tables and archives lie beside others; the release is whole, and the same when it is built again."""
    lines = "".join(json.dumps({"text": OTHER.replace("jeudi", f"le {n}"), "desk": f"Bureau {n}"}) + "\n" for n in range(3))
    (articles / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (articles / "port.txt.gz").write_bytes(gzip.compress(ARTICLE.encode()))
    (articles / "cut.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-9])
    (articles / "metadata.csv").write_text("file,source\nport.txt,Le Phare\n")
    (articles / "b.csv").write_text("text;desk\nUne phrase qui ne dit rien de plus.;mer\n")
    with zipfile.ZipFile(articles / "c.zip", "w") as archive:
        archive.writestr("d/quai.txt", OTHER.replace("jeudi", "un jeudi"))
    report = build(articles, tmp_path / "out")

    assert {"a.jsonl.gz:3", "port.txt.gz", "b.csv:1", "c.zip!d/quai.txt"} <= set(
        read_tables(tmp_path / "out")["documents"]["source_id"].to_pylist()
    )
    assert list_rejects(tmp_path / "out") == {"cut.jsonl.gz": "damaged archive"}
    assert report.rejected == 1
    assert check_release(tmp_path / "out", [articles], Checks(rebuild=True)) == []


def test_settings_say_how_much_a_file_may_unpack_to(articles, tmp_path):
    """What unpacks to more is a reject that names the setting."""
    (articles / "long.txt.gz").write_bytes(gzip.compress(ARTICLE.encode() * 9))
    build_corpus([articles], tmp_path / "out", check_settings({"files": {"text_bytes": 1_000}}))

    assert list_rejects(tmp_path / "out") == {"long.txt.gz": "unpacks to too much"}
    assert "files.text_bytes" in read_tables(tmp_path / "out")["rejects"]["detail"].to_pylist()[0]


def change_file(path, cut, written):
    """Change a file in its place."""
    with path.open("rb+") as content:
        if cut:
            content.truncate(int(path.stat().st_size * cut))
        if written:
            content.seek(written[0], 2)
            content.write(written[1])


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read_is_one_reject(change, articles, tmp_path, monkeypatch):
    """Its records are all taken back and the manifest believes no hash of it; another record with an id of theirs is a reject."""
    write_records(articles / "many.jsonl", 200)
    (articles / "other.jsonl").write_text(json.dumps({"id": "r1", "text": OTHER}) + "\n")
    read = records.read_line
    seen = []

    def change_then_read(origin, line):
        seen.append(origin.path)
        if seen.count("many.jsonl") == 100:
            change_file(articles / origin.path, *CHANGES[change])
        return read(origin, line)

    monkeypatch.setattr(records, "read_line", change_then_read)
    for module in (records, lines_module):
        monkeypatch.setattr(module, "CHUNK", 4096)
    report = build(articles, tmp_path / "out")
    corpus = corpus_builder.load(tmp_path / "out")

    assert list_rejects(tmp_path / "out") == {"many.jsonl": "changed while it was read", "r1": "duplicate source id"}
    assert sorted(corpus.documents["source_id"]) == ["estran.txt", "page-1", "port.txt"]
    assert report.rejected == 2
    listed = {file["path"]: file["sha256"] for file in json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]}
    assert listed["many.jsonl"] is None and listed["other.jsonl"]
    assert not verify_release(tmp_path / "out")
