"""Marked words that are said because others are; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, and for each quote its words and speaker
CASES = [
    # one of a series
    ("fr", "Luc Bassan parle de « tricheurs », de « voleurs » et de « menteurs ».", ["tricheurs", "voleurs", "menteurs"]),
    ("en", "Ben Oakley described the plan as “rushed” and “unfair.”", ["rushed", "unfair."]),
    ("fr", "Les salles « Rivoli » et « Opéra » rouvrent jeudi.", []),
    # headings whose words come back in speech, and others
    (
        "fr",
        "Le port va fermer.\n« Un gâchis sans nom »\nOn est amer. « C'est un gâchis sans nom », dit Rose Aubin.",
        ["Un gâchis sans nom", "C'est un gâchis sans nom"],
    ),
    (
        "fr",
        "Le port va fermer.\nDes « tricheurs » à la barre\nRose Aubin s'emporte : « Ce sont des tricheurs, tous ! »",
        ["tricheurs", "Ce sont des tricheurs, tous !"],
    ),
    (
        "en",
        "The port will close.\n“A waste of good steel”\nThey are bitter. “It is a waste of good steel,” said Rose Aubin.",
        ["A waste of good steel", "It is a waste of good steel,"],
    ),
    ("fr", "Le port va fermer.\n« Le Grand Large »\nLe roman de Rose Aubin raconte une traversée.", []),
    (
        "fr",
        "Le port va fermer.\nLe plan « Rade vivante » en débat\nRose Aubin en doute : « Personne ne l'a lu ! »",
        ["Personne ne l'a lu !"],
    ),
    # long words beside speech in the same paragraph
    (
        "fr",
        "« Le quai est mort », dit Rose Aubin. D'où ce trou « dans un budget que personne n'a voulu regarder en face » en mai.",
        ["Le quai est mort", "dans un budget que personne n'a voulu regarder en face"],
    ),
    # shorter ones with somebody who may say them; terms, titles and names beside speech stay out
    ("fr", "Paul Garrec, le maire, se veut « serein ». « On a du temps », dit-il.", ["serein", "On a du temps"]),
    (
        "en",
        "“We lost a year,” said the mayor, Paul Garrec. Work resumes “with a third of the crew we were promised” in June.",
        ["We lost a year,", "with a third of the crew we were promised"],
    ),
    (
        "en",
        "The captain, Anna Reed, was “not amused”. “Ask me tomorrow,” she said.",
        ["not amused", "Ask me tomorrow,"],
    ),
    ("fr", "« On a du temps », dit Paul Garrec. Le dispositif « quais ouverts » coûte peu.", ["On a du temps"]),
    ("fr", "« On a du temps », dit Paul Garrec. Son roman préféré reste « Les Travailleurs du port ».", ["On a du temps"]),
    ("en", "“We have time,” said Paul Garrec. The “quiet zone” opens in June.", ["We have time,"]),
    ("en", "“We have time,” said Paul Garrec. He joined the “Friends of the Old Quay” in 2010.", ["We have time,"]),
    # verbs of opinion and modals inside the words are no reporting clause
    (
        "fr",
        "« Chaque port, quel qu'il soit, doit trouver sa voie. Le nôtre aussi », plaide Rose Aubin.",
        ["Chaque port, quel qu'il soit, doit trouver sa voie. Le nôtre aussi"],
    ),
    # the next sentence of a turn, whatever its full stop and its verb look like
    (
        "en",
        "“The ferry is late,” said Tess Arkwright. “Nobody at the harbour picks up”.",
        ["The ferry is late,", "Nobody at the harbour picks up"],
    ),
    (
        "en",
        "“It’s over,” Mr Loomis told the crew. “They’ve sold the yard.”",
        ["It’s over,", "They’ve sold the yard."],
    ),
    (
        "fr",
        "« Le bac est sûr », a répondu l'armateur Jules Cadic. Mais « il prend l'eau ».",
        ["Le bac est sûr", "il prend l'eau"],
    ),
    (
        "fr",
        "« Rien ne bouge », déplore Agathe Lormeau. Son roman, « Les Quais vides », paraît en mai.",
        ["Rien ne bouge"],
    ),
    # a lost opening mark stands where somebody begins to say `we`
    (
        "fr",
        "Les élus nous ont promis une digue. Le temps passe. Nous l'attendons », prévient Maud Kervel.",
        ["Les élus nous ont promis une digue. Le temps passe. Nous l'attendons"],
    ),
    ("fr", "La salle était pleine. Le vote a duré une heure. Nous restons », a lancé Maud Kervel.", ["Nous restons"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_words_are_said_with_those_they_belong_to(language: str, text: str, expected: list[str]) -> None:
    """One of a series, a heading and the next sentence of a turn are speech as what they belong to is."""
    assert [quote.text for quote in find_quotes(text, language=language)] == expected


def test_companions_have_the_speaker_of_what_they_stand_with() -> None:
    """A series, a heading and a second stretch in a sentence are said by whoever says the first."""
    text = (
        "Le port va fermer.\n« Un gâchis sans nom »\nOn est amer. « C'est un gâchis sans nom », dit Rose Aubin.\n"
        "Luc Bassan met en avant « un manque de soin » de la ville « envers des quais qui tombent en ruine sous ses yeux »."
    )
    assert [quote.speaker for quote in find_quotes(text)] == ["Rose Aubin", "Rose Aubin", "Luc Bassan", "Luc Bassan"]


READ_THERE = [
    ("Le syndicat a gardé le rapport d'une réunion. On y lit que les tracts « n'ont pas vocation à durer ».", "le rapport"),
    ("Luc Perrin a signé une lettre ouverte. On peut y lire : « Le port est à nous. »", "une lettre"),
    ("Luc Perrin a quitté la salle. On y lit partout que « le port est à nous ».", None),
]


@pytest.mark.parametrize(("text", "speaker"), READ_THERE)
def test_a_document_in_which_words_are_read_speaks(text: str, speaker: str | None) -> None:
    """`On y lit` leads to the document of the sentence before, if one is named there."""
    assert [quote.speaker for quote in find_quotes(text)] == [speaker]
