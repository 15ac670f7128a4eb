"""Reading files into records."""

from __future__ import annotations

import errno
import json
import os
from hashlib import sha256

import pytest

from corpus_builder.model import Record, Reject
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.sources.files import list_files
from corpus_builder.sources.records import is_counted, read_records
from tests.sources.reading_files import LIMITS, read_all

HARBOUR = '{"id": "h", "text": "Le port de Saint-Aubin a rouvert à l’aube."}'
BRIDGE = '{"id": "b", "text": "The old bridge was closed at noon."}'
MARK = "\ufeff"


read = read_all


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


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"name": "Ann Lee"}, "Ann Lee"),
        ([{"name": "Ann Lee"}, "Tom Reed", {"name": "Ann Lee"}], "Ann Lee; Tom Reed"),
        ([{"url": "https://a.example/ann"}, None, ["Tom Reed"]], None),
        ("Ann Lee, Tom Reed", "Ann Lee, Tom Reed"),
        ([], None),
        ({"name": ["Ann Lee"]}, None),
    ],
)
def test_authors_are_a_text_a_list_or_objects_with_a_name(tmp_path, author, names):
    """Each name stands once; what has no name is nobody."""
    [record] = read(write_lines(tmp_path / "a.jsonl", {"text": "Un", "author": author}))

    assert record.metadata.author == names


def test_further_fields_go_into_one_column(tmp_path):
    """What the package does not know is kept as it is, as JSON with sorted keys; a field without a value is none."""
    one, two = read(write_lines(tmp_path / "a.jsonl", {"text": "Un", "views": 3, "tags": [], "desk": None}, {"text": "Deux"}))

    assert (one.metadata.extra, two.metadata.extra) == ('{"tags": [], "views": 3}', None)


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


# What a file holds, and what is read of it: the ids of records, the details of rejects (each a part of the whole).
BYTES = {
    "line feeds": (f"{HARBOUR}\n{BRIDGE}\n".encode(), ["h", "b"], []),
    "no end of the last line": (f"{HARBOUR}\n{BRIDGE}".encode(), ["h", "b"], []),
    "line ends of Windows": (f"{HARBOUR}\r\n{BRIDGE}\r\n".encode(), ["h", "b"], []),
    "blank lines": (f"\n{HARBOUR}\n \t\n\r\n{BRIDGE}\n\n".encode(), ["h", "b"], []),
    # marks at the head of a line
    "a byte order mark": (f"{MARK}{HARBOUR}\n{BRIDGE}\n".encode(), ["h", "b"], []),
    "files with marks, one behind the other": (f"{MARK}{HARBOUR}\n{MARK}{BRIDGE}\n".encode(), ["h", "b"], []),
    "the same without a line end between": (f"{MARK}{HARBOUR}{MARK}{BRIDGE}".encode(), ["h", "b"], []),
    "two marks": (f"{MARK}{MARK}{HARBOUR}\n".encode(), ["h"], []),
    "a mark on a line of its own": (f"{MARK}\n{HARBOUR}\n".encode(), ["h"], []),
    "record separators": (f"\x1e{HARBOUR}\n\x1e{BRIDGE}\n".encode(), ["h", "b"], []),
    "record separators and no line ends": (f"\x1e{HARBOUR}\x1e{BRIDGE}".encode(), ["h", "b"], []),
    "a separator behind a mark": (f"{MARK}\x1e{HARBOUR}\n".encode(), ["h"], []),
    "a mark inside a text": (f'{{"id": "m", "text": "Le{MARK} port"}}\n'.encode(), ["m"], []),
    # carriage returns
    "line ends of the old Macintosh": (f"{HARBOUR}\r{BRIDGE}\r".encode(), ["h", "b"], []),
    "the same, the last line not ended": (f"{HARBOUR}\r{BRIDGE}".encode(), ["h", "b"], []),
    "the same with blank lines and marks": (f"\r{MARK}{HARBOUR}\r\r{MARK}{BRIDGE}\r".encode(), ["h", "b"], []),
    "the same with a bad line": (f"{HARBOUR}\r{{oops\r{BRIDGE}\r".encode(), ["h", "b"], ["line 2: "]),
    "files of both kinds, old ends first": (
        f"{HARBOUR}\r{BRIDGE}\r".encode() + b'{"id": "c", "text": "C"}\n',
        ["h", "b", "c"],
        [],
    ),
    "files of both kinds, old ends last": (
        b'{"id": "c", "text": "C"}\n' + f"{HARBOUR}\r{BRIDGE}\r".encode(),
        ["c", "h", "b"],
        [],
    ),
    "a return between tokens": (b'{"id": "r",\r "text": "R"}\n' + BRIDGE.encode(), ["r", "b"], []),
    "an object printed with old line ends": (b'{\r "id": "r",\r "text": "R"\r}\r', ["r"], []),
    "only returns in a bad line": (b"oops\rand oops\n" + BRIDGE.encode(), ["b"], ["line 1: "]),
    # UTF-16 and UTF-32
    **{
        f"{encoding}{' with a mark' * bool(mark)}{named}": (f"{mark}{HARBOUR}{end}{BRIDGE}{end}".encode(encoding), ["h", "b"], [])
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
        for mark in ("", MARK)
        for end, named in (("\n", ""), ("\r\n", ", Windows"), ("\r", ", Macintosh"))
    },
    "UTF-16, two files with marks": (f"{MARK}{HARBOUR}\n{MARK}{BRIDGE}\n".encode("utf-16-le"), ["h", "b"], []),
    "UTF-16 that ends in half a character": (f"{HARBOUR}\n".encode("utf-16-le") + b"\x7b", ["h"], ["line 2: "]),
    # two objects on a line, or one on several
    "two objects on a line": (f"{HARBOUR}{BRIDGE}\n".encode(), [], ["line 1: more than one object on the line"]),
    "the same among others": (f"{HARBOUR} {HARBOUR}\n{BRIDGE}\n".encode(), ["b"], ["line 1: more than one object on the line"]),
    "an array": (f"[{HARBOUR}, {BRIDGE}]".encode(), [], ["a JSON array"]),
    "an array over several lines": (f"[\n  {HARBOUR},\n  {BRIDGE}\n]\n".encode(), [], ["jq -c '.[]'"]),
    "an array, its objects over several lines": (json.dumps([json.loads(BRIDGE)] * 2, indent=2).encode(), [], ["a JSON array"]),
    "an array, its objects on its bracket's lines": (f"[{HARBOUR},\n{BRIDGE}]\n".encode(), [], ["a JSON array"]),
    "an array with commas at the head": (f"[{HARBOUR}\n,{BRIDGE}\n]\n".encode(), [], ["a JSON array"]),
    "an array behind a mark and blank lines": (f"{MARK}\n\n[\n{HARBOUR}\n]\n".encode(), [], ["a JSON array"]),
    "an array with old line ends": (f"[\r{HARBOUR},\r{BRIDGE}\r]\r".encode(), [], ["a JSON array"]),
    "an array in UTF-16": (f"[\n{HARBOUR},\n{BRIDGE}]".encode("utf-16"), [], ["a JSON array"]),
    "an empty array": (b"[]\n", [], ["a JSON array"]),
    "an array of 3 MB on a line": (f"[{', '.join([BRIDGE] * 50_000)}]".encode(), [], ["a JSON array"]),
    "an array among objects": (f"[1, 2]\n{BRIDGE}\n".encode(), ["b"], ["line 1: not an object"]),
    "an array among objects, with old line ends": (f"[1, 2]\r{BRIDGE}\r".encode(), ["b"], ["line 1: not an object"]),
    "an array of 3 MB among objects": (f"[{', '.join([BRIDGE] * 50_000)}]\n{BRIDGE}\n".encode(), ["b"], ["line 1: "]),
    "a cut array among objects": (f'["a", "b\n{BRIDGE}\n'.encode(), ["b"], ["line 1: "]),
    "an object over several lines": (json.dumps(json.loads(BRIDGE), indent=2).encode(), [], ["jq -c . "]),
    "objects over several lines": (f"{json.dumps(json.loads(BRIDGE), indent=2)}\n".encode() * 2, [], ["over several lines"]),
    "an object over two lines": (b'{"id": "b",\n "text": "B"}\n', [], ["over several lines"]),
    "all records in one object over several lines": (f'{{"articles": [\n{BRIDGE}]}}'.encode(), [], ["over several lines"]),
    # NUL bytes, as a crash leaves them
    "NULs behind the last line": (f"{HARBOUR}\n{BRIDGE}\n".encode() + bytes(99), ["h", "b"], ["line 3: 99 NUL characters"]),
    "NULs behind the last record": (f"{HARBOUR}\n{BRIDGE}".encode() + bytes(99), ["h", "b"], ["line 3: 99 NUL characters"]),
    "NULs behind a cut record": (f"{HARBOUR}\n{BRIDGE[:30]}".encode() + bytes(99), ["h"], ["NUL characters"]),
    "NULs between two runs": (
        f"{HARBOUR}\n".encode() + bytes(99) + f"{BRIDGE}\n".encode(),
        ["h", "b"],
        ["line 2: 99 NUL characters"],
    ),
    "NULs and a cut record between two runs": (
        HARBOUR[:30].encode() + bytes(9) + f"{BRIDGE}\n".encode(),
        ["b"],
        ["line 1", "line 2"],
    ),
    "nothing but NULs": (bytes(99), [], ["line 1: 99 NUL characters"]),
    "one NUL": (b"\0", [], ["line 1: 1 NUL character"]),
    "NULs in UTF-16": (f"{HARBOUR}\n".encode("utf-16-le") + bytes(98), ["h"], ["line 2: 49 NUL characters"]),
}


@pytest.mark.parametrize("name", BYTES)
def test_the_records_of_a_file_are_found_whatever_its_bytes(tmp_path, name):
    """Encoding, marks and line ends are no part of a record; what is damaged or misshapen is named once and costs itself only."""
    content, ids, details = BYTES[name]
    (tmp_path / "a.jsonl").write_bytes(content)

    found = read(tmp_path)

    assert [r.source_id for r in found if isinstance(r, Record)] == ids
    rejects = [r for r in found if isinstance(r, Reject)]
    assert len(rejects) == len(details)
    assert all(detail in reject.detail for reject, detail in zip(rejects, details, strict=True))
    assert len({r.source_id for r in found}) == len(found)
    if "h" in ids:
        assert next(r.content for r in found if r.source_id == "h") == json.loads(HARBOUR)["text"]


RAW_CONTROLS = {
    "a tab": b"Le\tport",
    "a vertical tab": b"Le\x0bport",
    "an escape": b"Le \x1b[1mport",
    "a return": b"Le\rport",
    "a record separator": b"Le\x1eport",
    "NULs": b"Le\0\0port",
    "all others": b"Le port" + bytes(set(range(1, 32)) - {10, 13}),
}


@pytest.mark.parametrize("name", RAW_CONTROLS)
def test_raw_control_characters_inside_strings_are_accepted_with_a_note(tmp_path, name):
    """JSON wants them escaped; a text that has them all the same is read as it is, and its record says so."""
    text = RAW_CONTROLS[name]
    path = write_lines(tmp_path / "a.jsonl", b'{"text": "' + text + b'"}\n', {"text": "Deux\tmots"})

    raw, escaped = read(path)

    assert (raw.content, raw.notes) == (text.decode(), ("raw control characters in the record",))
    assert (escaped.content, escaped.notes) == ("Deux\tmots", ())


def test_a_cut_record_with_raw_control_characters_is_rejected_for_being_cut(tmp_path):
    """What is wrong with a line is told by the reading that accepts control characters."""
    [reject, _] = read(write_lines(tmp_path / "a.jsonl", b'{"text": "Le\tport\n', {"text": "Deux"}))

    assert reject.detail == "line 1: Unterminated string starting at at character 10"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_records_are_numbered_and_hashed_by_the_lines_of_their_file(tmp_path, end):
    """Blank and bad lines count, and a record's bytes are its line with its end: as ever, so that ids and hashes stay."""
    lines = [b'{"text": "Un"}' + end, end, b"{oops" + end, b'{"text": "Deux"}']
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines))

    found = read(tmp_path)

    assert [r.source_id for r in found] == ["a.jsonl:1", "a.jsonl:3", "a.jsonl:4"]
    assert [(r.size, r.sha256) for r in found] == [(len(line), sha256(line).hexdigest()) for line in lines if line != end]


def test_lines_that_returns_end_are_numbered_like_any(tmp_path):
    """Where a return ends a line, the next one has the next number."""
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "Un"}\r\r{"text": "Deux"}\r{"text": "Trois"}\n{"text": "Quatre"}\n')

    assert [r.source_id for r in read(tmp_path)] == ["a.jsonl:1", "a.jsonl:3", "a.jsonl:4", "a.jsonl:5"]


def test_an_unreadable_file_is_a_reject(tmp_path, monkeypatch):
    """A file that cannot be opened is rejected with the system's reason; it is not lost."""
    (tmp_path / "a.txt").write_text("x")
    [found] = list_files([tmp_path])

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    [reject] = read_records(found, Description(), LIMITS)

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

    assert reject.reason == "file differs from its description"
    assert "0" * 64 in reject.detail


def test_a_record_takes_from_its_description_what_it_does_not_say(tmp_path):
    """Licence and source come from sources.toml where the record is silent."""
    path = write_lines(tmp_path / "a.jsonl", {"text": "a", "license": "MIT"})
    [record] = read(path, Description(sources=(DescribedSource("Le Phare", files=("*.jsonl",), license="CC0-1.0"),)))

    assert (record.metadata.source, record.metadata.license) == ("Le Phare", "MIT")
