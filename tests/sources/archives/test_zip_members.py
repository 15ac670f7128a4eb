"""corpus_builder.sources.archives.zip_members: an archive is a folder, and no more dangerous than one."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Record
from corpus_builder.sources.archives.unpacking import Limits
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.sources.reading import CHUNK
from corpus_builder.sources.records import is_counted
from tests.sources.reading_files import name_results, read_all, read_bytes

WORDS = b"Le port rouvre."


def make_zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """An archive with members in that order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, held in members:
            archive.writestr(name, held)
    return content.getvalue()


def make_link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def encrypt(content: bytes) -> bytes:
    """An archive whose members say that they are encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            [flags] = struct.unpack_from("<H", changed, place + offset)
            struct.pack_into("<H", changed, place + offset, flags | 1)
            place = changed.find(mark, place + 4)
    return bytes(changed)


def test_members_are_sources_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Each has the archive and its own name as its path; files with many records have as many."""
    content = make_zip(("b/port.txt", WORDS), ("a.csv", b"text\nUn\nDeux\n"), ("b/", b""), ("a/p.html", b"<p>Trois</p>"))

    assert name_results(read_bytes(tmp_path, "a.zip", content)) == [
        ("a.zip!a.csv:1", "Un"),
        ("a.zip!a.csv:2", "Deux"),
        ("a.zip!a/p.html", "<p>Trois</p>"),
        ("a.zip!b/port.txt", WORDS.decode()),
    ]


def test_a_table_in_an_archive_is_read(tmp_path: Path) -> None:
    """Its rows are bounded by what the member has in the archive; one that is cut costs itself only."""
    content = io.BytesIO()
    pq.write_table(pa.table({"text": ["Un", "Deux"]}), content)
    table = content.getvalue()
    found = read_bytes(tmp_path, "a.zip", make_zip(("t.parquet", table), ("cut.parquet", table[:-20]), ("port.txt", WORDS)))

    assert name_results(found) == [
        ("a.zip!cut.parquet", "malformed Parquet"),
        ("a.zip!port.txt", WORDS.decode()),
        ("a.zip!t.parquet:1", "Un"),
        ("a.zip!t.parquet:2", "Deux"),
    ]


# What an archive holds beside a text, and what is said of it; None: it is passed over, as in a folder.
MEMBERS = {
    "a name above the archive": ("../up.txt", "unsafe name in an archive"),
    "a name above it, further on": ("a/../../up.txt", "unsafe name in an archive"),
    "a name above it, of Windows": ("..\\up.txt", "unsafe name in an archive"),
    "an absolute name": ("/etc/up.txt", "unsafe name in an archive"),
    "a drive": ("C:\\up.txt", "unsafe name in an archive"),
    "a folder that holds data": ("up.txt/", "unsafe name in an archive"),
    "a link": (make_link("link.txt"), "link in an archive"),
    "an archive": ("in.zip", "archive in an archive"),
    "a packed file": ("in.jsonl.gz", "archive in an archive"),
    "a tar archive": ("in.tar", "archive in an archive"),
    "a picture": ("photo.png", "unsupported file type"),
    "a table that is none": ("in.parquet", "malformed Parquet"),
    "a hidden file": (".hidden.txt", None),
    "a hidden folder": ("a/.git/x.txt", None),
    "what a Macintosh leaves": ("__MACOSX/port.txt", None),
    "a second of one name": ("port.txt", WORDS.decode()),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_members_that_are_not_read_have_one_reason_each(name: str, tmp_path: Path) -> None:
    """The others are read all the same."""
    member, reason = MEMBERS[name]
    found = name_results(read_bytes(tmp_path, "a.zip", make_zip(("port.txt", WORDS), (member, WORDS))))

    assert ("a.zip!port.txt", WORDS.decode()) in found
    assert [said for _, said in found if said != WORDS.decode()] == [reason] * (reason not in (None, WORDS.decode()))


def test_an_encrypted_member_is_a_reject(tmp_path: Path) -> None:
    """Nobody is asked for a password."""
    assert name_results(read_bytes(tmp_path, "a.zip", encrypt(make_zip(("a.txt", WORDS))))) == [
        ("a.zip!a.txt", "encrypted member")
    ]


def test_a_bomb_costs_itself_only(tmp_path: Path) -> None:
    """What unpacks to too much is not unpacked, and its neighbours are read."""
    found = read_bytes(tmp_path, "a.zip", make_zip(("bomb.txt", bytes(50_000_000)), ("port.txt", WORDS)))

    assert name_results(found) == [("a.zip!bomb.txt", "unpacks to too much"), ("a.zip!port.txt", WORDS.decode())]


def test_members_that_share_their_bytes_are_bounded_together(tmp_path: Path) -> None:
    """A small archive whose many members are one text unpacks to no more than its size allows."""
    text = random.Random(1).randbytes(20_000).hex().encode()
    packed = make_zip(("0.txt", text))
    entry, end = packed.index(b"PK\x01\x02"), packed.index(b"PK\x05\x06")
    entries = b"".join(packed[entry:end].replace(b"0.txt", b"%05d" % number) for number in range(3_000))
    named = packed[:entry].replace(b"0.txt", b"00000")
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 3_000, 3_000, len(entries), len(named), 0)
    found = read_bytes(tmp_path, "a.zip", named + entries.replace(b".txt", b"") + tail)

    assert {said for _, said in name_results(found)} == {"unsupported file type", "unpacks to too much"}


# How archives are written: where sizes stand behind members, as somebody does who cannot go back, of 4 or of 8 bytes.
WRITERS = {"sizes before": {}, "sizes behind": {"pipe": True}, "large sizes behind": {"pipe": True, "force_zip64": True}}


def write_zip(texts: list[bytes], method: int, *, pipe: bool = False, force_zip64: bool = False) -> tuple[bytes, list[int]]:
    """An archive of texts, and where each member ends."""
    content = io.BytesIO()
    target = SimpleNamespace(write=content.write, flush=content.flush) if pipe else content
    with zipfile.ZipFile(target, "w", method) as archive:  # type: ignore[call-overload]
        for number, text in enumerate(texts):
            with archive.open(f"{number}.txt", "w", force_zip64=force_zip64) as member:
                member.write(text)
        starts = [info.header_offset for info in archive.infolist()] + [archive.start_dir]
    return content.getvalue(), starts[1:]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]), st.sampled_from(sorted(WRITERS)))
def test_members_that_are_whole_stay(tmp_path_factory: pytest.TempPathFactory, place: int, method: int, writer: str) -> None:
    """Of an archive that is cut off anywhere each whole member is read, and one reject stands for the rest."""
    folder, texts = tmp_path_factory.mktemp("cut"), [WORDS * number + b"PK\x07\x08PK" * (number % 3) for number in range(1, 7)]
    content, ends = write_zip(texts, method, **WRITERS[writer])
    cut = place * (len(content) - 1) // 10_000
    found = read_bytes(folder, "a.zip", content[:cut])

    assert name_results(found) == [
        *((f"a.zip!{number}.txt", texts[number].decode()) for number, end in enumerate(ends) if end <= cut),
        ("a.zip", "damaged archive"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_that_is_larger_than_what_is_read_at_once_is_found(method: int, tmp_path: Path) -> None:
    """Its end, and the marks in it that are none, may stand anywhere between what is read."""
    text = random.Random(1).randbytes(CHUNK).hex().encode()[: 2 * CHUNK - 7] + b"PK\x07\x08" * 5
    limits = Limits(unpacked_ratio=200, text_bytes=3 * CHUNK)
    content, [_, end] = write_zip([text, WORDS], method, pipe=True)
    found = read_bytes(tmp_path, "a.zip", content[:end], limits)

    assert name_results(found) == [
        ("a.zip!0.txt", text.decode()),
        ("a.zip!1.txt", WORDS.decode()),
        ("a.zip", "damaged archive"),
    ]


def test_a_bomb_is_not_unpacked_to_find_its_end(tmp_path: Path) -> None:
    """What all members unpack to is bounded there, too; who finds a wrong checksum behind a member finds no more."""
    content, ends = write_zip([WORDS, bytes(60_000_000), WORDS], zipfile.ZIP_DEFLATED, pipe=True)
    found = read_bytes(tmp_path, "a.zip", content[: ends[2]])
    assert name_results(found) == [("a.zip!0.txt", WORDS.decode()), ("a.zip", "damaged archive")]

    content, ends = write_zip([WORDS] * 3, zipfile.ZIP_DEFLATED, pipe=True)
    damaged = bytearray(content[: ends[2]])
    damaged[ends[1] - 1] ^= 1
    assert name_results(read_bytes(tmp_path, "a.zip", bytes(damaged))) == name_results(found)


def test_a_damaged_member_costs_itself_only(tmp_path: Path) -> None:
    """Its bytes are not those of its checksum; what was read of a file with many records stays."""
    lines = b"".join(b'{"text": "%s"}\n' % random.Random(n).randbytes(40).hex().encode() for n in range(2_000))
    content = bytearray(make_zip(("a.jsonl", lines), ("b.txt", WORDS)))
    content[60_000:60_010] = bytes(10)
    found = read_bytes(tmp_path, "a.zip", bytes(content))

    assert name_results(found)[-2:] == [("a.zip!a.jsonl", "damaged archive"), ("a.zip!b.txt", WORDS.decode())]
    assert isinstance(found[0], Record)


def test_an_archive_without_sources_is_empty(tmp_path: Path) -> None:
    """It is listed, and nobody has to do anything about it."""
    [reject] = read_bytes(
        tmp_path,
        "a.zip",
        make_zip((".hidden.txt", WORDS), ("in/metadata.csv", b"file,text\na.txt,Le port.\n"), ("metadata.csv.gz", WORDS)),
    )

    assert (reject.reason, is_counted(reject, named=True)) == ("empty file", False)


def test_a_description_covers_an_archive_or_a_member(tmp_path: Path) -> None:
    """What is said of the member itself counts before what is said of the archive."""
    (tmp_path / "a.zip").write_bytes(make_zip(("a.txt", WORDS), ("b.txt", WORDS)))
    sources = (DescribedSource("Le Phare", files=("*.zip",)), DescribedSource("La Digue", files=("a.zip!b.txt",)))

    found = read_all(tmp_path, Description(sources=sources))

    assert [record.metadata.source for record in found if isinstance(record, Record)] == ["Le Phare", "La Digue"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_any_damage_gives_records_or_rejects(tmp_path_factory: pytest.TempPathFactory, damages: list[tuple[int, int]]) -> None:
    """Whatever bytes are changed, there is a record or a reject, whose path can be written; never a traceback."""
    content = bytearray(
        make_zip(("a.txt", WORDS), ("b.csv", b"text\nUn\n"), ("c.jsonl", b'{"text": "Deux"}\n'), ("d.warc", b"x"))
    )
    for place, value in damages:
        content[place * (len(content) - 1) // 10_000] = value
    found = read_bytes(tmp_path_factory.mktemp("damaged"), "a.zip", bytes(content))

    assert found and all(result.path.encode() for result in found)


def spoil_names(content: bytes) -> bytes:
    """An archive in which each é of a name, which is said to be UTF-8, is two bytes that are none."""
    return content.replace("é".encode(), b"\xe9\xff")


# Archives with names that are no UTF-8 and say so, and where their members are cut off.
SPOILED = {
    "one": (["é.txt", "a.txt", "ü.txt"], [r"\xe9\xff.txt", "a.txt", "ü.txt"]),
    "in a folder": (["port/é/a.txt", "b.txt"], [r"port/\xe9\xff/a.txt", "b.txt"]),
    "many": ([f"{n}é.txt" for n in range(3_000)], [rf"{n}\xe9\xff.txt" for n in range(3_000)]),
}


@pytest.mark.parametrize("name", SPOILED)
@pytest.mark.parametrize("is_cut", [False, True])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n"])
def test_a_name_that_is_no_utf_8_costs_nothing(name: str, is_cut: bool, before: bytes, tmp_path: Path) -> None:
    """Its bytes are written as those of a name in a folder; all members are read, also of an archive that is cut off."""
    written, shown = SPOILED[name]
    whole = before * (not is_cut) + spoil_names(make_zip(*((member, WORDS) for member in written)))
    found = name_results(read_bytes(tmp_path, "a.zip", whole[:-40] if is_cut else whole))

    assert found == [
        *((f"a.zip!{member}", WORDS.decode()) for member in sorted(shown)),
        *[("a.zip", "damaged archive")] * is_cut,
    ]


def test_a_comment_that_looks_like_a_member_is_none(tmp_path: Path) -> None:
    """Where the last member of the list says that its own comment reaches into that of the archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("é.txt", WORDS)
        archive.comment = b"PK\1\2" + bytes(4) + b"\0\x08" + bytes(18) + b"\2\0" + bytes(16) + b"\xff\xff"
    content = bytearray(spoil_names(packed.getvalue()))
    content[content.index(b"PK\1\2") + 32] = 22
    found = read_bytes(tmp_path, "a.zip", bytes(content))

    assert name_results(found) == [(r"a.zip!\xe9\xff.txt", WORDS.decode())]


def test_a_name_that_is_no_utf_8_hides_no_fault(tmp_path: Path) -> None:
    """An archive in an archive, a link, and a name above the archive are rejects by such names, too; so is a damaged member."""
    content = spoil_names(make_zip(("é.zip", WORDS), (make_link("lé.txt"), WORDS), ("../é.txt", WORDS), ("é.txt", WORDS)))
    start = content.index(b"PK\x01\x02")
    damaged = content[: start - 3] + b"xyz" + content[start:]
    found = dict(name_results(read_bytes(tmp_path, "a.zip", content)))

    assert found == {
        r"a.zip!../\xe9\xff.txt": "unsafe name in an archive",
        r"a.zip!\xe9\xff.zip": "archive in an archive",
        r"a.zip!l\xe9\xff.txt": "link in an archive",
        r"a.zip!\xe9\xff.txt": WORDS.decode(),
    }
    spoiled = dict(name_results(read_bytes(tmp_path, "a.zip", damaged)))
    assert spoiled == found | {r"a.zip!\xe9\xff.txt": "damaged archive"}


def test_a_name_without_an_encoding_is_read_as_before(tmp_path: Path) -> None:
    """It is in code page 437, beside one that is no UTF-8, too."""
    old = make_zip(("abcd.txt", WORDS), ("é.txt", WORDS)).replace(b"abcd", b"caf\x82")

    assert [name for name, _ in name_results(read_bytes(tmp_path, "a.zip", spoil_names(old)))] == [
        "a.zip!café.txt",
        r"a.zip!\xe9\xff.txt",
    ][::-1]


def test_a_member_without_a_name_is_a_reject(tmp_path: Path) -> None:
    """Damage makes such a one."""
    content = make_zip(("a.txt", WORDS)).replace(b"a.txt", b"\0.txt")

    assert name_results(read_bytes(tmp_path, "a.zip", content)) == [("a.zip!", "unsafe name in an archive")]
