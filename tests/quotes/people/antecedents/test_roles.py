"""The part that a name has in its clause; all people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.antecedents.roles import Role, is_apposed, is_dependent, is_joined, opens_sentence, read_role
from corpus_builder.quotes.people.discourse import Discourse
from corpus_builder.quotes.people.runs import Mention

ROLES = [
    ("fr", "Paul Arnal estime que la mer monte.", Role.SPEAKER),
    ("fr", "La mer monte, a déclaré lundi le maire Paul Arnal.", Role.SPEAKER),
    ("fr", "Selon le maire Paul Arnal, la mer monte.", Role.SPEAKER),
    ("fr", "Paul Arnal a vendu la ferme.", Role.SUBJECT),
    ("fr", "La ferme a été vendue par Paul Arnal.", Role.MENTIONED),
    ("fr", "La mort de Paul Arnal a surpris.", Role.MENTIONED),
    ("fr", "Paul Arnal et Luc Perrin sont venus.", Role.MENTIONED),
    ("en", "Paul Arnal agrees that the sea rises.", Role.SPEAKER),
    ("en", "The sea rises, said Paul Arnal, a planner.", Role.SPEAKER),
    ("en", "Paul Arnal, a planner at the port, warned that the sea rises.", Role.SPEAKER),
    ("en", "According to Paul Arnal, the sea rises.", Role.SPEAKER),
    ("en", "Paul Arnal left the board in May.", Role.SUBJECT),
    ("en", "The cover was drawn by Paul Arnal.", Role.MENTIONED),
    ("en", "The city named Paul Arnal last week.", Role.MENTIONED),
    ("en", "Paul Arnal's sister left.", Role.MENTIONED),
    ("en", "Luke Marsh and Paul Arnal were absent.", Role.MENTIONED),
]


def find_mention(language: str, text: str) -> tuple[Discourse, Mention]:
    """Where Paul Arnal stands in a text."""
    start = text.index("Paul Arnal")
    return Discourse(text, (), read_lexicon(language), 700), Mention(start, start + 10, "Paul Arnal")


@pytest.mark.parametrize(("language", "text", "expected"), ROLES)
def test_a_name_speaks_is_the_subject_or_is_mentioned(language: str, text: str, expected: Role) -> None:
    """The subject of a reporting verb and a named source speak; owners, agents and people joined are only mentioned."""
    assert read_role(*find_mention(language, text)) is expected


def test_who_says_a_quote_speaks() -> None:
    """A name in the words that name a speaker speaks, and so does the apposition right behind them."""
    text = "« Non », dit le maire de la ville, Paul Arnal (UDC)."
    discourse, mention = find_mention("fr", text)
    described = text.index("le maire"), text.index(", Paul")

    assert read_role(discourse, mention) is not Role.SPEAKER
    assert read_role(Discourse(text, (), discourse.lexicon, 700, speakers=[described]), mention) is Role.SPEAKER
    assert is_apposed(text, described, mention)
    assert not is_apposed(text.replace("(UDC)", "dort"), described, mention)


def test_an_owner_may_open_its_sentence() -> None:
    """A genitive and an agent depend on another word; the owner of the first noun opens its sentence."""
    topic, inner = "La vie de Paul Arnal est un roman.", "Il pleut sur la maison et le jardin de Paul Arnal."

    assert is_dependent(*find_mention("fr", topic)) and is_dependent(*find_mention("fr", inner))
    assert opens_sentence(*find_mention("fr", topic)) and not opens_sentence(*find_mention("fr", inner))


def test_two_names_are_joined() -> None:
    """Either of two people joined by a conjunction is one of several; a verb behind the conjunction joins nobody."""
    assert is_joined(*find_mention("fr", "Luc Perrin et Paul Arnal dorment."))
    assert is_joined(*find_mention("fr", "Paul Arnal et le maire Luc Perrin dorment."))
    assert not is_joined(*find_mention("fr", "Paul Arnal et ses deux chiens dorment."))
