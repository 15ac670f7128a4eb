"""What may stand between a verb and its subject behind it: small words between commas, days, whom the words are said to."""

from __future__ import annotations

from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import Tokens

# words between two commas that are an aside
_PARENTHESIS = 6


def skip_parenthesis(tokens: Tokens, at: int) -> int:
    """Step over a few small words between commas: `a rapporté, pince-sans-rire, le colonel`."""
    if at >= len(tokens) or tokens[at].text != ",":
        return at
    for end in range(at + 2, min(at + _PARENTHESIS, len(tokens) - 1)):
        if tokens[end].text == ",":
            subject = tokens[end + 1].capital or tokens[end + 1].subject_sign
            return end + 1 if subject else at
        if not tokens[end - 1].wordy or tokens[end - 1].capital:
            return at
    return at


def skip_addressee(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over adverbs, days and an aside: `a déclaré hier à l'agence le maire`, `assure au téléphone Paul Arnal`."""
    while at < len(tokens) and (tokens[at].adverb or tokens[at].adverbial or _is_day(tokens, at, lexicon)):
        at += 1
    if at >= len(tokens) or not tokens[at].aside:
        return at
    other = at + 1
    if other < len(tokens) and tokens[other].determiner:
        other += 1
    other += 1
    while other < len(tokens) and tokens[other].wordy and not _ends_aside(tokens, other, lexicon):
        if tokens[other].stop:
            return len(tokens)
        other += 1
    return other if other < len(tokens) and tokens[other].wordy else len(tokens)


def _is_day(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a day stands here: `lundi`, `ce matin`."""
    low = tokens[at].low
    if low in lexicon.shared.day_articles:
        return at + 1 < len(tokens) and tokens[at + 1].low.endswith(lexicon.shared.day_endings)
    return low in lexicon.shared.weekdays


def _ends_aside(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether the subject begins at a token behind an aside: a determiner, or a name after a common noun."""
    token, before = tokens[at], tokens[at - 1]
    if token.determiner:
        return token.low not in lexicon.shared.partitives
    bound = before.inner or before.determiner
    named = not before.news_agency or token.text in lexicon.first_names
    return token.capital and not before.capital and not bound and named
