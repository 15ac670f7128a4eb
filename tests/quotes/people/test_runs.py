"""Runs of capitalised words and the names in them; all people are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.runs import find_runs, is_variant

# a text, its language, and the names in it
RUNS = [
    ("Hier Odile Kern dort.", "fr", ["Odile Kern"]),
    ("Mme Kern et Paul van der Arnal rient.", "fr", ["Kern", "Paul van der Arnal"]),
    ("Lorsqu'Arnal parle à Brie-sur-Vaire.", "fr", ["Arnal", "Brie-sur-Vaire"]),
    ("Le. Il. A, B", "fr", []),
    ("Anna Reed’s boat sank near J. Moss.", "en", ["Anna Reed", "J. Moss"]),
    ("Brimco's Wouter Moss and Reed’s Green Party left.", "en", ["Brimco", "Wouter Moss", "Reed", "Green Party"]),
    ("Mayor Philip Reed left.", "en", ["Philip Reed"]),
    ("Harbourline President Dwina Marsh left.", "en", ["Dwina Marsh"]),
    ("House Oversight Committee Vice Chairman Philip Reed left.", "en", ["Philip Reed"]),
    ("Paul Judge Reed and Stephen King left.", "en", ["Paul Judge Reed", "Stephen King"]),
    ("The Quay Justice Alliance met.", "en", ["Quay Justice Alliance"]),
    ("Leo Downey Jr. left.", "en", ["Leo Downey"]),
    ("C’était Kern. D’après Arnal, M’jid Kernac rit.", "fr", ["Kern", "Arnal", "M’jid Kernac"]),
    ("Jul’ Maroc et Mansur al-Kernac.", "fr", ["Jul’ Maroc", "Mansur al-Kernac"]),
    ("The Reeds' Paul and ‘Babe’ Moss.", "en", ["Reeds", "Paul", "Babe", "Moss"]),
    ("AFP Yang Moo-jin sourit.", "fr", ["Yang Moo-jin"]),
]
TEXTS = st.text(st.sampled_from("AéB Kern Paul'’s.-\u00a0\n𝐀x"), max_size=40)


@pytest.mark.parametrize(("text", "language", "names"), RUNS)
def test_a_run_is_cut_to_its_name(text: str, language: str, names: list[str]) -> None:
    """Titles, common words at the head, elisions and the ending of an owner are no part of a name; particles within it are."""
    assert [run.name for run in find_runs(text, read_lexicon(language))] == names


@given(TEXTS, st.sampled_from(("fr", "en")))
def test_runs_stand_in_order_and_apart(text: str, language: str) -> None:
    """Each run begins behind the end of the one before, and a name of one word stands where the run does."""
    end = 0
    for run in find_runs(text, read_lexicon(language)):
        assert end <= run.start < run.end <= len(text)
        assert run.name.split()[-1] in text[run.start : run.end]
        end = run.end


@pytest.mark.parametrize(
    ("name", "longer", "expected"),
    [
        ("A. Kern", "Ana Kern", True),
        ("Ana Kern", "Ana Lise Kern", True),
        ("Ana Rose Kern", "Ana Lise Kern", False),
        ("L. Kern", "Ana Lise Kern", False),
        ("Ana Kern", "Ana Kernac", False),
        ("Ana", "Ana Kern", False),
    ],
)
def test_a_shorter_form_of_a_name_has_no_word_of_its_own(name: str, longer: str, expected: bool) -> None:
    """The first word or its initial and the last agree."""
    assert is_variant(name, longer) == expected
