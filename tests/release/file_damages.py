"""Ways in which a Parquet file that a cache keeps may be damaged."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path


def put_folder(path: Path) -> None:
    """Let a folder that is not empty stand in the place of a file."""
    path.unlink()
    (path / "in").mkdir(parents=True)


def put_link(path: Path, *, target: str = "nowhere") -> None:
    """Let a link stand in the place of a file or folder: it leads to what is not there."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to(path.parent / target)


def put_file(folder: Path) -> None:
    """Let a file stand in the place of a folder."""
    shutil.rmtree(folder)
    folder.write_bytes(b"rows")


FILE_DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "other byte": lambda path: path.write_bytes(b"r" + path.read_bytes()[1:-1] + b"z"),
    "more bytes": lambda path: path.write_bytes(path.read_bytes() + b" and more"),
    "folder in its place": put_folder,
    "file for the folder": lambda path: put_file(path.parent),
    "file for the version": lambda path: put_file(path.parent.parent),
}
if sys.platform != "win32":
    FILE_DAMAGES |= {
        "dangling link": put_link,
        "dangling link for the folder": lambda path: put_link(path.parent),
        "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    }
