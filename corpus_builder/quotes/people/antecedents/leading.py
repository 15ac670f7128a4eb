"""Descriptions that begin a sentence, and pronouns that go on with its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.grammar.tokens import DETERMINER, Tokens
from corpus_builder.quotes.people.discourse import Known, is_quoted
from corpus_builder.text.patterns import match_any
from corpus_builder.text.sentences import CLOSING_MARKS, STOPS

# characters beside a pronoun in which its verb stands
_NEAR_CUE = 24


def find_leading_description(known: Known, start: int, end: int, genders: Sequence[Gender]) -> Span | None:
    """The last description of a person of those genders that begins a sentence between two places: `L'avocate`, `A spokesman`."""
    people, strange = _list_signs(known.lexicon.language, tuple(genders))
    return _find_last_leading(known, (start, end), people, strange)


@cache
def _list_signs(language: str, genders: tuple[Gender, ...]) -> tuple[Set[str], Set[str]]:
    """The nouns for people of some genders, and the first words that tell another."""
    lexicon = read_lexicon(language)
    people = frozenset[str]().union(*(lexicon.nouns.people.of(gender) for gender in genders))
    return people, frozenset[str]().union(*(lexicon.gender_signs.of(gender) for gender in GENDERS if gender not in genders))


def find_leading_body(known: Known, start: int, end: int, nouns: Set[str]) -> Span | None:
    """The last description of a body by one of some nouns that begins a sentence between two places: `Le comité`."""
    return _find_last_leading(known, (start, end), nouns, frozenset())


def _find_last_leading(known: Known, between: Span, nouns: Set[str], strange: Set[str]) -> Span | None:
    """The last determiner and noun that begin a sentence between two places; some determiners are strange to them."""
    found: Span | None = None
    lexicon, discourse = known.lexicon, known.discourse
    for match in _compile_description(lexicon.shared.elided_articles).finditer(discourse.text, *between):
        tokens = Tokens(discourse.text).read(*match.span(1), lexicon.reader)
        noun = next((at for at, token in enumerate(tokens) if at and token.low in nouns), None)
        known_sign = tokens[0].classes & DETERMINER and tokens[0].low not in strange
        if noun and known_sign and not is_quoted(match.start(1), discourse):
            span = tokens.span(0, noun + 1)
            # a title before a name is no description, nor is one with the name behind its comma
            found = found if known.within((span[1], span[1] + 3)) else span
    return found


def count_continuing(known: Known, start: int, end: int, genders: Sequence[Gender]) -> int:
    """How many sentences of the writer's own text between two places begin with a pronoun of those genders: `She laughed.`"""
    discourse = known.discourse
    words = frozenset(word for gender in genders for word in known.lexicon.pronouns.of(gender))
    matches = _compile_leading(words).finditer(discourse.text, start, end)
    return sum(not is_quoted(match.start(1), discourse) for match in matches)


def goes_on(known: Known, at: int) -> bool:
    """Whether the verb beside a pronoun tells that its person goes on speaking: `she added`, `poursuit-il`."""
    text, words = known.discourse.text, known.lexicon.links.going_on
    before = known.lexicon.read_tokens(text[max(0, at - _NEAR_CUE) : at].rpartition("\n")[2].replace("-", " "))
    behind = known.lexicon.read_tokens(text[at : at + _NEAR_CUE].partition("\n")[0])
    near = (*before[-2:], *behind[1:3])
    return any(token.low in words for token in near)


@cache
def _compile_description(elided_articles: frozenset[str]) -> re.Pattern[str]:
    """A pattern of what begins a sentence like a description: an article, maybe an adjective, and a noun."""
    article = match_any(word.capitalize() for word in elided_articles)
    return re.compile(rf"(?:^|[{STOPS}{CLOSING_MARKS}\"]\s|\n)\s*((?:{article}['’]|[A-ZÀ-Ý]\w*\s+)(?:[\w-]+\s+)?[\w-]+)")


@cache
def _compile_leading(words: frozenset[str]) -> re.Pattern[str]:
    """A pattern of a capitalised word that begins a sentence."""
    return re.compile(rf"(?:[{STOPS}{CLOSING_MARKS}\"]\s|\n)\s*({match_any(word.capitalize() for word in words)})\b")
