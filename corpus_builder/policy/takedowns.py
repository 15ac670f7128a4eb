"""Takedowns: what must not be published on request, identified by hashes, so that the list itself names nobody."""

from __future__ import annotations

import codecs
import hashlib
import os
import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode

from corpus_builder.sources.links import find_beside
from corpus_builder.sources.reading import read_whole
from corpus_builder.system.durable import LockedError, hold_file, replace_file
from corpus_builder.system.errors import SourceError, explain_failure

if TYPE_CHECKING:
    import pyarrow as pa

FILE_NAME = "takedowns.txt"
DETAIL = "on the list of takedowns; its id is hashed"

# What a line of the list holds: the SHA-256 of a source id, an address, a site or a file, or a document's id, which is a hash.
HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{16}")
# A hash may have been cut to an id's length where the list ends without a line break.
CUT = re.compile(r"[0-9a-f]{16}")
SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# What looks like a host, and not like the name of a file.
HOST = re.compile(r"(?!.*\.(?:txt|html?|jsonl|csv|parquet|gz|zst)$)(?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
# What sites add to an address to tell where a reader came from; it names no other page.
TRACKING = re.compile(r"utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|xtor")


def hash_name(name: str) -> str:
    """The hash by which a source id, an address or a site (`lephare.example`) stands in a list of takedowns.

    It is that of the name's one spelling, so that one line holds for all of them.

    >>> hash_name("https://www.lephare.example/a/?utm_source=x#top") == hash_name("http://LePhare.example/a")
    True
    """
    return _digest(spell_name(name))


def spell_name(name: str) -> str:
    """A source id, address or site in the one spelling that is hashed.

    From an address go scheme, `www.`, `*.`, port, fragment, tracking and the slash at the end; hosts are in small letters, the
    parts of a query in order. A name is an address when it has a scheme or begins with what looks like a host.

    >>> spell_name("HTTPS://www.LePhare.example:443/A/?b=1&fbclid=2"), spell_name("LePhare.example/"), spell_name("./fr/Quai.txt")
    ('lephare.example/A?b=1', 'lephare.example', 'fr/Quai.txt')
    """
    said = unicodedata.normalize("NFC", name.strip())
    bare = SCHEME.sub("", said)
    first = re.sub(r"^(?:\*\.|www\.)+|:[0-9]+$|\.$", "", re.split(r"[/?#]", bare, maxsplit=1)[0], flags=re.IGNORECASE)
    if bare == said and not HOST.fullmatch(first):
        return posixpath.normpath(said.replace("\\", "/")) if said else said
    path, _, query = bare.split("#")[0].partition("?")
    below = posixpath.normpath("/" + "/".join(unquote(part) for part in path.split("/")[1:])).rstrip("/")
    kept = sorted((key, value) for key, value in parse_qsl(query, True) if not TRACKING.fullmatch(key.lower()))
    return _write_host(first) + below.replace("//", "/") + (f"?{urlencode(kept)}" if kept else "")


def _write_host(host: str) -> str:
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return host.lower()


def find_takedown(takedowns: Collection[str], source_id: str, url: str | None, sha256: str | None) -> str | None:
    """The hash in a list that covers a source: by its id, its address, its site or a domain above it, or its content."""
    return next((value for value in _list_hashes(source_id, url, sha256) if value in takedowns), None) if takedowns else None


def name_takedowns(documents: pa.Table, takedowns: Collection[str]) -> list[str | None]:
    """For each document the hash of a list that covers it, by id, address, site or content; None where none does."""
    listed = frozenset(takedowns)
    columns = (documents[name].to_pylist() for name in ("source_id", "url", "sha256"))
    return [find_takedown(listed, *row) for row in zip(*columns, strict=True)]


def _list_hashes(source_id: str, url: str | None, sha256: str | None) -> Iterator[str]:
    own = hash_source(source_id)
    yield own
    yield own[:16]
    yield hash_name(source_id)
    if sha256:
        yield sha256
    for address in (name for name in (url, source_id) if name and (name is url or "://" in name)):
        spelled = spell_name(address)
        yield _digest(spelled)
        labels = re.split(r"[/?]", spelled, maxsplit=1)[0].split(".")
        yield from (_digest(".".join(labels[at:])) for at in range(max(len(labels) - 1, 1)))


def hash_source(source_id: str) -> str:
    """The hash of a source id that stands for it in the rejects; a document's id is its first 16 digits."""
    return _digest(source_id)


def read_takedowns(folders: Iterable[Path], *, follow_links: bool = False) -> tuple[str, ...]:
    """The hashes in the `takedowns.txt` of source folders, sorted; none where there is no such file.

    A line holds one hash, and behind a `#` what nobody else reads. Raises SourceError, naming the line, when it is no hash.
    """
    lists = (find_beside(folder, FILE_NAME, follow_links=follow_links) for folder in folders)
    return tuple(sorted({value for path in lists if path for value in _read_list(path)}))


def _read_list(path: Path) -> Iterator[str]:
    # a link that somebody has put in its place since it was found is not followed
    lines = read_whole(path, f"cannot read {path}", SourceError).removeprefix(codecs.BOM_UTF8).split(b"\n")
    for number, line in enumerate(lines, 1):
        value = line.split(b"#")[0].strip().decode("ascii", "replace").lower()
        if value and not HASH.fullmatch(value):
            hint = f"python -m corpus_builder takedown {path.parent} ID_OR_ADDRESS writes it"
            raise SourceError(f"{path}, line {number}: not a hash", hint=hint)
        if number == len(lines) and CUT.fullmatch(line.strip().decode("ascii", "replace").lower()):
            what = f"{path}, line {number}: the list may be cut off here, in the middle of a hash"
            raise SourceError(what, hint="end the line with a line break if the hash is complete")
        if value:
            yield value


def add_takedowns(folder: Path, names: Iterable[str], *, follow_links: bool = False) -> list[str]:
    """Add the hashes of source ids, addresses or sites to the list in a source folder; gives those that are new.

    The list is the one before or the new one, whatever happens meanwhile; of two additions at once one waits for the other.
    Raises SourceError when there is no such folder or its list cannot be read or written.
    """
    if not folder.is_dir():
        raise SourceError(f"no such folder: {folder}", hint="name the folder that holds your sources")
    hashes = dict.fromkeys(value for name in names for value in _read_name(name, folder))
    path = folder / FILE_NAME
    # the list may be a link to another file of the folder; one that leads out of it is an error
    place = Path(os.path.realpath(find_beside(folder, FILE_NAME, follow_links=follow_links) or path))
    try:
        with explain_failure(f"cannot write {path}", SourceError), hold_file(place):
            there = set(read_takedowns([folder], follow_links=follow_links))
            fresh = [value for value in hashes if value not in there]
            if fresh:
                before = read_whole(place, f"cannot read {place}", SourceError) if place.is_file() else b""
                joint = b"" if before.endswith(b"\n") or not before else b"\n"
                lines = "".join(f"{value}\n" for value in fresh).encode("ascii")
                replace_file(place, before + joint + lines)
    except LockedError:
        raise SourceError(f"another command is writing {path}", hint="wait until it has finished") from None
    return fresh


def _read_name(name: str, folder: Path) -> list[str]:
    """The hashes of what a user typed: a hash itself, the path of a file in the source folder, or any other name."""
    if not name.strip():
        raise SourceError("a takedown has no name", hint="name a source id, an address or a site")
    if HASH.fullmatch(name.strip().lower()):
        return [name.strip().lower()]
    return [hash_name(path) for path in _list_paths(name, folder)] or [hash_name(name)]


def _list_paths(name: str, folder: Path) -> list[str]:
    """The paths below a source folder by which a file can be a source: as it is named, and where links lead."""
    path = Path(name)
    with suppress(OSError, ValueError):
        if path.is_file() or path.is_symlink():
            ways = (path.absolute(), path.parent.resolve() / path.name, path.resolve())
            bounds = (folder.absolute(), folder.resolve())
            return [way.relative_to(top).as_posix() for way in ways for top in bounds if way.is_relative_to(top)]
    return []


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
