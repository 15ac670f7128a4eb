"""Whom a name of which nothing is told means; all people are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.antecedents.strangers import find_bearer, looks_personal, stands_alone
from corpus_builder.quotes.people.discourse import Discourse
from corpus_builder.quotes.people.runs import Mention

BEARERS = [
    ("en", "Shirlin Gurtz prints posters. Gurtz sleeps.", "Gurtz", "Shirlin Gurtz"),
    ("en", "We met Oswin Hartle, 52, in May.", "Oswin Hartle", "Oswin Hartle"),
    ("fr", "Les visages\nOrsolin Becquart\nIl est venu.", "Orsolin Becquart", "Orsolin Becquart"),
    # relatives of one surname: the one who is told to be nobody's
    ("en", "Zane Alsor acts. His brother, Sami Alsor, died. Mr Alsor spoke.", "Alsor", "Zane Alsor"),
    ("en", "Paul Alsor acts. Luke Alsor died. Alsor spoke.", "Alsor", ""),
    # bodies and places are nobody
    ("en", "The Severn Holdings fell. We met.", "Severn Holdings", None),
    ("fr", "Il pleut sur Brie.", "Brie", None),
]


@pytest.mark.parametrize(("language", "text", "name", "expected"), BEARERS)
def test_a_name_means_somebody_in_full(language: str, text: str, name: str, expected: str | None) -> None:
    """A surname used alone, an age or a heading shows a person; several bearers are nobody sure, and a body is none."""
    start = text.rindex(name)
    discourse = Discourse(text, (), read_lexicon(language), 700)

    assert find_bearer(discourse, Mention(start, start + len(name), name)) == expected


def test_a_name_looks_like_a_person() -> None:
    """Two or three capitalised words, none of them all in capitals, nor a word for a body."""
    discourse = Discourse("Il pleut.", (), read_lexicon("en"), 700)
    assert looks_personal(discourse, "Ngaro Teke")
    assert not any(looks_personal(discourse, name) for name in ("Teke", "NGARO Teke", "Teke Bank", "A B C D"))


def test_a_heading_stands_alone() -> None:
    """A name between two line ends is a heading."""
    text = "Intro\nOrsolin Becquart\nIl vient."
    assert stands_alone(text, Mention(6, 22, "Orsolin Becquart"))
    assert not stands_alone(text, Mention(6, 13, "Orsolin"))
