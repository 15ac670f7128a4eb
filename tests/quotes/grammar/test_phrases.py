"""What a phrase is; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

FRENCH = [
    ("Bien plus tard, Solène Guyot, la greffière, a assuré que « rien n'a été signé ».", "Solène Guyot"),
    (
        "Le 14 mai, devant le conseil, Erwan Kerdal, le chef du service, avait prévenu que « la digue céderait ».",
        "Erwan Kerdal",
    ),
    ("Deux jours plus tard, Erwan Kerdal a prévenu que « la digue céderait ».", "Erwan Kerdal"),
    ("Bientôt, Erwan Kerdal, pilote du port, a dit que « la digue céderait ».", "Erwan Kerdal"),
    ("En mars dernier, lors d'un meeting à Tulle, la candidate avait promis « la gratuité pour tous ».", "la candidate"),
    ("Ce matin-là, à la mairie, Lise Audran, élue depuis peu, a dénoncé « un scandale d'État ».", "Lise Audran"),
    ("Mardi 4 juin au soir, Lise Audran a dénoncé « un scandale d'État ».", "Lise Audran"),
    ("Quelques minutes plus tôt, le président du club avait parlé d'une « honte absolue ».", "le président du club"),
    ("Une semaine auparavant, Erwan Kerdal affirmait que « la digue céderait ».", "Erwan Kerdal"),
    ("Trois semaines plus tôt, Gaël Perdrix, le trésorier, avait garanti que « les comptes sont sains ».", "Gaël Perdrix"),
    ("Le lendemain, Gaël Perdrix a reconnu « un vrai problème ».", "Gaël Perdrix"),
    ("Autrefois, Gaël Perdrix, simple ouvrier, parlait d'une « famille ».", "Gaël Perdrix"),
    ("Le 2 janvier 2020, à Metz, Gaël Perdrix, alors trésorier, avait dénoncé « un hold-up ».", "Gaël Perdrix"),
    ("Au même moment, Gaël Perdrix assurait que « les comptes sont sains ».", "Gaël Perdrix"),
    ("Cet été, son avocat, Me Albin, avait réclamé « un peu de décence ».", "son avocat, Me Albin"),
    ("Dès lundi, Gaël Perdrix, le trésorier, avait alerté sur « un vrai problème ».", "Gaël Perdrix"),
    ("Depuis, Gaël Perdrix, le trésorier, répète que « les comptes sont sains ».", "Gaël Perdrix"),
    # names that begin like a time
    ("Jour de Fête, association de quartier, réclame « un peu de décence ».", "Jour de Fête"),
    ("Avril Perdrix, la trésorière, a concédé « un vrai problème ».", "Avril Perdrix"),
    ("À l'époque, Jeanne Perrot, la cheffe d'équipe, parlait de « cadences folles ».", "Jeanne Perrot"),
    ("Au bout de deux heures, l'avocat général a requis « une peine exemplaire ».", "l'avocat général"),
    ("Interrogée mardi, la direction évoque « un incident isolé ».", "la direction"),
    ("Contacté par nos soins, le groupe dit n'avoir « aucun commentaire à faire ».", "le groupe"),
    ("En réponse, Jeanne Perrot a promis « la plus grande fermeté ».", "Jeanne Perrot"),
    ("Face aux journalistes, le capitaine a salué « un match plein ».", "le capitaine"),
    ("Dans une lettre à la ministre, Jeanne Perrot dénonce « une injustice ».", "Jeanne Perrot"),
    ("Cela dit, Alain Roche promet « un plan d'urgence ».", "Alain Roche"),
    ("C'était en mars. Alain Roche promettait « un plan d'urgence ».", "Alain Roche"),
]
ENGLISH = [
    ("Later that night, Gwen Pryce, the harbour master, said that “nothing was signed”.", "Gwen Pryce"),
    ("On March 3, during a visit to Leeds, Gwen Pryce, the minister, had warned that “the wall would fail”.", "Gwen Pryce"),
    ("Two days later, Pryce wrote that “the wall would fail”.", "Pryce"),
    ("Eventually, Gwen Pryce, a lawyer, conceded that “the wall would fail”.", "Gwen Pryce"),
    ("A year earlier, the company's chairman had told shareholders that “the wall would fail”.", "the company's chairman"),
    ("Moments later, Jill Ashby, the coach, said it was “a bad day”.", "Jill Ashby"),
    ("The following week, Ashby told fans that it was “a bad day”.", "Ashby"),
    ("Recently, the club's owner, Jill Ashby, described the league as “a cartel”.", "the club's owner, Jill Ashby"),
    ("Nearly a decade ago, Ola Brandt, then mayor, promised “a new dawn”.", "Ola Brandt"),
    ("Speaking to reporters on Monday, the coach praised “a brave team”.", "the coach"),
    ("In a letter to the board, Brandt called the deal “a fire sale”.", "Brandt"),
    ("Still, the union insists that the offer is “an insult”.", "the union"),
]


@pytest.mark.parametrize(("text", "speaker"), FRENCH)
def test_a_french_opener_is_no_subject(text: str, speaker: str) -> None:
    """A time or an adverb at the head of a sentence is nobody, and the subject behind it is found."""
    assert [quote.speaker for quote in find_quotes(text, language="fr")] == [speaker]


@pytest.mark.parametrize(("text", "speaker"), ENGLISH)
def test_an_english_opener_is_no_subject(text: str, speaker: str) -> None:
    """A time or an adverb at the head of a sentence is nobody, and the subject behind it is found."""
    assert [quote.speaker for quote in find_quotes(text, language="en")] == [speaker]
