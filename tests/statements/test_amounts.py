"""Numbers are read in words and in digits; all examples are invented."""

from __future__ import annotations

import pytest

from corpus_builder.statements.amounts import may_count, read_numbers
from corpus_builder.statements.spellings import split_texts


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("vingt-trois", "fr", {"23"}),
        ("quatre-vingt-dix-sept bacs", "fr", {"97"}),
        ("soixante et onze bacs", "fr", {"71"}),
        ("mille neuf cent quatre-vingts", "fr", {"1980"}),
        ("deux cent mille euros et 1,2 million de bacs", "fr", {"200000", "1200000"}),
        ("3 milliards", "fr", {"3000000000"}),
        ("12 000 ou 12.000 bacs", "fr", {"12000"}),
        ("12,5 pour cent", "fr", {"12.5"}),
        ("un pont et une digue", "fr", set()),
        ("une douzaine", "fr", {"12"}),
        ("deux ou trois, quatre", "fr", {"2", "3", "4"}),
        ("vingt trente", "fr", {"20", "30"}),
        ("two hundred and fifty thousand", "en", {"250000"}),
        ("1,200 ferries in 2019, 2020", "en", {"1200", "2019", "2020"}),
        ("3.5bn", "en", {"3500000000"}),
        ("ninety-seven", "en", {"97"}),
        ("a dozen", "en", {"12"}),
        ("2m ferries, £3.5m and 40k", "en", {"2000000", "3500000", "40000"}),
        ("2 M€ puis 3,5 Md€, à 12 m", "fr", {"2000000", "3500000000", "12"}),
        ("un milliard et demi", "fr", {"1500000000"}),
        ("one and a half billion", "en", {"1500000000"}),
        ("half a million ferries and half of the docks", "en", {"500000"}),
        ("seven percent", "en", {"7"}),
        ("0 bac et zéro ferry", "fr", {"0"}),
    ],
)
def test_numbers_are_read_in_words_and_digits(text: str, language: str, numbers: set[str]) -> None:
    """Numbers have one form however they are written."""
    tokens = split_texts([text])
    spellings = [tokens.spellings[number] for number in tokens.spelled.tolist()]
    found = read_numbers(spellings, tokens.joined.tolist(), language)[0]
    assert {number for run in found.values() for number in run} == numbers
    assert any(may_count(spelling, language) for spelling in spellings) or not numbers
