"""corpus_builder.report.groups.group_reading: the groups of a release, wherever it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.report.groups import group_reading
from corpus_builder.report.groups.duplicate_groups import DuplicateGroup
from corpus_builder.report.groups.group_reading import find_groups, read_groups
from corpus_builder.system.errors import ReleaseError
from tests.release.parts import Rows, cut_release, repeat_sample
from tests.release_sample import name_document, publish, tabulate

TIMES = 3


def make_rows() -> Rows:
    """The sample three times: the second time as reprints of the first, whose copy is a copy of the first one's paragraph."""
    rows = repeat_sample(TIMES)
    first, second = (name_document(f"{number}/fr/quai.txt") for number in (0, 1))
    original = next(row for row in rows["paragraphs"] if row["document_id"] == first and row["n_copies"])
    for row in rows["documents"]:
        if row["id"] == second:
            row.update(duplicate_of=first, duplicate_similarity=0.8)
    for row in rows["removals"]:
        if row["document_id"] == name_document("1/fr/reprise.txt") and row.get("duplicate_of"):
            row["duplicate_of"] = original["id"]
    return rows


def list_groups(folder: Path, *wanted: str, most: int | None = None) -> list[DuplicateGroup]:
    """Groups with their texts."""
    return list(read_groups(folder, find_groups(folder, wanted, most).groups))


def test_groups_do_not_depend_on_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of documents first, then the largest, then by source; the same when few are read at once."""
    folder = publish(tmp_path / "corpus", tabulate(make_rows()))
    whole = list_groups(folder)
    cut_release(folder, range(4 * TIMES))
    monkeypatch.setattr(group_reading, "GROUPS_READ", 1)

    assert list_groups(folder) == whole
    assert [(group.kind, len(group.others)) for group in whole] == [("document", 1), ("paragraph", 2), ("paragraph", 1)]
    assert whole[0].stays.text and whole[1].others[0].text != whole[1].stays.text
    assert list_groups(folder, most=2) == whole[:2] and find_groups(folder, most=2).total == 3


def test_an_id_names_its_groups(tmp_path: Path) -> None:
    """That of what stays and that of what went; an id in no group is an error."""
    folder = cut_release(publish(tmp_path / "corpus", tabulate(make_rows())), [0, 2, 5])
    groups = list_groups(folder)
    ids = [groups[2].others[0].id, groups[0].stays.id, groups[2].stays.id]

    assert list_groups(folder, *ids) == [groups[2], groups[0]]
    with pytest.raises(ReleaseError, match="no group contains x"):
        find_groups(folder, ["x"])


def test_a_group_that_keeps_nothing_is_an_error(tmp_path: Path) -> None:
    """A damaged release is one clear line."""
    rows = make_rows()
    rows["paragraphs"] = [row for row in rows["paragraphs"] if not row["n_copies"]]
    folder = publish(tmp_path / "corpus", tabulate(rows))

    with pytest.raises(ReleaseError, match="keeps what is not there"):
        find_groups(folder)
