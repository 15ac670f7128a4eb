"""The code that runs, as a digest: what was made by other code is made again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

# What lies in the package beside what decides: compiled code.
COMPILED = "__pycache__"


@cache
def digest_code() -> str:
    """A SHA-256 in hexadecimal of all files of this package: code, tables of rules and words, fitted models."""
    root = Path(__file__).resolve().parent.parent
    said = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if COMPILED not in path.parts and path.is_file():
            said.update(f"{path.relative_to(root).as_posix()}\0".encode())
            said.update(hashlib.sha256(path.read_bytes()).digest())
    return said.hexdigest()
