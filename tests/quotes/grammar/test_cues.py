"""Words that look like verbs of saying; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# French text, words and speaker
NOUNS = [
    ("Il admettait que les relations avec la mairie étaient « tendues ».", [("tendues", "Il")]),
    ("La préfète assure que les plaintes seront « toutes examinées ».", [("toutes examinées", "La préfète")]),
    ("Le juge a noté que les analyses du laboratoire étaient « fragiles ».", [("fragiles", "Le juge")]),
]


@pytest.mark.parametrize(("text", "expected"), NOUNS)
def test_a_noun_that_looks_like_a_verb_behind_que_is_a_noun(text: str, expected: list[tuple[str, str]]) -> None:
    """Behind `que` and an article a form that is noun or verb is a noun, as the verb would have its subject there."""
    assert [(quote.text, quote.speaker) for quote in find_quotes(text)] == expected
