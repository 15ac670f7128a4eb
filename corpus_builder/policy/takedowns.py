"""Takedowns: what somebody has asked not to be published, told by hashes, so that the list itself names nobody."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode

from corpus_builder.errors import SourceError

FILE_NAME = "takedowns.txt"
DETAIL = "on the list of takedowns; its id is hashed"

# What a line of the list holds: the SHA-256 of a source id, an address, a site or a file, or a document's id, which is a hash.
HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{16}")
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


def read_takedowns(folders: Iterable[Path]) -> tuple[str, ...]:
    """The hashes in the `takedowns.txt` of source folders, sorted; none where there is no such file.

    A line holds one hash, and behind a `#` what nobody else reads. Raises SourceError, naming the line, when it is no hash.
    """
    found: set[str] = set()
    for path in (folder / FILE_NAME for folder in folders):
        if path.is_file():
            found.update(_read_list(path))
    return tuple(sorted(found))


def _read_list(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as why:
        raise SourceError(f"cannot read {path}: {why}", hint="it is a text with one hash a line") from why
    for number, line in enumerate(lines, 1):
        value = line.split("#")[0].strip()
        if value and not HASH.fullmatch(value.lower()):
            hint = f"python -m corpus_builder takedown {path.parent} ID_OR_ADDRESS writes it"
            raise SourceError(f"{path}, line {number}: not a hash", hint=hint)
        if value:
            yield value.lower()


def add_takedowns(folder: Path, names: Iterable[str]) -> list[str]:
    """Add the hashes of source ids, addresses or sites to the list in a source folder; gives those that are new.

    Raises SourceError when there is no such folder or its list cannot be read or written.
    """
    if not folder.is_dir():
        raise SourceError(f"no such folder: {folder}", hint="name the folder that holds your sources")
    path = folder / FILE_NAME
    there = set(read_takedowns([folder]))
    hashes = dict.fromkeys(_read_name(name, folder) for name in names)
    fresh = [value for value in hashes if value not in there]
    try:
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        joint = "" if before.endswith("\n") or not before else "\n"
        with path.open("a", encoding="utf-8", newline="\n") as lines:
            lines.write(joint + "".join(f"{value}\n" for value in fresh))
    except OSError as why:
        raise SourceError(f"cannot write {path}: {why.strerror}", hint="may you write in that folder?") from why
    return fresh


def _read_name(name: str, folder: Path) -> str:
    """The hash of what a user typed: a hash itself, the path of a file in the source folder, or any other name."""
    if not name.strip():
        raise SourceError("a takedown has no name", hint="name a source id, an address or a site")
    if HASH.fullmatch(name.strip().lower()):
        return name.strip().lower()
    if Path(name).is_file() and Path(name).resolve().is_relative_to(folder.resolve()):
        return hash_name(Path(name).resolve().relative_to(folder.resolve()).as_posix())
    return hash_name(name)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
