"""Sentences around quoted passages, with each passage as a single token."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import ASIDE, CAPITAL, NEGATION, OPENER, WORDY, Tokens
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.sentences import STOPS, find_last_sentence, find_last_stop, find_stops

_BLANK = re.compile(r"\s")
_WORD = re.compile(r"[^\W_]")
# a full stop outside the marks and a capital or a mark behind it
_STOPPED = re.compile(r"[\u00a0\u202f ]?\.(?:\s+\(?[A-ZÀ-Ý«“\"]|\s*$)")
# what closes words inside the words
_INNER_CLOSERS = "’”»\"' \u00a0\u202f"
# characters read on either side of a passage inside one sentence; longer sentences are lists or broken text
READ_REACH = 800
# a list of quoted words is cut into pieces, so that reading it stays linear
_MOST_PASSAGES = 12
# characters searched back for a sentence end at first, and how many of them may belong to a cut abbreviation
_WINDOW = 300
_LONGEST_ABBREVIATION = 24


class Sentence(NamedTuple):
    """The tokens of one sentence that holds at least one passage; `places` maps a passage's number to its token."""

    tokens: Tokens
    places: dict[int, int]


def read_sentences(text: str, paragraphs: Sequence[Span], passages: Sequence[Passage], lexicon: Lexicon) -> Iterator[Sentence]:
    """The sentences that hold passages; at most READ_REACH characters are read on either side of a passage."""
    number = 0
    for index, (_, end) in enumerate(paragraphs):
        first = number
        while number < len(passages) and passages[number].outer[0] < end:
            number += 1
        if number > first:
            lead = _lead(text, paragraphs, index, passages[first].outer[0], lexicon)
            yield from _cut_paragraph(
                text,
                (lead, _paragraph_end(paragraphs, index, passages[number - 1].outer[1])),
                range(first, number),
                passages,
                lexicon,
            )


def _paragraph_end(paragraphs: Sequence[Span], index: int, at: int) -> int:
    """The end of the paragraph where a passage ends that began in paragraph `index`."""
    while index + 1 < len(paragraphs) and paragraphs[index + 1][0] < at:
        index += 1
    return max(paragraphs[index][1], at)


def _lead(text: str, paragraphs: Sequence[Span], index: int, first: int, lexicon: Lexicon) -> int:
    """Where the text before a paragraph's first passage begins: in the paragraph before, if that ends in a colon."""
    start = paragraphs[index][0]
    if index == 0 or text[start:first].strip(" —–-\u00a0"):
        return start
    before, stop = paragraphs[index - 1]
    if not text[before:stop].rstrip().endswith(":"):
        return start
    before = max(before, stop - READ_REACH)
    return find_last_sentence(text, before, stop, lexicon.abbreviations)


def _cut_paragraph(text: str, span: Span, numbers: range, passages: Sequence[Passage], lexicon: Lexicon) -> Iterator[Sentence]:
    start, held = span[0], list[int]()
    at = span[0]
    for number in numbers:
        last = _find_last_stop(text, at, passages[number].outer[0], lexicon)
        if last is not None:
            if held:
                first = next(_find_stops(text, at, last, lexicon), last)
                yield _read_sentence(text, (start, first), held, passages, lexicon)
                held = []
            start = last
        held.append(number)
        at = passages[number].outer[1]
        if len(held) == _MOST_PASSAGES or _closes_sentence(text, passages[number], span[1], lexicon):
            yield _read_sentence(text, (start, at), held, passages, lexicon)
            stopped = _STOPPED.match(text, at, span[1])
            start, held = text.index(".", at) + 1 if stopped else at, []
    if held:
        stop = next(_find_stops(text, at, span[1], lexicon), span[1])
        yield _read_sentence(text, (start, stop), held, passages, lexicon)


def _find_stops(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[int]:
    """The sentence ends between two passages, a stop right behind the first passage left out."""
    first = _WORD.search(text, start, end)
    if first:
        yield from find_stops(text, first.start(), end, lexicon.abbreviations)


def _find_last_stop(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """The last sentence end between two passages, looked for from the right, as a long gap has many."""
    word = _WORD.search(text, start, end)
    if word is None:
        return None
    start, size = word.start(), _WINDOW
    while True:
        begin = max(start, end - size)
        safe = begin if begin == start else begin + _LONGEST_ABBREVIATION
        last = find_last_stop(text, begin, end, lexicon.abbreviations, end + 1) or start
        if last > safe or begin == start:
            return last if last > start else None
        size *= 2


def _closes_sentence(text: str, passage: Passage, end: int, lexicon: Lexicon) -> bool:
    """Whether a passage that ends in a full stop also ends the sentence around it."""
    if passage.closed and _STOPPED.match(text, passage.outer[1], end):
        return True
    last = text[max(passage.start, passage.end - len(_INNER_CLOSERS)) : passage.end].rstrip(_INNER_CLOSERS)[-1:]
    if not last or last not in STOPS or not passage.closed:
        return False
    following = text[passage.outer[1] : min(end, passage.outer[1] + 120)].lstrip()
    if not following or (following[0] == "(" and following[1:2].isupper()):
        return True
    if not (following[0].isupper() or following[0] in '«“"—–'):
        return False
    full = last == "."
    return not (lexicon.traits.subject_may_lead and _says_next(following, lexicon, full=full))


def _says_next(rest: str, lexicon: Lexicon, *, full: bool) -> bool:
    """Whether a sentence goes on with its subject and verb after `?” Anna Reed asked`.

    After a `full` stop it does so only with a verb that does nothing but say: `.” Bob Reed agreed.` is about another person.
    """
    tokens = lexicon.read_tokens(rest)
    for at, token in enumerate(tokens[:6]):
        if token.classes & NEGATION or (full and at and token.finite and token.finite != "speaking"):
            return False
        if token.finite and at:
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            closed = following is None or following.text in ".,;" or bool(following.classes & ASIDE and not full)
            return not token.classes & CAPITAL and closed
        if not token.classes & WORDY or token.classes & OPENER:
            return False
    return False


def _read_sentence(text: str, span: Span, numbers: Sequence[int], passages: Sequence[Passage], lexicon: Lexicon) -> Sentence:
    tokens = Tokens(text)
    places: dict[int, int] = {}
    at = span[0]
    for number in numbers:
        start, end = passages[number].outer
        if start - at > 2 * READ_REACH:
            # the middle of a very long gap tells nothing of either passage
            tokens.read(at, _end_with_word(text, at, start), lexicon.reader)
            blank = _BLANK.search(text, start - READ_REACH, start)
            at = blank.end() if blank else start
        tokens.read(at, start, lexicon.reader)
        places[number] = len(tokens)
        tokens.add_passage(start, end)
        at = end
    tokens.read(at, _end_with_word(text, at, span[1]), lexicon.reader)
    return Sentence(tokens, places)


def _end_with_word(text: str, at: int, end: int) -> int:
    """Where the reading of `text[at:end]` ends: at READ_REACH, but with a whole word."""
    stop = at + READ_REACH
    if stop >= end or text[stop].isspace():
        return min(stop, end)
    return at + len(text[at:stop]) - len(text[at:stop].split()[-1]) if not text[stop - 1].isspace() else stop
