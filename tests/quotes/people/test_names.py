"""Whom a name means that stands without its first name; all people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.discourse import Discourse, Known
from corpus_builder.quotes.people.names import is_full_name, read_name

TEXT = "Odile Kernac est venue. Odile Kernac a signé avec Paul Arnal et Luc Arnal. Kernak sourit. Marelle se tait."


@pytest.mark.parametrize(
    ("words", "name", "why"),
    [
        ("Kernac", "Odile Kernac", "the name in full elsewhere"),
        ("Mme Kernac", "Odile Kernac", "the name in full elsewhere"),
        ("M. Kernac", None, "a title of the other gender"),
        ("Kernak", "Odile Kernac", "a misspelled name"),
        ("Arnal", None, "a name shared by several"),
        ("Marelle", "Marelle", "named"),
        ("Paul et Luc", None, "more than one"),
        ("Avocats", None, "more than one"),
        ("Brie's ambassador", None, ""),
        ("la capitaine", None, ""),
    ],
)
def test_a_name_is_completed_when_one_person_bears_it(words: str, name: str | None, why: str) -> None:
    """A surname, with a title or a letter off, means its one bearer; what is no name is left to others."""
    found = read_name(Known(Discourse(TEXT, (), read_lexicon("fr"), 700)), words, (len(TEXT), len(TEXT)))

    assert (found.name, found.why) == (name, why)


@pytest.mark.parametrize(
    ("words", "expected"), [("Odile Kern", True), ("Kern Odile", False), ("Odile", False), ("odile Kern", False)]
)
def test_a_full_name_needs_no_document(words: str, expected: bool) -> None:
    """A first name and a surname, both capitalised, and nothing else."""
    assert is_full_name(words, read_lexicon("fr")) == expected


# a text that ends in a mention, its language, the mention, and whom it means
MENTIONS = [
    ("It was late, Harbourline publicists", "en", "Harbourline publicists", None),
    (
        "Le député M'hamed El Kernac rit. M. El Kernac part. Il est tard, dit M. El Kernac",
        "fr",
        "M. El Kernac",
        "M'hamed El Kernac",
    ),
    (
        "Le Comité de la Ville pour les quais (Cvq) rit. Il est tard, dit le Comité de la Ville",
        "fr",
        "le Comité de la Ville",
        "Comité de la Ville pour les quais",
    ),
    ("C'est faux. Il est tard, dit C'", "fr", "C'", None),
    ("Samuel A. Brelm Jr. spoke. It was late, Brelm", "en", "Brelm", "Samuel A. Brelm Jr."),
    ("Samuel A. Brelm Jr. spoke. It was late, Samuel Brelm", "en", "Samuel Brelm", "Samuel A. Brelm Jr."),
    ("It was late, Harbourline President Dwina Marsh", "en", "Harbourline President Dwina Marsh", "Dwina Marsh"),
    ("It was late, PM Rao", "en", "PM Rao", "Rao"),
    ("Zane Brelm sang. Then his brother, Sami Brelm, came. It was late, Mr Brelm", "en", "Mr Brelm", "Zane Brelm"),
    ("Léa Brelm et Paul Brelm sont là. Il est tard, dit Mme Brelm", "fr", "Mme Brelm", "Léa Brelm"),
    ("Léa Brelm et Paul Brelm sont là. Il est tard, dit Brelm", "fr", "Brelm", None),
    ("Il est tard, dit Mgr Kernac", "fr", "Mgr Kernac", "Kernac"),
    ("Le dessin est là, dit Jul", "fr", "Jul", "Jul"),
    ("Il est tard, dit l'avocat de M. Arnal", "fr", "l'avocat de M. Arnal", None),
    ("A research paper came. Research", "en", "Research", None),
    ("On vote. Impossible", "fr", "Impossible", None),
    ("On vote. C'était", "fr", "C'était", None),
    ("Bientôt Adoniram Keller", "fr", "Bientôt Adoniram Keller", "Adoniram Keller"),
    ("They sang. Israeli", "en", "Israeli", None),
    ("The quay closed. March 30", "en", "March 30", None),
    ("Il est tard, dit al-Kernac", "fr", "al-Kernac", "al-Kernac"),
    ("Martin Brink King sang. It was late, King", "en", "King", "Martin Brink King"),
    ("It was late, The Embassy", "en", "The Embassy", None),
    ("Il est tard, selon La Commission", "fr", "La Commission", None),
    ("The Bristol Harbour Weekly grew. It was late, the Weekly", "en", "the Weekly", "Bristol Harbour Weekly"),
]
# what stands behind a lone word at the start of a sentence, and whether the word is a name
FOLLOWING = [
    (". 8, 1963", None),
    ("officials said so", None),
    ("industry groups said so", None),
    ("call it so", None),
    ("calls it so", "Brelms"),
]


@pytest.mark.parametrize(("text", "language", "words", "name"), MENTIONS)
def test_a_mention_is_named_in_full_or_not_at_all(text: str, language: str, words: str, name: str | None) -> None:
    """Titles fall away, one person has one name, and a word that only begins its sentence is none."""
    speaker = len(text) - len(words), len(text)

    assert read_name(Known(Discourse(text, (), read_lexicon(language), 700)), words, speaker).name == name


@pytest.mark.parametrize(("following", "name"), FOLLOWING)
def test_a_word_that_only_describes_is_no_name(following: str, name: str | None) -> None:
    """Nor is one in the plural before a verb in the plural."""
    known = Known(Discourse(f"Brelms{following if following.startswith('.') else ' ' + following}.", (), read_lexicon("en"), 700))

    assert read_name(known, "Brelms", (0, 6)).name == name


@pytest.mark.parametrize(
    ("words", "name"),
    [("Jul", "Jul' Maroc"), ("Maroc", "Jul' Maroc"), ("Mansur", "Mansur al-Kernac"), ("El Kernac", "M'jid El Kernac")],
)
def test_a_name_that_was_cut_is_made_whole(words: str, name: str) -> None:
    """An apostrophe or a hyphen inside a name does not end it."""
    text = "Jul' Maroc, Mansur al-Kernac et M'jid El Kernac sont venus."
    start = text.index(words)
    known = Known(Discourse(text, (), read_lexicon("fr"), 700))

    assert read_name(known, words, (start, start + len(words))).name == name
