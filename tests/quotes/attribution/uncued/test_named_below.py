"""Sayings under a heading whose speaker is named below; all texts and people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

SAID = "Odile Kern est née à Brie. Le port doit tout à Odile Kern.\nUn rêve\n"
WORDS = "« Je veux rebâtir la jetée de mes mains. »\n"
BELOW = [
    (SAID + WORDS + "Ce soir-là, Odile Kern étonne toute la salle.", "Odile Kern"),
    (SAID + WORDS + "Invitée de Luc Perrin, Kern étonne toute la salle.", "Kern"),
    (SAID + "À propos des barques : " + WORDS + "Ce soir-là, Odile Kern étonne toute la salle.", "Odile Kern"),
    # two people whom the document is about, somebody else, no heading above
    (SAID + WORDS + "Luc Perrin reçoit Odile Kern. Luc Perrin se tait.", None),
    (SAID + WORDS + "Ce soir-là, Paul Hamel étonne toute la salle.", None),
    (SAID + "La jetée a brûlé.\n" + WORDS + "Ce soir-là, Odile Kern étonne toute la salle.", None),
]


@pytest.mark.parametrize(("text", "speaker"), BELOW)
def test_whom_a_document_is_about_said_what_a_comment_names_them_for(text: str, speaker: str | None) -> None:
    """A saying alone under a heading is of the person whom the document is about, if the paragraph below names them."""
    assert find_quotes(text)[0].speaker == speaker
