"""Facts: paragraphs that differ in numbers, names or a negation alone are no copies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.duplicates.variants import read_facts, state_different_facts
from corpus_builder.rules import read_table

PAIRS = [(*row["texts"], row["two"]) for row in read_table("facts")["pairs"]]


@pytest.mark.parametrize(("one", "other", "two"), PAIRS)
def test_examples_of_the_table(one: str, other: str, two: bool) -> None:
    """Every example in the table is read as it says, in either order."""
    assert state_different_facts(read_facts(one), read_facts(other)) is two
    assert state_different_facts(read_facts(other), read_facts(one)) is two


@pytest.mark.parametrize("name", ["numbers", "negations", "fillers", "openers", "months"])
def test_words_are_written_as_they_are_compared(name: str) -> None:
    """A word in the table that folding would change could never be found."""
    for word in read_table("facts")[name]["words"]:
        assert word.isascii() and word.islower() and word.isalpha()


def test_figures_none_of_which_agree() -> None:
    """A notice about other amounts on another day is another notice, though words changed as well."""
    one = "Arvel SA a racheté hier 1.250 actions pour 31.400,50 euros, le 3.4.2021."
    other = "Arvel SA a racheté jeudi dernier 980 actions pour 24.010,00 euros, le 8.4.2021."
    assert state_different_facts(read_facts(one), read_facts(other))
    assert not state_different_facts(read_facts(one), read_facts(one.replace("hier", "ce jour").replace("1.250", "1.260")))


@given(st.text(max_size=80))
def test_a_text_agrees_with_itself(text: str) -> None:
    """No text states other facts than itself, whatever its characters."""
    assert not state_different_facts(read_facts(text), read_facts(text))
