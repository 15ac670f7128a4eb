"""Tests of the sentences around quoted passages; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes
from corpus_builder.quotes.attribution.quoting_sentences import READ_REACH, read_sentences
from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.passages.pairs import Passage

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


@pytest.mark.parametrize("shift", range(6))
def test_a_sentence_too_long_to_be_read_is_cut_between_words(shift: int) -> None:
    """Where the reading of a very long sentence ends or begins, no half word becomes a token."""
    gap = "x" * shift + " Perrin" * (READ_REACH // 2)
    text = f"« oui »{gap} « non »{gap}"
    last = text.index("« non »")
    passages = [Passage(((2, 5),), (0, 7)), Passage(((last + 2, last + 5),), (last, last + 7))]

    [sentence] = read_sentences(text, [(0, len(text))], passages, read_lexicon("fr"))

    assert {token.text for token in sentence.tokens} <= {"Perrin", "x" * shift, ""} | {sentence.tokens[0].text}
    assert len(sentence.tokens) > READ_REACH // 7


def test_a_name_without_end_is_no_half_name() -> None:
    """A name of hyphens that goes on for ever is not cut within a word."""
    for name in ("-".join(["Jean"] * 500), "Jean" * 500):
        quotes = find_quotes(f"« Le pont rouvrira », a déclaré {name} Perrin.")
        assert [(q.text, q.speaker_name) for q in quotes if q.speaker_name] == []
