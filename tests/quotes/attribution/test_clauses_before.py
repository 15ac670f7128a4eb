"""Clauses before the words, and what stands before a colon; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, what stands before the colon, who says the words behind it
COLONS = [
    # topics
    ("fr", "Hausse du gaz", None),
    ("fr", "Violences à Brie", None),
    ("fr", "Même en vacances", None),
    ("fr", "À propos de la digue", None),
    ("fr", "C'était un mot connu de tous, tel que", None),
    ("en", "About the wall", None),
    ("en", "Ferry closure", None),
    ("en", "Price rises in Brill", None),
    # a name, also with a verb that no table lists
    ("fr", "Perrin", "Perrin"),
    ("fr", "Perrin s'avance", "Perrin"),
    ("fr", "Perrin hausse les épaules", "Perrin"),
    ("fr", "Perrin se lève", "Perrin"),
    ("fr", "Et Luc Perrin", "Luc Perrin"),
    ("fr", "Au micro, Luc Perrin", "Luc Perrin"),
    ("fr", "Odile Kern, maire de Brie", "Odile Kern"),
    ("fr", "Une voisine", "Une voisine"),
    ("en", "Marlowe", "Marlowe"),
    ("en", "Council leader Amy Reed", "Amy Reed"),
    # for whom the same holds, and to whom it happened
    ("fr", "C'est ce qui est arrivé à Maud, à Kerven (29)", "Maud"),
    ("fr", "Même constat pour Luc Perrin", "Luc Perrin"),
    ("fr", "Même son de cloche chez Odile Kern", "Odile Kern"),
    ("en", "The same goes for Nora Lund", "Nora Lund"),
]


@pytest.mark.parametrize(("language", "lead", "speaker"), COLONS)
def test_a_colon_without_a_cue_tells_who_speaks(language: str, lead: str, speaker: str | None) -> None:
    """Somebody named before a colon speaks behind it; a topic does not."""
    text = f"{lead} : « Nous ne fermerons pas ce soir »" if language == "fr" else f"{lead}: “We will not close tonight”"

    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker]


def test_a_word_that_stands_near_without_its_capital_is_no_name() -> None:
    """A lone word before a colon is a common noun where the text has it in lower case."""
    (quote,) = find_quotes("Inondations : « On a peur le soir »\nLes inondations de mai ont fait peur.")

    assert quote.speaker is None
