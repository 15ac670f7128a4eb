"""A reporting clause: its position, its cue and its subject."""

from __future__ import annotations

from typing import Literal, NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.cues import Cue, pronoun_span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import is_news_agency, names_someone
from corpus_builder.quotes.grammar.subjects import (
    read_after,
    read_agent,
    read_before,
    read_companion_subject,
    read_leading,
    read_main_subject,
)
from corpus_builder.quotes.grammar.tokens import CAPITAL, CONJUNCTION, DOCUMENT, INNER, OPENER, SUBJECT, WORDY, Tokens
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# words between a cue and the words said up to which it is surely theirs
NEAR_CUE = 4
# characters before a name in which the noun stands that says what it is
_NEAR_NOUN = 24
Place = Literal[
    "inside", "after", "colon", "before", "source", "later", "name", "reported", "continued", "repeated", "series", "none"
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
    before = fold(text[max(0, speaker[0] - _NEAR_NOUN) : speaker[0]]).replace("'", " ").split()
    beside = bool(before) and before[-1] in lexicon.nouns.news_agencies and text[speaker[0] - 1].isspace()
    return beside or is_news_agency(text[slice(*speaker)], lexicon)


def cue_span(tokens: Tokens, cue: Cue) -> Span:
    """The characters of a cue, without an inverted subject at its end."""
    start, end = tokens.span(cue.first, cue.last + 1)
    if not cue.pronoun or cue.first != cue.last:
        return start, end
    return start, start + cue.verb


def inherits_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a cue has the subject of what was said before: `avant de conclure :`, `Et d'ajouter :`."""
    return cue.mood == "infinitive" and follows_preposition(tokens, cue, lexicon) and not _has_own_subject(tokens, cue)


def _has_own_subject(tokens: Tokens, cue: Cue) -> bool:
    """Whether a subject of its own stands before an infinitive with a preposition: `Et un autre d'ajouter :`."""
    return cue.first > 2 and bool(tokens[0].classes & CONJUNCTION)


def follows_preposition(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a preposition that only an infinitive has stands right before a cue."""
    return cue.first > 0 and tokens[cue.first - 1].low in lexicon.shared.infinitive_prepositions


def read_source(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """Who a preposition names; `selon ses termes` means the subject of the sentence."""
    following = [token.low for token in tokens[cue.last + 1 : cue.last + 4]]
    if following and following[0] in lexicon.shared.own_words and any(word in lexicon.nouns.words for word in following):
        return read_main_subject(tokens, cue.first, lexicon)
    return read_after(tokens, cue.last + 1, lexicon)


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
    if cue.passive:
        agent = read_agent(tokens, (place if place is not None else cue.last) + 1, lexicon)
        return agent or (_read_likened(tokens, cue, lexicon) if cue.strength == "likening" else None)
    if cue.mood == "finite":
        return _read_finite_subject(tokens, cue, lexicon, place)
    if cue.mood == "infinitive" and _has_own_subject(tokens, cue) and follows_preposition(tokens, cue, lexicon):
        return read_before(tokens, cue.first - 1, lexicon)
    if cue.mood == "gerund" and place is not None and cue.first <= 2:
        comma = next((at for at in range(place + 1, len(tokens)) if tokens[at].text == ","), None)
        start = comma + 1 if comma is not None else place + 1
        return read_leading(tokens, start, len(tokens), lexicon)
    return _read_beside(tokens, cue, lexicon) or _read_far_subject(tokens, cue, lexicon)


def _read_likened(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """Who takes something for what the words say: `perçu par les élus comme`, `defined in the paper as`."""
    if cue.last + 2 < len(tokens) and tokens[cue.last + 1].low in lexicon.links.places:
        found = read_after(tokens, cue.last + 2, lexicon)
        return found if found and any(token.classes & DOCUMENT for token in tokens.inside(found)) else None
    return read_agent(tokens, cue.last + 1, lexicon)


def _read_finite_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon, place: int | None) -> Span | None:
    """The subject before a finite verb, or behind it where the clause is inverted."""
    led = tokens[max(cue.first - 2, 0) : cue.first]
    # `comme le dit Luc Perrin`, but not `comme il dit`
    inverted = any(token.low in lexicon.shared.inverting for token in led) and not led[-1].classes & SUBJECT
    if lexicon.traits.inverts_subjects and cue.first > 1 and tokens[cue.first - 1].text == ",":
        after = read_after(tokens, cue.last + 1, lexicon)
        named = after is not None and names_someone(tokens, after) and not _leads_to_words(tokens, after, place)
        inverted = inverted or named
    before = None if inverted else read_before(tokens, cue.first, lexicon)
    follows = inverted or place is None or cue.first == 0 or not tokens[cue.first - 1].classes & WORDY
    return before or (read_after(tokens, cue.last + 1, lexicon) if follows else None)


def _leads_to_words(tokens: Tokens, phrase: Span, place: int | None) -> bool:
    """Whether a phrase stands right before the words or their preposition: an object (`, avait appelé Luc Perrin « le roi »`)."""
    if place is None:
        return False
    last = place - 2 if tokens[place - 1].classes & INNER else place - 1
    return last >= 0 and tokens.end(last) == phrase[1]


def _read_beside(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The name right before a participle (`un mot de Luc Perrin jugeant`), unless a verb's preposition governs it."""
    if cue.mood != "gerund" or not lexicon.traits.participles_follow_names:
        return None
    if not cue.first or not tokens[cue.first - 1].classes & CAPITAL:
        return None
    found = read_before(tokens, cue.first, lexicon)
    first = next((at for at in range(cue.first) if found and tokens.start(at) == found[0]), 0)
    return None if first and tokens[first - 1].classes & OPENER and not tokens[first - 1].classes & INNER else found


def _read_far_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The subject of an infinitive or a participle, which stands in the main clause."""
    if tokens[cue.first].low in lexicon.links.companions:
        return read_companion_subject(tokens, cue.first, lexicon)
    return read_main_subject(tokens, cue.first, lexicon)
