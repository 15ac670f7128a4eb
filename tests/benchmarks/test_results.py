"""benchmarks.results: two commands write one file, and neither loses what the other has written."""

from __future__ import annotations

from benchmarks.results import LARGE, RESULTS, replace_report, replace_rows


def test_each_command_leaves_what_the_other_has_written() -> None:
    """Rows of large builds outlive a new report, and a report new rows; a kind has one row, in its place."""
    first = replace_rows({"tiny": "| tiny | a |", "wet": "| wet | b |"}, "# Results\n\nold\n")
    again = replace_rows({"tiny": "| tiny | c |"}, replace_report("# Results\n\nnew\n", first))
    assert again == f"# Results\n\nnew\n\n{LARGE}| tiny | c |\n| wet | b |\n"


def test_the_results_have_both() -> None:
    """What is in the tree can be renewed by both commands."""
    text = RESULTS.read_text(encoding="utf-8")
    assert text.count(LARGE) == 1
    assert replace_rows({}, text) == text
