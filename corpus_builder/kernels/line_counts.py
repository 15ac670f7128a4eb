"""Lines in a row, for many lines at once: what they are made of, which of them have a sign, and their words by spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.spans import find_edges, intern_spans
from corpus_builder.text.characters import (
    CODE_POINTS,
    DECIMAL,
    LAST_CLASS,
    LETTER,
    LOWER,
    SPACE,
    UPPER,
    WORD,
    load_classes,
    read_codes,
)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]

# Characters of a short word: articles, prepositions, forms of "to be".
SHORT_WORD: Final = 3
# Besides the classes of characters: one that is neither a capital nor small (ǅ), and one that lower case and case folding take
# for different things, or that lower case makes two of; then a bit for each group of signs that a caller asks for.
TITLE, STRANGE, FIRST_GROUP = LAST_CLASS << 1, LAST_CLASS << 2, LAST_CLASS << 3
MOST_GROUPS: Final = 5
_TITLES: Final = "ǅǈǋǲᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾼῌῼ"
# The only character that becomes two in lower case.
DOTTED: Final = "İ"
# Spellings are compared with beginnings by a hash of their first characters before they are spelt out.
_PRIME: Final = 1_000_003
# The letter that becomes another one in lower case at the end of a word.
_SIGMA: Final = "Σ"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines in a row, none empty, each with a line feed behind it: code points and what they are as bits, and the places at
    which lines start; the entry behind the last is the number of all.
    """

    codes: U32
    kinds: U16
    bounds: Ints

    @property
    def starts(self) -> Ints:
        """The first place of each line."""
        return self.bounds[:-1]

    def count(self, flags: Flags) -> Ints:
        """How many characters of each line have a flag."""
        counts: Ints = np.add.reduceat(flags.view(np.uint8), self.starts, dtype=np.int64)
        return counts

    def find(self, text: str) -> Ints:
        """The places of the last characters of all occurrences of a text."""
        places = np.flatnonzero(self.codes == ord(text[-1]))
        for back, sign in enumerate(reversed(text[:-1]), 1):
            places = places[places >= back]
            places = places[self.codes[places - back] == ord(sign)]
        return places

    def find_kind(self, kind: int) -> Ints:
        """The places of all characters that have one of the bits."""
        # as flags: numpy is several times slower at finding those among numbers that are not 0
        return np.flatnonzero(self.kinds & kind != 0)

    def own(self, places: Ints) -> Flags:
        """Whether each line has one of the places."""
        flags = np.zeros(len(self.bounds) - 1, bool)
        flags[np.searchsorted(self.bounds, places, side="right") - 1] = True
        return flags


class LineCounts(NamedTuple):
    """One row for each line. Words are what stands between blanks.

    `blanks` counts spaces (U+0020), `commas` those with a space behind; `begin_upper` and `begin_letter` count words by their
    first character, `capitals` those of a capital letter, `short` those of a few lower-case letters; `ideographs` are Chinese and
    Japanese characters. `kinds` has the bits of all characters of the line together.
    """

    blanks: Ints
    commas: Ints
    words: Ints
    begin_upper: Ints
    begin_letter: Ints
    capitals: Ints
    short: Ints
    letters: Ints
    uppers: Ints
    decimals: Ints
    ideographs: Ints
    kinds: U16


@dataclass(frozen=True, slots=True)
class LineWords:
    """The words of lines, which are runs of letters, digits and `_`, by their spelling in lower case.

    The words of line `i` are `bounds[i]:bounds[i + 1]`; `spellings` numbers them, where numbers below `n_known` are those of
    the words that were known before. `starts`, `ends` are places in `codes`, all lines in lower case; `first` has for each
    spelling that was not known the index of a word that has it.
    """

    codes: U32
    starts: Ints
    ends: Ints
    bounds: Ints
    spellings: npt.NDArray[np.int32]
    first: Ints
    n_known: int

    @property
    def sizes(self) -> Ints:
        """The number of words of each line."""
        return np.diff(self.bounds)

    def mark(self, spellings: Ints | list[int]) -> Flags:
        """A flag for each spelling, which these have."""
        flags = np.zeros(self.n_known + len(self.first), bool)
        flags[spellings] = True
        return flags

    def count(self, flags: Flags) -> Ints:
        """How many words of each line have a flag."""
        return _sum_between(flags, self.bounds)

    def list_beginning(self, beginnings: Sequence[str]) -> list[tuple[int, str]]:
        """The spellings that were not known and begin with one of some letters, each with its number."""
        if not beginnings:
            return []
        chosen = np.arange(len(self.first))
        hashes, wanted = np.zeros(len(chosen), np.int64), np.zeros(len(beginnings), np.int64)
        for place in range(min(map(len, beginnings))):
            signs = self.codes.take(self.starts[self.first[chosen]] + place, mode="clip")
            letters = read_codes([beginning[place] for beginning in beginnings])
            found = np.isin(signs, letters)
            chosen, hashes, wanted = chosen[found], hashes[found] * _PRIME + signs[found], wanted * _PRIME + letters
        chosen = chosen[np.isin(hashes, wanted)]
        spelt = ((number, self.spell(self.first[number])) for number in chosen.tolist())
        return [(self.n_known + number, word) for number, word in spelt if word.startswith(tuple(beginnings))]

    def spell(self, word: int) -> str:
        """A word in lower case."""
        return self.codes[self.starts[word] : self.ends[word]].tobytes().decode("utf-32-le", "surrogatepass")


def lay_out_lines(lines: Sequence[str], groups: tuple[str, ...] = ()) -> Lines:
    """Write lines in a row; none is empty and there is one at least. `groups` are up to MOST_GROUPS groups of signs.

    >>> lines = lay_out_lines(["Ah !", "http://a"], ("!?",))
    >>> lines.own(lines.find("http:")).tolist(), lines.own(lines.find_kind(FIRST_GROUP)).tolist()
    ([False, True], [True, False])
    """
    codes = read_codes(["\n".join(lines), "\n"])
    bounds = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, lines), np.int64, len(lines)) + 1, out=bounds[1:])
    return Lines(codes, _tabulate_kinds(groups)[codes], bounds)


def count_lines(lines: Lines) -> LineCounts:
    """Count what lines are made of.

    >>> counts = count_lines(lay_out_lines(["Le 3 mai, à Sorny"]))
    >>> [int(getattr(counts, name)[0]) for name in ("words", "capitals", "short", "commas", "decimals", "letters")]
    [5, 2, 1, 1, 1, 11]
    """
    codes, kinds = lines.codes, lines.kinds
    commas = lines.find(",")
    cjk = ((codes >= 0x3040) & (codes <= 0x30FF)) | ((codes >= 0x3400) & (codes <= 0x9FFF))
    return LineCounts(
        blanks=lines.count(codes == ord(" ")),
        commas=_count_places(commas[codes[commas + 1] == ord(" ")], lines),
        **_count_words(lines),
        letters=lines.count(kinds & LETTER != 0),
        uppers=lines.count(kinds & UPPER != 0),
        decimals=_count_places(lines.find_kind(DECIMAL), lines),
        ideographs=_count_places(np.flatnonzero(cjk), lines),
        kinds=np.bitwise_or.reduceat(kinds, lines.starts),
    )


def number_words(lines: Lines, texts: Sequence[str], known: Mapping[str, int]) -> LineWords:
    """Number the words of lines by their spelling; those of `known`, which are in lower case, have the numbers from 0 there.

    >>> texts = ["Port fermé", "le port"]
    >>> words = number_words(lay_out_lines(texts), texts, {"quai": 0, "port": 1})
    >>> words.spellings.tolist(), words.bounds.tolist(), words.list_beginning(["fer"])
    ([1, 2, 3, 1], [0, 2, 4], [(2, 'fermé')])
    """
    codes = _lower_lines(lines, texts)
    starts, ends = find_edges(lines.kinds & WORD != 0)
    every = intern_spans(codes, starts, ends)
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    spans = zip(starts[every.first].tolist(), ends[every.first].tolist(), strict=True)
    numbers = np.array([known.get(text[start:end], -1) for start, end in spans], np.int32)
    is_new = numbers < 0
    numbers[is_new] = len(known) + np.arange(np.count_nonzero(is_new))
    bounds = np.searchsorted(starts, lines.bounds)
    return LineWords(codes, starts, ends, bounds, numbers[every.ids], every.first[is_new], len(known))


def _lower_lines(lines: Lines, texts: Sequence[str]) -> U32:
    """The code points of lines in lower case; every character is one."""
    codes = _tabulate_lower().take(lines.codes)
    for line in np.flatnonzero(lines.own(lines.find(_SIGMA))).tolist():
        codes[lines.bounds[line] : lines.bounds[line + 1] - 1] = read_codes([texts[line].replace(DOTTED, "i").lower()])
    return codes


def list_strange() -> str:
    """The characters that lower case and case folding take for different things, or that lower case makes two of."""
    cased = map(chr, np.flatnonzero(load_classes() & (UPPER | LOWER)).tolist())
    return "".join(sign for sign in (*cased, *_TITLES) if len(sign.lower()) > 1 or sign.lower() != sign.casefold())


@cache
def _tabulate_lower() -> U32:
    """For each code point what it becomes in lower case, where that depends on no neighbour."""
    table = np.arange(CODE_POINTS, dtype=np.uint32)
    capitals = [*map(chr, np.flatnonzero(load_classes() & UPPER).tolist()), *_TITLES]
    table[read_codes(capitals)] = read_codes([sign.lower()[0] for sign in capitals])
    return table


@cache
def _tabulate_kinds(groups: tuple[str, ...]) -> U16:
    """For each code point its classes, and the bits of the groups of signs that it belongs to."""
    assert len(groups) <= MOST_GROUPS
    table = load_classes().copy()
    own = [(TITLE, _TITLES), (STRANGE, list_strange())]
    for bit, signs in (*own, *((FIRST_GROUP << number, group) for number, group in enumerate(groups))):
        table[[ord(sign) for sign in signs]] |= bit
    return table


def _count_words(lines: Lines) -> dict[str, Ints]:
    """The words of each line by what they begin with, and the short ones."""
    begins, ends = find_edges(lines.kinds & SPACE == 0)
    ends = ends - 1
    first = lines.kinds[begins]
    # the kinds of all characters of a word of up to three
    every = first | lines.kinds[np.minimum(begins + 1, ends)] | lines.kinds[ends]
    letter, upper = first & LETTER != 0, first & UPPER != 0
    short = letter & (ends - begins < SHORT_WORD) & (every & (UPPER | TITLE) == 0) & (every & LOWER != 0)
    bounds = np.searchsorted(begins, lines.bounds)
    kinds = {"begin_upper": upper, "begin_letter": letter, "capitals": letter & upper, "short": short}
    return {"words": np.diff(bounds)} | {name: _sum_between(flags, bounds) for name, flags in kinds.items()}


def _count_places(places: Ints, lines: Lines) -> Ints:
    """How many of the places, which rise, each line has."""
    return np.diff(np.searchsorted(places, lines.bounds))


def _sum_between(flags: Flags, bounds: Ints) -> Ints:
    sums = np.zeros(len(flags) + 1, np.int64)
    np.cumsum(flags, out=sums[1:])
    return np.diff(sums[bounds])
