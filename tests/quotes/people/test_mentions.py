"""The people and bodies that a document names; all are invented."""

from __future__ import annotations

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.mentions import read_mentions

TEXT = (
    "La capitaine Odile Kern a vu Paul van der Arnal, maire de Brie. Lorsqu'Arnal parle, Mme Kern rit. Jeudi Kern part. "
    "La Fondation Grandvent paie."
)


def test_people_have_gender_surname_and_trades() -> None:
    """First names, titles and trades tell; particles stay inside a name, elisions and days outside."""
    mentions = read_mentions(TEXT, read_lexicon("fr"))

    assert mentions.genders == {"Odile Kern": "feminine", "Paul van der Arnal": "masculine"}
    assert [m.name for m in mentions.ordered][:4] == ["Odile Kern", "Paul van der Arnal", "Brie", "Paul van der Arnal"]
    assert [TEXT[m.start : m.end] for m in mentions.places["Odile Kern"]] == ["Odile Kern", "Kern", "Kern"]
    assert mentions.roles == {"capitaine": {"Odile Kern"}, "maire": {"Paul van der Arnal"}}
    assert (mentions.find_full_name("Kern"), mentions.find_full_name("Perrin")) == ("Odile Kern", None)


def test_bodies_are_named_by_their_words() -> None:
    """A name of no person is a body, found by each of its words."""
    mentions = read_mentions(TEXT, read_lexicon("fr"))

    assert mentions.body_words["grandvent"] == {"Fondation Grandvent"}
    assert "Odile Kern" not in mentions.bodies


def test_an_owner_ends_a_name() -> None:
    """The ending of an owner is no part of the name."""
    mentions = read_mentions("Anna Reed’s boat sank. Philip Reed's did not.", read_lexicon("en"))

    assert [m.name for m in mentions.ordered] == ["Anna Reed", "Philip Reed"]
