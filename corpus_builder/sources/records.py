"""Reading files into records, one at a time, without looking at the text."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from io import BufferedReader
from itertools import chain, islice
from pathlib import PurePath
from typing import Any, Literal

from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.sources.description import Description
from corpus_builder.sources.files import UNREADABLE, FoundFile
from corpus_builder.sources.formats.json_lines import NO_OBJECT, JsonLine, find_misfit, read_json_lines
from corpus_builder.sources.links import LINK_AGAIN, LINK_HIDDEN, LINK_OUT
from corpus_builder.sources.reading import CHUNK, ChangedError, Snapshot, WatchedReader, open_source, read_source
from corpus_builder.text.bylines.bylines import SEPARATOR

FIELDS = frozenset({"id", "url", "title", "author", "published", "language", "license", "source", "text", "html"})
_SAID = tuple(sorted(FIELDS - {"id", "text", "html"}))
_WRITTEN = (str, int, float)
UNKNOWN_KIND = "unsupported file type"
TAKEDOWN = "takedown"
CHANGED = "changed while it was read"
MALFORMED = "malformed JSON"
# Rejects of a whole file: with them go the records that it gave before.
WHOLE_FILE = frozenset({UNREADABLE, CHANGED})
# Rejects that nobody has to do anything about: blank files, what was taken down, links that are not followed.
UNCOUNTED = frozenset({TAKEDOWN, "empty file", LINK_OUT, LINK_HIDDEN, LINK_AGAIN})


def read_records(file: FoundFile, description: Description, before: Snapshot | None = None) -> Iterator[Record | Reject]:
    """The records of one file, or a reject that says why there is none.

    A text or HTML file is one record whose id is its path; a JSONL file has one record a line, and where it is not what it was
    `before`, or cannot be read to its end, a last reject of the whole file (`WHOLE_FILE`) takes all of them back.
    """
    if file.problem or file.kind is None:
        yield _reject(file, *((file.reason, file.problem) if file.problem else (UNKNOWN_KIND, _kinds(file))))
        return
    try:
        if file.kind == "jsonl":
            yield from _read_lines(file, description, before)
        else:
            yield _read_file(file, description)
    except OSError as why:
        yield _reject(file, UNREADABLE, (why.strerror or str(why)).lower())
    except ChangedError as why:
        yield _reject(file, CHANGED, str(why))


def is_counted(reject: Reject, named: bool) -> bool:
    """Whether a reject counts against `--max-rejected`; a file of an unknown kind does when the user `named` it."""
    return reject.reason not in UNCOUNTED and (named or reject.reason != UNKNOWN_KIND)


def _read_file(file: FoundFile, description: Description) -> Record | Reject:
    content = read_source(file.place, file.bounds)
    sha256 = hashlib.sha256(content).hexdigest()
    described = description.source_of(file.path)
    if described and described.sha256 and described.sha256 != sha256:
        detail = f"sha256 is {sha256}, sources.toml says {described.sha256}"
        return Reject(file.path, file.path, "file differs from its description", detail, len(content), sha256)
    metadata = _described_metadata(Metadata(), file.path, description)
    return Record(file.path, file.path, "html" if file.kind == "html" else "text", content, metadata, len(content), sha256)


def _read_lines(file: FoundFile, description: Description, before: Snapshot | None) -> Iterator[Record | Reject]:
    with open_source(file.place, file.bounds) as source:
        watched = WatchedReader(source, before)
        lines = read_json_lines(BufferedReader(watched, CHUNK))
        first = tuple(islice(lines, 2))
        misfit = find_misfit(*first) if first else None
        if misfit is None:
            yield from (_read_line(file, line, description) for line in chain(first, lines))
        watched.check_unchanged()
    if misfit is not None:
        yield _reject(file, "not JSON Lines", misfit)
    elif not first:
        yield _reject(file, "empty file", "no line holds a record")


def _read_line(file: FoundFile, line: JsonLine, description: Description) -> Record | Reject:
    place = f"{file.path}:{line.number}"
    size, sha256 = len(line.content) + line.omitted, hashlib.sha256(line.content).hexdigest()

    def reject(reason: str, detail: str, source_id: str = place) -> Reject:
        digest = None if line.omitted else sha256
        return Reject(source_id, file.path, reason, f"line {line.number}: {detail}", size, digest)

    values = line.value
    if line.fault is not None:
        return reject(MALFORMED, line.fault)
    if not isinstance(values, dict):
        return reject(MALFORMED, NO_OBJECT)
    source_id = _as_text(values.get("id")) or place
    kind = next((k for k in ("text", "html") if isinstance(values.get(k), str) and values[k].strip()), None)
    if kind is None:
        return reject("record without text", "neither `text` nor `html` holds text", source_id)
    known = {k: _as_text(values.get(k)) for k in _SAID} | {"author": _as_names(values.get("author"))}
    metadata = _described_metadata(Metadata(**known), file.path, description)
    content, ignored = _mend_surrogates(values[kind]), tuple(sorted(map(_mend_surrogates, set(values) - FIELDS)))
    shape: Literal["text", "html"] = "html" if kind == "html" else "text"
    return Record(source_id, file.path, shape, content, metadata, size, sha256, ignored, line.notes)


def _as_text(value: Any) -> str | None:
    """A field's value as text: numbers are written out, blanks, lists and objects are no value."""
    if value is None or isinstance(value, bool) or not isinstance(value, _WRITTEN):
        return None
    return _mend_surrogates(str(value).strip()) or None


def _as_names(value: Any) -> str | None:
    """The names of an author or of a list of them; an object is the author of its `name`."""
    people = value if isinstance(value, list) else [value]
    names = [_as_text(person.get("name") if isinstance(person, dict) else person) for person in people]
    return SEPARATOR.join(dict.fromkeys(filter(None, names))) or None


def _mend_surrogates(text: str) -> str:
    """Text without lone surrogates, which no UTF-8 file can hold: bytes that were not UTF-8 are read as Windows-1252."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return "".join(_mend(c) if "\ud800" <= c <= "\udfff" else c for c in paired)
    return text


def _mend(character: str) -> str:
    byte = ord(character) - 0xDC00
    return bytes([byte]).decode("windows-1252", "replace") if 0x80 <= byte <= 0xFF else "\ufffd"


def _described_metadata(metadata: Metadata, path: str, description: Description) -> Metadata:
    """What the record says itself, completed by what `sources.toml` says of its file."""
    described = description.source_of(path)
    if described is None:
        return metadata
    return Metadata(
        url=metadata.url,
        title=metadata.title,
        author=metadata.author,
        published=metadata.published,
        language=metadata.language,
        license=metadata.license or described.license,
        source=metadata.source or described.name,
    )


def _reject(file: FoundFile, reason: str, detail: str) -> Reject:
    try:
        found = file.place.lstat()
        size = found.st_size if stat.S_ISREG(found.st_mode) else None
    except OSError:
        size = None
    return Reject(file.path, file.path, reason, detail, size, None)


def _kinds(file: FoundFile) -> str:
    return f"{PurePath(file.path).suffix or 'no ending'}; supported: .txt, .html, .htm, .jsonl"
