"""Lines are counted for many at once as one would count each by itself, whatever they are made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus_builder.kernels.line_counts import (
    FIRST_GROUP,
    STRANGE,
    count_lines,
    lay_out_lines,
    list_strange,
    number_words,
)

# Letters with and without case, one that is neither, one that lower case makes two of, marks, digits and blanks of all kinds.
HOSTILE = "aAé É ǅ ß İ Ⅷ ² Σ 7٣,, .!\u0301\u00a0\u2003\x1c\x00中あ\U0001d400\U00010400\U0001e943|@©-'"
LINES = st.lists(st.text(st.sampled_from(HOSTILE), min_size=1, max_size=40), min_size=1, max_size=8)


@example(["a\u0301 b", "о\u0301н"])
@given(LINES)
def test_lines_are_counted_as_each_by_itself(lines: list[str]) -> None:
    """The counts are those of `str.split` and of the methods of `str`."""
    counts = count_lines(lay_out_lines(lines))
    words = [line.split() for line in lines]
    lettered = [[word for word in own if word[0].isalpha()] for own in words]
    assert counts.blanks.tolist() == [line.count(" ") for line in lines]
    assert counts.commas.tolist() == [line.count(", ") for line in lines]
    assert counts.words.tolist() == [len(own) for own in words]
    assert counts.begin_upper.tolist() == [sum(word[0].isupper() for word in own) for own in words]
    assert counts.begin_letter.tolist() == [len(own) for own in lettered]
    assert counts.capitals.tolist() == [sum(word[0].isupper() for word in own) for own in lettered]
    assert counts.short.tolist() == [sum(len(word) <= 3 and word.islower() for word in own) for own in lettered]
    assert counts.letters.tolist() == [sum(map(str.isalpha, line)) for line in lines]
    assert counts.uppers.tolist() == [sum(map(str.isupper, line)) for line in lines]
    assert counts.decimals.tolist() == [sum(map(str.isdecimal, line)) for line in lines]
    assert counts.ideographs.tolist() == [len(re.findall("[\u3040-\u30ff\u3400-\u9fff]", line)) for line in lines]


@given(LINES, st.text(st.sampled_from(HOSTILE), min_size=1, max_size=3))
def test_a_text_is_found_where_it_stands(lines: list[str], wanted: str) -> None:
    """In the lines that have it, and never across two lines."""
    row = lay_out_lines(lines, (wanted,))
    assert row.own(row.find(wanted)).tolist() == [wanted in line for line in lines]
    assert row.own(row.find_kind(FIRST_GROUP)).tolist() == [not set(wanted).isdisjoint(line) for line in lines]


@given(LINES, st.lists(st.text(st.sampled_from("aé7"), min_size=1, max_size=3), unique=True, max_size=3))
def test_words_have_one_number_exactly_if_they_are_spelt_alike(lines: list[str], known: list[str]) -> None:
    """The words of a line are those that a pattern finds, in lower case; what is known comes first."""
    row = lay_out_lines(lines)
    words = number_words(row, lines, {word: number for number, word in enumerate(known)})
    strange = (count_lines(row).kinds & STRANGE != 0).tolist()
    spelt = [words.spell(word) for word in range(len(words.starts))]
    for line, is_strange, start, end in zip(lines, strange, words.bounds, words.bounds[1:], strict=False):
        assert is_strange or spelt[start:end] == re.findall(r"\w+", line.lower())
    numbers = dict(zip([*known, *spelt], [*range(len(known)), *words.spellings.tolist()], strict=True))
    assert [numbers[word] for word in spelt] == words.spellings.tolist()
    assert len(set(numbers.values())) == len(numbers) == words.n_known + len(words.first)


@given(LINES, st.lists(st.text(st.sampled_from("aé7"), min_size=1, max_size=4), max_size=3))
def test_words_that_were_not_known_are_found_by_their_beginning(lines: list[str], beginnings: list[str]) -> None:
    """All of them, and none that was known."""
    words = number_words(lay_out_lines(lines), lines, {"a": 0})
    spelt = {words.spell(word) for word in range(len(words.starts))} - {"a"}
    found = {word for _, word in words.list_beginning(beginnings)}
    assert found == {word for word in spelt if any(map(word.startswith, beginnings))}


@pytest.mark.parametrize("sign", ["ß", "İ", "ς", "ſ", "ﬁ", "ᾳ"])
def test_a_letter_of_two_minds_is_strange(sign: str) -> None:
    """Lower case and case folding differ there, so that who has folded words asks again."""
    assert sign in list_strange() and len(sign.lower()) + (sign.lower() != sign.casefold()) > 1
    assert not set("aÀéœøIi1’").intersection(list_strange())
