"""Titles and trades beside a name; all people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.runs import find_runs
from corpus_builder.quotes.people.trades import Titles, read_roles

# what stands before a name, and the title read there
BEFORE = [
    ("Hier Mme ", "mme"),
    ("(M. ", "m."),
    ("M.\u00a0", "m."),
    ("hier m  ", "m"),
    ("une Mme    ", "mme"),
    ("Mme ", "mme"),
    ("Mme\n ", "mme"),
    ("une ancienne Mme ", ""),
    ("le maire ", ""),
    ("Hier, ", ""),
    ("m", "m"),
    ("", ""),
]
# a text and the trades beside its last name
ROLES = [
    ("Le maire Odile Kern", ("maire",)),
    ("L'avocat de Odile Kern", ()),
    ("L'ancien maire Odile Kern", ()),
    ("Odile Kern, maire de Brie", ("maire",)),
    ("Le capitaine rit. Odile Kern", ()),
]


@pytest.mark.parametrize(("before", "title"), BEFORE)
def test_a_title_stands_right_before_a_name(before: str, title: str) -> None:
    """Blanks of any kind and opening marks may stand beside it; a former one is none."""
    titles = Titles(f"{before}Kern", read_lexicon("fr"))

    assert titles[len(before)].title == title


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_title_is_known_in_every_case(language: str) -> None:
    """None is lost because the letters before a name are looked at first."""
    lexicon = read_lexicon(language)
    for title in lexicon.honorifics:
        for spelled in (title, title.upper(), title.capitalize()):
            assert Titles(f"vu {spelled} Kern", lexicon)[4 + len(spelled)].title == title


@pytest.mark.parametrize(("text", "trades"), ROLES)
def test_a_trade_stands_beside_a_name(text: str, trades: tuple[str, ...]) -> None:
    """Before it, or behind its comma; of another, or a former one, it is not told."""
    lexicon = read_lexicon("fr")

    assert read_roles(text, next(run for run in find_runs(text, lexicon) if run.name == "Odile Kern"), lexicon) == trades
