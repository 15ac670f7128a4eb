"""Reports, and who can make one: a name, a person, a body, a document that asserts something."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Attribution
from corpus_builder.quotes.grammar.cues import Cue
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ASIDE,
    CAPITAL,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    INNER,
    MODAL,
    MONTH,
    NEGATION,
    ORGANISATION,
    PERSON,
    PERSONAL,
    SIGN,
    SUBJECT,
    WORDY,
    Token,
    Tokens,
)

# words before a verb in which a denial is sought
_NEAR = 3
# words of the shortest phrase with a determiner
_NOUN_PHRASE = 2


class Report(NamedTuple):
    """What is reported without marks: character spans in the text, in order, and its attribution."""

    fragments: tuple[Span, ...]
    attribution: Attribution


def is_reporter(tokens: Tokens, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase is somebody in the third person or something that asserts: no `on`, no share of those asked."""
    phrase = tokens.inside(speaker)
    if not phrase or any(token.text == "%" for token in phrase) or _runs_on(phrase):
        return False
    alone = len(phrase) == 1 or not lexicon.traits.subject_may_lead
    if alone and phrase[0].low.rstrip("'") in lexicon.table.reported.nobody:
        return False
    if phrase[0].classes & (PERSONAL | MONTH):
        return False
    if any(token.low in lexicon.table.reported.things for token in _read_head(phrase)):
        return False
    if phrase[0].classes & SUBJECT or (phrase[0].classes & CAPITAL and not phrase[0].classes & DETERMINER):
        return True
    return any(token.classes & CAPITAL or is_source(token, lexicon) for token in _read_head(phrase))


def is_source(token: Token, lexicon: Lexicon) -> bool:
    """Whether a noun is one of a source; the plural of a person is one."""
    low, nouns = token.low, lexicon.nouns
    if low in lexicon.table.reported.sources or token.classes & (PERSON | ORGANISATION | DOCUMENT):
        return True
    single = next((low.removesuffix(ending) for ending in lexicon.word_endings.plurals if low.endswith(ending)), low)
    return single in lexicon.people or single in nouns.organisations or single in nouns.documents


def _runs_on(phrase: Sequence[Token]) -> bool:
    """Whether a second noun phrase stands in a phrase that nothing joins to the first: then a verb was not recognised."""
    joins = INNER | ASIDE | CONJUNCTION | DETERMINER | CAPITAL
    return any(
        token.classes & DETERMINER
        and not token.classes & (CAPITAL | INNER)
        and not before.classes & joins
        and before.classes & WORDY
        for before, token in pairwise(phrase)
    )


def _read_head(phrase: Sequence[Token]) -> Sequence[Token]:
    """A phrase without its determiner and its complements: of `la victoire de Brest` only `victoire`."""
    begin = 1 if phrase[0].classes & DETERMINER and len(phrase) > 1 else 0
    stop = next((at for at in range(begin + 1, len(phrase)) if phrase[at].classes & (INNER | ASIDE)), len(phrase))
    return phrase[begin:stop]


def is_told_by(tokens: Tokens, cue: Cue, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether the subject of a cue can make a report; an inverted pronoun must be of the third person."""
    if not cue.pronoun:
        return is_reporter(tokens, speaker, lexicon) or _spoke(tokens, cue, speaker, lexicon)
    found = lexicon.split_inversion(tokens[cue.first].low)
    return found is not None and found.pronoun in lexicon.table.inversion.third_person


def _spoke(tokens: Tokens, cue: Cue, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether somebody of an unknown trade spoke: what has said something is no thing, what says so may be a clock."""
    phrase = tokens.inside(speaker)
    # in French the present is spelled like the participle (`la chanson dit que`), which has an auxiliary
    past = tokens[cue.last].participle is not None and (cue.first < cue.last or lexicon.traits.subject_may_lead)
    if (
        cue.strength != "speaking"
        or not past
        or len(phrase) < _NOUN_PHRASE
        or not phrase[0].classes & DETERMINER
        or _runs_on(phrase)
    ):
        return False
    listed = lexicon.table.reported.nobody | lexicon.table.reported.things
    return not any(token.classes & (SIGN | PERSONAL) or token.low in listed or token.text == "%" for token in phrase)


def tells(tokens: Tokens, cue: Cue, lexicon: Lexicon, *, clause_follows: bool) -> bool:
    """Whether a cue says that something was said: not denied, not wished, not to come; few verbs do before a clause."""
    words = lexicon.table.reported
    if cue.mood not in ("finite", "gerund") or cue.passive or not cue.says or (cue.reflexive and not cue.pronoun):
        return False
    verbs = tokens[cue.first : cue.last + 1]
    if clause_follows and not any(token.low.startswith(words.verbs) for token in verbs):
        return False
    if any(token.classes & MODAL and token.low not in words.telling_modals for token in verbs):
        return False
    if any(token.low in words.denials for token in tokens[max(cue.first - _NEAR, 0) : cue.last + 1]):
        return False
    if cue.last + 1 < len(tokens) and tokens[cue.last + 1].classes & NEGATION:
        return False
    return not verbs[0].low.endswith(words.unreal_endings) and not _is_supposed(tokens, cue, lexicon)


def _is_supposed(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a verb stands behind `si` in its clause: `s'il dit que`; `même s'il dit que` tells."""
    words = lexicon.table.reported
    at = cue.first - 1
    while at >= 0 and tokens[at].text not in ",;:":
        if tokens[at].low in words.conditions:
            return not (at and tokens[at - 1].low in words.allowances)
        at -= 1
    return False
