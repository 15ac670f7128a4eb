"""corpus_builder.release.changes.causes: what may have caused a difference is named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.release.changes.differences import ValueChange
from corpus_builder.release.changes.release_diff import compare_folders
from tests.release.changes.edits import (
    FERRY,
    REPRISE,
    change_manifest,
    remove_document,
    table,
    write_tables,
)
from tests.release_sample import REJECT, sample_rows


def test_a_source_that_is_rejected_now_is_not_gone(old: Path, tmp_path: Path) -> None:
    """A document that is a reject in the other release was removed, but not because its source is no longer there."""
    rows = sample_rows()
    for document in (FERRY, REPRISE):
        remove_document(rows, document)
    rows["rejects"].append({**REJECT, "source_id": "en/ferry.txt", "path": "en/ferry.txt"})

    diff = compare_folders(old, write_tables(tmp_path / "new", rows, old))

    assert (len(table(diff, "documents").removed), diff.causes.sources_gone) == (2, (REPRISE,))


def test_settings_rules_and_versions_that_differ_are_causes(old: Path, tmp_path: Path) -> None:
    """Each is named, with its values before and after where they are short, and makes a patch where no row differs."""
    new = change_manifest(
        shutil.copytree(old, tmp_path / "new"),
        lambda m: (
            m["settings"]["language"].update(paragraph_characters=60),
            m["rules"].update({"blocks.toml": "0", "new.toml": "1"}),
            m["versions"].pop("ftfy"),
            m["versions"].update(pyarrow="99.0.0"),
            m.update(limit=7),
        ),
    )

    diff = compare_folders(old, new)

    assert diff.causes.settings == (ValueChange("language.paragraph_characters", 80, 60), ValueChange("limit", None, 7))
    assert diff.causes.rules == ("blocks.toml", "new.toml")
    assert [(change.name, change.new) for change in diff.causes.code] == [("ftfy", None), ("pyarrow", "99.0.0")]
    assert diff.level == "patch"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"takedowns": ["0" * 64]}, ("takedowns",)),
        ({"missing": ["ffffffff"], "absent": []}, ("absent", "missing")),
        ({"quality": {"documents": 3}, "with_texts": {"documents": "0" * 64}}, ("quality", "with_texts")),
    ],
)
def test_other_parts_of_the_manifest_that_differ_are_named(
    old: Path, tmp_path: Path, change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """A patch whose data are the same says which part of the manifest makes it one."""
    diff = compare_folders(old, change_manifest(shutil.copytree(old, tmp_path / "new"), lambda m: m.update(change)))

    assert diff.causes.other == expected
    assert diff.level == ("patch" if expected else "none")
