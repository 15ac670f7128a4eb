"""Cues: the words that report speech, and which of them belongs to a passage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Inverted, Lexicon
from corpus_builder.quotes.grammar.speech_tables import Strength
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    CUE_LIKE,
    DETERMINER,
    DOCUMENT,
    HOMOGRAPH,
    LEAD_IN,
    LIGHT,
    MODAL,
    NEGATION,
    NOUN_SIGN,
    ORGANISATION,
    PERSON,
    PLAIN_DETERMINER,
    PRONOUN,
    QUOTED,
    RELATIVE,
    SUBJECT,
    THAT,
    WORDY,
    Token,
    Tokens,
    follows_owner,
)

CueMood = Literal["finite", "gerund", "infinitive", "accusing", "preposition"]
# words between an auxiliary and its verb
_SKIPPED = 4
_PAIR = 2
# tokens between a participle and the auxiliary that it shares
_JOINED_REACH = 40


class Cue(NamedTuple):
    """A cue from token `first` to token `last`.

    The first `verb` characters of token `first` are its verb and the last `pronoun` its subject (`dit-il`); both are 0 where it
    carries none.
    """

    first: int
    last: int
    mood: CueMood
    strength: Strength
    pronoun: int = 0
    verb: int = 0
    passive: bool = False
    negated: bool = False
    reflexive: bool = False

    @property
    def says(self) -> bool:
        """Whether it is a word of saying, not one of manner or feeling."""
        return self.strength in ("speaking", "reporting")

    @property
    def reports(self) -> bool:
        """Whether it is a finite verb of saying whose subject speaks."""
        return self.mood == "finite" and not self.passive and self.says


def find_cues(tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """All cues of a sentence, in order."""
    found: list[Cue] = []
    last, prepositions = -1, lexicon.prepositions
    for at, token in [(at, token) for at, token in enumerate(tokens) if token.classes & CUE_LIKE]:
        if at > last:
            cue = _read_preposition(tokens, at, lexicon) if token.low in prepositions else None
            cue = cue or _read_verb(tokens, at, lexicon)
            if cue and found and cue.first == found[-1].first:
                # `fait` reports until the infinitive behind it does: `fait craindre`
                found[-1] = cue
                last = cue.last
            elif cue and cue.first > last:
                found.append(cue)
                last = cue.last
    return found


def _read_preposition(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """`selon`, `according to` and their like."""
    for words in lexicon.prepositions[tokens[at].low]:
        if len(words) > 1 and (at + 1 >= len(tokens) or tokens[at + 1].low != words[1]):
            continue
        if len(words) <= _PAIR or tuple(token.low for token in tokens[at : at + len(words)]) == words:
            following = tokens[at + len(words)].low if at + len(words) < len(tokens) else ""
            if following[:1].isalpha() and following not in lexicon.shared.clause_openers:
                return Cue(at, at + len(words) - 1, "preposition", "reporting")
    return None


def _read_verb(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    token = tokens[at]
    if not token.classes & WORDY:
        return None
    inverted = lexicon.split_inversion(token.low) if "-" in token.low else None
    if inverted:
        return _read_inversion(tokens, at, inverted, lexicon)
    if token.low in lexicon.links.seeing and at and not is_noun(tokens, at, lexicon):
        if tokens[at - 1].low in lexicon.links.there:
            return Cue(at, at, "finite", "reporting")
        if at + 1 < len(tokens) and tokens[at + 1].low in lexicon.links.seen_in:
            return Cue(at, at, "finite", "reporting")
    if token.participle and at and tokens[at - 1].low in lexicon.links.there:
        return None  # `y compris`
    particles = lexicon.links.phrasal.get(token.low)
    if particles:
        joined = at + 1 < len(tokens) and tokens[at + 1].low in particles
        cue = _read_form(tokens, at, lexicon) if joined else None
        return cue._replace(last=cue.last + 1) if cue else None
    if token.low not in lexicon.verbs or is_noun(tokens, at, lexicon):
        return None
    return _read_form(tokens, at, lexicon)


def _read_form(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """The cue of a verb form, with its auxiliary and what makes it one of saying."""
    cue = _read_compound(tokens, at, lexicon) or _read_joined(tokens, at, lexicon) or _read_simple(tokens, at, lexicon)
    cue = _read_made_known(tokens, cue, lexicon) if cue else None
    if cue and cue.reflexive and tokens[at].low.startswith(lexicon.links.naming_verbs):
        return None
    return None if cue and cue.strength == "reflexive" and not cue.reflexive else cue


def _read_inversion(tokens: Sequence[Token], at: int, inverted: Inverted, lexicon: Lexicon) -> Cue | None:
    """`dit-il`, `a-t-elle ajouté`, `peut-on lire`."""
    stem, verb, pronoun = inverted.verb, len(inverted.verb), len(inverted.pronoun)
    before = tokens[at - 1].low if at else ""
    reflexive = before in lexicon.shared.reflexives
    strength = lexicon.mood(stem, "finite")
    if stem in lexicon.links.reading and inverted.pronoun in lexicon.links.impersonal:
        pronoun = 0
    if strength:
        reflexive = reflexive or before in lexicon.shared.first_person_reflexives
        return Cue(at, at, "finite", strength, pronoun, verb, reflexive=reflexive)
    if stem not in lexicon.links.auxiliaries and stem not in lexicon.links.modals:
        return None
    for other in range(at + 1, min(at + 1 + _SKIPPED, len(tokens))):
        strength = tokens[other].participle or tokens[other].infinitive
        if strength:
            read_by_all = tokens[other].low in lexicon.links.reading and inverted.pronoun in lexicon.links.impersonal
            subject = 0 if read_by_all else pronoun
            return _read_made_known(tokens, Cue(at, other, "finite", strength, subject, verb, reflexive=reflexive), lexicon)
        if not is_light(tokens, other, lexicon):
            return None
    return None


def _read_made_known(tokens: Sequence[Token], cue: Cue, lexicon: Lexicon) -> Cue | None:
    """A cue with the infinitive that makes it one of saying (`a fait savoir`); `fait penser à` says what somebody else does."""
    links, making = lexicon.links, lexicon.links.making
    following = [token.low for token in tokens[cue.last + 1 : cue.last + 1 + _PAIR]]
    if " ".join(following) in links.made_evaluating:
        return cue._replace(last=cue.last + _PAIR, strength="evaluating")
    if tokens[cue.first].low.startswith(making) and tokens[cue.last].infinitive and tokens[cue.last].low not in links.made_known:
        return None
    if not following or not tokens[cue.last].low.startswith(making):
        return cue
    if following[0] in links.made_known:
        return cue._replace(last=cue.last + 1, strength="reporting")
    return None if tokens[cue.last + 1].infinitive else cue


def _read_compound(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """A participle or infinitive with its auxiliary or modal to the left."""
    participle, infinitive = tokens[at].participle, tokens[at].infinitive
    if not (participle or infinitive):
        return None
    first, negated, reflexive, passive = at, False, False, False
    at_most = _before_insertion(tokens, at, lexicon)
    for other in range(at_most - 1, max(at_most - 1 - _SKIPPED, -1), -1):
        token, word = tokens[other], tokens[other].low
        if participle and token.classes & AUXILIARY:
            first = other
            passive = passive or word in lexicon.links.passive
        elif infinitive and token.classes & MODAL:
            first = other - 1 if other and tokens[other - 1].classes & AUXILIARY else other
            break
        elif not _may_stand_between(tokens, other, lexicon):
            break
        negated = negated or bool(token.classes & NEGATION)
        reflexive = reflexive or _is_reflexive(word, lexicon)
    first = _begin_habit(tokens, first, lexicon) if infinitive else first
    if first == at:
        return None
    strength = (participle or infinitive) or "manner"
    mood: CueMood = "infinitive" if tokens[first].low in lexicon.links.infinitive_marks else "finite"
    return Cue(first, at, mood, strength, passive=passive and not reflexive, negated=negated, reflexive=reflexive)


def _begin_habit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where the verb begins that says how often somebody says it: `used to say`, `avait coutume de dire`; else `at`."""
    habits = lexicon.links.habits
    if at and tokens[at - 1].low in habits:
        return at - 1
    noun = at - 2
    if noun < _PAIR or tokens[noun].low not in habits or tokens[at - 1].low not in lexicon.shared.infinitive_prepositions:
        return at
    return next((other for other in range(noun - 1, max(noun - 1 - _PAIR, -1), -1) if tokens[other].classes & AUXILIARY), at)


def _may_stand_between(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word may stand between an auxiliary or a modal and its verb: small words, a preposition and days."""
    word, shared = tokens[at].low, lexicon.shared
    return (
        is_light(tokens, at, lexicon)
        or word in shared.infinitive_links
        or word in lexicon.inner_days
        or word in shared.times_of_day
    )


def _is_reflexive(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.shared.reflexives or word in lexicon.shared.first_person_reflexives


def _before_insertion(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The place before `pour sa part` and its like, when they stand right before token `at`."""
    if at > 1 and tokens[at - 1].low in lexicon.insertion_ends:
        for words in (2, 3, 4):
            if at > words and tuple(token.low for token in tokens[at - words : at]) in lexicon.insertions:
                return at - words
    return at


def _read_joined(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """A participle that shares the auxiliary of another: the second of `a interdit la marche et précisé`."""
    strength, before = tokens[at].participle, at - 1
    if strength is None:
        return None
    while before > 0 and is_light(tokens, before, lexicon) and not tokens[before].classes & CONJUNCTION:
        before -= 1
    if before < _PAIR or not tokens[before].classes & CONJUNCTION:
        return None
    for other in range(before - 1, max(before - _JOINED_REACH, 0), -1):
        if tokens[other].text in ";:" or tokens[other].classes & RELATIVE:
            return None
        if not tokens[other].classes & AUXILIARY:
            continue
        near = tokens[other + 1 : other + 1 + _PAIR]
        done = any(token.participle or token.low.endswith(lexicon.word_endings.participles) for token in near)
        return Cue(at, at, "finite", strength) if done and tokens[other].low not in lexicon.links.passive else None
    return None


def _read_simple(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    token = tokens[at]
    before = tokens[at - 1].low if at else ""
    reflexive = _is_reflexive(before, lexicon)
    strength = token.gerund
    if strength:
        if at > 1 and (tokens[at - 2].low, before) in lexicon.quoted_as:
            return Cue(max(at - 3, 0), at, "finite", strength)
        return Cue(at, at, "gerund", strength, reflexive=reflexive)
    # a participle that begins a sentence (`Admis à l'hôpital,`) or stands behind `y` (`y compris`) is no finite verb
    opening = at == 0 and token.classes & CAPITAL
    strength = None if token.participle and (opening or before in lexicon.links.there) else token.finite
    if strength and token.participle and not reflexive and _names_agent(tokens, at + 1, lexicon):
        # `described by critics as`
        return Cue(at, at, "accusing", strength, passive=True)
    if strength and before not in lexicon.links.infinitive_marks:
        negated = any(near.classes & NEGATION for near in tokens[max(at - 2, 0) : at + 3])
        return Cue(at, at, "finite", strength, negated=negated, reflexive=reflexive)
    if token.low in lexicon.links.accusing and before not in lexicon.shared.articles_before_nouns:
        return Cue(at, at, "accusing", "reporting", passive=True)
    follows = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if token.participle and (follows in lexicon.links.taken_as or follows in lexicon.links.agent):
        return Cue(at, at, "accusing", "likening", passive=True)
    strength = token.infinitive
    means = before in lexicon.links.meaning
    return Cue(at, at, "infinitive", strength, reflexive=reflexive) if strength and not means else None


def _names_agent(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether `par` or `by` stands at token `at` and begins no insertion (`par ailleurs`)."""
    if at >= len(tokens) or tokens[at].low not in lexicon.links.agent:
        return False
    return not any(tuple(token.low for token in tokens[at : at + words]) in lexicon.insertions for words in (2, 3))


def is_light(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a small word may stand between an auxiliary and its verb (`a un jour dit`)."""
    token = tokens[at]
    if token.low in lexicon.shared.indefinite_articles and at + 1 < len(tokens):
        return tokens[at + 1].low in lexicon.shared.occasions
    return bool(token.classes & LIGHT)


def is_noun(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that looks like a verb is a noun or a name here."""
    token, before = tokens[at], tokens[at - 1] if at else None
    if token.classes & HOMOGRAPH and before is not None and lexicon.traits.order_tells_nouns:
        return bool((token.classes & CAPITAL and before.classes & WORDY) or not _may_be_subject(tokens, at, lexicon))
    if at + 1 < len(tokens) and tokens[at + 1].classes & THAT and not (before and before.low in lexicon.shared.articles):
        return bool(token.classes & CAPITAL and before is not None and before.classes & WORDY)
    if follows_owner(tokens, at, lexicon.shared.owner_endings):
        return True
    if token.classes & CAPITAL and before is not None and before.classes & WORDY:
        return True
    if before is not None and before.classes & PLAIN_DETERMINER:
        return True
    if not token.classes & HOMOGRAPH or before is None:
        return _is_partitive(tokens, at, lexicon)
    if before.low in lexicon.links.object_clitics and at > 1 and at + 1 < len(tokens) and tokens[at + 1].classes & QUOTED:
        # `la ville, à bout, le juge «`: an object before its verb
        return tokens[at - 2].text != "," and not (tokens[at - 2].classes & (CAPITAL | CONJUNCTION))
    if before.classes & CLITIC and at > 1 and tokens[at - 2].classes & (LEAD_IN | THAT) == LEAD_IN:
        return False
    return bool(before.classes & (DETERMINER | NOUN_SIGN))


def _is_partitive(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a finite form stands behind a preposition and an article: `prend de l'avance`."""
    if at < _PAIR or not tokens[at].finite or tokens[at].infinitive:
        return False
    return tokens[at - 1].low in lexicon.shared.articles and tokens[at - 2].low in lexicon.shared.partitives


def _may_be_subject(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word before a form that is noun or verb can be its subject: `the company reports`, no `in a June report`."""
    token, before = tokens[at], tokens[at - 1]
    if at + 1 < len(tokens) and tokens[at + 1].low in lexicon.links.noun_followers:
        return False
    joined = before.classes & (CONJUNCTION | RELATIVE | ADVERB | MODAL | AUXILIARY)
    if joined or before.classes & PRONOUN or not before.classes & WORDY:
        return True
    endings = lexicon.word_endings
    if token.low.endswith(endings.third_person):
        return bool(before.classes & (CAPITAL | PERSON | ORGANISATION | DOCUMENT))
    return before.low.endswith(endings.plurals) and len(before.low) > 1 and not before.low.endswith(endings.no_plurals)


def pronoun_span(tokens: Tokens, cue: Cue) -> Span | None:
    """Where the inverted subject of a cue stands, if it has one."""
    end = tokens.end(cue.first)
    return (end - cue.pronoun, end) if cue.pronoun else None


def read_inverted(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """The subject that an inverted verb carries: the `elle` of `soupire-t-elle`."""
    found = lexicon.split_inversion(tokens[at].low)
    if found is None or found.pronoun not in lexicon.table.inversion.third_person:
        return None
    return tokens.end(at) - len(found.pronoun), tokens.end(at)


def find_reporting(tokens: Tokens, stop: int, lexicon: Lexicon) -> list[Cue]:
    """The finite verbs of saying before token `stop`."""
    return [cue for cue in find_cues(tokens[:stop], lexicon) if cue.reports]


def has_later_subject(between: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a clause with a pronoun of its own begins behind a verb: `when Pike told her she left and (wrote)`."""
    pairs = pairwise(between)
    return any(
        token.classes & SUBJECT and token.low not in lexicon.links.body_pronouns and not before.classes & THAT
        for before, token in pairs
    )
