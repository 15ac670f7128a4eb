"""Every character of a repaired text has its place in the source."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cleaning.encoding.test_repair import ALPHABET, SENTENCE, repair


@given(st.text(ALPHABET, max_size=80))
def test_alignment_is_total_and_rises(text: str) -> None:
    """The runs cover both texts from end to end and never go back."""
    repaired = repair(text)
    after, before = repaired.alignment.after, repaired.alignment.before
    assert after[0] == before[0] == 0
    assert (after[-1], before[-1]) == (len(repaired.text), len(text))
    assert list(after) == sorted(after) and list(before) == sorted(before) and len(after) == len(before)


DAMAGES = [
    lambda word: word.encode().decode("latin-1"),
    lambda word: word.encode().decode("latin-1").encode().decode("latin-1"),
    lambda word: word.encode().decode("cp850"),
    lambda word: "".join(f"&#{ord(letter)};" for letter in word),
    lambda word: "\x00" + word,
    lambda word: word,
]


@given(
    st.lists(
        st.tuples(st.sampled_from(["été", "à", "«", "déjà", "œuf", "maire"]), st.sampled_from(DAMAGES)), min_size=1, max_size=12
    )
)
def test_unchanged_words_map_exactly(words: list[tuple[str, object]]) -> None:
    """In a line full of repairs each sound word keeps its exact place in the source."""
    source = " ".join(f"mot{n}x {damage(word)}" for n, (word, damage) in enumerate(words))  # type: ignore[operator]
    repaired = repair(source)
    for n in range(len(words)):
        place = repaired.text.index(f"mot{n}x")
        end = place + len(f"mot{n}x")
        assert source[repaired.alignment.start(place) : repaired.alignment.end(end)] == f"mot{n}x"


@pytest.mark.parametrize("encoding_name", ["latin-1", "cp850", "mac-roman"])
def test_repaired_words_map_to_what_they_stood_for(encoding_name: str) -> None:
    """The span of each repaired word is that of its misreading."""
    words = SENTENCE.split(" ")
    broken = [word.encode().decode(encoding_name) for word in words]
    repaired = repair(" ".join(broken))
    place = 0
    for word, misread in zip(words, broken, strict=True):
        span = repaired.alignment.start(place), repaired.alignment.end(place + len(word))
        assert " ".join(broken)[slice(*span)] == misread
        place += len(word) + 1


@pytest.mark.parametrize("source", ["A\u030aA", "e\u0301e", "ou\u0302u", "A\u030a A\u030aA A"])
def test_a_composed_letter_maps_to_the_decomposed_one(source: str) -> None:
    """Also before the last letters of a text, where its base letter stands again."""
    repaired = repair(source)
    spans = [(repaired.alignment.start(i), repaired.alignment.end(i + 1)) for i in range(len(repaired.text))]
    assert [normalize("NFC", source[start:end]) for start, end in spans] == list(repaired.text)
