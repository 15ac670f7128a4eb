"""Clauses behind their cue: `le maire a dit que le pont rouvrirait`, `she said the pier would reopen`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus_builder.languages.pack import read_pack
from corpus_builder.model import Span
from corpus_builder.quotes.attribution.attribute import attribute_clause
from corpus_builder.quotes.attribution.clauses import Attribution
from corpus_builder.quotes.attribution.indirect.clause_ends import find_end, span_words
from corpus_builder.quotes.attribution.indirect.reporters import Report, is_source, is_told_by, tells
from corpus_builder.quotes.grammar.cues import Cue
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CONJUNCTION,
    DETERMINER,
    HOMOGRAPH,
    INNER,
    LIGHT,
    MODAL,
    OPENER,
    PASSAGE,
    PRONOUN,
    QUOTED,
    RELATIVE,
    STOP,
    SUBJECT,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    WORDY,
    Token,
    Tokens,
)

# words between a cue and its `que`, and words of a subject before the verb of a clause without `that`
_ASIDE = 14
_SUBJECT = 10
# words of the shortest clause behind a conjunction
_FEWEST = 2


def read_that_clause(tokens: Tokens, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """What a cue reports in the clause behind it, or None; `cues` are all those of the sentence."""
    if not tells(tokens, cue, lexicon, clause_follows=True):
        return None
    begin = _find_clause(tokens, cue, lexicon)
    if begin is None:
        begin = _find_bare_clause(tokens, cue, lexicon)
    if begin is None:
        return None
    attribution = _extend_subject(tokens, cue, attribute_clause(tokens, cue, lexicon), lexicon)
    if attribution.speaker is None or not is_told_by(tokens, cue, attribution.speaker, lexicon):
        return None
    if cue.mood == "gerund" and _is_thing(tokens, attribution.speaker, lexicon):
        return None
    if lexicon.traits.bare_relatives and _is_relative(tokens, attribution.speaker):
        return None
    fewest = _FEWEST if tokens[begin - 1].classes & THAT else _FEWEST + 1
    span = span_words(tokens, begin, find_end(tokens, begin, cue, cues, lexicon), fewest)
    return Report((span,), attribution) if span else None


def _extend_subject(tokens: Tokens, cue: Cue, attribution: Attribution, lexicon: Lexicon) -> Attribution:
    """With a noun of people right before the verb that was taken for none of the subject: `Harbour officials say`."""
    speaker = attribution.speaker
    last = cue.first - 1
    if speaker is None or last < 1 or tokens.start(last) < speaker[1] or tokens[last].classes & CAPITAL:
        return attribution
    beside = tokens.start(last - 1) < speaker[1] == tokens.end(last - 1)
    if not beside or not is_source(tokens[last], lexicon):
        return attribution
    return attribution._replace(speaker=(speaker[0], tokens.end(last)))


def _is_relative(tokens: Tokens, speaker: Span) -> bool:
    """Whether a pronoun that speaks stands right behind a noun, in a clause about it: `another way she says that`."""
    at = next((at for at in range(len(tokens)) if tokens.start(at) >= speaker[0]), 0)
    if not at or not tokens[at].classes & SUBJECT:
        return False
    before = tokens[at - 1].classes
    return bool(before & WORDY and not before & (CONJUNCTION | SUBORDINATOR | OPENER | ADVERB | ADVERBIAL | RELATIVE | THAT))


def _is_thing(tokens: Tokens, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a speaker is a pronoun of neither gender (`it`)."""
    first = next(iter(tokens.inside(speaker)), PASSAGE)
    pronouns = lexicon.pronouns.masculine | lexicon.pronouns.feminine
    return bool(first.classes & SUBJECT and lexicon.traits.subject_may_lead and first.low not in pronouns)


def _find_clause(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> int | None:
    """The first token behind the `que` of a cue; adverbs, days and asides may stand between them, an object may not."""
    words = lexicon.table.reported
    addressed = tokens[cue.last].low.startswith(words.addressing)
    aside = False
    for at in range(cue.last + 1, min(cue.last + 1 + _ASIDE, len(tokens) - 1)):
        token = tokens[at]
        if token.classes & THAT:
            before = tokens[at - 1].low
            return None if at > cue.last + 1 and (before in words.comparisons or before in words.contents) else at + 1
        if addressed and token.classes & INNER:
            return None
        if token.classes & (QUOTED | RELATIVE | SURELY_FINITE | SUBJECT) or token.text in ";:.()":
            return None
        aside = aside or bool(token.classes & ASIDE) or token.text == "," or addressed or _opens_time(token, lexicon)
        if not (aside or token.classes & (ADVERB | ADVERBIAL | LIGHT) or _is_time(token, lexicon)):
            return None
    return None


def _is_time(token: Token, lexicon: Lexicon) -> bool:
    return token.low in lexicon.inner_days or token.low in lexicon.shared.times_of_day


def _opens_time(token: Token, lexicon: Lexicon) -> bool:
    return token.low in lexicon.table.reported.time_openers or token.low in read_pack(lexicon.language).weekdays


def _find_bare_clause(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> int | None:
    """The first token of a clause without `that`: behind `said` any subject, behind other verbs one whose verb shows."""
    words = lexicon.table.reported
    verb = tokens[cue.last].low
    begin = cue.last + 1
    if verb.startswith(words.addressing) and verb in words.bare:
        begin = _skip_addressee(tokens, begin)
    while begin < len(tokens) and (tokens[begin].low in words.times or tokens[begin].low in read_pack(lexicon.language).weekdays):
        begin += 1
    if verb not in words.bare or begin + 2 >= len(tokens) or cue.first == 0 or tokens[cue.first - 1].classes & THAT:
        return None
    token, follows = tokens[begin], tokens[cue.first - 1].classes & WORDY
    if token.classes & SUBJECT:
        return begin
    if not _begins_subject(token) or token.low in words.questions:
        return None
    if not token.classes & (DETERMINER | CAPITAL) and tokens[begin + 1].classes & (ASIDE | STOP):
        return None
    bare = follows and verb in words.bare_always and token.low not in lexicon.links.possessives
    return begin if bare or _has_verb(tokens, begin) else None


def _begins_subject(token: Token) -> bool:
    if token.classes & (ASIDE | QUOTED | THAT | SUBORDINATOR | AUXILIARY | MODAL | ADVERB) or not token.classes & WORDY:
        return False
    return bool(token.classes & (DETERMINER | PRONOUN | CAPITAL) or token.low[:1].isalnum())


def _has_verb(tokens: Tokens, begin: int) -> bool:
    """Whether a finite verb follows the subject that begins at a token, before any sign or relative clause."""
    for before, token in pairwise(tokens[begin : begin + _SUBJECT]):
        finite = token.classes & (SURELY_FINITE | AUXILIARY | MODAL) or (token.finite and not token.classes & HOMOGRAPH)
        if finite and not before.classes & DETERMINER:
            return True
        if token.classes & (THAT | RELATIVE) or not token.classes & WORDY:
            return False
    return False


def _skip_addressee(tokens: Tokens, at: int) -> int:
    """Step over who is told: a pronoun, or a name."""
    if at < len(tokens) and not tokens[at].classes & CAPITAL:
        return at + 1
    while at < len(tokens) and tokens[at].classes & CAPITAL and not tokens[at].classes & DETERMINER:
        at += 1
    return at
