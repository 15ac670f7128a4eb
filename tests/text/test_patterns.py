"""Parts of patterns: any word of a list, and what must or must not stand before."""

from __future__ import annotations

import re

import pytest

from corpus_builder.text.patterns import look_behind, match_any


def test_no_words_match_nothing() -> None:
    """A language without such words takes no part; an empty pattern would match everywhere."""
    assert re.search(match_any([]), "qu'un") is None
    assert re.fullmatch(match_any(["c.", "qu"]), "qu") and not re.fullmatch(match_any(["c."]), "cx")


@pytest.mark.parametrize(
    ("text", "stops"), [("Mr. Reed", 0), ("Drs. Reed", 0), ("lamr. Reed", 1), ("HMr. Reed", 1), ("Reed.", 1)]
)
def test_words_of_any_length_are_looked_back_at(text: str, stops: int) -> None:
    """Python looks back at patterns of one length only, so that each length has its own; a word is a whole one."""
    refused = "".join(look_behind(frozenset({"Mr", "Drs"}), r"\.", "!"))
    assert len(re.findall(rf"\.{refused}", text)) == stops
