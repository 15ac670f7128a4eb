"""Tests of the sentences around quoted passages."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes
from corpus_builder.quotes.attribution.quoting_sentences import READ_REACH, read_sentences
from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.passages.pairs import Passage


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
