"""Who speaks on without a cue; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

FR = "« Le sol s'épuise », prévient Lise Marnet."
EN = "“The soil is tired,” warns Lise Marnet."
# language, what follows the first speech, whether its words are the same speaker's
OVER = [
    ("fr", "\nDans les vergers, livrés au vent, la terre part plus vite. « On perd un centimètre par an. »", True),
    ("fr", "\nMais pourquoi la terre part-elle ? La réponse est simple : « Parce que plus rien ne la retient. »", True),
    ("fr", "\nEt le prix ? « C'est trop cher pour les petits, évidemment. »", True),
    ("en", "\nIn orchards exposed to the wind, it goes even faster. “We lose an inch a year.”", True),
    ("en", " The shed still smells of glue. “There is the roof left. And the windows.”", True),
    # somebody else, a body or something that bears words comes in
    ("fr", "\nLuc Perrin cultive ici depuis dix ans. « On perd un centimètre par an. »", False),
    ("fr", "\nLe syndicat des vergers a protesté hier. « On perd un centimètre par an. »", False),
    ("fr", "\nMais la jeune voisine semblait sceptique. « On perd un centimètre par an. »", False),
    ("fr", "\nUne affiche a été collée sur la mairie. « Plus jamais ça dans nos champs. »", False),
    ("fr", "\nLes voisins sont partis. « On ne reviendra pas ici. »", False),
    ("fr", "\nÀ Brenac, la colère monte depuis la réunion de Paul Hamel. « On nous prend pour des idiots. »", False),
    ("fr", "\nJe regarde les arbres. « Il faut du temps pour tout ça. »", False),
    ("en", "\nThe mayor shook his head. “It will recover on its own.”", False),
    ("en", "\nA sign hangs on the gate. “Keep out of the orchard.”", False),
    # turns of a dialogue
    ("fr", "\n— « Il faudrait donc tout arracher cette année ? »", False),
]
WITHIN = [
    ("fr", " C'est un chantier « qu'il faut mener sans hâte ».", True),
    ("fr", " Il faudra seulement « un peu plus de patience que prévu ».", True),
    ("en", " It will be “the work of a whole generation of builders.”", True),
    ("en", " That included giving Luc Perrin “a free hand along the coast”.", True),
    ("fr", " Le maire, lui, attend « des preuves plus solides ».", False),
    ("en", " Critics call it “a monument to vanity and concrete”.", False),
]
# language, text, its speaker
ACTING = [
    ("fr", "Claire Daumont n'oublie pas ce matin de mai. « J'ai entendu la grue tomber. »", "Claire Daumont"),
    ("fr", "Le vieux pêcheur n'y croit plus. « J'ai vendu mon bateau en mars. »", "Le vieux pêcheur"),
    ("fr", "Elle aussi a témoigné de son rapport à la mer. « Je ne peux pas vivre sans elle. »", "Elle"),
    ("en", "Nora Lund does not believe in the new wall. “I have seen three of them fall.”", "Nora Lund"),
    # who is presented
    ("fr", "Odile Kern, 52 ans, tient l'épicerie du port. « Je ne vois plus personne le soir. »", "Odile Kern"),
    ("en", "Nora Lund, 52, runs the grocery on the pier. “I see nobody in the evening.”", "Nora Lund"),
    ("fr", "Luc Perrin, 40 ans, a été retrouvé mort. « Je l'aimais comme un frère. »", None),
    ("en", "Paul Hale, 40, was found dead. “I loved him like a brother.”", None),
    ("fr", "Luc Perrin, 40 ans, dort sur le quai. « Il n'a plus de maison depuis mai. »", None),
    # who acts in the clause that leads the words
    ("fr", "Quand elle a vu la grue, « j'ai crié de toutes mes forces ».", "elle"),
    ("fr", "Dès qu'ils ont su pour la digue, « Nous avons tout quitté. »", "ils"),
    ("en", "When they heard of the flood, “We could not stop crying.”", "they"),
    ("en", "When it rains, “I stay at home.”", None),
    # things tell nothing of who speaks, nor does somebody who is spoken of
    ("fr", "La lettre n'est arrivée que mardi. « Je vous attends au port. »", None),
    ("en", "The harbour did not freeze. “I lost my boat.”", None),
    ("en", "The mayor received a letter from a resident. “I have had no water since May.”", None),
    ("fr", "Luc Perrin n'a pas répondu. « Je vous attends au port. »", None),
    ("fr", "Luc Perrin n'a pas été relâché. « Il n'a rien fait de mal dans cette ville. »", None),
]


# language, what follows the first speech, who does what the words say
DOING = [
    ("fr", "\nComme rien ne presse encore, Lise Marnet « pourrait replanter le verger en une saison ».", "Lise Marnet"),
    ("fr", "\nPuis le syndicat a « relu chaque page du dossier des vergers ».", "le syndicat"),
    ("en", "\nAs nothing is urgent yet, Lise Marnet “could plant the orchard again in one season.”", "Lise Marnet"),
    # who has not spoken perhaps is only spoken about
    ("fr", "\nComme rien ne presse encore, Luc Perrin « pourrait replanter le verger en une saison ».", None),
]


@pytest.mark.parametrize(("language", "behind", "same"), [*OVER, *WITHIN])
def test_somebody_speaks_on_while_nobody_else_comes_in(language: str, behind: str, same: bool) -> None:
    """Words without a cue are the last speaker's, behind sentences of the writer's that tell of nobody else."""
    first, second = find_quotes((FR if language == "fr" else EN) + behind, language)

    assert (second.speaker == first.speaker == "Lise Marnet") is same


@pytest.mark.parametrize(("language", "text", "speaker"), ACTING)
def test_who_is_told_of_speaks_of_themselves(language: str, text: str, speaker: str | None) -> None:
    """Words that say `I` are those of whoever the sentence before tells the mind of."""
    (quote,) = find_quotes(text, language)

    assert quote.speaker == speaker


@pytest.mark.parametrize(("language", "behind", "doer"), DOING)
def test_a_speaker_says_what_they_do(language: str, behind: str, doer: str | None) -> None:
    """Words that begin with a verb are of its subject, if that is a body or has spoken."""
    *_, quote = find_quotes((FR if language == "fr" else EN) + behind, language)

    assert quote.speaker == doer
