"""Reading files into records, one at a time, without looking at the text."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from itertools import chain, islice
from pathlib import PurePath
from typing import IO, Any, Literal

from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.sources.archives.unpacking import DAMAGED, TOO_LARGE, Limits, UnpackedReader, hold_unpacked, unpack_file
from corpus_builder.sources.archives.warc_records import NO_SUCCESS, OTHER_CONTENT, read_warc
from corpus_builder.sources.archives.zip_members import LINK_INSIDE, list_members, open_zip, unpack_member
from corpus_builder.sources.archives.zip_recovery import recover_archive
from corpus_builder.sources.description import Description
from corpus_builder.sources.fields import Entry, Origin, describe_metadata, make_record, reject_entry, reject_file
from corpus_builder.sources.files import DESCRIPTIONS, SCATTERED, SUPPORTED, UNREADABLE, FoundFile, Kind, find_kind
from corpus_builder.sources.formats.json_lines import NO_OBJECT, JsonLine, find_misfit, read_json_lines
from corpus_builder.sources.formats.lines import detect_encoding
from corpus_builder.sources.links import LINK_AGAIN, LINK_HIDDEN, LINK_OUT
from corpus_builder.sources.reading import CHUNK, ChangedError, Snapshot, WatchedReader, check_same, open_source, read_source
from corpus_builder.sources.tabular.csv_rows import read_csv
from corpus_builder.sources.tabular.parquet_rows import read_parquet
from corpus_builder.system.terminal import count_things

UNKNOWN_KIND = "unsupported file type"
TAKEDOWN = "takedown"
CHANGED = "changed while it was read"
MALFORMED = "malformed JSON"
EMPTY_FILE = "empty file"
# Rejects of a whole file: with them go the records that it gave before.
WHOLE_FILE = frozenset({UNREADABLE, CHANGED})
# Rejects that nobody has to do anything about: blank files, what was taken down, links that are not followed, what crawlers
# keep beside articles.
UNCOUNTED = frozenset({TAKEDOWN, EMPTY_FILE, LINK_OUT, LINK_HIDDEN, LINK_AGAIN, LINK_INSIDE, OTHER_CONTENT, NO_SUCCESS})
# What there is none of in an empty file, by its kind.
EMPTY = {
    "jsonl": "no line holds a record",
    "csv": "no row holds a record",
    "parquet": "no row holds a record",
    "warc": "no record holds a page or a text",
    "zip": "no member that is not hidden",
    "text": "nothing but blanks",
    "html": "nothing but blanks",
}
# The kinds that are read line by line.
LINES = frozenset({"jsonl", "csv"})


def read_records(
    file: FoundFile,
    description: Description,
    limits: Limits,
    before: Snapshot | None = None,
    note_opened: Callable[[BufferedReader], None] | None = None,
) -> Iterator[Record | Reject]:
    """The records of one file, or a reject that says why there is none.

    A text or HTML file is one record whose id is its path; other files have many: lines, rows, records or members. Where such a
    file is not what it was `before`, or cannot be read to its end, a last reject of the whole file (`WHOLE_FILE`) takes all of
    them back; where it is damaged or cut off, the last reject stands for what is missing. A file that is read forwards
    is noted when it is opened, for whoever wants to know how far it is read.
    """
    if file.problem or file.kind is None:
        yield _reject(file, *((file.reason, file.problem) if file.problem else (UNKNOWN_KIND, name_unsupported(file.path))))
        return
    try:
        if file.is_single:
            yield _read_single(file, description)
        else:
            with open_source(file.place, file.bounds) as source:
                # members of a zip are read in the order of their names, wherever they lie
                if note_opened is not None and file.kind != "zip":
                    note_opened(source)
                yield from _read_many(source, file, description, limits, before)
    except OSError as why:
        yield _reject(file, UNREADABLE, (why.strerror or str(why)).lower())
    except ChangedError as why:
        yield _reject(file, CHANGED, str(why))


def is_counted(reject: Reject, named: bool) -> bool:
    """Whether a reject counts against `--max-rejected`; a file of an unknown kind does when the user `named` it."""
    return reject.reason not in UNCOUNTED and (named or reject.reason != UNKNOWN_KIND)


def _read_single(file: FoundFile, description: Description) -> Record | Reject:
    content = read_source(file.place, file.bounds)
    origin = Origin(file.path, description.source_of(file.path), len(content))
    return _read_text(content, "html" if file.kind == "html" else "text", origin)


def _read_text(content: bytes, kind: Literal["text", "html"], origin: Origin) -> Record | Reject:
    sha256, described = hashlib.sha256(content).hexdigest(), origin.described
    if described and described.sha256 and described.sha256 != sha256:
        detail = f"sha256 is {sha256}, sources.toml says {described.sha256}"
        return Reject(origin.path, origin.path, "file differs from its description", detail, len(content), sha256)
    return Record(origin.path, origin.path, kind, content, describe_metadata(Metadata(), origin), len(content), sha256)


def _read_many(
    source: BufferedReader, file: FoundFile, description: Description, limits: Limits, before: Snapshot | None
) -> Iterator[Record | Reject]:
    size = os.fstat(source.fileno()).st_size
    origin = Origin(file.path, description.source_of(file.path), size)
    if file.kind in SCATTERED and file.packing is None:
        is_table = file.kind == "parquet"
        read = read_parquet(source, origin, limits, size) if is_table else _read_zip(source, origin, description, limits)
        yield from _name_empty(read, origin, file.kind)
        check_same(source, before)
        return
    watched = WatchedReader(source, before)
    stream = BufferedReader(watched, CHUNK)
    if file.packing is None:
        yield from _name_empty(_read_stream(stream, file.kind, origin, limits, _is_whole), origin, file.kind)
    else:
        unpacked = unpack_file(stream, file.packing, limits, has_lines=file.kind in LINES)
        yield from _read_unpacked(unpacked, file.kind, origin, limits)
    watched.check_unchanged()


def _is_whole() -> bool:
    """That a file which is not packed is not cut off."""
    return False


def _name_empty(records: Iterable[Record | Reject], origin: Origin, kind: str | None) -> Iterator[Record | Reject]:
    """The records, or a reject where there is none."""
    is_empty = True
    for record in records:
        is_empty = False
        yield record
    if is_empty:
        yield reject_file(origin, EMPTY_FILE, EMPTY[kind or ""])


def _read_unpacked(unpacked: UnpackedReader, kind: Kind | None, origin: Origin, limits: Limits) -> Iterator[Record | Reject]:
    """The records of a packed file, and a last reject for what cannot be unpacked."""

    def read() -> Iterator[Record | Reject]:
        stream = BufferedReader(unpacked, CHUNK)
        if kind == "parquet":
            with hold_unpacked(stream) as table:
                # what it holds stands at its end
                yield from () if unpacked.is_cut else read_parquet(table, origin, limits, unpacked.packed_size)
        else:
            yield from _read_stream(stream, kind, origin, limits, lambda: unpacked.is_cut)
        if unpacked.fault is not None:
            yield reject_file(origin, unpacked.fault.reason, unpacked.fault.detail)

    return _name_empty(read(), origin, kind)


def _read_stream(
    stream: BufferedReader[Any], kind: Kind | None, origin: Origin, limits: Limits, is_cut: Callable[[], bool]
) -> Iterator[Record | Reject]:
    if kind == "jsonl":
        yield from _read_lines(stream, origin, is_cut)
    elif kind == "csv":
        yield from read_csv(stream, origin, limits.text_bytes, is_cut)
    elif kind == "warc":
        yield from read_warc(stream, origin, limits, is_cut)
    else:
        content = stream.read(limits.text_bytes + 1)
        if len(content) > limits.text_bytes:
            yield reject_file(origin, TOO_LARGE, f"more than {limits.text_bytes:,} bytes (files.text_bytes)")
        elif not is_cut():
            yield _read_text(content, "html" if kind == "html" else "text", origin)


def _read_zip(source: IO[bytes], origin: Origin, description: Description, limits: Limits) -> Iterator[Record | Reject]:
    size = origin.size or 0
    whole = open_zip(source)
    archive = whole or open_zip(recover_archive(source, size, limits))
    if archive is None:
        yield reject_file(origin, DAMAGED, "not a zip archive, or cut off in its first member")
        return
    for member in list_members(archive, limits, size):
        if PurePath(member.name).name in DESCRIPTIONS:
            continue
        path = f"{origin.path}!{member.name}"
        inner = Origin(path, description.source_of(path) or origin.described, member.size)
        kind, packing = find_kind(member.name)
        if member.fault:
            yield reject_file(inner, *member.fault)
        elif kind is None or packing:
            yield reject_file(inner, UNKNOWN_KIND, name_unsupported(member.name))
        else:
            unpacked = unpack_member(archive, member, limits, has_lines=kind in LINES)
            yield from _read_unpacked(unpacked, kind, inner, limits)
    if whole is None:
        yield reject_file(origin, DAMAGED, f"cut off behind {count_things(len(archive.infolist()), 'whole member')}")


def _read_lines(stream: BufferedReader[Any], origin: Origin, is_cut: Callable[[], bool]) -> Iterator[Record | Reject]:
    origin = origin._replace(encoding=detect_encoding(stream.peek()))
    lines = _leave_cut(read_json_lines(stream), is_cut)
    first = tuple(islice(lines, 2))
    misfit = find_misfit(*first) if first else None
    if misfit is None:
        yield from (read_line(origin, line) for line in chain(first, lines))
    else:
        yield reject_file(origin, "not JSON Lines", misfit)


def _leave_cut(lines: Iterable[JsonLine], is_cut: Callable[[], bool]) -> Iterator[JsonLine]:
    """The lines without a last one that is cut in the middle."""
    held: list[JsonLine] = []
    for line in lines:
        yield from held
        held = [line]
    yield from (line for line in held if not is_cut() or line.content.endswith((b"\n", b"\r")))


def read_line(origin: Origin, line: JsonLine) -> Record | Reject:
    """The record of a line of a JSONL file; a reject where it holds none."""
    digest = hashlib.sha256(line.content).hexdigest()
    entry = Entry("line", line.number, len(line.content) + line.omitted, None if line.omitted else digest, line.notes)
    if line.fault is not None:
        return reject_entry(origin, entry, (MALFORMED, line.fault))
    if not isinstance(line.value, dict):
        return reject_entry(origin, entry, (MALFORMED, NO_OBJECT))
    return make_record(origin, entry, line.value)


def _reject(file: FoundFile, reason: str, detail: str) -> Reject:
    try:
        found = file.place.lstat()
        size = found.st_size if stat.S_ISREG(found.st_mode) else None
    except OSError:
        size = None
    return Reject(file.path, file.path, reason, detail, size, None)


def name_unsupported(path: str) -> str:
    """The end of a file's name by which it is not known, and what is."""
    ends = PurePath(path).suffixes
    return f"{''.join(ends[-1:] if find_kind(path)[1] is None else ends[-2:]) or 'no ending'}; {SUPPORTED}"
