"""Marks of one paragraph in pairs."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.passages.marks import read_marks
from corpus_builder.quotes.passages.pairs import Passage, outermost, pair_marks


def pair(text: str) -> list[Passage]:
    """The passages of one paragraph."""
    ((span, marks),) = read_marks(text, [(0, len(text))])
    return pair_marks(text, marks, span)


@pytest.mark.parametrize(
    ("text", "words", "opened", "closed"),
    [
        ("« un “deux” trois »", "un “deux” trois", True, True),
        ("« un deux", "un deux", True, False),
        ("un deux »", "un deux", False, True),
        ("«\u00a0un\u00a0»", "un", True, True),
    ],
)
def test_a_passage_says_which_of_its_marks_stand(text: str, words: str, opened: bool, closed: bool) -> None:
    """The words come without marks and blanks; a lost mark takes no words away."""
    (passage,) = pair(text)

    assert (text[passage.start : passage.end], passage.opened, passage.closed) == (words, opened, closed)


def test_many_marks_left_open_are_as_many_passages() -> None:
    """Each ends where the next one opens."""
    text = "« un “deux «trois"

    assert [text[p.start : p.end] for p in pair(text)] == ["un", "deux", "trois"]


def test_what_begins_inside_another_is_no_outermost() -> None:
    """Of two passages the one that begins first counts."""
    outer, inner, later = Passage(((1, 9),), (0, 10)), Passage(((3, 4),), (2, 5)), Passage(((12, 13),), (11, 14))

    assert outermost([later, inner, outer]) == [outer, later]
