"""The whole job on bad input: a reject row or one clear line, and the rest of the build complete."""

import json
import os
import shutil
import sys
from collections import Counter

import pytest

import corpus_builder
from corpus_builder.errors import CorpusError, ReleaseError, SourceError
from corpus_builder.jobs.build import build_corpus
from corpus_builder.jobs.verify import check_release
from corpus_builder.policy.takedowns import hash_name
from corpus_builder.release.checks.verify import verify_release
from corpus_builder.settings import Settings
from corpus_builder.sources import lines as lines_module
from corpus_builder.sources import records
from corpus_builder.tables.parquet import read_tables
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
    """It is rejected with its reason, which counts unless it is just blank; the other files are built."""
    content, reason = BAD_FILES[name]
    (articles / name).write_bytes(content)

    report = build(articles, tmp_path / "out")

    counted = reason != "empty file"
    assert rejects(tmp_path / "out") == {name: reason}
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
    """A pipe and a device are rejected; the build does not read them, even if the user follows links."""
    os.mkfifo(articles / "pipe.txt")
    (articles / "zero.txt").symlink_to("/dev/zero")

    build_corpus([articles], tmp_path / "out", Settings(), workers=1, follow_links=True)

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


def make_sources(folder, files):
    """A folder with files by name; a str is text, bytes are bytes."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


NOTHING = {
    "blank files": ({"a.txt": b"", "b.txt": " \n"}, "2 × empty file"),
    "files of other kinds": ({"a.pdf": "x", "b.xml": "<a/>"}, "2 × not a kind of source"),
    "bad files": (
        {"a.txt": bytes(range(256)) * 9, "b.jsonl": "{oops\n{oops\n", "c.md": "x"},
        "2 × malformed JSON, 1 × binary file",
    ),
    "what was taken down": ({"a.txt": ARTICLE, "takedowns.txt": hash_name("a.txt") + "\n"}, "1 × takedown"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_build_without_documents_replaces_nothing(name, tmp_path):
    """It is an error that counts the rejects by reason; the release that stands there stays, and without one nothing is made."""
    files, said = NOTHING[name]
    folder = make_sources(tmp_path / "in", files)
    build(make_sources(tmp_path / "before", {"a.txt": ARTICLE}), tmp_path / "out")
    before = read_bytes(tmp_path / "out")

    for out in ("out", "new/out"):
        with pytest.raises(CorpusError, match=rf"no source gives a document: {said}[^\n]*--allow-empty[^\n]*\Z"):
            build(folder, tmp_path / out)

    assert read_bytes(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before", "in", "out"]


def test_an_empty_release_is_published_for_who_asks(tmp_path):
    """With `allow_empty` the release holds the rejects, also of a folder without any file, and a rebuild verifies it."""
    folder = make_sources(tmp_path / "in", {"a.txt": b""})

    report = build_corpus([folder], tmp_path / "out", Settings(), workers=1, allow_empty=True)
    corpus = corpus_builder.build(make_sources(tmp_path / "none", {}), tmp_path / "nothing", allow_empty=True)

    assert (report.rows["documents"], report.rejected) == (0, 0)
    assert rejects(tmp_path / "out") == {"a.txt": "empty file"}
    assert corpus.counts["documents"] == corpus.counts["rejects"] == 0
    assert check_release(tmp_path / "out", [folder], strict=False, rebuild=True) == []


def test_links_alone_name_the_option(tmp_path):
    """Where links out of the folder are all there is, the error says how to read them; read so, they are documents."""
    (tmp_path / "elsewhere.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "elsewhere.txt")

    with pytest.raises(CorpusError, match=r"1 × link out of the source folder \(.*--follow-links"):
        build(tmp_path / "in", tmp_path / "out")
    corpus = corpus_builder.build(tmp_path / "in", tmp_path / "out", follow_links=True)

    assert list(corpus.documents["source_id"]) == ["a.txt"]


def test_links_out_of_the_folder_are_told_and_do_not_count(articles, tmp_path):
    """What a link would read is in no table; the reject names no path of the machine, and does not count."""
    secret = "Le mot de passe du builder est confié à la fondation Estran depuis mardi dernier."
    (tmp_path / "secret.txt").write_text(secret, encoding="utf-8")
    (articles / "link.txt").symlink_to(tmp_path / "secret.txt")
    (articles / "folder").symlink_to(tmp_path)

    report = build(articles, tmp_path / "out")

    assert rejects(tmp_path / "out") == dict.fromkeys(("link.txt", "folder"), "link out of the source folder")
    assert report.rejected == 0 and any("2 links were not followed" in warning for warning in report.warnings)
    assert not any(
        secret.encode() in content or str(tmp_path).encode() in content for content in read_bytes(tmp_path / "out").values()
    )


@pytest.mark.parametrize("name", ["sources.toml", "corpus.toml", "takedowns.txt", "labels.jsonl"])
def test_what_is_said_about_the_sources_is_not_read_through_a_link_out(name, articles, tmp_path, run):
    """A planted link with the name of a file that stands beside the sources is one clear error."""
    (tmp_path / "elsewhere").write_text("secret = 'of the builder'\n")
    (articles / name).symlink_to(tmp_path / "elsewhere")

    done = run("build", articles, "--out", tmp_path / "out")

    assert done.returncode == 1
    assert done.stderr.strip().endswith(f"{name} is a link out of the source folder (--follow-links reads it)")


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
    assert f"4 documents are now rejected: {named}; and 1 more" in refused.stderr
    assert "--max-rejected" in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert read_bytes(out) == before
    assert run("build", articles, "--out", out, "--max-rejected", "1").returncode == 0
    assert len(rejects(out)) == 4


def test_too_many_rejects_of_new_sources_replace_the_release(articles, tmp_path, run):
    """Sources that never were documents are no loss: the release is written, and the status is 3."""
    out = tmp_path / "out"
    assert run("build", articles, "--out", out).returncode == 0
    (articles / "bad.txt").write_bytes(bytes(range(256)) * 9)

    assert run("build", articles, "--out", out).returncode == 3
    assert rejects(out) == {"bad.txt": "binary file"}


def test_the_size_of_what_a_link_leads_to_stays_outside(articles, tmp_path):
    """A reject of a link says nothing of its target, so that a change of it changes no byte of a release."""
    (articles / "l.txt").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "elsewhere.txt").write_text("one")
    build(articles, tmp_path / "out")
    before = read_bytes(tmp_path / "out")
    (tmp_path / "elsewhere.txt").write_text("something longer")
    build(articles, tmp_path / "out")

    assert read_bytes(tmp_path / "out") == before


def test_max_rejected_zero_is_strict(articles, tmp_path, run):
    """Who allows no reject does not allow that a release loses a document to one."""
    assert run("build", articles, "--out", tmp_path / "out").returncode == 0
    (articles / "port.txt").write_bytes(bytes(range(256)) * 9)

    assert run("build", articles, "--out", tmp_path / "out", "--max-rejected", "0").returncode == 1
    assert len(read_tables(tmp_path / "out")["documents"]) == 3


def test_a_part_of_a_file_has_no_hash(tmp_path):
    """With a limit the manifest lists a hash only of files that were read to their end, and a rebuild agrees."""
    folder = make_sources(tmp_path / "in", {"z.txt": ARTICLE})
    write_records(folder / "many.jsonl", 5)
    for limit, is_whole in ((4, False), (5, True)):
        build_corpus([folder], tmp_path / "out", Settings(), workers=1, limit=limit)
        [listed] = json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]

        assert (listed["sha256"] is not None) == is_whole
        assert len(read_tables(tmp_path / "out")["documents"]) == limit
        assert check_release(tmp_path / "out", [folder], strict=False, rebuild=True) == []


def test_two_files_of_one_name_lose_nothing_to_each_other(tmp_path, monkeypatch):
    """Where one of two files with the same path changes while it is read, each line of the other is a document or a reject."""
    for name in ("f1", "f2"):
        (tmp_path / name).mkdir()
        lines = [json.dumps({"text": ARTICLE.replace("mardi", f"le {n}")}) for n in range(30)]
        (tmp_path / name / "x.jsonl").write_text("\n".join([*lines, "{bad", name]) + "\n")
    read, seen = records._read_line, []

    def change_then_read(file, *words):
        seen.append(file.place)
        if len(seen) == 10:
            change_file(file.place, 0.5, None)
        return read(file, *words)

    monkeypatch.setattr(records, "_read_line", change_then_read)
    for module in (records, lines_module):
        monkeypatch.setattr(module, "CHUNK", 4096)
    build([tmp_path / "f1", tmp_path / "f2"], tmp_path / "out")

    tables = read_tables(tmp_path / "out")
    reasons = Counter(tables["rejects"]["reason"].to_pylist())
    assert reasons["changed while it was read"] == 1
    assert len(tables["documents"]) + reasons["second source with this id"] + reasons["malformed JSON"] == 32


def write_records(path, count):
    """A file of `count` records."""
    lines = (json.dumps({"id": f"r{number}", "text": ARTICLE.replace("mardi", f"le {number}")}) for number in range(count))
    path.write_text("".join(f"{line}\n" for line in lines))


# What is done to the file: cut at a share of its size, then written at an offset from its end.
CHANGES = {
    "cut": (0.5, None),
    "grown": (None, (0, b'{"id": "late", "text": "Late words of a late record."}\n')),
    "written over": (None, (-40, b"x")),
}


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
    read = records._read_line
    seen = []

    def change_then_read(file, *words):
        seen.append(file.path)
        if seen.count("many.jsonl") == 100:
            change_file(file.place, *CHANGES[change])
        return read(file, *words)

    monkeypatch.setattr(records, "_read_line", change_then_read)
    for module in (records, lines_module):
        monkeypatch.setattr(module, "CHUNK", 4096)
    report = build(articles, tmp_path / "out")
    corpus = corpus_builder.load(tmp_path / "out")

    assert rejects(tmp_path / "out") == {"many.jsonl": "changed while it was read", "r1": "second source with this id"}
    assert sorted(corpus.documents["source_id"]) == ["estran.txt", "page-1", "port.txt"]
    assert report.rejected == 2
    listed = {file["path"]: file["sha256"] for file in json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]}
    assert listed["many.jsonl"] is None and listed["other.jsonl"]
    assert not verify_release(tmp_path / "out")


def test_two_descriptions_with_words_are_one_clear_error(tmp_path):
    """Two folders that both speak for the corpus cannot both be right."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
        (tmp_path / name / "sources.toml").write_text(f'[corpus]\nname = "{name}"\n')

    with pytest.raises(SourceError, match=r"two sources\.toml"):
        build([tmp_path / "one", tmp_path / "two"], tmp_path / "out")
