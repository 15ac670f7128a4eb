"""Adverbials beside a verb of saying: when, how, to whom and in which medium it is said; what is no subject."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import end_of_name
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    HONORIFIC,
    INNER,
    MAYBE_FINITE,
    MONTH,
    NEWS_AGENCY,
    OPENER,
    ORGANISATION,
    PERSON,
    PLAIN_DETERMINER,
    PRONOUN,
    RELATIVE,
    STOP,
    SUBJECT,
    SUBJECT_SIGN,
    SURELY_FINITE,
    TIME,
    TIME_SIDE,
    VERB,
    WORDY,
    Token,
    Tokens,
)

# words between two commas that are an aside
_PARENTHESIS = 6
# what an adverbial of time may hold
_WITH_TIME = TIME | MONTH | TIME_SIDE
# behind which a verb form is a noun or a name goes on
_BEFORE_NOUN = CAPITAL | DETERMINER | INNER | CONJUNCTION | HONORIFIC
_VERBAL = VERB | SURELY_FINITE | MAYBE_FINITE | AUXILIARY
# letters of the shortest word that is told by its capitals
_ACRONYM = 2
# words of an aside that no comma closes
_LONGEST_ASIDE = 14
# words of a name and a second one, and digits of a year
_TWO_WORDS = 2
_YEAR = 4


def skip_parenthesis(tokens: Tokens, at: int) -> int:
    """Step over a few small words between commas: `a rapporté, pince-sans-rire, le colonel`."""
    if at >= len(tokens) or tokens[at].text != ",":
        return at
    for end in range(at + 2, min(at + _PARENTHESIS, len(tokens) - 1)):
        if tokens[end].text == ",":
            subject = tokens[end + 1].classes & (CAPITAL | SUBJECT_SIGN)
            return end + 1 if subject else at
        if not tokens[end - 1].classes & WORDY or tokens[end - 1].classes & CAPITAL:
            return at
    return at


def skip_adverbials(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over what may stand between a verb and its subject: `hier à l'AFP`, `de son côté`, `le 3 mai sur France Inter`.

    Gives the number of tokens where no subject can follow.
    """
    while at < len(tokens):
        step = _skip_insertion(tokens, at, lexicon) or _skip_time(tokens, at, lexicon)
        if not step and tokens[at].classes & (ADVERB | ADVERBIAL):
            step = at + 1
        if not step and (tokens[at].classes & ASIDE or _tells_place(tokens, at, lexicon)):
            step = _skip_aside(tokens, at + 1, lexicon)
        if not step:
            return at
        at = step
    return at


def _tells_place(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether `de` says from where somebody speaks: `lance de son bureau le maire`."""
    return bool(tokens[at].classes & INNER and at + 1 < len(tokens) and tokens[at + 1].low in lexicon.links.possessives)


def _skip_insertion(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The token behind `de son côté` and its like, or 0."""
    for words in (4, 3, 2):
        if tuple(token.low for token in tokens[at : at + words]) in lexicon.insertions:
            return at + words
    return 0


def _skip_time(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The token behind a day or a date (`mardi soir`, `ce mercredi 3 mai`, `le mois dernier`), or 0."""
    end = at
    if end + 1 < len(tokens) and tokens[end].classes & DETERMINER:
        end += 1
    first, dated = end, False
    while end < len(tokens) and (tokens[end].classes & _WITH_TIME or tokens[end].text.isdigit()):
        dated = dated or bool(tokens[end].classes & (TIME | MONTH))
        end += 1
    if end == first or not dated:
        return 0
    # `la veille du vote`, `le jour où` go on
    follows = tokens[end].classes if end < len(tokens) else 0
    return len(tokens) if follows & INNER and tokens[end].low not in lexicon.links.inner_articles else end


def _skip_aside(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The token behind the addressee, the medium or the manner that a preposition before token `at` names."""
    at = _skip_determiner(tokens, at)
    bound, begun = True, False
    while at < len(tokens) and tokens[at].classes & WORDY:
        token = tokens[at]
        paper = _skip_paper(tokens, at, lexicon)
        if paper:
            return paper
        if token.classes & CAPITAL and not token.classes & DETERMINER:
            return _find_second_name(tokens, at, lexicon) if bound else at
        if begun and token.classes & (DETERMINER | ASIDE | ADVERB | ADVERBIAL | TIME) and not token.classes & INNER:
            return at
        if token.classes & INNER and begun:
            at, bound = _skip_determiner(tokens, at + 1), True
            continue
        if begun and token.classes & STOP:
            return len(tokens)
        begun, bound = True, bool(token.classes & (NEWS_AGENCY | PERSON))
        at += 1
    return at if begun and at < len(tokens) and tokens[at].text == "," else len(tokens)


def _skip_determiner(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at].classes & DETERMINER and not tokens[at].classes & CAPITAL else at


def _skip_paper(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The token behind the name of a paper or a channel, with its article or without; or 0."""
    if not (tokens[at].classes & CAPITAL or (at + 1 < len(tokens) and tokens[at + 1].classes & CAPITAL)):
        return 0
    return next(
        (
            at + len(words)
            for words in lexicon.papers.get(tokens[at].low, ())
            if tuple(token.low for token in tokens[at : at + len(words)]) == words
        ),
        0,
    )


def _find_second_name(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where a second name begins in a run of capitals (`à l'AFP Paul Arnal`), else where the run ends."""
    end = end_of_name(tokens, at, len(tokens), lexicon)
    least = at + (_TWO_WORDS if tokens[at].text in lexicon.first_names else 1)
    for other in range(at + 1, end):
        if _is_acronym(tokens[other - 1].text):
            return other
        if other >= least and tokens[other].text in lexicon.first_names:
            return other
    return end


def _is_acronym(word: str) -> bool:
    """Whether a word has no small letter: `AFP`, `BFMTV`, `TF1`, `X`; an initial with its full stop is none."""
    return word.isupper() and (len(word) >= _ACRONYM or word.isalpha()) and not word.endswith(".")


def skip_time_back(tokens: Sequence[Token], last: int) -> int:
    """The token before an adverbial of time that ends at token `last`: before `earlier in the day`, `on Monday morning`."""
    at, dated = last, False
    while at >= 0:
        token = tokens[at]
        year = token.text.isdigit() and len(token.text) == _YEAR and at > 0 and tokens[at - 1].classes & ASIDE
        day = token.text[:1].isdigit() and at > 0 and tokens[at - 1].classes & MONTH
        if token.classes & (TIME | MONTH) or year or day:
            dated = True
        elif not (dated and (token.classes & (TIME_SIDE | DETERMINER | ASIDE) or token.text.isdigit())):
            break
        at -= 1
    if not dated or at < 0 or not (tokens[at].classes & WORDY or tokens[at].text == ","):
        return last
    bound = tokens[at].classes & (INNER | CAPITAL) == INNER or tokens[at + 1].classes & INNER
    return last if bound or (tokens[at].classes & OPENER and not tokens[at].classes & PRONOUN) else at


def find_open_aside(tokens: Tokens, last: int, lexicon: Lexicon) -> int:
    """The comma before an aside that no comma closes: `Anna Reed, joined by Roy Pike and Tim Ward (wrote)`; or 0."""
    for at in range(last, max(last - _LONGEST_ASIDE, 1), -1):
        if not tokens[at].classes & WORDY:
            return 0
        if tokens[at].low in lexicon.links.agent and tokens[at - 2].text == ",":
            return at - 2
    return 0


def names_agent(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether `par` or `by` at token `at` names who did something to the subject: `La lettre signée par Luc Perrin`."""
    if at < 2 or tokens[at].low not in lexicon.links.agent:
        return False
    done, before, following = tokens[at - 1], tokens[at - 2], tokens[at + 1]
    if not before.classes & WORDY or before.classes & (AUXILIARY | CLITIC | DETERMINER):
        return False
    known = done.classes & (CAPITAL | DETERMINER | DOCUMENT | INNER | PERSON)
    return bool(done.classes & WORDY and not known and following.classes & (DETERMINER | CAPITAL))


def find_relative_before(tokens: Tokens, comma: int) -> int:
    """The relative pronoun before an aside between commas that ends at `comma`: `celui qui, dans Le Phare, (affirme)`; or 0."""
    opening = next((at for at in range(comma - 1, max(comma - _LONGEST_ASIDE, 0), -1) if not tokens[at].classes & WORDY), 0)
    relative = opening - 1
    return relative if opening and tokens[opening].text == "," and tokens[relative].classes & RELATIVE else 0


def end_before_object(tokens: Tokens, start: int, end: int) -> int:
    """Where a name ends before a verb that no table lists and its object: `Quarrel Foods rejects the claim`; else `end`."""
    verb = start
    while verb < end and tokens[verb].classes & CAPITAL and not tokens[verb].classes & DETERMINER:
        verb += 1
    plain = verb > start and verb + 1 < end and tokens[verb].classes & WORDY and not tokens[verb].classes & (INNER | PERSON)
    return verb if plain and tokens[verb + 1].classes & PLAIN_DETERMINER else end


def end_before_verb(phrase: Sequence[Token], lexicon: Lexicon) -> int:
    """The tokens of a phrase before a verb that it took in, or its clitic: `le film | le montre`, `l'élue | a-t-elle eu`."""
    for at in range(2, len(phrase)):
        token, before = phrase[at], phrase[at - 1]
        if lexicon.split_inversion(token.low):
            return at
        if before.classes & _BEFORE_NOUN or not before.classes & WORDY or token.classes & CAPITAL:
            continue
        following = phrase[at + 1] if at + 1 < len(phrase) else None
        # an elided one right behind a noun is no article: `l'abbé l'ouvrit`
        elided = token.low.endswith("'") and not before.classes & (ASIDE | OPENER | ADVERB)
        object_clitic = token.low in lexicon.links.object_clitics and following and (elided or following.classes & _VERBAL)
        if object_clitic or (lexicon.traits.order_tells_nouns and token.classes & SURELY_FINITE):
            return at
    return len(phrase)


def is_bare_participle(phrase: Sequence[Token]) -> bool:
    """Whether a phrase ends in a participle that is nobody, right behind its noun: `un bilan publié`."""
    last, noun = phrase[-1], phrase[-2]
    return bool(last.participle) and not (
        last.classes & (CAPITAL | PERSON | ORGANISATION) or noun.classes & (_BEFORE_NOUN | ADVERB)
    )


def begins_with_nobody(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the first words are a subject that stands for nobody and its verb: `il faut`, `il s'agit`."""
    words = [token.low for token in tokens[:3]]
    both = " ".join(words[:2]), " ".join(words).replace("' ", "'")
    if words and words[0].endswith("'") and words[0].removesuffix("'") in lexicon.links.dummy_subjects:
        # `It's a leap to call`
        return True
    return not lexicon.links.empty_subjects.isdisjoint(both)


def is_empty_subject(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the subject that begins a sentence is nobody: `Il faut`, `C'est`, `That included`."""
    first, second = (*tokens[:2], None, None)[:2]
    if first is None or second is None:
        return False
    if begins_with_nobody(tokens, lexicon):
        return True
    acts = first.classes & SUBJECT or second.classes & VERB or second.low.endswith(lexicon.word_endings.past)
    return first.low in lexicon.links.empty_subjects and bool(acts)


def is_lone_adverb(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether one word by its ending an adverb begins a sentence, with a comma behind it: `Privately, one minister`."""
    word = tokens[start]
    alone = start == 0 and end == 1 and len(tokens) > 1 and tokens[1].text == ","
    known = word.text in lexicon.first_names or word.low in lexicon.nouns.places
    return alone and not known and word.low.endswith(tuple(lexicon.shared.adverb_endings))
