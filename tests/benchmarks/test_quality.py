"""How answers are scored against labelled pages."""

from __future__ import annotations

import pytest

from benchmarks.quality import keep_long_passages, make_answer, score_lines, score_text

PAGE = {"id": "a", "gold_text": "The mill turns.\nIt grinds rye.", "titles": ["A mill"], "optional": ["By Ann Orr"]}
LINES = {
    "id": "b",
    "lines": [{"text": "Home", "keep": False}, {"text": "The mill turns.", "keep": True}, {"text": "Ann", "keep": None}],
}


@pytest.mark.parametrize(
    ("answer", "f1"),
    [
        ("The mill turns.\nIt grinds rye.", 1.0),
        ("A mill\nBy Ann Orr\nThe mill turns.\nIt grinds rye.", 1.0),
        ("The mill turns.", 2 * 3 / (3 + 6)),
        ("Home", 0.0),
    ],
)
def test_words_are_counted_and_optional_lines_are_not(answer: str, f1: float) -> None:
    """A text scores by the words it shares with the article; titles and optional lines count neither way."""
    assert score_text(PAGE, answer) == pytest.approx(f1)


@pytest.mark.parametrize(("kept", "f1"), [([(5, 20, "")], 1.0), ([(0, 20, "")], 2 * 3 / 7), ([(5, 11, "")], 0.0)])
def test_a_line_is_kept_where_half_of_it_is(kept: list[tuple[int, int, str]], f1: float) -> None:
    """Lines score by their words, each kept where at least half of its characters are."""
    answer = make_answer("lines", LINES, kept)
    assert isinstance(answer, list)
    assert score_lines(LINES, answer) == pytest.approx(f1)


def test_a_dump_is_read_by_its_blank_lines() -> None:
    """The simple heuristic for dumps keeps what stands between blank lines with ten words and a stop."""
    text = "* Home\n* News\n\nThe old mill by the river\nturns again after ten years.\n\nShare this page"
    assert keep_long_passages([{"text": text}]).answers == ["The old mill by the river\nturns again after ten years."]
