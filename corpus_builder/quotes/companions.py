"""Marked words that are said because others are: one of a series, and headings whose words come back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.attribute import attribute_to_subject
from corpus_builder.quotes.attribution.clauses import NOTHING, Attribution
from corpus_builder.quotes.attribution.kind import LONG_PHRASE, is_label
from corpus_builder.quotes.attribution.quoting_sentences import Sentence
from corpus_builder.quotes.attribution.turns import Reading
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import CONJUNCTION, DETERMINER, INNER, OPENER, WORDY, Token
from corpus_builder.quotes.passages.form import Form
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# words between two of a series: `« ... » ou de « ... »`
_SERIES_GAP = 3
# characters between long words and what is said beside them
_BESIDE = 300
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
_WORD = re.compile(r"[^\W_]+")
_AROUND_HEADING = " \t\u00a0\u202f.!?…«»“”\"'‘’"


class Candidate(NamedTuple):
    """A passage that no rule took for speech, with how it is introduced and the sentence that it is part of."""

    passage: Passage
    sentence: Sentence
    token_index: int
    attribution: Attribution


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


def read_beside(text: str, readings: Sequence[Reading], dropped: Sequence[Candidate], lexicon: Lexicon) -> list[Reading]:
    """Passages too long for a term that stand beside speech in their paragraph, among those that no rule took for speech."""
    starts = [reading.passage.outer[0] for reading in readings]
    found = []
    for candidate in dropped:
        passage, tokens = candidate.passage, candidate.sentence.tokens
        number = bisect_left(starts, passage.outer[0])
        gaps = [(other.passage.outer[1], passage.outer[0]) for other in readings[max(number - 1, 0) : number]]
        gaps += [(passage.outer[1], other.passage.outer[0]) for other in readings[number : number + 1]]
        near = any(end - start <= _BESIDE and "\n" not in text[start:end] for start, end in gaps)
        form = Form(text, passage.start, passage.end, lexicon)
        if not near or candidate.attribution.negated or not form.has_words(LONG_PHRASE) or form.title_case:
            continue
        if not is_label(tokens[: candidate.token_index], lexicon, "none", 0):
            reading = Reading(passage, "mixed", attribute_to_subject(tokens, candidate.token_index, lexicon), candidate.sentence)
            found.append(share_speaker(readings[number - 1], reading) if number else reading)
    return found


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
    index = _index_words(text, readings) if headings else {}
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


def _index_words(text: str, readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    """The first few readings that have each word."""
    index: dict[str, list[Reading]] = {}
    for reading in readings:
        for word in dict.fromkeys(_list_words(text, reading.passage)):
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
