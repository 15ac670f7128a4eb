"""Reports beside each other and beside marks; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes import find_quotes
from tests.quotes.attribution.indirect import ON, find_reports

PIECES = [
    "Le maire",
    "dit que",
    "selon",
    "Luc Perrin",
    "d'après",
    ",",
    ".",
    "(",
    ")",
    "« Oui »",
    "a annoncé",
    "le bac",
    "said",
    "—",
    ":",
    "?",
    "et",
]


def test_marks_win_over_the_clause_around_them() -> None:
    """What stands in marks is a quote of its own, and its clause is not reported twice."""
    text = (
        "Luc Perrin dit que le bac est « un danger », ajoutant que la digue est sûre. « Oui », dit-il. Il dit que tout va bien."
    )
    assert [(quote.kind, quote.text) for quote in find_quotes(text, settings=ON)] == [
        ("mixed", "un danger"),
        ("indirect", "la digue est sûre"),
        ("direct", "Oui"),
        ("indirect", "tout va bien"),
    ]


def test_offsets_are_into_the_text() -> None:
    """The words of a report are those of its fragments."""
    text = "La criée, assure Luc Perrin, ne fermera pas avant l'été."
    (quote,) = find_reports(text, "fr")
    assert quote.fragments == ((0, 8), (29, 55))
    assert quote.text == " ".join(text[start:end] for start, end in quote.fragments)


def test_reports_do_not_change_what_stands_in_marks() -> None:
    """With the setting the quotes in marks are the same as without."""
    text = "Selon la mairie, le pont est sûr. « Il tiendra », dit Luc Perrin. Elle assure que rien ne presse."
    marked = [quote for quote in find_quotes(text, settings=ON) if quote.kind != "indirect"]
    assert marked == find_quotes(text)


def test_a_longer_sentence_than_press_writes_is_left_alone() -> None:
    """A sentence of more than 1,200 characters is a list or broken text: it reports nothing."""
    said = "Le maire dit que le pont rouvrira lundi"
    assert find_reports(f"{said}.", "fr") and not find_reports(said + ", et la criée aussi" * 80 + ".", "fr")


@pytest.mark.parametrize(
    "text", ["Selon", "Selon,", "dit que", "Il dit que", "according to", "a, dit", "said (", "Selon lui", ") dit que ("]
)
def test_broken_sentences_report_nothing(text: str) -> None:
    """Cues without words around them are no error."""
    assert find_reports(text, "fr") == [] == find_reports(text, "en")


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_reports_are_apart_and_their_words_stand_in_the_text(pieces: list[str]) -> None:
    """Whatever the text, reports are in order, overlap nothing and are its own words."""
    text = " ".join(pieces)
    end = 0
    for quote in find_quotes(text, settings=ON):
        assert end <= quote.start < quote.end <= len(text)
        assert quote.text == " ".join(text[start:stop] for start, stop in quote.fragments or [(quote.start, quote.end)])
        end = quote.end
