"""The four corpora of the benchmark as folders of files, and the pages as rows for the other tools."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.invented import make_records
from benchmarks.speed.page_html import render_page
from benchmarks.speed.press_sites import make_pages
from benchmarks.speed.quote_texts import make_quote_texts

PAGES, PROSE, QUOTES, HTML = "pages as lines", "prose", "quote-dense French", "HTML pages"
ROWS = "rows.jsonl"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of sources: how many MB, documents and lines that are not blank it has."""

    name: str
    folder: Path
    megabytes: float
    documents: int
    lines: int


def make_corpora(place: Path, megabytes: float) -> dict[str, Corpus]:
    """Write all four, of so many MB each, HTML five times as many."""
    size = int(megabytes * 1_000_000)
    prose = (bytes(record.content).decode("utf-8") for record in make_records(size) if isinstance(record.content, bytes))
    return {
        PAGES: write_corpus(place, PAGES, page_texts(size)),
        PROSE: write_corpus(place, PROSE, prose),
        QUOTES: write_corpus(place, QUOTES, make_quote_texts(size)),
        HTML: write_corpus(place, HTML, take_size(html_texts(), 5 * size), ".html"),
    }


def page_texts(size: int) -> Iterator[str]:
    """Pages as what is left of them without markup: a line for each line."""
    return ("\n".join(line.text for line in page.lines) for page in make_pages(size))


def html_texts() -> Iterator[str]:
    """Pages as HTML, without end."""
    return (render_page(page, number) for number, page in enumerate(make_pages(1 << 60)))


def take_size(texts: Iterable[str], size: int) -> Iterator[str]:
    """The first texts, up to `size` characters together and the rest of the last."""
    for text in texts:
        yield text
        size -= len(text)
        if size <= 0:
            return


def write_corpus(place: Path, name: str, texts: Iterable[str], suffix: str = ".txt") -> Corpus:
    """Texts as files of a folder."""
    folder = place / name.replace(" ", "-")
    folder.mkdir(parents=True)
    written, documents, lines = 0, 0, 0
    for text in texts:
        content = text.encode("utf-8")
        (folder / f"{documents:06}{suffix}").write_bytes(content)
        written, documents = written + len(content), documents + 1
        lines += sum(bool(line.strip()) for line in text.split("\n"))
    return Corpus(name, folder, written / 1e6, documents, lines)


def write_rows(corpus: Corpus, place: Path) -> Path:
    """The texts of a corpus as rows of JSON in a folder of their own, as other tools read them."""
    place.mkdir()
    with (place / ROWS).open("w", encoding="utf-8") as rows:
        for path in sorted(corpus.folder.iterdir()):
            rows.write(json.dumps({"id": path.name, "text": path.read_text(encoding="utf-8")}, ensure_ascii=False) + "\n")
    return place / ROWS
