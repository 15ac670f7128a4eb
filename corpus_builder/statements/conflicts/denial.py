"""Whether a statement denies something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from corpus_builder.statements.vocabulary import OtherWord, read_statement_words
from corpus_builder.text.facts import read_fact_words

# HALF is the first half of a negation alone: after `than` it denies nothing.
NONE, HALF, PERHAPS, SURE = range(4)
# Words between the first half of a negation and the second.
_HALF_REACH = 5


class _Denials(NamedTuple):
    """The words of denial of all languages: a text may quote another one."""

    surely: frozenset[str]
    beside_half: frozenset[str]
    perhaps: frozenset[str]
    halves: frozenset[str]
    ahead: frozenset[str]
    adjective: re.Pattern[str]
    harmless: frozenset[str]
    harmless_pairs: frozenset[tuple[str, ...]]
    other_words: dict[str, OtherWord]


def read_denial(words: Sequence[str], places: Sequence[int]) -> int:
    """How sure it is that a text denies something, from its words without accents, in lower case: NONE, HALF, PERHAPS or SURE.

    `places` are the indices of the words that may deny (`find_denials`).
    """
    denial = NONE
    if not places:
        return denial
    denials = _read_denials()
    lows = ["", *words, ""]
    for place in places:
        before, low, after = lows[place : place + 3]
        sure = low in denials.surely
        if low in denials.beside_half:
            end = place + 2 + _HALF_REACH if low in denials.ahead else place + 1
            sure = not denials.halves.isdisjoint(lows[max(0, place + 1 - _HALF_REACH) : end])
        if not sure:
            doubts = low in denials.perhaps or denials.adjective.fullmatch(low)
            denial = max(denial, HALF if low in denials.halves else PERHAPS if doubts else NONE)
        elif not _is_other_word(low, before, after):
            mild = before in denials.harmless or after in denials.harmless or (before, low) in denials.harmless_pairs
            denial = max(denial, PERHAPS if mild else SURE)
    return denial


def find_denials(lows: Sequence[str]) -> list[bool]:
    """Which words without accents, in lower case, deny something in some surroundings."""
    denials = _read_denials()
    listed, matches = denials.surely | denials.beside_half | denials.perhaps, denials.adjective.fullmatch
    return [low in listed or matches(low) is not None for low in lows]


def _is_other_word(low: str, before: str, after: str) -> bool:
    """Whether a word of denial is a step or a number here."""
    other = _read_denials().other_words.get(low)
    return other is not None and (before in other.behind or (other.before_digits and after[:1].isdigit()))


@cache
def _read_denials() -> _Denials:
    of_languages = [words.denials for words in read_statement_words().values()]
    listed = [(word, row.denies) for words in read_fact_words().values() for word, row in words.negations.items()]
    surely, beside_half, perhaps = (
        frozenset(word for word, denies in listed if denies == kind) for kind in ("surely", "beside half", "perhaps")
    )
    return _Denials(
        surely=surely,
        beside_half=beside_half,
        perhaps=perhaps,
        halves=frozenset(half for words in of_languages for half in words.halves),
        ahead=frozenset(word for words in of_languages for word in words.ahead),
        adjective=re.compile("|".join(f"(?:{words.adjective})" for words in of_languages)),
        harmless=frozenset(word for words in of_languages for word in words.harmless),
        harmless_pairs=frozenset(tuple(pair.split()) for words in of_languages for pair in words.harmless_pairs),
        other_words={other.word: other for words in of_languages for other in words.other_words},
    )
