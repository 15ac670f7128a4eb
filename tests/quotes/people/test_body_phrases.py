"""The names of bodies that go on in small letters; all bodies and people are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.body_phrases import BodyPhrases

# a text, a word for a body, and the names that begin with it
PHRASES = [
    ("La Commission portuaire ouvre une enquête.", "commission", ["Commission portuaire"]),
    ("Le Parlement flamand a voté.", "parlement", ["Parlement flamand"]),
    ("Le ministère de la Mer a parlé. Au ministère de la Mer, rien.", "ministère", ["ministère de la Mer"]),
    ("L'Agence de l'eau a fermé. Un conseil de la Ville.", "agence", ["Agence de l'eau"]),
    ("La Fédération des armateurs de Brie a réagi.", "fédération", ["Fédération des armateurs de Brie"]),
    ("Le comité de la Ville pour les quais (Cvq) a écrit.", "comité", ["comité de la Ville pour les quais"]),
    ("Le Comité des Nations unies pour les marais (Cnum).", "comité", ["Comité des Nations unies pour les marais"]),
    ("La Commission portuaire et la Commission fluviale.", "commission", ["Commission fluviale", "Commission portuaire"]),
    ("Le ministère des Affaires étrangères canadien a réagi.", "ministère", ["ministère des Affaires étrangères canadien"]),
    # the longest only
    ("Le conseil de la Ville, puis le conseil de la Ville de Brie.", "conseil", ["conseil de la Ville de Brie"]),
    # no name: a verb, an unknown word behind, a plain complement, a person's, a firm, no article, another short form
    ("La Commission ouvre une enquête.", "commission", []),
    ("La Fédération des armateurs bretons a réagi.", "fédération", ["Fédération des armateurs bretons"]),
    ("La Fédération des armateurs modestes a réagi.", "fédération", []),
    ("Le comité des fêtes a réagi.", "comité", []),
    ("Le bureau de Paul Arnal est clos.", "bureau", []),
    ("La Société générale recule.", "société", []),
    ("Commission portuaire close.", "commission", []),
    ("Le comité réclame au port (Cp) une réponse.", "comité", []),
    ("Le comité du port voisin (Xp) a réagi.", "comité", []),
]


@pytest.mark.parametrize(("text", "noun", "expected"), PHRASES)
def test_a_body_is_named_with_what_completes_it(text: str, noun: str, expected: list[str]) -> None:
    """Adjectives and complements belong to a name that has a capital, a place, or a short form in brackets behind it."""
    assert sorted(BodyPhrases(text, read_lexicon("fr"))[noun]) == expected


def test_english_names_have_their_capitals() -> None:
    """Where each word of a name has a capital, nothing is looked for in small letters."""
    assert BodyPhrases("The Commission for quays met.", read_lexicon("en"))["commission"] == frozenset()


@given(st.text(st.sampled_from("Le comité d' (C)\n.A\u0130"), max_size=60))
def test_names_stand_in_the_text(text: str) -> None:
    """Whatever the text, a name is words of it and begins with the word for a body."""
    for name in BodyPhrases(text, read_lexicon("fr"))["comité"]:
        assert name in text
        assert name.lower().startswith("comité")
