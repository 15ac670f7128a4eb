"""Normalization: what it hides, and what it must not hide."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.text.normalization import (
    casefold_without_accents,
    lower_with_plain_signs,
    lower_without_accents,
    normalize_letters,
    normalize_words,
    spell_words,
    strip_accents,
)

SAME = [
    ("L’ÉTÉ  revient !", "letereVIENT"),
    ("Cœur, ﬁn, Straße", "coeur fin strasse"),
    ("Ｆｕｌｌ １２", "full12"),
    ("e\u0301te\u0301", "été"),
    ("zone\u00adtest\u200b", "zonetest"),
    ("Łódź, Ørsted", "lodz orsted"),
]
DIFFERENT = [("chat", "chut"), ("12", "21"), ("猫", "犬"), ("가", "각"), ("กา", "กี"), ("𠀀", "𠀁"), ("a", "aa")]


def normalize(text: str) -> str:
    normalized = normalize_letters([text])
    return "".join(map(chr, normalized.characters))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_typography_is_dropped(one: str, other: str) -> None:
    """Case, accents, ligatures, width, blanks and invisible characters do not make two texts different."""
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_letters_are_kept(one: str, other: str) -> None:
    """Other letters, digits, syllables, vowel signs and characters beyond the first plane stay different."""
    assert normalize(one) != normalize(other)


def test_texts_do_not_run_together() -> None:
    """Each text's normalized characters lie between its own offsets, expanded letters and empty texts included."""
    texts = ["œuf", "", "…", "ﬁn", "ab"]
    normalized = normalize_letters(texts)
    assert ["".join(map(chr, part)) for part in np.split(normalized.characters, normalized.offsets[1:-1])] == [
        "oeuf",
        "",
        "",
        "fin",
        "ab",
    ]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_words_cover_the_normalized_text(texts: list[str]) -> None:
    """The words of a text are its normalized letters and digits, none left out, each in its text."""
    normalized, words = normalize_letters(texts), normalize_words(texts)
    assert np.array_equal(words.characters, normalized.characters)
    owner = np.searchsorted(normalized.offsets, words.starts, "right") - 1
    assert np.array_equal(owner, words.rows) and np.all(np.diff(words.starts) > 0)
    assert (words.starts[:1] == 0).all() and len(words.starts) >= sum(
        map(any, np.split(normalized.characters, normalized.offsets[1:-1]))
    )


@given(st.text())
def test_accents_are_stripped(text: str) -> None:
    """Nothing is left that decomposes or, in the first plane, combines; and nothing is left to strip."""
    plain = strip_accents(text)
    assert strip_accents(plain) == plain
    assert not any(unicodedata.combining(c) and c < "\U00010000" for c in plain)


def test_letters_stay_letters() -> None:
    """Case, blanks and punctuation stay; ligatures and letters with a stroke are written out."""
    assert strip_accents("Ça, c’est l’Œuvre du Łódź !") == "Ca, c’est l’OEuvre du Lodz !"


@pytest.mark.parametrize("text", ["L'ÉCHO du port", "l’écho – du « Port »", " l écho, du\tport!", "L'Écho du Port..."])
def test_words_are_spelled_alike(text: str) -> None:
    """Case, marks, blanks and the kind of apostrophe make no difference; accents do."""
    assert spell_words(text) == "l écho du port" != spell_words("l'echo du port")


@pytest.mark.parametrize(
    ("text", "low", "casefolded", "plain_signs"),
    [
        ("ÉTÉ", "ete", "ete", "été"),
        ("L’Œuvre", "l’oeuvre", "l’oeuvre", "l'œuvre"),
        ("Straße", "straße", "strasse", "straße"),
        ("Annonçé", "annonce", "annonce", "annoncé"),
        ("vingt\u2011deux", "vingt‐deux", "vingt‐deux", "vingt-deux"),
        ("plain", "plain", "plain", "plain"),
    ],
)
def test_each_normalization_drops_what_its_name_says(text: str, low: str, casefolded: str, plain_signs: str) -> None:
    """Case and accents, every difference of case and accents, or case and the kinds of apostrophes and hyphens."""
    found = lower_without_accents(text), casefold_without_accents(text), lower_with_plain_signs(text)
    assert found == (low, casefolded, plain_signs)
