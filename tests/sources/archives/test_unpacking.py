"""corpus_builder.sources.archives.unpacking: whatever can be unpacked is read, and what cannot is said."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Record, Reject
from corpus_builder.sources.archives.unpacking import FREE, STEP, Limits
from corpus_builder.system.errors import CorpusError
from tests.sources.reading_files import LIMITS, name_results, read_bytes

LINES = b"".join(b'{"text": "Ligne %d du registre du port."}\n' % number for number in range(2_500))


def pack_zstd(content: bytes) -> bytes:
    packed: bytes = pa.compress(content, codec="zstd", asbytes=True)
    return packed


def reject_reason(result: Record | Reject) -> str | None:
    return result.reason if isinstance(result, Reject) else None


PACKERS = {"gz": gzip.compress, "zst": pack_zstd}


@pytest.mark.parametrize("packing", PACKERS)
def test_a_packed_text_is_the_text(packing: str, tmp_path: Path) -> None:
    """Its bytes and its hash are those of the file that was packed."""
    [packed] = read_bytes(tmp_path, f"port.txt.{packing}", PACKERS[packing]("Le port rouvre à l’aube.".encode()))
    [plain] = read_bytes(tmp_path, "port.txt", "Le port rouvre à l’aube.".encode())

    assert isinstance(packed, Record) and isinstance(plain, Record)
    assert (packed.content, packed.size, packed.sha256) == (plain.content, plain.size, plain.sha256)
    assert (packed.source_id, packed.kind) == (f"port.txt.{packing}", "text")


def make_table(*texts: str, **options: Any) -> bytes:
    """The bytes of a Parquet file of texts."""
    content = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), content, **options)
    return content.getvalue()


@pytest.mark.parametrize("packing", PACKERS)
def test_a_packed_table_is_the_table(packing: str, tmp_path: Path) -> None:
    """Its rows have the hashes that they have unpacked; cut off it is one reject, since what it holds stands at its end."""
    name, table = f"a.parquet.{packing}", make_table("Le port rouvre.", "La digue tient.")
    packed, plain = read_bytes(tmp_path, name, PACKERS[packing](table)), read_bytes(tmp_path, "a.parquet", table)

    assert name_results(packed) == [(f"{name}:1", "Le port rouvre."), (f"{name}:2", "La digue tient.")]
    assert [record.sha256 for record in packed] == [record.sha256 for record in plain]
    cut = read_bytes(tmp_path, name, PACKERS[packing](table)[:-20])
    assert [(each.path, reject_reason(each)) for each in cut] == [(name, "damaged archive")]
    empty = read_bytes(tmp_path, name, PACKERS[packing](make_table()))
    assert [reject_reason(each) for each in empty] == [
        reject_reason(each) for each in read_bytes(tmp_path, "a.parquet", make_table())
    ]


@pytest.mark.parametrize("packing", PACKERS)
def test_a_packed_table_is_bounded_by_its_packed_size(packing: str, tmp_path: Path) -> None:
    """What it unpacks to, and what its rows hold: neither is more than that many times the bytes of the file."""
    zeros = PACKERS[packing](bytes(FREE + 30_000_000))
    assert [reject_reason(each) for each in read_bytes(tmp_path, f"a.parquet.{packing}", zeros)] == ["unpacks to too much"]

    repeated = PACKERS[packing](make_table(*["mot " * 1_000] * 6_000))
    found = read_bytes(tmp_path, f"a.parquet.{packing}", repeated)
    assert reject_reason(found[-1]) == "unpacks to too much"
    assert sum(each.size or 0 for each in found) < FREE + LIMITS.unpacked_ratio * len(repeated) + 10_000


def test_a_full_disk_is_no_fault_of_a_packed_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the build in one line; a reject would be a document that is lost silently."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(CorpusError, match="cannot make a temporary file"):
        read_bytes(tmp_path, "a.parquet.gz", gzip.compress(make_table("Le port rouvre.")))


@pytest.mark.parametrize("packing", PACKERS)
def test_several_members_are_one_file(packing: str, tmp_path: Path) -> None:
    """Packed files that were joined are read to the end of the last."""
    pack = PACKERS[packing]
    found = read_bytes(tmp_path, f"a.jsonl.{packing}", pack(b'{"text": "Un"}\n') + pack(b"") + pack(b'{"text": "Deux"}'))

    assert name_results(found) == [(f"a.jsonl.{packing}:1", "Un"), (f"a.jsonl.{packing}:2", "Deux")]


def test_zeros_behind_a_gzip_file_are_padding(tmp_path: Path) -> None:
    """Tapes and block devices leave them."""
    assert name_results(read_bytes(tmp_path, "a.txt.gz", gzip.compress(b"Le port") + bytes(600))) == [("a.txt.gz", "Le port")]


@settings(max_examples=25)
@given(st.sampled_from(sorted(PACKERS)), st.integers(0, 10_000), st.sampled_from(["jsonl", "csv"]))
def test_what_was_whole_stays(tmp_path_factory: pytest.TempPathFactory, packing: str, place: int, kind: str) -> None:
    """Of a file that is cut off anywhere each record that can be unpacked is as it was, and one reject stands for the rest."""
    folder = tmp_path_factory.mktemp("cut")
    content = LINES if kind == "jsonl" else b"text,n\n" + b"".join(b'"Ligne %d, au port",%d\n' % (n, n) for n in range(2_500))
    whole = read_bytes(folder, f"a.{kind}.{packing}", PACKERS[packing](content))
    packed = PACKERS[packing](content)
    cut = read_bytes(folder, f"a.{kind}.{packing}", packed[: 1 + place * (len(packed) - 2) // 10_000])

    assert cut[:-1] == whole[: len(cut) - 1]
    assert isinstance(cut[-1], Reject) and cut[-1].reason == "damaged archive" and "cut off" in cut[-1].detail
    unpacked = int(cut[-1].detail.split("; ")[1].split()[0].replace(",", ""))
    assert sum(record.size or 0 for record in cut[:-1]) >= unpacked - 2 * len(b"text,n\n") - len(LINES) // 2_500 - 20


DAMAGES = {
    "garbage behind": (gzip.compress(b'{"text": "Un"}') + b"garbage", ["Un", "damaged archive"]),
    "another file behind a line": (gzip.compress(b'{"text": "Un"}\n') + b"PK", ["Un", "damaged archive"]),
    "no gzip": (b"Le port de Saint-Aubin", ["damaged archive"]),
    "cut inside a line": (gzip.compress(b'{"text": "Un"}\n{"te')[:-8], ["Un", "damaged archive"]),
    "a wrong checksum": (gzip.compress(b'{"text": "Un"}\n')[:-8] + bytes(8), ["damaged archive"]),
    "nothing": (b"", ["empty file"]),
    "nothing, packed": (gzip.compress(b""), ["empty file"]),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_one_reject(name: str, tmp_path: Path) -> None:
    """It says what is wrong and where; never a traceback."""
    content, expected = DAMAGES[name]

    assert [said for _, said in name_results(read_bytes(tmp_path, "a.jsonl.gz", content))] == expected


def test_damaged_zstd_is_one_reject(tmp_path: Path) -> None:
    """Of a frame that cannot be unpacked nothing is guessed."""
    packed = pack_zstd(LINES)

    [reject] = read_bytes(tmp_path, "a.jsonl.zst", packed[:900] + bytes(200) + packed[1100:])

    assert isinstance(reject, Reject) and (reject.reason, reject.source_id) == ("damaged archive", "a.jsonl.zst")


@pytest.mark.parametrize("damage", [b"garbage", pack_zstd(LINES)[:900]])
def test_whole_zstd_frames_stay(damage: bytes, tmp_path: Path) -> None:
    """Damage behind them costs what is damaged only."""
    found = read_bytes(tmp_path, "a.jsonl.zst", pack_zstd(b'{"text": "Un"}\n') + pack_zstd(b'{"text": "Deux"}\n') + damage)

    assert [said for _, said in name_results(found)] == ["Un", "Deux", "damaged archive"]


@pytest.mark.parametrize("packing", PACKERS)
def test_a_text_that_is_only_named_as_packed_is_one_reject(packing: str, tmp_path: Path) -> None:
    """It is no empty file."""
    assert name_results(read_bytes(tmp_path, f"a.txt.{packing}", b"Le port rouvre.")) == [(f"a.txt.{packing}", "damaged archive")]


def test_skippable_zstd_frames_are_passed_over(tmp_path: Path) -> None:
    """Other programs keep notes of their own in them, before and behind."""
    note = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"

    assert name_results(read_bytes(tmp_path, "a.txt.zst", note + pack_zstd(b"Le port") + note)) == [("a.txt.zst", "Le port")]


def test_a_zstd_window_that_is_too_large_is_named(tmp_path: Path) -> None:
    """Nothing is damaged, and something helps."""
    frame = b"\x28\xb5\x2f\xfd\x00" + bytes([21 << 3]) + b"\x01\x00\x00"
    [reject] = read_bytes(tmp_path, "a.jsonl.zst", frame)

    assert isinstance(reject, Reject) and "without --long" in reject.detail


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.warc"])
def test_what_unpacks_to_a_thousand_times_its_size_is_a_reject(packing: str, name: str, tmp_path: Path) -> None:
    """No more of it is unpacked than the settings allow, whatever it is said to hold."""
    content = b"text\n" + (b"a" * 99_999 + b"\n") * (2 * FREE // 100_000)
    found = read_bytes(tmp_path, f"{name}.{packing}", PACKERS[packing](content), Limits(20, FREE * 3))

    assert isinstance(found[-1], Reject) and found[-1].reason == "unpacks to too much"
    assert "20 times its size (files.unpacked_ratio)" in found[-1].detail
    assert sum(record.size or 0 for record in found[:-1]) < 1.2 * FREE


def test_a_line_that_does_not_end_is_a_reject(tmp_path: Path) -> None:
    """It would be held in memory; the lines before it stay."""
    found = read_bytes(tmp_path, "a.jsonl.gz", gzip.compress(b'{"text": "Un"}\n{"text": "' + b"a" * 2_000_000))

    assert name_results(found) == [("a.jsonl.gz:1", "Un"), ("a.jsonl.gz", "unpacks to too much")]


def test_what_repeats_itself_is_no_bomb(tmp_path: Path) -> None:
    """Pages that are nearly the same pack well, and small files may unpack to as much as they want."""
    page = json.dumps({"text": "Le port de Saint-Aubin a rouvert à l’aube. " * 50}).encode() + b"\n"

    assert len(read_bytes(tmp_path, "a.jsonl.gz", gzip.compress(page * (STEP // 8)))) == STEP // 8
