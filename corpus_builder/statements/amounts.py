"""The tokens of a quote, the numbers in it, in digits or words, and the units that they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.languages.pack import read_pack
from corpus_builder.statements.vocabulary import read_statement_words
from corpus_builder.text.facts import read_contractions, read_fact_words
from corpus_builder.text.normalization import lower_without_accents
from corpus_builder.text.numbers import add_up_number_words, read_digits, read_number_words
from corpus_builder.text.sentences import STARTERS

_JOINTS = frozenset({"", " ", "-", "\u00a0", "\u202f"})


class Token(NamedTuple):
    """A word or number as written, and in lower case without accents; whether its capital marks a name, and whether only space
    parts it from the last.
    """

    written: str
    low: str
    named: bool
    joined: bool


def split_tokens(text: str) -> list[Token]:
    """The words and numbers of a text in order; what opens a sentence is no name by its capital."""
    titles, contractions = read_titles(), read_contractions()
    tokens: list[Token] = []
    end, last = 0, ""
    for match in _token_pattern().finditer(text):
        written = match.group()
        gap = text[end : match.start()]
        stop = gap != " " and not STARTERS.isdisjoint(gap) and not (gap[0] == "." and (last in titles or len(last) == 1))
        if written[0].isalpha():
            written = contractions[match.lastgroup].word if match.lastgroup else written.replace(".", "")
        last = _strip_token(written)
        named = written[0].isupper() and bool(tokens) and not stop
        tokens.append(Token(written, last, named, gap in _JOINTS))
        end = match.end()
    return tokens


def read_numbers(tokens: Sequence[Token], language: str) -> tuple[frozenset[str], list[Token]]:
    """The numbers of a text, as digits, and the tokens that are none."""
    words, links, no_numbers = read_number_words(language), _read_links(), _read_no_numbers()
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
            value = read_digits(token.written)
        if run and (digits or not token.joined):
            found += add_up_number_words(run)
            run = []
        if value is not None and not (place and (lows[place - 1], token.low) in no_numbers):
            run.append(value)
        elif not (run and token.low in links):
            if run:
                found += add_up_number_words(run)
                run = []
            rest.append(token)
    return frozenset(f"{value:.12g}" for value in found + add_up_number_words(run)), rest


def read_units(tokens: Sequence[Token], language: str) -> frozenset[str]:
    """The units of time that numbers above one count."""
    units, words = _read_unit_words(), read_number_words(language)
    if units.keys().isdisjoint(token.low for token in tokens):
        return frozenset()
    return frozenset(
        units[after.low]
        for before, after in pairwise(tokens)
        if after.low in units and (before.written[0].isdecimal() or words.get(before.low, 0) > 1)
    )


@cache
def read_titles() -> frozenset[str]:
    """The short titles of all languages that have words for statements, without their full stop."""
    titles = (title for language in read_statement_words() for title in read_pack(language).titles.short)
    return frozenset(map(lower_without_accents, titles))


@lru_cache(maxsize=1 << 17)
def _strip_token(written: str) -> str:
    return lower_without_accents(written)


@cache
def _token_pattern() -> re.Pattern[str]:
    """Initials, a word, which the ending of a contraction may follow, or a number; a contraction's group is its language."""
    endings = "|".join(f"(?P<{language}>{contraction.ending})" for language, contraction in read_contractions().items())
    return re.compile(
        rf"(?:[A-Z]\.){{2,}}|[^\W\d_]+(?:{endings})?"
        r"|\d+(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
    )


@cache
def _read_unit_words() -> dict[str, str]:
    return {word: f"unit {unit}" for words in read_statement_words().values() for word, unit in words.units.items()}


@cache
def _read_links() -> frozenset[str]:
    return frozenset(link for words in read_fact_words().values() for link in words.number_links)


@cache
def _read_no_numbers() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for words in read_fact_words().values() for pair in words.no_numbers)
