"""Clauses before their cue; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from tests.quotes.attribution.indirect import find_reports

# language, text, then each clause that is reported and who says it
SAID = [
    ("fr", "Le pont rouvrira dès lundi matin, a annoncé la préfète.", [("Le pont rouvrira dès lundi matin", "la préfète")]),
    ("fr", "La criée, assure Luc Perrin, ne fermera pas avant l'été.", [("La criée ne fermera pas avant l'été", "Luc Perrin")]),
    ("fr", "Les bacs sont trop vieux pour la houle, explique-t-elle.", [("Les bacs sont trop vieux pour la houle", "elle")]),
    (
        "fr",
        "Hélas, une fois de plus, un seul bac gâche la saison de tous, écrit Luc Perrin, fondateur du musée.",
        [("Hélas, une fois de plus, un seul bac gâche la saison de tous", "Luc Perrin")],
    ),
    (
        "fr",
        "Le feu est parti de la cale, indique le parquet dans un communiqué.",
        [("Le feu est parti de la cale", "le parquet")],
    ),
    (
        "fr",
        "Le maire, a précisé son cabinet, ne se rendra pas à la cérémonie.",
        [("Le maire ne se rendra pas à la cérémonie", "son cabinet")],
    ),
    ("en", "The pier will stay shut until spring, the mayor said.", [("The pier will stay shut until spring", "the mayor")]),
    (
        "en",
        "The pier will stay shut until spring, said Anna Reed, who chairs the council.",
        [("The pier will stay shut until spring", "Anna Reed")],
    ),
    ("en", "The pier, she said, would stay shut until spring.", [("The pier would stay shut until spring", "she")]),
    ("en", "Two men fled on foot, police said.", [("Two men fled on foot", "police")]),
    ("en", "Two men fled on foot, witnesses said on Monday.", [("Two men fled on foot", "witnesses")]),
    ("en", "The loss, Hale worried, would then sink the firm.", [("The loss would then sink the firm", "Hale")]),
    (
        "en",
        "A ferry of that size, the harbour master told me, needs twelve crew.",
        [("A ferry of that size needs twelve crew", "the harbour master")],
    ),
    (
        "en",
        "The crew was exhausted, Hale said, adding that two men had been hurt.",
        [("The crew was exhausted", "Hale"), ("two men had been hurt", "Hale")],
    ),
    ("en", "The bid is too low, analysts say.", [("The bid is too low", "analysts")]),
    (
        "en",
        "A very old kind of knot was used on the boat, Hale says.",
        [("A very old kind of knot was used on the boat", "Hale")],
    ),
]


@pytest.mark.parametrize(("language", "text", "reports"), SAID)
def test_clauses_reported_first_have_their_words_and_speaker(language: str, text: str, reports: list[tuple[str, str]]) -> None:
    """What stands before a reporting clause is reported, with what follows where its verb is only there."""
    assert [(quote.text, quote.speaker) for quote in find_reports(text, language)] == reports
