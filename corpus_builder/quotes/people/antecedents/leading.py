"""Descriptions that begin a sentence, and pronouns that go on with its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.grammar.tokens import (
    AUXILIARY,
    DETERMINER,
    PERSON,
    RELATIVE,
    SUBJECT,
    VERB,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.quotes.people.antecedents.acting_bodies import list_body_nouns
from corpus_builder.quotes.people.discourse import Known, find_sentence, is_quoted
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.patterns import match_any
from corpus_builder.text.sentences import CLOSING_MARKS, STOPS

# characters beside a pronoun in which its verb stands
_NEAR_CUE = 24
# characters behind a noun in which its verb stands
_NEAR_VERB = 40


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


def is_overshadowed(known: Known, mention: Mention, at: int, genders: Sequence[Gender]) -> bool:
    """Whether a pronoun may mean what leads the sentence in which somebody is only mentioned: `Le rapport vise Kern. Il ...`.

    Only a person says something in an inverted clause (`dit-il`), only a body or a person declares, and a trade is a person's.
    """
    discourse, lexicon = known.discourse, known.lexicon
    if not lexicon.nouns.feminine_bodies:
        return False
    nouns = _list_rivals(known, at)
    begin = max(0, find_sentence(discourse, mention)[0] - 2)
    for lead in _compile_subject(lexicon.shared.elided_articles).finditer(discourse.text, begin, at):
        end = mention.start if lead.start(1) < mention.start else min(lead.end() + _NEAR_VERB, at)
        tokens = lexicon.read_tokens(discourse.text[lead.start(1) : end])
        signs = [key for key in GENDERS if tokens[0].low in lexicon.gender_signs.of(key)]
        agrees = signs[0] in genders if signs else tokens[0].text.endswith(("'", "’"))
        called = any(token.classes & PERSON for token in tokens[1:4])
        fits = called or nouns is None or any(token.low in nouns for token in tokens[1:2])
        acts = _has_verb(tokens[2:]) or not (called or end > mention.start)
        if agrees and fits and acts and not is_quoted(lead.start(1), discourse):
            return True
    return False


def _list_rivals(known: Known, at: int) -> Set[str] | None:
    """The nouns, besides those for people, that a pronoun may mean by its verb; None for any noun."""
    text, lexicon = known.discourse.text, known.lexicon
    tokens = lexicon.read_tokens(text[at : at + _NEAR_VERB].partition("\n")[0])[:4]
    if not tokens or not tokens[0].classes & SUBJECT or text[at - 1 : at] == "-":
        return frozenset()
    spoken = any("speaking" in (token.finite, token.participle) for token in tokens[1:])
    return list_body_nouns(lexicon) if spoken else None


def _has_verb(tokens: Sequence[Token]) -> bool:
    """Whether a verb stands among tokens before a sign or a relative."""
    for token in tokens:
        if token.classes & RELATIVE or not token.classes & WORDY:
            return False
        if token.classes & (AUXILIARY | VERB):
            return True
    return False


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
def _compile_subject(elided_articles: frozenset[str]) -> re.Pattern[str]:
    """A pattern of what begins a sentence or stands behind a comma like a subject: an article and a noun."""
    article = match_any(elided_articles)
    return re.compile(rf"(?:^|[{STOPS},{CLOSING_MARKS}\"]\s|\n)\s*((?:(?i:{article})['’]|[^\W\d_]+\s+)[\w-]+)")


@cache
def _compile_leading(words: frozenset[str]) -> re.Pattern[str]:
    """A pattern of a capitalised word that begins a sentence."""
    return re.compile(rf"(?:[{STOPS}{CLOSING_MARKS}\"]\s|\n)\s*({match_any(word.capitalize() for word in words)})\b")
