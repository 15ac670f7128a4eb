"""corpus_builder.release.checks.consistency: tables that do not agree with each other are found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.release.checks.findings import Finding
from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.tables.columns import SCHEMAS
from tests.release.parts import cut_release
from tests.release_sample import publish, sample_rows, tabulate

Rows = dict[str, list[dict[str, Any]]]


def edit(table: str, column: str, value: Any, row: int = 0) -> Callable[[Rows], None]:
    """Set one cell."""

    def change(rows: Rows) -> None:
        rows[table][row][column] = value

    return change


def edit_start(rows: Rows) -> None:
    """A paragraph that begins in the removal before it, its id with it."""
    row = rows["paragraphs"][1]
    row["start"] -= 5
    row["id"] = f"{row['document_id']}:{row['start']}"


def hide_outside(rows: Rows) -> None:
    """A policy removal over boilerplate."""
    menu = rows["removals"][0]
    rows["removals"].append({**menu, "id": menu["id"] + "x", "stage": "policy", "rule": "e-mail address", "text": None})


def repeat_paragraph(rows: Rows) -> None:
    """A paragraph that is there twice."""
    rows["paragraphs"].append(dict(rows["paragraphs"][0]))


# What is done to the rows of the sample, and where it must be found
FAULTS: dict[str, tuple[Callable[[Rows], None], str]] = {
    "id of another document": (edit("documents", "id", "0" * 16), "documents.id"),
    "id of another place": (edit("paragraphs", "id", "x:1"), "paragraphs.id"),
    "the same paragraph twice": (repeat_paragraph, "paragraphs.id"),
    "paragraph of no document": (edit("paragraphs", "document_id", "0" * 16), "paragraphs.document_id"),
    "quote of no document": (edit("quotes", "document_id", "0" * 16), "quotes.document_id"),
    "removal of no document": (edit("removals", "document_id", "0" * 16), "removals.document_id"),
    "quote of no paragraph": (edit("quotes", "paragraph_id", "x:1"), "quotes.paragraph_id"),
    "quote of another paragraph": (
        lambda rows: rows["quotes"][0].update(paragraph_id=rows["paragraphs"][0]["id"]),
        "quotes.start",
    ),
    "copy that is said to stay": (edit("quotes", "is_copy", False, 1), "quotes.is_copy"),
    "statement of no quote": (edit("quotes", "statement_id", "x:1q"), "quotes.statement_id"),
    "quote without statement": (edit("quotes", "statement_id", None), "quotes.statement_id"),
    "fragments that overlap": (edit("quotes", "fragments", "[[1, 9], [3, 5]]"), "quotes.fragments"),
    "fragments of fractions": (edit("quotes", "fragments", "[[39, 40.5], [41, 61]]"), "quotes.fragments"),
    "fragments without end": (edit("quotes", "fragments", "[" * 100_000), "quotes.fragments"),
    "fragments that are no JSON": (edit("quotes", "fragments", "[[1, 9"), "quotes.fragments"),
    "second quote called third": (edit("quotes", "position", 2), "quotes.position"),
    "copy of nothing": (edit("removals", "duplicate_of", None, 1), "removals.duplicate_of"),
    "copy of what does not stay": (
        lambda rows: rows["removals"][1].update(duplicate_of=rows["removals"][1]["id"]),
        "removals.duplicate_of",
    ),
    "menu that names a paragraph": (
        lambda rows: rows["removals"][0].update(duplicate_of=rows["paragraphs"][0]["id"]),
        "removals.duplicate_of",
    ),
    "similarity above 1": (edit("removals", "similarity", 1.5, 1), "removals.similarity"),
    "copy without similarity": (edit("removals", "similarity", None, 1), "removals.similarity"),
    "reprint of itself": (
        lambda rows: rows["documents"][0].update(duplicate_of=rows["documents"][0]["id"], duplicate_similarity=0.9),
        "documents.duplicate_of",
    ),
    "reprint without similarity": (
        lambda rows: rows["documents"][0].update(duplicate_of=rows["documents"][1]["id"]),
        "documents.duplicate_similarity",
    ),
    "wrong number of copies": (edit("paragraphs", "n_copies", 7), "paragraphs.n_copies"),
    "wrong number of words": (edit("documents", "n_words", 7), "documents.n_words"),
    "wrong number of words in a paragraph": (edit("paragraphs", "n_words", 7), "paragraphs.n_words"),
    "wrong number of paragraphs": (edit("documents", "n_paragraphs", 7), "documents.n_paragraphs"),
    "wrong number of quotes": (edit("documents", "n_quotes", 7), "documents.n_quotes"),
    "wrong number of kept characters": (edit("documents", "kept_characters", 7), "documents.kept_characters"),
    "source shorter than its rows": (edit("documents", "source_characters", 20), "paragraphs.end"),
    "empty span": (lambda rows: rows["removals"][0].update(end=rows["removals"][0]["start"]), "removals.end"),
    "rows that overlap": (edit_start, "paragraphs and removals"),
    "policy outside a paragraph": (hide_outside, "removals.stage"),
    "text without a paragraph": (edit("documents", "text", "Le quai rouvre"), "documents.text"),
    "second paragraph called third": (edit("paragraphs", "position", 2, 1), "paragraphs.position"),
    "sha256 of another file": (edit("documents", "sha256", "0" * 64), "documents.sha256"),
    "document without a source id": (edit("documents", "source_id", None), "documents.source_id"),
    "quote without a start": (edit("quotes", "start", None), "quotes.start"),
    "removal without a rule": (edit("removals", "rule", None), "removals.rule"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_a_table_is_found(fault: str, tmp_path: Path) -> None:
    """A release whose files and digests are right, but whose tables do not agree, has a finding that says where."""
    change, where = FAULTS[fault]
    rows = sample_rows()
    change(rows)
    findings = verify_release(publish(tmp_path / "corpus", tabulate(rows)))

    assert where in [finding.where for finding in findings]


def test_finding_names_the_first_rows_and_counts_the_rest(tmp_path: Path) -> None:
    """A fault in many rows is one finding."""
    rows = sample_rows()
    for row in rows["paragraphs"]:
        row["n_copies"] = 9
    [finding] = verify_release(publish(tmp_path / "corpus", tabulate(rows)))

    assert finding.what.count(":") == 4 and finding.what.endswith(" and 2 more")


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found_in_the_same_words_in_many_parts(fault: str, tmp_path: Path) -> None:
    """What is wrong with the rows does not depend on where they are cut, unless they are cut off from what they belong to."""
    rows = sample_rows()
    FAULTS[fault][0](rows)
    whole = find_in_tables(publish(tmp_path / "corpus", tabulate(rows)))
    parts = find_in_tables(cut_release(tmp_path / "corpus", [0, 1, 2, 3]))

    is_astray = fault == "quote of no document"
    assert FAULTS[fault][1] in {finding.where for finding in parts} if is_astray else parts == whole


def find_in_tables(folder: Path) -> set[Finding]:
    """What is found in the rows of a release."""
    places = {*SCHEMAS, "paragraphs and removals"}
    return {finding for finding in verify_release(folder) if finding.where.split(".")[0] in places and ":" not in finding.where}
