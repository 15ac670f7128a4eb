"""Telling two facts from two copies: paragraphs that differ in nothing but numbers, names or a negation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from corpus_builder.rules import read_table

# A date, a score or a decimal number is one figure.
_WORD = re.compile(r"\d+(?:[.,:/–-]\d+)*|[^\W\d_]+")
_SEPARATOR = re.compile(r"[.,:/–-]")
# A blank, point, comma or apostrophe before three digits groups thousands: 1 200, 1.200 and 1200 are one number.
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3}(?!\d))")
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
# Two spellings of one name share three letters of four; two names seldom do.
_SAME_NAME = 0.75
# A single figure that changes along with other words may be a misread one; two seldom are.
_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paragraph says (numbers, names, the count of negations), and the words around it in order."""

    numbers: frozenset[str]
    names: frozenset[str]
    negations: int
    words: tuple[str, ...]


def state_different_facts(one: Facts, other: Facts) -> bool:
    """Whether two similar paragraphs are about two facts, not copies of each other.

    They are when all words around are equal and each has a number or a name that the other has not, or one has a negation
    more; also when each has two figures or more and they share none. A name or number that only one side adds is the
    same fact in more detail.

    >>> read = lambda *texts: state_different_facts(*map(read_facts, texts))
    >>> read("Orlac perd 3 % à Lyon.", "Orlac perd 5 % à Lyon."), read("Orlac perd 3 % à Lyon.", "Orlac perd 3 % à Lyon en mai.")
    (True, False)
    """
    if one.words != other.words:
        return _share_no_figure(one.numbers, other.numbers)
    return (
        one.negations != other.negations
        or _both_differ(one.numbers, other.numbers)
        or (_both_differ(one.names, other.names) and not _spell_same(one.names - other.names, other.names - one.names))
    )


def read_facts(text: str) -> Facts:
    """The numbers, names (words with a capital that do not merely begin a sentence) and negations of a text."""
    tokens = _WORD.findall(_strip_accents(_NOT.sub(" not", _THOUSANDS.sub("", text))))
    plain = [token.casefold() for token in tokens]
    numbers, negations, fillers, openers = _tabulate_words()
    capital = [t[0].isupper() and len(t) > 1 and p not in openers for t, p in zip(tokens, plain, strict=True)]
    has_names = 2 * sum(capital) <= len(tokens)  # otherwise it is a headline or all in capitals
    found: dict[str, list[str]] = {"number": [], "name": [], "negation": [], "word": []}
    for word, is_capital in zip(plain, capital, strict=True):
        if word[0].isdigit() or word in numbers:
            found["number"].append(_SEPARATOR.sub(".", word))
        elif word in negations:
            found["negation"].append(word)
        elif is_capital and has_names:
            found["name"].append(word)
        elif word not in fillers:
            found["word"].append(word)
    return Facts(frozenset(found["number"]), frozenset(found["name"]), len(found["negation"]), tuple(found["word"]))


@cache
def _tabulate_words() -> tuple[frozenset[str], ...]:
    table = read_table("facts")
    return tuple(frozenset(table[name]["words"]) for name in ("numbers", "negations", "fillers", "openers"))


def _strip_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _both_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one - other) and bool(other - one)


def _share_no_figure(one: frozenset[str], other: frozenset[str]) -> bool:
    figures = [{n for n in numbers if n[0].isdigit()} for numbers in (one, other)]
    return min(map(len, figures)) >= _FIGURES and not figures[0] & figures[1]


def _spell_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether every name of the smaller side is a spelling of one on the other side."""
    few, many = sorted((one, other), key=len)
    return all(any(_is_spelling(name, candidate) for candidate in many) for name in few)


def _is_spelling(one: str, other: str) -> bool:
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_NAME
