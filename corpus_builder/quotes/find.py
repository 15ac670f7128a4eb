"""From a text to its quotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus_builder.model import Kind, Quote, Span
from corpus_builder.quotes.antecedents import Scene, resolve_speaker
from corpus_builder.quotes.attribution import NOTHING, Attribution, attribute_incise, attribute_sentence, attribute_to_subject
from corpus_builder.quotes.cues import find_incise
from corpus_builder.quotes.dialogue import find_blocks, find_posts, find_turns
from corpus_builder.quotes.indirect import find_reports
from corpus_builder.quotes.lexicon import Lexicon, guess_language, read_lexicon
from corpus_builder.quotes.marks import Passage, find_passages, outermost
from corpus_builder.quotes.sentences import Sentence, read_sentences
from corpus_builder.quotes.speakers import is_carrier
from corpus_builder.quotes.speech import Form, judge_kind
from corpus_builder.quotes.words import find_stops
from corpus_builder.settings import QuoteSettings

_PARAGRAPH = re.compile(r"[^\r\n]+")
_MARKS = ("«", "»", "“", "”", "„", "‟", '"', "‹", "›", "‘", "—", "–", "<<", "''", "--", "(@")
_RARE_MARK = re.compile(r"'(?<![^\W_]')|:(?=\s*\n)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that is speech, with what is known of it."""

    passage: Passage
    kind: Kind
    attribution: Attribution
    sentence: Sentence | None


def find_quotes(text: str, language: str = "fr", settings: QuoteSettings | None = None) -> list[Quote]:
    """Find the quotes of one document with their speakers, sorted by start; offsets count characters of `text`.

    >>> [(q.text, q.speaker, q.cue) for q in find_quotes("« Le pont rouvrira », a annoncé Marie Colin.")]
    [('Le pont rouvrira', 'Marie Colin', 'a annoncé')]
    """
    settings = settings or QuoteSettings()
    if not (settings.indirect or any(mark in text for mark in _MARKS) or _RARE_MARK.search(text)):
        return []
    lexicon = read_lexicon(language if language in ("fr", "en") else guess_language(text))
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    passages = _find_passages(text, paragraphs, lexicon, settings)
    readings = _read_passages(text, paragraphs, passages, lexicon, settings)
    readings = _join_turns(text, readings, lexicon)
    readings = _carry_speakers(text, readings, settings)
    if settings.indirect:
        readings = _add_reports(text, paragraphs, readings, lexicon)
    quotes = [*_write_quotes(text, readings, lexicon, settings), *find_posts(text, paragraphs)]
    return _without_overlap(quotes)


def _find_passages(text: str, paragraphs: Sequence[Span], lexicon: Lexicon, settings: QuoteSettings) -> list[Passage]:
    def breaks_off(start: int, end: int) -> int | None:
        incise = find_incise(text, start, end, lexicon)
        return incise.start if incise else None

    marked = find_passages(text, paragraphs, settings, breaks_off)
    marked = [_open_at_sentence(text, passage, lexicon) for passage in marked]
    return outermost([*marked, *find_turns(text, paragraphs, marked, lexicon), *find_blocks(text, paragraphs, marked, lexicon)])


def _open_at_sentence(text: str, passage: Passage, lexicon: Lexicon) -> Passage:
    """A passage whose opening mark is lost begins with its sentence."""
    if passage.opened:
        return passage
    start, end = passage.fragments[0]
    stops = [stop for stop in find_stops(text, start, end, lexicon.sentence["abbreviations"]) if text[stop:end].strip()]
    begin = stops[-1] if stops else start
    while begin < end and text[begin].isspace():
        begin += 1
    return replace(passage, fragments=((begin, end), *passage.fragments[1:]), outer=(begin, passage.outer[1]))


def _read_passages(
    text: str, paragraphs: Sequence[Span], passages: Sequence[Passage], lexicon: Lexicon, settings: QuoteSettings
) -> list[Reading]:
    readings: list[Reading] = []
    for sentence in read_sentences(text, paragraphs, passages, lexicon, settings.context):
        attributions = attribute_sentence(sentence, lexicon)
        for number, place in sentence.places.items():
            reading = _read_passage(text, passages[number], sentence, place, attributions[number], lexicon, settings)
            if reading:
                readings.append(reading)
    return readings


def _read_passage(
    text: str,
    passage: Passage,
    sentence: Sentence,
    place: int,
    attribution: Attribution,
    lexicon: Lexicon,
    settings: QuoteSettings,
) -> Reading | None:
    if attribution.place != "after":
        passage, inside = _cut_incises(text, passage, lexicon)
        attribution = attribution if inside.place == "none" else inside
    if not passage.opened and attribution.place not in ("after", "inside"):
        return None
    form = Form(text, passage.start, passage.end, lexicon)
    kind: Kind | None = judge_kind(form, attribution, sentence.tokens[:place], sentence.tokens[place + 1 :], lexicon, settings)
    # a bare question is the interviewer's, who is not quoted; any other turn is speech, with or without a verb
    if passage.dash and (kind is not None or text[passage.end - 1] != "?"):
        kind = "direct"
    if kind == "mixed" and attribution.place == "none":
        attribution = attribute_to_subject(sentence.tokens, place, lexicon)
    return Reading(passage, kind, attribution, sentence) if kind else None


def _cut_incises(text: str, passage: Passage, lexicon: Lexicon) -> tuple[Passage, Attribution]:
    """Cut reporting clauses out of a passage; the first one attributes it."""
    # English closes its marks around an incise; one that is never closed was cut when it was paired
    if not passage.dash and (lexicon.language == "en" or not passage.closed):
        return passage, NOTHING
    fragments: list[Span] = []
    attribution = NOTHING
    for start, end in passage.fragments:
        incise = find_incise(text, start, end, lexicon)
        if incise is None or attribution.place != "none":
            fragments.append((start, end))
            continue
        attribution = attribute_incise(incise, lexicon)
        if text[start : incise.start].strip():
            fragments.append((start, _trim_end(text, incise.start, start)))
        if incise.resume < end and not (passage.dash and _narrates(text, incise.resume, end, lexicon)):
            fragments.append((incise.resume, end))
    return (replace(passage, fragments=tuple(fragments)), attribution) if fragments else (passage, NOTHING)


def _narrates(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what follows the incise of a dash turn is the writer again: a new sentence that addresses nobody."""
    if not text[start : start + 1].isupper():
        return False
    form = Form(text, start, end, lexicon)
    return not form.person and not any(sign in text[start:end] for sign in "?!")


def _trim_end(text: str, end: int, start: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _join_turns(text: str, readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """Join what one speaker says around an incise between two pairs of marks, or goes on saying in the next paragraph."""
    joined: list[Reading] = []
    for reading in readings:
        last = joined[-1] if joined else None
        if last and (_goes_on_after_incise(text, last, reading) or _goes_on_in_next_paragraph(text, last, reading, lexicon)):
            passage = replace(
                last.passage,
                fragments=(*last.passage.fragments, *reading.passage.fragments),
                outer=(last.passage.outer[0], reading.passage.outer[1]),
                balanced=last.passage.balanced and reading.passage.balanced,
            )
            attribution = last.attribution if last.attribution.place in ("after", "inside") else reading.attribution
            joined[-1] = Reading(passage, last.kind, attribution, reading.sentence)
        else:
            joined.append(reading)
    return joined


def _goes_on_after_incise(text: str, last: Reading, reading: Reading) -> bool:
    """`« Le pont », a dit le maire, « rouvrira »`."""
    cue = last.attribution
    if last.sentence is not reading.sentence or cue.place != "after" or cue.speaker is None or last.passage.dash:
        return False
    if reading.attribution.place in ("after", "colon") and reading.attribution.cue != cue.cue:
        return False
    between = text[max(cue.speaker[1], (cue.cue or cue.speaker)[1]) : reading.passage.outer[0]]
    return (
        last.passage.outer[1] <= cue.speaker[0] < reading.passage.outer[0]
        and between.rstrip(' \u00a0\u202f«“"').endswith((",", ";", "—", "–"))
        and not re.search(r"[.!?:]\s", between)
    )


def _goes_on_in_next_paragraph(text: str, last: Reading, reading: Reading, lexicon: Lexicon) -> bool:
    """A paragraph that is all speech, and the next one goes on: `« ... »` then `« ... », poursuit le maire`."""
    if last.attribution.place != "none" or last.passage.dash or reading.passage.dash:
        return False
    between = text[last.passage.outer[1] : reading.passage.outer[0]]
    if between.strip() or between.count("\n") == 0 or not last.passage.balanced:
        return False
    head = text[: last.passage.outer[0]].rstrip(" \u00a0")[-1:]
    cue = reading.attribution.cue
    words = text[slice(*cue)].lower().split() if cue and reading.attribution.place in ("after", "inside") else []
    return head in ("", "\n") and any(word in lexicon.links["going_on"] for word in words)


def _carry_speakers(text: str, readings: Sequence[Reading], settings: QuoteSettings) -> list[Reading]:
    """Speech that goes on in the next sentence, of its paragraph or at the head of the next one, keeps its speaker."""
    carried: list[Reading] = []
    for reading in readings:
        last = carried[-1] if carried else None
        if last and reading.attribution.place == "none" and last.attribution.speaker and not reading.passage.dash:
            between = text[last.passage.outer[1] : reading.passage.outer[0]]
            starts_sentence = (
                reading.sentence is not None and reading.sentence is not last.sentence and not between.strip().endswith(":")
            )
            near = "\n" not in between or _heads_next_paragraph(between)
            if near and len(between) <= settings.carry_reach and starts_sentence and reading.kind == "direct":
                reading = replace(reading, attribution=reading.attribution._replace(speaker=last.attribution.speaker))
        carried.append(reading)
    return carried


def _heads_next_paragraph(between: str) -> bool:
    """Whether what lies between two quotes is the rest of one sentence, a paragraph's end, and an opening mark."""
    rest, *others = between.strip(' \u00a0\u202f«»“”"').splitlines()
    return not "".join(others).strip() and not re.search(r"[.!?]\s+\S", rest)


def _add_reports(text: str, paragraphs: Sequence[Span], readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """The readings and, where no marks stand, reported clauses."""
    reports = [
        Reading(Passage((span,), span), "indirect", attribution, None)
        for span, attribution in find_reports(text, paragraphs, lexicon)
    ]
    marked = [reading.passage.outer for reading in readings]
    kept = [report for report in reports if not _touches(report.passage.outer, marked)]
    return sorted([*readings, *kept], key=lambda reading: reading.passage.start)


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps one of others, which are sorted and apart."""
    number = bisect_left(others, span[1], key=lambda other: other[0])
    return number > 0 and others[number - 1][1] > span[0]


def _write_quotes(text: str, readings: Sequence[Reading], lexicon: Lexicon, settings: QuoteSettings) -> list[Quote]:
    if not readings:
        return []
    scene = Scene(text, [reading.passage.outer for reading in readings], lexicon, settings)
    quotes: list[Quote] = []
    for reading in readings:
        speaker = reading.attribution.speaker
        name = resolve_speaker(scene, speaker, reading.passage.outer) if speaker else None
        quotes.append(_write_quote(text, reading, name, lexicon))
    return quotes


def _write_quote(text: str, reading: Reading, name: str | None, lexicon: Lexicon) -> Quote:
    passage, attribution = reading.passage, reading.attribution
    speaker = text[slice(*attribution.speaker)] if attribution.speaker else None
    if speaker and is_carrier(speaker, lexicon):
        speaker = name = None
    return Quote(
        start=passage.start,
        end=passage.end,
        text=" ".join(text[start:end] for start, end in passage.fragments),
        kind=reading.kind,
        fragments=passage.fragments if len(passage.fragments) > 1 else None,
        speaker=speaker,
        speaker_name=name,
        cue=text[slice(*attribution.cue)] if attribution.cue else None,
        balanced=passage.balanced,
    )


def _without_overlap(quotes: Sequence[Quote]) -> list[Quote]:
    kept: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
        if not kept or quote.start >= kept[-1].end:
            kept.append(quote)
    return kept
