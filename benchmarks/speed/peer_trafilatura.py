"""The pages through trafilatura: `python peer_trafilatura.py FOLDER text|json`, with pages in FOLDER/*.html."""

from __future__ import annotations

import sys
from pathlib import Path

import trafilatura


def main(folder: Path, kind: str) -> None:
    """Extract every page; as JSON with its metadata."""
    for path in sorted(folder.rglob("*.html")):
        page = path.read_bytes()
        if kind == "json":
            trafilatura.extract(page, output_format="json", with_metadata=True)
        else:
            trafilatura.extract(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
