"""Word sets: which words of one text another one has."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels.shingles import BATCH_CHARACTERS, count_shared, split_sets
from corpus_builder.kernels.word_sets import hash_words, make_word_sets, read_word_columns

TEXTS = st.lists(st.text(st.sampled_from("abcéÉœŒA1 2.,'’-ß"), max_size=30), max_size=8)


def has_all(one: str, other: str) -> bool:
    """Whether the other text has all plain words of the one."""
    words, plain = make_word_sets(read_word_columns([one, other]), hash_words([]), hash_words([]))
    shared = np.isin(split_sets(plain)[0], split_sets(words)[1])
    return bool(shared.all())


def test_words_are_found_in_other_writings() -> None:
    """Case, accents, ligatures, punctuation and digits that stand close do not hide a word; another ending does."""
    for one, other in [("la mer", "LA MÈRE ? La mer !"), ("cœur", "Coeur"), ("12h", "midi, 12 H"), ("l’école", "L'ECOLE")]:
        assert has_all(one, other)
    assert not has_all("les mers", "Les mer") and not has_all("abc", "a b c")


def test_names_and_numbers_are_not_plain() -> None:
    """Words with a capital, digits and the ignored words are no plain words."""
    words, plain = make_word_sets(
        read_word_columns(["Le 3 mai, deux élus de Sorny ont dit non."]), hash_words(["deux", "non"]), hash_words([])
    )
    assert words.sizes.tolist() == [10] and plain.sizes.tolist() == [5]


def test_words_may_be_left_out() -> None:
    """A word that is left out is in neither set, with a capital or without."""
    words, plain = make_word_sets(
        read_word_columns(["Le 3 mai, le maire de Sorny dit non."]), hash_words(["non"]), hash_words(["le", "de"])
    )
    assert words.sizes.tolist() == [6] and plain.sizes.tolist() == [3]


@given(TEXTS)
def test_a_set_depends_on_its_text_alone(texts: list[str]) -> None:
    """A text has the same words alone as among others, one for each run of letters or digits."""
    words, plain = (split_sets(sets) for sets in make_word_sets(read_word_columns(texts), hash_words([]), hash_words([])))
    for i, text in enumerate(texts):
        alone, alone_plain = make_word_sets(read_word_columns([text]), hash_words([]), hash_words([]))
        assert alone.values.tolist() == words[i].tolist() and alone_plain.values.tolist() == plain[i].tolist()
        folded = text.casefold().replace("é", "e").replace("œ", "oe")
        assert len(alone.values) == len(set(re.findall(r"\d+|[^\W\d]+", folded)))


def test_long_texts_do_not_run_together() -> None:
    """Texts beside much longer ones keep their words."""
    long = "mot " * (BATCH_CHARACTERS // 4)
    words, _ = make_word_sets(read_word_columns(["un deux", long, "trois", long, "un"]), hash_words([]), hash_words([]))
    assert words.sizes.tolist() == [2, 1, 1, 1, 1]
    assert count_shared(words, np.array([0, 0]), np.array([4, 2])).tolist() == [1, 0]
