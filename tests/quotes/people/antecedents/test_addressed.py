"""Whom the words themselves rule out as their speaker; all people are invented."""

from __future__ import annotations

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.antecedents.addressed import read_addressed, read_clause_mates
from corpus_builder.quotes.people.discourse import Discourse, Known, mentions_before


def test_who_stands_beside_the_pronoun_is_written_to() -> None:
    """Between a pronoun and its words, and up to the end of the sentence behind it."""
    text = "Il écrit à Paul Arnal : « Reviens. »"
    known = Known(Discourse(text, (), read_lexicon("fr"), 700))
    assert read_clause_mates(known, 0, (text.index("«"), len(text))) == {"Paul Arnal"}

    behind = "« Reviens », dit-il à Paul Arnal. Luc Perrin dort."
    known = Known(Discourse(behind, (), read_lexicon("fr"), 700))
    assert read_clause_mates(known, behind.index("il à"), (0, 11)) == {"Paul Arnal"}


def test_whose_office_is_addressed_is_not_the_speaker() -> None:
    """The bearer of the office; everybody near where nobody is told to bear it; nobody of the other gender."""
    text = "La présidente, Odile Kern, écoute Claire Dunois. « Oui, Madame la présidente », dit-elle."
    known = Known(Discourse(text, (), read_lexicon("fr"), 700))
    words = text.index("«"), text.index("»")
    near = list(mentions_before(known, words[0]))

    assert read_addressed(known, words, ("feminine",), near) == {"Odile Kern"}
    assert read_addressed(known, words, ("masculine",), near) == set()
    other = text.replace("Madame la présidente", "Madame la ministre")
    known = Known(Discourse(other, (), read_lexicon("fr"), 700))
    words = other.index("«"), other.index("»")
    near = list(mentions_before(known, words[0]))
    assert read_addressed(known, words, ("feminine",), near) == {"Odile Kern", "Claire Dunois"}
