"""Groups in words: the reason is the one that decided, and the marked words are those that differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.report.groups.duplicate_groups import MISSING, Member, explain_choice, mark_differences

ONE = Member("a:1", "a.txt", "2024-05-02", "x" * 90, 90)
OTHER = Member("b:1", "b.txt", "2024-05-02", "x" * 90, 90, "near copy", 0.9)

REASONS = [
    (
        ONE,
        [replace(OTHER, published="2024-05-03"), replace(OTHER, published=None)],
        "it is the earliest: 2024-05-02, next 2024-05-03",
    ),
    (replace(ONE, published="2024"), [OTHER], "it is the earliest: 2024, next 2024-05-02"),
    (ONE, [replace(OTHER, published=None)], "it is the only one with a date"),
    (
        ONE,
        [replace(OTHER, characters=80), replace(OTHER, published="2025")],
        "among those from 2024-05-02 it is the longest: 90 characters, next 80",
    ),
    (
        replace(ONE, published=None),
        [replace(OTHER, published=None, characters=1)],
        "none has a date; of all of them it is the longest: 90 characters, next 1",
    ),
    (ONE, [OTHER], "among those from 2024-05-02 it comes first by source"),
    (ONE, [replace(OTHER, rule="pull quote")], "it is the longer of two paragraphs of one document"),
]


@pytest.mark.parametrize(("stays", "others", "reason"), REASONS)
def test_the_reason_is_the_one_that_decided(stays: Member, others: list[Member], reason: str) -> None:
    """Date, then length, then the order of sources; a date as precise as known counts as its first day."""
    assert explain_choice(stays, others) == reason


DIFFERENCES = [
    ("« Rien », dit-il.", '"RIEN", dit-il.', [("same", "« Rien », dit-il.")]),
    ("un deux trois", "un trois", [("same", "un"), ("added", "deux"), ("same", "trois")]),
    ("d’été", "d'hiver", [("missing", "d'hiver"), ("added", "d’été")]),
    ("", "tout", [("missing", "tout")]),
    ("***", "***", []),
]


@pytest.mark.parametrize(("text", "other", "runs"), DIFFERENCES)
def test_only_words_that_differ_are_marked(text: str, other: str, runs: list[tuple[str, str]]) -> None:
    """Typography, case and accents are no difference; words are."""
    assert mark_differences(text, other) == runs


@given(
    st.lists(st.sampled_from(["un", "deux", "« trois »", "QUATRE,", "— cinq"]), max_size=9).map(" ".join), st.text(max_size=40)
)
def test_the_runs_make_up_the_text(text: str, other: str) -> None:
    """What is the same and what is added is the text, in its order, whatever it is compared with."""
    assert " ".join(words for kind, words in mark_differences(text, other) if kind != MISSING) == text
