"""Whether two speakers are one, by their names."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from corpus_builder.statements.spellings import I64, Flags, read_titles
from corpus_builder.statements.translation import respell_names
from corpus_builder.statements.vocabulary import read_statement_words
from corpus_builder.text.normalization import lower_without_accents

Name = tuple[str, ...]
# Letters that first names share at the beginning, and their share of both, to be spellings of one.
FIRST_NAME_HEAD, FIRST_NAME_SHARE = 2, 0.75


class Speakers(NamedTuple):
    """For each quote its speaker as given, and the number of the speaker's name, 0 for nobody's; the names by number, and of each
    the number of its surname.
    """

    given: Sequence[str]
    numbers: I64
    names: Sequence[Name]
    surnames: I64

    def compare(self, quotes: I64, others: I64) -> tuple[Flags, Flags]:
        """Of which pairs of quotes both speakers are known and the same, and of which neither is known."""
        one, other = self.numbers[quotes], self.numbers[others]
        different, places = np.unique(one * len(self.names) + other, return_inverse=True)
        pairs = [divmod(pair, len(self.names)) for pair in different.tolist()]
        same = np.fromiter((is_same_speaker(self.names[a], self.names[b]) for a, b in pairs), bool, len(pairs))
        return same[places], (one == 0) & (other == 0)

    def find_strangers(self, quotes: I64, others: I64) -> Flags:
        """Of which pairs of quotes both speakers are known and not the same."""
        same, _ = self.compare(quotes, others)
        strangers: Flags = (self.numbers[quotes] > 0) & (self.numbers[others] > 0) & ~same
        return strangers

    def are_strangers(self, one: int, other: int) -> bool:
        """Whether the speakers of two quotes are known and not the same."""
        some, others = self.names[self.numbers[one]], self.names[self.numbers[other]]
        return bool(some and others) and not is_same_speaker(some, others)


def number_speakers(speakers: Sequence[str | None]) -> Speakers:
    """The speakers of quotes by their names."""
    given = [speaker or "" for speaker in speakers]
    numbers: dict[Name, int] = {(): 0}
    of_given = {speaker: numbers.setdefault(read_speaker(speaker), len(numbers)) for speaker in dict.fromkeys(given)}
    surnames: dict[str, int] = {}
    last = [surnames.setdefault(name[-1] if name else "", len(surnames)) for name in numbers]
    return Speakers(given, np.array([of_given[speaker] for speaker in given], np.int64), tuple(numbers), np.array(last))


@lru_cache(maxsize=1 << 12)
def read_speaker(speaker: str) -> Name:
    """The words of a speaker's name, respelled, without title or description; a pronoun or a description names nobody."""
    unnamed, between, titles = _read_unnamed(), _read_between(), read_titles()
    words = [word.strip(".,;:()") for word in speaker.replace("’", "'").split()]
    words = [word for word in words if word]
    lows = [lower_without_accents(word) for word in words]
    first = next((place for place in range(len(words), -1, -1) if not place or not words[place - 1][0].isupper()), 0)
    if first == len(words) or lows[first].split("'")[0] in unnamed:
        return ()
    if first and lows[first - 1].split("'")[0] in between:
        capital = words[0][0].isupper() and lows[0].split("'")[0] not in unnamed
        if not capital:
            return ()
        first = 0
    return tuple(respell_names([word for word, low in zip(words[first:], lows[first:], strict=True) if low not in titles]))


def is_same_speaker(some: Name, others: Name) -> bool:
    """Whether both speakers are known and one name holds the other's surname; another first name or initial is another person.

    >>> is_same_speaker(("odil", "kern"), ("kern",)), is_same_speaker(("odil", "kern"), ("luk", "kern"))
    (True, False)
    """
    if not (some and others) or not (some[-1] in others or others[-1] in some):
        return False
    return not len(some) == len(others) == 2 or some[-1] != others[-1] or _is_one_first_name(some[0], others[0])


def _is_one_first_name(one: str, other: str) -> bool:
    """Whether two first names may be spellings of one, or one a short form of the other.

    >>> _is_one_first_name("tom", "tomas"), _is_one_first_name("mari", "mark"), _is_one_first_name("sergei", "serguei")
    (True, False, True)
    """
    if one[:1] != other[:1]:
        return False
    short, long = sorted((one, other), key=len)
    alike = long.startswith(short[:FIRST_NAME_HEAD]) and SequenceMatcher(None, short, long).ratio() > FIRST_NAME_SHARE
    return alike or long.startswith(short)


@cache
def _read_unnamed() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.unnamed)


@cache
def _read_between() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.between)
