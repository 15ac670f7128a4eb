"""A speaker is a whole noun phrase or nobody; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# text and the speaker of its last quote
FRENCH = [
    # a verb in the phrase, inverted or behind its clitic
    ("En parlant de « fête ratée », la conseillère a-t-elle eu des mots de trop ?", "la conseillère"),
    ("En évoquant « une ville morte », le préfet a-t-il voulu fâcher les élus ?", "le préfet"),
    ("La gardienne l'ouvrit et lut : « Rien n'est prêt pour l'hiver. »", "La gardienne"),
    ("Madame l'ambassadrice lut : « Rien n'est prêt pour l'hiver. »", "l'ambassadrice"),
    # a participle goes on with what stands behind it, and is no end of a phrase
    ("Le quai s'est tassé de « trois mètres en un an », selon une étude dévoilée mardi.", "une étude"),
    ("La digue a tenu « sans une fissure », selon un bilan publié par la mairie.", "un bilan"),
    ("La digue a tenu « sans une fissure », selon le principal intéressé.", "le principal intéressé"),
    # nobody
    ("Pour se libérer, il conviendrait donc de « défaire toutes ces normes » du passé.", None),
    ("Le mieux est d'en parler, quitte à proposer « une solution simple et durable ».", None),
    ("Ce qui l'a étonné : « pas un seul bateau n'est sorti ».", None),
    ("Il faut demander à l'élu, le prix c'est quoi, ou bien demander « un rabais sur le bac ».", None),
    # a body whose name goes on with an adjective, and one whose name does not
    ("L'association Bretagne vivante a assuré que le port était « fermé pour de bon ».", "L'association Bretagne vivante"),
    ("Le groupe Kerdal nous a assuré que le port était « fermé pour de bon ».", "Kerdal"),
    ("L'association Cimade basée à Brie dénonce « une honte absolue ».", "Cimade"),
    # the object of a verb of likening goes on with `comme`
    ("« Tous les pêcheurs, qu'ils le disent ou non », considèrent les gardes comme des braconniers.", None),
    ("« Tous les pêcheurs sont des braconniers », considèrent les gardes.", "les gardes"),
]
ENGLISH = [
    ("The smugglers found out and posted: “We will come back.”", "The smugglers"),
    ("The union leader said: “We will come back.”", "The union leader"),
    ("It’s not a big leap to call it “the worst of the lot”.", None),
    ("For this reason the board said “not now”.", "the board"),
]


@pytest.mark.parametrize(("text", "speaker"), FRENCH)
def test_a_french_speaker_holds_no_verb(text: str, speaker: str | None) -> None:
    """What a subject took in is cut off, and what is no subject at all gives no speaker."""
    assert find_quotes(text, language="fr")[-1].speaker == speaker


@pytest.mark.parametrize(("text", "speaker"), ENGLISH)
def test_an_english_speaker_holds_no_verb(text: str, speaker: str | None) -> None:
    """What a subject took in is cut off."""
    assert find_quotes(text, language="en")[-1].speaker == speaker


TERMS = [
    ("fr", "Un cauchemar récurrent pourrait indiquer que vous avez des « affaires en suspens » à régler."),
    ("fr", "Les données 2018 fournissent des arguments aux « grincheux » du port."),
    ("fr", "Le sort des marins que l'on qualifie aujourd'hui de « non essentiels » est peu connu."),
    ("fr", "Le gaz est plus en phase avec la demande de minerai dit « bas carbone »."),
    ("en", "The recurring dream suggests “unfinished business” at home."),
]
SAID = [
    ("fr", "Le maire, que l'opposition qualifie de « menteur », a quitté la salle.", "l'opposition"),
    ("fr", "Luc Perrin qualifie le projet de « non essentiel ».", "Luc Perrin"),
    ("fr", "Les données de l'institut disent que le port est « mort depuis dix ans ».", "Les données de l'institut"),
    ("fr", "Le réalisateur de la vidéo dénonce « un mépris de classe ».", "Le réalisateur de la vidéo"),
    ("fr", "La vidéo a suscité des réactions d'élus s'insurgeant contre « le mépris de classe » du maire.", None),
    ("en", "The footage said the crew was “not ready”.", "The footage"),
    ("en", "The video editor called the cut “a shame”.", "The video editor"),
]


@pytest.mark.parametrize(("language", "text"), TERMS)
def test_a_few_words_that_nobody_says_are_a_term(language: str, text: str) -> None:
    """Beside a subject that says nothing, a word or two in marks are no speech."""
    assert find_quotes(text, language=language) == []


@pytest.mark.parametrize(("language", "text", "speaker"), SAID)
def test_a_thing_speaks_only_with_a_verb_of_speaking(language: str, text: str, speaker: str | None) -> None:
    """Things that assert nothing are no speakers without such a verb, and those who deal with them are."""
    assert [quote.speaker for quote in find_quotes(text, language=language)] == [speaker]
