"""The tokens of a quote, the numbers in it, in digits or words, and the units that they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.languages.pack import read_pack
from corpus_builder.statements.denial import may_deny
from corpus_builder.statements.vocabulary import read_statement_words
from corpus_builder.text.facts import read_contractions, read_fact_words
from corpus_builder.text.normalization import lower_without_accents
from corpus_builder.text.numbers import add_up_number_words, read_digits, read_number_words
from corpus_builder.text.sentences import STARTERS

_JOINTS = frozenset({"", " ", "-", "\u00a0", "\u202f"})


class Token(NamedTuple):
    """A word or number as written, and in lower case without accents; whether its capital marks a name, and whether only space
    parts it from the last. `capital` tells that it begins with one, `digits` that it begins with a digit,
    `denies` that it may deny something.
    """

    written: str
    low: str
    named: bool
    joined: bool
    capital: bool
    digits: bool
    denies: bool


def split_tokens(text: str) -> list[Token]:
    """The words and numbers of a text in order; what opens a sentence is no name by its capital."""
    titles, pattern = read_titles(), _token_pattern()
    parts = pattern.split(text)
    step = 1 + pattern.groups
    tokens: list[Token] = []
    for gap, written in zip(parts[:-1:step], _write_out_endings(parts, step), strict=True):
        if gap == " ":
            tokens.append(_read_token(written, not tokens, True))
            continue
        opens = not tokens
        if not opens and not STARTERS.isdisjoint(gap):
            last = tokens[-1].low
            opens = not (gap[0] == "." and (last in titles or len(last) == 1))
        tokens.append(_read_token(written, opens, gap in _JOINTS))
    return tokens


def _write_out_endings(parts: list[str], step: int) -> list[str]:
    """The tokens among the parts of a split text; of a verb with its denial the denial."""
    written = parts[1::step]
    for group, contraction in enumerate(read_contractions().values(), 2):
        if any(parts[group::step]):
            endings = parts[group::step]
            written = [contraction.word if ending else token for token, ending in zip(written, endings, strict=True)]
    return written


@lru_cache(maxsize=1 << 17)
def _read_token(written: str, opens: bool, joined: bool) -> Token:
    """A token by how it is written, whether it opens a sentence, and whether only space parts it from the last."""
    if written[0].isalpha():
        written = written.replace(".", "")
    capital = written[0].isupper()
    low = lower_without_accents(written)
    return Token(written, low, capital and not opens, joined, capital, written[0].isdecimal(), may_deny(low))


def read_numbers(tokens: Sequence[Token], lows: Sequence[str], language: str) -> tuple[frozenset[str], Sequence[Token]]:
    """The numbers of a text, as digits, and the tokens that are none; `lows` are the tokens' words without case and accents."""
    words, links, no_numbers = read_number_words(language), _read_links(), _read_no_numbers()
    if words.keys().isdisjoint(lows) and "".join(lows).isalpha():
        return frozenset(), tokens
    found: list[float] = []
    rest: list[Token] = []
    run: list[float] = []
    for place, token in enumerate(tokens):
        value = words.get(token.low)
        if token.digits:
            value = read_digits(token.written)
        if run and (token.digits or not token.joined):
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


def read_units(tokens: Sequence[Token], lows: Sequence[str], language: str) -> frozenset[str]:
    """The units of time that numbers above one count."""
    units, words = _read_unit_words(), read_number_words(language)
    if units.keys().isdisjoint(lows):
        return frozenset()
    return frozenset(
        units[after.low]
        for before, after in pairwise(tokens)
        if after.low in units and (before.digits or words.get(before.low, 0) > 1)
    )


@cache
def read_titles() -> frozenset[str]:
    """The short titles of all languages that have words for statements, without their full stop."""
    titles = (title for language in read_statement_words() for title in read_pack(language).titles.short)
    return frozenset(map(lower_without_accents, titles))


@cache
def _token_pattern() -> re.Pattern[str]:
    """Initials, a word, which the ending of a contraction may follow, or a number, as the first group; then a group for the
    contraction of each language that has one.
    """
    endings = "|".join(f"({contraction.ending})" for contraction in read_contractions().values())
    return re.compile(
        rf"((?:[A-Z]\.){{2,}}|[^\W\d_]+(?:{endings})?"
        r"|\d+(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)"
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
