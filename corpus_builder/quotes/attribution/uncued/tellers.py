"""Who tells something in the sentence before the words."""

from __future__ import annotations

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Attribution, Place, cue_span, passes_on, read_source, read_subject
from corpus_builder.quotes.attribution.clauses_before import LONGEST_VIEW, read_view
from corpus_builder.quotes.grammar.cues import Cue, find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import names_someone
from corpus_builder.quotes.grammar.subjects import read_after, read_companion_subject
from corpus_builder.quotes.grammar.tokens import CONJUNCTION, DETERMINER, PERSONAL, THAT, Tokens


def read_teller(tokens: Tokens, lexicon: Lexicon) -> Span | None:
    """Who tells something in a sentence: the subject of its verb of saying, a source, or whose view it gives; else None."""
    told: Cue | None = None
    for cue in find_cues(tokens, lexicon):
        apart = cue.mood != "gerund" or (cue.first > 0 and tokens[cue.first - 1].text == ",")
        if apart and _tells(cue) and not (told and _is_embedded(tokens, told, cue)):
            told = cue
    if told is None:
        view = read_view(tokens, min(len(tokens), LONGEST_VIEW), lexicon)
        return view.speaker if view else None
    speaker = _read_teller_of(tokens, told, lexicon)
    # no token begins inside a pronoun that is part of its verb: `dit-elle`
    first = tokens.inside(speaker)[:1] if speaker else []
    if speaker is None or not first or first[0].classes & PERSONAL:
        return None
    if not (names_someone(tokens, speaker) or (told.reports and _leads_clause(tokens, speaker, told))):
        return None
    place: Place = "source" if told.mood == "preposition" else "before"
    return None if passes_on(tokens.text, Attribution(place, cue_span(tokens, told), speaker), lexicon) else speaker


def _leads_clause(tokens: Tokens, speaker: Span, cue: Cue) -> bool:
    """Whether a phrase begins its sentence, or a clause behind a comma, and its verb follows at once: `les marins disent`."""
    first = next(at for at in range(len(tokens)) if tokens.start(at) >= speaker[0])
    begins = first == 0 or tokens[first - 1].text == ","
    return begins and bool(tokens[first].classes & DETERMINER) and cue.first > 0 and tokens.end(cue.first - 1) == speaker[1]


def _tells(cue: Cue) -> bool:
    """Whether a cue says that somebody speaks, in words of the writer's."""
    if cue.passive or cue.negated:
        return False
    return cue.mood == "preposition" or (cue.mood in ("finite", "gerund") and (cue.says or cue.reflexive))


def _is_embedded(tokens: Tokens, told: Cue, cue: Cue) -> bool:
    """Whether a cue stands in the clause that another one reports: `les marins disent que le maire ment`."""
    between = tokens[told.last + 1 : cue.first]
    joined = any(token.classes & CONJUNCTION or token.text in ",;" for token in between)
    return not joined and (told.mood == "preposition" or any(token.classes & THAT for token in between))


def _read_teller_of(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The source that a preposition names, or the subject of a verb."""
    if cue.mood == "preposition":
        return read_source(tokens, cue, lexicon)
    if cue.mood == "gerund":
        return read_companion_subject(tokens, cue.first, lexicon)
    if lexicon.traits.subject_may_lead and cue.first and tokens[cue.first - 1].text == ",":
        # `The wall is old, says Nora Lund`, but `Nora Lund, the mayor, praised Paul Hale` has the same form
        after = read_after(tokens, cue.last + 1, lexicon)
        if after and names_someone(tokens, after):
            return after if cue.strength == "speaking" else None
    return read_subject(tokens, cue, lexicon)
