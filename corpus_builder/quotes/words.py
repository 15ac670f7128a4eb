"""Tokens and sentences, cut only around marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# A word keeps its hyphens (`a-t-il`) and its elided apostrophe (`l'`, `qu’`); initials and short titles keep their full stop.
_TOKEN = re.compile(
    r"(?:\b[A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)*)"
    r"|\b(?:Mr|Mrs|Ms|Dr|Pr|Prof|St|Mgr|Jr|Sr|Gen|Sen|Gov)\."
    r"|[^\W_]+(?:[-\u2010\u2011][^\W_]+)*(?:['’](?=[^\W_]))?"
    r"|[^\w\s]"
)
_STOP = re.compile(r"[.!?…]+[)\]]*")
_WORD = re.compile(r"[^\W_]+")
_FOLDED = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-"})
_QUOTED = "\ufffc"


class Token(NamedTuple):
    """One word or sign; `low` is its folded form, `quoted` the number of the passage it stands for, or -1."""

    text: str
    low: str
    start: int
    end: int
    quoted: int = -1

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital."""
        return self.text[:1].isupper()

    @property
    def wordy(self) -> bool:
        """Whether this is a word and not a sign or a quoted passage."""
        return self.quoted < 0 and self.text[:1].isalnum()


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Lower case, with straight apostrophes and without the cedilla that misspells `annonçé`.

    >>> fold("D’Après")
    "d'après"
    """
    low = text.lower()
    return low if low.isascii() else low.translate(_FOLDED).replace("çé", "cé").replace("çe", "ce")


def count_words(text: str) -> int:
    """The number of words, an elision counted as one of its own.

    >>> count_words("l’eau monte")
    3
    """
    return sum(1 for _ in _WORD.finditer(text))


def read_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of `text[start:end]`."""
    new = tuple.__new__
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        # twice as fast as the constructor, in the innermost loop of all
        yield new(Token, (word, fold(word), *match.span(), -1))


def mask_token(number: int, start: int, end: int) -> Token:
    """The token that stands for quoted passage `number`."""
    return Token(_QUOTED, _QUOTED, start, end, number)


def find_stops(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[int]:
    """The offsets in `text[start:end]` after which a new sentence begins; no space is needed before a capital.

    >>> list(find_stops("Il est parti.Elle reste. M. Duval aussi.", 0, 40, frozenset({"m"})))
    [13, 24, 40]
    """
    for match in _STOP.finditer(text, start, end):
        if _ends_sentence(text, match, start, end, abbreviations):
            yield match.end()


def _ends_sentence(text: str, stop: re.Match[str], start: int, end: int, abbreviations: frozenset[str]) -> bool:
    after = stop.end()
    spaced = after >= end or text[after].isspace()
    nearby = text[after : min(after + 4, end)].lstrip()
    if nearby and not (nearby[0].isupper() or nearby[0].isdigit() or nearby[0] in "«“\"'‘(—–-•["):
        return False
    if stop.group()[0] != ".":
        return spaced or nearby[:1].isupper()
    if len(stop.group()) > 1 and stop.group()[1] == ".":
        return spaced and not nearby[:1].islower()
    word = _last_word(text, start, stop.start())
    if not spaced:
        return len(word) > 1 and word.islower() and nearby[:1].isupper()
    return not nearby or (not (len(word) == 1 and word.isalpha()) and word.lower() not in abbreviations)


def _last_word(text: str, start: int, end: int) -> str:
    at = end
    while at > start and end - at < 24 and text[at - 1].isalnum():
        at -= 1
    return text[at:end]
