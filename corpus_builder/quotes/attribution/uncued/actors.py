"""Who a sentence right before some words is about: `Luc Perrin hausse les épaules. « On verra. »`."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.attribute import is_surely_somebody
from corpus_builder.quotes.grammar.adverbials import begins_with_nobody
from corpus_builder.quotes.grammar.cues import find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.subjects import read_leading
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    INNER,
    NEGATION,
    OPENER,
    ORGANISATION,
    PERSON,
    PERSONAL,
    SUBJECT,
    SUBORDINATOR,
    SURELY_FINITE,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.sentences import STOPS, find_stops

# words of the longest phrase before the subject, and of what stands beside it between commas
_LONGEST_LEAD = 10
_LONGEST_ASIDE = 8
# characters of the words that tell whether somebody speaks of themselves
_READ = 400
# characters behind words in which a sentence tells a gesture of who said them
_BEHIND = 200


def find_actor(before: Tokens, passage: Passage, lexicon: Lexicon) -> Span | None:
    """The only person that the sentence before some words is about, where these are a whole sentence.

    Either the sentence tells a gesture or a mood, or they speak of themselves and nothing befell them.
    """
    actor = _read_person(before, lexicon)
    if actor is None or not _is_sentence(before.text, passage):
        return None
    rest = _skip_aside(before.inside((actor[1], before.end(len(before) - 1))))
    if not _is_alone(rest, lexicon) or any(token.low.startswith(lexicon.links.fateful) for token in rest):
        return None
    # who says something there is told by its verb: `Marie Colin, dit-on, est partie`
    if any(cue.mood == "finite" and cue.says and before.start(cue.first) >= actor[0] for cue in find_cues(before, lexicon)):
        return None
    begins = any(token.low.startswith(lexicon.links.gestures) for token in rest)
    return actor if begins or (_acts(rest, lexicon) and speaks_of_self(before.text, passage, lexicon)) else None


def find_actor_behind(text: str, passage: Passage, lexicon: Lexicon) -> Span | None:
    """The only person of the sentence behind words that begin their paragraph: `“Not again.” Nora Lund shrugged.`"""
    start, end = passage.outer
    if text[max(start - 1, 0) : start].strip("\r\n") or not _is_sentence(text, passage):
        return None
    stop = next(iter(find_stops(text, end, min(end + _BEHIND, len(text)), lexicon.abbreviations)), None)
    line = text[end : end + _BEHIND].split("\n", 1)[0]
    last = end + len(line) if stop is None else min(stop, end + len(line))
    tokens = Tokens(text).read(end, last, lexicon.reader)
    actor = _read_person(tokens, lexicon) if tokens else None
    rest = _skip_aside(tokens.inside((actor[1], last))) if actor else []
    gesture = any(token.low.startswith(lexicon.links.gestures) for token in rest)
    return actor if gesture and _is_alone(rest, lexicon) else None


def _read_person(tokens: Tokens, lexicon: Lexicon) -> Span | None:
    """The person with whom a sentence begins, or the clause behind its first words: `Le visage fermé, Luc Perrin`."""
    found = _read_phrase(tokens, 0, lexicon)
    if begins_with_nobody(tokens, lexicon):
        return None
    if found and _is_person(tokens, found, lexicon):
        return found
    comma = next((at for at, token in enumerate(tokens[:_LONGEST_LEAD]) if token.text == ","), 0)
    clause = tokens[0].classes & SUBORDINATOR and not any(
        token.classes & (CAPITAL | PERSONAL) == CAPITAL for token in tokens[1:comma]
    )
    apart = PERSON if clause else AUXILIARY | SURELY_FINITE | SUBJECT | PERSON
    if not comma or any(token.classes & apart for token in tokens[:comma]):
        return None
    found = _read_phrase(tokens, comma + 1, lexicon)
    nobody = begins_with_nobody(tokens[comma + 1 :], lexicon)
    return found if found and not nobody and _is_person(tokens, found, lexicon) else None


def _read_phrase(tokens: Tokens, start: int, lexicon: Lexicon) -> Span | None:
    """The noun phrase that begins at token `start`; one that takes in an unknown verb ends with the noun of a person."""
    found = read_leading(tokens, start, len(tokens), lexicon)
    if found is None or found[1] < tokens.start(len(tokens) - 1):
        return found
    person = next((at for at in range(start, len(tokens)) if tokens[at].classes & PERSON), None)
    return tokens.span(start, person + 1) if person is not None else None


def _is_person(tokens: Tokens, phrase: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase is one person, and no body, no crowd and nobody who is only `I` or `one`."""
    words = tokens.inside(phrase)
    if words[0].classes & PERSONAL or any(token.classes & ORGANISATION for token in words):
        return False
    if len(words) == 1 and words[0].low in lexicon.pronouns.masculine | lexicon.pronouns.feminine:
        return True
    if len(words) == 1 and words[0].classes & CAPITAL and words[0].low not in lexicon.nouns.places:
        # a lone surname has its gesture right behind it: `Pike snorted`
        behind = tokens.inside((phrase[1], tokens.end(len(tokens) - 1)))
        return bool(behind) and behind[0].low.startswith(lexicon.links.gestures)
    return is_surely_somebody(tokens, phrase, lexicon) and not any(token.low in lexicon.nouns.crowds for token in words)


def _is_sentence(text: str, passage: Passage) -> bool:
    """Whether marked words begin and end like a sentence."""
    end = text[passage.end - 1] in f"{STOPS}…" or text[passage.outer[1] : passage.outer[1] + 2].lstrip("\u00a0 ")[:1] in (
        ".",
        ",",
    )
    return passage.opened and end and text[passage.start].isupper()


def _skip_aside(rest: Sequence[Token]) -> Sequence[Token]:
    """What stands behind a subject, without what commas set off right behind it: `, Paul Arnal,`."""
    if not rest or rest[0].text != ",":
        return rest
    comma = next((at for at, token in enumerate(rest[1 : 1 + _LONGEST_ASIDE], 1) if token.text == ","), 0)
    return rest[comma + 1 :] if comma else rest


def _is_alone(rest: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether no other person stands in the rest of a sentence."""
    return not any(
        (token.classes & (PERSON | ORGANISATION) and not token.low.startswith(lexicon.links.gestures))
        or (token.classes & CAPITAL and token.low not in lexicon.nouns.places)
        for token in rest
    )


def _acts(rest: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a subject does something: its verb stands right behind it and is no passive."""
    small = CLITIC | NEGATION | ADVERB
    at = next((at for at, token in enumerate(rest) if not token.classes & small), 0)
    verb = rest[at : at + 1]
    passive = any(token.low in lexicon.links.passive for token in rest[: at + 3])
    # `Le préfet sort du palais vers midi`: an unknown verb that was taken for a part of the phrase leaves none behind it
    return bool(verb) and bool(verb[0].classes & WORDY) and not verb[0].classes & (ASIDE | INNER | OPENER) and not passive


def speaks_of_self(text: str, passage: Passage, lexicon: Lexicon) -> bool:
    """Whether words say `I` or `we`."""
    start, end = passage.fragments[0]
    said = lexicon.read_tokens(text[start : min(end, start + _READ)])
    return any(token.classes & PERSONAL and token.low not in lexicon.links.impersonal for token in said)
