"""Reported speech without marks: `le maire a dit que le pont rouvrirait`. Off by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.attribute import attribute_clause
from corpus_builder.quotes.attribution.clauses import Attribution
from corpus_builder.quotes.grammar.cues import Cue, find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import THAT, WORDY, Tokens
from corpus_builder.text.sentences import find_stops

_NEAR = 4


def find_reports(text: str, paragraphs: Sequence[Span], lexicon: Lexicon) -> Iterator[tuple[Span, Attribution]]:
    """Each reported clause, from the word after `que` or `that` to the end of its sentence, with its attribution."""
    for start, end in paragraphs:
        at = start
        for stop in (*find_stops(text, start, end, lexicon.abbreviations), end):
            report = _read_report(Tokens(text).read(at, stop, lexicon.reader), lexicon)
            if report:
                yield report
            at = stop


def _read_report(tokens: Tokens, lexicon: Lexicon) -> tuple[Span, Attribution] | None:
    for cue in find_cues(tokens, lexicon):
        begin = _find_clause(tokens, cue)
        if begin is None:
            continue
        attribution = attribute_clause(tokens, cue, lexicon)
        last = len(tokens) - 1
        while last > begin and not tokens[last].classes & WORDY:
            last -= 1
        if attribution.speaker and last > begin:
            return tokens.span(begin, last + 1), attribution
    return None


def _find_clause(tokens: Tokens, cue: Cue) -> int | None:
    """The first token of the clause that a cue introduces with `que` or `that`."""
    if cue.negated or not cue.reports:
        return None
    for at in range(cue.last + 1, min(cue.last + 1 + _NEAR, len(tokens) - 1)):
        if tokens[at].classes & THAT:
            return at + 1
        if not tokens[at].classes & WORDY:
            return None
    return None
