"""Whether a statement denies something, by the words of all languages; all examples are invented."""

from __future__ import annotations

import pytest

from corpus_builder.statements.conflicts.denial import HALF, NONE, PERHAPS, SURE, find_denials, read_denial


@pytest.mark.parametrize(
    ("words", "denial"),
    [
        ("", NONE),
        ("le bac part", NONE),
        ("le bac ne part pas", SURE),
        ("un pas de plus", NONE),
        ("le bac ne partira donc plus", SURE),
        ("plus de bacs", NONE),
        ("ne le dis demain dans le port plus", HALF),
        ("incapable", PERHAPS),
        ("no 12", NONE),
        ("no ferry", SURE),
        ("not just the ferry", PERHAPS),
        ("plus que jamais", PERHAPS),
    ],
)
def test_a_denial_is_read_from_its_words(words: str, denial: int) -> None:
    """Words that deny alone, beside `ne` within five words, or perhaps; steps, numbers and `not only` are told apart."""
    lows = words.split()
    assert read_denial(lows, [place for place, denies in enumerate(find_denials(lows)) if denies]) == denial
