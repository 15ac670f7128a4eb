"""Marked words that are said because others are: one of a series, and headings whose words come back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.attribute import attribute_to_subject, is_surely_somebody
from corpus_builder.quotes.attribution.clauses import NOTHING, Attribution
from corpus_builder.quotes.attribution.kind import LONG_PHRASE, is_label
from corpus_builder.quotes.attribution.quoting_sentences import Sentence
from corpus_builder.quotes.attribution.turns import Reading, find_teller_before
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    INNER,
    OPENER,
    ORGANISATION,
    PERSON,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.quotes.passages.form import Form
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import find_last_sentence

# words between two of a series: `« ... » ou de « ... »`
_SERIES_GAP = 3
# words of a sentence without a known verb that is speech behind one that says who speaks
_TOLD_WORDS = 4
# characters between words and what is said beside them
_BESIDE = 300
# words of a phrase that is no term beside speech, and in one sentence with it
_SHORTER_PHRASE = 6
_JOINED_PHRASE = 4
# tokens before a passage among which somebody is named
_NEAR = 12
# characters on a line on either side of a heading's words
_HEADING_AROUND = 60
# words of a heading that nobody has to say again below
_LONG_HEADING = 6
# letters of a small word, which tells nothing
_SMALL = 3
# readings that are looked at for a word; up to how many words of a heading all must come back, and the share of more
_MOST_SOURCES = 8
_EXACT_WORDS = 3
_SHARED_WORDS = 0.75
# characters before a cue in which `y` stands, and of the sentence before that are read
_BEFORE_CUE = 8
_SENTENCE_BEFORE = 400
_BLANKS = " \t\u00a0\u202f"
_WORD = re.compile(r"[^\W_]+")
_AROUND_HEADING = " \t\u00a0\u202f.!?…«»“”\"'‘’"


class Candidate(NamedTuple):
    """A passage that no rule took for speech, with how it is introduced and the sentence that it is part of."""

    passage: Passage
    sentence: Sentence
    token_index: int
    attribution: Attribution


def name_document(text: str, attribution: Attribution, start: int, lexicon: Lexicon) -> Attribution:
    """The attribution with the document that the sentence before names, where words are read there: `On y lit que «`.

    `start` is where the sentence of the words begins.
    """
    if attribution.speaker or attribution.cue is None or attribution.place not in ("before", "colon"):
        return attribution
    cue = fold(text[max(attribution.cue[0] - _BEFORE_CUE, start) : attribution.cue[1]]).replace("-", " ").split()
    if lexicon.links.reading.isdisjoint(cue) or lexicon.links.there.isdisjoint(cue):
        return attribution
    end = len(text[:start].rstrip(_BLANKS))
    begin = max(text.rfind("\n", 0, end) + 1, end - _SENTENCE_BEFORE)
    tokens = Tokens(text).read(find_last_sentence(text, begin, end, lexicon.abbreviations), end, lexicon.reader)
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at].classes & DOCUMENT and tokens[at - 1].classes & DETERMINER:
            return attribution._replace(speaker=tokens.span(at - 1, at + 1))
    return attribution


def read_series(sentence: Sentence, readings: dict[int, Reading | None], dropped: dict[int, Candidate]) -> None:
    """Read what stands in one series with speech: `« soldats » ou « savants »`; both are by the passage's number."""
    numbers = list(sentence.places)
    joints = list(pairwise(numbers))
    for pairs in (joints, [(second, first) for first, second in reversed(joints)]):
        for said, other in pairs:
            reading, candidate = readings[said], dropped.get(other)
            if reading is None or readings[other] is not None or candidate is None or candidate.attribution.negated:
                continue
            first, last = sorted((sentence.places[said], sentence.places[other]))
            if _joins_series(sentence.tokens[first + 1 : last]):
                attribution = reading.attribution._replace(place="series", shared=True)
                readings[other] = Reading(candidate.passage, "mixed", attribution, sentence)


def _joins_series(between: Sequence[Token]) -> bool:
    """Whether two passages with these tokens between them are parts of one series."""
    words = [token for token in between if token.classes & WORDY]
    joined = any(token.classes & CONJUNCTION for token in words) or (len(between) == len(words) + 1 and between[0].text == ",")
    signs = all(token.classes & WORDY or token.text == "," for token in between)
    small = all(token.classes & (CONJUNCTION | DETERMINER | INNER | OPENER) for token in words)
    return joined and signs and small and len(words) <= _SERIES_GAP


def read_told(text: str, last: Reading | None, candidate: Candidate, lexicon: Lexicon) -> Reading | None:
    """A sentence in marks behind one that says who speaks: `La mairie s'explique. « Les piles bougent depuis des mois. »`."""
    passage, sentence, attribution = candidate.passage, candidate.sentence, candidate.attribution
    if attribution.place != "none" or not (passage.opened and passage.closed):
        return None
    form = Form(text, passage.start, passage.end, lexicon)
    whole = form.stopped and form.capital and form.has_words(_TOLD_WORDS)
    if not whole or any(token.classes & WORDY for token in sentence.tokens):
        return None
    told = find_teller_before(text, last, passage.outer[0], passage, lexicon)
    return Reading(passage, "direct", NOTHING, sentence) if told else None


def read_beside(text: str, readings: Sequence[Reading], dropped: Sequence[Candidate], lexicon: Lexicon) -> list[Reading]:
    """Passages that stand beside speech in their paragraph and are no terms, among those that no rule took for speech."""
    starts = [reading.passage.outer[0] for reading in readings]
    found = []
    for candidate in dropped:
        start, end = candidate.passage.outer
        number = bisect_left(starts, start)
        last, following = readings[max(number - 1, 0) : number], readings[number : number + 1]
        gaps = [(other.passage.outer[1], start) for other in last] + [(end, other.passage.outer[0]) for other in following]
        near = any(stop - begin <= _BESIDE and "\n" not in text[begin:stop] for begin, stop in gaps)
        joined = any(other.sentence is candidate.sentence for other in (*last, *following))
        reading = _read_beside(text, candidate, joined, lexicon) if near and not candidate.attribution.negated else None
        if reading is None:
            continue
        found.append(share_speaker(last[0], reading) if last else reading)
    return found


def _read_beside(text: str, candidate: Candidate, joined: bool, lexicon: Lexicon) -> Reading | None:
    """A passage beside speech as speech: the shorter it is, the more must show that it is no term.

    `joined` says that speech stands in the same sentence.
    """
    passage, tokens, at = candidate.passage, candidate.sentence.tokens, candidate.token_index
    form = Form(text, passage.start, passage.end, lexicon)
    if form.title_case or is_label(tokens[:at], lexicon, "none", 0):
        return None
    attribution = attribute_to_subject(tokens, at, lexicon)
    least = LONG_PHRASE if form.capital else _SHORTER_PHRASE if not joined else _JOINED_PHRASE
    if not form.has_words(least) and not _has_opinion(candidate, attribution.speaker, lexicon):
        return None
    return Reading(passage, "mixed", attribution, candidate.sentence)


def _has_opinion(candidate: Candidate, subject: Span | None, lexicon: Lexicon) -> bool:
    """Whether the subject of the sentence is somebody who may have an opinion, and a person or a body is named near the words."""
    tokens, at = candidate.sentence.tokens, candidate.token_index
    if subject is None or subject[0] != tokens.start(0) or not is_surely_somebody(tokens, subject, lexicon):
        # who stands behind what opens the sentence may say longer words only
        return False
    near = tokens[max(0, at - _NEAR) : at]
    return any(token.classes & (PERSON | ORGANISATION) or token.text in lexicon.first_names for token in near)


def _list_names(text: str, speaker: Span | None) -> set[str]:
    """The words with capitals of a mention, in lower case."""
    return {word.lower() for word in _WORD.findall(text[slice(*speaker)]) if word[0].isupper()} if speaker else set()


def drop_strangers(text: str, readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """The readings without subjects of a sentence that are perhaps nobody, unless they speak elsewhere in the text."""
    if not any(map(_is_perhaps_nobody, readings)):
        return list(readings)
    speakers = Counter(name for reading in readings for name in _list_names(text, reading.attribution.speaker))
    return [
        reading._replace(attribution=NOTHING) if _is_stranger(text, reading, speakers, lexicon) else reading
        for reading in readings
    ]


def _is_perhaps_nobody(reading: Reading) -> bool:
    """Whether words without a cue are those of the subject of their sentence."""
    attribution = reading.attribution
    return reading.kind == "mixed" and attribution.place == "none" and attribution.speaker is not None


def _is_stranger(text: str, reading: Reading, speakers: Counter[str], lexicon: Lexicon) -> bool:
    speaker, sentence = reading.attribution.speaker, reading.sentence
    if speaker is None or sentence is None or not _is_perhaps_nobody(reading):
        return False
    # the words themselves count once
    told = any(speakers[name] > 1 for name in _list_names(text, speaker))
    return not told and not is_surely_somebody(sentence.tokens, speaker, lexicon)


def share_speaker(last: Reading, reading: Reading) -> Reading:
    """The reading with the speaker of what was said before it in the same sentence, where nothing tells its own."""
    if reading.sentence is not last.sentence or reading.kind != "mixed" or reading.attribution != NOTHING:
        return reading
    return reading._replace(attribution=NOTHING._replace(speaker=last.attribution.speaker))


def read_headings(text: str, readings: Sequence[Reading], dropped: Sequence[Candidate], lexicon: Lexicon) -> list[Reading]:
    """Headings in marks among the passages that no rule took for speech.

    A heading is said by whoever says its words in the text: `« Beaucoup de bruit »`, and below `« Il y a beaucoup de bruit »`.
    """
    headings = [(candidate, line) for candidate in dropped if (line := _find_line(text, candidate.passage.outer))]
    words = [word for candidate, _ in headings for word in _list_words(text, candidate.passage)]
    index = _index_words(text, readings, frozenset(words)) if words else {}
    found = (_read_heading(text, candidate, line, index, lexicon) for candidate, line in headings)
    return [reading for reading in found if reading]


def _read_heading(
    text: str, candidate: Candidate, line: Span, index: Mapping[str, Sequence[Reading]], lexicon: Lexicon
) -> Reading | None:
    passage = candidate.passage
    form = Form(text, passage.start, passage.end, lexicon)
    around = text[line[0] : passage.outer[0]] + text[passage.outer[1] : line[1]]
    whole = not around.strip(_AROUND_HEADING)
    source = None if form.title_case else _find_source(_list_words(text, passage), index)
    if source is None and not (whole and form.has_words(_LONG_HEADING) and not form.title_case):
        return None
    attribution = Attribution("repeated", None, source.attribution.speaker) if source and source.attribution.speaker else NOTHING
    return Reading(passage, "direct" if whole and form.capital else "mixed", attribution, None)


def _find_line(text: str, outer: Span) -> Span | None:
    """The line of a passage that is a heading: short around it, with no stop at its end unless it is all in marks."""
    begin = text.rfind("\n", max(outer[0] - _HEADING_AROUND, 0), outer[0])
    stop = text.find("\n", outer[1], outer[1] + _HEADING_AROUND)
    if stop < 0 or (begin < 0 and outer[0] >= _HEADING_AROUND) or "\n" in text[outer[0] : outer[1]]:
        return None
    whole = not (text[begin + 1 : outer[0]] + text[outer[1] : stop]).strip(_AROUND_HEADING)
    return (begin + 1, stop) if whole or text[:stop].rstrip()[-1:] not in ".,;:!?" else None


def _list_words(text: str, passage: Passage) -> list[str]:
    """The words that tell one speech from another, folded."""
    words = _WORD.findall(fold(" ".join([text[start:end] for start, end in passage.fragments])))
    return [word for word in words if len(word) > _SMALL]


def _index_words(text: str, readings: Sequence[Reading], wanted: frozenset[str]) -> dict[str, list[Reading]]:
    """The first few readings that have each of some words."""
    index: dict[str, list[Reading]] = {}
    for reading in readings:
        for word in wanted.intersection(_list_words(text, reading.passage)):
            having = index.setdefault(word, [])
            if len(having) < _MOST_SOURCES:
                having.append(reading)
    return index


def _find_source(words: Sequence[str], index: Mapping[str, Sequence[Reading]]) -> Reading | None:
    """The first speech that has all words of a heading, or of a long one nearly all."""
    sources = Counter(id(reading) for word in words for reading in index.get(word, ()))
    needed = len(words) if len(words) <= _EXACT_WORDS else len(words) * _SHARED_WORDS
    having = (reading for word in words for reading in index.get(word, ()) if sources[id(reading)] >= needed)
    return min(having, key=lambda reading: reading.passage.start, default=None)
