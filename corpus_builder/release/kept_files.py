"""Parquet files that a cache keeps for the next release with the same rows.

A file lies in a folder that has the digest of its rows for a name, and has its own SHA-256 for a name. Releases get copies: with
links, damage to one would be damage to all.
"""

from __future__ import annotations

import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from corpus_builder.sources.files import digest_file
from corpus_builder.system.durable import make_folder, remove_path
from corpus_builder.system.errors import explain_failure

# What a file is called, and what it was called by a process that died before it was whole.
FILE, UNFINISHED = re.compile(r"([0-9a-f]{64})\.parquet"), re.compile(r"\.[0-9a-f]{64}\.[0-9a-f]{16}\.new")
ROWS = re.compile("[0-9a-f]{64}")


class KeptFiles(NamedTuple):
    """Files in a folder, for one version of the code."""

    folder: Path

    def take(self, rows: str, target: Path) -> str | None:
        """Copy the file whose rows have a digest: its SHA-256; None where there is none. What is damaged is removed.

        Raises OSError when the copy cannot be written, CorpusError when what is damaged cannot be removed.
        """
        place = self.folder / rows
        for path in sorted(place.iterdir()) if place.is_dir() else []:
            if FILE.fullmatch(path.name):
                target.parent.mkdir(parents=True, exist_ok=True)
                if copy_whole(path, target):
                    return path.stem
                with explain_failure(f"cannot write {self.folder}"):
                    remove_path(path)
        return None

    def keep(self, rows: str, path: Path, sha256: str) -> None:
        """Keep a copy of a file by the digest of its rows; another process may keep the same at the same time.

        Raises CorpusError when the disk is full.
        """
        place = self.folder / rows
        target = place / f"{sha256}.parquet"
        beside = place / f".{sha256}.{secrets.token_hex(8)}.new"
        with explain_failure(f"cannot write {self.folder}"):
            make_folder(self.folder)
            make_folder(place)
            try:
                shutil.copyfile(path, beside)
                if target.is_dir():
                    remove_path(target)
                beside.replace(target)
            finally:
                with suppress(OSError):
                    beside.unlink(missing_ok=True)


def copy_whole(path: Path, target: Path) -> bool:
    """Copy a file if it is the one that was given its name. Raises OSError when the copy cannot be written."""
    try:
        if path.is_file():
            shutil.copyfile(path, target)
            if is_whole(path.name, target):
                return True
    except OSError:
        if is_whole(path.name, path):
            raise
    target.unlink(missing_ok=True)
    return False


def is_whole(name: str, path: Path) -> bool:
    """Whether what is there is the file that was given a name."""
    named = FILE.fullmatch(name)
    with suppress(OSError):
        return named is not None and path.is_file() and digest_file(path) == named[1]
    return False
