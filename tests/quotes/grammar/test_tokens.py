"""Words as a language knows them, and their offsets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes.grammar.lexicon import read_lexicon, read_stopped_titles
from corpus_builder.quotes.grammar.tokens import (
    CAPITAL,
    DETERMINER,
    MAYBE_FINITE,
    PERSON,
    QUOTED,
    WORDY,
    BetweenBlanks,
    Kept,
    Pieces,
    Token,
    Tokens,
    compile_tokens,
)

TEXTS = st.text(st.sampled_from("aéBÉ M.Mr_-'’,!«» \u00a0\n1…"), max_size=60)


def cut_tokens(text: str) -> list[str]:
    """The words and signs of a text."""
    return compile_tokens(read_stopped_titles()).findall(text)


@given(TEXTS)
def test_tokens_leave_out_only_spaces_and_underscores(text: str) -> None:
    """All other characters belong to one token, in order."""
    assert "".join(cut_tokens(text)) == re.sub(r"[\s_]", "", text)


@given(TEXTS, TEXTS)
def test_each_token_stands_where_it_says(before: str, text: str) -> None:
    """Offsets are found for each token, with a passage between two stretches as well."""
    whole = before + "\n«x»" + text
    tokens = Tokens(whole).read(0, len(before), read_lexicon("fr").reader)
    tokens.add_passage(len(before) + 1, len(before) + 4)
    tokens.read(len(before) + 4, len(whole), read_lexicon("fr").reader)
    for at, token in enumerate(tokens):
        start, end = tokens.span(at, at + 1)
        assert whole[start:end] == ("«x»" if token.classes & QUOTED else token.text)
    assert [tokens.start(at) for at in range(len(tokens))] == sorted(tokens.start(at) for at in range(len(tokens)))


def test_titles_and_initials_keep_their_full_stop() -> None:
    """A short title and initials are one word with their stop; the end of a sentence is a sign of its own."""
    assert cut_tokens("Mr. J.-P. Kern l’a-t-il dit à Mme.") == ["Mr.", "J.-P.", "Kern", "l’", "a-t-il", "dit", "à", "Mme", "."]


def test_a_word_has_the_classes_of_its_language() -> None:
    """A verb of saying, a small word and a trade are known as such; an unknown verb is told by its ending."""
    said, the, mayor, sailed = read_lexicon("fr").read_tokens("ajoute le maire naviguait")

    assert said.finite == "speaking" and the.finite is None
    assert the.classes & DETERMINER and mayor.classes & PERSON and sailed.classes & MAYBE_FINITE
    assert not the.classes & PERSON and not mayor.classes & MAYBE_FINITE


def test_what_is_kept_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function is asked once for each text; when too many are kept they are dropped and asked for again."""
    monkeypatch.setattr("corpus_builder.quotes.grammar.tokens._SPELLINGS", 2)
    asked: list[str] = []

    def measure(text: str) -> int:
        asked.append(text)
        return len(text)

    kept = Kept(measure)

    assert [kept[text] for text in ("a", "bc", "a", "def", "a")] == [1, 2, 1, 3, 1]
    assert asked == ["a", "bc", "def", "a"] and len(kept) == 2


@given(TEXTS, st.integers(0, 9))
def test_the_first_tokens_are_those_of_all(text: str, count: int) -> None:
    """Reading some tokens only gives the first of all, in their places."""
    reader = read_lexicon("fr").reader
    some, tokens = Tokens(text).read_first(0, len(text), reader, count), Tokens(text).read(0, len(text), reader)

    assert some == tokens[:count]
    assert [some.start(at) for at in range(len(some))] == [tokens.start(at) for at in range(len(some))]


def test_pieces_are_read_once_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spelling is classified once, whatever pieces hold it; when too many are kept they are dropped and read again."""
    monkeypatch.setattr("corpus_builder.quotes.grammar.tokens._SPELLINGS", 3)
    asked: list[str] = []

    def classify(word: str) -> Token:
        asked.append(word)
        return Token(word, word, 0)

    pieces = Pieces(re.compile(r"\w+|\W").findall, classify)

    assert [[token.text for token in pieces[piece]] for piece in ("mer", "mer,", "mer", "sel", "mer")] == [
        ["mer"],
        ["mer", ","],
        ["mer"],
        ["sel"],
        ["mer"],
    ]
    assert asked == ["mer", ",", "sel"]
    assert pieces["vent"][0].text == "vent" and len(pieces) == 1


@given(TEXTS, st.sampled_from((PERSON, DETERMINER, WORDY | CAPITAL)))
def test_a_class_is_sought_in_all_tokens(text: str, classes: int) -> None:
    """A text has a word of some classes where one of its tokens has all of them."""
    lexicon = read_lexicon("fr")

    assert lexicon.has_word(text, classes) == any(token.classes & classes == classes for token in lexicon.read_tokens(text))


@given(TEXTS)
def test_a_text_is_cut_like_its_pieces(text: str) -> None:
    """Words and signs are the same whether a text is cut whole or between its spaces."""
    lexicon = read_lexicon("fr")

    assert [found[0] for found in lexicon.cut(text)] == [token.text for token in lexicon.read_tokens(text)]


@pytest.mark.parametrize("asked_before", [0, 100])
@pytest.mark.parametrize(
    ("word", "stands"),
    [("quai", True), ("le", True), ("port", False), ("ports", True), ("quai,", False), ("", False), ("quai ferme", False)],
)
def test_a_piece_stands_between_blanks(word: str, stands: bool, asked_before: int) -> None:
    """A piece of a text is a whole one between blanks, however many were asked for before."""
    pieces = BetweenBlanks("le quai ferme, les rapports\u00a0des\nports")
    assert not any(f"mot{number}" in pieces for number in range(asked_before))
    assert (word in pieces) is stands


def test_a_token_is_found_by_where_it_begins() -> None:
    """A place within a token or a blank gives the next token, one behind all of them their number."""
    tokens = Tokens("Un pont, hier").read(0, 13, read_lexicon("fr").reader)
    assert [tokens.find(place) for place in (0, 1, 3, 7, 9, 13)] == [0, 1, 1, 2, 3, 4]
