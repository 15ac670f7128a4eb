"""Speech without quotation marks: turns, paragraphs behind a colon, posts; all texts and people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes
from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.passages.dialogue import find_posts


def test_all_answers_of_an_interview_are_quotes() -> None:
    """In a run of dashes that asks somewhere every turn but a bare question is a quote, and no other paragraph."""
    turns = ["Le quai était-il vide ?", "Il était vide. Il servait de parking.", "Il est loin du bourg.", "Dix minutes à pied."]
    text = "\n".join(f"— {turn}" for turn in turns) + "\nLe soir tombe."

    assert [q.text for q in find_quotes(text)] == turns[1:]


def test_a_list_of_dashes_is_no_talk() -> None:
    """Dashes that neither ask nor report are a list."""
    assert find_quotes("Le conseil veut :\n— un bac gratuit ;\n— une digue plus haute.\nLe soir tombe.") == []


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("Le bac coule — Marie Colin (@mcolin) October 2, 2024", "Le bac coule"),
        ("Le bac coule — Marie Colin (@mcolin) 1er mai 2024", "Le bac coule"),
        ("Le bac coule https://port.example/a — Marie Colin (@mcolin)", "Le bac coule"),
        ("Le bac coule — marie colin (@mcolin)", None),
        ("Le bac coule (@mcolin)", None),
    ],
)
def test_a_post_is_told_by_its_handle(post: str, words: str | None) -> None:
    """Words, a dash, a name with its handle and maybe a date are a quote of that name."""
    posts = find_posts(post, [(0, len(post))], read_lexicon("fr"))

    assert [(quote.text, quote.speaker) for quote in posts] == ([(words, "Marie Colin")] if words else [])
