"""The metadata you supply about a corpus and its sources: the file `sources.toml` beside the sources."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from corpus_builder.sources.links import find_beside
from corpus_builder.sources.reading import ChangedError, read_source
from corpus_builder.system.errors import SourceError
from corpus_builder.text.dates import is_iso_date

FILE_NAME = "sources.toml"
# Read back from a manifest, a description has no other fields.
CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class DescribedSource:
    """Where some of the files come from, and under which rights; `files` are globs relative to the source folder.

    `sha256` is checked when it is given: then the entry stands for one file.
    """

    __pydantic_config__ = CLOSED

    name: str
    files: tuple[str, ...] = ()
    sha256: str | None = None
    language: str | None = None
    license: str | None = None
    rights: str | None = None
    url: str | None = None

    def covers(self, path: str) -> bool:
        """Whether a file, named by its path relative to the source folder, belongs to this source.

        >>> DescribedSource("Le Phare", files=("fr/*.txt",)).covers("fr/harbour.txt")
        True
        """
        return any(fnmatchcase(path, pattern) for pattern in self.files)


@dataclass(frozen=True, slots=True)
class Description:
    """The words of the corpus's card that no program can know; None where nobody has said them."""

    __pydantic_config__ = CLOSED

    name: str = "corpus"
    version: str = "0.0.0"
    title: str | None = None
    license: str | None = None
    summary: str | None = None
    purpose: str | None = None
    collection: str | None = None
    uses: str | None = None
    unsuitable: str | None = None
    limits: str | None = None
    maintenance: str | None = None
    contact: str | None = None
    takedown: str | None = None
    citation: str | None = None
    creators: str | None = None
    released: str | None = None
    url: str | None = None
    biases: str | None = None
    personal: str | None = None
    sources: tuple[DescribedSource, ...] = field(default=())

    def source_of(self, path: str) -> DescribedSource | None:
        """The described source that covers a file; the one with a hash first, since it means that file alone."""
        found = [s for s in self.sources if s.covers(path)]
        return min(found, key=lambda s: s.sha256 is None, default=None)

    def absent_sources(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The names of the described sources of which no file is there, in the order of the description."""
        absent = self.sources
        for path in paths:
            absent = tuple(source for source in absent if not source.covers(path))
            if not absent:
                break
        return tuple(source.name for source in absent)


def read_description(folder: Path, *, follow_links: bool = False) -> Description:
    """Read `sources.toml` in a source folder; a folder without one gives an empty description.

    Raises SourceError, naming the file and the key, when it cannot be read.
    """
    path = find_beside(folder, FILE_NAME, follow_links=follow_links)
    if path is None:
        return Description()
    try:
        values = tomllib.loads(read_source(path).decode("utf-8-sig"))
    except (OSError, ChangedError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise SourceError(f"cannot read {path}: {why}", hint="it must be a TOML file with [corpus] and [[source]]") from why
    corpus, sources = values.pop("corpus", {}), values.pop("source", [])
    _refuse_unknown(values, set(), path, "")
    if not isinstance(corpus, dict) or not isinstance(sources, list) or not all(isinstance(s, dict) for s in sources):
        raise SourceError(f"{path}: [corpus] must be one table and [[source]] a list of tables")
    _check_strings(corpus, {f.name for f in fields(Description)} - {"sources"}, path, "corpus.")
    if "released" in corpus and not is_iso_date(corpus["released"]):
        raise SourceError(f"{path}: corpus.released is not a date: {corpus['released']!r}", hint='write "2024-03-09" or "2024"')
    for entry in sources:
        _check_source(entry, path)
    described = tuple(DescribedSource(**(entry | {"files": tuple(entry.get("files", ()))})) for entry in sources)
    described = tuple(replace(source, sha256=source.sha256 and source.sha256.lower()) for source in described)
    said = {key: value.strip() for key, value in corpus.items() if value.strip()}
    return Description(**said, sources=described)


def _check_source(entry: dict[str, Any], path: Path) -> None:
    files = entry.get("files", [])
    if not isinstance(files, list) or not all(isinstance(f, str) for f in files):
        raise SourceError(f"{path}: source.files must be a list of file names or globs")
    if "name" not in entry:
        raise SourceError(f"{path}: a [[source]] has no name")
    if "sha256" in entry and not re.fullmatch(r"[0-9a-fA-F]{64}", str(entry["sha256"])):
        raise SourceError(f"{path}: source.sha256 of {entry['name']} is not a SHA-256", hint="64 hexadecimal digits")
    _check_strings({k: v for k, v in entry.items() if k != "files"}, {f.name for f in fields(DescribedSource)}, path, "source.")


def _check_strings(values: dict[str, Any], known: set[str], path: Path, where: str) -> None:
    _refuse_unknown(values, known, path, where)
    for key, value in values.items():
        if not isinstance(value, str):
            raise SourceError(f"{path}: {where}{key} must be a string", hint='write it in quotes, such as "1.0.0"')


def _refuse_unknown(values: dict[str, Any], known: set[str], path: Path, where: str) -> None:
    if unknown := sorted(set(values) - known):
        raise SourceError(
            f"{path}: unknown key {where}{unknown[0]}", hint=f"known: {', '.join(sorted(known)) or 'corpus, source'}"
        )
