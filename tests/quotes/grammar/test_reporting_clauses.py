"""Reporting clauses inside the words; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# text, the words without their clauses, and who says them
INSIDE = [
    (
        "« Le port recule, admet Oumar Kern, directeur du port. Si rien ne bouge, tout peut s'arrêter, tempère ce spécialiste. »",
        "Le port recule Si rien ne bouge, tout peut s'arrêter",
        "Oumar Kern",
    ),
    (
        "« La fermeture coûte cher, indique Marianne Dalp, coordonnatrice aux ventes du Groupe La courte vue. Tout tarde. »",
        "La fermeture coûte cher Tout tarde.",
        "Marianne Dalp",
    ),
    (
        "« En juin, précise Valérie, professeure de chant à Orly, un élève doit travailler deux heures. »",
        "En juin un élève doit travailler deux heures.",
        "Valérie",
    ),
    (
        "« Le rêve est ancien, se souvient dans sa maison de Brie un ancien contremaître. Ici, tout rouille. »",
        "Le rêve est ancien Ici, tout rouille.",
        "un ancien contremaître",
    ),
    (
        "« Le vote avait lieu à dix heures... indique une élue. Et deux fois. »",
        "Le vote avait lieu à dix heures Et deux fois.",
        "une élue",
    ),
    ("« Je m'excuse pour ce geste, a dit le marin Je regrette. »", "Je m'excuse pour ce geste Je regrette.", "le marin"),
    ("« Le vent, dit Kern, les arbres, les murs, tout plie. »", "Le vent les arbres, les murs, tout plie.", "Kern"),
    (
        "« On croit que le maire, dans sa maison de Brie, nous oublie. »",
        "On croit que le maire, dans sa maison de Brie, nous oublie.",
        None,
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), INSIDE)
def test_clauses_inside_the_words_are_cut(text: str, words: str, speaker: str | None) -> None:
    """A reporting clause ends with what describes its subject; what follows is the speaker's again."""
    assert [(quote.text, quote.speaker) for quote in find_quotes(text)] == [(words, speaker)]
