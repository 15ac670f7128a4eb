"""The lines of printed columns as wide as they were in print, where letters have widths of their own.

A column of a newspaper ends each line where the next word had no room, as a terminal does; but a line of "il" and "t" holds more
letters than one of "m" and "W", and lines of one width differ by a fifth in characters. Measured in average letters they agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus_builder.cleaning.blocks.line_columns import measure_texts
from corpus_builder.cleaning.blocks.line_ends import Breaks, is_closed, measure_units
from corpus_builder.kernels.segments import Flags, Ints

# Widths of letters in tenths of an average one: the mean of Helvetica and Times.
_LETTERS = {
    4: "'\u2019",
    6: "ijl ,.\u00a0\u202f",
    7: "ftI:;!îï",
    8: "r-()",
    9: "“”",
    10: "sJ",
    11: "cz",
    14: "FLPSTZ",
    15: "EÉÈ",
    16: "ABCKRVXYÀÂÇ",
    17: "wDHNUÙ",
    18: "GOQÔ",
    19: "mœ",
    20: "M",
    22: "WŒ",
    24: "—…",
}
_OTHER, _TENTHS = 12, 10
# Share by which a line of another type may be wider or narrower than this table says.
_SLACK = 0.03
# Share of the median of so many lines on both sides that a line with the next word does not reach, where it ends a paragraph.
_SHORT_SHARE, _NEAR = 0.9, 4
# Share of the width of a column that the lines of a standfirst exceed, and share of the widest that each of them has.
_WIDE_SHARE, _FULL_SHARE = 1.3, 0.85
# Average letters: wider lines are whole paragraphs.
_MOST_WIDTH = 130
# Difference of the logarithms of such medians where wider or narrower lines begin.
_TURN = 0.1


def _make_table() -> Ints:
    table = np.full(0x2100, _OTHER, np.int64)
    for width, letters in _LETTERS.items():
        table[[ord(letter) for letter in letters]] = width
    return table


_TABLE = _make_table()


def measure_print(texts: Sequence[str]) -> Ints:
    """The widths of texts in print, in tenths of an average letter.

    >>> measure_print(["il lit", "mammouth"]).tolist()
    [37, 112]
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    sums = np.append(0, np.cumsum(_TABLE[np.minimum(codes, len(_TABLE) - 1)]))
    bounds = sums[np.append(0, np.cumsum(measure_texts(texts)))]
    widths: Ints = np.diff(bounds)
    return widths


def measure_breaks(breaks: Breaks, texts: Sequence[str]) -> Breaks:
    """The breaks between lines with their places in average letters instead of characters; indents count for nothing.

    Within a sentence a line is taken for a little narrower, and with the next word for a little wider, than the table says. A
    short line that ends a sentence ends its paragraph.
    """
    widths = measure_print(texts)
    units = [text[:count] for text, count in zip(texts[1:], measure_units(texts[1:]).tolist(), strict=True)]
    rooms = widths[:-1] + _TABLE[ord(" ")] + measure_print(units)
    rights = np.where(breaks.rights > 0, widths[:-1] * (1 - _SLACK) // _TENTHS, 0).astype(np.int64)
    closed = np.array([is_closed(text) for text in texts[:-1]], bool) & ~breaks.broken
    if np.count_nonzero(closed & ~breaks.linked) > np.count_nonzero(closed & breaks.linked):
        # blank lines part the paragraphs
        closed &= ~breaks.linked
    usual = _find_usual(widths)
    ends = closed & (rooms < _SHORT_SHARE * usual[:-1])
    rooms = np.where(closed, (rooms + _TENTHS // 2) // _TENTHS, np.ceil(rooms * (1 + _SLACK) / _TENTHS)).astype(np.int64)
    turns = np.abs(np.diff(np.log(usual + 1.0))) > _TURN
    return breaks._replace(rights=rights, rooms=rooms, linked=breaks.linked & ~ends, turns=turns)


def find_wide(breaks: Breaks, width: int) -> Flags:
    """The breaks behind lines that are wider than the columns, as those of a standfirst are, and of one width with each other."""
    wide = (breaks.rights > _WIDE_SHARE * width) & (breaks.rights <= _MOST_WIDTH)
    runs = np.cumsum(~wide | np.append(True, ~breaks.linked[:-1]))
    most = np.zeros(runs[-1] + 1, np.int64)
    np.maximum.at(most, runs[wide], breaks.rights[wide])
    broken = np.bincount(runs[wide & breaks.broken], minlength=len(most)) > 0
    full: Flags = wide & breaks.linked & broken[runs] & (breaks.rights >= _FULL_SHARE * most[runs])
    return full


def _find_usual(widths: Ints) -> Ints:
    """The width that most of the lines around each have: the median of those near it."""
    padded = np.pad(widths, _NEAR, mode="edge")
    usual: Ints = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEAR + 1), axis=1).astype(np.int64)
    return usual
