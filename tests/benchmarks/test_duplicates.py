"""What is measured of corpus_builder where near-duplicates are found."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.duplicates import describe_growth, run_ours
from benchmarks.duplicates_peers import Found, read_version


def test_the_tree_is_measured_where_it_is_not_installed(tmp_path: Path) -> None:
    """A run in a process of its own gives pairs and costs, installed or not."""
    path = tmp_path / "paragraphs.txt"
    path.write_text("Le pont de Brie a rouvert hier.\nLe pont de Brie a bien rouvert hier.\n", encoding="utf-8")
    found = run_ours(path, 2)
    assert (np.sort(found.answer).tolist(), found.missing) == ([[0, 1]], "")
    assert len(describe_growth(2, found)) == len(describe_growth(2, Found(missing="does not run")))


def test_a_tool_without_a_distribution_has_no_version() -> None:
    """What runs from its source tree is named so."""
    assert read_version("no such distribution") == "from its source tree"
