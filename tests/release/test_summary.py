"""corpus_builder.release.summary: what is counted in parts is what the whole tables have."""

from __future__ import annotations

import pickle
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.release import summary as under_test
from corpus_builder.release.manifest import FileDigest
from corpus_builder.release.page.figures import count_quotes, count_sources, count_speakers, sum_other_sources
from corpus_builder.release.page.rendering import render_files
from corpus_builder.release.page.spreadsheet import render_rows
from corpus_builder.release.summary import TALLIES, Summary, merge, summarize
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import set_column, sort_rows
from tests.release.corpora import corpora, split_tables
from tests.release_sample import describe_tables, sample_tables

CUTS = st.lists(st.integers(0, 9), max_size=6)


def show(summary: Summary) -> tuple[dict[str, list[dict[str, object]]], object]:
    """A summary as plain values."""
    return {name: tally.to_pylist() for name, tally in summary.tallies.items()}, summary.examples


@given(corpora(), CUTS, st.integers(1, 3))
def test_parts_amount_to_the_whole(tables: dict[str, pa.Table], cuts: list[int], waiting: int) -> None:
    """However a corpus is cut, and whatever is merged first, the summary is that of the whole tables."""
    parts = [summarize(part) for part in split_tables(tables, cuts)]
    whole = show(summarize(tables))

    assert show(merge(parts)) == whole
    assert show(merge([merge(parts[:waiting]), merge(parts[waiting:])])) == whole


@given(corpora(), CUTS)
def test_parts_make_the_same_files(tables: dict[str, pa.Table], cuts: list[int]) -> None:
    """Card, metadata and quotes of parts are those of the whole, to the byte."""
    parts, manifest = split_tables(tables, cuts), describe_tables(tables, made_files(tables))

    assert render_files(merge(map(summarize, parts)), manifest) == render_files(summarize(tables), manifest)
    assert b"".join(map(render_rows, parts)) == render_rows(tables)


def made_files(tables: dict[str, pa.Table]) -> dict[str, FileDigest]:
    """A file of each table with rows."""
    return {f"data/{name}/part-00000.parquet": FileDigest(bytes=1, sha256="0") for name in SCHEMAS if tables[name].num_rows}


@given(corpora())
def test_statements_and_speakers_are_counted_by_their_rows(tables: dict[str, pa.Table]) -> None:
    """Different statements, those quoted again, and what each speaker has of them, counted row by row."""
    quotes, summary = tables["quotes"].to_pylist(), summarize(tables)
    statements = Counter(quote["statement_id"] for quote in quotes)
    figures = count_quotes(summary)
    by_name = {quote["speaker_name"] for quote in quotes} - {None}

    assert (figures.statements, figures.repeated) == (len(statements), sum(count > 1 for count in statements.values()))
    assert {speaker.name: (speaker.quotes, speaker.statements, speaker.documents) for speaker in count_speakers(summary)} == {
        name: (
            sum(quote["speaker_name"] == name for quote in quotes),
            len({quote["statement_id"] for quote in quotes if quote["speaker_name"] == name}),
            len({quote["document_id"] for quote in quotes if quote["speaker_name"] == name}),
        )
        for name in by_name
    }


@given(corpora(), st.integers(0, 5))
def test_sources_that_are_not_shown_are_counted_together(tables: dict[str, pa.Table], most: int) -> None:
    """The largest ones by name, and the others as one row, are all documents and words."""
    summary = summarize(tables)
    every, shown = count_sources(summary), count_sources(summary, most)
    number, rest = sum_other_sources(summary, shown)

    assert every[:most] == shown
    assert number == len(every) - len(shown)
    assert rest.documents + sum(source.documents for source in shown) == tables["documents"].num_rows
    assert rest.words + sum(source.words for source in shown) == (pc.sum(tables["documents"]["n_words"]).as_py() or 0)
    assert rest.documents == sum(count for _, count in rest.languages)


def test_a_summary_travels_between_processes_and_is_small() -> None:
    """It is pickled; that of a part is some kilobytes, and none of its arrays holds on to the part's texts."""
    tables = sort_rows(sample_tables())
    texts = pa.array(["a" * 100_000] * tables["documents"].num_rows)
    whole = tables | {"documents": set_column(tables["documents"], "text", texts)}
    packed = pickle.dumps(summarize(whole))

    assert show(pickle.loads(packed)) == show(summarize(whole))
    assert len(packed) < 20_000


def test_no_part_has_empty_tallies() -> None:
    """A release without documents and rejects has a summary of its own."""
    empty = merge([])

    assert {name: tally.schema for name, tally in empty.tallies.items()} == {name: t.schema for name, t in TALLIES.items()}
    assert empty.count_rows("documents") == 0
    assert empty.examples == {}


def test_many_summaries_are_merged_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits to be merged never has more rows than what is merged and a constant."""
    monkeypatch.setattr(under_test, "WAITING_ROWS", 1)
    part = summarize(sort_rows(sample_tables()))

    assert merge([part] * 9).count_rows("documents") == 36
