"""Reading files into records."""

import errno
import json
import os

import pytest

from corpus_builder.model import Record, Reject
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.sources.files import list_files
from corpus_builder.sources.records import is_counted, read_records


def read(path, description=Description()):  # noqa: B008 (frozen)
    return [r for f in list_files([path]) for r in read_records(f, description)]


def write_lines(path, *lines):
    path.write_bytes(b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines))
    return path


def test_a_text_file_is_one_record_named_by_its_path(tmp_path):
    """The bytes go on as they are; nothing is decoded here."""
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")

    [record] = read(tmp_path)

    assert (record.source_id, record.kind, record.content, record.size) == ("a.txt", "text", b"caf\xe9", 4)


def test_a_jsonl_file_has_one_record_a_line(tmp_path):
    """Known fields become metadata; text or html is the content; a record without an id is named by its line."""
    path = write_lines(
        tmp_path / "a.jsonl", {"id": "x", "text": "Un", "title": "T"}, {"html": "<p>Deux</p>", "url": "https://a.example/"}
    )

    one, two = read(path)

    assert (one.source_id, one.kind, one.content, one.metadata.title) == ("x", "text", "Un", "T")
    assert (two.source_id, two.kind, two.metadata.url) == ("a.jsonl:2", "html", "https://a.example/")


def test_fields_that_are_not_used_are_named(tmp_path):
    """Unknown fields are kept out and known to the caller, for one warning."""
    [record] = read(write_lines(tmp_path / "a.jsonl", {"text": "Un", "views": 3, "tags": []}))

    assert record.ignored == ("tags", "views")


BAD_LINES = [
    (b"{not json}\n", "malformed JSON"),
    (b"[1, 2]\n", "malformed JSON"),
    (b"[" * 100_000 + b"\n", "malformed JSON"),
    (b'{"id": "x"}\n', "record without text"),
    (b'{"text": "   "}\n', "record without text"),
    (b'{"text": 3}\n', "record without text"),
    (b'{"text": null, "html": ["a"]}\n', "record without text"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES)
def test_a_bad_line_among_good_ones_costs_itself_only(tmp_path, line, reason):
    """A bad line is a reject that names its line; its neighbours are records."""
    path = write_lines(tmp_path / "a.jsonl", {"text": "Un"}, line, {"text": "Deux"})

    one, bad, two = read(path)

    assert isinstance(one, Record) and isinstance(two, Record)
    assert isinstance(bad, Reject)
    assert bad.reason == reason
    assert "line 2" in bad.detail


def test_numbers_serve_as_ids_and_lists_do_not(tmp_path):
    """An id that is a number is written out; one that is a list or a boolean is no id."""
    path = write_lines(tmp_path / "a.jsonl", {"id": 7, "text": "a"}, {"id": [1], "text": "b"}, {"id": True, "text": "c"})

    assert [r.source_id for r in read(path)] == ["7", "a.jsonl:2", "a.jsonl:3"]


def test_lone_surrogates_and_bytes_that_are_no_utf8_do_not_travel_on(tmp_path):
    """Every text can be written as UTF-8: odd bytes are Windows-1252, lone surrogates U+FFFD."""
    path = write_lines(tmp_path / "a.jsonl", b'{"text": "caf\xe9 \\ud83d \\ud83d\\ude00"}\n')

    [record] = read(path)

    assert record.content == "café \ufffd \U0001f600"


def test_a_jsonl_file_in_utf16_is_read(tmp_path):
    """A byte order mark says how the lines are encoded."""
    (tmp_path / "a.jsonl").write_bytes('{"text": "Déjà"}\n{"text": "vu"}\n'.encode("utf-16"))

    assert [r.content for r in read(tmp_path)] == ["Déjà", "vu"]


def test_an_unreadable_file_is_a_reject(tmp_path, monkeypatch):
    """A file that cannot be opened is rejected with the system's reason; it is not lost."""
    (tmp_path / "a.txt").write_text("x")
    [found] = list_files([tmp_path])

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    [reject] = read_records(found, Description())

    assert (reject.reason, reject.detail) == ("unreadable file", "permission denied")


def test_only_files_that_somebody_asked_for_count_as_rejected(tmp_path):
    """A README among the sources is listed and does not count; one that the user named does."""
    (tmp_path / "README.md").write_text("x")
    [reject] = read(tmp_path)

    assert not is_counted(reject, named=False)
    assert is_counted(reject, named=True)


def test_a_described_file_is_checked_against_its_hash(tmp_path):
    """A file that is not the one sources.toml means is a reject that shows both hashes."""
    (tmp_path / "a.txt").write_text("x")
    [reject] = read(tmp_path, Description(sources=(DescribedSource("A", files=("a.txt",), sha256="0" * 64),)))

    assert reject.reason == "not the described file"
    assert "0" * 64 in reject.detail


def test_a_record_takes_from_its_description_what_it_does_not_say(tmp_path):
    """Licence and source come from sources.toml where the record is silent."""
    path = write_lines(tmp_path / "a.jsonl", {"text": "a", "license": "MIT"})
    [record] = read(path, Description(sources=(DescribedSource("Le Phare", files=("*.jsonl",), license="CC0-1.0"),)))

    assert (record.metadata.source, record.metadata.license) == ("Le Phare", "MIT")
