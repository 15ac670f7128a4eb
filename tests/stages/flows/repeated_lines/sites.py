"""Tables of invented sites, for tests of what they repeat: documents of lines that were kept, removed, quoted or hidden."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa

from corpus_builder.model import PARAGRAPH_BREAK, PULL_QUOTE
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables

# Lines of a few words, of more, with numbers or nothing else; sentences and longer lines.
LABELS = ("Lire aussi", "Jeanne Morel", "Votants : 61", "Votants : 62", "12", "***", "")
TEASERS = (
    "Le carnet du Fanal en images",
    "Le carnet du Fanal en images 12",
    "Le carnet du Fanal en images 13",
    "The harbour lights of Brenne",
)
SENTENCES = (
    "Le carnet du Fanal en images.",
    "Le carnet du Fanal en images 12.",
    "La rédaction relit chaque texte avant qu'il ne paraisse.",
    "Les droits sont réservés.",
    "The keepers of the lighthouse answer every letter that a reader writes to them, and " * 2,
)


class Line(NamedTuple):
    """A line of a page: `kind` is the role of a paragraph, `quoted` or `named` for one that a quote or a pull quote holds,
    `hidden` for one of which a part is hidden, or the stage of a removal.
    """

    text: str
    kind: str = "body"


class Page(NamedTuple):
    """A document: its site, its lines, its title, its date and the page that it reprints, by number."""

    site: str | None
    lines: tuple[Line, ...]
    title: str | None = None
    day: str | None = None
    reprints: int | None = None


def make_tables(pages: list[Page]) -> Tables:
    """The tables of pages, as the document stage makes them; reprints are known."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for number, page in enumerate(pages):
        _add_page(rows, number, page)
        if page.reprints is not None:
            rows["documents"][-1]["duplicate_of"] = name_page(page.reprints)
    return {name: pa.Table.from_pylist(own, schema=SCHEMAS[name]) for name, own in rows.items()}


def name_page(number: int) -> str:
    """The id of a page; later pages do not always have greater ones."""
    return f"{number * 7919 % 9973:016x}"


def _add_page(rows: dict[str, list[dict[str, Any]]], number: int, page: Page) -> None:
    identity, start, own = name_page(number), 0, 0
    for line in page.lines:
        span = {"document_id": identity, "start": start, "end": start + len(line.text) + 1, "text": line.text}
        name = f"{identity}:{start}"
        if line.kind in ("boilerplate", "metadata"):
            rows["removals"].append({**span, "id": name, "stage": line.kind, "rule": "invented"})
        else:
            role = line.kind if line.kind in ("title", "heading") else "body"
            counts = {"n_words": len(line.text.split()), "n_copies": 0}
            rows["paragraphs"].append({**span, **counts, "id": name, "position": own, "role": role})
            _hold(rows, span, name, line.kind)
            own += 1
        start = span["end"] + 2
    kept = [row for row in rows["paragraphs"] if row["document_id"] == identity]
    rows["documents"].append(
        {
            "id": identity,
            "source_id": f"{number % 3}/{number}.txt",
            "path": f"{number % 2}/{number}.txt",
            "source": page.site,
            "title": page.title,
            "published": page.day,
            "text": PARAGRAPH_BREAK.join(row["text"] for row in kept),
            "n_words": sum(row["n_words"] for row in kept),
            "n_paragraphs": len(kept),
            "n_quotes": 0,
            "source_characters": start,
            "kept_characters": sum(row["end"] - row["start"] for row in kept),
        }
    )


def _hold(rows: dict[str, list[dict[str, Any]]], span: dict[str, Any], name: str, kind: str) -> None:
    """The quote in a paragraph, the pull quote that names it, or what hides a part of it."""
    place = {key: span[key] for key in ("document_id", "start", "end")}
    if kind == "quoted":
        rows["quotes"].append(
            {**place, "id": f"{name}q", "paragraph_id": name, "position": 0, "kind": "direct", "is_copy": False, "text": ""}
        )
    if kind == "named":
        behind = {"start": span["end"], "end": span["end"] + 1}
        pull = {"stage": "duplicates", "rule": PULL_QUOTE, "duplicate_of": name, "similarity": 0.9, "text": span["text"]}
        rows["removals"].append({**place, **behind, **pull, "id": f"{span['document_id']}:{span['end']}"})
    if kind == "hidden":
        rows["removals"].append(
            {**place, "end": span["start"] + 1, "id": f"{name}p", "stage": "policy", "rule": "e-mail address"}
        )
