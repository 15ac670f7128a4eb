"""What the tests of a build share: building a folder, its rejects, and sources by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from corpus_builder.jobs.build import BuildReport, build_corpus
from corpus_builder.settings import Settings
from corpus_builder.tables.parquet import read_tables
from tests.conftest import ARTICLE


def build(sources: Path | list[Path], out: Path) -> BuildReport:
    """The build of one folder, or of several, with no settings."""
    return build_corpus(sources if isinstance(sources, list) else [sources], out, Settings())


def list_rejects(out: Path) -> dict[str, str]:
    """The reason of each reject by its source id."""
    return {row["source_id"]: row["reason"] for row in read_tables(out)["rejects"].to_pylist()}


def make_sources(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with files by name; a str is text, bytes are bytes."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def write_records(path: Path, count: int) -> None:
    """A file of `count` records."""
    lines = (json.dumps({"id": f"r{number}", "text": ARTICLE.replace("mardi", f"le {number}")}) for number in range(count))
    path.write_text("".join(f"{line}\n" for line in lines))
