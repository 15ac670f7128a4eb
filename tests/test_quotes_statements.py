"""The same statement quoted again; all statements are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes import group_statements
from corpus_builder.settings import QuoteSettings

Row = tuple[str, str | None, str]
SAME: list[tuple[Row, Row]] = [
    (
        ("Le bac de Brie circulera jusqu'en mars", "Luc Perrin", "fr"),
        ("Le bac de Brie circulera jusqu'en mars", "Luc Perrin", "fr"),
    ),
    (
        ("Nous avons refait la digue, et le bac de Brie circulera jusqu'en mars", "Luc Perrin", "fr"),
        ("le bac de Brie circulera jusqu'en mars", "M. Perrin", "fr"),
    ),
    (
        ("La digue du port coûtera 40 millions et durera un siècle", "Luc Perrin", "fr"),
        ("The harbour dike will cost 40 million and will last a century", "Luc Perrin", "en"),
    ),
    (
        ("Nous devons investir massivement dans la digue du port", "Luc Perrin", "fr"),
        ("Nous devons massivement investir dans cette digue du port", None, "fr"),
    ),
    (
        ("Notre bac a perdu un passager, et la tempête de janvier arrive", "Luc Perrin", "fr"),
        ("Our ferry lost a passenger and the January storm is coming", "Luc Perrin", "en"),
    ),
    (
        ("Ce bac est un grand pas vers la liberté du port", None, "fr"),
        ("Ce bac est un grand pas vers la liberté du port de Brie", None, "fr"),
    ),
]
APART: list[tuple[Row, Row]] = [
    (("La digue coûtera 40 millions d'euros", "Luc Perrin", "fr"), ("La digue coûtera 90 millions d'euros", "Luc Perrin", "fr")),
    (("Le bac rejoindra le port de Brie demain", None, "fr"), ("Le bac rejoindra le port de Kerven demain", None, "fr")),
    (("Le bac de la région circulera demain", None, "fr"), ("Le bac de la région ne circulera pas demain", None, "fr")),
    (("Le bac de la région circulera demain", "Luc Perrin", "fr"), ("Le bac de la région circulera demain", "Odile Kern", "fr")),
    (("Le bac de la région circulera demain", None, "fr"), ("C'est pas demain que le bac de la région circulera", None, "fr")),
    (("La guerre des prix est perdue", None, "fr"), ("We never lost the price war", None, "en")),
    (("Oui", None, "fr"), ("Oui", None, "fr")),
    (("The bridge of Brill will open soon", None, "en"), ("La mairie de Kerven vendra ses bateaux", None, "fr")),
]


def group(*rows: Row) -> list[int]:
    texts, speakers, languages = zip(*rows, strict=True)
    return group_statements(texts, speakers, languages, QuoteSettings())


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_statement_quoted_again_joins_the_first(one: Row, other: Row) -> None:
    """Copies, parts, other wordings and translations belong to the group of the first."""
    assert group(one, other) == [0, 0]
    assert group(other, one) == [0, 0]


@pytest.mark.parametrize(("one", "other"), APART)
def test_look_alikes_with_other_facts_stay_apart(one: Row, other: Row) -> None:
    """Other numbers, names, speakers or a negation make another statement."""
    assert group(one, other) == [0, 1]


@given(
    st.lists(
        st.tuples(st.text("abcé «1 ", max_size=30), st.sampled_from([None, "Luc Perrin"]), st.sampled_from(["fr", "en", None]))
    )
)
def test_a_group_is_named_by_its_first_member(rows: list[tuple[str, str | None, str | None]]) -> None:
    """Every quote points at an earlier one, or itself, that points at itself."""
    found = group_statements([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], QuoteSettings())
    assert all(found[first] == first <= number for number, first in enumerate(found))
