"""Who tells something in the sentence before some words; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, sentence before the words, who says them
TELLERS = [
    ("fr", "La pêche ne rapporte plus, regrette Yves Kermadec, patron de deux chalutiers.", "Yves Kermadec"),
    ("fr", "D'après le syndicat, dix postes sont menacés.", "le syndicat"),
    ("fr", "Interrogée par nos soins, la mairie assure que les travaux avancent.", "la mairie"),
    ("fr", "Clara Moreau se souvient de son arrivée en 1998.", "Clara Moreau"),
    ("fr", "Son avocat dit que Luc Perrin est innocent.", "Son avocat"),
    ("en", "The sheriff announced the closure on Monday.", "The sheriff"),
    ("en", "The wall is old, says Nora Lund, who lives below it.", "Nora Lund"),
    # who meets, judges or keeps silent tells nothing; an English verb behind a comma may have an object
    ("fr", "Luc Perrin a rencontré Odile Kern lundi.", None),
    ("fr", "Odile Kern n'a pas dit si elle viendrait.", None),
    ("en", "Paul Hale met Nora Lund on Monday.", None),
    ("en", "Nora Lund, the mayor, praised Paul Hale.", None),
    ("en", "Nora Lund has not said whether she will come.", None),
]


@pytest.mark.parametrize(("language", "sentence", "speaker"), TELLERS)
def test_a_sentence_before_the_words_reports_somebody(language: str, sentence: str, speaker: str | None) -> None:
    """The subject of its verb of saying, its source or whose view it gives says the words behind it."""
    words = "« Nous avons deux ans de retard sur le plan. »" if language == "fr" else "“We are two years behind the plan.”"

    assert [quote.speaker for quote in find_quotes(f"{sentence} {words}", language)] == [speaker]


def test_a_sentence_behind_a_teller_needs_no_known_verb() -> None:
    """Who says something right before shows that a whole sentence in marks is speech."""
    text = "Le préfet a annoncé la fermeture du pont. « Les piles bougent depuis deux ans. »"

    assert [(quote.text, quote.speaker) for quote in find_quotes(text)] == [("Les piles bougent depuis deux ans.", "Le préfet")]
    assert find_quotes(text.replace("a annoncé", "connaît")) == []


@pytest.mark.parametrize(
    "before", ["Le pont rouvrira, dit-elle.", "Le maire est là, a-t-il dit.\n", "Marie Colin, dit-on, est partie.", "dit-elle !"]
)
def test_a_pronoun_joined_to_its_verb_tells_of_nobody(before: str) -> None:
    """An inverted pronoun in the sentence before the words is no error, and names no speaker."""
    [quote] = find_quotes(f"{before} « Nous avons deux ans de retard sur le plan. »")
    assert (quote.text, quote.speaker) == ("Nous avons deux ans de retard sur le plan.", None)
