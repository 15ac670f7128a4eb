"""corpus_builder.release.changes.part_pairs: what differs does not depend on where releases are cut."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_builder.release.changes import part_pairs
from corpus_builder.release.changes.release_diff import compare_folders
from tests.oracle.whole_diff import compare_whole
from tests.release.changes.edits import Rows, add_document, find_row, move_paragraph, remove_document, swap_rejects, write_tables
from tests.release.parts import cut_release, repeat_sample
from tests.release_sample import publish, tabulate

TIMES = 3
DAYS = ["1999", "2024-03-05", "2031-01", None]
CELLS = [("documents", "title"), ("paragraphs", "text"), ("paragraphs", "n_copies"), ("quotes", "cue"), ("removals", "rule")]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample three times as one release."""
    return publish(tmp_path_factory.mktemp("before") / "corpus", tabulate(repeat_sample(TIMES)))


def edit_rows(rows: Rows, data: st.DataObject) -> None:
    """Some documents are removed, dated anew, or edited; lines of some go as repetition."""
    for document in [row["id"] for row in rows["documents"]]:
        fate = data.draw(st.sampled_from(["same", "same", "gone", "moved", "repetition", *CELLS]))
        if fate == "gone":
            remove_document(rows, document)
        elif fate == "moved":
            find_row(rows, "documents", document)["published"] = data.draw(st.sampled_from(DAYS))
        elif fate == "repetition" and any(row["document_id"] == document for row in rows["paragraphs"]):
            move_paragraph(rows, document, 0, "repetition", "line repeated across the site")
        elif isinstance(fate, tuple):
            edit_cell(rows, document, *fate)
    for change in data.draw(st.lists(st.sampled_from([add_document, swap_rejects]), unique=True)):
        change(rows)


def edit_cell(rows: Rows, document: str, name: str, column: str) -> None:
    """Another value in the first row of a document, if it has one."""
    own: list[dict[str, Any]] = [row for row in rows[name] if document in (row["id"], row.get("document_id"))]
    for row in own[:1]:
        row[column] = 99 if column == "n_copies" else "edited"


def draw_starts(documents: int) -> st.SearchStrategy[list[int]]:
    """Where parts of so many documents may begin."""
    others = st.sets(st.integers(1, documents - 1)) if documents > 1 else st.just(set())
    return others.map(lambda starts: [0, *sorted(starts)])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data(), st.sampled_from([20_000, 10**9]))
def test_it_is_what_a_comparison_of_whole_tables_finds(before: Path, data: st.DataObject, share_bytes: int) -> None:
    """However both releases are cut, and in however many shares they are compared."""
    rows = repeat_sample(TIMES)
    edit_rows(rows, data)
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_pairs, "SHARE_BYTES", share_bytes)
        old, new = (write_tables(Path(place) / name, own, before) for name, own in (("old", repeat_sample(TIMES)), ("new", rows)))
        expected = compare_whole(old, new)
        cut_release(old, data.draw(draw_starts(4 * TIMES)))
        cut_release(new, data.draw(draw_starts(len(rows["documents"]))))

        assert compare_folders(old, new) == expected


def test_parts_that_are_the_same_are_not_compared(before: Path, tmp_path: Path) -> None:
    """Of two releases of many parts only the rows of those that differ are read."""
    rows = repeat_sample(TIMES)
    edited = rows["documents"][5]
    edited["title"] = "Autre"
    old, new = (write_tables(tmp_path / name, own, before) for name, own in (("old", repeat_sample(TIMES)), ("new", rows)))
    for folder in (old, new):
        cut_release(folder, range(4 * TIMES))
    (one, other), same = part_pairs.find_sides(old, new)

    assert [len(side.files["documents"]) for side in (one, other)] == [1, 1]
    assert same == {"paragraphs", "quotes", "removals", "rejects"}
