"""Many patterns are asked at once, and none that would match is missed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.rules.pattern_gate import NOTHING, build_gate
from corpus_builder.knowledge import TableError

PATTERNS = [r"[^\w]*\d{1,3}\s?min[^\w]*", r"(?:[^.!?]{1,40}\b)?lire\b.{0,9}", r"\W+|_+", r"[^\s]{2,5}", NOTHING]
GATE = build_gate([("table", str(number), pattern) for number, pattern in enumerate(PATTERNS)])


@given(st.text(alphabet="12 min\u00a0lire.é_·—!\u2003", max_size=20))
def test_the_gate_lets_every_match_through(text: str) -> None:
    """What a pattern matches as a whole is among the answers, whatever characters are beyond ASCII."""
    matching = {number for number, pattern in enumerate(PATTERNS[:-1]) if re.fullmatch(pattern, text, re.I | re.S)}
    assert matching <= set(GATE.Match(text) or ())


@pytest.mark.parametrize("text", ["", "a", "é", "\U0010ffff"])
def test_what_matches_nothing_matches_nothing(text: str) -> None:
    """A row without a pattern keeps its place and is never found."""
    assert len(PATTERNS) - 1 not in (GATE.Match(text) or ())


def test_a_pattern_that_looks_around_is_an_error_of_its_row() -> None:
    """The automaton reads a text once and cannot look back."""
    with pytest.raises(TableError, match=r"boilerplate.toml: \(a row\), pattern: it looks around or back"):
        build_gate([("boilerplate", "a row", "(?<=a)b")])
