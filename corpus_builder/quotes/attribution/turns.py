"""Turns of speech: passages with their clauses, joined and carried over from one to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.model import Kind, Span
from corpus_builder.quotes.attribution.clauses import NOTHING, Attribution, Place
from corpus_builder.quotes.attribution.quoting_sentences import READ_REACH, Sentence
from corpus_builder.quotes.attribution.signatures import read_label
from corpus_builder.quotes.attribution.uncued.actors import find_actor, find_actor_behind
from corpus_builder.quotes.attribution.uncued.tellers import read_teller
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import names_someone
from corpus_builder.quotes.grammar.subjects import read_leading
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    CAPITAL,
    CONJUNCTION,
    OPENER,
    ORGANISATION,
    PERSON,
    SUBJECT,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import STOPS, find_last_sentence

# characters between two passages of a paragraph over which a speaker stays the same
CARRY_REACH = 200
# characters behind a paragraph's only passage that may be blanks and a full stop
_BEHIND = 8
# characters of the longest heading in marks
_LONGEST_HEADING = 160
_WORD = re.compile(r"[^\W_]+")
# characters of a fragment whose words are compared with those of a heading, and quotes that are remembered for a pair of words
_READ = 4000
_MOST_SAYINGS = 8
# pairs of words of a heading that tell whose it is, and the share of them that somebody must say
_FEWEST_PAIRS = 2
_SHARE = 0.6
# people under whose names words stand that make a list
_FEWEST_LISTED = 3


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
    """Give words without a speaker of their own to whoever the sentence before reports, or who goes on speaking."""
    carried: list[Reading] = []
    for reading in readings:
        last = carried[-1] if carried else None
        found = _find_continued(text, last, reading, lexicon)
        if found:
            reading = reading._replace(attribution=reading.attribution._replace(place=found[0], speaker=found[1]))
        carried.append(reading)
    return carried


def _find_continued(text: str, last: Reading | None, reading: Reading, lexicon: Lexicon) -> tuple[Place, Span] | None:
    """Who says words that have no cue of their own, and how that is known."""
    attribution = reading.attribution
    if attribution.inherits:
        speaker = _find_last_speaker(text, last, reading)
        return (attribution.place, speaker) if speaker else None
    if attribution.speaker or reading.passage.dash or reading.sentence is None or is_heading(text, reading.passage):
        return None
    begin = _find_begin(reading)
    if begin is None:
        return None
    if attribution.place == "none":
        before = read_sentence_before(text, last, begin, reading.passage, lexicon)
        told = read_teller(before, lexicon) if before else None
        if told:
            return "reported", told
        actor = find_actor(before, reading.passage, lexicon) if before and reading.kind == "direct" else None
        if actor:
            return "acting", actor
    speaker = _find_last_speaker(text, last, reading)
    if last is None or speaker is None:
        behind = find_actor_behind(text, reading.passage, lexicon) if attribution.place == "none" else None
        return ("acting", behind) if behind else None
    actor = _find_actor(text, last, begin, lexicon)
    if actor is None or _is_same(text, actor, speaker):
        return "continued", speaker
    return ("continued", actor) if lexicon.pronouns.genders_of(fold(text[slice(*actor)])) else None


def _find_begin(reading: Reading) -> int | None:
    """Where the sentence begins that words without a cue stand in: small words or a topic may lead them, and nobody else."""
    sentence, attribution = reading.sentence, reading.attribution
    if sentence is None:
        return None
    start = sentence.tokens.start(0)
    led = sentence.tokens.inside((start, reading.passage.outer[0]))
    words = [token for token in led if token.classes & WORDY]
    if attribution.place == "none" and (
        reading.kind == "direct" or all(t.classes & (CONJUNCTION | ADVERB | OPENER) for t in words)
    ):
        return start if words and reading.kind == "mixed" else reading.passage.outer[0]
    topic = attribution.place == "name" and bool(led) and led[-1].text == ":"
    if topic and not any(t.classes & (SUBJECT | PERSON | ORGANISATION) for t in words) and not _names_another(words):
        return start
    return None


def _names_another(words: Sequence[Token]) -> bool:
    """Whether a word with a capital stands behind the first one."""
    return any(token.classes & CAPITAL for token in words[1:])


def _find_last_speaker(text: str, last: Reading | None, reading: Reading) -> Span | None:
    """The last speaker, when what was said stands near enough: in the paragraph, or right before this one."""
    if last is None or reading.sentence is None or reading.sentence is last.sentence:
        return None
    start, end = last.passage.outer[1], reading.passage.outer[0]
    if end - start > CARRY_REACH or (last.attribution.place == "name" and last.attribution.clause):
        return None
    between = text[start:end]
    plain = reading.attribution.place == "none" and not reading.attribution.inherits
    return last.attribution.speaker if "\n" not in between or (plain and _heads_next_paragraph(between)) else None


def _find_actor(text: str, last: Reading, begin: int, lexicon: Lexicon) -> Span | None:
    """Who does something in the sentence before the words, where what was said last does not stand in it."""
    start = last.passage.outer[1]
    end = start + len(text[start:begin].rstrip())
    head = find_last_sentence(text, start, end, lexicon.abbreviations)
    if head == start:
        return None
    tokens = Tokens(text).read(head, end, lexicon.reader)
    actor = read_leading(tokens, 0, len(tokens), lexicon) if tokens else None
    return actor if actor and names_someone(tokens, actor) else None


def _is_same(text: str, actor: Span, speaker: Span) -> bool:
    """Whether two mentions are one person's: the same words, or a name of one that is part of the other's."""
    return text[slice(*actor)] == text[slice(*speaker)] or text[slice(*actor)] in text[slice(*speaker)].split()


def is_heading(text: str, passage: Passage) -> bool:
    """Whether words in marks stand alone on their line and do not end like a sentence."""
    start, end = passage.outer
    if passage.dash or not passage.closed or len(passage.fragments) > 1:
        return False
    if end - start > _LONGEST_HEADING or text[passage.end - 1] in ".…":
        return False
    before = text[max(0, start - _BEHIND) : start].rstrip(" \t\u00a0\u202f")
    after = text[end : end + _BEHIND].lstrip(" \t\u00a0\u202f")
    return before[-1:] in ("", "\n") and after[:1] in ("", "\r", "\n")


def _heads_next_paragraph(between: str) -> bool:
    """Whether what lies between two quotes is the rest of one sentence, a paragraph's end, and an opening mark."""
    rest, *others = between.strip(' \u00a0\u202f«»“”"').splitlines()
    return not "".join(others).strip() and not re.search(rf"[{STOPS}]\s+\S", rest)


def _skip_back(text: str, at: int, blanks: str) -> int:
    """The place behind the last character before `at` that is none of the blanks."""
    while at > 0 and text[at - 1] in blanks:
        at -= 1
    return at


def find_teller_before(text: str, last: Reading | None, begin: int, passage: Passage, lexicon: Lexicon) -> Span | None:
    """Who says something in the sentence before the words, or leads to them by a gesture or a mood."""
    before = read_sentence_before(text, last, begin, passage, lexicon)
    return (read_teller(before, lexicon) or find_actor(before, passage, lexicon)) if before else None


def read_sentence_before(text: str, last: Reading | None, begin: int, passage: Passage, lexicon: Lexicon) -> Tokens | None:
    """The sentence before the words, if no quote stands in it: in their paragraph, or before one that is nothing but them."""
    end = _skip_back(text, begin, " \u00a0\u202f\r\n\t")
    behind = text[passage.outer[1] : passage.outer[1] + _BEHIND].lstrip(" .\u00a0")
    if "\n" in text[end:begin] and behind[:1] not in ("", "\r", "\n"):
        return None
    taken, ended = (last.passage.outer[1], _ends_before_next(text, last)) if last else (0, False)
    first = max(taken, end - READ_REACH, text.rfind("\n", 0, end) + 1)
    if first >= end or text[end - 1] not in ".!…":
        return None
    head = find_last_sentence(text, first, end, lexicon.abbreviations)
    if head == taken > 0 and not ended:
        return None
    return Tokens(text).read(head, end, lexicon.reader)


def _ends_before_next(text: str, last: Reading) -> bool:
    """Whether a sentence ends with the words said last, so that what follows is another one."""
    cue, end = last.attribution.cue, last.passage.outer[1]
    return text[last.passage.end - 1] in STOPS and (cue is None or cue[0] < end) and text[end : end + 3].lstrip()[:1].isupper()


def find_listed(text: str, readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """In a list of what people say, each under a line that ends in a name, the words are that person's."""
    labels = {
        at: label
        for at, reading in enumerate(readings)
        if reading.attribution == NOTHING and reading.kind == "direct" and not reading.passage.dash
        if (label := read_label(text, reading.passage, lexicon))
    }
    if len({text[slice(*label)] for label in labels.values()}) < _FEWEST_LISTED:
        return list(readings)
    return [
        reading._replace(attribution=Attribution("name", None, labels[at])) if at in labels else reading
        for at, reading in enumerate(readings)
    ]


def find_repeated(text: str, readings: Sequence[Reading]) -> list[Reading]:
    """Give a heading in marks to whoever says its words, or nearly these, elsewhere in the text."""
    headings = [at for at, reading in enumerate(readings) if _is_open_heading(text, reading)]
    if not headings:
        return list(readings)
    index: dict[tuple[str, str], list[int]] = {}
    for at, reading in enumerate(readings):
        for pair in _pair_words(text, reading) if reading.attribution.speaker else ():
            sayings = index.setdefault(pair, [])
            if len(sayings) < _MOST_SAYINGS:
                sayings.append(at)
    found = list(readings)
    for at in headings:
        speaker = _find_repeater(text, readings, at, index)
        if speaker:
            found[at] = readings[at]._replace(attribution=Attribution("repeated", None, speaker))
    return found


def _is_open_heading(text: str, reading: Reading) -> bool:
    """Whether words that nobody says are a heading, or at least a paragraph of their own."""
    attribution = reading.attribution
    return attribution.speaker is None and attribution.place in ("none", "name") and is_heading(text, reading.passage)


def _pair_words(text: str, reading: Reading) -> set[tuple[str, str]]:
    """The pairs of neighbouring words of what is said; the words of very long speech are read up to a bound."""
    words = [
        word.lower() for start, end in reading.passage.fragments for word in _WORD.findall(text, start, min(end, start + _READ))
    ]
    return set(pairwise(words))


def _find_repeater(text: str, readings: Sequence[Reading], at: int, index: Mapping[tuple[str, str], list[int]]) -> Span | None:
    """Who says most of the words of a heading; None where two speakers say as much of it."""
    pairs = _pair_words(text, readings[at])
    if len(pairs) < _FEWEST_PAIRS:
        return None
    shared = Counter(other for pair in pairs for other in index.get(pair, ()))
    best = max(shared.values(), default=0)
    if best < _SHARE * len(pairs):
        return None
    speakers = [readings[other].attribution.speaker for other in sorted(shared) if shared[other] == best]
    spelled = {text[slice(*speaker)] for speaker in speakers if speaker}
    return speakers[0] if len(spelled) == 1 else None
