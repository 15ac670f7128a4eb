"""Notices are known by their words, in whatever order; what tells a story or quotes somebody is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.rules.notices import NoticeBook, Voice, list_tokens, make_gate, make_notices
from corpus_builder.kernels.line_counts import lay_out_lines, number_words

VOICE = Voice(2, frozenset({"app", "newsletter", "article"}), frozenset({"our"}), frozenset({"you", "^read"}))
BOOK = make_notices([["^contact ^write_to + newsroom"], ["app + get our"], []], [VOICE], ["*tait", "said"])


def find(text: str) -> set[int]:
    return set(BOOK.find(text))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Contact the newsroom", {0}),
        ("A tip? Write to our newsroom!", {0}),
        ("They contact the newsroom", set()),
        ("Write in verse to the newsroom", set()),
        ("Get it: the APP", {1}),
        ("“Contact the newsroom”", set()),
        ("Contact the newsroom, she said", set()),
        ("Contact the newsroom, elle existait", set()),
        ("Contact", set()),
        ("", set()),
    ],
)
def test_a_notice_has_a_word_of_each_group(text: str, places: set[int]) -> None:
    """A word may have to begin a sentence or to stand beside another; a quotation and a story are no notice."""
    assert find(text) == places


@pytest.mark.parametrize(
    ("text", "is_notice"),
    [
        ("Your article: you have our newsletter", True),
        ("The article in our app is for you", True),
        ("Read our article", True),
        ("We read our article", False),
        ("Our article", False),
        ("An app, a newsletter, an article", False),
        ("Have you seen our article?", False),
        ("You have our article " + "and then " * 15, False),
    ],
)
def test_a_short_text_with_enough_words_of_the_paper_speaks_to_its_readers(text: str, is_notice: bool) -> None:
    """Words for what it offers, for itself and to address readers count together; a question and a long text do not."""
    assert (2 in find(text)) == is_notice


WORDS = ["contact", "write", "to", "newsroom", "app", "our", "you", "article", "the", "newsletter", ".", "Said", "read"]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=9))
def test_the_gate_lets_every_notice_through(texts: list[str]) -> None:
    """What the gate says of many lines at once is no less than what is found in each."""
    known = {word: number for number, word in enumerate(["first", *BOOK.list_words()])}
    words = number_words(lay_out_lines(texts), texts, known)
    assert not (~make_gate(BOOK, known).find(words) & [bool(find(text)) for text in texts]).any()


def test_the_gate_has_room_for_any_number_of_groups() -> None:
    """Groups that do not fit into one number go on in the next."""
    book = make_notices([[f"a{number} + b{number}" for number in range(200)]], [], [])
    known = {word: number for number, word in enumerate(book.list_words())}
    texts = ["a7 b7", "a7 b8", "x", "a199 c b199", "b0 a0", "."]
    gate = make_gate(book, known)
    assert gate.find(number_words(lay_out_lines(texts), texts, known)).tolist() == [True, False, False, True, True, False]


def test_a_book_without_notices_finds_none() -> None:
    """Tables may have none."""
    book: NoticeBook = make_notices([[]], [], [])
    texts = ["Contact the newsroom"]
    assert not list(book.find(texts[0]))
    assert not make_gate(book, {"contact": 0}).find(number_words(lay_out_lines(texts), texts, {"contact": 0})).any()


def test_tokens_know_where_sentences_begin() -> None:
    """A mark of a sentence stands before the first word of each, an underscore between neighbours of one."""
    assert list_tokens("Un. DEUX trois") == {"un", "^un", "deux", "^deux", "trois", "^deux_trois", "deux_trois"}
