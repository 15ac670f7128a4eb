"""The words of one language as the engine knows them; all texts and people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import Inverted, guess_language, read_lexicon
from corpus_builder.quotes.grammar.tokens import ADVERBIAL, LIGHT, MONTH, OPENER, STOP

# word, its verb and the subject it carries
INVERTED = [
    ("dit-il", Inverted("dit", "il")),
    ("a-t-elle", Inverted("a", "elle")),
    ("peut-on", Inverted("peut", "on")),
    ("peut-être", None),
    ("là-dessus", None),
    ("dit", None),
]


@pytest.mark.parametrize(("word", "expected"), INVERTED)
def test_an_inverted_verb_carries_its_subject(word: str, expected: Inverted | None) -> None:
    """French verbs may have a pronoun behind a hyphen, with or without a sound between them."""
    assert read_lexicon("fr").split_inversion(word) == expected


def test_a_language_that_does_not_invert_splits_nothing() -> None:
    """English words with a hyphen are words."""
    assert read_lexicon("en").split_inversion("dit-il") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the end of the pier", "en"),
        ("la fin de la jetée", "fr"),
        ("", "fr"),
        ("Der Hafen ist leer.", "fr"),
    ],
)
def test_a_text_of_an_unknown_language_is_read_as_the_likest(text: str, language: str) -> None:
    """The commonest small words decide; where none stands, the language of the lowest precedence counts."""
    assert guess_language(text) == language


def test_adverbs_are_told_by_their_ending_where_it_tells() -> None:
    """A French word in -ment is an adverb but for the nouns listed; an English one in -ly may be a name."""
    (adverb,) = read_lexicon("fr").read_tokens("tranquillement")
    (noun,) = read_lexicon("fr").read_tokens("gouvernement")
    (english,) = read_lexicon("en").read_tokens("tranquilly")

    assert adverb.classes & ADVERBIAL and not noun.classes & ADVERBIAL
    assert english.classes & (ADVERBIAL | LIGHT) == LIGHT


def test_days_and_months_are_those_of_the_pack() -> None:
    """A weekday ends a subject and begins a sentence in its own language; inside a reporting clause only French ones stand."""
    (lundi, monday), english = read_lexicon("fr").read_tokens("lundi monday"), read_lexicon("en")

    assert lundi.classes & STOP and lundi.classes & OPENER and not monday.classes & (STOP | OPENER)
    assert english.read_tokens("Monday")[0].classes & STOP and english.read_tokens("March")[0].classes & MONTH
    assert "lundi" in english.inner_days and "monday" not in english.inner_days


def test_titles_are_those_of_the_pack() -> None:
    """One that is often written with its full stop is known with it and without; ranks in `others` are none before a name."""
    french = read_lexicon("fr").titles

    assert {"mgr", "mgr.", "mme"} <= french.all() and "mme." not in french.all()
    assert "madame" in french.of("feminine") and "me" in french.either
    assert not {"cdt", "cdt."} & french.all() and "cdt" in read_lexicon("fr").abbreviations
