"""The names of bodies that go on in small letters: `la Commission européenne`, `le comité de la Ville pour les quais (Cq)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    AUXILIARY,
    CAPITAL,
    DEFINITE,
    DETERMINER,
    INNER,
    RELATIVE,
    VERB,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# characters before a word for a body in which its article stands, and behind it of the longest name
_NEAR_ARTICLE = 8
_LONGEST = 100
# places of a word for a body that are looked at
_MOST_PLACES = 60
# what may stand between a word for a body and a short form in brackets
_BRACKETED = re.compile(r"( [^.,;:!?()«»“”\"\n]{2,100}?) \(([^\W\d_a-zß-ÿ][\w.-]{1,10})\)")


class BodyPhrases(dict[str, frozenset[str]]):
    """The names in a text that begin with a folded word for a body, each found when it is first asked for; the longest only.

    >>> from corpus_builder.quotes.grammar.lexicon import read_lexicon
    >>> phrases = BodyPhrases("La Commission portuaire ouvre. Le ministère de la Mer a écrit.", read_lexicon("fr"))
    >>> sorted(phrases["commission"]), sorted(phrases["ministère"]), sorted(phrases["comité"])
    (['Commission portuaire'], ['ministère de la Mer'], [])
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        super().__init__()
        self._text = text
        self._low = fold.__wrapped__(text)
        self._lexicon = lexicon

    def __missing__(self, noun: str) -> frozenset[str]:
        self[noun] = found = self._find(noun)
        return found

    def _find(self, noun: str) -> frozenset[str]:
        text, lexicon = self._text, self._lexicon
        if lexicon.traits.order_tells_nouns or len(self._low) != len(text):
            return frozenset()
        found: dict[str, str] = {}
        for place in islice(re.finditer(rf"(?<![\w-]){re.escape(noun)}(?= )", self._low), _MOST_PLACES):
            name = _read_phrase(text, place.start(), place.end(), lexicon)
            if name:
                found.setdefault(fold(name), name)
        return frozenset(name for low, name in found.items() if not any(one.startswith(low + " ") for one in found))


def _read_phrase(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """The name that begins with the word for a body at a place, behind an article; None where there is none."""
    article = lexicon.read_tokens(text[max(0, start - _NEAR_ARTICLE) : start + 1])[-2:-1]
    if not article or not (article[0].classes & DEFINITE or article[0].low in lexicon.links.genitives):
        return None
    bracketed = _BRACKETED.match(text, end)
    if bracketed and bracketed[2][0] == text[start].upper() and not _has_verb(lexicon.read_tokens(bracketed[1])):
        return text[start : bracketed.end(1)]
    tokens = Tokens(text).read(end, end + _LONGEST, lexicon.reader)
    count = _count_words(tokens, lexicon)
    if not count or _goes_on(tokens, count, lexicon) or not _may_be_called(tokens[:count], text[start:end], lexicon):
        return None
    return text[start : tokens.end(count - 1)]


def _has_verb(tokens: Sequence[Token]) -> bool:
    return any(token.classes & (AUXILIARY | RELATIVE) or token.finite for token in tokens)


def _count_words(tokens: Tokens, lexicon: Lexicon) -> int:
    """How many tokens behind a word for a body belong to its name: adjectives, and nouns behind `de`."""
    at = 0
    while at < len(tokens):
        if _is_adjective(tokens, at, lexicon):
            at += 1
            continue
        noun = at + 1
        while noun < len(tokens) and tokens[noun].classes & DETERMINER and not tokens[noun].classes & INNER:
            noun += 1
        if not tokens[at].classes & INNER or noun == len(tokens) or not _is_noun(tokens[noun]):
            break
        at = noun + 1
        while at < len(tokens) and tokens[at].classes & CAPITAL:
            at += 1
    return at


def _goes_on(tokens: Tokens, count: int, lexicon: Lexicon) -> bool:
    """Whether a word of which nothing is known stands behind a noun and may be an adjective."""
    if count == len(tokens) or tokens[count].finite is not None:
        return False
    return tokens[count].classes in (WORDY, WORDY | VERB) and not _is_adjective(tokens, count - 1, lexicon)


def _is_adjective(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a token behind a noun has an adjective's ending and is no verb, which an object would follow."""
    token = tokens[at]
    if token.classes & (CAPITAL | AUXILIARY | DETERMINER) or token.finite or not token.classes & WORDY:
        return False
    following = tokens[at + 1].classes if at + 1 < len(tokens) else 0
    plural = next(filter(token.low.endswith, lexicon.word_endings.plurals), "")
    ends = token.low.removesuffix(plural).endswith(lexicon.word_endings.adjectives) or token.low in lexicon.nouns.nationalities
    return ends and not (following & DETERMINER and not following & INNER)


def _is_noun(token: Token) -> bool:
    return bool(token.classes & WORDY) and not token.classes & (DETERMINER | INNER | AUXILIARY) and token.infinitive is None


def _may_be_called(tokens: Sequence[Token], noun: str, lexicon: Lexicon) -> bool:
    """Whether a word for a body and what completes it are its name: no firm's, and with a capital: `ministère de la Mer`."""
    if fold(noun) in lexicon.nouns.resolvable:
        return False
    named = next((token for token in tokens if not token.classes & (INNER | DETERMINER)), None)
    charged = named is not None and bool(named.classes & CAPITAL) and named.text not in lexicon.first_names
    return noun[0].isupper() or (charged and fold(noun) in lexicon.nouns.bodies)
