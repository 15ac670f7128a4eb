"""Pairing of marks by itself, without cues."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.passages.over_paragraphs import find_passages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« a b » et “c d”", [("a b", True), ("c d", True)]),
        ('un "deux "trois" quatre" cinq', [('deux "trois" quatre', True)]),
        ("« un “deux » trois", [("un “deux", True)]),
        ("« un deux” trois", [("un deux", False)]),
        ("« un « deux », trois", [("un « deux", True)]),
        ("“un” « deux", [("un", True), ("deux", False)]),
        ("« un “deux” trois", [("un “deux” trois", False)]),
        ("l’eau d'ici n’est qu'un don", []),
        ("les ‘deux’ l'un", [("deux", True)]),
        ("« un\ndeux\ntrois »", [("un\ndeux\ntrois", True)]),
        ("»un« deux", [("un", False)]),
    ],
)
def test_marks_pair_by_kind_and_direction(text: str, expected: list[tuple[str, bool]]) -> None:
    """The outermost stretch counts; a mark of the wrong kind or a missing one makes it unbalanced."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    found = find_passages(text, lines, 6, lambda _start, _end: None)
    assert [(text[p.start : p.end], p.balanced) for p in found] == expected
