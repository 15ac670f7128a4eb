"""Whom a name means that stands without its first name; all people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.discourse import Discourse, Known
from corpus_builder.quotes.people.names import is_full_name, read_name

TEXT = "Odile Kernac est venue. Odile Kernac a signé avec Paul Arnal et Luc Arnal. Kernak sourit. Marelle se tait."


@pytest.mark.parametrize(
    ("words", "name", "why"),
    [
        ("Kernac", "Odile Kernac", "the name in full elsewhere"),
        ("Mme Kernac", "Odile Kernac", "the name in full elsewhere"),
        ("M. Kernac", None, "a title of the other gender"),
        ("Kernak", "Odile Kernac", "a misspelled name"),
        ("Arnal", None, "a name shared by several"),
        ("Marelle", "Marelle", "named"),
        ("Paul et Luc", None, "more than one"),
        ("Avocats", None, "more than one"),
        ("Brie's ambassador", None, ""),
        ("la capitaine", None, ""),
    ],
)
def test_a_name_is_completed_when_one_person_bears_it(words: str, name: str | None, why: str) -> None:
    """A surname, with a title or a letter off, means its one bearer; what is no name is left to others."""
    found = read_name(Known(Discourse(TEXT, (), read_lexicon("fr"), 700)), words, (len(TEXT), len(TEXT)))

    assert (found.name, found.why) == (name, why)


@pytest.mark.parametrize(
    ("words", "expected"), [("Odile Kern", True), ("Kern Odile", False), ("Odile", False), ("odile Kern", False)]
)
def test_a_full_name_needs_no_document(words: str, expected: bool) -> None:
    """A first name and a surname, both capitalised, and nothing else."""
    assert is_full_name(words, read_lexicon("fr")) == expected
