"""Words are counted as the pattern that defines them does, whatever the text."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels import word_counts
from corpus_builder.kernels.word_counts import count_words

# What a word is, as Arrow reads patterns.
WORD = r"[\pL\pN]+(?:['’\-.][\pL\pN]+)*"
TEXTS = st.lists(
    st.one_of(
        st.none(),
        # characters that are new in some version of Unicode are left out
        st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=20),
        st.text(st.sampled_from("aé3_'’-. \n\u0301²京\U0001d11e\0"), max_size=20),
    ),
    max_size=8,
)
WORDS = [
    ("", 0),
    ("« »", 0),
    ("un", 1),
    ("l’accord d'été", 2),
    ("peut-être 3.5 millions", 3),
    ("10h30, rue 12bis", 3),
    ("Ελλάδα 東京 العربية", 3),
]


@pytest.mark.parametrize(("text", "count"), WORDS)
def test_words_are_runs_of_letters_and_digits(text, count):
    """Marks are no words; an apostrophe, a hyphen or a point inside a word does not end it."""
    assert count_words(pa.array([text])).to_pylist() == [count]


@given(TEXTS)
def test_counts_are_those_of_the_pattern(texts):
    """Every text has the words that the pattern finds in it alone; no text has no count."""
    column = pa.array(texts, pa.string())
    assert count_words(column).to_pylist() == pc.count_substring_regex(column, WORD).to_pylist()


def test_a_column_is_counted_in_parts(monkeypatch):
    """Parts and chunks of a column change nothing."""
    texts = [text for text, _ in WORDS]
    monkeypatch.setattr(word_counts, "BATCH_TEXTS", 2)
    assert count_words(pa.chunked_array([texts[:3], texts[3:]])).to_pylist() == [count for _, count in WORDS]
