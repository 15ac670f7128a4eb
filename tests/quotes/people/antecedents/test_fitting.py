"""The people whom a pronoun may mean; all are invented."""

from __future__ import annotations

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.antecedents.fitting import find_unknown_speaker, list_candidates, list_speaking
from corpus_builder.quotes.people.antecedents.roles import Role
from corpus_builder.quotes.people.discourse import Discourse, Known, mentions_before

TEXT = "Odile Kern est venue. Paul Arnal a vu la mère de Luc Perrin. Il"


def make_known(text: str, language: str = "fr") -> Known:
    """What is known of a text before any speaker is resolved."""
    return Known(Discourse(text, (), read_lexicon(language), 700))


def test_candidates_come_with_what_is_known_of_them() -> None:
    """The nearest first, with the sentence ends between, the role, and whether the gender agrees or is unknown."""
    known = make_known(TEXT)
    found = list_candidates(known, mentions_before(known, len(TEXT) - 2), ("masculine",), set())

    assert [(c.name, c.far, c.role, c.sure, c.dependent) for c in found] == [
        ("Luc Perrin", 1, Role.MENTIONED, True, True),
        ("Paul Arnal", 1, Role.SUBJECT, True, False),
    ]


def test_some_are_excluded() -> None:
    """Whoever the words name is no candidate, nor is anybody of the other gender."""
    known = make_known(TEXT)
    near = list(mentions_before(known, len(TEXT) - 2))

    assert [c.name for c in list_candidates(known, near, ("masculine",), {"Luc Perrin"})] == ["Paul Arnal"]
    assert [c.name for c in list_candidates(known, near, ("feminine",), set())] == ["Odile Kern"]


def test_an_unknown_name_may_speak() -> None:
    """A name of which nothing is told is found where it speaks, in the sentence before, and looks like a person's."""
    spoken = make_known("La mer monte, a estimé Cheong Kimsu, de Brie. Il", "fr")
    silent = make_known("La mer monte devant Cheong Kimsu. Il", "fr")

    found = find_unknown_speaker(spoken, mentions_before(spoken, 46))
    assert found and (found.name, found.sure) == ("Cheong Kimsu", False)
    assert find_unknown_speaker(silent, mentions_before(silent, 34)) is None


def test_those_who_say_quotes_are_listed() -> None:
    """Each speaker once, in the order of the text; who only completes a description is none."""
    text = "« Oui », dit Paul Arnal. « Non », dit la mère de Luc Perrin. « Si », dit Paul Arnal."
    spans = [(text.index(words), text.index(words) + len(words)) for words in ("Paul Arnal", "la mère de Luc Perrin")]
    discourse = Discourse(text, (), read_lexicon("fr"), 700, speakers=spans)

    assert list_speaking(Known(discourse)) == ["Paul Arnal"]
