"""corpus_builder.sources.archives.warc_records: pages come out of what crawlers keep, and damage costs itself only."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Record, Reject
from corpus_builder.sources.archives.unpacking import FREE, Limits
from corpus_builder.sources.records import is_counted
from tests.sources.reading_files import LIMITS, name_results, read_bytes

PAGE = "<p>Le quai de Sorny rouvre.</p>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-15\r\n"
RESPONSE = HEAD + b"\r\n" + PAGE.encode()
ID = "urn:uuid:5f6e1d2c-0000-4000-8000-000000000001"


def make_warc(kind: str, block: bytes, length: int | None = None, more: str = "", content: str = "application/http") -> bytes:
    """One record; `length` is what its head says of it, `more` are further lines of the head."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{ID}>\r\nWARC-Target-URI: https://sorny.example/quai\r\n"
        f"WARC-Date: 2024-03-09T10:00:00Z\r\nContent-Type: {content}\r\n{more}"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


GOOD = make_warc("response", RESPONSE)


def test_a_response_is_a_page_with_its_address(tmp_path: Path) -> None:
    """The head of the server is taken off; what its crawler says goes into the further fields: its date is no publication's."""
    [record] = read_bytes(tmp_path, "a.warc", make_warc("warcinfo", b"software: x\r\n") + GOOD)

    assert isinstance(record, Record)
    assert (record.source_id, record.kind, record.content, record.charset) == ("a.warc:2", "html", PAGE.encode(), "iso-8859-15")
    assert (record.metadata.url, record.metadata.published) == ("https://sorny.example/quai", None)
    assert json.loads(record.metadata.extra or "") == {"warc_date": "2024-03-09T10:00:00Z", "warc_record_id": ID}
    assert record.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_a_conversion_is_a_text(tmp_path: Path) -> None:
    """WET files hold texts that somebody has made of pages."""
    record = make_warc("conversion", "Le quai rouvre à l’aube.".encode(), content="text/plain")

    assert name_results(read_bytes(tmp_path, "a.wet.gz", gzip.compress(record) * 2)) == [
        ("a.wet.gz:1", "Le quai rouvre à l’aube."),
        ("a.wet.gz:2", "Le quai rouvre à l’aube."),
    ]


SENT = gzip.compress(PAGE.encode())
ENCODED = {
    "gzip": HEAD + b"Content-Encoding: gzip\r\n\r\n" + SENT,
    "in chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE.encode()),
    "gzip in chunks": HEAD
    + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(SENT), SENT),
    "said to be gzip": HEAD + b"Content-Encoding: gzip\r\n\r\n" + PAGE.encode(),
    "said to be in chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + PAGE.encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_of_the_server_are_undone(name: str, tmp_path: Path) -> None:
    """Those that it names and has not used, too."""
    assert name_results(read_bytes(tmp_path, "a.warc", make_warc("response", ENCODED[name]))) == [("a.warc:1", PAGE)]


def test_a_response_that_unpacks_to_too_much_is_a_reject(tmp_path: Path) -> None:
    """Its encoding is bounded like that of a file."""
    sent = HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * (2 * FREE))
    [reject] = read_bytes(tmp_path, "a.warc", make_warc("response", sent), Limits(20, FREE * 3))

    assert isinstance(reject, Reject) and reject.reason == "unpacks to too much"
    assert "20 times its size (files.unpacked_ratio)" in reject.detail


BAD = "malformed WARC"
SHA1 = base64.b32encode(hashlib.sha1(RESPONSE).digest()).decode()
# What stands before a good record, and what is said of it: nothing of records that are no sources.
BEFORE = {
    "a request": (make_warc("request", b"GET /quai HTTP/1.1\r\n\r\n"), []),
    "a visit again": (make_warc("revisit", RESPONSE), []),
    "metadata": (make_warc("metadata", b"fetchTimeMs: 3\r\n"), []),
    "a page that was not there": (
        make_warc("response", RESPONSE.replace(b"200 OK", b"404 Not Found")),
        ["no successful response"],
    ),
    "a picture": (make_warc("response", RESPONSE.replace(b"text/html", b"image/png")), ["unsupported content type"]),
    "a page of no type": (make_warc("response", RESPONSE.replace(b"Content-Type", b"X-Type")), ["unsupported content type"]),
    "no response": (make_warc("response", PAGE.encode()), [BAD]),
    "a record without a type": (make_warc("", b"Un texte"), [BAD]),
    "a later segment": (make_warc("continuation", b"Un texte"), [BAD]),
    "an empty record": (make_warc("response", b""), [BAD]),
    "a length that is too long": (make_warc("response", RESPONSE, len(RESPONSE) + 5), [BAD]),
    "a length that is much too long": (make_warc("response", RESPONSE, 100_000), [BAD]),
    "a length that is too short": (make_warc("response", RESPONSE, len(RESPONSE) - 5), [BAD]),
    "a length of a gigabyte": (make_warc("response", RESPONSE, 10**9), [BAD]),
    "metadata of a length of a gigabyte": (make_warc("metadata", b"fetchTimeMs: 3\r\n", 10**9), [BAD]),
    "large metadata of a length of a gigabyte": (make_warc("metadata", b"fetchTimeMs: 3\r\n" * 10_001, 10**9), [BAD]),
    "metadata larger than a page may be": (make_warc("metadata", b"a" * 3_000_000), []),
    "a length below zero": (make_warc("response", RESPONSE, -5), [BAD]),
    "a length of many digits": (make_warc("response", RESPONSE, 10**30), [BAD]),
    "no length": (GOOD.replace(b"Content-Length", b"X-Length"), [BAD]),
    "a head of megabytes": (make_warc("response", RESPONSE, more=f"X: {'a' * 3_000_000}\r\n"), [BAD]),
    "another digest": (make_warc("response", RESPONSE, more=f"WARC-Block-Digest: sha1:{'A' * 32}\r\n"), [BAD]),
    "its digest": (make_warc("response", RESPONSE, more=f"WARC-Block-Digest: sha1:{SHA1}\r\n"), [PAGE]),
    "a digest of no known form": (make_warc("response", RESPONSE, more="WARC-Block-Digest: crc32:00\r\n"), [PAGE]),
    "garbage": (b"garbage\r\n" * 3, [BAD]),
    "a page and garbage": (GOOD + b"garbage\r\n" * 3, [PAGE, BAD]),
    "blank lines": (b"\r\n" * 20, []),
    "a page larger than may be": (make_warc("response", HEAD + b"\r\n" + b"a" * 1_000_001), ["unpacks to too much"]),
    "a film": (make_warc("response", HEAD + b"\r\n" + b"a" * 3_000_000), ["unpacks to too much"]),
}


@pytest.mark.parametrize("name", BEFORE)
def test_a_record_that_is_not_read_costs_itself_only(name: str, tmp_path: Path) -> None:
    """The good one behind it is read whatever stands before it."""
    content, said = BEFORE[name]

    assert [each for _, each in name_results(read_bytes(tmp_path, "a.warc", content + GOOD))] == [*said, PAGE]


@pytest.mark.parametrize("cut", [3, 40, 250, len(GOOD) - 10])
@pytest.mark.parametrize("packed", [False, True])
def test_a_record_that_is_cut_off_is_one_reject(cut: int, packed: bool, tmp_path: Path) -> None:
    """What was whole stays."""
    name, content = (
        ("a.warc.gz", gzip.compress(GOOD) + gzip.compress(GOOD[:cut])[:-9]) if packed else ("a.warc", GOOD + GOOD[:cut])
    )
    found = name_results(read_bytes(tmp_path, name, content))

    assert found[0] == (f"{name}:1", PAGE)
    assert [said for _, said in found[1:]] == ["damaged archive" if packed else BAD]


def test_what_crawlers_keep_beside_articles_does_not_count(tmp_path: Path) -> None:
    """A crawl is full of pictures and of pages that were not there; damage counts."""
    expected = {"a picture": False, "a page that was not there": False, "garbage": True}
    for name, counts in expected.items():
        [reject] = read_bytes(tmp_path, "a.warc", BEFORE[name][0])
        assert is_counted(reject, named=True) == counts


def test_a_page_that_the_crawler_has_cut_off_says_so(tmp_path: Path) -> None:
    """Its readers must know."""
    [record] = read_bytes(tmp_path, "a.warc", make_warc("response", RESPONSE, more="WARC-Truncated: length\r\n"))

    assert isinstance(record, Record) and record.notes == ("the crawler cut the page off: length",)


def test_a_page_in_segments_says_that_it_is_not_whole(tmp_path: Path) -> None:
    """The segments behind the first are rejects that count."""
    [record] = read_bytes(tmp_path, "a.warc", make_warc("response", RESPONSE, more="WARC-Segment-Number: 1\r\n"))

    assert isinstance(record, Record) and record.notes == ("only the first segment of the page: segments are not joined",)


def test_wrong_lengths_cost_no_more_than_the_file_is_long(tmp_path: Path) -> None:
    """However often a length leads beyond the next records, each byte is read a few times at most."""
    content = make_warc("response", RESPONSE, 900_000) * 5_000
    found = read_bytes(tmp_path, "a.warc", content, LIMITS)

    assert {said for _, said in name_results(found)} == {BAD}
    assert sum(reject.size or 0 for reject in found) >= len(content)


def test_lengths_beyond_the_file_cost_their_records_only(tmp_path: Path) -> None:
    """What is passed over is searched, so that each of many such records has its own reject."""
    found = read_bytes(tmp_path, "a.warc", make_warc("metadata", b"fetchTimeMs: 3\r\n", 10**9) * 2_000 + GOOD)

    assert name_results(found) == [(f"a.warc:{number}", BAD) for number in range(1, 2_001)] + [("a.warc:2001", PAGE)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3)), min_size=1, max_size=8))
def test_any_damage_gives_records_or_rejects(tmp_path_factory: pytest.TempPathFactory, damages: list[tuple[int, bytes]]) -> None:
    """Whatever bytes are put in the place of others, there is a record or a reject; never a traceback."""
    content = make_warc("response", ENCODED["gzip in chunks"]) + GOOD + make_warc("conversion", b"Un mot", content="text/plain")
    for place, value in damages:
        start = place * (len(content) - 1) // 10_000
        content = content[:start] + value + content[start + 2 :]

    assert read_bytes(tmp_path_factory.mktemp("damaged"), "a.warc", content)
