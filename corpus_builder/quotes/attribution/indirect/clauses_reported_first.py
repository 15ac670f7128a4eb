"""Clauses before their cue: `Le pont rouvrira, a annoncé le maire.`, `The pier is shut, the mayor said.`"""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Attribution, cue_span
from corpus_builder.quotes.attribution.indirect.clause_ends import find_beginning, span_words
from corpus_builder.quotes.attribution.indirect.reporters import Report, is_told_by, tells
from corpus_builder.quotes.grammar.cues import Cue, pronoun_span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.subjects import read_after, read_before
from corpus_builder.quotes.grammar.tokens import (
    ASIDE,
    AUXILIARY,
    CLITIC,
    MAYBE_FINITE,
    ORGANISATION,
    PERSON,
    RELATIVE,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    VERB,
    WORDY,
    Token,
    Tokens,
)

# words behind the verb of a clause that its subject leads (`the captain told me,`)
_BEHIND = 3


def read_closing_clause(tokens: Tokens, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """What the clause set off by a comma reports, which closes the sentence or stands inside it."""
    for cue in cues:
        comma = _find_comma(tokens, cue, lexicon)
        if comma is None or cue.mood != "finite" or not tells(tokens, cue, lexicon, clause_follows=False):
            continue
        speaker = _read_speaker(tokens, comma, cue, lexicon)
        if speaker is None or not is_told_by(tokens, cue, speaker, lexicon):
            continue
        fragments = _read_fragments(tokens, comma, cue, speaker, lexicon)
        if fragments:
            return Report(fragments, Attribution("after", cue_span(tokens, cue), speaker))
    return None


def _find_comma(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> int | None:
    """The comma behind which the clause of a cue begins: right before its verb, or before a short subject that may lead it."""
    at = cue.first - 1
    while at > 0 and tokens[at].classes & CLITIC:
        at -= 1
    if at > 0 and tokens[at].text == ",":
        return at
    if not lexicon.traits.subject_may_lead:
        return None
    while at > 0 and tokens[at].text != ",":
        if not tokens[at].classes & WORDY or tokens[at].classes & (RELATIVE | SUBORDINATOR | THAT | SURELY_FINITE):
            return None
        at -= 1
    behind = tokens[cue.last + 1 : cue.last + 1 + _BEHIND]
    closed = len(behind) < _BEHIND or behind[0].classes & ASIDE or not all(token.classes & WORDY for token in behind)
    return at if at > 0 and closed else None


def _read_speaker(tokens: Tokens, comma: int, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The subject behind the verb, or before it where it leads the clause."""
    if cue.pronoun:
        return pronoun_span(tokens, cue)
    if cue.first > comma + 1 and not tokens[cue.first - 1].classes & CLITIC:
        speaker = read_before(tokens, cue.first, lexicon)
        return speaker if speaker and speaker[0] >= tokens.start(comma + 1) else None
    following = tokens[cue.last + 1] if cue.last + 1 < len(tokens) else None
    if following is None or following.text == "," or following.classes & THAT:
        return None
    speaker = read_after(tokens, cue.last + 1, lexicon)
    if speaker is None or not lexicon.traits.subject_may_lead:
        return speaker
    behind = next((token for at, token in enumerate(tokens) if tokens.start(at) >= speaker[1]), None)
    return speaker if cue.strength == "speaking" and (behind is None or not behind.classes & WORDY) else None


def _describes(rest: Sequence[Token]) -> bool:
    """Whether what follows a speaker and a comma only says who that is."""
    return bool(rest and (rest[0].participle or rest[0].classes & (PERSON | ORGANISATION | RELATIVE)))


def _read_fragments(tokens: Tokens, comma: int, cue: Cue, speaker: Span, lexicon: Lexicon) -> tuple[Span, ...]:
    """The words before the clause and, where their verb is only behind it, those behind it."""
    begin = find_beginning(tokens, comma, lexicon)
    if tokens[begin].classes & (SUBORDINATOR | RELATIVE):
        return ()
    first = span_words(tokens, begin, comma)
    whole = any(token.classes & (SURELY_FINITE | MAYBE_FINITE | AUXILIARY | VERB) for token in tokens[begin:comma])
    last = max(cue.last + 1, next((at for at in range(len(tokens)) if tokens.start(at) >= speaker[1]), len(tokens)))
    resume = next((at for at in range(last, len(tokens)) if tokens[at].text == ","), None)
    if whole or resume is None or _describes(tokens[resume + 1 :]):
        return (first,) if first else ()
    if not tokens[cue.last].low.startswith(lexicon.table.reported.verbs) and not cue.pronoun:
        return ()
    first, second = span_words(tokens, begin, comma, 1), span_words(tokens, resume + 1, len(tokens))
    return (first, second) if first and second else ()
