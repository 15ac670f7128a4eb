"""What the lines of pages say, markup aside: their characters, how they begin and end, phrases of boilerplate, their words.

Pages repeat their lines, and sites their pages: each different text is read once for all pages of a batch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from itertools import accumulate, chain, count
from typing import Annotated, Any, Final, NamedTuple

import numpy as np
from pydantic import AfterValidator

from corpus_builder.kernels.segments import Flags, Floats, Ints
from corpus_builder.knowledge import NamedRows, Row, Words, read_table, refuse_slow_pattern
from corpus_builder.text.characters import DECIMAL, load_classes, read_codes
from corpus_builder.text.page_markup import is_teaser_label
from corpus_builder.text.sentences import ends_sentence

ROOM: Final = "cleaning.pages"
ENDS: Final = ("dots", "stop", "colon", "none")
# Characters: in a longer line phrases are part of what it says.
PHRASE_CHARACTERS: Final = 400
# A character of a wide script says as much as this many of an alphabet.
WIDE_CHARACTERS: Final = 2.5

_WORD = re.compile(r"\w+")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:h.]\d\d\b")
# The fewest digits of a date.
_DATE_DIGITS = 3
_COMMAS = ",;،、，"
_MARKS = "©|›»>•→@#"
_QUOTE_MARKS = frozenset("\"'«“„‘")
_WIDE = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF))
_COMMA_BIT, _MARK_BIT, _WIDE_BIT, _DIGIT_BIT = 1, 2, 4, 8


def refuse_slow_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns; ValueError for one that re2 does not take."""
    return tuple(map(refuse_slow_pattern, patterns))


class Phrase(Row):
    """A kind of thing that lines say, and the patterns of which one is found in a line that says it."""

    name: str
    patterns: Annotated[Words, AfterValidator(refuse_slow_patterns)]


class PhraseTable(Row):
    """The table."""

    phrases: NamedRows[Phrase]


class Wording(NamedTuple):
    """What texts say, a row for each text.

    `sizes` are characters, `lengths` the same with those of wide scripts as more than one; `ends` are indices into `ENDS`;
    `is_label` are labels of teasers and nothing else; `phrases` has a bit for each of `phrase_names`. `words` are the numbers of
    the words of all texts, one text after another, from `word_offsets`; equal numbers, same word in lower case.
    """

    sizes: Ints
    lengths: Floats
    ends: Ints
    stops: Flags
    commas: Ints
    digits: Ints
    is_low: Flags
    is_quoted: Flags
    is_capital: Flags
    is_question: Flags
    is_dated: Flags
    is_signed: Flags
    is_label: Flags
    phrases: Ints
    words: Ints
    word_offsets: Ints


@cache
def phrase_names() -> tuple[str, ...]:
    """The kinds of things that short lines say which are no text of the article."""
    return tuple(phrase.name for phrase in read_table(PhraseTable, ROOM, "phrases").phrases)


def mark_phrases(names: Collection[str]) -> int:
    """The bits of phrases (`Wording.phrases`) by their names."""
    return sum(1 << number for number, name in enumerate(phrase_names()) if name in names)


def find_phrases(text: str) -> list[str]:
    """What a line says, by name.

    >>> find_phrases("Tous droits réservés")
    ['legal']
    """
    names = phrase_names()
    return [names[i] for i in sorted(_phrase_finder().Match(text.lower()) or ())]


def read_wording(texts: Sequence[str]) -> Wording:
    """What each of different texts says."""
    commas, marks, wide, digits = _count_characters(texts)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    lengths = sizes + (WIDE_CHARACTERS - 1) * wide
    ends, stops = _read_ends(texts)
    dated = np.zeros(len(texts), np.bool_)
    for index in np.flatnonzero(digits >= _DATE_DIGITS).tolist():
        dated[index] = _DATE.search(texts[index]) is not None
    low = [text.lower() for text in texts]
    words, offsets = _number_words(low)
    return Wording(
        sizes=sizes,
        lengths=lengths,
        ends=ends,
        stops=stops,
        commas=commas,
        digits=digits,
        is_low=_flag([text[:1].islower() for text in texts]),
        is_quoted=_flag([text[:1] in _QUOTE_MARKS for text in texts]),
        is_capital=_flag([text.isupper() for text in texts]),
        is_question=_flag([text.endswith("?") for text in texts]),
        is_dated=dated,
        is_signed=marks > 0,
        is_label=_flag([is_teaser_label(text) for text in texts]),
        phrases=_read_phrases(low, lengths <= PHRASE_CHARACTERS),
        words=words,
        word_offsets=offsets,
    )


def _flag(flags: Sequence[bool]) -> Flags:
    return np.array(flags, np.bool_)


def _count_characters(texts: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints]:
    """For each text how many commas, marks of menus, wide characters and digits it has."""
    if not texts:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty, empty
    # every text has an end, which is none of them
    kinds = _character_kinds()[read_codes(["\n".join(texts), "\n"])]
    starts = np.fromiter(accumulate((len(text) + 1 for text in texts[:-1]), initial=0), np.int64, len(texts))
    bits = (_COMMA_BIT, _MARK_BIT, _WIDE_BIT, _DIGIT_BIT)
    commas, marks, wide, digits = (np.add.reduceat((kinds & bit).astype(np.bool_), starts, dtype=np.int64) for bit in bits)
    return commas, marks, wide, digits


@cache
def _character_kinds() -> Any:
    kinds = np.where(load_classes() & DECIMAL, np.uint8(_DIGIT_BIT), np.uint8(0))
    kinds[list(map(ord, _COMMAS))] |= _COMMA_BIT
    kinds[list(map(ord, _MARKS))] |= _MARK_BIT
    for first, last in _WIDE:
        kinds[first : last + 1] |= _WIDE_BIT
    return kinds


def _read_ends(texts: Sequence[str]) -> tuple[Ints, Flags]:
    """How each text ends, as an index into `ENDS`, and whether like a sentence."""
    stops = [ends_sentence(text) for text in texts]
    ends = [
        0 if text.endswith(("...", "…")) else 1 if stop else 2 if text.endswith(":") else 3
        for text, stop in zip(texts, stops, strict=True)
    ]
    return np.array(ends, np.int64), _flag(stops)


def _read_phrases(low: Sequence[str], short: Flags) -> Ints:
    """The phrases of the short ones among texts in lower case, as bits."""
    match = _phrase_finder().Match
    phrases = np.zeros(len(low), np.int64)
    for index in np.flatnonzero(short).tolist():
        if found := match(low[index]):
            phrases[index] = sum(1 << name for name in found)
    return phrases


def _number_words(low: Sequence[str]) -> tuple[Ints, Ints]:
    """The numbers of the words of texts in lower case, in the order of their first appearance, and where each text's begin."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    counts: list[int] = []
    words = np.fromiter(chain.from_iterable(_iterate_words(low, numbers, counts)), np.int64)
    return words, np.array([0, *accumulate(counts)], np.int64)


def _iterate_words(low: Sequence[str], numbers: defaultdict[str, int], counts: list[int]) -> Any:
    for text in low:
        found = _WORD.findall(text)
        counts.append(len(found))
        yield map(numbers.__getitem__, found)


@cache
def _phrase_finder() -> Any:
    """All phrases in one automaton; it sees lower-case text."""
    import re2

    finder = re2.Set.SearchSet()
    for phrase in read_table(PhraseTable, ROOM, "phrases").phrases:
        finder.Add("|".join(phrase.patterns))
    finder.Compile()
    return finder
