"""Corpora of any size for `benchmarks.scale`, with the statistics of real pages, written as they are made."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.invented import make_records, make_sentence, read_words
from benchmarks.speed.corpora import page_texts

# Bytes of a tiny document.
TINY = 200


@dataclass(frozen=True, slots=True)
class ScaleCorpus:
    """A folder or file of sources: how many MB of text and how many documents it holds."""

    path: Path
    megabytes: float
    documents: int


def write_pages(folder: Path, megabytes: float) -> ScaleCorpus:
    """Pages as lines, a file each."""
    return _write_files(folder, page_texts(int(megabytes * 1e6)))


def write_prose(folder: Path, megabytes: float) -> ScaleCorpus:
    """Invented articles, a file each."""
    records = make_records(int(megabytes * 1e6))
    return _write_files(folder, (bytes(r.content).decode("utf-8") for r in records if isinstance(r.content, bytes)))


def _write_files(folder: Path, texts: Iterator[str]) -> ScaleCorpus:
    folder.mkdir(parents=True)
    size, documents = 0, 0
    for text in texts:
        content = text.encode("utf-8")
        (folder / f"{documents:08}.txt").write_bytes(content)
        size, documents = size + len(content), documents + 1
    return ScaleCorpus(folder, size / 1e6, documents)


def write_tiny(folder: Path, megabytes: float) -> ScaleCorpus:
    """Documents of a sentence or two in a file of JSON Lines."""
    folder.mkdir(parents=True)
    draw, words = random.Random(1), read_words("fr")
    documents = int(megabytes * 1e6) // TINY
    with (folder / "tiny.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(documents):
            text = f"{make_sentence(draw, words)} {make_sentence(draw, words)}"[:TINY]
            lines.write(json.dumps({"id": f"{number}", "text": text}, ensure_ascii=False) + "\n")
    return ScaleCorpus(folder, megabytes, documents)


def write_wet(path: Path, megabytes: float) -> ScaleCorpus:
    """Pages as the conversion records of a WET file, each packed by itself as in a crawl."""
    size, documents = 0, 0
    with path.open("wb") as file:
        file.write(gzip.compress(_make_record("warcinfo", "", 0, "software: invented\r\n")))
        for number, text in zip(count(1), page_texts(int(megabytes * 1e6)), strict=False):
            address = f"https://site{number % 97}.example/{number}.html"
            file.write(gzip.compress(_make_record("conversion", address, number, text), 1))
            size, documents = size + len(text.encode("utf-8")), documents + 1
    return ScaleCorpus(path, size / 1e6, documents)


def _make_record(kind: str, address: str, number: int, text: str) -> bytes:
    """A record as its standard has it (ISO 28500)."""
    body = text.encode("utf-8")
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        *([f"WARC-Target-URI: {address}"] if address else []),
        f"WARC-Date: 2031-0{1 + number % 9}-02T10:00:00Z",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "Content-Type: text/plain",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head).encode("ascii") + b"\r\n\r\n" + body + b"\r\n\r\n"
