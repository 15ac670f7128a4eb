"""Names of bodies with an article, and short forms with the long ones they stand for; all are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.body_names import LongForms, read_body

# the words of a mention, its language, and the name of a body in them
BODIES = [
    ("l’Inradec", "fr", "Inradec"),
    ("La Commission portuaire", "fr", "Commission portuaire"),
    ("le ministère de la Marée", "fr", "ministère de la Marée"),
    ("le ministère brétois de la Marée", "fr", "ministère brétois de la Marée"),
    ("le Rassemblement vairois (RV)", "fr", "Rassemblement vairois"),
    ("les États-Unis", "fr", "États-Unis"),
    ("Le Monde", "fr", "Le Monde"),
    ("the Brookvale Institute", "en", "Brookvale Institute"),
    ("The Vaire police department", "en", "Vaire police department"),
    ("the White Quay", "en", "White Quay"),
    ("le comité", "fr", None),
    ("La Commission", "fr", "Commission"),
    ("le Premier ministre", "fr", None),
    ("le Dr Kernac", "fr", None),
    ("le Breton Paul Arnal", "fr", None),
    ("les Bretons", "fr", None),
    ("le Français", "fr", None),
    ("l'entreprise à l'AFP", "fr", None),
    ("la Constitution", "fr", None),
    ("the Brookvale fan", "en", None),
    ("the Prime Minister", "en", None),
    ("the Iowan", "en", None),
    ("a Brookvale Institute", "en", None),
    ("Brookvale", "en", None),
]

# a text, its language, a short form and the long one
FORMS = [
    ("Le Parti des quais (PQ) vote.", "fr", "PQ", "Parti des quais"),
    ("La République en Marée (LREM) vote.", "fr", "LREM", "La République en Marée"),
    ("The Quay Workers Union met.", "en", "QWU", "Quay Workers Union"),
    ("The Committee to Protect Harbours (CPH) met.", "en", "CPH", "Committee to Protect Harbours"),
    ("Le Parti marin se réunit.", "fr", "PM", "Parti marin"),
    ("L’Organisation de coopération et d’études (OCE) vote.", "fr", "OCE", "Organisation de coopération et d’études"),
    ("L’École des métiers de l’énergie est ici.", "fr", "EME", "École des métiers de l’énergie"),
    ("À l’Université de Brie, on danse.", "fr", "UBrie", "Université de Brie"),
    ("Pierre Sauvage se réunit.", "fr", "PS", None),
    ("Le Port Sud (PS) et le Pont Sec (PS) ferment.", "fr", "PS", None),
    ("The University in Hong Kernac met.", "en", "UK", None),
    ("On va au port (ULM).", "fr", "ULM", None),
    ("The Union of Quays and the Union of Quarries met.", "en", "Unesco", None),
]
TEXTS = st.text(st.sampled_from("AbC dePq'’.-() \n"), max_size=60)


@pytest.mark.parametrize(("words", "language", "name"), BODIES)
def test_a_body_is_named_by_what_its_article_determines(words: str, language: str, name: str | None) -> None:
    """Capitals behind a definite article name a body, as does a word for one with a proper name; trades and peoples do not."""
    assert read_body(words, read_lexicon(language)) == name


@pytest.mark.parametrize(("text", "language", "short", "long"), FORMS)
def test_a_short_form_stands_for_the_one_name_of_its_letters(text: str, language: str, short: str, long: str | None) -> None:
    """Brackets or initials tell it; two letters need a word for a body, and two long forms leave it open."""
    assert LongForms(text, read_lexicon(language))[short] == long


@given(TEXTS, st.sampled_from(("AC", "ACP", "Abc", "ABcde")))
def test_a_long_form_stands_in_the_text(text: str, short: str) -> None:
    """Nothing is made up: a long form is a piece of the text, or there is none."""
    long = LongForms(text, read_lexicon("fr"))[short]

    assert long is None or (long and long in text)
