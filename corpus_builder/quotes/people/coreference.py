"""Coreference: resolving a pronoun, a description or a surname to one clear antecedent in the document, or to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus_builder.languages.first_names import Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.tokens import PERSON
from corpus_builder.quotes.people.antecedents.acting_bodies import find_pronominal_body, find_side
from corpus_builder.quotes.people.antecedents.descriptions import find_apposed, find_described, find_meant, read_genders
from corpus_builder.quotes.people.discourse import NOBODY, Discourse, Known, Resolution
from corpus_builder.quotes.people.names import is_full_name, read_name, spell_out
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold


def resolve_speakers(discourse: Discourse, spoken: Iterable[tuple[Span | None, Span]]) -> list[Resolution]:
    """The full name that each speaker's mention means in its document, or None where it is not sure.

    Speakers come in the order of what they say, each with the span of that; None is nobody. A name that is found counts as a
    mention for those that follow; a pronoun that stays open leaves them open too.
    """
    said = list(spoken)
    known = Known(replace(discourse, speakers=sorted({speaker for speaker, _ in said if speaker})))
    found: list[Resolution] = []
    for speaker, passage in said:
        resolution = NOBODY
        if speaker:
            resolution, known = _resolve_next(known, speaker, passage)
        found.append(resolution)
    return found


def _resolve_next(known: Known, speaker: Span, passage: Span) -> tuple[Resolution, Known]:
    """Whom a mention means, and what is known then."""
    text, lexicon = known.discourse.text[slice(*speaker)], known.lexicon
    if is_full_name(text, lexicon):
        return _hear(Resolution(spell_out(known, text), "named in full"), known, speaker)
    words = " ".join(text.split())
    low = fold(words)
    genders = lexicon.pronouns.genders_of(low)[:1]
    if genders:
        same = next((m.name for m in known.within(speaker) if (m.start, m.end) == speaker and fold(m.name) != low), None)
        if same:
            return _hear(Resolution(same, "the same word as before"), known, speaker)
        found = find_meant(known, speaker[0], genders, passage)
    elif low in lexicon.links.pronouns:
        return _find_unmarked(known, speaker, low), known
    else:
        found = read_name(known, words, speaker)
        found = (find_apposed(known, speaker) or found) if found.name is None else found
        if found is NOBODY:
            found = find_described(known, speaker, passage)
            genders = _read_doubted_genders(known, speaker) if found.name is None else ()
    known = known.learn(found.learned)
    if found.name is None:
        return found, known.doubt(genders, speaker[0])
    return _hear(found, known.note(Mention(*speaker, found.name)), speaker)


def _find_unmarked(known: Known, speaker: Span, low: str) -> Resolution:
    """The body that a pronoun without gender means: `it`, or `on` with the side on which it is said."""
    links = known.lexicon.links
    if low in links.body_pronouns:
        body = find_pronominal_body(known, speaker[0])
        return Resolution(body.name, "the organisation before") if body else Resolution(None, "no single organisation before")
    side = find_side(known, speaker[1]) if low in links.side_pronouns else None
    return Resolution(side, "on whose side it is said") if side else Resolution(None, "a pronoun that refers to no single person")


def _hear(found: Resolution, known: Known, speaker: Span) -> tuple[Resolution, Known]:
    """A name that is found, and what is known when its bearer has spoken."""
    return found, known.hear(Mention(*speaker, found.name)) if found.name else known


def _read_doubted_genders(known: Known, speaker: Span) -> tuple[Gender, ...]:
    """The genders of a description, which later pronouns may mean."""
    tokens = known.lexicon.read_tokens(known.discourse.text[slice(*speaker)])
    noun = next((token.low for token in tokens if token.classes & PERSON), "")
    return read_genders(noun, tokens, known.lexicon)
