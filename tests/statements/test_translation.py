"""What a word is in the other language; all examples are invented."""

from __future__ import annotations

import pytest

from corpus_builder.statements.translation import find_lemmas, read_phrase, read_word, respell_name, root

# words that lose several suffixes, one after the other, and what is left of them
ROOTS = {
    "nationalisations": "nation",
    "hopelessness": "hope",
    "lessness": "les",
    "cherishing": "cherish",
    "port": "port",
    "x": "x",
}


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
        read_word(*row)
        for row in [("Kerven", "fr", True), ("zibeline", "fr", False), ("digue", "fr", False), ("jour", "fr", False)]
    ]
    weights = [word.weight for word in words if word is not None]
    assert weights == sorted(set(weights), reverse=True)
    assert len(weights) == 4


def test_two_words_may_be_one() -> None:
    """`porte-parole` is a spokesman, no door and no speech; in English the two words are none."""
    phrase = read_phrase("porte", "parole", "fr")
    assert phrase is not None
    assert root("spokesman") in phrase.keys
    assert read_phrase("porte", "parole", "en") is None


def test_accents_part_words_where_they_are_written() -> None:
    """`marché` is a market and a form of `marcher`, `marche` only the latter or a walk; without accents both are possible."""
    assert "marché" in find_lemmas("marchés", "fr")
    assert "marché" not in find_lemmas("marche", "fr")
    assert {"pêche", "péché"} <= set(find_lemmas("PECHE", "fr"))


def test_names_are_respelled() -> None:
    """Transliterations of a name come together, names do not."""
    assert respell_name("Gorbatchev") == respell_name("Gorbachev")
    assert respell_name("Poutine") == respell_name("Putin")
    assert respell_name("Perrin") != respell_name("Perron")


@pytest.mark.parametrize(("word", "expected"), ROOTS.items())
def test_a_root_is_what_all_suffixes_leave(word: str, expected: str) -> None:
    """Suffixes are taken off one after the other, the longest first, as long as four letters stay."""
    assert root(word) == expected


def test_a_word_that_is_all_suffixes_is_read() -> None:
    """Of a word of hundreds of thousands of letters, all of them suffixes, the same root is left as of a short one."""
    assert root("é" * 300_000) == root("é" * 9)
