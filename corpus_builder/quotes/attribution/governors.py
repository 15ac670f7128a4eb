"""Which cue before a passage governs it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.quotes.attribution.clauses import NEAR_CUE
from corpus_builder.quotes.grammar.cues import Cue
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    COMPLEMENT,
    CONJUNCTION,
    DETERMINER,
    INNER,
    LEAD_IN,
    LIGHT,
    MAYBE_FINITE,
    OPENER,
    QUOTED,
    RELATIVE,
    SPEECH_NOUN,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    VERB,
    WORDY,
    Token,
    Tokens,
)

# words from a cue to a passage that it may govern, and of what opens a clause behind the cue
FARTHEST = 60
NEAR_COMPLEMENT = 8
# words from an infinitive, an object in marks or a participle to a passage
_NEAR_INFINITIVE = 6
# words between a verb of opinion and its object in marks, and between it and the word that likens
_NEAR_OBJECT = 3
_NEAR_LIKENED = 8
_NEAR_PARTICIPLE = 2
# words of an object behind its verb, of the noun that `whose` owns, and of a predicate in marks, and how many of those are read
_LEAST_OBJECT = 2
_OWNED = 4
_LEAST_PREDICATE = 3
_HEAD = 6
# words before a verb of reading among which `on` stands
_READ_BY = 3
# words from a verb back to the pronoun of its clause, and back from there to a verb that may report the clause
_RELATIVE_REACH = 7
_HELD = 10


def choose_governor(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Cue | None:
    """The nearest cue to the left that can govern a passage; if it is far and opens no clause, a verb of saying that does."""
    nearest: Cue | None = None
    for cue in reversed([cue for cue in cues if cue.last < place and place - cue.last <= FARTHEST]):
        between = tokens[cue.last + 1 : place]
        if any(token.text in ";:" for token in between):
            break
        distance = sum(1 for token in between if token.classes & WORDY)
        if not _governs(tokens, cue, place, cue.mood == "preposition" or opens_clause(between), lexicon):
            continue
        if cue.mood == "infinitive" and _completes_other(tokens, cue, distance, cues):
            continue
        if _is_closed_relative(tokens, cue, place, lexicon) and _find_outer(tokens, cue, cues):
            continue
        opens = bool(between) and (
            between[0].classes & COMPLEMENT or any(token.classes & THAT for token in between[:NEAR_COMPLEMENT])
        )
        if nearest is None and (opens or distance <= NEAR_CUE or cue.mood == "preposition"):
            return cue
        if nearest is not None and opens and cue.reports:
            return cue
        nearest = nearest or cue
    return nearest


def _completes_other(tokens: Tokens, cue: Cue, distance: int, cues: Sequence[Cue]) -> bool:
    """Whether an infinitive only completes something in the clause or the object of another cue before it.

    `calling the move to rule on it “`, `disait que cela l'avait aidé à comprendre «`.
    """
    if any(
        other.reports and not other.negated and tokens[other.last + 1].classes & THAT for other in cues if other.last < cue.first
    ):
        return True
    noun = cue.first - 1 if distance else 0
    complete = noun > 0 and tokens[noun].classes & WORDY and not (tokens[noun].finite or tokens[noun].participle)
    return bool(complete and any(other.mood == "gerund" and 0 < noun - other.last <= _NEAR_INFINITIVE for other in cues))


def _is_closed_relative(tokens: Tokens, cue: Cue, place: int, lexicon: Lexicon) -> bool:
    """Whether a cue stands in a relative clause that ends before the passage: `les élus qui réclamaient une pause « vivent`.

    It has ended at a comma behind the verb's object, where a second verb stands, or where the words themselves are the verb.
    """
    between = tokens[cue.last + 1 : place]
    if len(between) < _LEAST_OBJECT or not _stands_in_relative(tokens, cue, lexicon):
        return False
    if any(token.classes & COMPLEMENT for token in between[:1]):
        return False
    last = between[-1]
    if last.text == "," or (last.classes & SURELY_FINITE and not last.classes & CAPITAL):
        return True
    noun = not last.classes & (INNER | DETERMINER | ASIDE | SUBORDINATOR | LEAD_IN | COMPLEMENT)
    return noun and _begins_with_verb(tokens.read_passage(place, lexicon.reader, _HEAD), lexicon)


def _stands_in_relative(tokens: Sequence[Token], cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a relative pronoun begins the clause of a cue: `qui réclamait`, `who had asked`, `whose owner denied`."""
    at = cue.first - 1
    while at > 0 and tokens[at].classes & (CLITIC | ADVERB | ADVERBIAL | AUXILIARY):
        at -= 1
    if at > 0 and tokens[at].classes & RELATIVE:
        return True
    return any(token.low in lexicon.links.owning_relatives for token in tokens[max(at - _OWNED, 0) : at])


def _find_outer(tokens: Sequence[Token], cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether a verb of saying stands before a cue, with a clause that holds it."""
    return any(
        other.reports
        and not other.negated
        and other.last < cue.first
        and not any(token.text in ";:" or token.classes & QUOTED for token in tokens[other.last : cue.first])
        for other in cues
    )


def find_holder(tokens: Tokens, place: int, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Cue | None:
    """The verb of saying whose clause a cue stands in, where that may be no saying itself.

    `la ville rappelle que le pont promis en 2010 « n'est pas venu »`: it belongs to a noun of which the words are the verb, or
    it tells a feeling, or what something does to somebody (`lui a appris`).
    """
    before = tokens[cue.first - 1]
    feels = tokens[cue.last].low.startswith(lexicon.links.feeling)
    given = before.classes & CLITIC and before.low not in lexicon.links.object_clitics and not cue.reflexive
    if cue.mood != "finite" or not (
        feels or given or _begins_with_verb(tokens.read_passage(place, lexicon.reader, _HEAD), lexicon)
    ):
        return None
    for other in reversed([other for other in cues if other.mood == "finite" and other.last < cue.first]):
        between = tokens[other.last + 1 : cue.first]
        if any(token.text in ";:" or token.classes & QUOTED for token in between):
            return None
        that = any(token.classes & THAT for token in between[: _NEAR_OBJECT if other.says else 1])
        bare = tokens[other.last].low in lexicon.table.reported.bare and bool(between) and between[0].classes & DETERMINER
        if (that or bare) and not (other.negated or other.passive):
            return other
    return None


def _begins_with_verb(words: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words in marks begin like a predicate (`se cache derrière`, `n'ont rien vu`), as far as small words tell."""
    if len(words) < _LEAST_PREDICATE or words[0].classes & (CAPITAL | DETERMINER & ~CLITIC | INNER | ASIDE | CONJUNCTION):
        return False
    if words[0].classes & CLITIC:
        return not words[0].classes & DETERMINER or bool(words[1].classes & (VERB | AUXILIARY | CLITIC))
    finite = words[0].classes & (AUXILIARY | SURELY_FINITE | VERB | MAYBE_FINITE) or words[0].finite
    return bool(finite or words[0].low.endswith(lexicon.word_endings.reporting))


def opens_clause(between: Sequence[Token]) -> bool:
    """Whether the words behind a cue open a clause that holds what is reported."""
    return any(token.classes & COMPLEMENT for token in between[:NEAR_COMPLEMENT])


def _evaluates(tokens: Tokens, cue: Cue, place: int, lexicon: Lexicon) -> bool:
    """Whether a passage is the object of a verb of opinion, `loue une «`, or behind it what something is likened to."""
    between = tokens[cue.last + 1 : place]
    if any(token.text == "," or token.classes & QUOTED for token in between):
        return False
    head = len(between)
    while head and between[head - 1].classes & (DETERMINER | ADVERB):
        head -= 1
    if head and between[head - 1].low in lexicon.links.taken_as:
        return head - 1 <= _NEAR_LIKENED
    if place + 1 < len(tokens) and tokens[place + 1].low in lexicon.links.given_to:
        return False
    small = all(token.classes & (DETERMINER | ADVERB | INNER | LIGHT | OPENER) for token in between)
    return cue.strength != "likening" and small and len(between) <= _NEAR_OBJECT


def _governs(tokens: Tokens, cue: Cue, place: int, clause: bool, lexicon: Lexicon) -> bool:
    """Whether a cue can govern a passage behind it."""
    if cue.mood == "preposition":
        return True
    distance = sum(1 for token in tokens[cue.last + 1 : place] if token.classes & WORDY)
    near = {token.low for token in tokens[max(cue.first - _READ_BY, 0) : cue.first]}
    if tokens[cue.last].low in lexicon.links.reading and near.isdisjoint(lexicon.links.impersonal | lexicon.links.there):
        # what somebody reads is no speech of theirs
        return False
    if tokens[cue.last].low.startswith(lexicon.links.topic_verbs):
        return distance <= NEAR_CUE and not any(token.text == "," for token in tokens[cue.last + 1 : place])
    if cue.strength in ("evaluating", "likening", "reflexive") and _evaluates(tokens, cue, place, lexicon):
        return True
    if cue.strength == "likening":
        return False
    if cue.strength in ("manner", "reflexive", "evaluating"):
        return bool(distance == 0 or tokens[cue.last + 1].classes & THAT)
    if cue.mood == "accusing":
        agent = tokens[cue.last + 1].low in lexicon.links.agent
        return distance <= (_NEAR_INFINITIVE if agent else _NEAR_PARTICIPLE)
    if cue.passive:
        return tokens[cue.last].low in lexicon.links.accusing and distance <= 2 * _NEAR_PARTICIPLE
    if cue.reflexive:
        return distance <= 1 or (clause and tokens[cue.last].low.startswith(lexicon.links.self_saying))
    return clause or cue.mood != "infinitive" or distance <= _NEAR_INFINITIVE


def find_object_relative(tokens: Tokens, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> int:
    """The pronoun of the clause of a cue, if it only completes a noun: `le tract que la ville diffusait`; else 0.

    No clause that another verb reports (`il a dit à la presse que`), and no word that means what is said (`les mots que`).
    """
    if cue.mood != "finite" or (cue.last + 1 < len(tokens) and tokens[cue.last + 1].classes & THAT):
        return 0
    that = next(
        (
            at
            for at in range(cue.first - 1, max(cue.first - 1 - _RELATIVE_REACH, 1), -1)
            if tokens[at].classes & (THAT | SUBORDINATOR)
        ),
        0,
    )
    noun = that - 1
    if not that or not tokens[that].classes & THAT or not all(token.classes & WORDY for token in tokens[that : cue.first]):
        return 0
    if not _is_plain_noun(tokens[noun]) or tokens[noun].classes & SPEECH_NOUN or tokens[noun].low in lexicon.nouns.labels:
        return 0
    head = next((at for at in range(noun - 1, max(noun - 1 - _NEAR_OBJECT, -1), -1) if tokens[at].classes & DETERMINER), None)
    if head is None or not all(_is_plain_noun(token) for token in tokens[head + 1 : noun]):
        return 0
    reported = any(other.says and that - _HELD <= other.last < that for other in cues)
    return 0 if reported else that


def _is_plain_noun(token: Token) -> bool:
    """Whether a word can be a noun, as far as the small words of the language tell."""
    small = ADVERB | ADVERBIAL | AUXILIARY | CLITIC | CONJUNCTION | LIGHT | OPENER | VERB | SURELY_FINITE
    return bool(token.classes & WORDY and not token.classes & small and not token.participle and not token.finite)
