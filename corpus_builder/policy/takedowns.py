"""Takedowns: what somebody has asked not to be published, told by hashes, so that the list itself names nobody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from corpus_builder.errors import SourceError
from corpus_builder.sources.addresses import find_host

FILE_NAME = "takedowns.txt"
DETAIL = "on the list of takedowns; its id is hashed"

# What a line of the list holds: the SHA-256 of a source id, an address, a site or a file, or a document's id, which is a hash.
HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{16}")
# What sites add to an address to tell where a reader came from; it names no other page.
TRACKING = re.compile(r"utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|xtor")


def hash_name(name: str) -> str:
    """The hash by which a source id, an address or a site (`lephare.example`) stands in a list of takedowns.

    An address is hashed without scheme, `www.`, fragment, tracking and the slash at its end, so that one line holds for all of
    its spellings.

    >>> hash_name("https://www.lephare.example/a/?utm_source=x#top") == hash_name("http://lephare.example/a")
    True
    """
    return _digest(canonical_address(name) or name)


def canonical_address(name: str) -> str | None:
    """An address in the one spelling that is hashed; None for what is no address.

    >>> canonical_address("HTTPS://www.LePhare.example/A/?b=1&fbclid=2"), canonical_address("fr/harbour.txt")
    ('lephare.example/A?b=1', None)
    """
    address = name if "://" in name else f"https://{name}" if name.lower().startswith("www.") else ""
    host = find_host(address)
    if host is None:
        return None
    parts = urlsplit(address)
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query, True) if not TRACKING.fullmatch(key.lower())])
    return host.lower() + parts.path.rstrip("/") + (f"?{query}" if query else "")


def is_taken_down(takedowns: Collection[str], source_id: str, url: str | None, sha256: str | None) -> bool:
    """Whether a list of hashes covers a source: by its id, its address, its site or a domain above it, or its content."""
    return bool(takedowns) and any(value in takedowns for value in _list_hashes(source_id, url, sha256))


def _list_hashes(source_id: str, url: str | None, sha256: str | None) -> Iterator[str]:
    own = hash_source(source_id)
    yield own
    yield own[:16]
    yield hash_name(source_id)
    if sha256:
        yield sha256
    for address in filter(None, (canonical_address(url or ""), canonical_address(source_id))):
        yield _digest(address)
        labels = re.split(r"[/?]", address, maxsplit=1)[0].split(".")
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
    hashes = dict.fromkeys(name.lower() if HASH.fullmatch(name.lower()) else hash_name(name) for name in names)
    fresh = [value for value in hashes if value not in there]
    try:
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        joint = "" if before.endswith("\n") or not before else "\n"
        with path.open("a", encoding="utf-8", newline="\n") as lines:
            lines.write(joint + "".join(f"{value}\n" for value in fresh))
    except OSError as why:
        raise SourceError(f"cannot write {path}: {why.strerror}", hint="may you write in that folder?") from why
    return fresh


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
