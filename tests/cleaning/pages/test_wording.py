"""What lines say, markup aside."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.pages.wording import ENDS, WIDE_CHARACTERS, find_phrases, phrase_names, read_wording

# A rendered page has no lone surrogates.
HOSTILE = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\0,;、|»©:.…?!\n\u0301٣漢字 19h2")), max_size=30
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Inscrivez-vous à notre newsletter", ["newsletter", "reader", "we"]),
        ("PHOTO: Le Quai", ["credit"]),
        ("Le pont rouvre mardi", []),
        ("", []),
    ],
)
def test_phrases_are_found_in_any_case(text: str, said: list[str]) -> None:
    """A line says what its words say, in capitals or not."""
    assert find_phrases(text) == said


@given(st.lists(HOSTILE, max_size=8, unique=True))
def test_columns_say_what_each_text_says(texts: list[str]) -> None:
    """Counts are those of the characters of a text, whatever the texts beside it."""
    wording = read_wording(texts)
    assert wording.sizes.tolist() == [*map(len, texts)]
    assert wording.commas.tolist() == [len(re.findall("[,;،、，]", text)) for text in texts]
    assert wording.is_signed.tolist() == [bool(re.search("[©|›»>•→@#]", text)) for text in texts]
    assert wording.digits.tolist() == [sum(map(str.isdecimal, text)) for text in texts]
    wide = [len(re.findall("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text)) for text in texts]
    assert wording.lengths.tolist() == [len(text) + (WIDE_CHARACTERS - 1) * n for text, n in zip(texts, wide, strict=True)]
    for text, bits in zip(texts, wording.phrases.tolist(), strict=True):
        assert [name for i, name in enumerate(phrase_names()) if bits >> i & 1] == find_phrases(text)


@given(st.lists(HOSTILE, max_size=8, unique=True))
def test_equal_words_have_equal_numbers(texts: list[str]) -> None:
    """The words of all texts stand one after another; two have one number exactly if they are spelt alike in lower case."""
    wording = read_wording(texts)
    words = [re.findall(r"\w+", text.lower()) for text in texts]
    assert [b - a for a, b in zip(wording.word_offsets, wording.word_offsets[1:], strict=False)] == [*map(len, words)]
    numbers: dict[str, int] = {}
    assert wording.words.tolist() == [numbers.setdefault(word, len(numbers)) for own in words for word in own]


@pytest.mark.parametrize(
    ("text", "end", "is_dated"),
    [
        ("Il pleut…", "dots", False),
        ("Il pleut.", "stop", False),
        ("Mardi 12 mars 2024", "none", True),
        ("À 9h30 :", "colon", True),
        ("Le 9 à 30", "none", False),
        ("12345", "none", False),
        ("", "none", False),
    ],
)
def test_ends_and_dates_are_read(text: str, end: str, is_dated: bool) -> None:
    """A line ends with dots, a stop, a colon or none of them; a date is a year of these two centuries or a time."""
    wording = read_wording([text])
    assert ENDS[wording.ends[0]] == end
    assert wording.is_dated.tolist() == [is_dated]
