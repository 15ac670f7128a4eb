"""Statements that contradict one another; all are invented."""

from __future__ import annotations

import pytest

from corpus_builder.statements.conflicts.contradictions import contradict, read_sides
from corpus_builder.statements.statement import read_statements


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("La digue coûtera 40 millions", "La digue coûtera 90 millions", True),
        ("La digue coûtera 40 millions", "La digue, longue de 3 km, coûtera 40 millions", False),
        ("Le bac part lundi", "Le bac part jeudi", True),
        ("Le bac part", "Le bac ne part pas", True),
        ("Le bac part", "Le bac part-il, plus beau que jamais ?", False),
        ("Les prix montent", "Les prix chutent", True),
        ("Le bac rejoint Kerven", "Le bac rejoint Brillac", True),
        ("Le bac rejoint Kerven", "Le bac rejoint Kerven et Brillac", False),
        ("Le bac de ce port a coulé", "Le bac de ces 3 ports a coulé", True),
        ("Le bac 5 part le 5 avec 35 passagers", "Le bac 35 part le 5 avec 245 passagers", True),
        (
            "Le bac 5 part avec 35 passagers",
            "Le bac 5 part avec 35 passagers et, dès lundi, de nombreux vélos de course et 2 chiens",
            False,
        ),
    ],
)
def test_other_facts_contradict(one: str, other: str, apart: bool) -> None:
    """Other numbers, dates, names or sides, a denial, or a number that only one has; a fact more is none, in either order."""
    found = read_statements([one, other], ["fr", "fr"])
    claims = found.read_claims(0), found.read_claims(1)
    assert contradict(*claims) == contradict(*reversed(claims)) == apart


def test_a_word_of_both_sides_takes_none() -> None:
    """What may mean both sides of an opposite says nothing about it."""
    found = read_statements(["montent chutent"], ["fr"])
    rise, fall = (word.keys for word in found.words.words)
    assert read_sides(rise)
    assert read_sides(fall)
    assert read_sides(rise | fall) == frozenset()
