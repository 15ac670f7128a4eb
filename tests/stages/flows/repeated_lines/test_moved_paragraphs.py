"""corpus_builder.stages.flows.repeated_lines.moved_paragraphs: what goes is a removal, and its document is counted anew."""

from __future__ import annotations

from typing import Any

from corpus_builder.stages.flows.flow import make_table
from corpus_builder.stages.flows.numbered import NUMBERED
from corpus_builder.stages.flows.repeated_lines.moved_paragraphs import move_gone
from corpus_builder.stages.flows.repeated_lines.repeated_lines import GONE, OTHER_TITLE, REPEATED_LINE, RULES
from corpus_builder.tables.frames import Tables
from tests.stages.flows.corpora import number_tables
from tests.stages.flows.repeated_lines.sites import Line, Page, make_tables

PAGES = [
    Page(
        "a.example", (Line("Le port rouvre"), Line("Lire aussi", "boilerplate"), Line("Lire encore"), Line("La fin.")), day="2021"
    ),
    Page("a.example", (Line("x@a.example", "hidden"), Line("y@a.example", "hidden"), Line("Fin.", "boilerplate")), day="2022"),
]
Rows = list[dict[str, Any]]


def move(gone: dict[int, str]) -> dict[str, Rows]:
    """The rows of the pages without the paragraphs that go by these rules."""
    tables: Tables = number_tables(make_tables(PAGES), [0])[0]
    numbers = list(gone)
    moved = move_gone(tables, make_table(GONE, [numbers, [0] * len(numbers), [RULES.index(rule) for rule in gone.values()]]))
    assert all(moved[name].schema == schema for name, schema in NUMBERED.items())
    return {name: table.to_pylist() for name, table in moved.items()}


def test_paragraphs_become_removals() -> None:
    """Each has its rule, its id and its numbers, in whatever order they are named."""
    tables = move({2: REPEATED_LINE, 0: OTHER_TITLE, 1: REPEATED_LINE})
    first = sorted((row for row in tables["removals"] if row["document"] == 0), key=lambda row: row["start"])
    assert [(row["text"], row["stage"], row["rule"]) for row in first] == [
        ("Le port rouvre", "repetition", OTHER_TITLE),
        ("Lire aussi", "boilerplate", "invented"),
        ("Lire encore", "repetition", REPEATED_LINE),
        ("La fin.", "repetition", REPEATED_LINE),
    ]
    assert all(row["id"] == f"{row['document_id']}:{row['start']}" and row["part"] == 0 for row in first)


def test_documents_are_counted_anew() -> None:
    """Text, counts and positions are those of the paragraphs that are left; other documents keep theirs."""
    before, after = move({}), move({1: REPEATED_LINE})
    document = after["documents"][0]
    assert document["text"] == "Le port rouvre\n\nLa fin."
    assert (document["n_words"], document["n_paragraphs"], document["kept_characters"]) == (5, 2, 23)
    assert [(row["text"], row["position"]) for row in after["paragraphs"] if not row["document"]] == [
        ("Le port rouvre", 0),
        ("La fin.", 1),
    ]
    assert after["documents"][1] == before["documents"][1]
    [nothing_left, _] = move({0: REPEATED_LINE, 1: REPEATED_LINE, 2: REPEATED_LINE})["documents"]
    assert (nothing_left["text"], nothing_left["n_words"], nothing_left["n_paragraphs"]) == ("", 0, 0)


def test_what_hides_a_part_of_a_paragraph_goes_with_it() -> None:
    """A place that is hidden is no removal any more once its paragraph is one; in a paragraph that stays it still is."""
    hidden = [row["start"] for row in move({})["removals"] if row["stage"] == "policy"]
    left = [row["start"] for row in move({4: REPEATED_LINE})["removals"] if row["stage"] == "policy"]
    assert len(hidden) == 2 and left == hidden[:1]
