"""From a text to its quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from corpus_builder.model import Alignment, Kind, Quote, Span
from corpus_builder.quotes.attribution.attribute import (
    attribute_inside,
    attribute_sentence,
    attribute_to_subject,
)
from corpus_builder.quotes.attribution.clauses import NOTHING, Attribution, Place, passes_on
from corpus_builder.quotes.attribution.indirect.reports import find_reports
from corpus_builder.quotes.attribution.kind import classify_kind
from corpus_builder.quotes.attribution.quoting_sentences import read_sentences
from corpus_builder.quotes.attribution.signatures import find_named_behind, find_signature
from corpus_builder.quotes.attribution.turns import CARRY_REACH, Reading, carry_speakers, find_listed, find_repeated, join_turns
from corpus_builder.quotes.attribution.uncued.carrying import carry_on
from corpus_builder.quotes.companions import (
    Candidate,
    drop_strangers,
    name_document,
    read_beside,
    read_headings,
    read_series,
    read_told,
    share_speaker,
)
from corpus_builder.quotes.grammar.lexicon import Lexicon, guess_language, read_lexicon
from corpus_builder.quotes.grammar.phrases import narrow_to_apposition
from corpus_builder.quotes.grammar.reporting_clauses import find_reporting_clause
from corpus_builder.quotes.grammar.speech_tables import list_quoting
from corpus_builder.quotes.grammar.tokens import CONJUNCTION, PERSONAL, QUOTED, SIGN, SUBORDINATOR, WORDY, Token
from corpus_builder.quotes.passages.dialogue import find_blocks, find_posts, find_turns
from corpus_builder.quotes.passages.form import Form
from corpus_builder.quotes.passages.over_paragraphs import find_passages
from corpus_builder.quotes.passages.pairs import Passage, outermost
from corpus_builder.quotes.people.coreference import resolve_speakers
from corpus_builder.quotes.people.discourse import Discourse, Resolution
from corpus_builder.settings import QuoteSettings
from corpus_builder.text.normalization import write_plain_copy
from corpus_builder.text.sentences import STOPS, find_last_sentence, find_stops

# characters before a speaker, or before a colon that nobody stands at, in which the thing that bears an inscription may stand
_NEAR_SIGN = 12
_BEFORE_COLON = 60
_MARKS = ("«", "»", "“", "”", "„", "‟", '"', "‹", "›", "‘", "—", "–", "<<", "''", "--", "(@")
# where what was said last may stand with its clause, when the next sentence goes on with it
_TURNS = ("after", "inside", "colon", "name", "none")
# a full stop behind the marks that ends the sentence
_STOP_BEHIND = re.compile(r"[\u00a0\u202f ]?[.!?…](?:\s|$)")
# a word and the marked words that it joins to the sentence before
_JOINED = 2
_RARE_MARK = re.compile(r"'(?<![^\W_]')|:(?=\s*\n)")

_PLACES: dict[Place, str] = {
    "inside": "clause within the words",
    "after": "cue after the words",
    "colon": "cue before a colon",
    "before": "cue before the words",
    "source": "source named by a preposition",
    "later": "cue at the end of the sentence",
    "name": "a name next to the words",
    "reported": "who tells something in the sentence before",
    "acting": "who acts right before",
    "continued": "speech that goes on",
    "repeated": "who says these words elsewhere",
    "series": "one of a series that is said",
    "none": "",
}


def find_quotes(text: str, language: str = "fr", settings: QuoteSettings | None = None) -> list[Quote]:
    """Find the quotes of one document with their speakers, sorted by start; offsets count characters of `text`.

    >>> [(q.text, q.speaker, q.cue) for q in find_quotes("« Le pont rouvrira », a annoncé Marie Colin.")]
    [('Le pont rouvrira', 'Marie Colin', 'a annoncé')]
    """
    settings = settings or QuoteSettings()
    copy = write_plain_copy(text)
    if copy is None:
        return _find_quotes(text, language, settings)
    alignment = Alignment(copy.after, copy.before)
    return [locate_words(quote, text, alignment) for quote in _find_quotes(copy.text, language, settings)]


def locate_words(quote: Quote, text: str, alignment: Alignment) -> Quote:
    """A quote of a copy of `text` as one of the text: its words are as they stand there, names and cue as in the copy."""
    spans = [(alignment.start(start), alignment.end(end)) for start, end in quote.fragments or [(quote.start, quote.end)]]
    return replace(
        quote,
        start=spans[0][0],
        end=spans[-1][1],
        text=" ".join([text[start:end] for start, end in spans]),
        fragments=tuple(spans) if quote.fragments else None,
    )


def _find_quotes(text: str, language: str, settings: QuoteSettings) -> list[Quote]:
    if not (settings.indirect or any(mark in text for mark in _MARKS) or _RARE_MARK.search(text)):
        return []
    lexicon = read_lexicon(language if language in list_quoting() else guess_language(text))
    paragraphs = _find_paragraphs(text)
    passages = _find_passages(text, paragraphs, lexicon, settings.open_paragraphs)
    readings = _read_passages(text, paragraphs, passages, lexicon)
    readings = join_turns(text, readings, lexicon)
    readings = carry_on(text, carry_speakers(text, readings, lexicon), lexicon)
    readings = find_listed(text, readings, lexicon)
    readings = find_repeated(text, readings)
    if settings.indirect:
        readings = _add_reports(text, paragraphs, readings, lexicon)
    quotes = [*_write_quotes(text, readings, lexicon, settings), *find_posts(text, paragraphs, lexicon)]
    return _without_overlap(quotes)


def _find_paragraphs(text: str) -> list[Span]:
    """The lines of a text that are not empty."""
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    return [(start, end - 1) for start, end in pairwise(starts) if end - start > 1]


def _find_passages(text: str, paragraphs: Sequence[Span], lexicon: Lexicon, open_paragraphs: int) -> list[Passage]:
    def breaks_off(start: int, end: int) -> int | None:
        clause = find_reporting_clause(text, start, end, lexicon)
        return clause.start if clause else None

    marked = find_passages(text, paragraphs, open_paragraphs, breaks_off)
    marked = [found for passage in marked if (found := _open_at_sentence(text, passage, lexicon))]
    return outermost([*marked, *find_turns(text, paragraphs, marked, lexicon), *find_blocks(text, paragraphs, marked, lexicon)])


def _open_at_sentence(text: str, passage: Passage, lexicon: Lexicon) -> Passage | None:
    """A passage whose opening mark is lost begins with its sentence; a mark behind the rest of one is a stray."""
    if passage.opened:
        return passage
    start, end = passage.fragments[0]
    last = len(text[start:end].rstrip()) + start
    begin = find_last_sentence(text, start, last, lexicon.abbreviations)
    begin = _find_first_person(text, start, begin, lexicon)
    while begin < end and (text[begin].isspace() or text[begin] in STOPS):
        begin += 1
    heads = begin > start or start == 0 or text[start - 1] == "\n"
    if begin == end or not (heads or text[begin].isupper()):
        return None
    return passage._replace(fragments=((begin, end), *passage.fragments[1:]), outer=(begin, passage.outer[1]))


def _find_first_person(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Where the first sentence of `text[start:end]` that says `we` or `you` begins: from there on somebody speaks; else `end`."""
    begin = start
    for stop in (*find_stops(text, start, end, lexicon.abbreviations), end):
        if lexicon.has_word(text[begin:stop], WORDY | PERSONAL):
            return begin
        begin = stop
    return end


def _read_passages(text: str, paragraphs: Sequence[Span], passages: Sequence[Passage], lexicon: Lexicon) -> list[Reading]:
    readings: list[Reading] = []
    left: list[Candidate] = []
    for sentence in read_sentences(text, paragraphs, passages, lexicon):
        attributions = attribute_sentence(sentence, lexicon)
        found: dict[int, Reading | None] = {}
        dropped: dict[int, Candidate] = {}
        last = readings[-1] if readings else None
        for number, token_index in sentence.places.items():
            candidate = Candidate(passages[number], sentence, token_index, attributions[number])
            reading = _read_passage(text, candidate, lexicon)
            if reading is None or (reading.kind == "mixed" and reading.attribution == NOTHING):
                reading = _read_rest(text, last, candidate, lexicon) or read_told(text, last, candidate, lexicon) or reading
            if reading and last:
                reading = share_speaker(last, reading)
            found[number] = reading if reading and not _is_inscribed(text, reading, lexicon) else None
            last = found[number] or last
            if reading is None and candidate.passage.balanced:
                dropped[number] = candidate
        if dropped:
            read_series(sentence, found, dropped)
            left += [candidate for number, candidate in dropped.items() if found[number] is None]
        readings += [reading for reading in found.values() if reading]
    readings = _read_left(text, readings, left, lexicon) if left else readings
    return drop_strangers(text, readings, lexicon)


def _read_left(text: str, readings: list[Reading], left: Sequence[Candidate], lexicon: Lexicon) -> list[Reading]:
    """The readings, and with them what is said because it stands beside one of them or comes back in one."""
    beside = read_beside(text, readings, left, lexicon)
    taken = {reading.passage for reading in beside}
    left = [candidate for candidate in left if candidate.passage not in taken]
    headings = read_headings(text, readings, left, lexicon)
    if not beside and not headings:
        return readings
    return sorted([*readings, *beside, *headings], key=lambda reading: reading.passage.start)


def _read_rest(text: str, last: Reading | None, candidate: Candidate, lexicon: Lexicon) -> Reading | None:
    """A sentence that goes on with what was said right before it: `« Oui », dit-elle. « Peut-être. » Mais « rien ne presse »`."""
    passage, sentence = candidate.passage, candidate.sentence
    if last is None or last.kind != "direct" or last.attribution.place not in _TURNS or not passage.opened:
        return None
    between = text[last.passage.outer[1] : passage.outer[0]]
    if len(between) > CARRY_REACH or "\n" in between:
        return None
    form = Form(text, passage.start, passage.end, lexicon)
    words = [token for token in sentence.tokens if token.classes & (WORDY | QUOTED)]
    stopped = form.stopped or (_STOP_BEHIND.match(text, passage.outer[1]) is not None and not form.title_case)
    if form.capital and stopped and len(words) == 1:
        return Reading(passage, "direct", NOTHING, sentence)
    joined = len(words) == _JOINED and words[1].classes & QUOTED and _joins(words[0], lexicon)
    return Reading(passage, "mixed", NOTHING, sentence) if joined and (form.verb or form.has_words(_JOINED)) else None


def _joins(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word joins a sentence to the one before it: `Mais`, `And`."""
    return bool(token.classes & (CONJUNCTION | SUBORDINATOR)) or token.low in lexicon.shared.contrasts


def _is_inscribed(text: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the words stand on something: `Placards reading “Enough”`, `une feuille : « Fermé »`."""
    speaker, cue, place = reading.attribution.speaker, reading.attribution.cue, reading.attribution.place
    if speaker is None and place not in ("colon", "name", "before"):
        return False
    outer = reading.passage.outer
    head = cue[0] if cue and place == "before" else outer[0]
    begin, end = speaker or (head - _BEFORE_COLON, head)
    # who stands behind the words is not what bears them: `“It was a good sign,” said Reed`
    begin = max(begin - _NEAR_SIGN, outer[1] if begin >= outer[1] else 0)
    return lexicon.has_word(text[begin:end], SIGN)


def _read_passage(text: str, candidate: Candidate, lexicon: Lexicon) -> Reading | None:
    """A passage as speech, or None where nobody says it."""
    passage, sentence, attribution = candidate.passage, candidate.sentence, candidate.attribution
    before, after = sentence.tokens[: candidate.token_index], sentence.tokens[candidate.token_index + 1 :]
    if attribution.place != "after":
        passage, inside = _cut_clauses(text, passage, lexicon)
        attribution = attribution if inside.place == "none" else inside
    if attribution.place == "none" or (attribution.place == "name" and attribution.speaker is None):
        attribution = find_signature(text, passage, lexicon) or find_named_behind(text, passage, lexicon) or attribution
    if not passage.opened and attribution.place not in ("after", "inside"):
        return None
    attribution = name_document(text, attribution, sentence.tokens.start(0), lexicon)
    kind: Kind | None = classify_kind(Form(text, passage.start, passage.end, lexicon), attribution, before, after)
    # a bare question is the interviewer's, who is not quoted; any other turn is speech, with or without a verb
    if passage.dash and (kind is not None or text[passage.end - 1] != "?"):
        kind = "direct"
    if kind == "mixed" and attribution.place == "none" and not passage.balanced:
        return None
    if kind == "mixed" and attribution.place == "none":
        attribution = attribute_to_subject(sentence.tokens, candidate.token_index, lexicon)
    return Reading(passage, kind, attribution, sentence) if kind else None


def _cut_clauses(text: str, passage: Passage, lexicon: Lexicon) -> tuple[Passage, Attribution]:
    """Cut reporting clauses out of a passage; the first one attributes it."""
    # one that is never closed was cut when it was paired
    if not passage.dash and (lexicon.traits.marks_close_around_clauses or not passage.closed):
        return passage, NOTHING
    fragments: list[Span] = []
    attribution = NOTHING
    for start, end in passage.fragments:
        clause = find_reporting_clause(text, start, end, lexicon) if attribution.place == "none" else None
        if clause is None:
            fragments.append((start, end))
            continue
        attribution = attribute_inside(clause, lexicon)
        if text[start : clause.start].strip():
            fragments.append((start, clause.start))
        if clause.resume < end and not (passage.dash and _narrates(text, clause.resume, end, lexicon)):
            second = find_reporting_clause(text, clause.resume, end, lexicon)
            # `« Oui, dit Kern. Mais rien ne presse, tempère l'élue. »`
            fragments.append((clause.resume, second.start if second and second.resume >= end else end))
    if not fragments or attribution is NOTHING:
        return passage, NOTHING
    return passage._replace(fragments=tuple(fragments)), attribution


def _narrates(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what follows the clause of a dash turn is the writer again: a new sentence that addresses nobody."""
    if not text[start : start + 1].isupper():
        return False
    form = Form(text, start, end, lexicon)
    return not form.person and not any(sign in text[start:end] for sign in "?!")


def _add_reports(text: str, paragraphs: Sequence[Span], readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """The readings and, where no marks stand, reported clauses."""
    marked = [reading.passage.outer for reading in readings]
    reports = [
        Reading(Passage(fragments, (fragments[0][0], fragments[-1][1])), "indirect", attribution, None)
        for fragments, attribution in find_reports(text, paragraphs, marked, lexicon)
    ]
    return sorted([*readings, *reports], key=lambda reading: reading.passage.start)


def _write_quotes(text: str, readings: Sequence[Reading], lexicon: Lexicon, settings: QuoteSettings) -> list[Quote]:
    if not readings:
        return []
    discourse = Discourse(text, [reading.passage.outer for reading in readings], lexicon, settings.antecedent_reach)
    trimmed = [found for reading in readings if (found := _trim(text, reading))]
    spoken = [(_find_heard(text, reading), reading.passage.outer) for reading in trimmed]
    resolved = resolve_speakers(discourse, spoken)
    pairs = list(zip(trimmed, resolved, strict=True))
    heard = {reading.attribution.speaker: found for reading, found in pairs if not _is_repeated(reading)}
    return [
        _write_quote(text, reading, heard.get(reading.attribution.speaker, found) if _is_repeated(reading) else found, lexicon)
        for reading, found in pairs
    ]


def _find_heard(text: str, reading: Reading) -> Span | None:
    """The mention that says who is heard: the name beside a description; None where the words are only repeated."""
    speaker = reading.attribution.speaker
    return narrow_to_apposition(text, speaker) if speaker and not _is_repeated(reading) else None


def _is_repeated(reading: Reading) -> bool:
    """Whether somebody says the words elsewhere: their mention stands there, and nobody is heard here."""
    return reading.attribution.place == "repeated"


def _trim(text: str, reading: Reading) -> Reading | None:
    """A reading whose fragments begin and end in no blank and have a letter or a digit; None where none has."""
    fragments = tuple([trimmed for start, end in reading.passage.fragments if (trimmed := _trim_span(text, start, end))])
    if fragments == reading.passage.fragments:
        return reading
    return reading._replace(passage=reading.passage._replace(fragments=fragments)) if fragments else None


def _trim_span(text: str, start: int, end: int) -> Span | None:
    if start < end and text[start].isalnum() and not text[end - 1].isspace():
        return start, end
    words = text[start:end]
    if not any(map(str.isalnum, words)):
        return None
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _write_quote(text: str, reading: Reading, found: Resolution, lexicon: Lexicon) -> Quote:
    passage, attribution = reading.passage, reading.attribution
    fragments = passage.fragments
    speaker = text[slice(*attribution.speaker)] if attribution.speaker else None
    if speaker and _is_repeated(reading) and lexicon.pronouns.genders_of(speaker.lower()):
        # a pronoun of a later sentence says nothing here
        speaker = found.name
    if passes_on(text, attribution, lexicon):
        speaker, found = None, Resolution(None, f"{speaker} passes the words on")
    return Quote(
        start=fragments[0][0],
        end=fragments[-1][1],
        text=" ".join([text[start:end] for start, end in fragments]),
        kind=reading.kind,
        fragments=fragments if len(fragments) > 1 else None,
        speaker=speaker,
        speaker_name=found.name,
        cue=text[slice(*attribution.cue)] if attribution.cue else None,
        balanced=passage.balanced,
        evidence="; ".join([part for part in (_describe_marks(text, reading), _PLACES[attribution.place], found.why) if part]),
    )


def _describe_marks(text: str, reading: Reading) -> str:
    """Which marks show the words, and what is wrong with them."""
    passage = reading.passage
    if reading.kind == "indirect" or passage.outer == (passage.start, passage.end):
        return "no marks"
    opening = text[passage.outer[0]] if passage.opened else "no opening mark"
    closing = text[passage.outer[1] - 1] if passage.closed and not passage.dash else "" if passage.dash else "never closed"
    return f"{opening} {closing}".strip()


def _without_overlap(quotes: Sequence[Quote]) -> list[Quote]:
    kept: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
        if not kept or quote.start >= kept[-1].end:
            kept.append(quote)
    return kept
