"""corpus_builder.release.changes.diff: every row that differs is in the right set, and the level is the smallest honest one."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_builder.errors import ReleaseError
from corpus_builder.jobs.build import build_corpus
from corpus_builder.model import PULL_QUOTE
from corpus_builder.policy.takedowns import hash_source
from corpus_builder.release.changes.diff import Change, ReleaseDiff, TableDiff, ValueChange, compare_folders
from corpus_builder.release.folder import hold_release, write_release
from corpus_builder.release.manifest import Provenance, encode_manifest
from corpus_builder.settings import Settings
from corpus_builder.tables.frames import sort_rows, write_table
from tests.conftest import ARTICLE, OTHER
from tests.release_sample import DESCRIPTION, REJECT, name_document, provenance, publish, sample_rows, tabulate

Rows = dict[str, list[dict[str, Any]]]
Edit = Callable[[Rows], None]

QUAI, REPRISE, FERRY = (name_document(name) for name in ("fr/quai.txt", "fr/reprise.txt", "en/ferry.txt"))


def write(out: Path, rows: Rows | None = None, made_by: Provenance | None = None) -> Path:
    """Publish rows, those of the sample unless others are given."""
    with hold_release(out):
        write_release(out, tabulate(rows or sample_rows()), made_by or provenance())
    return out


def write_tables(out: Path, rows: Rows, old: Path) -> Path:
    """Write the tables of a release, and the manifest of another one, which tells nothing of its rows."""
    for name, table in sort_rows(tabulate(rows)).items():
        write_table(table, out / "data" / name)
    shutil.copy(old / "manifest.json", out)
    return change_manifest(out, lambda m: m.update(tables={}))


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a release, which no test changes."""
    return publish(tmp_path_factory.mktemp("old") / "corpus")


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
    move_paragraph(rows, QUAI, 2, "repetition", "line repeated on the site")


def repeat_title(rows: Rows) -> None:
    """The title turns out to be a line of the site, and what follows it moves up."""
    move_paragraph(rows, QUAI, 0, "repetition", "line repeated on the site")
    for name in ("paragraphs", "quotes"):
        for row in rows[name]:
            row["position"] -= row["document_id"] == QUAI


def make_pull_quote(rows: Rows) -> None:
    """The paragraph on the north quay turns out to repeat words of its own document."""
    move_paragraph(rows, QUAI, 2, "duplicates", PULL_QUOTE, {"duplicate_of": find_row(rows, "paragraphs", QUAI)["id"]})


def rename_copy(rows: Rows) -> None:
    """The copy in the reprint is a line of the site instead."""
    find_row(rows, "removals", REPRISE).update(stage="repetition", rule="line repeated on the site", duplicate_of=None)


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


def count(found: TableDiff) -> tuple[int, int, int, int]:
    """The sizes of the four sets."""
    return len(found.added), len(found.removed), found.n_changed, len(found.rederived)


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


def test_a_source_that_is_rejected_now_is_not_gone(old: Path, tmp_path: Path) -> None:
    """A document that is a reject in the other release was removed, but not because its source is no longer there."""
    rows = sample_rows()
    for document in (FERRY, REPRISE):
        remove_document(rows, document)
    rows["rejects"].append({**REJECT, "source_id": "en/ferry.txt", "path": "en/ferry.txt"})

    diff = compare_folders(old, write_tables(tmp_path / "new", rows, old))

    assert (len(table(diff, "documents").removed), diff.causes.sources_gone) == (2, (REPRISE,))


def take_down(*source_ids: str) -> tuple[Rows, Provenance]:
    """The sample without some of its documents, and with a list that says why."""
    rows = sample_rows()
    for source_id in source_ids:
        remove_document(rows, name_document(source_id))
        hashed = hash_source(source_id)
        row = {**REJECT, "source_id": hashed, "path": hashed, "reason": "takedown", "detail": "on the list", "sha256": None}
        rows["rejects"].append(row)
    return rows, replace(provenance(), takedowns=tuple(hash_source(source_id) for source_id in source_ids))


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
    made_by = replace(made_by, takedowns=(*made_by.takedowns, hash_source(REJECT["source_id"])))

    diff = compare_folders(old, write(tmp_path / "new", rows, made_by))

    assert (table(diff, "documents").removed, diff.taken_down["documents"]) == ((REPRISE,), 1)
    assert (table(diff, "rejects").removed, diff.taken_down["rejects"]) == ((), 1)
    assert (diff.level, diff.causes.sources_gone) == ("major", (REPRISE,))


def test_other_words_are_a_patch_and_another_version_alone_is_nothing(old: Path, tmp_path: Path) -> None:
    """A new summary needs a new version; a new version needs no other."""
    summary = publish(tmp_path / "summary", description=replace(DESCRIPTION, summary="Other words.", version="1.2.1"))
    version = publish(tmp_path / "version", description=replace(DESCRIPTION, version="1.3.0"))

    said, risen = compare_folders(old, summary), compare_folders(old, version)

    assert (said.level, said.causes.description, said.is_honest) == ("patch", ("summary",), True)
    assert (risen.level, risen.smallest_version, risen.is_honest) == ("none", "1.2.0", True)


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """Edit the manifest of a release."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    (folder / "manifest.json").write_bytes(encode_manifest(manifest))
    return folder


def test_settings_rules_and_versions_that_differ_are_causes(old: Path, tmp_path: Path) -> None:
    """Each is named, with its values before and after where they are short, and makes a patch where no row differs."""
    new = change_manifest(
        shutil.copytree(old, tmp_path / "new"),
        lambda m: (
            m["settings"]["blocks"].update(wrap_narrow=60),
            m["rules"].update({"blocks.toml": "0", "new.toml": "1"}),
            m["versions"].pop("ftfy"),
            m["versions"].update(pyarrow="99.0.0"),
            m.update(limit=7),
        ),
    )

    diff = compare_folders(old, new)

    assert diff.causes.settings == (ValueChange("blocks.wrap_narrow", 55, 60), ValueChange("limit", None, 7))
    assert diff.causes.rules == ("blocks.toml", "new.toml")
    assert [(change.name, change.new) for change in diff.causes.code] == [("ftfy", None), ("pyarrow", "99.0.0")]
    assert diff.level == "patch"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"takedowns": ["0" * 64]}, ("takedowns",)),
        ({"missing": ["ffffffff"], "absent": []}, ("absent", "missing")),
        ({"quality": {"quotes": {"labels": 3}}, "with_texts": {"documents": "0" * 64}}, ("quality", "with_texts")),
    ],
)
def test_other_parts_of_the_manifest_that_differ_are_named(
    old: Path, tmp_path: Path, change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """A patch whose data are the same says which part of the manifest makes it one."""
    diff = compare_folders(old, change_manifest(shutil.copytree(old, tmp_path / "new"), lambda m: m.update(change)))

    assert diff.causes.other == expected
    assert diff.level == ("patch" if expected else "none")


def rewrite_table(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> Path:
    """Write a table of a release again with other columns, as an older or newer package would."""
    path = folder / "data" / name / "part-00000.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    return folder


def test_a_column_more_is_minor_and_one_less_or_of_another_type_is_major(old: Path, tmp_path: Path) -> None:
    """Columns that only one release has are named and not compared."""
    more = rewrite_table(
        shutil.copytree(old, tmp_path / "more"), "quotes", lambda t: t.append_column("tone", pa.array(["calm"] * len(t)))
    )
    retyped = rewrite_table(
        shutil.copytree(old, tmp_path / "retyped"),
        "documents",
        lambda t: t.set_column(t.schema.get_field_index("n_words"), "n_words", t["n_words"].cast(pa.string())),
    )

    added, removed, other = compare_folders(old, more), compare_folders(more, old), compare_folders(old, retyped)

    assert (added.level, table(added, "quotes").columns_added) == ("minor", ("tone",))
    assert (removed.level, table(removed, "quotes").columns_removed) == ("major", ("tone",))
    assert (other.level, table(other, "documents").columns_retyped) == ("major", ("n_words",))


def test_a_table_without_a_file_has_no_columns_less(old: Path, tmp_path: Path) -> None:
    """A table that has no rows has no file, and its columns are those of the other release."""
    rows = sample_rows()
    rows["quotes"] = []
    diff = compare_folders(write(tmp_path / "none", rows), old)

    assert (len(table(diff, "quotes").added), table(diff, "quotes").columns_added) == (2, ())
    assert diff.level == "minor"


def test_equal_rejects_are_counted(tmp_path: Path) -> None:
    """Lines of one file may be rejected alike: each is a row of its own."""
    releases = []
    for number in (2, 3):
        rows = sample_rows()
        rows["rejects"] = [REJECT] * number
        releases.append(write(tmp_path / str(number), rows))

    found = table(compare_folders(*releases), "rejects")

    assert (found.added, found.removed) == (("fr/vide.txt: empty: no character",), ())


def test_two_corpora_can_be_compared(old: Path, tmp_path: Path) -> None:
    """Another name is told and is no error."""
    diff = compare_folders(old, publish(tmp_path / "new", description=replace(DESCRIPTION, name="lighthouse")))

    assert (diff.old_name, diff.new_name, diff.level) == ("harbour", "lighthouse", "patch")


def repeat_ids(folder: Path) -> None:
    """Write every quote twice."""
    rewrite_table(folder, "quotes", lambda t: pa.concat_tables([t, t]))


def number_ids(folder: Path) -> None:
    """Write ids of documents as numbers."""
    rewrite_table(folder, "documents", lambda t: t.set_column(0, "id", pa.array(range(len(t)))))


def rename_ids(folder: Path) -> None:
    """Write the documents without any column that is known."""
    rewrite_table(folder, "documents", lambda t: pa.table({"other": t["id"]}))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no release": lambda folder: (folder / "manifest.json").unlink(),
    "a table cut short": lambda folder: (folder / "data/quotes/part-00000.parquet").write_bytes(b"PAR1"),
    "a table overwritten": lambda folder: (folder / "data/documents/part-00000.parquet").write_bytes(b"x" * 5000),
    "a table lost": lambda folder: shutil.rmtree(folder / "data/removals"),
    "ids twice": repeat_ids,
    "ids that are numbers": number_ids,
    "no known column": rename_ids,
    "a version that is none": lambda folder: change_manifest(folder, lambda m: m["corpus"].update(version="new")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_cannot_be_read_is_one_clear_line(damage: str, old: Path, tmp_path: Path) -> None:
    """A damaged release, whichever of the two it is, is a ReleaseError of one line and never a traceback."""
    new = shutil.copytree(old, tmp_path / "new")
    DAMAGES[damage](new)

    for pair in ((old, new), (new, old)):
        with pytest.raises(ReleaseError) as error:
            compare_folders(*pair)
        assert "\n" not in str(error.value)


LABEL = "Le carnet du Fanal en images"
LINES = [
    ("La digue tient bon", "La digue du vieux port a tenu toute la nuit, et les habitants ont pu dormir chez eux sans crainte."),
    ("Un marché pour juin", "Les commerçants de Brenne ouvriront leur marché couvert en juin, après onze années de travaux."),
    ("Le ferry est renfloué", "Une grue venue du nord a sorti le ferry de l'eau jeudi matin devant trois cents curieux."),
]
ENDS = [
    "Une seconde tempête est attendue dimanche, prévient le préfet, qui garde deux cents hommes en réserve.",
    "Trente étals sur quarante ont trouvé preneur, dont six tenus par des maraîchers de la vallée voisine.",
    "L'armateur compte sur une remise en service avant les grandes vacances, si le moteur a survécu au sel.",
]


def build(folder: Path, texts: dict[str, str], chosen: Settings | None = None) -> Path:
    """Build a release of some texts."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    build_corpus([sources], folder / "corpus", chosen or Settings(), workers=1)
    return folder / "corpus"


def site(number: int) -> dict[str, str]:
    """The first pages of a site that has one line on each."""
    return {f"{i}.txt": "\n\n".join([*LINES[i], ENDS[i], LABEL]) for i in range(number)}


class TestBuilds:
    """The same between releases that were really built."""

    def test_a_neighbour_that_makes_a_paragraph_a_copy_is_minor(self, tmp_path: Path) -> None:
        """A new source that has a paragraph of an old one, and comes before it, changes nothing in the old one's own rows."""
        old = {"z.txt": ARTICLE}
        new = {**old, "a.txt": OTHER + "\n" + ARTICLE.split("\n\n")[2]}

        diff = compare_folders(build(tmp_path / "old", old), build(tmp_path / "new", new))

        assert diff.level == "minor"
        assert not any(table.removed or table.changed for table in diff.tables)
        assert len(table(diff, "documents").added) == 1
        assert len(table(diff, "paragraphs").rederived) == len(table(diff, "removals").rederived) == 1
        assert diff.causes.sources_new == table(diff, "documents").added

    def test_a_neighbour_that_makes_a_line_a_template_is_minor(self, tmp_path: Path) -> None:
        """A third page with the same line takes it from the other two, whose rows are re-derived and not changed."""
        diff = compare_folders(build(tmp_path / "old", site(2)), build(tmp_path / "new", site(3)))

        assert diff.level == "minor"
        assert not any(table.removed or table.changed for table in diff.tables)
        assert [count(table(diff, name))[3] for name in ("documents", "paragraphs", "removals")] == [2, 2, 2]

    def test_a_changed_source_is_major_and_the_cause(self, tmp_path: Path) -> None:
        """The document of the source that is another one is changed because of it, and no other document is."""
        old = {"estran.txt": ARTICLE, "port.txt": OTHER}
        new = {**old, "port.txt": OTHER.replace("jeudi", "mardi")}

        diff = compare_folders(build(tmp_path / "old", old), build(tmp_path / "new", new))

        assert (diff.level, diff.smallest_version, diff.is_honest) == ("major", "1.0.0", False)
        assert diff.causes.changed_by_source == (name_document("port.txt"),)
        assert diff.causes.changed_otherwise == diff.causes.settings == ()

    def test_a_setting_that_changes_documents_is_named(self, tmp_path: Path) -> None:
        """Of documents whose source is the same the setting that differs is the cause."""
        labels = "Gens d'ici\nLe quai\nCarnets\nMer et vent\nGalerie\nAteliers\nNos balades\nCuisine\nJeux\nMarchés"
        texts = {"0.txt": f"{ARTICLE}\n{labels}\n"}
        chosen = Settings.model_validate({"boilerplate": {"least_score": -10}, "language": {"paragraph_characters": 1000}})

        diff = compare_folders(build(tmp_path / "old", texts), build(tmp_path / "new", texts, chosen))

        assert diff.level == "major"
        assert diff.causes.changed_otherwise == (name_document("0.txt"),)
        assert diff.causes.changed_by_source == diff.causes.rules == diff.causes.code == ()
        assert [change.name for change in diff.causes.settings] == ["boilerplate.least_score", "language.paragraph_characters"]

    def test_a_takedown_in_a_build_is_a_patch(self, tmp_path: Path) -> None:
        """A source on the list is gone from the next build, and its version need rise by a patch."""
        texts = {"estran.txt": ARTICLE, "port.txt": OTHER}
        old = build(tmp_path / "old", texts)
        new = build(tmp_path / "new", {**texts, "takedowns.txt": hash_source("port.txt") + "\n"})

        diff = compare_folders(old, new)

        assert (diff.level, diff.taken_down["documents"]) == ("patch", 1)
        assert not any(any(count(table)) for table in diff.tables)
