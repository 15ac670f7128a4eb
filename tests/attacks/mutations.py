"""What may happen to a published folder, as functions from its files to others; each is a row of `DAMAGES`.

A function draws what it does; what that is in words stands in the tables at the end. It may by chance change nothing; then it
is asked again.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from corpus_builder.release.manifest import MANIFEST, encode_values
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.parquet import WRITER
from tests.attacks.damaged_bytes import BYTES, LINES, Change
from tests.attacks.damaged_rows import ROWS, Rows
from tests.attacks.damaged_values import VALUES


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file outside with these bytes; None for a link to nothing."""

    content: bytes | None


# A folder by path: the bytes of a file, a link, or None for a folder of which nothing else is known.
Files = dict[str, "bytes | Link | None"]


Damage = Callable[[random.Random, Files], Files]


RENDERED = ("README.md", "croissant.json", "quotes.csv")


def in_a_file(change: Change, paths: tuple[str, ...] = ()) -> Damage:
    """The damage that a change of bytes does to one of the files, or of all of them."""

    def damage(draw: random.Random, files: Files) -> Files:
        path, content = draw_file(draw, files, paths)
        return files | {path: change(draw, content)}

    return damage


def draw_file(draw: random.Random, files: Files, paths: tuple[str, ...] = ()) -> tuple[str, bytes]:
    """A file and its bytes."""
    found = [(path, content) for path, content in sorted(files.items()) if isinstance(content, bytes)]
    return draw.choice([(path, content) for path, content in found if not paths or path in paths])


def delete_file(draw: random.Random, files: Files) -> Files:
    path, _ = draw_file(draw, files)
    return {p: c for p, c in files.items() if p != path}


def empty_file(draw: random.Random, files: Files) -> Files:
    return files | {draw_file(draw, files)[0]: b""}


def rename_file(draw: random.Random, files: Files) -> Files:
    path, content = draw_file(draw, files)
    name = PurePosixPath(path).name
    new = draw.choice([f"{path}.bak", path.replace(name, name.upper()), f"data/_{name}", path.replace(name, f".{name}")])
    return delete_path(files, path) | {new: content}


def duplicate_file(draw: random.Random, files: Files) -> Files:
    path, content = draw_file(draw, files)
    name = PurePosixPath(path).name
    new = draw.choice([f"{path}~", f"copy/{path}", path.replace(name, f".{name}"), path.replace(name, f"copy of {name}")])
    return files | {new: content}


def duplicate_part(draw: random.Random, files: Files) -> Files:
    path = draw.choice(sorted(path for path in files if path.startswith("data/")))
    return files | {path.replace("00000", "00001"): files[path]}


def move_table(draw: random.Random, files: Files) -> Files:
    path, content = draw_file(draw, files, tuple(path for path in files if path.startswith("data/")))
    return delete_path(files, path) | {f"{PurePosixPath(path).parent}/part-00001.parquet": content}


def swap_files(draw: random.Random, files: Files) -> Files:
    (one, first), (other, second) = draw_file(draw, files), draw_file(draw, files)
    return files | {one: second, other: first}


def link_file(draw: random.Random, files: Files) -> Files:
    path, content = draw_file(draw, files)
    return files | {path: Link(content)}


def link_to_nothing(draw: random.Random, files: Files) -> Files:
    return files | {draw_file(draw, files)[0]: Link(None)}


def add_link(draw: random.Random, files: Files) -> Files:
    return files | {draw.choice(["more.txt", "data/documents/more.parquet"]): Link(draw.choice([None, b"words"]))}


def add_file(draw: random.Random, files: Files) -> Files:
    names = ["notes.txt", "data/notes.txt", "data/documents/part-00001.parquet", ".hidden", "data/extra/part-00000.parquet"]
    return files | {draw.choice(names): draw.randbytes(draw.randint(0, 9))}


def add_folder(draw: random.Random, files: Files) -> Files:
    return files | {draw.choice(["empty", "data/empty", "data/documents/empty", ".git", "figures/a/b"]): None}


def replace_by_folder(draw: random.Random, files: Files) -> Files:
    return files | {draw_file(draw, files)[0]: None}


def delete_path(files: Files, path: str) -> Files:
    """The files without one of them."""
    return {p: content for p, content in files.items() if p != path}


def in_the_manifest(change: Callable[[random.Random, Any], None]) -> Damage:
    """The damage that a change of its values does to the manifest, which is then written as we write it."""

    def damage(draw: random.Random, files: Files) -> Files:
        manifest = json.loads(read_bytes(files, MANIFEST))
        change(draw, manifest)
        return files | {MANIFEST: encode_values(manifest)}

    return damage


def read_bytes(files: Files, path: str) -> bytes:
    """The bytes of a file that is one."""
    content = files[path]
    if not isinstance(content, bytes):
        raise TypeError(path)
    return content


def in_a_table(change: Rows) -> Damage:
    """The damage that a change of its rows does to a table, which is then written as we write it."""

    def damage(draw: random.Random, files: Files) -> Files:
        path, content = draw_file(draw, files, tuple(path for path in files if path.startswith("data/")))
        table = pq.read_table(io.BytesIO(content))
        changed = change(draw, table)
        if changed.schema.equals(table.schema) and digest_table(changed) == digest_table(table):
            return files
        sink = io.BytesIO()
        pq.write_table(changed, sink, **WRITER)
        return files | {path: sink.getvalue()}

    return damage


def with_digests(damage: Damage) -> Damage:
    """The damage, and the manifest's sizes and digests of the files adjusted to it."""

    def adjusted(draw: random.Random, files: Files) -> Files:
        damaged = damage(draw, files)
        manifest = json.loads(read_bytes(damaged, MANIFEST))
        there = {path: content for path, content in damaged.items() if isinstance(content, bytes) and path != MANIFEST}
        manifest["files"] = {
            path: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in there.items()
        }
        return damaged | {MANIFEST: encode_values(manifest)}

    return adjusted


PLACES: dict[str, Damage] = {
    "a file deleted": delete_file,
    "a file emptied": empty_file,
    "a file renamed": rename_file,
    "a file duplicated": duplicate_file,
    "a table twice": duplicate_part,
    "a table under another name": move_table,
    "two files swapped": swap_files,
    "a link in place of a file": link_file,
    "a link to nothing": link_to_nothing,
    "a link added": add_link,
    "a file added": add_file,
    "a folder added": add_folder,
    "a folder in place of a file": replace_by_folder,
}


DAMAGES: dict[str, Damage] = {
    **{name: in_a_file(change) for name, change in BYTES.items()},
    **{f"{name} in the manifest": in_a_file(change, (MANIFEST,)) for name, change in (BYTES | LINES).items()},
    **{name: in_a_file(change, RENDERED) for name, change in LINES.items()},
    **{f"{name}, digests adjusted": with_digests(in_a_file(change, RENDERED)) for name, change in (BYTES | LINES).items()},
    **PLACES,
    **{f"{name} in the manifest": in_the_manifest(change) for name, change in VALUES.items()},
    **{name: in_a_table(change) for name, change in ROWS.items()},
    **{f"{name}, digests adjusted": with_digests(in_a_table(change)) for name, change in ROWS.items()},
}
