"""corpus_builder.release.changes.row_changes: columns of other versions, and what cannot be read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_builder.release.changes.release_diff import compare_folders
from corpus_builder.system.errors import ReleaseError
from tests.release.changes.edits import (
    change_manifest,
    rewrite_table,
    table,
    write,
)
from tests.release_sample import REJECT, sample_rows


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
