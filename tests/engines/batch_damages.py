"""Ways in which a batch, or a file, on a disk may be damaged."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path


def flip(batch: Path) -> None:
    """Change one bit in the middle of the paragraphs."""
    path = batch / "paragraphs.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def swap(batch: Path) -> None:
    """Let a batch stand under the name of another one."""
    other = next(path for path in batch.parent.iterdir() if path != batch)
    shutil.rmtree(batch)
    shutil.copytree(other, batch)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "flipped bit": flip,
    "truncated": lambda batch: os.truncate(batch / "documents.arrow", 100),
    "file missing": lambda batch: (batch / "quotes.arrow").unlink(),
    "keys missing": lambda batch: (batch / "keys.arrow").unlink(),
    "seal missing": lambda batch: (batch / "seal.json").unlink(),
    "empty seal": lambda batch: (batch / "seal.json").write_text("{}", encoding="utf-8"),
    "nothing sealed": lambda batch: (
        shutil.rmtree(batch),
        batch.mkdir(),
        (batch / "seal.json").write_text("{}", encoding="utf-8"),
    ),
    "deep seal": lambda batch: (batch / "seal.json").write_text("[" * 100_000, encoding="utf-8"),
    "foreign file": lambda batch: (batch / "more.arrow").write_bytes(b"rows"),
    "file in its place": lambda batch: (shutil.rmtree(batch), batch.write_text("rows", encoding="utf-8")),
    "empty folder": lambda batch: (shutil.rmtree(batch), batch.mkdir()),
    "folder for a file": lambda batch: ((batch / "quotes.arrow").unlink(), (batch / "quotes.arrow").mkdir()),
    "folder for the seal": lambda batch: ((batch / "seal.json").unlink(), (batch / "seal.json").mkdir()),
    "another batch": swap,
}
if sys.platform != "win32":
    DAMAGES |= {"dangling link": lambda batch: (shutil.rmtree(batch), batch.symlink_to(batch.parent / "nowhere"))}


def flip_bit(path: Path, place: float) -> None:
    """Change one bit of a file, at a share of its length."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)


def stand_for_another(path: Path) -> None:
    """Put a file beside this one in its place."""
    others = sorted(other for other in path.parent.iterdir() if other.name != path.name and other.is_file())
    shutil.copyfile(others[0], path)


FILE_DAMAGES: dict[str, Callable[[Path], object]] = {
    **{f"flipped bit at {place}": partial(flip_bit, place=place) for place in (0.1, 0.5, 0.8, 0.99)},
    "emptied": lambda path: path.write_bytes(b""),
    "other words": lambda path: path.write_bytes(b"[[1]]"),
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "end missing": lambda path: os.truncate(path, path.stat().st_size - 1),
    "something behind it": lambda path: path.write_bytes(path.read_bytes() + b"0"),
    "file missing": lambda path: path.unlink(),
    "folder in its place": lambda path: (path.unlink(), path.mkdir(), (path / "file").write_bytes(b"")),
    "another file in its place": stand_for_another,
}
