"""Pairs of near-duplicates: each side keeps its own words, and marks those that the other lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus_builder.report.excerpts import MOST_MEMBERS
from corpus_builder.report.groups.duplicate_groups import MOST_WORDS, DuplicateGroup, Member
from corpus_builder.report.groups.side_by_side import show_group

STAYS = Member("a:1", "a.txt", "2024-05-02", "« La grue », dit-elle, est sûre.", 32)
COPY = Member("b:1", "b.txt", "2024-05-03", '"La grue", dit-elle, est donc sure.', 34, "near copy", 0.9)


def test_each_side_keeps_its_own_words() -> None:
    """What is the same save for typography stands on each side as it is written there."""
    pair = show_group(DuplicateGroup("paragraph", STAYS, "", (COPY,))).pairs[0]
    assert pair.stays is not None and pair.went is not None
    assert " ".join(words for words, _ in pair.stays.runs) == STAYS.text
    assert " ".join(words for words, _ in pair.went.runs) == COPY.text
    assert [words for words, differs in pair.went.runs if differs] == ["donc"]
    assert not any(differs for _, differs in pair.stays.runs)


@pytest.mark.parametrize("change", [{"rule": "exact copy"}, {"text": ""}])
def test_no_sides_where_there_is_nothing_to_see(change: dict[str, str]) -> None:
    """An exact copy is not shown twice, and a text that was not published not at all."""
    pair = show_group(DuplicateGroup("paragraph", STAYS, "", (replace(COPY, **change),))).pairs[0]
    assert (pair.stays, pair.went, pair.is_marked) == (None, None, False)


def test_long_texts_are_cut() -> None:
    """Texts with too many words to be compared are shown by their beginnings, which say how much is missing."""
    text = "vent " * (MOST_WORDS + 1)
    pair = show_group(DuplicateGroup("document", STAYS, "", (replace(COPY, text=text),))).pairs[0]
    assert pair.went is not None and not pair.is_marked
    assert len(pair.went.runs[0][0]) + pair.went.unshown == len(text)


def test_a_large_group_is_cut() -> None:
    """Of a large group the most alike are shown, and the others counted."""
    shown = show_group(DuplicateGroup("paragraph", STAYS, "", (COPY,) * (MOST_MEMBERS + 3)))
    assert (len(shown.pairs), shown.unshown) == (MOST_MEMBERS, 3)
