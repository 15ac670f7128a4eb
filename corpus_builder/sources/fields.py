"""The fields of a structured record: what is used of them, and what is kept beside, as one JSON object."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any, Literal, NamedTuple

from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.sources.decoding import name_encoding
from corpus_builder.sources.description import DescribedSource
from corpus_builder.text.bylines.bylines import SEPARATOR

FIELDS = frozenset({"id", "url", "title", "author", "published", "language", "license", "source", "text", "html"})
CONTENTS: tuple[Literal["text", "html"], ...] = ("text", "html")
NO_TEXT = "record without text"
_SAID = tuple(sorted(FIELDS - {"id", "text", "html"}))
_WRITTEN = (str, int, float, Decimal)
# What a message calls the types of values; a truth is a number, too.
_TYPES = ((bool, "true or false"), ((int, float, Decimal), "a number"), (list, "a list"), (dict, "an object"), (bytes, "bytes"))


class Origin(NamedTuple):
    """The file that records come from: its path, what `sources.toml` says of it, its bytes, its encoding (None for UTF-8)."""

    path: str
    described: DescribedSource | None = None
    size: int | None = None
    encoding: str | None = None


class Entry(NamedTuple):
    """One entry of a file as it was found: what it is called there (`line`), its number from 1, its bytes and their hash.

    `notes` are those of its record.
    """

    name: str
    number: int
    size: int
    sha256: str | None
    notes: tuple[str, ...] = ()


def make_record(origin: Origin, entry: Entry, values: Mapping[str, Any]) -> Record | Reject:
    """The record of the fields of an entry, whose id is its own or its place; a reject where no field holds text.

    What cannot be used as the field that its name says, a title of several texts or an id that is an object, is kept beside.
    """
    source_id = as_text(values.get("id"))
    kind = next((k for k in CONTENTS if isinstance(values.get(k), str) and values[k].strip()), None)
    if kind is None:
        return reject_entry(origin, entry, (NO_TEXT, _tell_contents(values)), source_id)
    known = {k: as_text(values.get(k)) for k in _SAID} | {"author": _as_names(values.get("author"))}
    used = {"id": source_id} | known | {k: values[k] for k in CONTENTS if isinstance(values.get(k), str)}
    extra = write_extra({k: v for k, v in values.items() if k not in FIELDS or (used.get(k) is None and _says_something(v))})
    metadata = describe_metadata(Metadata(**known, extra=extra), origin)
    content = mend_surrogates(values[kind])
    charset = origin.encoding or (None if content is values[kind] else name_encoding(values[kind]))
    return Record(
        source_id or name_place(origin, entry),
        origin.path,
        kind,
        content,
        metadata,
        entry.size,
        entry.sha256 or "",
        entry.notes,
        charset,
        f"{entry.name} {entry.number}",
    )


def _tell_contents(values: Mapping[str, Any]) -> str:
    """That no field holds text, and what they hold instead.

    >>> _tell_contents({"text": ["Un", "Deux"], "html": " "})
    'neither `text` nor `html` holds text; `text` is a list'
    """
    held = [(name, values.get(name)) for name in CONTENTS]
    kinds = [f"`{name}` is {_name_type(value)}" for name, value in held if value is not None and not isinstance(value, str)]
    return "; ".join(["neither `text` nor `html` holds text", *kinds])


def _name_type(value: Any) -> str:
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "of another type")


def reject_entry(origin: Origin, entry: Entry, why: tuple[str, str], source_id: str | None = None) -> Reject:
    """The reject of an entry of a file; `why` is its reason and the details."""
    reason, detail = why
    named = f"{entry.name} {entry.number}: {detail}"
    return Reject(source_id or name_place(origin, entry), origin.path, reason, named, entry.size, entry.sha256)


def reject_file(origin: Origin, reason: str, detail: str) -> Reject:
    """The reject of a whole file, or of all of it that cannot be read."""
    return Reject(origin.path, origin.path, reason, detail, origin.size, None)


def name_place(origin: Origin, entry: Entry) -> str:
    """The id of a record that has none of its own."""
    return f"{origin.path}:{entry.number}"


def describe_metadata(metadata: Metadata, origin: Origin) -> Metadata:
    """What the record says itself, completed by what `sources.toml` says of its file."""
    described = origin.described
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
        extra=metadata.extra,
    )


def write_extra(values: Mapping[str, Any]) -> str | None:
    """Further fields as a JSON object with sorted keys; None where no field has a value.

    What JSON has no form for is written as text: dates in ISO, bytes in Base64; what is no number is null.

    >>> write_extra({"views": 3, "tags": None, "day": date(2024, 3, 9)})
    '{"day": "2024-03-09", "views": 3}'
    """
    there = {name: value for name, value in values.items() if value is not None}
    if not there:
        return None
    try:
        written = json.dumps(there, ensure_ascii=False, sort_keys=True, allow_nan=False, default=_write_value)
    except ValueError:
        finite = json.loads(json.dumps(there, default=_write_value), parse_constant=_forget)
        written = json.dumps(finite, ensure_ascii=False, sort_keys=True)
    return mend_surrogates(written)


def _write_value(value: Any) -> str:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)


def _forget(_: str) -> None:
    """The constants NaN and Infinity, which are no JSON."""


def as_text(value: Any) -> str | None:
    """A field's value as text: numbers are written out, bytes are UTF-8; blanks, lists, objects and what is no number are none.

    >>> as_text(Decimal("7.10")), as_text(b"port"), as_text(float("nan"))
    ('7.10', 'port', None)
    """
    if isinstance(value, bytes):
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            return None
    if isinstance(value, bool) or not isinstance(value, _WRITTEN) or _is_no_number(value):
        return None
    return mend_surrogates(str(value).strip()) or None


def _is_no_number(value: Any) -> bool:
    return isinstance(value, (float, Decimal)) and not isfinite(value)


def _says_something(value: Any) -> bool:
    """Whether a value is more than nothing, a blank, or a sign that there is no number."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and not _is_no_number(value)


def _as_names(value: Any) -> str | None:
    """The names of an author or of a list of them; an object is the author of its `name`."""
    people: Iterable[Any] = value if isinstance(value, list) else [value]
    names = [as_text(person.get("name") if isinstance(person, dict) else person) for person in people]
    return SEPARATOR.join(dict.fromkeys(filter(None, names))) or None


def mend_surrogates(text: str) -> str:
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
