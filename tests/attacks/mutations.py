"""What may happen to a published folder, as functions from its files to others; each is a row of `DAMAGES`.

A function draws what it does; what that is in words stands in the tables at the end. It may by chance change nothing; then it
is asked again.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_builder.release.manifest import MANIFEST, encode_manifest
from corpus_builder.tables.frames import WRITER, digest_table


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file outside with these bytes; None for a link to nothing."""

    content: bytes | None


# A folder by path: the bytes of a file, a link, or None for a folder of which nothing else is known.
Files = dict[str, "bytes | Link | None"]
Damage = Callable[[random.Random, Files], Files]
Change = Callable[[random.Random, bytes], bytes]
Rows = Callable[[random.Random, pa.Table], pa.Table]
NEW_VALUES: dict[str, Any] = {"string": "x", "int64": 1, "double": 0.5, "bool": True}
OTHER_KINDS: list[Any] = [None, 0, -1, 1.5, True, "", "x", [], {}, [1], [None], [[]], [{}], {"x": 1}, float("nan"), 10**30]
RENDERED = ("README.md", "croissant.json", "quotes.csv")


def flip_bit(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]


def change_byte(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.randbytes(1) + content[at + 1 :]


def zero_block(draw: random.Random, content: bytes) -> bytes:
    at, size = draw.randrange(len(content)), draw.choice([1, 16, 512])
    return content[:at] + bytes(len(content[at : at + size])) + content[at + size :]


def insert_bytes(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.randbytes(draw.randint(1, 40)) + content[at:]


def insert_blank(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.choice([b" ", b"\n", b"\r", b"\xc2\xa0"]) + content[at:]


def drop_bytes(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + content[at + draw.randint(1, 40) :]


def cut_end(draw: random.Random, content: bytes) -> bytes:
    return content[: draw.randrange(len(content))]


def append_bytes(draw: random.Random, content: bytes) -> bytes:
    return content + draw.choice([b"\n", b" ", b"\0", draw.randbytes(20), content])


def swap_blocks(draw: random.Random, content: bytes) -> bytes:
    size = draw.choice([1, 8, 64])
    first, second = sorted(draw.sample(range(0, len(content) - size, size), 2))
    one, other = content[first : first + size], content[second : second + size]
    return content[:first] + other + content[first + size : second] + one + content[second + size :]


def change_line_ends(_: random.Random, content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def add_byte_order_mark(_: random.Random, content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def change_line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    lines[draw.randrange(len(lines))] += draw.choice([b" ", b".", b"\t", b"x"])
    return b"\n".join(lines)


def drop_line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    del lines[draw.randrange(len(lines))]
    return b"\n".join(lines)


def double_line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    at = draw.randrange(len(lines))
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def exchange_lines(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    one, other = draw.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


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


Place = tuple[Any, Any]


def list_places(value: Any) -> Iterator[Place]:
    """Every place in a JSON value as its dict or list and the key or index in it."""
    if isinstance(value, dict | list):
        for key in sorted(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from list_places(value[key])


def change_value(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice([place for place in list_places(manifest) if is_leaf(place)])
    holder[key] = draw_other(draw, holder[key])


def is_leaf(place: Place) -> bool:
    """Whether nothing stands below a place."""
    holder, key = place
    return not (isinstance(holder[key], dict | list) and holder[key])


def draw_other(draw: random.Random, value: Any) -> Any:
    """Another value of the same kind; another kind for null."""
    if isinstance(value, str):
        return draw.choice([value + "x", value[:-1], value[1:], value.upper(), f" {value}", "", value.replace("0", "1")])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return draw.choice([value + 1, value - 1, -value, value * 2, value + 0.5])
    return draw.choice(["x", 0, 1, False]) if value is None else ["x"] if value == [] else {"x": 1}


def change_kind(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice(list(list_places(manifest)))
    holder[key] = draw.choice(OTHER_KINDS)


def drop_key(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice(list(list_places(manifest)))
    del holder[key]


def rename_key(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice([(h, k) for h, k in list_places(manifest) if isinstance(h, dict)])
    holder[draw.choice([key.upper(), f"{key} ", f"{key}x", ""])] = holder.pop(key)


def add_key(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([manifest, *(h[k] for h, k in list_places(manifest) if isinstance(h[k], dict))])
    holder["x"] = draw.choice(["x", 1, None, [], {}])


def add_entry(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([h[k] for h, k in list_places(manifest) if isinstance(h[k], list)])
    holder.append(copy.deepcopy(draw.choice(holder)) if holder and draw.random() < 0.5 else draw.choice(["x", 1, None, [], {}]))


def exchange_entries(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([h[k] for h, k in list_places(manifest) if isinstance(h[k], list) and len(h[k]) > 1])
    one, other = draw.sample(range(len(holder)), 2)
    holder[one], holder[other] = holder[other], holder[one]


def exchange_values(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([manifest, *(h[k] for h, k in list_places(manifest) if isinstance(h[k], dict) and len(h[k]) > 1)])
    one, other = draw.sample(sorted(holder), 2)
    holder[one], holder[other] = holder[other], holder[one]


def in_the_manifest(change: Callable[[random.Random, Any], None]) -> Damage:
    """The damage that a change of its values does to the manifest, which is then written as we write it."""

    def damage(draw: random.Random, files: Files) -> Files:
        manifest = json.loads(read_bytes(files, MANIFEST))
        change(draw, manifest)
        return files | {MANIFEST: encode_manifest(manifest)}

    return damage


def read_bytes(files: Files, path: str) -> bytes:
    """The bytes of a file that is one."""
    content = files[path]
    if not isinstance(content, bytes):
        raise TypeError(path)
    return content


def change_cell(draw: random.Random, table: pa.Table) -> pa.Table:
    at, row = draw.randrange(table.num_columns), draw.randrange(table.num_rows)
    values, kind = table.column(at).to_pylist(), table.schema.types[at]
    value = NEW_VALUES[str(kind)] if values[row] is None else draw_other(draw, values[row])
    values[row] = int(value) if pa.types.is_int64(kind) else value
    return table.set_column(at, table.schema.field(at), pa.array(values, kind))


def empty_cell(draw: random.Random, table: pa.Table) -> pa.Table:
    at, row = draw.randrange(table.num_columns), draw.randrange(table.num_rows)
    column = table.column(at).to_pylist()
    column[row] = None
    return table.set_column(at, table.schema.field(at), pa.array(column, table.schema.types[at]))


def drop_row(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_rows)
    return pa.concat_tables([table.slice(0, at), table.slice(at + 1)])


def double_row(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_rows)
    return pa.concat_tables([table.slice(0, at + 1), table.slice(at)])


def exchange_rows(draw: random.Random, table: pa.Table) -> pa.Table:
    rows = list(range(table.num_rows))
    draw.shuffle(rows)
    return table.take(rows)


def drop_column(draw: random.Random, table: pa.Table) -> pa.Table:
    return table.remove_column(draw.randrange(table.num_columns))


def rename_column(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_columns)
    return table.rename_columns([name + ("x" if n == at else "") for n, name in enumerate(table.column_names)])


def exchange_columns(draw: random.Random, table: pa.Table) -> pa.Table:
    names = list(table.column_names)
    draw.shuffle(names)
    return table.select(names)


def double_column(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_columns)
    return table.append_column(table.schema.field(at), table.column(at))


def retype_column(draw: random.Random, table: pa.Table) -> pa.Table:
    at = draw.randrange(table.num_columns)
    others = {"string": "large_string", "int64": "int32", "double": "float", "bool": "int8"}
    kind = pa.type_for_alias(others[str(table.schema.types[at])])
    return table.set_column(at, pa.field(table.column_names[at], kind), table.column(at).cast(kind))


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
        return damaged | {MANIFEST: encode_manifest(manifest)}

    return adjusted


BYTES: dict[str, Change] = {
    "a bit flipped": flip_bit,
    "a byte changed": change_byte,
    "a block of zeros": zero_block,
    "bytes inserted": insert_bytes,
    "a blank inserted": insert_blank,
    "bytes dropped": drop_bytes,
    "the end cut off": cut_end,
    "bytes appended": append_bytes,
    "two blocks swapped": swap_blocks,
    "other line ends": change_line_ends,
    "a byte order mark": add_byte_order_mark,
}
LINES: dict[str, Change] = {
    "a line changed": change_line,
    "a line dropped": drop_line,
    "a line doubled": double_line,
    "two lines exchanged": exchange_lines,
}
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
VALUES: dict[str, Callable[[random.Random, Any], None]] = {
    "a value changed": change_value,
    "a value of another kind": change_kind,
    "a key dropped": drop_key,
    "a key renamed": rename_key,
    "a key added": add_key,
    "an entry added": add_entry,
    "two entries exchanged": exchange_entries,
    "two values exchanged": exchange_values,
}
ROWS: dict[str, Rows] = {
    "a cell changed": change_cell,
    "a cell emptied": empty_cell,
    "a row dropped": drop_row,
    "a row doubled": double_row,
    "rows exchanged": exchange_rows,
    "a column dropped": drop_column,
    "a column renamed": rename_column,
    "columns exchanged": exchange_columns,
    "a column twice": double_column,
    "a column of another type": retype_column,
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
