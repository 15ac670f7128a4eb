"""Numbers in words and digits; all examples are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.knowledge import TableError
from corpus_builder.text.numbers import add_up_number_words, join_figures, list_figures, read_digits, read_number_words


@pytest.mark.parametrize(
    ("run", "numbers"),
    [
        ([], []),
        ([1], []),
        ([20, 3], [23]),
        ([4, 20, 10, 7], [97]),
        ([60, 11], [71]),
        ([1000, 9, 100, 4, 20], [1980]),
        ([2, 100, 1000], [200_000]),
        ([20, 30], [20, 30]),
        ([2, 1_000_000, 3, 1000], [2_003_000]),
    ],
)
def test_number_words_in_a_row_add_up(run: list[float], numbers: list[float]) -> None:
    """Tens take ones, hundreds and thousands multiply, four twenties are eighty, and what does not go on begins anew."""
    assert add_up_number_words(run) == numbers


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("12 000", 12_000),
        ("12.000", 12_000),
        ("1\u202f200,5", 1200.5),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("1,200.50", 1200.5),
    ],
)
def test_digits_are_read_grouped_or_not(written: str, value: float) -> None:
    """A blank, or a point or comma before three digits, groups them; another point or comma begins the decimals."""
    assert read_digits(written) == value


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Rien.", set()),
        ("1 200, 1.200 ou 1'200 voix", {"1200"}),
        ("3-1, puis 3 – 1, le 12/03/2024", {"3.1", "12.03.2024"}),
        ("une variation de -0,3 % puis de +0,3 %", {"-0.3", "+0.3"}),
    ],
)
def test_figures_are_listed_as_they_are_compared(text: str, figures: set[str]) -> None:
    """However thousands are grouped and scores are spaced, a figure is one string; its sign belongs to it."""
    assert list_figures(text) == figures


@given(st.text(st.sampled_from("0123456789 .,'’-–:/a\u202f"), max_size=30))
def test_joining_figures_keeps_digits(text: str) -> None:
    """No digit is lost where what groups or parts digits is dropped."""
    assert [c for c in join_figures(text) if c.isdecimal()] == [c for c in text if c.isdecimal()]


def test_round_numbers_are_read_in_every_language() -> None:
    """A noun such as `douzaine` counts in an English text too, other number words only in their language."""
    french, english = read_number_words("fr"), read_number_words("en")
    assert french["dozen"] == english["douzaine"] == 12
    assert "trois" not in english and french["billion"] == 1000 * english["billion"]


def test_a_language_without_words_for_facts_is_one_clear_error() -> None:
    """The error names the table that the folder lacks."""
    with pytest.raises(TableError, match=r"^languages/xx/facts\.toml: there is no such table$"):
        read_number_words("xx")
