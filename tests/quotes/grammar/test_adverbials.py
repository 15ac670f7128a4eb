"""What stands between a verb of saying and its subject; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

FRENCH = [
    # a medium or an addressee between the verb and the name
    ("« Le pont tiendra », a déclaré à l'AFP Romain Lesage.", "Romain Lesage"),
    ("« Le pont tiendra », a expliqué sur France Bleu Nadège Corvol, adjointe au maire.", "Nadège Corvol"),
    ("« Le pont tiendra », assure dans Le Figaro Benoît Crouzet.", "Benoît Crouzet"),
    ("« Le pont tiendra », a déclaré mardi dans un communiqué la préfète de la Nièvre.", "la préfète de la Nièvre"),
    ("« Le pont tiendra », a confié au micro de RTL la députée Solange Perrot.", "Solange Perrot"),
    ("« Le pont tiendra », a indiqué jeudi soir à nos confrères de Ouest-France Gildas Morvan, pêcheur.", "Gildas Morvan"),
    (
        "« Le pont tiendra », a lancé lundi sur le plateau de BFMTV le porte-parole du gouvernement, Luc Ferrandi.",
        "le porte-parole du gouvernement, Luc Ferrandi",
    ),
    ("« Le pont tiendra », a fait valoir auprès de l'agence Reuters Nicolas Weber, analyste chez Oddo.", "Nicolas Weber"),
    ("« Le pont tiendra », a martelé devant les députés la ministre de la Mer.", "la ministre de la Mer"),
    ("« Le pont tiendra », a annoncé à ses troupes le colonel.", "le colonel"),
    ("« Le pont tiendra », a répondu à Jean Pelletier la présidente.", "la présidente"),
    ("« L'usine fermera », a répliqué à Marc Dubreuil Sylvie Kaas.", "Sylvie Kaas"),
    ("« L'usine fermera », explique au Parisien un proche du dossier.", "un proche du dossier"),
    ("« L'usine fermera », a averti dans les colonnes du Monde l'économiste Paul Ricard.", "Paul Ricard"),
    ("« L'usine fermera », a plaidé lors d'une conférence de presse Agnès Morin.", "Agnès Morin"),
    ("« L'usine fermera », a ajouté le même jour sur la chaîne LCI François Delmas.", "François Delmas"),
    ("« L'usine fermera », a fait savoir mercredi dans un tweet Christophe Arnaud.", "Christophe Arnaud"),
    # days and dates
    ("« Le pont tiendra », a affirmé ce mercredi 3 mai à l'Assemblée Yvan Cottard.", "Yvan Cottard"),
    ("« Le pont tiendra », a estimé le 12 mars dernier devant la presse Hervé Quillec.", "Hervé Quillec"),
    ("« Le pont tiendra », a déclaré dimanche soir sur TF1 le Premier ministre.", "le Premier ministre"),
    ("« L'usine fermera », avait promis en 2017 le candidat.", "le candidat"),
    ("« L'usine fermera », a tweeté hier après-midi Bruno Salles.", "Bruno Salles"),
    ("« L'usine fermera », prévenait ce matin sur RMC Isabelle Quentin.", "Isabelle Quentin"),
    # asides and manner
    (
        "« Le pont tiendra », s'est réjoui de son côté le directeur de la société Nautica pour l'Europe, Marc Hémon.",
        "le directeur de la société Nautica",
    ),
    ("« Le pont tiendra », répond sans hésiter Mathilde.", "Mathilde"),
    ("« Le pont tiendra », lance, furieux, le maire.", "le maire"),
    ("« Le pont tiendra », glisse en souriant Amandine.", "Amandine"),
    ("« L'usine fermera », s'est emporté pour sa part le délégué CGT Hakim Belloul.", "Hakim Belloul"),
    ("« L'usine fermera », confirme à demi-mot Laurent Gilles.", "Laurent Gilles"),
    ("« L'usine fermera », a soupiré, visiblement fatiguée, la directrice.", "la directrice"),
    ("« L'usine fermera », renchérit avec un sourire Odette.", "Odette"),
    ("« C'est un gâchis », a déploré samedi dans nos colonnes Étienne Garrel, élu d'opposition.", "Étienne Garrel"),
    ("« C'est un gâchis », a insisté à l'issue de la réunion la préfète déléguée.", "la préfète déléguée"),
    ("« C'est un gâchis », fulmine à la sortie du tribunal Me Corinne Labat.", "Me Corinne Labat"),
    ("« C'est un gâchis », se désole, les larmes aux yeux, une riveraine.", "une riveraine"),
    ("« C'est un gâchis », a réagi ce dimanche auprès de franceinfo le sélectionneur.", "le sélectionneur"),
    ("« C'est un gâchis », note dans sa thèse l'historien Luc Bardet.", "Luc Bardet"),
    ("« C'est un gâchis », tempête de son bureau le patron du port.", "le patron du port"),
    (
        "« C'est un gâchis », a jugé en fin de matinée le procureur adjoint, Éric Laval, lors d'un point presse.",
        "le procureur adjoint, Éric Laval",
    ),
]
ENGLISH = [
    ("“The bridge will hold,” said on Twitter Carla Dunne, the mayor.", "Carla Dunne"),
    ("“The bridge will hold,” said in a statement the ministry spokesman Karl Voss.", "Karl Voss"),
    ("“The bridge will hold,” Carla Dunne, a harbour pilot, told the BBC in an interview.", "Carla Dunne"),
    ("“The bridge will hold,” Dunne told The Guardian on Tuesday.", "Dunne"),
    # a time between the subject and its verb
    ("Mercer on Tuesday afternoon said: “Nothing was signed.”", "Mercer"),
    ("Mercer late last week told reporters: “Nothing was signed.”", "Mercer"),
    ("Pryce last month described the plan as “a gift to polluters”.", "Pryce"),
    ("The minister in March said the plan was “a gift to polluters”.", "The minister"),
    ("Ashby in 2019 called the league “a cartel”.", "Ashby"),
    ("Ashby on Friday night told fans: “We lost.”", "Ashby"),
    ("The coach earlier this week said the league was “a cartel”.", "The coach"),
    # words of time that belong to a name or a noun
    ("The night nurse said the ward was “a war zone”.", "The night nurse"),
    ("The man of the year said the award was “a mistake”.", "The man of the year"),
]


@pytest.mark.parametrize(("text", "speaker"), FRENCH)
def test_a_french_subject_stands_behind_media_and_times(text: str, speaker: str) -> None:
    """A medium, an addressee, a date or a manner behind the verb is no subject, and the subject behind it is found."""
    assert [quote.speaker for quote in find_quotes(text, language="fr")] == [speaker]


@pytest.mark.parametrize(("text", "speaker"), ENGLISH)
def test_an_english_subject_stands_before_times_and_behind_media(text: str, speaker: str) -> None:
    """A time between the subject and its verb is no subject, nor is a medium behind the verb."""
    assert [quote.speaker for quote in find_quotes(text, language="en")] == [speaker]
