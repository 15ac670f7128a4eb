"""A reporting clause: its position, its cue and its subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.cues import Cue, pronoun_span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import is_news_agency
from corpus_builder.quotes.grammar.subjects import (
    read_after,
    read_agent,
    read_before,
    read_companion_subject,
    read_leading,
    read_main_subject,
    read_set_off,
)
from corpus_builder.quotes.grammar.tokens import (
    ADVERBIAL,
    ASIDE,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    INNER,
    OPENER,
    SPEECH_NOUN,
    SUBJECT,
    THAT,
    WORDY,
    Token,
    Tokens,
    begin_capitals,
    read_name_back,
)
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# tokens from a verb of using to the words: with a determiner and `word` between
_WORDING = 3
# tokens from a comma to a participle with a subject of its own between, at least
_LEAST_PHRASE = 2
# words up to a noun of saying behind a preposition
_NOUN_REACH = 4
# words between `with` and the participle of what it holds
_HELD_WORDS = 7
# words between a cue and the words said up to which it is surely theirs
NEAR_CUE = 4
# characters before a name in which the noun stands that says what it is
_NEAR_NOUN = 24
Place = Literal[
    "inside",
    "after",
    "colon",
    "before",
    "source",
    "later",
    "name",
    "reported",
    "acting",
    "continued",
    "repeated",
    "series",
    "none",
]


class Attribution(NamedTuple):
    """How a passage is introduced: the place of its cue, cue and speaker as character spans, and the words between."""

    place: Place
    cue: Span | None = None
    speaker: Span | None = None
    distance: int = 0
    negated: bool = False
    clause: bool = False
    shared: bool = False
    apart: bool = True
    inherits: bool = False
    nobody: bool = False  # its subject is nobody, or a thing that says nothing


NOTHING = Attribution("none")


def passes_on(text: str, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether a speaker is an agency or a paper that only passes words on: it is a source, reports them, or stands beside them.

    With any other verb (`écrit Le Courrier`) it speaks in its own name.
    """
    if attribution.speaker is None or not _is_paper(text, attribution.speaker, lexicon):
        return False
    cue = fold(text[slice(*attribution.cue)]) if attribution.cue else ""
    beside = attribution.place in ("source", "name")
    return beside or any(word.startswith(lexicon.links.passing_on) for word in cue.split())


def _is_paper(text: str, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a mention is an agency or a paper, or a name behind such a word: `l'agence Sorna`."""
    if is_news_agency(text[slice(*speaker)], lexicon):
        return True
    if not text[speaker[0] - 1 : speaker[0]].isspace():
        return False
    before = text[max(0, speaker[0] - _NEAR_NOUN) : speaker[0]].rsplit(None, 1)[-1:]
    return bool(before) and fold(before[0]).rpartition("'")[2] in lexicon.nouns.news_agencies


def cue_span(tokens: Tokens, cue: Cue) -> Span:
    """The characters of a cue, without an inverted subject at its end."""
    start, end = tokens.span(cue.first, cue.last + 1)
    if not cue.pronoun or cue.first != cue.last:
        return start, end
    return start, start + cue.verb


def read_wording(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution | None:
    """Who uses a word or a phrase that is named as such: `Reed used the phrase “`, `il a employé le terme «`."""
    verb = place - _WORDING
    if verb < 1 or tokens[place - 1].low not in lexicon.nouns.words or not tokens[place - 2].classes & DETERMINER:
        return None
    if tokens[verb].low not in lexicon.links.using:
        return None
    speaker = read_before(tokens, verb, lexicon)
    return Attribution("before", tokens.span(verb, verb + 1), speaker, _WORDING - 1) if speaker else None


def inherits_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a cue has the subject of what was said before: `avant de conclure :`, `Et d'ajouter :`."""
    return cue.mood == "infinitive" and follows_preposition(tokens, cue, lexicon) and not _has_own_subject(tokens, cue)


def _has_own_subject(tokens: Tokens, cue: Cue) -> bool:
    """Whether a subject of its own stands before an infinitive with a preposition: `Et un autre d'ajouter :`."""
    joined = _find_opening_conjunction(tokens, cue)
    return joined is not None and cue.first > joined + 2


def follows_preposition(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a preposition that only an infinitive has stands right before a cue."""
    return cue.first > 0 and tokens[cue.first - 1].low in lexicon.shared.infinitive_prepositions


def read_source(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """Who a preposition names; `selon ses termes` means the subject of the sentence."""
    following = [token.low for token in tokens[cue.last + 1 : cue.last + 4]]
    if following and following[0] in lexicon.shared.own_words and any(word in lexicon.nouns.words for word in following):
        return read_main_subject(tokens, cue.first, lexicon)
    return _read_owner_of_words(tokens, cue.last + 1, lexicon) or read_after(tokens, cue.last + 1, lexicon)


def _read_owner_of_words(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """Whose words a preposition names by a noun of saying: `selon la belle formule du maire`; a document speaks itself."""
    for noun in range(at, min(at + _NOUN_REACH, len(tokens) - 2)):
        token = tokens[noun]
        if not token.classes & WORDY or token.classes & (INNER | DOCUMENT | CAPITAL):
            return None
        if token.classes & SPEECH_NOUN and tokens[noun + 1].classes & INNER:
            return read_after(tokens, noun + 2, lexicon)
    return None


def _is_read_by_all(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether `on` reads the words somewhere (`on y lit que`): then the reader does not say them."""
    before = {token.low for token in tokens[max(cue.first - 2, 0) : cue.first]}
    return tokens[cue.last].low in lexicon.links.reading and not before.isdisjoint(lexicon.links.impersonal)


def read_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon, place: int | None = None) -> Span | None:
    """The speaker of a cue that stands before the passage."""
    if cue.pronoun:
        return pronoun_span(tokens, cue)
    if _is_read_by_all(tokens, cue, lexicon):
        return None
    held = _read_held_subject(tokens, cue, lexicon)
    if held:
        return held
    if cue.passive:
        agent = _read_passive_agent(tokens, cue, lexicon, place)
        return agent or (_read_likened(tokens, cue, lexicon) if cue.strength == "likening" else None)
    if cue.mood == "finite":
        return _read_finite_subject(tokens, cue, lexicon, place)
    if cue.mood == "infinitive" and _has_own_subject(tokens, cue) and follows_preposition(tokens, cue, lexicon):
        opening = _find_opening_conjunction(tokens, cue) or 0
        return read_before(tokens, cue.first - 1, lexicon) or read_leading(tokens, opening + 1, cue.first - 1, lexicon)
    if cue.mood == "gerund" and place is not None and cue.first <= 2:
        comma = next((at for at in range(place + 1, len(tokens)) if tokens[at].text == ","), None)
        start = comma + 1 if comma is not None else place + 1
        return read_leading(tokens, start, len(tokens), lexicon)
    return _read_beside(tokens, cue, lexicon) or _read_far_subject(tokens, cue, lexicon)


def _read_held_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The subject that another word gives a participle: `describes Pike as having said`, `with one officer saying`."""
    last = cue.first - 1
    if last < 1 or not (tokens[cue.first].gerund or tokens[cue.first].low in lexicon.links.participles_of_having):
        return None
    if tokens[last].low in lexicon.links.taken_as:
        last -= 1
        first = last
        while first > 0 and tokens[first].classes & WORDY and not tokens[first].classes & (DETERMINER | CAPITAL):
            first -= 1
        named = tokens[last].classes & CAPITAL
        found = read_name_back(tokens, last) if named else read_leading(tokens, first, last + 1, lexicon)
        return found if found and found[0] > tokens.start(0) else None
    if tokens[last].classes & CAPITAL and not lexicon.traits.participles_follow_names:
        # `The witness recalled Pike claiming`
        name = read_name_back(tokens, last)
        verb = tokens.inside((tokens.start(0), name[0]))[-1:]
        if verb and verb[0].finite == "reporting" and not verb[0].classes & CAPITAL:
            return name
    held = next((at for at in range(last, max(last - _HELD_WORDS, 0), -1) if tokens[at].low in lexicon.links.holding), 0)
    found = read_leading(tokens, held + 1, cue.first, lexicon) if held else None
    return found if found and found[1] == tokens.end(last) else None


def _read_passive_agent(tokens: Tokens, cue: Cue, lexicon: Lexicon, place: int | None) -> Span | None:
    """The agent of a passive, before the words or behind them: `accusé par le maire de «`, `accusé de « ... » par le maire`."""
    if place is None:
        return read_agent(tokens, cue.last + 1, lexicon)
    before = read_agent(tokens, cue.last + 1, lexicon)
    return before if before and before[1] <= tokens.start(place) else read_agent(tokens, place + 1, lexicon)


def _find_opening_conjunction(tokens: Tokens, cue: Cue) -> int | None:
    """The conjunction that begins the sentence of a cue (`Et la maire de conclure :`), behind a full stop or first of all."""
    for at in range(cue.first - 1, -1, -1):
        if tokens[at].classes & CONJUNCTION and (
            at == 0 or (tokens[at].classes & CAPITAL and not tokens[at - 1].classes & WORDY)
        ):
            return at
    return None


def _read_likened(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """Who takes something for what the words say: `perçu par les élus comme`, `defined in the paper as`."""
    if cue.last + 2 < len(tokens) and tokens[cue.last + 1].low in lexicon.links.places:
        found = read_after(tokens, cue.last + 2, lexicon)
        return found if found and any(token.classes & DOCUMENT for token in tokens.inside(found)) else None
    return read_agent(tokens, cue.last + 1, lexicon)


def _read_finite_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon, place: int | None) -> Span | None:
    """The subject before a finite verb, or behind it where the clause is inverted."""
    inverted = _is_led(tokens[max(cue.first - 2, 0) : cue.first], lexicon)
    set_off = read_set_off(tokens, cue, lexicon)
    if set_off:
        return set_off
    before = None if inverted else read_before(tokens, cue.first, lexicon)
    follows = inverted or place is None or cue.first == 0 or not tokens[cue.first - 1].classes & WORDY
    after = read_after(tokens, cue.last + 1, lexicon) if follows and not before and not _opens_that(tokens, cue) else None
    return before or after or (read_before(tokens, cue.first, lexicon) if inverted else None)


def _is_led(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word before a verb puts it first: `comme le dit Luc Perrin`, but not `comme il dit`, `as Reed said`."""
    if not before or before[-1].low in lexicon.shared.inverting:
        return bool(before)
    small = before[-1].classes & CLITIC and not before[-1].classes & SUBJECT
    return bool(small) and before[0].low in lexicon.shared.inverting


def _opens_that(tokens: Tokens, cue: Cue) -> bool:
    """Whether a verb opens its clause right behind it: then what follows is no subject."""
    return bool(cue.last + 1 < len(tokens) and tokens[cue.last + 1].classes & THAT)


def _read_beside(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The name right before a participle (`un mot de Luc Perrin jugeant`), unless a verb's preposition governs it.

    Or the phrase between a comma and the participle, which is its own subject: `, de nombreux élus saluant`.
    """
    if cue.mood != "gerund" or not lexicon.traits.participles_follow_names or tokens[cue.first - 1].classes & ASIDE:
        # `a lancé Kern en demandant`: who does both
        return None
    own = _read_own_subject(tokens, cue, lexicon)
    last = cue.first - 1
    while last > 0 and tokens[last].classes & CLITIC:
        last -= 1
    if own or last < 0 or not tokens[last].classes & CAPITAL:
        return own
    if last < cue.first - 1:
        # `un mot de Luc Perrin l'accusant`: the name before an object is the subject, whatever governs it
        return read_name_back(tokens, last)
    if tokens[max(begin_capitals(tokens, last) - 1, 0)].classes & CONJUNCTION:
        # `une enquête visant Meta et TikTok réclamant`
        return None
    found = read_before(tokens, last + 1, lexicon)
    first = next((at for at in range(cue.first) if found and tokens.start(at) == found[0]), 0)
    return None if first and tokens[first - 1].classes & (OPENER | INNER | ADVERBIAL) == OPENER else found


def _read_own_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The whole phrase between a comma and a participle."""
    comma = next((at for at in range(cue.first - 1, -1, -1) if not tokens[at].classes & WORDY), -1)
    if comma < 0 or tokens[comma].text != "," or cue.first - comma <= _LEAST_PHRASE:
        return None
    found = read_leading(tokens, comma + 1, cue.first, lexicon)
    return found if found and found[1] == tokens.end(cue.first - 1) else None


def _read_far_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The subject of an infinitive or a participle, which stands in the main clause."""
    if cue.mood == "infinitive" and cue.first > 1 and tokens[cue.first - 1].gerund:
        return read_companion_subject(tokens, cue.first - 1, lexicon)
    joined = cue.first > 0 and (tokens[cue.first - 1].text == "," or tokens[cue.first - 1].classes & ASIDE)
    # who writes is whoever did something last: `Elle raconte que Luc Perrin avait fui, écrivant dans une lettre : « ... »`
    adds = cue.mood == "gerund" and cue.says and joined and not tokens[cue.first].low.startswith(lexicon.links.writing)
    if adds or tokens[cue.first].low in lexicon.links.companions:
        return read_companion_subject(tokens, cue.first, lexicon)
    return read_main_subject(tokens, cue.first, lexicon)
