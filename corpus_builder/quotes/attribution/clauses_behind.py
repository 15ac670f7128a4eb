"""Clauses after the words that they report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import NEAR_CUE, Attribution, cue_span, follows_preposition, read_source
from corpus_builder.quotes.grammar.cues import Cue, pronoun_span, read_inverted
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import names_someone
from corpus_builder.quotes.grammar.subjects import (
    read_after,
    read_before,
    read_leading,
    read_main_subject,
)
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    HOMOGRAPH,
    HONORIFIC,
    LEAD_IN,
    OPENER,
    PERSON,
    QUOTED,
    RELATIVE,
    SUBJECT,
    SUBJECT_SIGN,
    SUBORDINATOR,
    WORDY,
    Tokens,
)

# words of a subject that leads its clause, and with its apposition, between the words said and their verb
_LEADING_SUBJECT = 12
_LEADING_APPOSITION = 25
# small words between the words said and their cue
_SMALL_WORDS = 4
# words between the words said and a source without a comma
_NEAR_SOURCE = 10
# signs that close words, with the spaces before them
_CLOSING = "»”\"'’ \u00a0\u202f"
# tokens from the comma to the verb of `, comme il le dit`
_THUS_SAID = 4


def read_behind(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`», dit le maire`, `”, she said`, `», selon la note`: the cue begins right after the passage."""
    at = place + 1
    while at < len(tokens) and tokens[at].text in ",.–—-…!?\"')”»":
        at += 1
    if at < len(tokens) and tokens[at].classes & CONJUNCTION:
        return None
    cue = _find_next_cue(tokens, at, cues, lexicon)
    thus = _find_thus(tokens, at, lexicon)
    if thus:
        return _read_thus(tokens, thus, cues, lexicon)
    if cue and cue.mood == "preposition":
        return Attribution("source", cue_span(tokens, cue), read_source(tokens, cue, lexicon))
    if cue and cue.mood == "finite" and not cue.passive and (cue.pronoun or not _says_of_itself(cue)):
        found = _read_inverted_clause(tokens, place, at, cue, lexicon)
        if found:
            return found
    if cue and cue.mood == "infinitive" and cue.first > at and follows_preposition(tokens, cue, lexicon):
        return Attribution("after", cue_span(tokens, cue), read_main_subject(tokens, place, lexicon))
    if lexicon.traits.subject_may_lead:
        return _read_led_by_subject(tokens, at, cues, lexicon)
    if tokens[at - 1].text != "," and not _ends_in_comma(tokens, place):
        return None
    return _read_plain_order(tokens, place, at, cues, lexicon) or (
        _read_unknown_verb(tokens, at, lexicon) if cue is None else None
    )


def _ends_in_comma(tokens: Tokens, place: int) -> bool:
    """Whether the comma before a reporting clause stands inside the marks: `« On attend, » illustre la gérante`."""
    return tokens.text[tokens.start(place) : tokens.end(place)].rstrip(_CLOSING)[-1:] == ","


def _find_thus(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """The token behind `c'est ainsi`, or 0 where it does not stand."""
    for words in lexicon.thus.get(tokens[at].low, ()) if at < len(tokens) else ():
        if tuple(token.low for token in tokens[at : at + len(words)]) == words:
            return at + len(words)
    return 0


def _read_thus(tokens: Tokens, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`», c'est ainsi qu'il a résumé la soirée`: the clause that says how the words were used."""
    cue = next(
        (cue for cue in cues if at < cue.first <= at + _LEADING_SUBJECT and cue.mood == "finite" and not cue.passive), None
    )
    return Attribution("after", cue_span(tokens, cue), read_before(tokens, cue.first, lexicon)) if cue else None


def _find_next_cue(tokens: Tokens, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Cue | None:
    """The cue that begins at token `at` or behind a few small words there."""
    skipped = at
    while skipped < min(len(tokens), at + _SMALL_WORDS):
        token = tokens[skipped]
        if not (token.classes & (CLITIC | LEAD_IN | ADVERB)):
            break
        skipped += 1
    cue = next((cue for cue in cues if at <= cue.first <= skipped and cue.strength != "likening"), None)
    return None if cue and _leads_as_noun(tokens, cue, cues, lexicon) else cue


def _leads_as_noun(tokens: Tokens, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> bool:
    """Whether a form that is noun or verb begins the subject of the verb behind it: `”, state news agency Sorna reported`."""
    if not (lexicon.traits.subject_may_lead and tokens[cue.first].classes & HOMOGRAPH):
        return False
    return any(cue.last + 1 < other.first <= cue.last + _LEADING_SUBJECT and other.reports for other in cues)


def _says_of_itself(cue: Cue) -> bool:
    """Whether a verb of saying is reflexive (`se dit prêt`): then it takes no words before it."""
    return cue.reflexive and cue.says


def _read_inverted_clause(tokens: Tokens, place: int, at: int, cue: Cue, lexicon: Lexicon) -> Attribution | None:
    """The clause of a finite cue after the words; behind a comma a verb of saying alone shows speech."""
    speaker = _read_in(tokens, cue, lexicon) or pronoun_span(tokens, cue) or read_after(tokens, cue.last + 1, lexicon)
    if speaker or tokens[cue.last].low.split("-")[0] in lexicon.links.reading:
        return Attribution("after", cue_span(tokens, cue), speaker, apart=at > place + 1)
    if lexicon.traits.inverts_subjects and tokens[at - 1].text == "," and cue.says:
        return Attribution("after", cue_span(tokens, cue), None, apart=False)
    return None


def _read_plain_order(tokens: Tokens, place: int, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`», il a dit.`: a clause in the order of another language, as machines translate it, with nothing behind its verb."""
    if place or at >= len(tokens) or not (tokens[at].classes & (SUBJECT | CAPITAL)):
        return None
    cue = next((cue for cue in cues if at < cue.first <= at + NEAR_CUE), None)
    if cue is None or cue.mood != "finite" or cue.passive or cue.pronoun:
        return None
    if cue.last + 1 < len(tokens) and tokens[cue.last + 1].classes & WORDY:
        return None
    speaker = read_before(tokens, cue.first, lexicon)
    return Attribution("after", cue_span(tokens, cue), speaker) if speaker and speaker[0] >= tokens.start(at) else None


def _read_unknown_verb(tokens: Tokens, at: int, lexicon: Lexicon) -> Attribution | None:
    """`», traduit le maire.`: behind the words and a comma any verb with its subject after it reports."""
    if at + 1 >= len(tokens) or not tokens[at].classes & WORDY or tokens[at].classes & CAPITAL:
        return None
    verb = at + 1 if tokens[at].classes & CLITIC else at
    begin = verb
    if (
        tokens[verb].classes & AUXILIARY
        and verb + 1 < len(tokens)
        and tokens[verb + 1].low.endswith(lexicon.word_endings.participles)
    ):
        verb += 1
    subject = read_inverted(tokens, verb, lexicon)
    if subject:
        stem = lexicon.split_inversion(tokens[verb].low)
        cue = Cue(verb, verb, "finite", "manner", subject[1] - subject[0], len(stem.verb) if stem else 0)
        return Attribution("after", cue_span(tokens, cue), subject)
    told = verb > begin or tokens[verb].low.endswith(lexicon.word_endings.reporting)
    if tokens[verb].low in lexicon.leads or not told or verb + 1 == len(tokens):
        return None
    following = tokens[verb + 1]
    if not (following.classes & (CAPITAL | SUBJECT_SIGN)):
        return None
    speaker = read_after(tokens, verb + 1, lexicon)
    if speaker is None or not names_someone(tokens, speaker):
        return None
    trade = tokens.inside((tokens.start(verb + 1), speaker[0]))
    if speaker[0] > tokens.end(verb + 1) and not any(token.classes & (PERSON | HONORIFIC) for token in trade):
        return None
    closed = next((at for at in range(verb + 1, len(tokens)) if tokens.start(at) >= speaker[1]), None)
    return (
        Attribution("after", tokens.span(begin, verb + 1), speaker)
        if closed is None or not tokens[closed].classes & WORDY
        else None
    )


def _read_in(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """What is read from: `peut-on lire dans la note`."""
    if tokens[cue.last].low.split("-")[0] not in lexicon.links.reading or cue.last + 1 >= len(tokens):
        return None
    return read_after(tokens, cue.last + 2, lexicon) if tokens[cue.last + 1].low in lexicon.links.places else None


def _read_led_by_subject(tokens: Tokens, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`”, one official said`: subject and verb, maybe after an aside."""
    for cue in cues:
        if not at < cue.first <= at + _LEADING_APPOSITION:
            continue
        between = tokens[at : cue.first]
        if any(token.classes & QUOTED for token in between) or cue.mood != "finite" or cue.passive:
            return None
        first = between[0]
        if first.classes & (CONJUNCTION | RELATIVE | OPENER | SUBORDINATOR) or first.text in ":;":
            return None
        if any(word.classes & CONJUNCTION and sign.text in "–—" for sign, word in pairwise(between)):
            # behind a dash another clause begins
            return None
        speaker = read_before(tokens, cue.first, lexicon)
        if speaker and speaker[0] >= tokens.start(at):
            return Attribution("after", cue_span(tokens, cue), speaker)
        return None
    return None


def read_later(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """A reporting clause that closes the sentence, set off by a comma: `Le pont est « fermé » depuis lundi, a dit le maire.`"""
    for cue in cues:
        if cue.first <= place or cue.mood not in ("finite", "preposition") or cue.passive or not cue.says:
            continue
        start = next((at for at in range(cue.first - 1, place, -1) if tokens[at].text == ","), None)
        if start is None and cue.mood == "preposition":
            source = _read_near_source(tokens, place, cue, lexicon)
            if source:
                return source
        if start is None or any(token.text in ":;" or token.classes & QUOTED for token in tokens[place + 1 : cue.first]):
            continue
        found = _read_closing_clause(tokens, place, start, cue, lexicon)
        if found:
            return found
    return None


def _read_near_source(tokens: Tokens, place: int, cue: Cue, lexicon: Lexicon) -> Attribution | None:
    """A source that no comma sets off: `un « vrai risque » pour la baie selon le ministère`."""
    between = tokens[place + 1 : cue.first]
    if len(between) > _NEAR_SOURCE or any(
        not token.classes & WORDY or token.classes & (CONJUNCTION | QUOTED) for token in between
    ):
        return None
    speaker = read_source(tokens, cue, lexicon)
    known = speaker and names_someone(tokens, speaker)
    return Attribution("source", cue_span(tokens, cue), speaker, len(between)) if known else None


def _read_closing_clause(tokens: Tokens, place: int, start: int, cue: Cue, lexicon: Lexicon) -> Attribution | None:
    """What a cue says of the words before the comma at token `start`, if only small words or its subject stand between."""
    lead = [token for token in tokens[start + 1 : cue.first] if not (token.classes & (CLITIC | LEAD_IN))]
    span, distance = cue_span(tokens, cue), cue.first - place
    if cue.mood == "preposition":
        return None if lead else Attribution("source", span, read_source(tokens, cue, lexicon), distance)
    if tokens[start + 1].low in lexicon.links.taken_as and cue.first - start <= _THUS_SAID:
        # `une « tête », comme il dit`, `comme le dit Luc Perrin`
        speaker = read_before(tokens, cue.first, lexicon) or read_after(tokens, cue.last + 1, lexicon)
        return Attribution("after" if start == place + 1 else "later", span, speaker, distance) if speaker else None
    if not lead:
        speaker = pronoun_span(tokens, cue) or read_after(tokens, cue.last + 1, lexicon)
        return Attribution("later", span, speaker, distance) if speaker else None
    if lexicon.traits.subject_may_lead and len(lead) <= _LEADING_SUBJECT:
        return Attribution("later", span, read_before(tokens, cue.first, lexicon), distance)
    return None


def read_heading_signature(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution | None:
    """A name alone after the words: `« ... » Un habitant`, and in headings `« ... » : Anna Reed`."""
    headed = place + 1 < len(tokens) and tokens[place + 1].text == ":"
    first = place + 2 if headed else place + 1
    words = [token for token in tokens[first:] if token.classes & WORDY]
    if (
        place
        or not words
        or len(words) > 8
        or any(token.low in lexicon.sentence.finite or token.low in lexicon.verbs for token in words)
    ):
        return None
    if not tokens[first].classes & CAPITAL:
        return None
    speaker = read_leading(tokens, first, len(tokens), lexicon)
    return Attribution("name", None, speaker, clause=headed) if speaker else None
