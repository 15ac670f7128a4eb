"""Thirty invented pairs of quotes of each kind: see data/statements/pairs/README.md.

Of four pairs the first two were looked at while rules were written, of the others only the scores.
"""

from __future__ import annotations

import pytest

from corpus_builder.settings import StatementSettings
from tests.conftest import TOP
from tests.oracle.quote_groups import group_statements

PAIRS = TOP / "tests" / "data" / "statements" / "pairs"
Row = tuple[str, str, str]
# Of each kind how many of the 16 seen pairs and of the 14 unseen ones are right at least.
SAME = {
    "retold_fr": (15, 11),
    "retold_en": (15, 12),
    "part_of": (15, 11),
    "number_words": (15, 13),
    "translated": (15, 13),
    "two_translations": (15, 12),
}
OTHER = {
    "other_word": (16, 13),
    "order": (16, 14),
    "denied": (16, 14),
    "opposite": (16, 14),
    "other_fact": (16, 14),
    "other_speaker": (16, 14),
    "same_topic": (16, 14),
}


def read_pairs(kind: str) -> list[tuple[Row, Row]]:
    rows = [read_line(line) for line in (PAIRS / f"{kind}.txt").read_text(encoding="utf-8").splitlines()]
    return list(zip(rows[::2], rows[1::2], strict=True))


def read_line(line: str) -> Row:
    """The words, the speaker and the language of a line."""
    head, _, text = line.partition(" — ")
    language, _, speaker = head.partition(" ")
    return text, speaker, language


def join(one: Row, other: Row) -> bool:
    texts, speakers, languages = zip(one, other, strict=True)
    return group_statements(texts, speakers, languages, StatementSettings()) == [0, 0]


def count(kind: str, is_same: bool) -> tuple[int, int]:
    """How many of the seen pairs and of the unseen ones get the right answer in both orders."""
    right = [0, 0]
    for number, (one, other) in enumerate(read_pairs(kind)):
        right[number % 4 > 1] += join(one, other) == join(other, one) == is_same
    return right[0], right[1]


@pytest.mark.parametrize(("kind", "least"), SAME.items())
def test_one_statement_told_twice_is_joined(kind: str, least: tuple[int, int]) -> None:
    """Retellings, parts, numbers in words and translations join."""
    seen, unseen = count(kind, is_same=True)
    assert seen >= least[0] and unseen >= least[1], f"{seen} of 16 seen, {unseen} of 14 unseen"


@pytest.mark.parametrize(("kind", "least"), OTHER.items())
def test_two_statements_that_look_alike_stay_apart(kind: str, least: tuple[int, int]) -> None:
    """Another word, order, fact, speaker or a denial keep quotes apart."""
    seen, unseen = count(kind, is_same=False)
    assert seen >= least[0] and unseen >= least[1], f"{seen} of 16 seen, {unseen} of 14 unseen"
