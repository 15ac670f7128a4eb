"""What the tests of sources share: the records of files that a test writes."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.model import Record, Reject
from corpus_builder.sources.archives.unpacking import Limits
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import list_files
from corpus_builder.sources.records import read_records

LIMITS = Limits(unpacked_ratio=200, text_bytes=1_000_000)


def read_all(path: Path, description: Description = Description(), limits: Limits = LIMITS) -> list[Record | Reject]:  # noqa: B008
    """The records and rejects of a file or folder."""
    return [record for file in list_files([path]) for record in read_records(file, description, limits)]


def read_bytes(folder: Path, name: str, content: bytes, limits: Limits = LIMITS) -> list[Record | Reject]:
    """The records and rejects of a file of that name and content."""
    (folder / name).write_bytes(content)
    return read_all(folder / name, limits=limits)


def name_results(results: list[Record | Reject]) -> list[tuple[str, str]]:
    """Of each record its id and what it holds, of each reject its id and its reason."""
    return [(r.source_id, r.reason if isinstance(r, Reject) else _as_text(r.content)) for r in results]


def _as_text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("utf-8", "replace")
