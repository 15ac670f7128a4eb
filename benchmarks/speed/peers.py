"""The other tools, each in a virtual environment that has it, as commands over a corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
REQUIREMENTS = "speed-requirements.txt"
SCRIPT, DATATROVE = "data scientist's script", "datatrove"
TRAFILATURA_TEXT, TRAFILATURA = "trafilatura, text alone", "trafilatura with metadata"
# What each needs to be imported, and the distribution whose version is shown.
NEEDS = {
    SCRIPT: ("datasketch", "datasketch"),
    DATATROVE: ("datatrove", "datatrove"),
    TRAFILATURA_TEXT: ("trafilatura", "trafilatura"),
    TRAFILATURA: ("trafilatura", "trafilatura"),
}


def install_peers(place: Path) -> None:
    """Make the virtual environment."""
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    words = ["-m", "pip", "install", "--quiet", "--no-deps", "-r", str(HERE.parent / REQUIREMENTS)]
    subprocess.run([str(place / PYTHON), *words], check=True)


def find_version(place: Path | None, name: str) -> str | None:
    """The version of a tool, None where it is not installed."""
    if place is None or not (place / PYTHON).exists():
        return None
    module, distribution = NEEDS[name]
    code = f"import {module}, importlib.metadata as m; print(m.version({distribution!r}))"
    said = subprocess.run([str(place / PYTHON), "-c", code], capture_output=True, text=True, check=False)
    return said.stdout.strip() or None


def find_language_model(place: Path) -> Path | None:
    """The fastText model for languages that an installed package carries."""
    return next(iter(sorted(place.rglob("lid.176.ftz"))), None)


def make_command(place: Path, name: str, source: Path, out: Path) -> Sequence[str]:
    """The command with which a tool works on a file of rows (texts) or a folder (pages)."""
    python = str(place / PYTHON)
    if name == SCRIPT:
        return [python, str(HERE / "peer_script.py"), str(source), f"{out}.parquet"]
    if name == DATATROVE:
        model = find_language_model(place)
        return [python, str(HERE / "peer_datatrove.py"), str(source.parent), str(out), *([str(model)] if model else [])]
    kind = "json" if name == TRAFILATURA else "text"
    return [python, str(HERE / "peer_trafilatura.py"), str(source), kind]
