"""Checking arguments, most of them of the Python interface: accepted, or refused with one line that says what is accepted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from corpus_builder.system.errors import ArgumentError, SourceError

# A number, no longer than anybody means, and what it counts: bytes, kilobytes and so on, of 1000 each.
_SIZE = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)\s*([kmgt]?)i?b?", re.IGNORECASE)
RECORDS = "write records or a frame as JSON Lines first: frame.to_json('articles.jsonl', orient='records', lines=True)"


def require_text(value: Any, function: str) -> str:
    """The text that a function was given. Raises ArgumentError for anything but a str."""
    if isinstance(value, str):
        return value
    hint = "decode it first, such as content.decode('utf-8')" if isinstance(value, bytes | bytearray | memoryview) else None
    raise ArgumentError(f"{function} takes a text (str), not {name_kind(value)}", hint=hint)


def require_texts(values: Any, function: str) -> list[str]:
    """The texts that a function was given. Raises ArgumentError for anything but several str."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise ArgumentError(f"{function} takes a list of texts (str), not {name_kind(values)}")
    return [require_text(value, function) for value in values]


def require_path(value: Any, function: str, hint: str | None = None) -> Path:
    """The path that a function was given. Raises ArgumentError for anything but a str or a path of str."""
    if isinstance(value, str | os.PathLike) and isinstance(name := os.fspath(value), str):
        if not name or "\0" in name:
            raise ArgumentError(f"{function}: {name!r} is not a path", hint="name a folder or a file")
        return Path(name)
    raise ArgumentError(f"{function} takes paths of folders and files, not {name_kind(value)}", hint=hint)


def require_sources(value: Any, function: str) -> list[Path]:
    """The paths of the sources that a function was given, one or several. Raises ArgumentError for anything else."""
    several = isinstance(value, Sequence | Set | Iterator) and not isinstance(value, str | bytes | bytearray | memoryview)
    return [require_path(one, function, RECORDS) for one in (value if several else (value,))]


def refuse_missing(sources: Iterable[Path]) -> None:
    """Raise SourceError for a source that does not exist; a link that leads nowhere does."""
    for source in sources:
        if not (source.exists() or source.is_symlink()):
            raise SourceError(f"no such file or folder: {source}", hint="name the folder that holds your texts")


def require_kind(value: Any, kind: type, function: str, name: str) -> None:
    """Raise ArgumentError where an argument of a function is neither None nor of its kind."""
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        raise ArgumentError(f"{function} takes {name} as {kind.__name__}, not {name_kind(value)}")


def require_count(value: Any, function: str, name: str) -> None:
    """Raise ArgumentError where an argument of a function is neither None nor a number of one or more."""
    require_kind(value, int, function, name)
    if value is not None and value < 1:
        raise ArgumentError(f"{function} takes {name} of 1 or more, not {value}")


def name_kind(value: Any) -> str:
    """What a value is, in words.

    >>> name_kind(None), name_kind(b""), name_kind({}), name_kind(1)
    ('None', 'bytes', 'a dict', 'an int')
    """
    name = type(value).__name__
    if value is None or name == "bytes":
        return "None" if value is None else name
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def parse_size(said: str) -> int:
    """The bytes of a size as people write it. Raises ArgumentError for what is none.

    >>> parse_size("1.5GB"), parse_size("400 mb"), parse_size("300M"), parse_size("1000000")
    (1500000000, 400000000, 300000000, 1000000)
    """
    found = _SIZE.fullmatch(said.strip())
    size = int(float(found[1]) * 1000 ** " kmgt".index(found[2].lower() or " ")) if found else 0
    if not size:
        raise ArgumentError(f"{said!r} is no size", hint="write it as 400MB or 1.5GB")
    return size
