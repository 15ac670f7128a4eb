"""Documents in which nobody says the words; all texts and people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

SAID_IN = [
    ("fr", "Sur les panneaux du port, il est précisé « en accord avec la préfecture maritime ».", "les panneaux du port"),
    ("fr", "Dans le rapport, les marins sont accusés de « négligence coupable et répétée ».", "le rapport"),
    ("en", "In the report, the pier is described as “a wreck in slow motion”.", "the report"),
    # somebody says it, or it is said somewhere else
    ("fr", "Dans un rapport de mai, le maire évoque « une année noire pour la côte ».", "le maire"),
    ("fr", "Dans son rapport, le maire est accusé de « négligence coupable et répétée » par la préfète.", "la préfète"),
    ("en", "In the harbour, the pier is described as “a wreck in slow motion”.", None),
]


@pytest.mark.parametrize(("language", "text", "speaker"), SAID_IN)
def test_a_document_says_what_is_reported_in_it(language: str, text: str, speaker: str | None) -> None:
    """Where a passive verb names nobody, the document or sign that the words stand in says them."""
    (quote,) = find_quotes(text, language)

    assert quote.speaker == speaker
