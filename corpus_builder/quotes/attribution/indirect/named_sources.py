"""Clauses whose source a preposition names: `Selon le maire, le pont rouvrira`, `The pier is shut, according to the mayor`."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Attribution, cue_span, read_source
from corpus_builder.quotes.attribution.indirect.clause_ends import find_beginning, span_words
from corpus_builder.quotes.attribution.indirect.reporters import Report, is_reporter
from corpus_builder.quotes.grammar.cues import Cue
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    INNER,
    MAYBE_FINITE,
    MODAL,
    OPENER,
    ORGANISATION,
    PERSON,
    PRONOUN,
    QUOTED,
    RELATIVE,
    STOP,
    SUBJECT,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    WORDY,
    Token,
    Tokens,
)

# words before a source that opens its sentence, and of a source with what completes it
_OPENING = 3
_SOURCE = 25
# words of a source up to its noun
_NOUN = 4
# words of another name of a list
_LISTED = 5


def read_named_source(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Report | None:
    """The clause beside a named source, which opens or closes its sentence; None where it stands elsewhere."""
    if cue.mood != "preposition" or tokens[cue.first].low not in lexicon.table.reported.source_openers:
        return None
    speaker = _read_document(tokens, cue, lexicon) or read_source(tokens, cue, lexicon)
    if speaker is None or not is_reporter(tokens, speaker, lexicon):
        return None
    opens = _opens(tokens, cue)
    span = _read_behind(tokens, cue, speaker, lexicon) if opens else _read_before(tokens, cue, lexicon)
    return Report((span,), Attribution("source", cue_span(tokens, cue), speaker)) if span else None


def _read_document(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """What asserts right behind a preposition, where a participle and no name follows: `a study published in May`."""
    for at in range(cue.last + 1, min(cue.last + 1 + _NOUN, len(tokens) - 1)):
        if tokens[at].classes & CAPITAL or not tokens[at].classes & WORDY:
            return None
        if tokens[at].classes & DOCUMENT or tokens[at].low in lexicon.table.reported.sources:
            follows = tokens[at + 1]
            ended = follows.participle or follows.low in lexicon.table.reported.issued
            return tokens.span(cue.last + 1, at + 1) if ended and not follows.classes & INNER else None
    return None


def _opens(tokens: Tokens, cue: Cue) -> bool:
    """Whether only an opener stands before a source in its sentence: `Mais selon`, `Or, d'après`."""
    before = tokens[: cue.first]
    opener = OPENER | CONJUNCTION | ADVERB | SUBORDINATOR
    return len(before) <= _OPENING and all(token.text in ",-–—" or token.classes & opener for token in before)


def _read_behind(tokens: Tokens, cue: Cue, speaker: Span, lexicon: Lexicon) -> Span | None:
    """The rest of the sentence behind a source, its apposition and a comma, up to a colon."""
    after = next((at for at in range(cue.last + 1, len(tokens)) if tokens.start(at) >= speaker[1]), len(tokens))
    comma = _find_comma(tokens, after)
    bare = after - cue.last == 2 and tokens[cue.last + 1].classes & (SUBJECT | PRONOUN | CLITIC)
    if bare and comma != after:
        begin = after
    elif comma is None or comma > after + _SOURCE or any(token.text in ":;" for token in tokens[after:comma]):
        return None
    else:
        begin = _skip_apposition(tokens, comma, lexicon) + 1
    if begin < len(tokens) and tokens[begin].classes & PERSON and not bare:
        return None
    stop = next((at for at in range(begin, len(tokens)) if tokens[at].text == ":"), len(tokens))
    return span_words(tokens, begin, stop)


def _find_comma(tokens: Tokens, start: int) -> int | None:
    return next((at for at in range(start, len(tokens)) if tokens[at].text == ","), None)


def _continues_list(chunk: Sequence[Token]) -> bool:
    """Whether a chunk between commas adds to a source: another name, `and their colleagues`, `or CSIS`."""
    if not chunk or len(chunk) > _LISTED or any(token.classes & (SURELY_FINITE | AUXILIARY | THAT) for token in chunk):
        return False
    joined = chunk[0].classes & CAPITAL and any(token.classes & CONJUNCTION for token in chunk)
    return bool(joined or chunk[0].classes & CONJUNCTION or all(token.classes & CAPITAL for token in chunk))


def _skip_apposition(tokens: Tokens, comma: int, lexicon: Lexicon) -> int:
    """The comma behind the apposition that follows a name, or the name's own comma."""
    following = _find_comma(tokens, comma + 1)
    while following is not None and _continues_list(tokens[comma + 1 : following]):
        comma, following = following, _find_comma(tokens, following + 1)
    if following is None or following + 1 >= len(tokens):
        return comma
    chunk, after = tokens[comma + 1 : following], tokens[following + 1]
    begins = after.classes & WORDY and (after.classes & (DETERMINER | SUBJECT | PRONOUN) or not after.classes & STOP)
    if not chunk or not begins or after.classes & RELATIVE:
        return comma
    completes = lexicon.shared.clause_openers | lexicon.table.reported.issued
    goes_on = chunk[0].participle or any(token.classes & RELATIVE or token.low in completes for token in chunk[:2])
    named = tokens[comma - 1].classes & CAPITAL and _is_trade(chunk, lexicon) and not after.classes & CONJUNCTION
    return following if goes_on or named else comma


def _is_trade(chunk: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a chunk without a verb says who somebody is: a trade or a body at its head, or anything behind `un`."""
    if any(token.classes & (SURELY_FINITE | AUXILIARY | MAYBE_FINITE) for token in chunk):
        return False
    trade = any(token.classes & (PERSON | ORGANISATION) for token in chunk[:3])
    return trade or chunk[0].low in lexicon.shared.indefinite_articles


def _read_before(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The sentence before a source that closes it; an apposition may follow the source."""
    if not _closes(tokens, cue, lexicon.table.reported.issued) or tokens[cue.first - 1].classes & (AUXILIARY | MODAL):
        return None
    last = cue.first - 1 if tokens[cue.first - 1].text == "," else cue.first
    if last < 1 or tokens[last - 1].classes & (RELATIVE | THAT | CONJUNCTION):
        return None
    return span_words(tokens, find_beginning(tokens, last, lexicon), last)


def _closes(tokens: Tokens, cue: Cue, issued: frozenset[str]) -> bool:
    """Whether a source and its apposition end the sentence or a bracket."""
    end = next((at for at in range(cue.last + 1, len(tokens)) if tokens[at].text in ",;:)"), len(tokens))
    if end == len(tokens) or tokens[end].text in ");":
        return True
    if tokens[end].text == ":":
        return False
    rest = tokens[end + 1 :]
    if not rest or any(token.classes & QUOTED for token in rest):
        return False
    trade = any(token.classes & (PERSON | ORGANISATION) for token in rest[:2]) and not rest[0].classes & SUBJECT
    if any(token.classes & (SURELY_FINITE | AUXILIARY | MAYBE_FINITE) for token in rest):
        return bool(trade or rest[0].classes & RELATIVE)
    return bool(trade or rest[0].classes & (RELATIVE | CAPITAL) or rest[0].participle or rest[0].low in issued)
