"""The tokens of a quote and the numbers in it, in digits or words, French or English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.rules import read_table
from corpus_builder.statements.translation import ENGLISH, FRENCH, fold

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:(?<=n)['’]t\b)?|\d+(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
)
_SHORT_NOT = ("'t", "’t")
_GROUPING = re.compile(r"[\u00a0\u202f ]|[.,](?=\d{3})")
_SENTENCE_ENDS = frozenset('.!?…:;«»“”"—–')
_JOINTS = frozenset({"", " ", "-", "\u00a0", "\u202f"})
_LARGE = frozenset({10.0**3, 10.0**6, 10.0**9, 10.0**12})


class Token(NamedTuple):
    """A word or number as written, folded; whether its capital marks a name, and whether only space parts it from the last."""

    written: str
    low: str
    named: bool
    joined: bool


def split_tokens(text: str) -> list[Token]:
    """The words and numbers of a text in order; what opens a sentence is no name by its capital."""
    titles = _read_titles()
    tokens: list[Token] = []
    end, last = 0, ""
    for match in _TOKEN.finditer(text):
        written = match.group()
        gap = text[end : match.start()]
        stop = gap != " " and not _SENTENCE_ENDS.isdisjoint(gap) and not (gap[0] == "." and (last in titles or len(last) == 1))
        if written[0].isalpha():
            written = "not" if written.endswith(_SHORT_NOT) else written.replace(".", "")
        last = _fold(written)
        named = written[0].isupper() and bool(tokens) and not stop
        tokens.append(Token(written, last, named, gap in _JOINTS))
        end = match.end()
    return tokens


def read_numbers(tokens: Sequence[Token], language: str) -> tuple[frozenset[str], list[Token]]:
    """The numbers of a text, as digits, and the tokens that are none."""
    words = _read_number_words()[language]
    lows = [token.low for token in tokens]
    if words.keys().isdisjoint(lows) and "".join(lows).isalpha():
        return frozenset(), list(tokens)
    found: list[float] = []
    rest: list[Token] = []
    run: list[float] = []
    for place, token in enumerate(tokens):
        value = words.get(token.low)
        digits = token.written[0].isdecimal()
        if digits:
            value = float(_GROUPING.sub("", token.written).replace(",", "."))
        if run and (digits or not token.joined):
            found += _add_up(run)
            run = []
        if value is not None and not (token.low == "cent" and place and tokens[place - 1].low == "pour"):
            run.append(value)
        elif not (run and token.low in {"et", "and"}):
            if run:
                found += _add_up(run)
                run = []
            rest.append(token)
    return frozenset(f"{value:.12g}" for value in found + _add_up(run)), rest


def read_units(tokens: Sequence[Token], language: str) -> frozenset[str]:
    """The units of time that numbers above one count."""
    units, words = _read_units(), _read_number_words()[language]
    if units.keys().isdisjoint(token.low for token in tokens):
        return frozenset()
    return frozenset(
        units[after.low]
        for before, after in pairwise(tokens)
        if after.low in units and (before.written[0].isdecimal() or words.get(before.low, 0) > 1)
    )


def _add_up(run: list[float]) -> list[float]:
    """The values of number words that follow each other; a lone `one` is an article."""
    found: list[float] = []
    total = current = 0.0
    for value in run:
        if value in _LARGE:
            total, current = total + (current or 1) * value, 0.0
        elif value == 100 and 1 <= current < 100:
            current *= 100
        elif value == 20 and current % 100 == 4:
            current += 76
        elif _continues(current, value):
            current += value
        else:
            found.append(total + current)
            total, current = 0.0, value
    return [value for value in (*found, total + current) if value > 1]


def _continues(current: float, value: float) -> bool:
    """Whether a number word below thousand adds to what stands before it: twenty and three, hundred and ten, soixante et dix."""
    if not current:
        return True
    if current % 100 == 0:
        return value < 100
    return (value < 10 and current % 10 == 0) or (value < 20 and current % 100 in {60, 80})


@lru_cache(maxsize=1 << 17)
def _fold(written: str) -> str:
    return fold(written)


@cache
def _read_titles() -> frozenset[str]:
    return frozenset(read_table("speech", "translations")["names"]["titles"].split())


@cache
def _read_units() -> dict[str, str]:
    pairs = (pair.split(":") for pair in read_table("speech", "translations")["numbers"]["units"].split())
    return {word: f"unit {unit}" for word, unit in pairs}


@cache
def _read_number_words() -> dict[str, dict[str, float]]:
    numbers = read_table("speech", "translations")["numbers"]
    return {FRENCH: numbers["nouns"] | numbers["french"], ENGLISH: numbers["nouns"] | numbers["english"]}
