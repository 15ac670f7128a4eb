"""The part that a name has in its clause: it speaks, it is the subject, or it is only mentioned."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CONJUNCTION,
    DETERMINER,
    HONORIFIC,
    INNER,
    LIGHT,
    MODAL,
    PERSON,
    PRONOUN,
    RANK,
    RELATIVE,
    THAT,
    WORDY,
    Token,
    read_first,
)
from corpus_builder.quotes.people.discourse import Discourse, is_genitive, leads
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.sentences import CLOSING_MARKS, STOPS

# characters on either side of a name in which its verb is looked for, and the longest apposition between the two
_NEAR_VERB = 40
_LONGEST_APPOSITION = 140
# words between an inverted verb and the name behind it: `a déclaré lundi le maire Paul Arnal`
_MOST_BETWEEN = 6
# verbs that tell that somebody speaks, wherever they stand
_SAYING = ("speaking", "reporting")
# words before the owner of the noun with which a sentence begins: `La vie de`
_MOST_BEFORE_OWNER = 3
# characters of what completes a description before the name behind it, and the signs that stand behind that name and end a clause
_LONGEST_COMPLEMENT = 90
_AFTER_APPOSITION = ',.;:()«“”"»…!?'
_ENDS_CLAUSE = (*STOPS, *CLOSING_MARKS, ",", "\n", ":", ";", '"')
# words of a preposition that names a source: `aux dires de`
_LONGEST_SOURCE = 5
# words beside a name in which what befell its owner stands, and before it in which the agent's preposition does
_NEAR_FATE = 4
_NEAR_AGENT = 2
# what stands right before a name and is told of its bearer
_TITLING = HONORIFIC | PERSON | RANK | DETERMINER
# what may stand between a verb and its subject
_BETWEEN = HONORIFIC | PERSON | DETERMINER | RANK | ADVERB | ADVERBIAL | LIGHT | CAPITAL
# what may stand between a subject and its verb
_BEFORE_VERB = AUXILIARY | MODAL | ADVERB | ADVERBIAL | LIGHT


class Role(IntEnum):
    """The part of a name in its clause, the weakest first."""

    MENTIONED = 0
    SUBJECT = 1
    SPEAKER = 2


class Part(NamedTuple):
    """The role of a name in its clause, and whether it belongs to a noun or acts in a passive."""

    role: Role
    dependent: bool


def read_part(discourse: Discourse, mention: Mention) -> Part:
    """The part of a name in its clause; whoever says a quote, or is told to say something, is a speaker."""
    found: Part | None = discourse.roles.get(mention.start)
    if found is None:
        dependent = is_dependent(discourse, mention)
        role = Role.MENTIONED if dependent else _read_free_role(discourse, mention)
        found = discourse.roles[mention.start] = Part(role, dependent)
    return found


def read_role(discourse: Discourse, mention: Mention) -> Role:
    """The role of a name in its clause."""
    return read_part(discourse, mention).role


def _read_free_role(discourse: Discourse, mention: Mention) -> Role:
    if is_joined(discourse, mention):
        return Role.MENTIONED
    if says_quote(discourse, mention) or _is_source(discourse, mention) or _reports(discourse, mention):
        return Role.SPEAKER
    return Role.SUBJECT if leads(discourse, mention) else Role.MENTIONED


def says_quote(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name stands in the words that name a quote's speaker, or in the apposition right behind them."""
    number = bisect_right(discourse.speakers, (mention.start, len(discourse.text)))
    if not number:
        return False
    begin, end = discourse.speakers[number - 1]
    return end > mention.start or is_apposed(discourse.text, (begin, end), mention)


def is_apposed(text: str, described: Span, mention: Mention) -> bool:
    """Whether a name is the apposition of a description before it: `le maire de cette ville du Sud, Paul Arnal (UDC)`."""
    if mention.start - described[1] > _LONGEST_COMPLEMENT:
        return False
    between, behind = text[described[1] : mention.start], text[mention.end : mention.end + 2].lstrip()[:1]
    whole = not any(sign in between[:-2] for sign in _ENDS_CLAUSE)
    # what begins its sentence must have its verb behind the name: `Le maire de Brie, Paul Arnal, a dit`
    closed = behind == "," if text[described[0]].isupper() else not behind or behind in _AFTER_APPOSITION
    return whole and between.endswith(", ") and closed


def is_dependent(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name belongs to a noun or acts in a passive or aside: `la mort de Paul Arnal`, `drawn by Paul Reed`."""
    if is_genitive(discourse, mention) or _acts_aside(discourse, mention):
        return True
    before = next((token.low for token in reversed(_read_before(discourse, mention)) if not token.classes & _TITLING), None)
    return before in discourse.lexicon.links.agent


def _read_before(discourse: Discourse, mention: Mention) -> Sequence[Token]:
    """The words before a name, which are asked for more than once."""
    found = discourse.before.get(mention.start)
    if found is None:
        words = discourse.text[max(0, mention.start - _NEAR_VERB) : mention.start]
        found = discourse.before[mention.start] = discourse.lexicon.read_tokens(words)
    return found


def owns_fate(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name acts in a passive, or owns what befell somebody else than who speaks: `la mort de Paul Arnal`."""
    fates, lexicon = discourse.lexicon.nouns.fates, discourse.lexicon
    before = lexicon.read_tokens(discourse.text[max(0, mention.start - _NEAR_VERB) : mention.start + 1])[:-1]
    behind = lexicon.read_tokens(discourse.text[mention.end : mention.end + _NEAR_VERB])
    passive = any(token.low in lexicon.links.passive for token in before)
    acts = passive and any(token.low in lexicon.links.agent for token in before[-_NEAR_AGENT:])
    return acts or any(token.low in fates for token in (*before[-_NEAR_FATE:], *behind[:_NEAR_FATE]))


def is_relative(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name is told to be that of somebody's own: `his brother Paul`, `son avocat, Paul Arnal`."""
    lexicon = discourse.lexicon
    before = [token for token in _read_before(discourse, mention) if token.classes & WORDY]
    return len(before) > 1 and bool(before[-1].classes & PERSON) and before[-2].low in lexicon.links.possessives


def is_oblique(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name stands behind a preposition: `interrogé sur Paul Arnal`, `after Anna Reed`."""
    before = discourse.lexicon.read_tokens(discourse.text[max(0, mention.start - _NEAR_VERB) : mention.start])
    free = [token for token in before if not token.classes & (HONORIFIC | PERSON | RANK | DETERMINER)]
    return bool(free) and bool(free[-1].classes & ASIDE)


def opens_sentence(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name belongs to the noun with which its sentence begins: `La vie de Paul Arnal`, `Anna Reed's essay`."""
    before = discourse.text[max(0, mention.start - _NEAR_VERB) : mention.start]
    begin = max(before.rfind(sign) for sign in (*STOPS, "\n", *CLOSING_MARKS))
    whole = begin >= 0 or mention.start <= _NEAR_VERB
    return whole and len(before[begin + 1 :].split()) <= _MOST_BEFORE_OWNER


def is_joined(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name is one of several that act together: `Paul Arnal et Luc Perrin`."""
    text, lexicon = discourse.text, discourse.lexicon
    words = text[mention.end : mention.end + _NEAR_VERB]
    joining = read_first(words, lexicon.reader)
    if joining and joining.classes & CONJUNCTION:
        behind = lexicon.read_tokens(words)[1:]
        following = next((token for token in behind if token.classes & CAPITAL or not token.classes & _TITLING), None)
        if following and following.classes & CAPITAL:
            return True
    before = (token.classes for token in reversed(_read_before(discourse, mention)) if not token.classes & _TITLING)
    return bool(next(before, 0) & CONJUNCTION and next(before, 0) & CAPITAL)


def _is_source(discourse: Discourse, mention: Mention) -> bool:
    """Whether a preposition makes a name the source of what is said: `selon le juge Paul Arnal`, `according to Anna Reed`."""
    before = _read_before(discourse, mention)
    end = len(before)
    while end and before[end - 1].classes & _TITLING:
        end -= 1
    low = [token.low for token in before[max(0, end - _LONGEST_SOURCE) : end]]
    phrases = discourse.lexicon.prepositions
    return any(tuple(low[at:]) in phrases.get(low[at], ()) for at in range(len(low)))


def _reports(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name is the subject of a reporting verb: `Anna Reed agrees`, `a estimé Paul Arnal`."""
    return _reports_behind(discourse, mention) or _reports_before(discourse, mention)


def _reports_behind(discourse: Discourse, mention: Mention) -> bool:
    """Whether a reporting verb follows a name, maybe behind an apposition between commas."""
    text, lexicon, begin = discourse.text, discourse.lexicon, mention.end
    apposed = text[begin : begin + 1] == ","
    if apposed and not leads(discourse, mention):
        return False
    if apposed:
        comma = text.find(",", begin + 1, begin + _LONGEST_APPOSITION)
        if comma < 0 or any(stop in text[begin:comma] for stop in STOPS) or "\n" in text[begin:comma]:
            return False
        begin = comma + 1
    return _opens_with_report(lexicon.read_tokens(text[begin : begin + _NEAR_VERB]))


def _opens_with_report(tokens: Sequence[Token]) -> bool:
    """Whether tokens begin with a reporting verb, but for an auxiliary and adverbs."""
    helped = False
    for token in tokens:
        if token.finite in _SAYING or (helped and token.participle in _SAYING):
            return True
        if not token.classes & _BEFORE_VERB:
            return False
        helped = helped or bool(token.classes & AUXILIARY)
    return False


def _reports_before(discourse: Discourse, mention: Mention) -> bool:
    """Whether an inverted reporting verb stands before a name: `, said Anna Reed`, `a déclaré lundi le maire Paul Arnal`."""
    before = _read_inversion(discourse, mention)
    return before is not None and _stands_apart(before)


def _acts_aside(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name is the subject of an inverted verb in a side clause: `le péage que propose Paul Arnal`."""
    before = _read_inversion(discourse, mention)
    return before is not None and any(token.classes & (THAT | RELATIVE) for token in before[-1:])


def _read_inversion(discourse: Discourse, mention: Mention) -> Sequence[Token] | None:
    """What stands in the line before the inverted reporting verb of a name; None where there is no such verb."""
    if mention.start not in discourse.inverted:
        discourse.inverted[mention.start] = _find_before_inversion(discourse, mention)
    return discourse.inverted[mention.start]


def _find_before_inversion(discourse: Discourse, mention: Mention) -> Sequence[Token] | None:
    line = discourse.text[max(0, mention.start - 2 * _NEAR_VERB) : mention.start].rpartition("\n")[2]
    before = discourse.lexicon.read_tokens(line)
    for at in range(len(before) - 1, max(-1, len(before) - 2 - _MOST_BETWEEN), -1):
        token = before[at]
        helped = at > 0 and bool(before[at - 1].classes & AUXILIARY)
        finite = token.finite in _SAYING and not token.classes & (PERSON | DETERMINER)
        if finite or (helped and token.participle in _SAYING):
            return before[: at - (not finite)]
        if not (token.classes & _BETWEEN or token.low in discourse.lexicon.inner_days) or token.classes & INNER:
            return None
    return None


def _stands_apart(before: Sequence[Token]) -> bool:
    """Whether no subject stands before a verb, nor what makes it a side clause (`que propose`): only a sign does, or nothing."""
    if not before:
        return True
    last = before[-1]
    return not last.classes & WORDY or not last.classes & (CAPITAL | PRONOUN | PERSON | THAT | RELATIVE)
