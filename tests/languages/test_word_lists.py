"""Lists of words in tables; all names are invented."""

from __future__ import annotations

from corpus_builder.languages.word_lists import index_papers, index_phrases


def test_phrases_are_found_by_their_first_word_and_the_longest_first() -> None:
    """Of two phrases that begin alike the longer one is tried first."""
    assert index_phrases(["de son", "de son côté", "par lui"]) == {
        "de": (("de", "son", "côté"), ("de", "son")),
        "par": (("par", "lui"),),
    }


def test_a_paper_is_also_found_without_its_article() -> None:
    """`au Phare` names `le phare`; a paper without an article has one form."""
    assert index_papers(["le phare", "l'ancre", "radio brie"], {"le", "l'"}) == {
        "le": (("le", "phare"),),
        "phare": (("phare",),),
        "l'": (("l'", "ancre"),),
        "ancre": (("ancre",),),
        "radio": (("radio", "brie"),),
    }
