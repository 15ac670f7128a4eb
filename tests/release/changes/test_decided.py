"""corpus_builder.release.changes.decided: what the whole corpus or a takedown decides is no change of a document's own."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.policy.takedowns import hash_source
from corpus_builder.release.changes.release_diff import compare_folders
from tests.release.changes.edits import (
    QUAI,
    REPRISE,
    Rows,
    count,
    find_row,
    make_repetition,
    remove_document,
    repeat_with_other_paragraph,
    table,
    take_down,
    write,
    write_tables,
)
from tests.release_sample import REJECT, sample_rows


def hide_places(rows: Rows) -> None:
    """Hide a place in the last paragraph of a document and one before it, and give that paragraph a quote."""
    line = find_row(rows, "paragraphs", QUAI, 2)
    for start, row_id in ((line["start"] + 3, "in"), (0, "before")):
        place = {"id": f"{QUAI}:{row_id}x", "document_id": QUAI, "start": start, "end": start + 2}
        rows["removals"].append({**place, "stage": "policy", "rule": "telephone"})
    rows["quotes"].append({**find_row(rows, "quotes", QUAI), "id": f"{QUAI}:9q", "paragraph_id": line["id"], "position": 1})


def test_what_lies_in_a_repeated_line_goes_with_it(old: Path, tmp_path: Path) -> None:
    """The quotes and hidden places of a line that went as repetition are re-derived with it, others are not."""
    hidden, repeated = sample_rows(), sample_rows()
    hide_places(hidden)
    make_repetition(repeated)
    releases = [write_tables(tmp_path / name, rows, old) for name, rows in (("a", hidden), ("b", repeated))]

    diff = compare_folders(*releases)

    assert table(diff, "quotes").rederived == (f"{QUAI}:9q",)
    assert table(diff, "removals").removed == (f"{QUAI}:beforex",)
    assert set(table(diff, "removals").rederived) == {f"{QUAI}:inx", f"{QUAI}:{hidden['paragraphs'][2]['start']}"}


def test_a_document_that_changed_otherwise_too_excuses_no_quote(old: Path, tmp_path: Path) -> None:
    """Where more than repetition differs in a document, a quote that is gone is removed."""
    hidden, repeated = sample_rows(), sample_rows()
    hide_places(hidden)
    repeat_with_other_paragraph(repeated)
    releases = [write_tables(tmp_path / name, rows, old) for name, rows in (("a", hidden), ("b", repeated))]

    assert table(compare_folders(*releases), "quotes").removed == (f"{QUAI}:9q",)


def test_a_takedown_is_counted_and_no_reason_for_more_than_a_patch(old: Path, tmp_path: Path) -> None:
    """A document that its list covers is in no set, nor are its rows or its reject; the version need rise by a patch."""
    diff = compare_folders(old, write(tmp_path / "new", *take_down("en/ferry.txt")))

    assert diff.taken_down == {"documents": 1, "paragraphs": 1, "quotes": 0, "removals": 0, "rejects": 0}
    assert not any(any(count(table)) for table in diff.tables)
    assert diff.causes.sources_gone == ()
    assert (diff.level, diff.smallest_version) == ("patch", "1.2.1")


def test_what_a_takedown_changes_elsewhere_is_no_more_than_a_patch(old: Path, tmp_path: Path) -> None:
    """A copy that stays because the other one was taken down is re-derived."""
    rows, made_by = take_down("fr/quai.txt")
    copy = find_row(rows, "removals", REPRISE)
    rows["removals"].remove(copy)
    piece = {name: copy[name] for name in ("id", "document_id", "start", "end", "text")}
    rows["paragraphs"].append({**piece, "position": 0, "role": "body", "n_words": 11, "n_copies": 0})

    diff = compare_folders(old, write(tmp_path / "new", rows, made_by))

    assert [count(table(diff, name)) for name in ("paragraphs", "removals")] == [(0, 0, 0, 1)] * 2
    assert diff.level == "patch"


def test_a_takedown_excuses_nothing_else(old: Path, tmp_path: Path) -> None:
    """A document that went without being on the list is removed, and one of a rejected source that is on it is not told."""
    rows, made_by = take_down("en/ferry.txt")
    remove_document(rows, REPRISE)
    rows["rejects"].remove(REJECT)
    made_by = made_by.model_copy(update={"takedowns": (*made_by.takedowns, hash_source(REJECT["source_id"]))})

    diff = compare_folders(old, write(tmp_path / "new", rows, made_by))

    assert (table(diff, "documents").removed, diff.taken_down["documents"]) == ((REPRISE,), 1)
    assert (table(diff, "rejects").removed, diff.taken_down["rejects"]) == ((), 1)
    assert (diff.level, diff.causes.sources_gone) == ("major", (REPRISE,))
