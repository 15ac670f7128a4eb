"""Normalization: what it hides, and what it must not hide."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.make_characters import normalize_character, render_normalization
from corpus_builder.text import characters, normalization
from corpus_builder.text.normalization import (
    casefold_without_accents,
    load_normal_characters,
    lower_with_plain_signs,
    lower_without_accents,
    normalize_letters,
    normalize_words,
    spell_words,
    strip_accents,
    write_plain_copy,
)

TABLE = Path(normalization.__file__).parent / normalization.TABLE
VERSION = TABLE.read_text(encoding="ascii").split()[1].rstrip(":")

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


def test_normal_characters_are_those_of_the_interpreter() -> None:
    """Of code points that this Python knows the table says what it does: case, accents, ligatures and width go."""
    first, more = load_normal_characters()
    codes = [code for code in range(normalization.TABULATED_PLANES) if unicodedata.category(chr(code)) != "Cn"]
    found = {code: more.get(int(first[code]), [int(first[code])] if first[code] else []) for code in codes}
    differ = [code for code in codes if found[code] != [*map(ord, normalize_character(chr(code)))]]
    assert len(differ) < 10


@pytest.mark.skipif(unicodedata.unidata_version != VERSION, reason=f"this Python does not have Unicode {VERSION}")
def test_the_table_is_what_its_script_writes() -> None:
    """The table was made by its script, from the version of Unicode that it names, as that of the classes."""
    assert TABLE.read_text(encoding="ascii") == render_normalization()
    assert (TABLE.parent / characters.TABLE).read_text(encoding="ascii").startswith(f"Unicode {VERSION}:")


@given(st.integers(0, 0x10FFFF))
def test_a_character_alone_becomes_what_the_table_says(code: int) -> None:
    """Every code point is looked up, also those beyond the planes of the table, which stand for themselves."""
    first, more = load_normal_characters()
    one = int(first[code]) if code < normalization.TABULATED_PLANES else code
    expected = more.get(one, [one] if one else [])
    assert normalize_letters([chr(code)]).characters.tolist() == expected


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("s´inquiète l`adjointe", "s’inquiète l’adjointe"),
        ("D′Aubry, O＇Neil, cʼest, l‘eau, aujourd‘hui", "D’Aubry, O’Neil, c’est, l’eau, aujourd’hui"),
        ("the drivers’ friend, Pat O‘Dell", "the drivers’ friend, Pat O’Dell"),
        ("Pat O‘Dell, the drivers’ friend", "Pat O’Dell, the drivers’ friend"),
        ("l´e\u0301te\u0301, déjà", "l’été, déjà"),
        ("he said‘no one’ knew", None),
        ("5′ tall, 1´30, 6′2″, rock `n` roll, ‘yes’, d´1 euro", None),
        ("l’été, l'hiver", None),
        ("a\u0301\u0301\u0301\u0301", None),
        ("a\r\nb\rc\u2028d\u2029\r\n\r\ne\n\rf", "a\nb\nc\nd\n\n\ne\n\nf"),
    ],
)
def test_signs_between_two_letters_are_read_as_apostrophes(text: str, copy: str | None) -> None:
    """Not before a figure or a word, nor where they open a quotation; accents are composed, and line ends are line feeds."""
    found = write_plain_copy(text)
    assert (found and found.text) == copy


@given(st.text("ae\u0301\u0308´‘’` 1n\n\r\u2028", max_size=30))
def test_a_plain_copy_covers_its_text(text: str) -> None:
    """Its runs rise from nothing to the ends of both."""
    if (copy := write_plain_copy(text)) is not None:
        assert (copy.after[0], copy.before[0], copy.after[-1], copy.before[-1]) == (0, 0, len(copy.text), len(text))
        assert list(copy.after) == sorted(copy.after) and list(copy.before) == sorted(copy.before)
