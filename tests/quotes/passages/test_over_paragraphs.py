"""Passages in marks by themselves, without cues, over one paragraph and several."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.passages.over_paragraphs import find_passages


def find(text: str, open_paragraphs: int = 6) -> list[tuple[str, bool]]:
    """The passages of a text, a paragraph a line, and whether their marks are sound."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    found = find_passages(text, lines, open_paragraphs, lambda _start, _end: None)
    return [(text[passage.start : passage.end], passage.balanced) for passage in found]


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
    assert find(text) == expected


def test_open_speech_runs_over_so_many_paragraphs() -> None:
    """A mark that closes too late finds speech given up, within its own paragraph."""
    text = "« un\ndeux\ntrois »"

    assert find(text, open_paragraphs=1) == [("un\ndeux\ntrois", True)]
    assert find(text, open_paragraphs=0) == [("un", False), ("trois", False)]


def test_a_mark_of_another_kind_closes_only_near() -> None:
    """Both ends are doubtful then, so that one lost mark does not eat a page."""
    near, far = "mot " * 20, "mot " * 200

    assert [len(words) > 80 for words, _ in find(f"« un\n{near}”")] == [True]
    assert find(f"« un\n{far}”")[0] == ("un", False)
