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


# language, text, and the speakers of its words
HEADS = [
    # a source or a view that begins the sentence holds for all of it, where no verb of saying has a subject of its own
    ("fr", "Selon M. Kern, aucun retard n'est à craindre « tant que la grue fonctionne ».", ["M. Kern"]),
    ("fr", "Selon M. Kern, le maire a déclaré que le port était « perdu ».", ["le maire"]),
    ("en", "According to Anna Reed, no delay is expected “as long as the crane works”.", ["Anna Reed"]),
    ("fr", "Pour Cap Vigie, la taxe s'est révélée « un cadeau aux armateurs ».", ["Cap Vigie"]),
    ("fr", "Pour la maire, « toute question mérite une réponse » mais il y a « des choix à faire ».", ["la maire", "la maire"]),
    # an aim is no view
    ("fr", "Pour expliquer son retard, « la ville a choisi de se taire » un mois, a souligné Mme Colin.", ["Mme Colin"]),
    # a document in which words are written
    ("fr", "Dans cette lettre, il est écrit que le port « fermera ses portes ».", ["cette lettre"]),
    ("en", "In the same report, it is stated that “the wall will not hold ten years”.", ["the same report"]),
]
CITED = [
    ("fr", "Anne Colin aime rappeler cette phrase de Camus : « Il faut imaginer Sisyphe heureux ».", "Camus"),
    ("fr", "Cela fait penser à ces mots, plus sobres, du poète Jean Lorre : « La mer rend tout ».", "Jean Lorre"),
    ("fr", "Réponse, selon eux, de Luc Perrin : « Personne ne le lira ».", "Luc Perrin"),
    ("fr", "Anne Colin a réagi à ces mots du maire : « C'est honteux ».", "Anne Colin"),
    ("en", "He likes to recall these words of his father: “Never sell the boat.”", "his father"),
    ("en", "He likes to recall the storm of his youth: “Never sell the boat.”", "He"),
]


@pytest.mark.parametrize(("language", "text", "speakers"), HEADS)
def test_the_head_of_a_sentence_says_whose_words_it_holds(language: str, text: str, speakers: list[str | None]) -> None:
    """A source, a view or a document before the comma speaks, unless a verb of saying has a subject of its own."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


@pytest.mark.parametrize(("language", "text", "speaker"), CITED)
def test_who_is_cited_speaks(language: str, text: str, speaker: str) -> None:
    """Before a colon a noun of saying that points at the words names their speaker, and no answer to them does."""
    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker]
