"""Sources put together again: everything in its place, quotes where their words are."""

from __future__ import annotations

from typing import Any

import pytest

from corpus_builder.report.excerpts import DOCUMENT_CHARACTERS, PIECE_CHARACTERS
from corpus_builder.report.traces import Trace, find_marks, mark_quotes
from corpus_builder.report.traces import trace_documents as trace_drawn
from corpus_builder.tables.frames import Tables
from tests.release_sample import name_document, sample_rows, sources, tabulate


def trace_documents(tables: Tables) -> list[Trace]:
    """All documents of some tables."""
    return trace_drawn(tables, tables["documents"])


def read_trace(trace: Trace) -> str:
    """The words of a trace, without blanks."""
    return "".join("".join(run.text for run in piece.runs or ()) for piece in trace.pieces).replace(" ", "")


def test_a_source_comes_back_whole() -> None:
    """What stayed and what went, in the order of their places, are the source."""
    traces = trace_documents(tabulate(sample_rows()))
    assert {trace.document["source_id"]: read_trace(trace) for trace in traces} == {
        name: "".join(text.split()) for name, text in sources().items()
    }


def test_what_policy_hid_is_counted_and_not_shown() -> None:
    """A span inside a paragraph is no piece of its own; how many there are is told by rule."""
    rows = sample_rows()
    kept = rows["paragraphs"][1]
    hidden = {"id": f"{kept['document_id']}:{kept['start'] + 2}x", "start": kept["start"] + 2, "end": kept["start"] + 9}
    before = trace_documents(tabulate(rows))
    rows["removals"].append({**hidden, "document_id": kept["document_id"], "stage": "policy", "rule": "address"})
    after = trace_documents(tabulate(rows))
    assert [len(trace.pieces) for trace in after] == [len(trace.pieces) for trace in before]
    assert [trace.hidden for trace in after if trace.hidden] == [(("address", 1),)]


def test_a_copy_names_what_stays() -> None:
    """A paragraph that went as a copy links to the one that stays."""
    piece = next(piece for trace in trace_documents(tabulate(sample_rows())) for piece in trace.pieces if piece.stays)
    assert piece.stays is not None
    assert (piece.stays.document, piece.stays.is_shown) == ("fr/quai.txt", True)
    assert piece.stays.id.startswith(name_document("fr/quai.txt"))


def test_long_texts_are_cut_and_say_so() -> None:
    """A long paragraph is cut, and so is a long document; what is not shown is counted."""
    rows = sample_rows()
    document = rows["paragraphs"][0]["document_id"]
    model = next(row for row in rows["paragraphs"] if row["document_id"] == document)
    rows["quotes"] = []
    rows["removals"] = []
    rows["paragraphs"] = [
        {**model, "id": f"{document}:{start}", "start": start, "end": start + 9000, "text": "a" * 9000}
        for start in range(0, 90000, 9001)
    ]
    trace = next(trace for trace in trace_documents(tabulate(rows)) if trace.document["id"] == document)
    assert trace.pieces[0].unshown == 9000 - PIECE_CHARACTERS
    assert len(trace.pieces) + trace.unshown == len(rows["paragraphs"])
    assert sum(len(run.text) for piece in trace.pieces for run in piece.runs or ()) <= DOCUMENT_CHARACTERS


def quote(start: int, end: int, text: str, fragments: str | None = None, name: str | None = "Ada") -> dict[str, Any]:
    """A quote's row, as far as it is read."""
    return {"start": start, "end": end, "text": text, "fragments": fragments, "speaker": None, "speaker_name": name}


# The paragraph's text and end in the source (it begins at 100), the quotes, the words that are marked with the speaker shown.
MARKS = [
    ("Il dit : oui, non.", 118, [quote(109, 112, "oui")], [("oui", "Ada")]),
    ("oui, dit-il, non.", 117, [quote(100, 116, "oui non", "[[100, 103], [113, 116]]")], [("oui", None), ("non", "Ada")]),
    ("Il dit oui.", 140, [quote(120, 130, "oui")], [("oui", "Ada")]),
    ("oui mais, dit-il, sans moi.", 160, [quote(100, 159, "oui mais sans moi")], [("oui mais", None), ("sans moi", "Ada")]),
    ("Il dit autre chose.", 160, [quote(120, 130, "oui")], []),
    ("Il dit oui", 110, [quote(107, 180, "oui et non")], [("oui", None)]),
    ("et non.", 107, [quote(60, 106, "oui et non", name=None)], [("et non", "not named")]),
    ("Il dit oui.", 111, [quote(10, 90, "ailleurs"), quote(300, 310, "plus loin")], []),
    (None, 111, [quote(107, 110, "oui")], []),
]


@pytest.mark.parametrize(("text", "end", "quotes", "expected"), MARKS)
def test_quotes_are_found(
    text: str | None, end: int, quotes: list[dict[str, Any]], expected: list[tuple[str, str | None]]
) -> None:
    """By their offsets where the text is as it was, else by their words; what is not found is not marked."""
    piece = {"text": text, "start": 100, "end": end}
    marks = find_marks(piece, quotes)
    assert [((text or "")[start:stop], speaker) for (start, stop), _, speaker in marks] == expected


@pytest.mark.parametrize("marks", [[], [((0, 3), 1, "A")], [((2, 5), 1, None), ((4, 9), 2, "B")], [((7, 99), 1, "A")]])
def test_runs_make_up_the_text(marks: list[tuple[tuple[int, int], int, str | None]]) -> None:
    """However quotes lie, no letter of the text is lost or said twice."""
    assert "".join(run.text for run in mark_quotes("oui et non", marks)) == "oui et non"
