"""Quotes whose speaker may be wrong say why."""

from __future__ import annotations

from itertools import product

import pytest

from corpus_builder.quotes.weakness import WEAKNESSES, name_weakness

CARRIED, BROKEN, NOBODY = WEAKNESSES


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((True, True, True), None),
        ((True, False, True), CARRIED),
        ((True, False, False), CARRIED),
        ((True, True, False), BROKEN),
        ((False, True, False), BROKEN),
        ((False, True, True), NOBODY),
        ((False, False, True), NOBODY),
    ],
)
def test_the_weakest_evidence_is_named(case: tuple[bool, bool, bool], expected: str | None) -> None:
    """A speaker without a cue is the weakest evidence, then marks that do not match, then nobody at all."""
    assert name_weakness(*case) == expected


def test_only_a_cue_between_sound_marks_is_strong() -> None:
    """Of all cases one has nothing weak."""
    assert [case for case in product((False, True), repeat=3) if name_weakness(*case) is None] == [(True, True, True)]
