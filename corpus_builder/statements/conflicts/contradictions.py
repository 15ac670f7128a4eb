"""Whether two statements contradict one another: by numbers, dates, names, places, sides taken, or a denial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cache
from typing import NamedTuple

from corpus_builder.statements.conflicts.denial import NONE, SURE
from corpus_builder.statements.translation import Word, find_roots
from corpus_builder.statements.vocabulary import read_statement_words


class Claims(NamedTuple):
    """What of a statement another one may contradict.

    `n_words` is the number of its different words, `keys` are those of all of them; `values` are numbers and dates by kind;
    `names` are capitals of words that no dictionary has, `openers` those that may only open a sentence; `denial` is NONE,
    HALF, PERHAPS or SURE; `plain` is the text without marks, case and accents, with a space around each word.
    """

    n_words: int
    keys: frozenset[str]
    values: Mapping[str, frozenset[str]]
    names: tuple[Word, ...]
    openers: tuple[Word, ...]
    places: tuple[Word, ...]
    sides: frozenset[str]
    denial: int
    language: str | None
    plain: str


def contradict(one: Claims, other: Claims) -> bool:
    """Whether the facts differ: other numbers, dates, names or places, an opposite, or one denies what the other says."""
    if deny(one.denial, other.denial) and not (one.plain in other.plain or other.plain in one.plain):
        return True
    if are_apart(one.values, other.values):
        return True
    if one.language == other.language and _count_differently(one, other):
        return True
    if oppose(one.sides, other.sides):
        return True
    if _differ(one.places, one, other.places, other) or _differ(one.names, one, other.names, other):
        return True
    return _differ(one.names, one, other.openers, other) or _differ(one.openers, one, other.names, other)


def deny(one: int, other: int) -> bool:
    """Whether of two denials one is sure, and the other is none."""
    return {one, other} == {NONE, SURE}


def are_apart(some: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]]) -> bool:
    """Whether of some kind of numbers and dates each side has one that the other lacks.

    >>> are_apart({"number": frozenset({"3"})}, {"number": frozenset({"3", "9"}), "month": frozenset({"month 5"})})
    False
    """
    return any(_apart(some[kind], others[kind]) for kind in some.keys() & others.keys())


def oppose(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one takes a side of some opposite and the other only the opposite side.

    >>> oppose(frozenset({"1+"}), frozenset({"1-"})), oppose(frozenset({"1+"}), frozenset({"1+", "1-"}))
    (True, False)
    """
    return any(_turn(side) in others and side not in others and _turn(side) not in some for side in some)


def read_sides(keys: Iterable[str]) -> frozenset[str]:
    """The sides of opposites that a word with these keys takes; one that may take both takes none."""
    sides = _read_opposites()
    found = {side for key in keys for side in sides.get(key, ())}
    return frozenset(side for side in found if _turn(side) not in found)


def list_side_keys() -> Set[str]:
    """The keys of the words that may take a side of some opposite."""
    return _read_opposites().keys()


def _turn(side: str) -> str:
    return side[:-1] + ("-" if side[-1] == "+" else "+")


@cache
def _read_opposites() -> dict[str, tuple[str, ...]]:
    """The sides that each root takes: the number of the opposite, and a sign."""
    opposites = [row for words in read_statement_words().values() for row in words.opposites]
    sides: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(opposites):
        for sign, words in (("+", row.one), ("-", row.other)):
            for key in find_roots(words):
                sides[key] = (*sides.get(key, ()), f"{number}{sign}")
    return sides


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return not (one <= other or other <= one)


def _count_differently(one: Claims, other: Claims) -> bool:
    """Whether two quotes of about one length have other numbers, some of which may be the same by chance."""
    alike = one.n_words * 3 > other.n_words * 2 and other.n_words * 3 > one.n_words * 2
    return alike and one.values.get("number", frozenset()) != other.values.get("number", frozenset())


def _differ(some: tuple[Word, ...], one: Claims, others: tuple[Word, ...], other: Claims) -> bool:
    """Whether each of two quotes names something of a kind that the other does not know."""
    return any(word.keys.isdisjoint(other.keys) for word in some) and any(word.keys.isdisjoint(one.keys) for word in others)
