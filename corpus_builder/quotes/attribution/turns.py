"""Turns of speech: passages with their clauses, joined and carried over from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus_builder.model import Kind, Span
from corpus_builder.quotes.attribution.clauses import NOTHING, Attribution
from corpus_builder.quotes.attribution.quoting_sentences import READ_REACH, Sentence
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import names_someone
from corpus_builder.quotes.grammar.subjects import read_leading, read_reporter
from corpus_builder.quotes.grammar.tokens import Tokens
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.sentences import STOPS, find_last_sentence

# characters between two passages of a paragraph over which a speaker stays the same
CARRY_REACH = 200
# characters behind a paragraph's only passage that may be blanks and a full stop
_BEHIND = 8


class Reading(NamedTuple):
    """A passage that is speech, with what is known of it."""

    passage: Passage
    kind: Kind
    attribution: Attribution
    sentence: Sentence | None


def join_turns(text: str, readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """Join what one speaker says around a clause between two pairs of marks, or goes on saying in the next paragraph."""
    joined: list[Reading] = []
    for reading in readings:
        last = joined[-1] if joined else None
        if last and (_goes_on_after_clause(text, last, reading) or _goes_on_in_next_paragraph(text, last, reading, lexicon)):
            passage = last.passage._replace(
                fragments=(*last.passage.fragments, *reading.passage.fragments),
                outer=(last.passage.outer[0], reading.passage.outer[1]),
                balanced=last.passage.balanced and reading.passage.balanced,
            )
            attribution = last.attribution if last.attribution.place in ("after", "inside") else reading.attribution
            joined[-1] = Reading(passage, last.kind, attribution, reading.sentence)
        else:
            joined.append(reading)
    return joined


def _goes_on_after_clause(text: str, last: Reading, reading: Reading) -> bool:
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
        and not re.search(rf"[{STOPS}:]\s", between)
    )


def _goes_on_in_next_paragraph(text: str, last: Reading, reading: Reading, lexicon: Lexicon) -> bool:
    """A paragraph that is all speech, and the next one goes on: `« ... »` then `« ... », poursuit le maire`."""
    if last.attribution.place != "none" or last.passage.dash or reading.passage.dash:
        return False
    between = text[last.passage.outer[1] : reading.passage.outer[0]]
    if between.strip() or between.count("\n") == 0 or not last.passage.balanced:
        return False
    at = _skip_back(text, last.passage.outer[0], " \u00a0")
    head = text[at - 1 : at]
    cue = reading.attribution.cue
    words = text[slice(*cue)].lower().split() if cue and reading.attribution.place in ("after", "inside") else []
    return head in ("", "\n") and any(word in lexicon.links.going_on for word in words)


def carry_speakers(text: str, readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """Speech that goes on in the next sentence, of its paragraph or at the head of the next one, keeps its speaker.

    A paragraph that is nothing but speech is said by whoever the last sentence before it reports.
    """
    carried: list[Reading] = []
    for reading in readings:
        last = carried[-1] if carried else None
        speaker = _find_carried_speaker(text, last, reading, lexicon) if last else None
        if speaker is None and reading.attribution == NOTHING and reading.kind == "direct" and not reading.passage.dash:
            taken = last.passage.outer[1] if last else 0
            speaker = _find_reporter_before(text, reading.passage, taken, lexicon)
        if speaker:
            reading = reading._replace(attribution=reading.attribution._replace(speaker=speaker))
        carried.append(reading)
    return carried


def _find_carried_speaker(text: str, last: Reading, reading: Reading, lexicon: Lexicon) -> Span | None:
    """The last speaker, when nothing parts the words from what was said before."""
    start, end = last.passage.outer[1], reading.passage.outer[0]
    if end - start > CARRY_REACH or reading.sentence is None or reading.sentence is last.sentence:
        return None
    between = text[start:end]
    if reading.attribution.inherits:
        return last.attribution.speaker if "\n" not in between else None
    if reading.attribution.place != "none" or reading.kind != "direct" or reading.passage.dash:
        return None
    near = "\n" not in between or _heads_next_paragraph(between)
    if not near or between.strip().endswith(":") or _is_interrupted(text, last, reading, lexicon):
        return None
    return last.attribution.speaker


def _is_interrupted(text: str, last: Reading, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether somebody else does something in the sentence before the words: `Le témoin hésite. « Peut-être. »`."""
    start, end = last.passage.outer[1], reading.passage.outer[0]
    end = start + len(text[start:end].rstrip())
    begin = find_last_sentence(text, start, end, lexicon.abbreviations)
    if begin == start:
        return False
    tokens = Tokens(text).read(begin, end, lexicon.reader)
    actor = read_leading(tokens, 0, len(tokens), lexicon) if tokens else None
    speaker = last.attribution.speaker
    return actor is not None and names_someone(tokens, actor) and text[slice(*actor)] != text[slice(*(speaker or actor))]


def _heads_next_paragraph(between: str) -> bool:
    """Whether what lies between two quotes is the rest of one sentence, a paragraph's end, and an opening mark."""
    rest, *others = between.strip(' \u00a0\u202f«»“”"').splitlines()
    return not "".join(others).strip() and not re.search(rf"[{STOPS}]\s+\S", rest)


def _skip_back(text: str, at: int, blanks: str) -> int:
    """The place behind the last character before `at` that is none of the blanks."""
    while at > 0 and text[at - 1] in blanks:
        at -= 1
    return at


def _find_reporter_before(text: str, passage: Passage, taken: int, lexicon: Lexicon) -> Span | None:
    """Who says something in the sentence right before a paragraph that is one passage, if no quote (up to `taken`) is between."""
    head = _skip_back(text, passage.outer[0], " \u00a0\u202f\r\n\t")
    behind = text[passage.outer[1] : passage.outer[1] + _BEHIND].lstrip(" .\u00a0")
    if "\n" not in text[head : passage.outer[0]] or behind[:1] not in ("", "\r", "\n"):
        return None
    begin = max(taken, head - READ_REACH, text.rfind("\n", 0, head) + 1)
    begin = find_last_sentence(text, begin, head, lexicon.abbreviations)
    tokens = Tokens(text).read(begin, head, lexicon.reader)
    return read_reporter(tokens, lexicon)
