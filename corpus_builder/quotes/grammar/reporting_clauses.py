"""Reporting clauses inside speech: `Le pont, dit Marie Colin, rouvrira.`"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from corpus_builder.quotes.grammar.adverbials import skip_adverbials
from corpus_builder.quotes.grammar.cues import Cue, find_cues, is_light
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    CUE_LIKE,
    DETERMINER,
    DOCUMENT,
    LEAD_IN,
    LIGHT,
    MODAL,
    NEGATION,
    OPENER,
    ORGANISATION,
    PERSON,
    PERSONAL,
    PRONOUN,
    RELATIVE,
    STOP,
    SUBJECT_SIGN,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    VERB,
    WORDY,
    Kept,
    Token,
    Tokens,
)

# words of an aside behind the subject of a reporting clause, and behind a name, and letters of a noun that may begin it, less one
_TAIL = 6
_LONG_TAIL = 14
_SHORTEST_NOUN = 3
# what is no bare noun: a name, a small word, an adverb or a verb
_NO_NOUN = CAPITAL | DETERMINER | PRONOUN | CLITIC | CONJUNCTION | SUBORDINATOR | OPENER | THAT | NEGATION
_NO_NOUN |= ADVERB | ADVERBIAL | LIGHT | AUXILIARY | VERB | RELATIVE | LEAD_IN | STOP
# what a cue begins with: a verb, or what stands before a participle or an infinitive
_BEGINS_CUE = CUE_LIKE | AUXILIARY | MODAL
# characters that hold the verb of a clause inside speech, and the clause
_HEAD = 120
_CLAUSE = 600
_CLAUSE_TOKENS = 40
# such a clause may begin behind these, with a small letter; its first piece without spaces is kept
_HALT = re.compile(rf"(?:[,!?…—–]|\.\.\.)[\s,!?…—–]{{0,8}}+(?=([^\W\dA-ZÀ-Ý_]\S{{0,{_HEAD - 1}}}))")
_WORD = re.compile(r"[^\W_]")
# clitics before the verb of such a clause, and tokens from the verb on among which its cue is
_CLITICS = 3
_WINDOW = 6


class ReportingClause(NamedTuple):
    """A reporting clause inside speech, with its tokens and cue: speech stops at `start` and may go on at `resume`."""

    start: int
    resume: int
    tokens: Tokens
    cue: Cue


def find_reporting_clause(text: str, start: int, end: int, lexicon: Lexicon) -> ReportingClause | None:
    """The first reporting clause inside `text[start:end]`, set off by a comma, a dash or a stop.

    >>> from corpus_builder.quotes.grammar.lexicon import read_lexicon
    >>> line = "Le pont, dit Marie Colin, rouvrira."
    >>> found = find_reporting_clause(line, 0, len(line), read_lexicon("fr"))
    >>> line[:found.start], line[found.resume:]
    ('Le pont', 'rouvrira.')
    """
    openers = _keep_openers(lexicon.language)
    for match in _HALT.finditer(text, start, end):
        # most halts are told by the first word
        if not openers[match[1]] or not text[start : min(match.start(), start + 1)].strip():
            continue
        found = _read_behind_halt(text, match, end, lexicon)
        if found:
            return found
    return None


def _read_behind_halt(text: str, halt: re.Match[str], end: int, lexicon: Lexicon) -> ReportingClause | None:
    """The reporting clause that begins behind a comma, a dash or a stop."""
    begin = halt.end()
    head = chain.from_iterable(map(lexicon.reader, text[begin : min(end, begin + _HEAD)].split()))
    verb = _find_verb(list(islice(head, _CLITICS + _WINDOW)), lexicon)
    if verb is None:
        return None
    clause = Tokens(text).read_first(begin, min(end, begin + _CLAUSE), lexicon.reader, _CLAUSE_TOKENS)
    whole = end <= begin + _CLAUSE and len(clause) < _CLAUSE_TOKENS
    cue = _read_clause(clause, verb, lexicon)
    if cue is None:
        return None
    stop = _end_of_clause(clause, cue.last, lexicon)
    if stop is not None and halt[0][0] in "!?…" and clause[stop].text == ",":
        stop = _end_after_stop(clause, stop)
    if stop is None and not whole:
        return None
    word = _WORD.search(text, clause.start(stop), end) if stop is not None else None
    if stop is not None:
        del clause[stop:]
    return ReportingClause(
        halt.start() + 1 if halt[0][0] in "!?…" else halt.start(),
        word.start() if word else end,
        clause,
        cue,
    )


@cache
def _keep_openers(language: str) -> Kept:
    """What `_may_begin_clause` says of pieces without spaces in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda piece: _may_begin_clause(piece, lexicon))


def _may_begin_clause(piece: str, lexicon: Lexicon) -> bool:
    """Whether a reporting clause can begin with a piece: with a clitic, or with what `_find_verb` takes for the verb."""
    classes = lexicon.reader(piece)[0].classes
    if classes & CLITIC:
        return True
    if classes & CAPITAL or not classes & WORDY:
        return False
    return bool(classes & _BEGINS_CUE or lexicon.traits.subject_may_lead or lexicon.quoted_as)


def _find_verb(head: Sequence[Token], lexicon: Lexicon) -> int | None:
    """Which token the verb of a reporting clause may be, told by the clause's first tokens; None where no cue can be there."""
    verb = 0
    while verb < min(len(head) - 1, _CLITICS) and head[verb].classes & CLITIC:
        verb += 1
    if (
        not head
        or not head[verb].classes & WORDY
        or head[verb].classes & CAPITAL
        or not any(token.classes & CUE_LIKE for token in head[: verb + _WINDOW])
    ):
        return None
    if lexicon.traits.subject_may_lead or lexicon.quoted_as:
        return verb
    # the cue must begin here: with a verb, or with what stands before a participle or an infinitive
    begins = any(token.classes & _BEGINS_CUE for token in head[: verb + 1])
    return verb if begins else None


def _end_after_stop(clause: Sequence[Token], comma: int) -> int | None:
    """After `Non ! dit-il, ...` speech goes on only if the rest addresses somebody or exclaims; else the rest is the writer's."""
    for at in range(comma + 1, len(clause)):
        if clause[at].classes & PERSONAL or clause[at].text in "!?":
            return comma
        if clause[at].text in ".;:…»":
            return at
    return None


def _end_of_clause(clause: Sequence[Token], start: int, lexicon: Lexicon) -> int | None:
    """The sign that ends a reporting clause; what hangs on to it after a comma (`dit-il, en riant, `) is still the writer's."""
    for at in range(start, len(clause)):
        if at > start + 1 and clause[at].classes & PERSONAL and clause[at].classes & CAPITAL and clause[at - 1].classes & WORDY:
            # a lost full stop: `dit le maire Je pars`
            return at
        if clause[at].text not in ",.;:!?…—–»":
            continue
        if clause[at].text == "," and (_is_apposition(clause, at) or _closes_with_apposition(clause, at, lexicon)):
            continue
        if clause[at].text != "," or not _is_tail(clause, at + 1, lexicon):
            return at
    return None


def _is_tail(clause: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether what begins at a token behind a comma is still the writer's."""
    tail = lexicon.tails.get(clause[at].low) if at < len(clause) else None
    if tail is None:
        return False
    following = clause[at + 1].low if at + 1 < len(clause) else ""
    if tail.next_words:
        return following in tail.next_words
    return following.endswith(tail.next_ending)


def _is_apposition(clause: Sequence[Token], comma: int) -> bool:
    """Whether a trade follows a name and its comma: `rappelle Anna Reed, professeure de droit`."""
    after = [token for token in clause[comma + 1 : comma + 3] if not token.classes & DETERMINER][:1]
    named = comma > 0 and clause[comma - 1].classes & CAPITAL
    if not (named and after and after[0].classes & (PERSON | CAPITAL) == PERSON):
        return False
    # `, un élève doit travailler`: a clause of its own
    end = next((at for at in range(comma + 1, len(clause)) if not clause[at].classes & WORDY), len(clause))
    rest = clause[comma + 1 : end]
    return any(token.classes & RELATIVE for token in rest) or not any(token.classes & (AUXILIARY | MODAL) for token in rest)


def _closes_with_apposition(clause: Sequence[Token], comma: int, lexicon: Lexicon) -> bool:
    """Whether only an age, a count of years or a name stands between a comma and the full stop: `dit Ada, 44 ans.`."""
    end = next((at for at in range(comma + 1, len(clause)) if not clause[at].classes & WORDY), len(clause))
    tail = clause[comma + 1 : end]
    closed = end == len(clause) or clause[end].text in ".,"
    if not tail or not closed or any(token.finite or token.classes & (SURELY_FINITE | PERSONAL) for token in tail):
        return False
    longest = _LONG_TAIL if clause[comma - 1].classes & CAPITAL else _TAIL
    if lexicon.traits.bare_nouns_end_clauses and len(tail) <= longest and (_is_bare(tail[0]) or _tells_gesture(tail, lexicon)):
        return True
    if end == len(clause) or clause[end].text != ".":
        return False
    name = all(token.classes & CAPITAL for token in tail) and not clause[comma - 1].classes & CAPITAL
    return name or any(token.low in lexicon.shared.years for token in tail)


def _tells_gesture(tail: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words without a verb tell a gesture or a mood: `les larmes aux yeux`, `tout souriant`."""
    begins = tail[0].classes & (THAT | SUBORDINATOR | RELATIVE) or tail[0].low in lexicon.shared.indefinite_articles
    return not begins and any(token.low.startswith(lexicon.links.gestures) for token in tail)


def _is_bare(token: Token) -> bool:
    """Whether a word is a noun, an adjective or a participle, as far as the small words of the language tell."""
    return token.low.isalpha() and len(token.low) > _SHORTEST_NOUN and not token.classes & _NO_NOUN


def _read_clause(clause: Tokens, verb: int, lexicon: Lexicon) -> Cue | None:
    """The cue of an inverted clause (`dit le maire`), or, where the subject may lead, of one in either order."""
    window = clause[: verb + _WINDOW]
    for cue in find_cues(window, lexicon)[:1]:
        # a verb of opinion takes its object, it does not follow what is said
        if cue.mood != "finite" or cue.passive or cue.strength in ("evaluating", "likening"):
            return None
        if cue.pronoun:
            return cue if cue.first <= verb else None
        if lexicon.traits.subject_may_lead:
            return _read_in_either_order(clause, cue)
        after = skip_adverbials(clause, cue.last + 1, lexicon)
        after = after if after < len(clause) else cue.last + 1
        while after < len(clause) and is_light(clause, after, lexicon) and not _begins_subject(clause[after]):
            after += 1
        following = clause[after] if after < len(clause) else None
        if cue.first > verb or following is None or (cue.reflexive and cue.says):
            return None
        # `, doit trouver sa place`: behind a modal the infinitive is rarely one of saying
        free = (cue.strength != "reporting" and not clause[cue.first].classes & MODAL) or following.classes & CAPITAL
        return cue if _begins_subject(following) and (free or _names_someone(clause[after + 1 : after + 4])) else None
    return None


def _read_in_either_order(clause: Sequence[Token], cue: Cue) -> Cue | None:
    following = clause[cue.last + 1] if cue.last + 1 < len(clause) else None
    if cue.first == 0 and following is not None:
        return cue if following.classes & (CAPITAL | DETERMINER) else None
    closed = following is None or following.text in ",.;:!?"
    subject = clause[0].classes & (PRONOUN | CAPITAL)
    return cue if closed and subject and cue.first <= 3 else None


def _names_someone(phrase: Sequence[Token]) -> bool:
    """Whether a subject, without its first word, is a person, a body or a document by its first nouns, or a name."""
    for token in phrase:
        if not token.classes & WORDY:
            return False
        if token.classes & (CAPITAL | PERSON | ORGANISATION | DOCUMENT):
            return True
    return False


def _begins_subject(token: Token) -> bool:
    return bool(token.classes & (CAPITAL | SUBJECT_SIGN))
