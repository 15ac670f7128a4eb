"""Whom a mention means: one clear antecedent or nobody; all texts, people and bodies are invented."""

from __future__ import annotations

import re

import pytest

from corpus_builder.quotes import find_quotes

# text, the name that the last quote's speaker means
RESOLVED = [
    # a pronoun behind a preposition, and a surname that is a trade as well
    ("Odile Kern est inquiète. Selon elle, « la ville va droit dans le mur ».", "Odile Kern"),
    ("Paul Marin a gagné. « Bravo », a-t-il dit.", "Paul Marin"),
    # who leads the sentence before, though another of that gender was named earlier
    ("Paul Arnal a parlé d'abord. Luc Perrin s'est levé. « Rien ne presse », dit-il.", "Luc Perrin"),
    ("Paul Reed spoke first. Adam Hale stood up. “There is no hurry,” he said.", "Adam Hale"),
    # an apposition tells the trade
    ("La capitaine, Odile Kern, a lu la carte. Luc Perrin dort. « On part », annonce la capitaine.", "Odile Kern"),
    ("Me Odile Kern, avocate de Paul Arnal, sourit. « On attend », glisse l'avocate.", "Odile Kern"),
    # the body whose name holds the word
    ("Fondation Grandvent a répondu. Marelle se tait. « Tout est public », écrit la fondation.", "Fondation Grandvent"),
    ("The Grandvent Foundation replied. Marelle did not. “All is public,” the foundation said.", "Grandvent Foundation"),
    ("La Fondation Grandvent a répondu. La Fondation insiste. « Tout est public », écrit la fondation.", "Fondation Grandvent"),
    # a surname behind a title tells that the full name is a person's
    ("Wenna Tolgarrow runs the pier. Mrs Tolgarrow laughed. “We wait,” she said.", "Wenna Tolgarrow"),
    # whom the words name is not who says them
    ("Luc Perrin a répondu à Paul Arnal. « M. Arnal se trompe », dit-il.", "Luc Perrin"),
    # who spoke last goes on speaking, whatever gender the name had shown
    ("Mayor Ymer Kelling said no. “We wait,” Kelling said. The tide rose. “We always do,” she said.", "Ymer Kelling"),
    # the only person of the sentence before
    ("Anna Hale and Paul Reed wrote. Snow fell. The last letter came from Paul Reed. “Stay away,” he wrote.", "Paul Reed"),
    # the complement of a trade chooses between two who have it
    (
        "Le ministre de la Pêche, Luc Perrin, est venu au quai avec sa fille et toute sa suite, qui comptait trente-deux valets. "
        "Le ministre des Forêts, Paul Arnal, est venu. « C'est tard », dit le ministre des Forêts.",
        "Paul Arnal",
    ),
    # a misspelled surname, and one behind another capital
    ("Odile Kernac est venue. Odile Kernac a signé. « C'est fait », dit Kernak.", "Odile Kernac"),
    ("Odile Kern a signé. Jeudi Kern a quitté le port. « C'est fait », dit-elle.", "Odile Kern"),
    # what somebody was may be said of whoever spoke last
    ("« Oui », a dit Michel Arnal. L'ancien ministre sourit. « Jamais », assure l'ancien ministre.", "Michel Arnal"),
    # what anybody may be called tells against no trade
    ("Le fondateur du chantier, Luc Perrin, est venu. « Je reste », insiste le milliardaire.", "Luc Perrin"),
]
OPEN = [
    # an adjective tells another of the same trade
    "Le président Paul Arnal est à Berlin. « Nous sommes amis », a dit le président allemand.",
    "L'entraîneur Paul Arnal sourit. Luc Perrin savourait. « Bravo », soufflait le technicien brestois.",
    # many are nobody
    "Officials were late. “It was a mistake,” officials said. “A mistake,” Officials said.",
    # who speaks about somebody is not meant by the gender of a description
    "Paul Arnal est jugé. « C'est lui », dit le procureur.",
    "Paul Arnal dort. « C'est l'heure », dit son frère.",
    "Bob Lee is dead. “It was late,” his brother said.",
    # a name that completes a description, elided or behind a title
    "Paul Arnal est venu. « C'est tard », dit la mère d'Anne Reed.",
    "Paul Arnal est absent. « Bientôt », dit l'avocat de M. Arnal.",
    # the same trade in another place
    "Paul Arnal, maire de Brie, est venu hier. « Non », dit le maire de Kerven.",
    # a description that leads the sentence before, and one that spoke last
    "Le juge a entendu Paul Arnal. « C'est tard », dit-il.",
    "Le ministre Paul Arnal a vu le témoin. « Non », a dit le témoin. Il a ajouté : « Jamais. »",
    # a description that goes on brings in somebody new
    "Odile Kern est venue. « C'est tard », dit la femme qui attend.",
    # a name that owns something is no name of who speaks
    "Brill sent two men. “It is late,” said Brill’s ambassador.",
    # two of that gender in one sentence
    "Paul Arnal a reçu Luc Perrin. « Rien ne presse », dit-il.",
    # whom the words address does not say them
    "La présidente, Odile Kern, écoute. « C'est urgent, Madame la présidente », plaide-t-elle.",
    # whom the words are written to does not say them
    "Paul Arnal est parti. Il écrivait hier à Paul Arnal : « Reviens. »",
    # a description stands between
    "Odile Kern est partie. Une porte-parole a reçu la presse. « Rien ne presse », dit-elle.",
    "Anna Reed left. A spokeswoman met the press. “There is no hurry,” she said.",
    # another trade
    "Le maire Paul Arnal est venu. « L'enquête commence », note le commissaire central.",
    # the name only completes the description
    "Paul Arnal est absent. « Il viendra », promet l'avocate de Paul Arnal.",
    # two bodies, neither named so
    "Marelle a racheté Grandvent. « Nous embauchons », annonce la société.",
    # a participle that begins its sentence is no body
    "Contactée, la société n'a rien dit. « Plus tard », répond la société.",
    # two people joined
    "Paul Arnal et Luc Perrin sont venus. « Rien ne presse », dit-il.",
    # a first name that is a country's behind its article
    "La France est en retard. « Tant pis », dit-elle.",
]


def last_name(text: str) -> str | None:
    """The resolved name of the last quote's speaker; English texts are told by their words."""
    english = re.search(r"\b(?:the|said)\b", text, re.IGNORECASE)
    quotes = find_quotes(text, "en" if english else "fr")
    assert quotes and quotes[-1].speaker
    return quotes[-1].speaker_name


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_one_clear_antecedent_is_found(text: str, expected: str) -> None:
    """Who leads the sentence before, bears the trade or holds the word in the name is meant."""
    assert last_name(text) == expected


@pytest.mark.parametrize("text", OPEN)
def test_what_is_not_sure_stays_open(text: str) -> None:
    """Two candidates, an addressee, a stranger in between or another trade give no name."""
    assert last_name(text) is None


def test_an_open_pronoun_leaves_the_next_open() -> None:
    """A second `il` means whom the first means, so it stays open too until somebody is named again."""
    text = "Paul Arnal a reçu Luc Perrin. « Non », dit-il. « Jamais », répète-t-il. Luc Perrin revient. « Si », dit-il."

    assert [q.speaker_name for q in find_quotes(text)] == [None, None, "Luc Perrin"]


def test_a_pronoun_keeps_its_person_over_a_chain() -> None:
    """A resolved pronoun counts as a mention for the pronouns that follow."""
    text = "Odile Kern est venue. « Bien », dit-elle. Il pleut. « Très bien », ajoute-t-elle."

    assert [q.speaker_name for q in find_quotes(text)] == ["Odile Kern", "Odile Kern"]
