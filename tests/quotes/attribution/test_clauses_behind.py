"""Clauses and sources behind the words; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

BEHIND = [
    # a comma inside the marks serves as well as one behind them
    ("fr", "« On ne vend plus rien ici, » illustre Baptiste Kern, jeune maire de Brie.", ["Baptiste Kern"]),
    ("fr", "« Il faut partir, » glisse la patronne du bar.", ["la patronne du bar"]),
    # a source without a comma, but none of what else is sorted by something
    ("fr", "Le vol représente « un risque majeur » pour la ville selon la préfecture.", ["la préfecture"]),
    ("en", "The leak is “a grave risk” to the bay according to the ministry, which is watching it.", ["the ministry"]),
    ("fr", "Le maire a dénoncé « un scandale » et trié les dossiers selon leur date.", ["Le maire"]),
    # verbs of saying in two words
    ("en", "“We do not know what the chips use,” points out Ana Vald, professor of law.", ["Ana Vald"]),
    ("en", "Roy Pike pointed out that the wall was “a ruin”.", ["Roy Pike"]),
]


@pytest.mark.parametrize(("language", "text", "speakers"), BEHIND)
def test_what_stands_behind_the_words_gives_their_speaker(language: str, text: str, speakers: list[str | None]) -> None:
    """A clause behind a comma or a source behind the words says whose they are."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


def test_a_verb_of_pointing_says_nothing() -> None:
    """Without its second word such a verb does not report."""
    assert find_quotes("Roy Pike pointed at the “wall”.", "en") == []
