"""Whom the words themselves rule out: who is named in them or beside them, and who is addressed."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from corpus_builder.languages.first_names import Gender
from corpus_builder.model import Span
from corpus_builder.quotes.people.discourse import Known
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.patterns import match_any

# characters behind a pronoun that are looked at
_BESIDE = 80


def read_named_beside(known: Known, at: int, passage: Span) -> set[str]:
    """Who is named in what is said, or between who says it and that."""
    within = {m.name for m in known.within(passage)}
    return within | {m.name for m in known.within((at, passage[0]))} if at < passage[0] else within


def read_clause_mates(known: Known, at: int, passage: Span) -> set[str]:
    """Who is named between a pronoun and what it says, or right behind the pronoun: `il écrit à Paul :`."""
    if at < passage[0]:
        span = at, passage[0]
    else:
        stop = known.discourse.stop.search(known.discourse.text, at, at + _BESIDE)
        span = at, stop.start() if stop else at + _BESIDE
    return {m.name for m in known.within(span)}


def read_addressed(known: Known, passage: Span, genders: Sequence[Gender], near: Sequence[tuple[int, Mention]]) -> Set[str]:
    """The people of those genders whose office the words address: `Madame la présidente`; all near, if it is not known whose."""
    found: set[str] = set()
    titles, shared = known.lexicon.titles, known.lexicon.shared
    for match in _compile_vocative(shared.vocatives, shared.vocative_articles).finditer(known.discourse.text, *passage):
        title = fold(match[1])
        if any(title in titles.of(gender) or title in shared.addressed.of(gender) for gender in genders):
            bearers = known.mentions.find_by_trade(fold(match[2]))
            found |= bearers or {m.name for _, m in near if known.mentions.people[m.name]}
    return found


@cache
def _compile_vocative(vocatives: frozenset[str], articles: frozenset[str]) -> re.Pattern[str]:
    """A pattern of a form of address and the office behind it."""
    elided, whole = ([word for word in articles if word.endswith("'") == ends] for ends in (True, False))
    article = rf"{match_any(whole)} |{match_any(word[:-1] for word in elided)}['’]"
    return re.compile(rf"\b({match_any(vocatives)})\s+(?:{article})?([^\W\d_]+)")
