"""corpus_builder.release.changes.diff_text: a comparison is told in few words to people and in full to machines."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus_builder.policy.takedowns import hash_source
from corpus_builder.release.changes.diff_text import describe_diff, diff_as_json, diff_as_markdown, make_entry, print_diff
from corpus_builder.release.changes.differences import Causes, Change, ColumnCount, ReleaseDiff, TableDiff, ValueChange
from corpus_builder.release.changes.release_diff import compare_folders
from corpus_builder.tables.columns import SCHEMAS
from tests.release.changes.edits import QUAI, Rows, edit, take_down, write
from tests.release_sample import DESCRIPTION, name_document, publish, sample_rows, tabulate

NOTHING = TableDiff("quotes", 2, 2, (), (), (), (), 0, (), (), (), ())
NO_CAUSES = Causes((), (), (), (), (), (), (), (), ())
QUIET = ReleaseDiff(
    "harbour",
    "harbour",
    "1.2.0",
    "1.2.0",
    tuple(replace(NOTHING, name=name) for name in SCHEMAS),
    NO_CAUSES,
    "none",
    "1.2.0",
    True,
)
BUSY = replace(
    QUIET,
    tables=(
        replace(
            NOTHING,
            name="documents",
            added=("a1", "a2", "a3", "a4"),
            removed=("r1",),
            changed=(Change(("text", "n_words"), ("c1",)), Change(("text",), ("c2",))),
            rederived=("d1",),
            taken_down=1,
            columns=(ColumnCount("n_words", 1, 0), ColumnCount("text", 2, 1), ColumnCount("duplicate_of", 0, 1)),
        ),
        replace(NOTHING, name="paragraphs", taken_down=14, columns_added=("tone",), columns_retyped=("start",)),
    ),
    causes=Causes(
        sources_new=("a1", "a2", "a3", "a4"),
        sources_gone=("r1",),
        changed_by_source=("c1",),
        changed_otherwise=("c2",),
        settings=(ValueChange("blocks.wrap_narrow", 55, 60),),
        rules=("speech/fr.toml",),
        code=(ValueChange("ftfy", "6.3.0", None),),
        description=("sources", "summary"),
        other=("quality", "takedowns"),
    ),
    level="major",
    smallest_version="2.0.0",
    is_honest=False,
)
OTHERWISE = r"settings blocks.wrap\_narrow; rules speech/fr.toml; code ftfy; description sources"
MARKDOWN = r"""## 1.2.0 (major, since 1.2.0)

- documents: 4 added, 1 removed, 2 changed (text 2, n\_words 1), 1 re-derived
- paragraphs: new columns: tone
- paragraphs: columns with a new type: start
- taken down: 1 document, 14 paragraphs
- sources: 4 new, 1 removed, 1 changed
- 1 document with an unchanged source changed by one of: {otherwise}
- settings: blocks.wrap\_narrow 55 → 60
- code: ftfy 6.3.0 → none
- rules: speech/fr.toml
- description: sources, summary
- other differences: quality, takedowns
- version 1.2.0 after 1.2.0 is too low: the changes require at least 2.0.0
"""


def test_markdown_is_a_section_of_a_changelog() -> None:
    """What changed comes first, then what may have caused it, a line each, and a version that is too low is told."""
    assert diff_as_markdown(BUSY) == MARKDOWN.replace("{otherwise}", OTHERWISE)


def test_nothing_is_said_in_one_line() -> None:
    """Of equal releases one line is left, and of equal data another one."""
    assert diff_as_markdown(QUIET) == "## 1.2.0 (none, since 1.2.0)\n\n- nothing has changed\n"
    words = replace(QUIET, level="patch", new_version="1.2.1")
    assert diff_as_markdown(words) == "## 1.2.1 (patch, since 1.2.0)\n\n- the data are unchanged\n"


def test_equal_data_are_told_with_what_differs_beside_them() -> None:
    """A patch whose data are the same says what the new version is for."""
    listed = replace(QUIET, level="patch", causes=replace(NO_CAUSES, other=("takedowns", "quality")))
    assert make_entry(listed, "0" * 64).lines == ("the data are unchanged", "other differences: takedowns, quality")


def test_two_corpora_are_told_first() -> None:
    """A comparison of two corpora begins with saying so."""
    lines = make_entry(replace(QUIET, new_name="light*house"), "0" * 64).lines

    assert lines[0] == "not the same corpus: harbour and light*house"


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        (NO_CAUSES, "unknown (edited by hand?)"),
        (replace(NO_CAUSES, description=("summary",)), "unknown (edited by hand?)"),
        (replace(NO_CAUSES, rules=("blocks.toml",)), "rules blocks.toml"),
        (replace(NO_CAUSES, rules=("a.toml", "b.toml")), "one of: rules a.toml, b.toml"),
    ],
)
def test_a_change_without_a_cause_is_not_given_one(causes: Causes, expected: str) -> None:
    """What may have changed a document whose source is the same is whatever differs and can; where nothing does, that is said."""
    assert diff_as_json(replace(BUSY, causes=causes))["causes"]["otherwise"] == expected


def test_json_has_all_ids_and_people_see_the_first() -> None:
    """Machines get every id of every set; a person sees three and how many more there are."""
    said = diff_as_json(BUSY)
    shown = [str(line) for line in describe_diff(BUSY)]

    assert json.loads(json.dumps(said)) == said
    assert said["causes"]["other"] == ["quality", "takedowns"]
    assert said["tables"]["documents"]["added"] == ["a1", "a2", "a3", "a4"]
    assert said["tables"]["documents"]["changed"][1] == {"columns": ["text"], "ids": ["c2"]}
    assert "  + added: a1, a2, a3 and 1 more" in shown
    assert "  ~ changed: c1, c2" in shown
    assert shown[-1] == "version 1.2.0 after 1.2.0 is too low: the changes require at least 2.0.0"


def test_a_changelog_entry_is_plain_values_without_ids(tmp_path: Path) -> None:
    """The entry that the next card shows has version, level, lines and counts, and names no row and no folder."""
    rows = sample_rows()
    edit("documents", QUAI, "title", "Autre")(rows)
    new = write(tmp_path / "new", rows)
    entry = make_entry(compare_folders(publish(tmp_path / "old"), new), "0" * 64).model_dump(mode="json")

    assert json.loads(json.dumps(entry)) == entry
    assert (entry["version"], entry["previous"], entry["level"]) == ("1.2.0", "1.2.0", "major")
    assert entry["counts"]["documents"] == {"added": 0, "removed": 0, "changed": 1, "rederived": 0, "taken_down": 0}
    assert QUAI not in json.dumps(entry)
    assert str(tmp_path) not in json.dumps(entry)


def test_what_was_taken_down_is_never_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the source id nor the id of a document that was taken down stands in any output; its hash does not either."""
    source_id = "en/ferry.txt"
    diff = compare_folders(publish(tmp_path / "old"), write(tmp_path / "new", *take_down(source_id)))
    print_diff(diff)

    outputs = [
        capsys.readouterr().out,
        diff_as_markdown(diff),
        json.dumps(diff_as_json(diff)),
        make_entry(diff, "0" * 64).model_dump_json(),
    ]
    for said in outputs:
        assert not any(name in said for name in (source_id, name_document(source_id), hash_source(source_id)))
    assert "taken down: 1 document, 1 paragraph" in outputs[0]


def test_folders_of_other_names_give_the_same_words(tmp_path: Path) -> None:
    """No output depends on where the two folders lie."""
    rows: Rows = sample_rows()
    rows["quotes"] = rows["quotes"][:1]
    publish(tmp_path / "old")
    publish(tmp_path / "new", tabulate(rows), replace(DESCRIPTION, version="2.0.0"))
    shutil.copytree(tmp_path / "old", tmp_path / "ä b" / "one")
    shutil.copytree(tmp_path / "new", tmp_path / "ä b" / "two")

    first = compare_folders(tmp_path / "old", tmp_path / "new")
    second = compare_folders(tmp_path / "ä b" / "one", tmp_path / "ä b" / "two")

    assert diff_as_markdown(first) == diff_as_markdown(second)
    assert diff_as_json(first) == diff_as_json(second)
    assert first.is_honest


def test_controls_that_would_steer_a_terminal_are_seen() -> None:
    """A name of a reject is printed on one line and steers nothing."""
    named = replace(QUIET, tables=(replace(NOTHING, name="rejects", added=("a\x1b[31m\nb",)),))

    assert "  + added: a\\x1b[31m\\nb" in [str(line) for line in describe_diff(named)]


def test_a_narrow_terminal_is_wide_enough(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines are not cut where the terminal has few columns."""
    monkeypatch.setenv("COLUMNS", "20")
    print_diff(BUSY)

    assert "documents: 4 added, 1 removed, 2 changed (text 2, n_words 1), 1 re-derived\n" in capsys.readouterr().out
