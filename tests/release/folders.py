"""Release folders as bytes, and a second release beside the sample."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.release_sample import sample_tables

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and rights as on POSIX")


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def other_tables() -> dict[str, Any]:
    """A release that differs from the sample in every table."""
    return {name: table.slice(0, table.num_rows - 1) for name, table in sample_tables().items()}


def beside(out: Path) -> list[str]:
    """What stands beside a release folder."""
    return sorted(path.name for path in out.parent.iterdir() if path != out)
