"""The sample with something changed: rows edited, moved or taken down, and releases of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_builder.model import PULL_QUOTE
from corpus_builder.policy.takedowns import hash_source
from corpus_builder.release.changes.differences import ReleaseDiff, TableDiff
from corpus_builder.release.folder import hold_release
from corpus_builder.release.manifest import Provenance, encode_values
from corpus_builder.release.release_writing import write_release
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.parquet import write_table
from corpus_builder.tables.parts import cut_tables
from tests.release_sample import REJECT, name_document, provenance, sample_rows, tabulate

Rows = dict[str, list[dict[str, Any]]]


Edit = Callable[[Rows], None]


QUAI, REPRISE, FERRY = (name_document(name) for name in ("fr/quai.txt", "fr/reprise.txt", "en/ferry.txt"))


def write(out: Path, rows: Rows | None = None, made_by: Provenance | None = None) -> Path:
    """Publish rows, those of the sample unless others are given."""
    with hold_release(out):
        write_release(out, cut_tables(tabulate(rows or sample_rows())), made_by or provenance())
    return out


def write_tables(out: Path, rows: Rows, old: Path) -> Path:
    """Write the tables of a release, and the manifest of another one, which tells nothing of its rows and files."""
    for name, table in sort_rows(tabulate(rows)).items():
        write_table(table, out / "data" / name)
    shutil.copy(old / "manifest.json", out)
    return change_manifest(out, lambda m: m.update(tables={}, files={}))


def table(diff: ReleaseDiff, name: str) -> TableDiff:
    """What changed in one table."""
    return next(table for table in diff.tables if table.name == name)


def find_row(rows: Rows, name: str, document: str, place: int = 0) -> dict[str, Any]:
    """A row of a document, by its place among the rows of that document in that table."""
    key = "id" if name == "documents" else "document_id"
    return [row for row in rows[name] if row[key] == document][place]


def remove_document(rows: Rows, document: str) -> None:
    """Take out all rows of a document."""
    for name in ("documents", "paragraphs", "quotes", "removals"):
        key = "id" if name == "documents" else "document_id"
        rows[name] = [row for row in rows[name] if row[key] != document]


def move_paragraph(rows: Rows, document: str, place: int, stage: str, rule: str, more: dict[str, Any] | None = None) -> None:
    """Make a paragraph a removal, as the whole corpus does; its document's rows follow when it is repetition."""
    row = find_row(rows, "paragraphs", document, place)
    rows["paragraphs"].remove(row)
    piece = {name: row[name] for name in ("id", "document_id", "start", "end", "text")}
    rows["removals"].append({**piece, "stage": stage, "rule": rule, **(more or {})})
    if stage == "repetition":
        owner = find_row(rows, "documents", document)
        owner["text"] = owner["text"].replace(f"\n\n{row['text']}", "")
        owner["n_words"] -= row["n_words"]
        owner["n_paragraphs"] -= 1
        owner["kept_characters"] -= row["end"] - row["start"]


def edit(name: str, document: str, column: str, value: Any) -> Edit:
    """Set a cell of the first row of a document in a table."""
    return lambda rows: find_row(rows, name, document).update({column: value})


def make_copy(rows: Rows) -> None:
    """The paragraph on the north quay turns out to be a copy."""
    of = find_row(rows, "paragraphs", REPRISE)["id"]
    move_paragraph(rows, QUAI, 2, "duplicates", "near copy", {"duplicate_of": of, "similarity": 0.9})


def make_repetition(rows: Rows) -> None:
    """The paragraph on the north quay turns out to be a line of the site."""
    move_paragraph(rows, QUAI, 2, "repetition", "line repeated across the site")


def repeat_title(rows: Rows) -> None:
    """The title turns out to be a line of the site, and what follows it moves up."""
    move_paragraph(rows, QUAI, 0, "repetition", "line repeated across the site")
    for name in ("paragraphs", "quotes"):
        for row in rows[name]:
            row["position"] -= row["document_id"] == QUAI


def make_pull_quote(rows: Rows) -> None:
    """The paragraph on the north quay turns out to repeat words of its own document."""
    move_paragraph(rows, QUAI, 2, "duplicates", PULL_QUOTE, {"duplicate_of": find_row(rows, "paragraphs", QUAI)["id"]})


def rename_copy(rows: Rows) -> None:
    """The copy in the reprint is a line of the site instead."""
    find_row(rows, "removals", REPRISE).update(stage="repetition", rule="line repeated across the site", duplicate_of=None)


def copy_with_other_text(rows: Rows) -> None:
    """A paragraph that went as a copy has another text than it had."""
    make_copy(rows)
    find_row(rows, "removals", QUAI, 1)["text"] = "Le quai du sud était fermé."


def repeat_with_other_title(rows: Rows) -> None:
    """A document that lost a repeated line has another title, too."""
    make_repetition(rows)
    find_row(rows, "documents", QUAI)["title"] = "Un autre titre"


def repeat_with_other_paragraph(rows: Rows) -> None:
    """A document that lost a repeated line has another paragraph, too."""
    make_repetition(rows)
    find_row(rows, "paragraphs", QUAI)["text"] = "Le quai ferme"


def add_document(rows: Rows) -> None:
    """One more document without anything in it."""
    rows["documents"].append({**rows["documents"][0], "id": "f" * 16, "source_id": "new.txt", "path": "new.txt"})


def swap_rejects(rows: Rows) -> None:
    """Another source is rejected."""
    rows["rejects"] = [{**REJECT, "source_id": "fr/autre.txt", "path": "fr/autre.txt"}]


def count(found: TableDiff) -> tuple[int, int, int, int]:
    """The sizes of the four sets."""
    return len(found.added), len(found.removed), found.n_changed, len(found.rederived)


def take_down(*source_ids: str) -> tuple[Rows, Provenance]:
    """The sample without some of its documents, and with a list that says why."""
    rows = sample_rows()
    for source_id in source_ids:
        remove_document(rows, name_document(source_id))
        hashed = hash_source(source_id)
        row = {**REJECT, "source_id": hashed, "path": hashed, "reason": "takedown", "detail": "on the list", "sha256": None}
        rows["rejects"].append(row)
    return rows, provenance().model_copy(update={"takedowns": tuple(hash_source(source_id) for source_id in source_ids)})


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """Edit the manifest of a release."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    (folder / "manifest.json").write_bytes(encode_values(manifest))
    return folder


def rewrite_table(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> Path:
    """Write a table of a release again with other columns, as an older or newer package would."""
    path = folder / "data" / name / "part-00000.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    return folder
