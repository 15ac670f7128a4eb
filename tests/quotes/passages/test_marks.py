"""Which characters are marks, and which way they face."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.passages.marks import read_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('dit "oui" et', [("straight", "open"), ("straight", "close")]),
        ("dit << oui >> et", [("guillemet", None), ("guillemet", None)]),
        ("l'eau d’ici n'est", []),
        ("les ‘deux’ quais", [("single", "open"), ("single", "close")]),
        ("dit “”", [("curly", None), ("curly", "close")]),
        ('dit "" et', [("straight", "open")]),
    ],
)
def test_marks_are_told_by_their_neighbours(text: str, expected: list[tuple[str, str | None]]) -> None:
    """A blank before and a letter behind open, a letter before closes; apostrophes are none, and an empty pair is one."""
    ((_, marks),) = read_marks(text, [(0, len(text))])

    assert [(mark.family, mark.lean) for mark in marks] == expected


def test_each_paragraph_has_its_own_marks() -> None:
    """What stands between two paragraphs belongs to neither."""
    text = "« a »\n«\nb"

    assert [len(marks) for _, marks in read_marks(text, [(0, 5), (8, 9)])] == [2, 0]
