"""What lines are made of, counted for many lines at once: words, letters, digits, marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus_builder.text.characters import CODE_POINTS, DECIMAL, LETTER, LOWER, SPACE, UPPER, load_classes, read_codes

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
U32 = npt.NDArray[np.uint32]

# Characters of a short word: articles, prepositions, forms of "to be".
SHORT_WORD: Final = 3


@dataclass(frozen=True, slots=True)
class LineCounts:
    """One row for each line. Words are what stands between blanks.

    `blanks` counts spaces (U+0020), `commas` those with a space behind; `begin_upper` and `begin_letter` count words by their
    first character, `capitals` those of a capital letter, `short` those of a few lower-case letters; `ideographs` are Chinese and
    Japanese characters. `first` is a code point, `begins_lower` says that the line begins with a lower-case letter; `signs` has
    a bit for each group of signs of which the line has one.
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
    first: U32
    begins_lower: Flags
    signs: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines in a row: code points, their classes, where lines start, and whether a character is the first of a line."""

    codes: U32
    classes: npt.NDArray[np.uint16]
    starts: Ints
    is_first: Flags

    def count(self, flags: Flags) -> Ints:
        """How many characters of each line have the flag."""
        counts: Ints = np.add.reduceat(flags.view(np.uint8), self.starts, dtype=np.int64)
        return counts


def count_lines(lines: Sequence[str], groups: tuple[str, ...] = ()) -> LineCounts:
    """Count what lines are made of; no line is empty. `groups` are up to eight groups of signs.

    >>> counts = count_lines(["Le 3 mai, à Sorny"], (".!", ",;"))
    >>> [int(getattr(counts, name)[0]) for name in ("words", "capitals", "short", "commas", "decimals", "letters", "signs")]
    [5, 2, 1, 1, 1, 11, 2]
    """
    text = _lay_out(lines)
    codes, classes = text.codes, text.classes
    is_last = np.append(text.is_first[1:], True)
    commas = (codes == ord(",")) & np.append(codes[1:] == ord(" "), False) & ~is_last
    cjk = ((codes >= 0x3040) & (codes <= 0x30FF)) | ((codes >= 0x3400) & (codes <= 0x9FFF))
    return LineCounts(
        blanks=text.count(codes == ord(" ")),
        commas=text.count(commas),
        **_count_words(text, is_last),
        letters=text.count(classes & LETTER != 0),
        uppers=text.count(classes & UPPER != 0),
        decimals=text.count(classes & DECIMAL != 0),
        ideographs=text.count(cjk),
        first=codes[text.starts],
        begins_lower=classes[text.starts] & LOWER != 0,
        signs=np.bitwise_or.reduceat(_tabulate_signs(groups)[codes], text.starts),
    )


@cache
def _tabulate_signs(groups: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """For each code point the bits of the groups of signs that it belongs to."""
    table = np.zeros(CODE_POINTS, np.uint8)
    for bit, group in enumerate(groups):
        for sign in group:
            table[ord(sign)] |= 1 << bit
    return table


def _lay_out(lines: Sequence[str]) -> _Text:
    codes = read_codes(lines)
    starts = np.cumsum([0, *map(len, lines[:-1])], dtype=np.int64)
    is_first = np.zeros(len(codes), bool)
    is_first[starts] = True
    return _Text(codes, load_classes()[codes], starts, is_first)


def _count_words(text: _Text, is_last: Flags) -> dict[str, Ints]:
    """The words of each line by what they begin with, and the short ones."""
    word = text.classes & SPACE == 0
    begins = np.flatnonzero(word & (text.is_first | np.append(True, ~word[:-1])))
    ends = np.flatnonzero(word & (is_last | np.append(~word[1:], True)))
    first = text.classes[begins]
    letter, upper = first & LETTER != 0, first & UPPER != 0
    # the classes of all characters of a word of up to three
    every = first | text.classes[np.minimum(begins + 1, ends)] | text.classes[ends]
    short = letter & (ends - begins < SHORT_WORD) & (every & UPPER == 0) & (every & LOWER != 0)
    lines = np.searchsorted(text.starts, begins, side="right") - 1
    kinds = {"words": begins >= 0, "begin_upper": upper, "begin_letter": letter, "capitals": letter & upper, "short": short}
    return {name: np.bincount(lines[kind], minlength=len(text.starts)) for name, kind in kinds.items()}
