"""corpus_builder.report.survey: what is drawn from a release is drawn from all of its parts, and no more is held."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.report import excerpts
from corpus_builder.report.excerpts import choose_documents
from corpus_builder.report.survey import PLACE, Survey, read_places
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.parquet import read_table
from tests.release.parts import cut_release, cut_rows, repeat_sample
from tests.release_sample import publish, tabulate

TIMES = 4


@pytest.mark.parametrize("starts", [[0], [0, 3, 4, 9], range(4 * TIMES)])
def test_the_same_documents_are_drawn_from_any_parts(starts: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are drawn from the whole, with all their rows, and the first rejects."""
    monkeypatch.setattr(choose_documents, "__defaults__", (5,))
    tables = sort_rows(tabulate(repeat_sample(TIMES)))
    survey = Survey()
    for part in cut_rows(tables, starts):
        survey.add(part)

    drawn = choose_documents(tables["documents"])["id"].to_pylist()
    assert survey.drawn["documents"]["id"].to_pylist() == drawn and len(drawn) == 5
    for name in ("paragraphs", "quotes", "removals"):
        assert survey.drawn[name].to_pylist() == [row for row in tables[name].to_pylist() if row["document_id"] in drawn]
    assert survey.rejects == tables["rejects"].to_pylist()[: excerpts.MOST_ROWS]
    assert survey.has_texts and survey.published.total() == 4 * TIMES


def test_documents_are_named_wherever_they_are(tmp_path: Path) -> None:
    """What stands beside a quote is found in any part; an id that is nowhere is not."""
    folder = cut_release(publish(tmp_path / "corpus"), range(4))
    ids = read_table(folder, "documents", ["id"])["id"].to_pylist()

    assert read_places(folder, {"none"}).num_rows == 0
    assert read_places(folder, {"none", *ids})["id"].to_pylist() == ids
    assert read_places(folder, ids[:1]).column_names == list(PLACE)
