"""Make dumps of labelled pages as terminal browsers write them, to learn and to measure plain text on.

    python -m benchmarks.make_dumps PAGES.jsonl.gz... --out DIR

A page has `id`, `html`, `gold_text` and what `benchmarks.quality` says. Needed are lynx, w3m and links on the PATH. Written is
DIR/BROWSER_SET/dumps.jsonl.gz for each browser and file, where SET is the folder of the file: rows with the page's fields, but
`text` instead of `html` and `lines`. The width of a dump, and whether lynx numbers its links, follow from the page's id.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Page = dict[str, Any]

BROWSERS = ("lynx", "w3m", "links")
WIDTHS = (72, 76, 80, 100)
# Characters: of a page that a browser shows as less, nothing is left to learn from.
LEAST_CHARACTERS = 500
LEFT_OUT = ("html", "lines", "text")


def make_dump(browser: str, page: Page) -> str:
    """A page as a terminal browser writes it. Raises OSError where the browser is not installed."""
    choice = zlib.crc32(f"{browser}{page['id']}".encode())
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "page.html")
        path.write_text(page["html"], encoding="utf-8", errors="replace")
        words = list_words(browser, WIDTHS[choice % len(WIDTHS)], has_numbers=choice % 8 < len(WIDTHS))
        found = subprocess.run([*words, str(path)], capture_output=True, check=False)
    return found.stdout.decode("utf-8", "replace")


def list_words(browser: str, width: int, *, has_numbers: bool) -> list[str]:
    """The command that writes a dump of a width in characters; lynx may number its links and list their addresses."""
    if browser == "lynx":
        charsets = ["-assume_charset=utf-8", "-display_charset=utf-8"]
        return ["lynx", "-dump", *charsets, f"-width={width}", *([] if has_numbers else ["-nolist"])]
    if browser == "w3m":
        return ["w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", str(width)]
    return ["links", "-dump", "-html-assume-codepage", "utf-8", "-codepage", "utf-8", "-width", str(width)]


def dump_file(path: Path, out: Path) -> None:
    """Write the dumps of the pages of a file, one file for each browser."""
    pages = [json.loads(row) for row in gzip.decompress(path.read_bytes()).splitlines()]
    for browser in BROWSERS:
        rows = [make_row(browser, page) for page in pages]
        content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows if len(row["text"]) >= LEAST_CHARACTERS)
        folder = out / f"{browser}_{path.parent.name}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dumps.jsonl.gz").write_bytes(gzip.compress(content.encode(), mtime=0))


def make_row(browser: str, page: Page) -> Page:
    """The row of a dump."""
    kept = {name: value for name, value in page.items() if name not in LEFT_OUT}
    unscored = {name: [line for line in page.get(name) or [] if line] for name in ("titles", "optional")}
    return kept | unscored | {"id": f"{page['id']}-{browser}", "text": make_dump(browser, page)}


def main(words: Sequence[str] | None = None) -> None:
    """Write the dumps of all files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(words)
    for path in given.pages:
        dump_file(path, given.out)


if __name__ == "__main__":
    main()
