"""Where the sentence of marked words ends; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, and the speaker of its first words
PARENTHESES = [
    ("en", "“The wall will hold,” Nora Lund said. (She told me so twice.)", "Nora Lund"),
    ("en", "The hosts shout: “You broke it!” (I asked Mr Pike for an interview; he did not answer.)", "The hosts"),
    ("en", "“Which boat are you?” asks one. (The site declined to comment, a clerk said.)", "one"),
    ("en", "“The wall will hold.” (He asked for more sand.)", None),
    ("fr", "Les élus se plaignent : « Personne ne vient ! » (Le préfet a répondu hier.)", "Les élus"),
]
QUESTIONS = [
    ("“Should we sink the whole fleet?” Pike asked during his show.", "Pike"),
    ("“Should we sink the whole fleet?” Pike looked at his hands.", None),
]


@pytest.mark.parametrize(("language", "text", "speaker"), PARENTHESES)
def test_a_parenthesis_behind_finished_words_is_another_sentence(language: str, text: str, speaker: str | None) -> None:
    """What the writer puts in brackets behind a full stop does not report the words before it."""
    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker]


@pytest.mark.parametrize(("text", "speaker"), QUESTIONS)
def test_a_question_has_its_clause_behind_it(text: str, speaker: str | None) -> None:
    """A subject and a verb of saying behind a question report it, with an adverbial behind them or without."""
    assert [quote.speaker for quote in find_quotes(text, "en")] == [speaker]
