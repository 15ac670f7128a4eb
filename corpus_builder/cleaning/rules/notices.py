"""Notices: short texts in which a site speaks of itself or to its readers, known by their words in whatever order.

Two ways: groups of words of each of which a notice has one, which a row of a table lists; and the number of words that say
what papers offer and ask (`Voice`). What quotes somebody or tells a story is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.line_counts import Flags, LineWords

U64 = npt.NDArray[np.uint64]

# What stands between the groups of an entry.
GROUP_SIGN = " + "
# Before a word that begins a sentence, between two that are neighbours, and for the beginnings of words that end alike.
_FIRST, _BETWEEN, _ENDING = "^", "_", "*"
_SENTENCE_MARKS = re.compile("[.!?…:;|•·>–—(]")
# At the end of a text "»" alone is an arrow. Signs one by one are looked for faster than a class of them beside another pattern.
_SPEECH = re.compile(r'«|“|”|„|"|»(?=.*\w)')
_WORD = re.compile(r"\w+")
# A notice to readers has so many words for what papers offer, for the paper itself and to address readers.
LEAST_WORDS = 3
# Groups of words that fit into one number.
_BITS = 64
# Words: a longer text says so by more than a few of them.
_MOST_WORDS = 25

Groups = tuple[frozenset[str], ...]


class Voice(NamedTuple):
    """How sites speak to their readers in a language: words for what they offer and ask, for themselves, to address readers;
    and the place of the row for what speaks so.
    """

    place: int
    papers: frozenset[str]
    own: frozenset[str]
    calls: frozenset[str]

    def speaks(self, tokens: frozenset[str]) -> bool:
        """Whether a text with these tokens (`list_tokens`) has enough of them: of the last two kinds one word counts."""
        papers, own, calls = len(tokens & self.papers), not tokens.isdisjoint(self.own), not tokens.isdisjoint(self.calls)
        return (own or calls) and papers + own + calls >= LEAST_WORDS


class Stories(NamedTuple):
    """Words of those who tell a story, and how others of them end."""

    words: frozenset[str]
    ends: tuple[str, ...]

    def are_in(self, tokens: frozenset[str]) -> bool:
        """Whether one is among the tokens of a text."""
        return not tokens.isdisjoint(self.words) or any(token.endswith(self.ends) for token in tokens)


class NoticeBook(NamedTuple):
    """The entries of rows by the words of their first groups, each with the place of its row; the voices of languages; and the
    words that no notice has.
    """

    entries: Mapping[str, Sequence[tuple[int, Groups]]]
    voices: tuple[Voice, ...]
    stories: Stories

    def list_words(self) -> list[str]:
        """The words of all entries and voices."""
        entries = [group for found in self.entries.values() for _, groups in found for group in groups]
        voices = [part for voice in self.voices for part in (voice.papers, voice.own, voice.calls)]
        return sorted({_take_word(token) for part in (*entries, *voices) for token in part})

    def find(self, text: str) -> Iterator[int]:
        """The places of the rows that know a text."""
        tokens = list_tokens(text)
        keys = tokens & self.entries.keys()
        is_short = text.count(" ") < _MOST_WORDS and not text.endswith("?")
        speaking = [voice.place for voice in self.voices if voice.speaks(tokens)] if is_short else []
        if not (keys or speaking) or _SPEECH.search(text) or self.stories.are_in(tokens):
            return
        for key in keys:
            yield from (place for place, groups in self.entries[key] if not any(map(tokens.isdisjoint, groups)))
        yield from speaking


class NoticeGate(NamedTuple):
    """What tells for many lines at once whether they may be notices, by their words alone.

    `bits` has for each known word the groups that it stands in, `masks` for each entry the column of its bits and those of its
    groups; `voices` have for each voice its three kinds of words, as flags of words.
    """

    bits: U64
    masks: tuple[tuple[int, np.uint64], ...]
    voices: tuple[tuple[Flags, ...], ...]

    def find(self, words: LineWords) -> Flags:
        """Whether each line may be a notice; the first known spellings of `words` are the known words."""
        found = np.zeros(len(words.bounds) - 1, bool)
        # of all words only those of entries and voices
        asked = np.any([self.bits.any(axis=1), *(flags for kinds in self.voices for flags in kinds)], axis=0)
        places = np.flatnonzero(words.mark(np.flatnonzero(asked))[words.spellings])
        owners, spellings = np.searchsorted(words.bounds, places, side="right") - 1, words.spellings[places]
        for kinds in self.voices:
            papers, own, calls = (np.bincount(owners[flags[spellings]], minlength=len(found)) for flags in kinds)
            found |= (own + calls > 0) & (papers + (own > 0) + (calls > 0) >= LEAST_WORDS)
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        columns = [np.bitwise_or.reduceat(column[spellings], first) for column in self.bits.T] if len(first) else []
        held = [(owners[first[column != 0]], column[column != 0]) for column in columns]
        for number, mask in self.masks if held else ():
            rows, bits = held[number]
            found[rows[bits & mask == mask]] = True
        return found


def make_gate(book: NoticeBook, numbers: Mapping[str, int]) -> NoticeGate:
    """The gate of notices; `numbers` has all their words."""
    entries = dict.fromkeys(groups for found in book.entries.values() for _, groups in found)
    places: list[dict[frozenset[str], int]] = [{}]
    masks = []
    for groups in entries:
        if len(places[-1].keys() | set(groups)) > _BITS:
            places.append({})
        own = [places[-1].setdefault(group, len(places[-1])) for group in groups]
        masks.append((len(places) - 1, np.uint64(sum(1 << place for place in set(own)))))
    bits = np.zeros((len(numbers), len(places)), np.uint64)
    for column, found in enumerate(places):
        for group, place in found.items():
            bits[[numbers[_take_word(token)] for token in group], column] |= np.uint64(1 << place)
    voices = [tuple(_flag_words(kind, numbers) for kind in (voice.papers, voice.own, voice.calls)) for voice in book.voices]
    return NoticeGate(bits, tuple(masks), tuple(voices))


def _flag_words(tokens: Iterable[str], numbers: Mapping[str, int]) -> Flags:
    flags = np.zeros(len(numbers), bool)
    flags[[numbers[_take_word(token)] for token in tokens]] = True
    return flags


def make_notices(rows: Iterable[Sequence[str]], voices: Sequence[Voice], stories: Iterable[str]) -> NoticeBook:
    """The notices of rows, each a list of entries; `stories` are words that no notice has, with "*" how some of them end."""
    entries: dict[str, list[tuple[int, Groups]]] = defaultdict(list)
    for place, row in enumerate(rows):
        for groups in map(read_groups, row):
            for key in {_take_word(token) for token in groups[0]}:
                entries[key].append((place, groups))
    every = tuple(stories)
    words = frozenset(word for word in every if not word.startswith(_ENDING))
    ends = tuple(word.removeprefix(_ENDING) for word in every if word.startswith(_ENDING))
    return NoticeBook(dict(entries), tuple(voices), Stories(words, ends))


def read_groups(entry: str) -> Groups:
    """The groups of an entry.

    >>> [sorted(group) for group in read_groups("^contact ^write_to + newsroom")]
    [['^contact', '^write_to'], ['newsroom']]
    """
    return tuple(frozenset(group.split()) for group in entry.split(GROUP_SIGN))


def list_tokens(text: str) -> frozenset[str]:
    """The words of a text without case, each also with its neighbour, and those that begin a sentence marked as such.

    >>> sorted(list_tokens("Dis-le. Vite"))
    ['^dis', '^dis_le', '^vite', 'dis', 'dis_le', 'le', 'vite']
    """
    tokens: set[str] = set()
    for sentence in _SENTENCE_MARKS.split(text.casefold()):
        if words := _WORD.findall(sentence):
            pairs = [*map(_BETWEEN.join, pairwise(words))]
            tokens.update(words, pairs, [_FIRST + begun for begun in (words[0], *pairs[:1])])
    return frozenset(tokens)


def _take_word(token: str) -> str:
    return token.removeprefix(_FIRST).split(_BETWEEN)[0]
