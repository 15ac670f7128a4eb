"""Whether marked words are speech at all: titles, terms, labels, signs and scare quotes are not."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Kind
from corpus_builder.quotes.attribution.clauses import Attribution
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    CUE_LIKE,
    DETERMINER,
    INNER,
    MONTH,
    NEGATION,
    OPENER,
    ORGANISATION,
    PERSON,
    PRONOUN,
    QUOTED,
    SPEECH_NOUN,
    SUBJECT,
    WORDY,
    Token,
)
from corpus_builder.quotes.passages.form import Form

# words that make a phrase: shorter marked words beside a far cue are mostly terms and scare quotes
_PHRASE_WORDS = 3
# words that make a sentence: what nobody introduces must have that many to count as speech
_SENTENCE_WORDS = 4
# words of what is said before a verb without a comma; a single word is rather its subject
_ANSWER_WORDS = 2
# words after which marked words that a far clause reports are no term any more, with or without a verb
_LONG_WORDS = 8
# words that are no term, whoever says them
LONG_PHRASE = 9
# words between a cue and marked words that it still governs when they are a word or two
_NEAR_WORDS = 6
# words between a cue and a word such as `term` or `phrase` that announces what is said; farther off it names something
_NEAR_LABEL = 2
_NEAR_SIGN = 6
# tokens of a verb of calling and its object
_CALLED = 3
# words between who calls something by a name and the verb, with one before them
_NEAR_NAMER = 3


def classify_kind(
    form: Form,
    attribution: Attribution,
    before: Sequence[Token],
    after: Sequence[Token],
) -> Kind | None:
    """`direct`, `mixed`, or None when the words are not speech.

    `before` and `after` are the tokens of the sentence on either side.
    """
    # `ne dit pas autre chose :` denies no words
    if attribution.negated and not (attribution.place == "colon" and _is_sentence(form, "colon")):
        return None
    # a clause with its `que` is no term, whatever stands around it
    if not _is_speech(form, attribution, before, after) and not (form.subordinate and form.has_words(_SENTENCE_WORDS)):
        return None
    return "direct" if _stands_alone(form, attribution, before) else "mixed"


def _stands_alone(form: Form, attribution: Attribution, before: Sequence[Token]) -> bool:
    """Whether the words are a sentence of their own and no part of the writer's."""
    if attribution.place in ("colon", "name", "inside"):
        return True
    if not any(token.classes & (WORDY | QUOTED) for token in before):
        return attribution.place != "later" or (form.capital and form.verb)
    if not form.capital:
        return False
    return bool(
        before[-1].text in ",:" or (attribution.place == "before" and attribution.distance == 0) or before[-1].classes & QUOTED
    )


def _is_speech(
    form: Form,
    attribution: Attribution,
    before: Sequence[Token],
    after: Sequence[Token],
) -> bool:
    """Whether the words are said: the looser the tie to a cue, the more their own form must show it."""
    place = attribution.place
    if place == "colon" and _is_titled(before, form.lexicon):
        return _is_sentence(form, place)
    if place in ("inside", "colon"):
        return True
    if place == "before" and attribution.nobody and not form.has_words(_SENTENCE_WORDS) and not form.capital:
        # `le minerai dit « bas carbone »`: a term
        return False
    if place == "before" and not form.has_words(_SENTENCE_WORDS + 1) and _is_named(form, before, attribution):
        return False
    if is_label(before, form.lexicon, place, attribution.distance) and not (
        form.leans or form.predicate or _is_sentence(form, place) or _names_object(form, before, place)
    ):
        return False
    if place == "after":
        told = attribution.apart or form.stopped or form.comma or form.verb or form.has_words(_LONG_WORDS)
        return told or _answers_alone(form, attribution, before)
    # papers that close their marks behind the full stop do so with titles, too
    if not (form.stopped and (form.exclaims or form.verb)) and form.title_case and not form.person:
        return False
    if place == "name":
        return _is_announced(form, attribution, before)
    if place == "none":
        return _is_free_sentence(form, before, after)
    return _is_reported(form, attribution)


def _answers_alone(form: Form, attribution: Attribution, before: Sequence[Token]) -> bool:
    """Whether words that begin a sentence have their verb behind them without a comma: `« Merci à tous » déclare Luc Perrin`."""
    alone = not any(token.classes & (WORDY | QUOTED) for token in before)
    return alone and attribution.speaker is not None and form.has_words(_ANSWER_WORDS) and not form.title_case


def _is_titled(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the word before the colon announces a title: `il avait écrit un titre :`."""
    words = [token for token in before if token.classes & WORDY][-2:]
    if not words or not (words[-1].low in lexicon.nouns.labels or words[-1].low in lexicon.nouns.naming):
        return False
    verb = (words[-1].finite or words[-1].participle) and not words[0].classes & DETERMINER
    return not (verb or words[-1].classes & SPEECH_NOUN)


def _is_named(form: Form, before: Sequence[Token], attribution: Attribution) -> bool:
    """Whether a few words are a name that somebody uses: `ce que la presse appelle « le dossier »`, `a plan it calls “Rest”`.

    Who once called it so said it: in the past only words with capitals are a name.
    """
    tokens = [token for token in before if token.classes & WORDY]
    if _is_taken_for(tokens, form.lexicon):
        return True
    at = next((at for at in range(len(tokens) - 1, -1, -1) if tokens[at].classes & CUE_LIKE), None)
    if (
        at is None
        or not tokens[at].low.startswith(form.lexicon.links.naming_verbs)
        or len(tokens) - at - 1 > attribution.distance
    ):
        return False
    past = tokens[at].participle is not None or not tokens[at].low.endswith(form.lexicon.shared.naming_endings)
    if any(not (token.classes & (DETERMINER | ADVERB)) for token in tokens[at + 1 :]) or (past and not form.title_case):
        return False
    # what somebody with a name calls so is their word, and no name in use
    if any(token.classes & CAPITAL for token in tokens[max(0, at - _NEAR_NAMER) : at][1:]):
        return False
    if at and tokens[at - 1].low in form.lexicon.links.impersonal:
        # `On appelle « ripisylve » la forêt des berges`
        return True
    # what `he` or `she` calls so is no name that all use
    pronouns = form.lexicon.pronouns.masculine | form.lexicon.pronouns.feminine
    if at and tokens[at - 1].low in pronouns - form.lexicon.links.body_pronouns and not (form.capital or form.title_case):
        return False
    relative = any(token.low in form.lexicon.links.naming_signs for token in tokens[max(0, at - _NEAR_SIGN) : at])
    # `a campaign the union calls “Rest”`: a clause without `which` stands right behind its noun
    near = tokens[max(0, at - 3) : at]
    bare = form.lexicon.traits.bare_relatives and at > 2 and any(token.classes & (DETERMINER | PRONOUN) for token in near)
    return relative or (bare and not tokens[at - 1].classes & PRONOUN)


def _is_taken_for(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether nobody in particular takes something for what the words say: `ceux que l'on qualifie de « nomades »`."""
    at = next((at for at in range(len(tokens) - 1, -1, -1) if tokens[at].low.startswith(lexicon.links.taking)), 0)
    rest = tokens[at + 1 :]
    taken = rest and (rest[-1].classes & INNER or rest[-1].low in lexicon.links.taken_as)
    plain = len(rest) <= _CALLED and not any(token.classes & (DETERMINER | CAPITAL) for token in rest)
    return bool(at and taken and plain and tokens[at - 1].low in lexicon.links.impersonal)


def _names_object(form: Form, before: Sequence[Token], place: str) -> bool:
    """Whether words in lower case say what somebody calls a thing: `called the plan “a folly”`."""
    if place != "before" or len(before) < _CALLED or form.capital or not before[-2].classes & DETERMINER:
        return False
    return before[-_CALLED].low.startswith(form.lexicon.links.naming_verbs)


def _is_sentence(form: Form, place: str) -> bool:
    """Whether the words are a sentence of their own, which is no name."""
    return place != "before" and form.capital and form.verb and form.has_words(_SENTENCE_WORDS)


def _is_reported(form: Form, attribution: Attribution) -> bool:
    """Whether a cue that does not touch the words governs them still."""
    if attribution.place in ("source", "before") or attribution.clause:
        return attribution.clause or attribution.distance <= _NEAR_WORDS or form.has_words(_PHRASE_WORDS)
    phrase = form.has_words(_PHRASE_WORDS)
    if attribution.shared:
        return phrase or form.leans or form.verb
    return (phrase and (form.verb or form.person or not form.capital)) or form.has_words(_LONG_WORDS)


def _is_announced(form: Form, attribution: Attribution, before: Sequence[Token]) -> bool:
    """Whether words behind a colon without a cue are said: a sentence, and no title in a list of dated articles."""
    if attribution.speaker is None and _is_date(before):
        return False
    heading = attribution.clause and form.has_words(_PHRASE_WORDS)
    return heading or (form.capital and form.stopped) or (form.has_words(_PHRASE_WORDS) and (form.verb or form.person))


def _is_free_sentence(form: Form, before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether words that nobody introduces are still said by somebody: a whole sentence, or one with `I` or `you` in it."""
    if form.person and form.has_words(_SENTENCE_WORDS):
        return True
    if _is_woven(form, before, after):
        return True
    alone = not any(token.classes & WORDY for token in before)
    if not (alone and form.capital and form.verb):
        return False
    if form.stopped:
        return form.has_words(_PHRASE_WORDS)
    return form.has_words(_SENTENCE_WORDS) and not any(token.classes & WORDY for token in after)


def _is_woven(form: Form, before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether words are part of the writer's sentence as no term is: they need what stands before them, or are long and end it.

    `Le quai « permet aux voisins de danser »`, `elle est « à bout de forces »`.
    """
    if form.predicate and before and not before[-1].classes & (DETERMINER | INNER | OPENER) and form.has_words(_SENTENCE_WORDS):
        return True
    if is_label(before, form.lexicon, "none", 0):
        return False
    if form.leans and form.has_words(_SENTENCE_WORDS):
        return True
    if form.has_words(LONG_PHRASE) and not any(token.classes & (WORDY | QUOTED) for token in after):
        return True
    return not form.capital and form.has_words(_ANSWER_WORDS) and _says_what_somebody_is(before, form.lexicon)


def _says_what_somebody_is(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether marked words follow a verb of being or having that has somebody for its subject: `elle reste «`."""
    verb = len(before)
    while verb and before[verb - 1].classes & (ADVERB | NEGATION):
        verb -= 1
    if not verb or not (before[verb - 1].classes & AUXILIARY or before[verb - 1].low in lexicon.links.copulas):
        return False
    names = (
        token for at, token in enumerate(before[: verb - 1]) if token.classes & CAPITAL and (at or token.low not in lexicon.leads)
    )
    return any(names) or any(token.classes & (SUBJECT | PERSON | ORGANISATION) for token in before[: verb - 1])


def _is_date(before: Sequence[Token]) -> bool:
    """Whether what stands before the colon is only a date, or a name with one, as in a list of articles."""
    words = [token for token in before if token.classes & WORDY]
    dated = [bool(token.classes & MONTH) or token.text[0].isdigit() for token in words]
    return any(dated) and all(date or token.classes & CAPITAL for date, token in zip(dated, words, strict=True))


def is_label(before: Sequence[Token], lexicon: Lexicon, place: str, distance: int) -> bool:
    """Whether the word right before the passage announces a name, a title or a term."""
    words = [token for token in before[-2:] if token.text not in "([-–—"]
    if not words or not words[-1].classes & WORDY:
        return False
    last = words[-1].low
    if last in lexicon.shared.named:
        return not (len(words) > 1 and words[0].classes & AUXILIARY)
    if place == "before" and distance == 0 and lexicon.mood(last, "finite"):
        return False
    if last in lexicon.nouns.labels:
        return not (place == "before" and last in lexicon.nouns.words and distance <= _NEAR_LABEL)
    return last in lexicon.links.inner_prepositions and len(words) > 1 and words[0].low in lexicon.nouns.naming
