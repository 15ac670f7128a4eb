"""corpus_builder.release.checks.parts.spreadsheet_check: the spreadsheet is what the quotes of all parts make."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.release.checks.parts.spreadsheet_check import SheetCheck
from corpus_builder.release.manifest import read_manifest
from corpus_builder.tables.parquet import read_parts
from tests.release.parts import cut_release, repeat_sample
from tests.release_sample import publish, tabulate

# What is done to the lines of the file, and the line that is told.
CHANGES = [
    (lambda lines: lines, None),
    (lambda lines: [b"x" + lines[0], *lines[1:]], 1),
    (lambda lines: [*lines[:3], lines[3].replace(b"Ada", b"Eva"), *lines[4:]], 4),
    (lambda lines: lines[:-2], 4),
    (lambda lines: [*lines[:-1], b"more"], 6),
    (lambda lines: lines[:0], 1),
]


@pytest.mark.parametrize(("change", "line"), CHANGES)
@pytest.mark.parametrize("starts", [[0], [0, 2, 5]])
def test_the_first_line_that_differs_is_told(change: object, line: int | None, starts: list[int], tmp_path: Path) -> None:
    """However the release is cut."""
    folder = cut_release(publish(tmp_path / "corpus", tabulate(repeat_sample(2))), starts)
    path = folder / "quotes.csv"
    path.write_bytes(b"\n".join(change(path.read_bytes().split(b"\n"))))  # type: ignore[operator]
    with SheetCheck(folder) as sheet:
        for tables in read_parts(folder):
            sheet.add(tables)
        found = [finding.where for finding in sheet.check(read_manifest(folder))]

    assert found == ([] if line is None else [f"quotes.csv:{line}"])
