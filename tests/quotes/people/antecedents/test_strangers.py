"""Whom a name of which nothing is told means; all people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.antecedents.strangers import acts_like_somebody, find_bearer, looks_personal, stands_alone
from corpus_builder.quotes.people.discourse import Discourse
from corpus_builder.quotes.people.runs import Mention

BEARERS = [
    ("en", "Shirlin Gurtz prints posters. Gurtz sleeps.", "Gurtz", "Shirlin Gurtz"),
    ("en", "We met Oswin Hartle, 52, in May.", "Oswin Hartle", "Oswin Hartle"),
    ("fr", "Les visages\nOrsolin Becquart\nIl est venu.", "Orsolin Becquart", "Orsolin Becquart"),
    # relatives of one surname: the one who is told to be nobody's
    ("en", "Zane Alsor acts. His brother, Sami Alsor, died. Mr Alsor spoke.", "Alsor", "Zane Alsor"),
    ("en", "Paul Alsor acts. Luke Alsor died. Alsor spoke.", "Alsor", ""),
    # an age before a name, kin and a word that names somebody show one, too
    ("en", "At 52, Zelpha Morvan lives alone.", "Zelpha Morvan", "Zelpha Morvan"),
    ("fr", "Un certain Yvernault Dambray tenait la caisse.", "Yvernault Dambray", "Yvernault Dambray"),
    ("en", "I rang my cousin Torvald, who keeps goats.", "Torvald", "Torvald"),
    ("fr", "Son frère, Gwendal, se tait.", "Gwendal", "Gwendal"),
    ("fr", "Jacquemine, 77 ans, se tait.", "Jacquemine", "Jacquemine"),
    # bodies, nations and places are nobody
    ("en", "The pop of East Harwian bands played. We met.", "East Harwian", None),
    ("fr", "Les pompiers de Quimerch (35), au repos.", "Quimerch", None),
    ("en", "The Severn Holdings fell. We met.", "Severn Holdings", None),
    ("fr", "Il pleut sur Brie.", "Brie", None),
]


@pytest.mark.parametrize(("language", "text", "name", "expected"), BEARERS)
def test_a_name_means_somebody_in_full(language: str, text: str, name: str, expected: str | None) -> None:
    """A surname used alone, an age or a heading shows a person; several bearers are nobody sure, and a body is none."""
    start = text.rindex(name)
    discourse = Discourse(text, (), read_lexicon(language), 700)

    assert find_bearer(discourse, Mention(start, start + len(name), name)) == expected


def test_a_name_looks_like_a_person() -> None:
    """Two or three capitalised words, none of them all in capitals, nor a word for a body."""
    discourse = Discourse("Il pleut.", (), read_lexicon("en"), 700)
    assert looks_personal(discourse, "Ngaro Teke")
    assert not any(looks_personal(discourse, name) for name in ("Teke", "NGARO Teke", "Teke Bank", "A B C D"))


def test_a_heading_stands_alone() -> None:
    """A name between two line ends is a heading."""
    text = "Intro\nOrsolin Becquart\nIl vient."
    assert stands_alone(text, Mention(6, 22, "Orsolin Becquart"))
    assert not stands_alone(text, Mention(6, 13, "Orsolin"))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Ysolde Kerven a repris l'atelier.", True),
        ("fr", "Dans la cour, Ysolde Kerven trie les pommes.", True),
        ("en", "Ysolde Kerven, a potter, sleeps.", True),
        ("fr", "On a vu Ysolde Kerven sur le quai.", False),
        ("fr", "La mort d'Ysolde Kerven a ému le bourg.", False),
        ("en", "Ysolde Kerven fans queued.", False),
    ],
)
def test_a_name_of_unknown_words_acts_like_a_person(language: str, text: str, expected: bool) -> None:
    """It leads its clause, with a verb, an unknown word and its object, or a comma behind it."""
    start = text.index("Ysolde")
    discourse = Discourse(text, (), read_lexicon(language), 700)

    assert acts_like_somebody(discourse, Mention(start, start + 13, "Ysolde Kerven")) == expected


@pytest.mark.parametrize("name", ["Quarrel Foods", "New Delhi", "Saint-Brec Handball", "Harrow Industries"])
def test_words_of_bodies_and_of_any_language_are_no_names(name: str) -> None:
    """A firm, a club or a town is nobody, though it leads its clause."""
    discourse = Discourse(f"{name} a tout vendu.", (), read_lexicon("fr"), 700)
    assert not acts_like_somebody(discourse, Mention(0, len(name), name))
