"""corpus_builder.release.changes.release_diff: each row that differs is in its set, and the level is the smallest honest one."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_builder.release.changes.differences import Change
from corpus_builder.release.changes.release_diff import compare_folders
from tests.release.changes.edits import (
    FERRY,
    QUAI,
    Edit,
    add_document,
    copy_with_other_text,
    count,
    edit,
    find_row,
    make_copy,
    make_pull_quote,
    make_repetition,
    remove_document,
    rename_copy,
    repeat_title,
    repeat_with_other_paragraph,
    repeat_with_other_title,
    swap_rejects,
    table,
    write,
    write_tables,
)
from tests.release_sample import DESCRIPTION, REJECT, publish, sample_rows

# An edit of the sample, the level that it makes, and by table what is in the sets: added, removed, changed, re-derived.
EDITS: dict[str, tuple[Edit, str, dict[str, tuple[int, int, int, int]]]] = {
    "a title": (edit("documents", QUAI, "title", "Autre"), "major", {"documents": (0, 0, 1, 0)}),
    "a starred column": (edit("documents", QUAI, "duplicate_of", FERRY), "minor", {"documents": (0, 0, 0, 1)}),
    "the number of copies": (edit("paragraphs", QUAI, "n_copies", 7), "minor", {"paragraphs": (0, 0, 0, 1)}),
    "a statement": (edit("quotes", QUAI, "statement_id", "other"), "minor", {"quotes": (0, 0, 0, 1)}),
    "a speaker that is gone": (edit("quotes", QUAI, "speaker", None), "major", {"quotes": (0, 0, 1, 0)}),
    "a rule of boilerplate": (edit("removals", QUAI, "rule", "menu"), "major", {"removals": (0, 0, 1, 0)}),
    "a document more": (add_document, "minor", {"documents": (1, 0, 0, 0)}),
    "a document less": (
        lambda rows: remove_document(rows, FERRY),
        "major",
        {"documents": (0, 1, 0, 0), "paragraphs": (0, 1, 0, 0)},
    ),
    "a reject more": (lambda rows: rows["rejects"].append(REJECT), "minor", {"rejects": (1, 0, 0, 0)}),
    "a reject less": (lambda rows: rows["rejects"].clear(), "minor", {"rejects": (0, 1, 0, 0)}),
    "another reject": (swap_rejects, "minor", {"rejects": (1, 1, 0, 0)}),
    "a reject of another content": (
        lambda rows: rows.update(rejects=[{**REJECT, "sha256": "0"}]),
        "minor",
        {"rejects": (0, 0, 1, 0)},
    ),
    "a copy": (make_copy, "minor", {"paragraphs": (0, 0, 0, 1), "removals": (0, 0, 0, 1)}),
    "a repeated line": (
        make_repetition,
        "minor",
        {"documents": (0, 0, 0, 1), "paragraphs": (0, 0, 0, 1), "removals": (0, 0, 0, 1)},
    ),
    "a repeated line above others": (
        repeat_title,
        "minor",
        {"documents": (0, 0, 0, 1), "paragraphs": (0, 0, 0, 3), "quotes": (0, 0, 0, 1), "removals": (0, 0, 0, 1)},
    ),
    "a copy that is repeated": (rename_copy, "minor", {"removals": (0, 0, 0, 1)}),
    "a pull quote": (make_pull_quote, "major", {"paragraphs": (0, 1, 0, 0), "removals": (1, 0, 0, 0)}),
    "a copy of another text": (copy_with_other_text, "major", {"paragraphs": (0, 1, 0, 0), "removals": (1, 0, 0, 0)}),
    "a repeated line and a title": (
        repeat_with_other_title,
        "major",
        {"documents": (0, 0, 1, 0), "paragraphs": (0, 0, 0, 1), "removals": (0, 0, 0, 1)},
    ),
    "a repeated line and a paragraph": (
        repeat_with_other_paragraph,
        "major",
        {"documents": (0, 0, 1, 0), "paragraphs": (0, 0, 1, 1), "removals": (0, 0, 0, 1)},
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_in_its_set_and_makes_its_level(name: str, old: Path, tmp_path: Path) -> None:
    """A row is added, removed, changed or re-derived, and in the other direction the first two are swapped."""
    change, level, expected = EDITS[name]
    rows = sample_rows()
    change(rows)
    new = write_tables(tmp_path / "new", rows, old)

    there, back = compare_folders(old, new), compare_folders(new, old)

    assert {t.name: count(t) for t in there.tables if any(count(t))} == expected
    assert there.level == level
    swapped = {name: (removed, added, *rest) for name, (added, removed, *rest) in expected.items()}
    assert {t.name: count(t) for t in back.tables if any(count(t))} == swapped
    for one, other in zip(there.tables, back.tables, strict=True):
        assert (one.added, one.removed, set(one.rederived)) == (other.removed, other.added, set(other.rederived))


def test_a_release_is_equal_to_itself(old: Path) -> None:
    """Between a release and itself nothing differs, and its version may stay."""
    diff = compare_folders(old, old)

    assert (diff.level, diff.smallest_version, diff.is_honest) == ("none", "1.2.0", True)
    assert not any(any(count(table)) or table.columns or table.taken_down for table in diff.tables)


CELLS: dict[str, list[str]] = {"paragraphs": ["text", "n_copies"], "quotes": ["cue", "statement_id"], "documents": ["title"]}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_random_edits_are_in_the_right_sets(old: Path, data: st.DataObject) -> None:
    """Of rows that were dropped, put elsewhere, or edited in a plain or a starred column, each set has its own and no other."""
    rows = sample_rows()
    expected: dict[str, tuple[set[str], dict[str, str]]] = {}
    for name, columns in CELLS.items():
        fates = data.draw(
            st.lists(st.sampled_from(["same", "gone", *columns]), min_size=len(rows[name]), max_size=len(rows[name]))
        )
        gone = {row["id"] for row, fate in zip(rows[name], fates, strict=True) if fate == "gone"}
        edited = {row["id"]: fate for row, fate in zip(rows[name], fates, strict=True) if fate in columns}
        for row in rows[name]:
            if row["id"] in edited:
                row[edited[row["id"]]] = 99 if edited[row["id"]] == "n_copies" else "edited"
        rows[name] = [row for row in data.draw(st.permutations(rows[name])) if row["id"] not in gone]
        expected[name] = gone, edited

    with tempfile.TemporaryDirectory() as place:
        diff = compare_folders(old, write_tables(Path(place) / "new", rows, old))

    for name, (gone, edited) in expected.items():
        found = table(diff, name)
        starred = {id_ for id_, column in edited.items() if column in ("n_copies", "statement_id")}
        changed = {id_: change.columns for change in found.changed for id_ in change.ids}
        assert (set(found.removed), set(found.added), set(found.rederived)) == (gone, set(), starred)
        assert changed == {id_: (column,) for id_, column in edited.items() if id_ not in starred}


def test_changed_rows_are_told_with_their_columns(old: Path, tmp_path: Path) -> None:
    """Each changed row stands beside the columns in which it did, and each column is counted."""
    rows = sample_rows()
    for document in (QUAI, FERRY):
        find_row(rows, "documents", document)["author"] = "Ines Sorel"
    find_row(rows, "documents", FERRY).update(n_words=99, duplicate_of=QUAI)

    found = table(compare_folders(old, write(tmp_path / "new", rows)), "documents")

    assert found.changed == (Change(("author",), (QUAI,)), Change(("author", "n_words"), (FERRY,)))
    counted = [(column.name, column.changed, column.rederived) for column in found.columns]
    assert counted == [("author", 2, 0), ("n_words", 1, 0), ("duplicate_of", 0, 1)]


def test_other_words_are_a_patch_and_another_version_alone_is_nothing(old: Path, tmp_path: Path) -> None:
    """A new summary needs a new version; a new version needs no other."""
    summary = publish(tmp_path / "summary", description=replace(DESCRIPTION, summary="Other words.", version="1.2.1"))
    version = publish(tmp_path / "version", description=replace(DESCRIPTION, version="1.3.0"))

    said, risen = compare_folders(old, summary), compare_folders(old, version)

    assert (said.level, said.causes.description, said.is_honest) == ("patch", ("summary",), True)
    assert (risen.level, risen.smallest_version, risen.is_honest) == ("none", "1.2.0", True)


def test_two_corpora_can_be_compared(old: Path, tmp_path: Path) -> None:
    """Another name is told and is no error."""
    diff = compare_folders(old, publish(tmp_path / "new", description=replace(DESCRIPTION, name="lighthouse")))

    assert (diff.old_name, diff.new_name, diff.level) == ("harbour", "lighthouse", "patch")
