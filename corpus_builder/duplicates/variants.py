"""Telling two facts from two copies: paragraphs that differ in nothing but numbers, names or a negation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.word_sets import hash_words
from corpus_builder.rules import read_table
from corpus_builder.text.normalization import strip_accents

# A date, a score or a decimal number is one figure; a sign belongs to it when nothing stands before.
_WORD = re.compile(r"(?:(?<=\s)[+−-](?=\d))?\d+(?:[.,:/–-]\d+)*|[^\W\d_]+")
_FIGURE = re.compile(r"(?:(?<=\s)[+−-](?=[0-9]))?[0-9]+(?:[.,:/–-][0-9]+)*")
_DIGITS = "0123456789"
_SEPARATOR = re.compile(r"[.,:/–-](?=\d)(?<!^.)")
# A blank, point, comma or apostrophe before three digits groups thousands: 1 200, 1.200 and 1200 are one number.
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u2007-\u2009\u202f](?=\d{3}(?!\d))")
_SPACED = re.compile(r"(?<=\d)\s+([–:/-])\s+(?=\d)")
_NOT = re.compile(r"\b([Cc]an|[Ww]on)['’]t\b|n['’]t\b|(?<=\b[Cc]an)not\b")
_FULL = {"can": "can", "Can": "Can", "won": "will", "Won": "Will"}
# The place in capitals at the head of a dispatch: it says who printed it, not what happened.
_DATELINE = re.compile(r"^[^\W\d_a-zà-öø-ÿ]{3}[^.!?\n]{0,60}? [—–-]+ ")
# OCR takes these letters for one another; more than that makes another name.
_LOOKALIKES = str.maketrans("l1|j0", "iiiio")
# A single figure that changes along with other words may be a misread one; two seldom are.
_FIGURES = 2
# Words of the longest headline.
_HEADLINE = 20
_NUMBER, _NEGATION, _FILLER, _PLAIN = range(4)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paragraph says (numbers and names in order, the count of negations), and the words around it in order.

    `figures` are the numbers that are written in digits, those of its dateline, too.
    """

    figures: frozenset[str]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    negations: int
    words: tuple[str, ...]


class _Token(NamedTuple):
    kind: int
    value: str
    capital: bool


def state_different_facts(one: Facts, other: Facts) -> bool:
    """Whether two similar paragraphs are about two facts, not copies of each other.

    They are when all words around are equal and each has a number or a name that the other has not, or the same ones in
    another order, or one has a negation more; also when each has two figures or more and they share none. A name or number
    that only one side adds is the same fact in more detail. Articles, prepositions and titles, which change with a
    name, are no words here.

    >>> read = lambda *texts: state_different_facts(*map(read_facts, texts))
    >>> read("Orlac perd 3 % à Lyon.", "Orlac perd 5 % à Lyon."), read("Orlac perd 3 % à Lyon.", "Orlac perd 3 % à Lyon en mai.")
    (True, False)
    """
    return have_other_figures(one.figures, other.figures) or vary_one_wording(one, other)


def have_other_figures(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts have two figures or more each, and none in common."""
    return min(len(one), len(other)) >= _FIGURES and not one & other


def list_figures(text: str) -> frozenset[str]:
    """The numbers of a text that are written in digits."""
    if not any(digit in text for digit in _DIGITS):
        return frozenset()
    return frozenset(_SEPARATOR.sub(".", figure) for figure in _FIGURE.findall(_join_figures(text)))


def _join_figures(text: str) -> str:
    return _SPACED.sub(r"\1", _THOUSANDS.sub("", text))


def vary_one_wording(one: Facts, other: Facts) -> bool:
    """Whether two texts have all words in common but numbers, names and negations, and differ in those."""
    return one.words == other.words and (
        one.negations != other.negations
        or _both_differ(one.numbers, other.numbers)
        or _both_differ(*(tuple(name.translate(_LOOKALIKES) for name in facts.names) for facts in (one, other)))
    )


def adds_fact(part: Facts, whole: Facts) -> bool:
    """Whether a part of a text has a number or name that the whole has not.

    >>> adds_fact(read_facts("Le pont ferme mardi."), read_facts("Le pont ferme jeudi, dit la mairie."))
    True
    """
    return bool(Counter(part.numbers) - Counter(whole.numbers)) or not {*part.names} <= {*whole.names, *whole.words}


def write_out_negations(text: str) -> str:
    """A text with `has not` for `hasn't`.

    >>> write_out_negations("It hasn’t rained. It can't, won't, cannot.")
    'It has not rained. It can not, will not, can not.'
    """
    if "'t" not in text and "’t" not in text and "annot" not in text:
        return text
    return _NOT.sub(lambda found: f"{_FULL.get(found[1] or '', '')} not", text)


@cache
def hash_fact_words() -> npt.NDArray[np.uint64]:
    """The hashes of the words that are a number, a negation or its first half."""
    numbers, negations, fillers, _, months = _tabulate_words()
    return hash_words(sorted(numbers | negations | fillers | months))


def read_facts(text: str) -> Facts:
    """The numbers, names (words with a capital that do not merely begin a sentence) and negations of a text."""
    figures = list_figures(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)  # an accent that stands apart would cut its word in two
    tokens = [_read_token(word) for word in _WORD.findall(_join_figures(write_out_negations(_DATELINE.sub("", text))))]
    # text all in capitals has no names that could be told; in a headline any word with a capital may be one
    has_names = 2 * sum(token.capital for token in tokens) <= len(tokens) or len(tokens) <= _HEADLINE
    numbers, names, negations, words = [], [], 0, []
    for kind, value, capital in tokens:
        if kind == _NUMBER:
            numbers.append(value)
        elif kind == _NEGATION:
            negations += 1
        elif capital and has_names:
            names.append(value)
        elif kind == _PLAIN:
            words.append(value)
    return Facts(figures, tuple(numbers), tuple(names), negations, tuple(words))


@lru_cache(maxsize=1 << 16)
def _read_token(word: str) -> _Token:
    """What kind of word it is; whether its capital may be a name's."""
    numbers, negations, fillers, openers, months = _tabulate_words()
    # what is left of an apostrophe that was read in the wrong encoding hangs on to the word before it
    plain = strip_accents(word.rstrip("âÃ") or word).casefold()
    capital = word[0].isupper() and plain not in openers
    if plain[-1:].isdigit() or plain in numbers or (capital and plain in months):
        return _Token(_NUMBER, _SEPARATOR.sub(".", plain), capital)
    if plain in negations:
        return _Token(_NEGATION, plain, capital)
    return _Token(_FILLER if plain in fillers else _PLAIN, plain, capital and plain not in fillers)


@cache
def _tabulate_words() -> tuple[frozenset[str], ...]:
    table = read_table("facts")
    return tuple(frozenset(table[name]["words"]) for name in ("numbers", "negations", "fillers", "openers", "months"))


def _both_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each has something that the other has not, or has it in another order."""
    mine, others = Counter(one), Counter(other)
    return one != other if mine == others else bool(mine - others) and bool(others - mine)
