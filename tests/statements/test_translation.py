"""What a word is in the other language; all examples are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.statements.spellings import read_spellings
from corpus_builder.statements.translation import (
    ROOT_LEAST,
    Word,
    expand_word,
    find_lemmas,
    find_roots,
    read_phrase,
    read_words,
    respell_names,
)
from corpus_builder.statements.vocabulary import read_pairs

# words that lose several suffixes, one after the other, and what is left of them
ROOTS = {
    "nationalisations": "nation",
    "hopelessness": "hope",
    "lessness": "les",
    "cherishing": "cherish",
    "port": "port",
    "x": "x",
}


# any letters and digits, and what people write
WORDS = st.text(st.characters(categories=["L", "N"]) | st.sampled_from("aeéisSnty"), min_size=1, max_size=12) | st.sampled_from(
    [
        "nationalisations",
        "HLMs",
        "Marchés",
        "VILLES",
        "ΑΣ",
        "ΑΣs",
        "œuvres",
        "Straße",
        "running",
        "sitting",
        "dans",
        "2024",
        "ﬁns",
    ]
)


def read_word(written: str, language: str, *, named: bool) -> Word | None:
    """What a word of its own is."""
    [word] = read_words(read_spellings([written]), [0], [named], language)
    return None if word is None else expand_word(word)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("forêt", "forest"),
        ("forêts", "forest"),
        ("vendues", "sold"),
        ("journaux", "newspapers"),
        ("actrice", "actress"),
        ("rénovation", "renovation"),
        ("responsabilité", "responsibility"),
        ("économie", "economy"),
        ("moteur", "engines"),
        ("appelle", "called"),
        ("lentement", "slowly"),
        ("médecins", "doctors"),
        ("ECOLE", "school"),
        ("Londres", "London"),
        ("Gorbatchev", "Gorbachev"),
        ("OTAN", "NATO"),
        ("HLM", "HLMs"),
    ],
)
def test_words_share_a_key_with_their_translation(french: str, english: str) -> None:
    """Dictionary, endings, cognates, respelled names and acronyms lead to a common key."""
    one, other = read_word(french, "fr", named=True), read_word(english, "en", named=True)
    assert one is not None
    assert other is not None
    assert one.keys & other.keys


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("librairie", "library"),
        ("pain", "pain"),
        ("chat", "chat"),
        ("marché", "walked"),
        ("journée", "journey"),
        ("Brie", "Kerven"),
    ],
)
def test_false_friends_share_none(french: str, english: str) -> None:
    """Words that only look alike, or not at all, have no key in common."""
    one, other = read_word(french, "fr", named=False), read_word(english, "en", named=False)
    assert one is not None
    assert other is not None
    assert not one.keys & other.keys


def test_small_words_say_nothing() -> None:
    """Function words are no words of a statement, names written alike are."""
    assert read_word("dans", "fr", named=False) is None
    assert read_word("through", "en", named=False) is None
    assert read_word("Will", "en", named=True) is not None


def test_rare_words_weigh_more() -> None:
    """A name weighs more than a word out of the dictionary, that more than a plain one, that more than a common one."""
    words = [
        read_word(written, "fr", named=named)
        for written, named in [("Kerven", True), ("zibeline", False), ("digue", False), ("jour", False)]
    ]
    weights = [word.weight for word in words if word is not None]
    assert weights == sorted(set(weights), reverse=True)
    assert len(weights) == 4


def test_two_words_may_be_one() -> None:
    """`porte-parole` is a spokesman, no door and no speech; in English the two words are none."""
    phrase = read_phrase("porte", "parole", "fr")
    assert phrase is not None
    assert find_roots(["spokesman"])[0] in phrase.keys
    assert read_phrase("porte", "parole", "en") is None


def test_accents_part_words_where_they_are_written() -> None:
    """`marché` is a market and a form of `marcher`, `marche` only the latter or a walk; without accents both are possible."""
    written, bare, loud = find_lemmas(["marchés", "marche", "PECHE"], "fr")
    assert "marché" in written
    assert "marché" not in bare
    assert {"pêche", "péché"} <= set(loud)


def test_names_are_respelled() -> None:
    """Transliterations of a name come together, names do not."""
    french, english, other, another = respell_names(["Gorbatchev", "Gorbachev", "Perrin", "Perron"])
    assert french == english
    assert other != another
    assert len(set(respell_names(["Poutine", "Putin"]))) == 1


def test_a_root_is_what_all_suffixes_leave() -> None:
    """Suffixes are taken off one after the other, the longest first, as long as four letters stay."""
    assert find_roots(list(ROOTS)) == list(ROOTS.values())


@given(st.lists(WORDS, max_size=8), st.sampled_from(["fr", "en"]))
def test_a_word_is_read_alone_as_among_others(written: list[str], language: str) -> None:
    """What a word says, its root, its spellings as a name and its lemmas do not depend on the words that are read with it."""
    spellings, numbers = read_spellings(written), list(range(len(written)))
    named = [number % 2 > 0 for number in numbers]
    assert [spellings[number] for number in numbers] == [read_spellings([word])[0] for word in written]
    assert read_words(spellings, numbers, named, language) == [
        read_words(read_spellings([word]), [0], [is_named], language)[0] for word, is_named in zip(written, named, strict=True)
    ]
    assert find_roots(written) == [find_roots([word])[0] for word in written]
    assert respell_names(written) == [respell_names([word])[0] for word in written]
    assert find_lemmas(written, language) == [find_lemmas([word], language)[0] for word in written]


@given(
    st.lists(st.sampled_from(["bcdfg", *sorted({s for pair in read_pairs() for s in pair.suffixes})]), max_size=6).map("".join)
)
def test_suffixes_go_one_by_one(word: str) -> None:
    """Each time the longest suffix that leaves four letters is taken off, until there is none; respelling comes behind."""
    suffixes = {suffix for pair in read_pairs() for suffix in pair.suffixes}
    bare = word
    while found := [s for s in suffixes if bare.endswith(s) and len(bare) - len(s) >= ROOT_LEAST]:
        bare = bare.removesuffix(max(found, key=len))
    whole, left = find_roots([word, bare])
    assert whole == left


def test_a_word_that_is_all_suffixes_is_read() -> None:
    """Of a word of hundreds of thousands of letters, all of them suffixes, the same root is left as of a short one."""
    assert len(set(find_roots(["é" * 300_000, "é" * 9]))) == 1
