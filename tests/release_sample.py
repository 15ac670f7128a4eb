"""A small release, written out by hand, that the tests of corpus_builder.release share. People and papers are invented.

Run as a program it writes the golden card anew, to be read before it is kept: python -m tests.release_sample
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus_builder.model import Alignment, Repaired
from corpus_builder.release.folder import hold_release
from corpus_builder.release.manifest import FileDigest, Manifest, Provenance, digest_content, make_manifest
from corpus_builder.release.page.data_card import render_card
from corpus_builder.release.release_writing import write_release
from corpus_builder.release.summary import count_funnel, summarize
from corpus_builder.settings import Settings
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.parts import cut_tables

DESCRIPTION = Description(
    name="harbour",
    version="1.2.0",
    title="Harbour news | a sample",
    license="cc-by-4.0",
    summary="Invented articles about an invented harbour.",
    takedown="Write to the address below and name the id.",
    contact="desk@lephare.example",
    sources=(
        DescribedSource("Le Phare", files=("fr/*.txt",), language="fr", license="cc-by-4.0", url="https://lephare.example"),
        DescribedSource("The Lantern", files=("en/*.txt",), language="en", rights="with leave of the editor"),
    ),
)
ABSENT = ("The Lantern",)
SETTINGS = Settings()

# Each document: its columns, then its pieces in order: (what becomes of it, its text in the source, more columns)
TITLE, BODY, MENU, COPY = "title", "body", "menu", "copy"
DOCUMENTS: list[tuple[dict[str, Any], list[tuple[str, str, dict[str, Any]]]]] = [
    (
        {"source_id": "fr/quai.txt", "source": "lephare.example", "published": "2024-03-05", "language": "fr"},
        [
            (TITLE, "Le quai rouvre", {}),
            (MENU, "Partager | Imprimer", {"rule": "share buttons"}),
            (BODY, "« Nous avons tenu   parole », a dit Ada Lemoine, la capitaine du port.", {}),
            (BODY, "Le quai du nord était fermé depuis la tempête de janvier.", {}),
        ],
    ),
    (
        {
            "source_id": "fr/reprise.txt",
            "source": "lephare.example",
            "published": "2024-03",
            "language": "fr",
            "note": "a reprint",
        },
        [
            (COPY, "« Nous avons tenu parole », a dit Ada Lemoine, capitaine du port.", {"of": ("fr/quai.txt", 2), "alike": 0.9}),
            (BODY, "La ville promet trois grues de plus.", {}),
        ],
    ),
    (
        {"source_id": "en/ferry.txt", "published": None, "language": "en", "title": "*Ferry* <b>", "extra": '{"desk": "sea"}'},
        [(BODY, "The ferry sails again, the mayor said.", {})],
    ),
    ({"source_id": "en/menu.txt", "published": "2023", "note": "no article found"}, [(MENU, "Home", {"rule": "menu"})]),
]
REJECT = {
    "source_id": "fr/vide.txt",
    "path": "fr/vide.txt",
    "reason": "empty",
    "detail": "no character",
    "bytes": 0,
    "sha256": "e3b0",
}


def count_words(text: str) -> int:
    """The words of a text, counted as the pipeline does."""
    return len(re.findall(r"[^\W_]+(?:['’\-.][^\W_]+)*", text))


def name_document(source_id: str) -> str:
    """The id of a document."""
    return hashlib.sha256(source_id.encode()).hexdigest()[:16]


def write_source(pieces: list[tuple[str, str, dict[str, Any]]]) -> tuple[str, list[tuple[int, int]]]:
    """A source text of the pieces, and the span of each."""
    text, spans = "", []
    for _, piece, _ in pieces:
        text += "\n\n" if text else ""
        spans.append((len(text), len(text) + len(piece)))
        text += piece
    return text, spans


def sources() -> dict[str, str]:
    """The decoded source texts by source id."""
    return {columns["source_id"]: write_source(pieces)[0] for columns, pieces in DOCUMENTS}


def reread(texts: dict[str, str] | None = None) -> list[tuple[str, str, Repaired]]:
    """The sources as `verify_release` takes them, with nothing to repair."""
    return [(name, text, Repaired(text, Alignment.identity(len(text)))) for name, text in (texts or sources()).items()]


def sample_rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of the sample by table, in no particular order."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for columns, pieces in DOCUMENTS:
        add_document(rows, columns, pieces)
    rows["rejects"].append(REJECT)
    first = rows["quotes"][0]["id"]
    rows["quotes"] = [{**row, "statement_id": first} for row in rows["quotes"]]
    named = [row.get("duplicate_of") for row in rows["removals"]]
    rows["paragraphs"] = [{**row, "n_copies": named.count(row["id"])} for row in rows["paragraphs"]]
    return rows


def add_document(rows: dict[str, list[dict[str, Any]]], columns: dict[str, Any], pieces: list[tuple[str, str, Any]]) -> None:
    """Add the rows of one document."""
    source_text, spans = write_source(pieces)
    document, texts, quotes, kept = name_document(columns["source_id"]), [], 0, 0
    for (role, raw, more), (start, end) in zip(pieces, spans, strict=True):
        text, row_id = " ".join(raw.split()), f"{document}:{start}"
        place = {"id": row_id, "document_id": document, "start": start, "end": end, "text": text}
        if role == MENU:
            rows["removals"].append({**place, "stage": "boilerplate", "rule": more["rule"]})
            continue
        if role == COPY:
            kept_id = f"{name_document(more['of'][0])}:{span_of(*more['of'])[0]}"
            copy = {"stage": "duplicates", "rule": "near copy", "duplicate_of": kept_id, "similarity": more["alike"]}
            rows["removals"].append({**place, **copy})
        else:
            row = {"position": len(texts), "role": role, "language": columns["language"], "n_words": count_words(text)}
            rows["paragraphs"].append({**place, **row})
        if "«" in raw:
            rows["quotes"].append(quote_row(place, raw, quotes, is_copy=role == COPY))
            quotes += 1
        texts.append(text)
        kept += end - start
    text = "\n\n".join(texts)
    counted = {"n_words": count_words(text), "n_paragraphs": len(texts), "n_quotes": quotes}
    size = {"source_characters": len(source_text), "kept_characters": kept, "encoding": "utf-8", "language_score": 1.0}
    digest = hashlib.sha256(source_text.encode()).hexdigest()
    own = {"id": document, "path": columns["source_id"], "text": text, "sha256": digest}
    rows["documents"].append({**own, **counted, **size, **columns})


def quote_row(place: dict[str, Any], raw: str, position: int, *, is_copy: bool) -> dict[str, Any]:
    """The row of the words between guillemets."""
    start, end = raw.index("«") + 2, raw.index("»") - 1
    return {
        "id": f"{place['document_id']}:{place['start'] + start}q",
        "document_id": place["document_id"],
        "paragraph_id": place["id"],
        "position": position,
        "kind": "direct",
        "text": " ".join(raw[start:end].split()),
        "start": place["start"] + start,
        "end": place["start"] + end,
        "speaker": "Ada Lemoine",
        "speaker_name": "Ada Lemoine",
        "cue": "a dit",
        "balanced": True,
        "language": "fr",
        "is_copy": is_copy,
    }


def span_of(source_id: str, piece: int) -> tuple[int, int]:
    """The span of a document's piece in its source."""
    pieces = next(pieces for columns, pieces in DOCUMENTS if columns["source_id"] == source_id)
    return write_source(pieces)[1][piece]


def tabulate(rows: dict[str, list[dict[str, Any]]]) -> dict[str, pa.Table]:
    """Rows as tables."""
    return {name: pa.Table.from_pylist(rows[name], schema) for name, schema in SCHEMAS.items()}


def sample_tables() -> dict[str, pa.Table]:
    """The sample as tables, unsorted."""
    return tabulate(sample_rows())


def inputs() -> list[dict[str, Any]]:
    """The files of the sample as the manifest lists them."""
    files = {**sources(), "fr/vide.txt": ""}
    return [
        {"path": path, "bytes": len(text.encode()), "sha256": hashlib.sha256(text.encode()).hexdigest()}
        for path, text in files.items()
    ]


def provenance(description: Description = DESCRIPTION, settings: Settings | dict[str, Any] = SETTINGS) -> Provenance:
    """What the sample was made of; settings as plain values may be those of another version."""
    plain = settings.model_dump(mode="json") if isinstance(settings, Settings) else settings
    return Provenance(inputs=inputs(), settings=plain, description=description, absent=ABSENT)


def publish(
    out: Path,
    tables: dict[str, pa.Table] | None = None,
    description: Description = DESCRIPTION,
    settings: Settings | dict[str, Any] = SETTINGS,
) -> Path:
    """Write the sample, or other tables, as a release."""
    with hold_release(out):
        write_release(out, cut_tables(tables or sample_tables()), provenance(description, settings))
    return out


def describe_tables(
    tables: dict[str, pa.Table], files: dict[str, FileDigest] | None = None, made_by: Provenance | None = None
) -> Manifest:
    """The manifest of sorted tables in one part, of the sample's provenance or another one."""
    rows = {name: [(table.num_rows, digest_table(table))] if table.num_rows else [] for name, table in tables.items()}
    digests = {name: digest_content(name, own) for name, own in rows.items()}
    return make_manifest(count_funnel(summarize(tables)), digests, files or {}, made_by or provenance())


def golden_card() -> str:
    """The card of the sample with versions and file sizes that no environment decides."""
    tables = sort_rows(sample_tables())
    files = {f"data/{name}/part-00000.parquet": FileDigest(bytes=1000, sha256="0" * 64) for name in SCHEMAS}
    manifest = describe_tables(tables, files)
    versions = {"corpus_builder": "1.0.0", "pyarrow": "26.0.1"}
    shown = {name: manifest.settings[name] for name in ("policy", "duplicates")}
    return render_card(summarize(tables), manifest.model_copy(update={"versions": versions, "settings": shown}))


GOLDEN_CARD = Path(__file__).parent / "data" / "release" / "card.md"

if __name__ == "__main__":
    GOLDEN_CARD.write_text(golden_card(), encoding="utf-8", newline="\n")
