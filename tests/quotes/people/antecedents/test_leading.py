"""Descriptions and pronouns that begin a sentence; all texts are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.antecedents.leading import (
    count_continuing,
    find_leading_body,
    find_leading_description,
    goes_on,
    is_overshadowed,
)
from corpus_builder.quotes.people.discourse import Discourse, Known


def make_known(text: str, language: str = "fr") -> Known:
    """What is known of a text before any speaker is resolved."""
    return Known(Discourse(text, (), read_lexicon(language), 700))


def read_leading(text: str, language: str = "fr") -> str | None:
    """The words of the last leading description of a woman."""
    found = find_leading_description(make_known(text, language), 0, len(text), ("feminine",))
    return text[slice(*found)] if found else None


def test_a_description_begins_a_sentence() -> None:
    """A determiner and a trade of that gender do, but not before a name, where they are its title, nor within a sentence."""
    assert read_leading("Il pleut. L'avocate attend.") == "L'avocate"
    assert read_leading("It rains. The actress waits.", "en") == "The actress"
    assert read_leading("Il pleut. L'avocate Odile Kern attend.") is None
    assert read_leading("Il pleut sur une avocate. Le juge attend.") is None


def test_a_body_begins_a_sentence() -> None:
    """The last of some nouns with its determiner."""
    text = "Le comité siège. Le club attend."
    assert find_leading_body(make_known(text), 0, len(text), {"comité", "club"}) == (17, 24)
    assert find_leading_body(make_known(text), 0, len(text), {"fondation"}) is None


def test_pronouns_go_on_with_the_subject() -> None:
    """Sentences that begin with a pronoun of that gender are counted, outside quotes."""
    text = "Odile Kern dort. Elle rêve. Il pleut. Elle rit."
    assert count_continuing(make_known(text), 0, len(text), ("feminine",)) == 2
    quoted = Known(Discourse(text, ((text.index("Elle rit"), len(text)),), read_lexicon("fr"), 700))
    assert count_continuing(quoted, 0, len(text), ("feminine",)) == 1


@pytest.mark.parametrize(
    ("language", "text", "pronoun", "expected"),
    [
        ("fr", "« Oui », a-t-il ajouté.", "il", True),
        ("fr", "« Oui », poursuit-il.", "il", True),
        ("fr", "« Oui », a-t-il dit.", "il", False),
        ("en", "“Yes,” he added.", "he", True),
        ("en", "“Yes,” he said.", "he", False),
    ],
)
def test_a_verb_tells_that_somebody_goes_on(language: str, text: str, pronoun: str, expected: bool) -> None:
    """Verbs of going on stand beside the pronoun, on either side."""
    assert goes_on(make_known(text, language), text.index(pronoun)) is expected


# a text that ends in a pronoun's clause, the pronoun, and whether it may mean what leads the sentence before
LEADS = [
    ("Le rapport vise Paul Arnal. Il évoque des retards", "Il", True),
    ("L'enquête vise Paul Arnal. Il évoque des retards", "Il", True),
    ("Une étude de Paul Arnal est parue. Il évoque des retards", "Il", False),
    ("Dans une lettre à Paul Arnal, le syndicat proteste. Il évoque des retards", "Il", True),
    ("Le ministre a reçu Paul Arnal. Il évoque des retards", "Il", True),
    ("Le champion du port Paul Arnal est venu. Il évoque des retards", "Il", False),
    # only a body or a person declares, and only a person does so in an inverted clause
    ("Le rapport vise Paul Arnal. Il déclare avoir tort", "Il", False),
    ("Le club a écouté Paul Arnal. Il déclare avoir tort", "Il", True),
    ("Le rapport vise Paul Arnal. Rien, dit-il", "il", False),
    ("Face à Paul Arnal, un client est venu. Rien, dit-il", "il", True),
]


@pytest.mark.parametrize(("text", "pronoun", "expected"), LEADS)
def test_what_leads_a_sentence_may_be_meant_as_well(text: str, pronoun: str, expected: bool) -> None:
    """A thing, a body or somebody unnamed of the pronoun's gender does, where the verb may be theirs."""
    known = make_known(text)
    named = known.within((0, len(text)))[0]

    assert is_overshadowed(known, named, text.rindex(pronoun), ("masculine",)) == expected


def test_things_have_no_gender_in_english() -> None:
    """There `he` means nothing but a person."""
    text = "The report names Paul Reed. He cites delays"
    known = make_known(text, "en")

    assert not is_overshadowed(known, known.within((0, len(text)))[0], text.index("He"), ("masculine",))
