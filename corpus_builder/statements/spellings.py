"""The words and numbers of many texts at once, by the numbers of their spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.shingles import split_runs
from corpus_builder.kernels.spans import find_runs, intern_spans
from corpus_builder.languages.pack import read_pack
from corpus_builder.statements.conflicts.denial import find_denials
from corpus_builder.statements.vocabulary import read_statement_words
from corpus_builder.text.characters import DECIMAL, WORD, load_classes, read_codes
from corpus_builder.text.facts import read_contractions
from corpus_builder.text.normalization import lower_without_accents
from corpus_builder.text.sentences import STARTERS

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Spans = tuple[I64, I64]

# Characters that are cut at once.
BATCH_CHARACTERS: Final = 1 << 22
# What parts two tokens and nothing else.
_JOINTS: Final = " -\u00a0\u202f"
# Kinds of characters; letters here are whatever is no digit in a word.
_LETTER, _DIGIT, _STARTER, _JOINT = (1 << bit for bit in range(4))
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")
_STOP: Final = ord(".")


class Spelling(NamedTuple):
    """A word or number as written, initials without their stops, and in lower case without accents; whether it begins with a
    capital or with a digit, and whether it may deny something.
    """

    written: str
    low: str
    capital: bool
    digits: bool
    denies: bool


@dataclass(frozen=True, slots=True)
class Spellings:
    """Different spellings by number, in columns."""

    written: Sequence[str]
    lows: Sequence[str]
    capital: Sequence[bool]
    digits: Sequence[bool]
    denies: Sequence[bool]

    def __len__(self) -> int:
        return len(self.written)

    def __getitem__(self, number: int) -> Spelling:
        columns = (self.written, self.lows, self.capital, self.digits, self.denies)
        return Spelling(*[column[number] for column in columns])  # type: ignore[arg-type]


class Tokens(NamedTuple):
    """The tokens of many texts in a row: text `i` has those from `offsets[i]` to `offsets[i + 1]`.

    `spelled` has the number of each one's spelling; `named` tells whose capital marks a name, and `joined` which have nothing
    but a space or a hyphen between the one before and themselves.
    """

    offsets: I64
    spelled: I64
    named: Flags
    joined: Flags
    spellings: Spellings

    def find_texts(self) -> I64:
        """The text of each token."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


def split_texts(texts: Sequence[str]) -> Tokens:
    """The words and numbers of texts in order; what opens a sentence is no name by its capital.

    >>> tokens = split_texts(["Le 3 mai, à Brie.", "It isn't"])
    >>> [tokens.spellings[number].low for number in tokens.spelled]
    ['le', '3', 'mai', 'a', 'brie', 'it', 'not']
    >>> tokens.offsets.tolist(), np.flatnonzero(tokens.named).tolist()
    ([0, 5, 7], [4])
    """
    numbers: dict[str, int] = {}
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    parts = [_split_batch(texts[first:last], numbers) for first, last in split_runs(sizes, BATCH_CHARACTERS)]
    parts = parts or [_split_batch([""], numbers)]
    counts, spelled, opens, stopped, joined = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[: len(texts)])])
    spellings = read_spellings(list(numbers))
    titles = read_titles()
    is_short = np.array([len(low) == 1 or low in titles for low in spellings.lows], bool)
    # the stop of an initial or of a title ends no sentence
    opens[1:] &= ~(stopped[1:] & is_short[spelled[:-1]])
    firsts = offsets[:-1][offsets[:-1] < len(opens)]
    opens[firsts], joined[firsts] = True, False
    capital = np.array(spellings.capital, bool)
    return Tokens(offsets, spelled, capital[spelled] & ~opens, joined, spellings)


def read_spellings(written: Sequence[str]) -> Spellings:
    """What follows from how tokens are written."""
    written = [token.replace(".", "") if "." in token and token[0].isalpha() else token for token in written]
    lows = lower_without_accents("\n".join(written)).split("\n")[: len(written)]
    capital, digits = [token[0].isupper() for token in written], [token[0].isdecimal() for token in written]
    return Spellings(written, lows, capital, digits, find_denials(lows))


@cache
def read_titles() -> frozenset[str]:
    """The short titles of all languages that have words for statements, without their full stop."""
    titles = (title for language in read_statement_words() for title in read_pack(language).titles.short)
    return frozenset(map(lower_without_accents, titles))


def _split_batch(texts: Sequence[str], numbers: dict[str, int]) -> tuple[I64, I64, Flags, Flags, Flags]:
    """For each text how many tokens it has; for each token the number of its spelling, whether what stands before it may open a
    sentence, whether that begins with a full stop, and whether it is no more than a joint.
    """
    text = "\n".join(texts)
    codes = read_codes([text])
    kinds = _load_kinds()
    starts, ends = _join_initials(codes, *find_runs(codes, kinds, _LETTER))
    starts, ends = _add_numbers(text, (starts, ends), find_runs(codes, kinds, _DIGIT)[0])
    starts, ends, contracted = _join_endings(text, starts, ends)
    interned = intern_spans(codes, starts, ends)
    bounds = zip(starts[interned.first].tolist(), ends[interned.first].tolist(), strict=True)
    written = [text[first:last] for first, last in bounds]
    spelled = np.array([numbers.setdefault(token, len(numbers)) for token in written], np.int64)[interned.ids]
    for word, places in contracted.items():
        spelled[places] = numbers.setdefault(word, len(numbers))
    before = np.concatenate([np.zeros(min(len(starts), 1), np.int64), ends[:-1]])
    starters = np.concatenate([np.zeros(1, np.int64), np.cumsum((kinds[codes] & _STARTER) != 0)])
    first = codes[np.minimum(before, max(len(codes) - 1, 0))] if len(codes) else codes
    gaps = starts - before
    counts = np.diff(np.searchsorted(starts, np.cumsum([0, *(len(own) + 1 for own in texts)])))
    joined = (gaps == 0) | ((gaps == 1) & ((kinds[first] & _JOINT) != 0))
    return counts, spelled, starters[starts] > starters[before], first == _STOP, joined


def _join_initials(codes: U32, starts: I64, ends: I64) -> Spans:
    """Spans of words in which two capitals or more with a full stop behind each are one."""
    behind = np.concatenate([codes, np.zeros(1, np.uint32)])[ends]
    head = codes[starts]
    initial = (ends - starts == 1) & (head >= ord("A")) & (head <= ord("Z")) & (behind == _STOP)
    follows = np.zeros(len(starts), bool)
    follows[1:] = initial[1:] & initial[:-1] & (starts[1:] == ends[:-1] + 1)
    if not follows.any():
        return starts, ends
    last = np.flatnonzero(follows & ~np.append(follows[1:], False))
    first = np.flatnonzero(~follows & np.append(follows[1:], False))
    ends = ends.copy()
    ends[first] = ends[last] + 1
    return starts[~follows], ends[~follows]


def _add_numbers(text: str, words: Spans, digits: I64) -> Spans:
    """The spans of words and of the numbers that begin where a run of digits does, in order."""
    spans: list[tuple[int, int]] = []
    end = 0
    for start in digits.tolist():
        if start >= end and (found := _NUMBER.match(text, start)):
            end = found.end()
            spans.append((start, end))
    if not spans:
        return words
    starts, ends = (np.concatenate(columns) for columns in zip(words, np.array(spans, np.int64).T, strict=True))
    order = np.argsort(starts)
    return starts[order], ends[order]


def _join_endings(text: str, starts: I64, ends: I64) -> tuple[I64, I64, dict[str, I64]]:
    """The spans, where what is left of a denial belongs to its verb; and by the denial which spans end so."""
    found: dict[str, I64] = {}
    for contraction in read_contractions().values():
        if not any(hint in text for hint in contraction.hints):
            continue
        spans = np.array([match.span() for match in re.finditer(contraction.ending, text)], np.int64).reshape(-1, 2)
        places = np.searchsorted(ends, spans[:, 0])
        real = (places < len(ends)) & (ends[np.minimum(places, len(ends) - 1)] == spans[:, 0])
        verbs, spans = places[real], spans[real]
        ends = ends.copy()
        ends[verbs] = spans[:, 1]
        kept = np.ones(len(starts), bool)
        kept[1:] = starts[1:] >= ends[:-1]
        renumbered = np.cumsum(kept) - 1
        starts, ends = starts[kept], ends[kept]
        found = {word: renumbered[own] for word, own in chain(found.items(), [(contraction.word, verbs)])}
    return starts, ends, found


@cache
def _load_kinds() -> npt.NDArray[np.uint8]:
    """For each code point its kinds as bits."""
    classes = load_classes()
    kinds = np.zeros(len(classes), np.uint8)
    kinds[classes & WORD != 0] = _LETTER
    kinds[classes & DECIMAL != 0] = _DIGIT
    kinds[ord("_")] = 0
    for signs, kind in ((STARTERS, _STARTER), (_JOINTS, _JOINT)):
        kinds[[ord(sign) for sign in signs]] |= kind
    return kinds
