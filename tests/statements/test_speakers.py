"""Speakers are told apart by their names; all names are invented."""

from __future__ import annotations

import numpy as np
import pytest

from corpus_builder.statements.speakers import is_same_speaker, number_speakers, read_speaker


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Mme Odile Kern", ("odil", "kern")),
        ("le président Luc Perrin", ("luk", "perin")),
        ("Perrin", ("perin",)),
        ("le maire de Brie", ()),
        ("Il", ()),
        ("the Dutch", ()),
        ("", ()),
    ],
)
def test_speakers_are_names(speaker: str, name: tuple[str, ...]) -> None:
    """Titles and descriptions are no part of a name, and a pronoun or a place is none."""
    assert read_speaker(speaker) == name


NAMES = ["Mme Odile Kern", "Kern", "Luc Kern", None, "le maire", "Luc Perrin"]


def test_pairs_of_speakers_are_compared_by_name() -> None:
    """Each pair is the same, or nobody's, as its two names are; one known speaker and nobody are neither."""
    speakers = number_speakers(NAMES)
    one, other = np.divmod(np.arange(len(NAMES) ** 2), len(NAMES))
    same, nameless = speakers.compare(one, other)
    read = [read_speaker(name or "") for name in NAMES]
    assert same.tolist() == [is_same_speaker(read[a], read[b]) for a in range(len(read)) for b in range(len(read))]
    assert nameless.tolist() == [not read[a] and not read[b] for a in range(len(read)) for b in range(len(read))]
    assert [speakers.are_strangers(0, number) for number in range(len(NAMES))] == [False, False, True, False, False, True]


def test_one_surname_has_one_number() -> None:
    """Quotes are looked up by the surname of whoever said them."""
    speakers = number_speakers(NAMES)
    kern, _, other_kern, *_, perrin = speakers.surnames[speakers.numbers].tolist()
    assert kern == other_kern != perrin
