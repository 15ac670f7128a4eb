"""Who says what: the most quoted first, statements of several documents, and what is left out is counted."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.model import WEAKNESSES
from corpus_builder.release.page.figures import SpeakerFigures, count_speakers
from corpus_builder.release.summary import summarize
from corpus_builder.report import voices
from corpus_builder.report.excerpts import MOST_QUOTES, MOST_VERSIONS
from corpus_builder.report.voices import Statement, StatementCounts, Statements, Voice, Voices, WeakQuotes, name_places
from corpus_builder.tables.columns import SCHEMAS
from tests.release_sample import name_document, sample_rows, tabulate


def make_quotes(*rows: dict[str, Any]) -> pa.Table:
    """Quotes with what is told of them."""
    given = [{"id": f"q{place}", "is_copy": False, "text": "Oui.", **row} for place, row in enumerate(rows)]
    return pa.Table.from_pylist(given, SCHEMAS["quotes"])


def rank_speakers(quotes: pa.Table) -> list[SpeakerFigures]:
    """The speakers of quotes."""
    return count_speakers(summarize({name: schema.empty_table() for name, schema in SCHEMAS.items()} | {"quotes": quotes}))


def list_voices(quotes: pa.Table) -> list[Voice]:
    """The voices of quotes of one part."""
    heard = Voices(rank_speakers(quotes))
    heard.add(quotes)
    return heard.list_voices()


def list_statements(*parts: pa.Table) -> tuple[list[Statement], int]:
    """The statements of the quotes of parts, and how many several documents quote."""
    counts = StatementCounts()
    for quotes in parts:
        counts.add(quotes)
    statements = Statements(counts)
    for quotes in parts:
        statements.add(quotes)
    return statements.list_statements(), statements.count


def list_weak(quotes: pa.Table) -> tuple[list[dict[str, Any]], int]:
    """The weakest quotes of one part, and how many there are."""
    weak = WeakQuotes()
    weak.add(quotes)
    return weak.list_rows(), weak.count


def test_a_statement_counts_by_documents() -> None:
    """One document that quotes a statement twice is not several; of several the most quoted comes first."""
    quotes = make_quotes(
        *({"statement_id": "twice", "document_id": "a"} for _ in range(2)),
        *({"statement_id": "two", "document_id": name, "language": name} for name in ("fr", "en")),
        *({"statement_id": "three", "document_id": name, "speaker_name": "Ada"} for name in ("a", "b", "c", None)),
    )
    statements, count = list_statements(quotes)
    assert ([statement.id for statement in statements], count) == (["three", "two"], 2)
    assert (statements[0].speakers, statements[1].languages) == (("Ada",), ("en", "fr"))


def test_what_is_left_out_is_counted() -> None:
    """A speaker's or a statement's quotes beyond the shown ones are counted."""
    quotes = make_quotes(*({"statement_id": "s", "document_id": str(n), "speaker_name": "Ada"} for n in range(20)))
    (voice,) = list_voices(quotes)
    (statement,), _ = list_statements(quotes)
    assert (len(voice.quotes), voice.unshown) == (MOST_QUOTES, 20 - MOST_QUOTES)
    assert (len(statement.quotes), statement.unshown) == (MOST_VERSIONS, 20 - MOST_VERSIONS)


def test_copies_are_not_told_again() -> None:
    """Under a speaker stands what was said, not how often it was reprinted."""
    quotes = make_quotes(
        {"statement_id": "s", "document_id": "a", "speaker_name": "Ada"},
        {"statement_id": "s", "document_id": "b", "speaker_name": "Ada", "is_copy": True},
    )
    (voice,) = list_voices(quotes)
    assert [row["document_id"] for row in voice.quotes] == ["a"]


def test_places_say_whether_they_are_shown() -> None:
    """A quote's document is named, and linked only when the page shows it."""
    tables = tabulate(sample_rows())
    shown = {name_document("fr/quai.txt")}
    places = name_places(tables["documents"].slice(0, 2), shown)
    assert {place["source_id"]: place["is_shown"] for place in places.values()} == {"fr/quai.txt": True, "fr/reprise.txt": False}


def test_weak_evidence_comes_first() -> None:
    """A quote whose speaker stands nowhere beside it, or whose marks do not match, comes before the sure ones, with a reason."""
    sure = {"speaker": "Ada", "speaker_name": "Ada", "cue": "dit", "balanced": True}
    quotes = make_quotes(sure, {**sure, "balanced": False}, {**sure, "cue": None}, {"balanced": True})
    weak, count = list_weak(quotes)
    (voice,) = list_voices(quotes)
    assert ([row["id"] for row in weak], count) == (["q2", "q1", "q3"], 3)
    assert [row["weakness"] for row in weak] == list(WEAKNESSES)
    assert [row["id"] for row in voice.quotes] == ["q2", "q1", "q0"]


def test_the_first_statements_by_id_are_shown_of_equal_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though a later part has the one with the least id, and an earlier one has been kept until then."""
    monkeypatch.setattr(voices, "MOST_STATEMENTS", 2)
    names = ("d", "b", "c", "a", "e")
    parts = [make_quotes(*({"statement_id": name, "document_id": f"{name}{n}"} for n in range(2))) for name in names]

    statements, count = list_statements(*parts)

    assert ([statement.id for statement in statements], count) == (["a", "b"], len(names))
