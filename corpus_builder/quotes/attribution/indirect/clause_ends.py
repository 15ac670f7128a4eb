"""Where a reported clause ends."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.cues import Cue
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ASIDE,
    AUXILIARY,
    CONJUNCTION,
    DOCUMENT,
    NEWS_AGENCY,
    QUOTED,
    RELATIVE,
    SPEECH_NOUN,
    SUBORDINATOR,
    THAT,
    WORDY,
    Tokens,
)
from corpus_builder.text.sentences import CLOSING_MARKS, OPENING_MARKS

# words of the shortest clause that is reported without a conjunction
_SHORTEST = 3
_DASHES = "—–"
# a clause that holds marks is not without them, whatever they mean
_MARKS = frozenset(OPENING_MARKS + CLOSING_MARKS + '"„')
# words between a second verb of saying and its clause
_NEAR = 4


def find_end(tokens: Tokens, begin: int, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> int:
    """The token behind the clause that begins at a token, behind its cue."""
    embedded = _is_embedded(tokens, cue, lexicon)
    firsts = {other.first for other in cues if other.first > begin and other.reports}
    inverted = {other.first for other in cues if other.first > begin and other.pronoun and other.says}
    lone_dash, depth = not _has_asides(tokens), 0
    for at in range(begin, len(tokens)):
        text = tokens[at].text
        depth += (text == "(") - (text == ")")
        if text in ";:" or depth < 0 or (text in _DASHES and lone_dash):
            return at
        if text == "," and at > begin and (embedded or at + 1 in inverted or _breaks(tokens, at + 1, lexicon)):
            return at
        joins = tokens[at].classes & CONJUNCTION or tokens[at].low in lexicon.shared.joining
        if joins and at > begin and _goes_on(tokens, at + 1, cue, firsts):
            return at
    return len(tokens)


def _is_embedded(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether the cue stands in a relative clause or in one that only opens the sentence: both end at a comma."""
    relative = any(token.classes & RELATIVE for token in tokens[max(cue.first - 2, 0) : cue.first])
    start = next((at + 1 for at in range(cue.first - 1, -1, -1) if tokens[at].text in ",;:"), 0)
    joins = lexicon.shared.joining | lexicon.links.lead_in
    return relative or any(
        token.low in lexicon.table.reported.conditions
        or (token.classes & SUBORDINATOR and not token.classes & (CONJUNCTION | THAT) and token.low not in joins)
        for token in tokens[start : cue.first]
    )


def _has_asides(tokens: Tokens) -> bool:
    """Whether dashes stand around an aside: the sentence has more than one."""
    return sum(token.text in _DASHES for token in tokens) > 1


def _breaks(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether the writer goes on behind a comma: `, mais`, `, tandis que`, `, ce qui`, `, ajoutant que`."""
    if at >= len(tokens):
        return False
    gerund = tokens[at].gerund is not None or tokens[at].low in lexicon.links.companions
    return gerund or _names_occasion(tokens, at) or tokens[at].low in lexicon.table.reported.breaks


def _names_occasion(tokens: Tokens, at: int) -> bool:
    """Whether only where something was said follows: `, dans un communiqué`, `, in a letter to the board`."""
    rest = tokens[at:]
    told = any(token.classes & (SPEECH_NOUN | NEWS_AGENCY | DOCUMENT) for token in rest[1:_NEAR])
    return bool(rest[0].classes & ASIDE and told and not any(token.text == "," for token in rest))


def _goes_on(tokens: Tokens, at: int, cue: Cue, firsts: set[int]) -> bool:
    """Whether a second verb of the reporting subject follows `et`: a verb of saying, or one with the same auxiliary."""
    if at >= len(tokens):
        return False
    shared = tokens[cue.first].classes & AUXILIARY and tokens[at].low == tokens[cue.first].low
    return bool(at in firsts or shared)


def find_beginning(tokens: Tokens, stop: int, lexicon: Lexicon) -> int:
    """The token that begins the clause before a token: behind a colon, a semicolon or its bracket, and behind `mais` or `and`."""
    depth, begin = 0, 0
    for at in range(stop - 1, -1, -1):
        depth += (tokens[at].text == ")") - (tokens[at].text == "(")
        if tokens[at].text in ";:" or depth < 0:
            begin = at + 1
            break
    while begin < stop and (tokens[begin].classes & CONJUNCTION or tokens[begin].low in lexicon.shared.joining):
        begin += 1
    return begin


def span_words(tokens: Tokens, begin: int, stop: int, fewest: int = _SHORTEST) -> Span | None:
    """The characters of a clause of so many words at least, from word to word; None where it is shorter or holds marks."""
    while begin < stop and not tokens[begin].classes & (WORDY | QUOTED) and tokens[begin].text not in _MARKS:
        begin += 1
    if any(token.classes & QUOTED or token.text in _MARKS for token in tokens[begin:stop]):
        return None
    while stop > begin and not (tokens[stop - 1].classes & WORDY or tokens[stop - 1].text in "%)"):
        stop -= 1
    words = sum(bool(token.classes & WORDY) for token in tokens[begin:stop])
    return tokens.span(begin, stop) if words >= fewest else None
