"""Whose words stand behind a gesture or a mood; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, its speaker
BEFORE = [
    ("fr", "Luc Perrin hausse les épaules. « On verra bien ce que la mairie décide. »", "Luc Perrin"),
    ("fr", "Le visage fermé, Antoine Revel attend. « On nous a menti pendant dix ans. »", "Antoine Revel"),
    ("fr", "Les bras croisés, la maire patiente. « On verra ce que dit le juge. »", "la maire"),
    ("fr", "L'entraîneur Marc Delon était plus mesuré. « Nous avons beaucoup à apprendre. »", "Marc Delon"),
    ("fr", "Le maire ne décolérait pas jeudi soir. « Personne ne nous a prévenus ! »", "Le maire"),
    ("fr", "Elle lève les yeux au ciel. « Vous les avez vus, vous ? »", "Elle"),
    ("fr", "Claire Morvan soupire.\n« Il faudra tout refaire. »\nLe village dort.", "Claire Morvan"),
    ("en", "Petra Holm shrugs. “We have seen worse winters than this.”", "Petra Holm"),
    ("en", "Arms folded, Roy Pike waited by the gate. “They lied to us for ten years.”", "Roy Pike"),
    ("en", "The senator remained defiant. “The bill will pass.”", "The senator"),
    ("en", "She shook her head. “Nobody asked us.”", "She"),
    ("fr", "Quand on lui parle du pont, Paul Arnal soupire. « Il ne rouvrira pas avant l'été. »", "Paul Arnal"),
    ("en", "When I told him about it, Roy Pike snorted.\n“I never said that. I said the opposite.”", "Roy Pike"),
    # any verb where the words speak of themselves
    ("fr", "Le berger a compté ses bêtes deux fois. « Il m'en manque neuf. »", "Le berger"),
    # another person comes in, or nobody does
    ("fr", "Luc Perrin regarde Anna Morel. « On nous a menti. »", None),
    ("fr", "Le pont a rouvert lundi. « On nous a menti pendant dix ans. »", None),
    ("en", "Roy Pike hugged Anna Reed. “We did it.”", None),
    ("en", "The bridge reopened on Monday. “They lied to us for ten years.”", None),
    ("fr", "Odile Kern n'a pas dit si elle viendrait. « Les élèves sont prévenus depuis lundi de notre départ. »", None),
    # what befell somebody, who is then spoken about
    ("fr", "Paul Arnal est mort mardi à l'hôpital. « Nous perdons un ami. »", None),
    ("fr", "Le maire a été condamné à deux ans de prison. « C'est une honte, je suis effondré. »", None),
    ("fr", "Paul Arnal a quitté le club en mai. « C'est un départ qui fait mal. »", None),
    ("fr", "Le préfet sort du palais vers midi. « Je n'ai rien promis. » Puis il rejoint sa voiture.", None),
    ("en", "Roy Pike left the hall at noon. “I promised nothing.” Then he drove off.", None),
    ("en", "Roy Pike died on Tuesday. “We lost a friend.”", None),
    ("en", "The senator was jailed for two years. “I am ashamed of this country.”", None),
    ("en", "Roy Pike left the club in May. “It is a departure that hurts.”", None),
]
BEHIND = [
    ("fr", "« Encore une averse, et tout est perdu. » Paul Arnal hausse les épaules.", "Paul Arnal"),
    ("en", "“We will not go through that again.” Nora Lund shrugged and reached for her coat.", "Nora Lund"),
    ("fr", "« Encore une averse, et tout est perdu. » Le pont a rouvert lundi.", None),
    ("en", "“We will not go through that again.” Nora Lund smiled at Roy Pike.", None),
]


@pytest.mark.parametrize(("language", "text", "speaker"), BEFORE)
def test_a_gesture_leads_to_the_words_behind_it(language: str, text: str, speaker: str | None) -> None:
    """A whole sentence is said by the only person of the sentence before, which tells a gesture or a mood."""
    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker]


@pytest.mark.parametrize(("language", "text", "speaker"), BEHIND)
def test_a_gesture_may_follow_the_words(language: str, text: str, speaker: str | None) -> None:
    """Words that begin their paragraph are the person's whose gesture the sentence behind them tells."""
    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker]
