"""From the sentences of a text to the clauses that they report without marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import passes_on
from corpus_builder.quotes.attribution.indirect.clauses_reported_first import read_closing_clause
from corpus_builder.quotes.attribution.indirect.named_sources import read_named_source
from corpus_builder.quotes.attribution.indirect.reporters import Report
from corpus_builder.quotes.attribution.indirect.that_clauses import read_that_clause
from corpus_builder.quotes.grammar.cues import find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import CUE_LIKE, QUOTED, Tokens
from corpus_builder.text.sentences import ends_sentence, find_stops

# characters of the longest sentence that is read; what is longer is a list or broken text
_LONGEST = 1200
# characters behind a passage in which the next sentence begins
_NEAR = 3
# and before its end in which its stop stands
_LAST = 12


def find_reports(text: str, paragraphs: Sequence[Span], marked: Sequence[Span], lexicon: Lexicon) -> Iterator[Report]:
    """Each clause that is reported without marks, with its attribution, in order and apart.

    `marked` are the passages in marks that are speech, sorted and apart: no report holds one or lies in one.
    """
    for paragraph in paragraphs:
        for start, end in _cut_sentences(text, paragraph, marked, lexicon):
            if end - start <= _LONGEST and not text[start:end].rstrip().endswith("?"):
                yield from _read_sentence(_read_tokens(text, (start, end), marked, lexicon), lexicon)


def _cut_sentences(text: str, paragraph: Span, marked: Sequence[Span], lexicon: Lexicon) -> Iterable[Span]:
    """The sentences of a paragraph; a stop within marks ends none unless it is their last sign."""
    at, end = paragraph
    number = bisect_right(marked, at, key=lambda span: span[1])
    stops = {end}
    while number < len(marked) and marked[number][0] < end:
        start, close = marked[number]
        stops.update(find_stops(text, at, max(at, start), lexicon.abbreviations))
        if ends_sentence(text[max(start, close - _LAST) : close]) and text[close : close + _NEAR].lstrip()[:1].isupper():
            stops.add(close)
        at = close
        number += 1
    stops.update(find_stops(text, at, end, lexicon.abbreviations) if at < end else ())
    return pairwise([paragraph[0], *sorted(stop for stop in stops if paragraph[0] < stop <= end)])


def _read_tokens(text: str, sentence: Span, marked: Sequence[Span], lexicon: Lexicon) -> Tokens:
    """The tokens of a sentence, where each passage in marks is one."""
    tokens = Tokens(text)
    at, end = sentence
    number = bisect_right(marked, at, key=lambda span: span[1])
    while number < len(marked) and marked[number][0] < end:
        start, stop = marked[number]
        if start > at:
            tokens.read(at, start, lexicon.reader)
        tokens.add_passage(max(start, at), min(stop, end))
        at = min(stop, end)
        number += 1
    return tokens.read(at, end, lexicon.reader) if at < end else tokens


def _holds(report: Report, spans: Sequence[Span]) -> bool:
    """Whether a report that precedes its source holds one of other reports."""
    start, end = report.fragments[0]
    cue = report.attribution.cue
    return cue is not None and cue[0] >= end and any(start <= span[0] and span[1] <= end for span in spans)


def _read_sentence(tokens: Tokens, lexicon: Lexicon) -> list[Report]:
    """The reports of a sentence; of two that overlap the one that begins first."""
    if not any(token.classes & CUE_LIKE for token in tokens):
        return []
    cues = find_cues(tokens, lexicon)
    found = [
        report
        for cue in cues
        if (report := read_named_source(tokens, cue, lexicon) or read_that_clause(tokens, cue, cues, lexicon))
    ]
    if not any(token.classes & QUOTED for token in tokens):
        closing = read_closing_clause(tokens, cues, lexicon)
        found += [closing] if closing else []
    found = [report for report in found if not passes_on(tokens.text, report.attribution, lexicon)]
    # what a source at the end covers may itself report: `He said the pier was shut, according to the Herald`
    inner = [report.fragments[0] for report in found if report.attribution.place == "before"]
    found = [report for report in found if report.attribution.place != "source" or not _holds(report, inner)]
    found.sort(key=lambda report: (report.fragments[0][0], -report.fragments[-1][1]))
    apart: list[Report] = []
    for report in found:
        if not apart or report.fragments[0][0] >= apart[-1].fragments[-1][1]:
            apart.append(report)
    return apart
