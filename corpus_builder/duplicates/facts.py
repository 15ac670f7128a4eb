"""Telling two facts from two copies: paragraphs that differ in nothing but numbers, names or a negation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.rules import read_table
from corpus_builder.similarity import hash_words
from corpus_builder.similarity.folding import strip_accents

# A date, a score or a decimal number is one figure.
_WORD = re.compile(r"\d+(?:[.,:/–-]\d+)*|[^\W\d_]+")
_DIGITS = "0123456789"
_FIGURE = re.compile(r"[0-9]+(?:[.,:/–-][0-9]+)*")
_SEPARATOR = re.compile(r"[.,:/–-]")
# A blank, point, comma or apostrophe before three digits groups thousands: 1 200, 1.200 and 1200 are one number.
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3}(?!\d))")
_NOT = re.compile(r"n['’]t\b")
# Two spellings of one name share three letters of four; two names seldom do.
_SAME_NAME = 0.75
# A single figure that changes along with other words may be a misread one; two seldom are.
_FIGURES = 2
# Words of the longest headline.
_HEADLINE = 20
_NUMBER, _NEGATION, _FILLER, _PLAIN = range(4)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paragraph says (numbers, names, the count of negations), and the words around it in order."""

    numbers: frozenset[str]
    names: frozenset[str]
    negations: int
    words: tuple[str, ...]


class _Token(NamedTuple):
    kind: int
    value: str
    capital: bool


def state_different_facts(one: str, other: str) -> bool:
    """Whether two similar paragraphs are about two facts, not copies of each other.

    They are when all words around are equal and each has a number or a name that the other has not, or one has a negation
    more; also when each has two figures or more and they share none. A name or number that only one side adds is the
    same fact in more detail.

    >>> state_different_facts("Orlac perd 3 % à Lyon.", "Orlac perd 5 % à Lyon.")
    True
    >>> state_different_facts("Orlac perd 3 % à Lyon.", "Orlac perd 3 % à Lyon en mai.")
    False
    """
    return have_other_figures(list_figures(one), list_figures(other)) or vary_one_wording(read_facts(one), read_facts(other))


def have_other_figures(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts have two figures or more each, and none in common."""
    return min(len(one), len(other)) >= _FIGURES and not one & other


def list_figures(text: str) -> frozenset[str]:
    """The numbers of a text that are written in digits."""
    if not any(digit in text for digit in _DIGITS):
        return frozenset()
    return frozenset(_SEPARATOR.sub(".", figure) for figure in _FIGURE.findall(_THOUSANDS.sub("", text)))


def vary_one_wording(one: Facts, other: Facts) -> bool:
    """Whether two texts have all words in common but numbers, names and negations, and differ in those."""
    return one.words == other.words and (
        one.negations != other.negations
        or _both_differ(one.numbers, other.numbers)
        or (_both_differ(one.names, other.names) and not _spell_same(one.names - other.names, other.names - one.names))
    )


def write_out_negations(text: str) -> str:
    """A text with `has not` for `hasn't`.

    >>> write_out_negations("It hasn’t rained.")
    'It has not rained.'
    """
    return _NOT.sub(" not", text) if "'t" in text or "’t" in text else text


def hash_fact_words() -> npt.NDArray[np.uint64]:
    """The hashes of the words that are a number, a negation or its first half."""
    numbers, negations, fillers, _ = _tabulate_words()
    return hash_words(sorted(numbers | negations | fillers))


def read_facts(text: str) -> Facts:
    """The numbers, names (words with a capital that do not merely begin a sentence) and negations of a text."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)  # an accent that stands apart would cut its word in two
    tokens = [_read_token(word) for word in _WORD.findall(_THOUSANDS.sub("", write_out_negations(text)))]
    # text all in capitals has no names that could be told; in a headline any word with a capital may be one
    has_names = 2 * sum(token.capital for token in tokens) <= len(tokens) or len(tokens) <= _HEADLINE
    numbers, names, negations, words = set(), set(), 0, []
    for kind, value, capital in tokens:
        if kind == _NUMBER:
            numbers.add(value)
        elif kind == _NEGATION:
            negations += 1
        elif capital and has_names:
            names.add(value)
        elif kind == _PLAIN:
            words.append(value)
    return Facts(frozenset(numbers), frozenset(names), negations, tuple(words))


@lru_cache(maxsize=1 << 16)
def _read_token(word: str) -> _Token:
    """What kind of word it is; whether its capital may be a name's."""
    numbers, negations, fillers, openers = _tabulate_words()
    plain = strip_accents(word).casefold()
    capital = word[0].isupper() and len(word) > 1 and plain not in openers
    if word[0].isdigit() or plain in numbers:
        return _Token(_NUMBER, _SEPARATOR.sub(".", plain), capital)
    if plain in negations:
        return _Token(_NEGATION, plain, capital)
    return _Token(_FILLER if plain in fillers else _PLAIN, plain, capital)


@cache
def _tabulate_words() -> tuple[frozenset[str], ...]:
    table = read_table("facts")
    return tuple(frozenset(table[name]["words"]) for name in ("numbers", "negations", "fillers", "openers"))


def _both_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one - other) and bool(other - one)


def _spell_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether every name of the smaller side is a spelling of one on the other side."""
    few, many = sorted((one, other), key=len)
    return all(any(_is_spelling(name, candidate) for candidate in many) for name in few)


def _is_spelling(one: str, other: str) -> bool:
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_NAME
