"""Lines are led through a tree of words all at once, and found where a look-up would find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels.line_counts import lay_out_lines, number_words
from corpus_builder.kernels.word_paths import find_beginnings, make_paths

WORDS = ("ab", "c", "de")
SEQUENCES = st.lists(st.lists(st.sampled_from(range(len(WORDS))), min_size=1, max_size=3), max_size=4)
PIECES = st.lists(st.sampled_from([*WORDS, "x", " ", "-"]), min_size=1, max_size=9)
LINES = st.lists(PIECES.map("".join), min_size=1, max_size=6)


@given(LINES, SEQUENCES, SEQUENCES)
def test_lines_begin_as_a_sequence_says(lines: list[str], starts: list[list[int]], wholes: list[list[int]]) -> None:
    """A start has anything behind it, a whole line one word more at most: a counter."""
    words = number_words(lay_out_lines(lines), lines, {word: number for number, word in enumerate(WORDS)})
    own = [words.spellings[start:end].tolist() for start, end in zip(words.bounds, words.bounds[1:], strict=False)]
    expected = [
        any(row[: len(start)] == start for start in starts)
        or any(row[: len(whole)] == whole and len(row) <= len(whole) + 1 for whole in wholes)
        for row in own
    ]
    assert find_beginnings(words, make_paths(starts, wholes, len(WORDS))).tolist() == expected


def test_the_first_words_are_known() -> None:
    """Those with which a sequence begins, and no others."""
    assert make_paths([[0, 1]], [[2]], 3).list_first().tolist() == [True, False, True]
    assert make_paths([], [], 2).list_first().tolist() == [False, False]
