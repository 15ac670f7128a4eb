"""Sayings under a heading whose speaker is named below; all texts and people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

SAID = "Odile Kern a dit en mai : « Le port est vieux. » Luc Perrin approuve : « Très vieux. »\nUn rêve\n"
WORDS = "« Je veux rebâtir la jetée de mes mains. »\n"
BELOW = [
    (SAID + WORDS + "Ce soir-là, Odile Kern étonne toute la salle.", "Odile Kern"),
    (SAID + "À propos des barques : " + WORDS + "Ce soir-là, Odile Kern étonne toute la salle.", "Odile Kern"),
    # two who speak, nobody who speaks, no heading above
    (SAID + WORDS + "Ce soir-là, Odile Kern étonne aussi Luc Perrin.", None),
    (SAID + WORDS + "Ce soir-là, Paul Hamel étonne toute la salle.", None),
    (SAID + "La jetée a brûlé.\n" + WORDS + "Ce soir-là, Odile Kern étonne toute la salle.", None),
]


@pytest.mark.parametrize(("text", "speaker"), BELOW)
def test_the_one_speaker_named_below_said_it(text: str, speaker: str | None) -> None:
    """A saying alone under a heading is of the one speaker of the document whom the paragraph below names."""
    assert find_quotes(text)[2].speaker == speaker
