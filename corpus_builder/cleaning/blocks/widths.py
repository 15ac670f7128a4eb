"""The widths at which a text was wrapped, told by the line breaks that have parted its sentences.

A line is broken where the next word has no room: a break says of the width that the line before it fits, and that the line with
the next word does not. Breaks within sentences agree on a width where a text was wrapped; those of verses and lists do not.
A text may have several widths: a terminal browser leaves more room for titles than for paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.blocks.line_columns import Columns
from corpus_builder.cleaning.blocks.line_ends import Breaks, continues, is_closed, measure_units
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.text.sentences import SENTENCE_WITHIN, STOPS

# Characters: columns of a newspaper are 24 wide and more; wider lines are not wrapped. Below `NARROW` lines may be verses or a
# list.
_LEAST_WIDTH, MOST_WIDTH, NARROW = 22, 130, 55
# Characters: shorter lines are entries of a menu, whatever width a text has.
SHORTEST = 12
# Breaks within sentences that a width needs: of wide lines, of narrow ones, of those that are no wider than verses; and so many
# that others need not agree.
_LEAST_BREAKS, _NARROW_BREAKS, _VERSE_BREAKS, _MANY_BREAKS = 2, 3, 5, 8
_VERSE = 40
# Share of the breaks within sentences that must agree on a width: of few, of many; and where lines are narrow of all, and of
# those in the regions in which at least half of them do.
_AGREEING, _MANY_AGREEING, _NARROW_AGREEING, _REGION_AGREEING = 0.5, 0.2, 0.4, 0.85
# The same of the breaks that may be within sentences.
_MAY_AGREE = 0.33
# Share of a printed width that the first line of a paragraph needs, whose indent is lost.
_NEAR_SHARE = 0.88
# Widths of one text.
_MOST_WIDTHS = 4
# Where letters have widths of their own, as in print, lines of one width differ by a fifth in characters.
_RAGGED_BREAKS, _RAGGED_SHARE, _RAGGED_WIDTH, _RAGGED_LEAST = 6, 0.75, 0.8, 45
# Share of lines within which a sentence ends: in prose every third or fourth.
_STOP_SHARE = 0.05
# So many breaks that agree, and are so large a share of all, do so by no chance.
_SURE_BREAKS, _SURE_SHARE = 40, 0.9
# Share of the regions that begin and end as sentences do, where none ends within a line; of narrow ones whose last line is
# shorter than so much of the width: paragraphs end anywhere, verses at the end of a line.
_WHOLE_SHARE, _SHORT_LAST_SHARE, _LAST_SHARE = 0.5, 0.25, 0.8
# Regions that are sentences each, and wider than verses, are briefs, wherever their last lines end.
_LEAST_BRIEFS = 3
# Marks of clauses and sentences. So many of them tell verses from prose, by the standard deviations that they are more at the
# ends of lines than there would be by chance, and by their share.
_MARKS = frozenset(",;:.!?…")
_MARK_WITHIN = re.compile(r"[,;:.!?…](?=\s)")
_LEAST_MARKS, _DEVIATIONS, _MARKED_SHARE = 8, 1.75, 0.4


class Width(NamedTuple):
    """A width of a text: the least and the greatest number of columns that it may have, and how many breaks say so.

    It `is_printed` where it is one in average letters.
    """

    least: int
    most: int
    support: int
    is_printed: bool = False

    def forces(self, breaks: Breaks) -> Flags:
        """The breaks behind which the next word would have had no room."""
        return (breaks.rights <= self.most) & (breaks.rooms > self.least)

    def nearly_forces(self, breaks: Breaks) -> Flags:
        """The breaks within sentences behind which the next word would have had no room in print if the line were indented."""
        near: Flags = breaks.broken & (breaks.rights <= self.most) & (breaks.rooms > _NEAR_SHARE * self.least)
        return near if self.is_printed else near & False

    def print_middle(self) -> Width:
        """The width in print in the midst of those that it may be."""
        middle = (self.least + self.most) // 2
        return Width(middle, middle, self.support, is_printed=True)


def may_have_width(lines: Columns, rows: Sequence[int]) -> bool:
    """Whether enough of the breaks behind these lines may agree on a width; a cheap test that few other texts pass."""
    if len(rows) < _LEAST_BREAKS:
        return False
    texts = [lines.texts[row + 1] for row in rows]
    rights = np.array([lines.indents[row] + len(lines.texts[row]) for row in rows], np.int64)
    rooms = rights + 1 + measure_units(texts)
    left = np.flatnonzero(rights <= MOST_WIDTH)
    if len(left) < _LEAST_BREAKS:
        return False
    width = _vote(rights[left], rooms[left])
    if width.most < NARROW and not _ends_something(lines, rows):
        return False
    least = _LEAST_BREAKS if width.most >= NARROW else _NARROW_BREAKS
    share = _MANY_AGREEING if width.support >= _MANY_BREAKS else _MAY_AGREE
    return width.support >= max(least, share * len(left)) or bool(_find_ragged(rights[left]))


def _ends_something(lines: Columns, rows: Sequence[int]) -> bool:
    """Whether a sentence ends in some of these lines or of those below them, of which narrow prose has every few lines one."""
    own = [lines.texts[row] for row in rows]
    below = [lines.texts[row + 1] for row in rows]
    count = sum(text[-1] in STOPS for text in below) + sum(SENTENCE_WITHIN.search(text) is not None for text in own)
    return count > _STOP_SHARE * len(rows)


def find_widths(breaks: Breaks, lines: Columns) -> list[Width]:
    """The widths at which a text was wrapped, the one with most support first; none where it was not."""
    widths: list[Width] = []
    left = rows = np.flatnonzero(breaks.broken & (breaks.rights <= MOST_WIDTH) & (breaks.rights >= SHORTEST))
    while len(left) >= _LEAST_BREAKS and len(widths) < _MOST_WIDTHS:
        width = _vote(breaks.rights[left], breaks.rooms[left])
        covers = width.forces(breaks)[left]
        if not (
            _do_agree(width, breaks, left, covers) and _is_prose(width, breaks, left[covers], lines, _need_sentences(width, left))
        ):
            break
        widths.append(width)
        left = left[~covers]
    others = [lines.texts[row] for row in left.tolist()]
    if len(left) > _AGREEING * len(rows) and _have_sentences(others) and not _end_in_marks(others):
        widths += _find_ragged(breaks.rights[rows])
    return widths


def _do_agree(width: Width, breaks: Breaks, rows: Ints, covers: Flags) -> bool:
    """Whether enough of the breaks within sentences agree on a width; `covers` says which of the rows do."""
    count, agreeing = len(covers), int(np.count_nonzero(covers))
    if width.most >= NARROW:
        share = _MANY_AGREEING if agreeing >= _MANY_BREAKS else _AGREEING
        return agreeing >= max(_LEAST_BREAKS, share * count)
    if agreeing < max(_NARROW_BREAKS if width.most >= _VERSE else _VERSE_BREAKS, _NARROW_AGREEING * count):
        return False
    chains = breaks.number_chains()[rows]
    own, every = np.bincount(chains[covers], minlength=chains[-1] + 1), np.bincount(chains)
    regions = 2 * own >= every
    return bool(own[regions].sum() >= _REGION_AGREEING * every[regions].sum())


def _need_sentences(width: Width, rows: Ints) -> float:
    """The share of lines within which a sentence must end: of narrow ones few where nearly all of many agree."""
    is_sure = width.support >= max(_SURE_BREAKS, _SURE_SHARE * len(rows))
    return 0.0 if is_sure or width.most >= NARROW else _STOP_SHARE


def _is_prose(width: Width, breaks: Breaks, rows: Ints, lines: Columns, share: float) -> bool:
    """Whether the lines that a width has broken are prose: sentences end within them, or they begin and end as sentences do; and
    where they are narrow, some paragraphs end before the end of a line. `share` is that of the lines within which one must end.
    """
    texts = [lines.texts[row] for row in rows.tolist()]
    chains = breaks.number_chains()
    if width.most < _VERSE and not breaks.split[rows].any():
        own = np.flatnonzero(breaks.linked & np.isin(chains, chains[rows])).tolist()
        forced = width.forces(breaks)
        # the last line of a paragraph ends in a stop, of prose as of verse
        if _end_in_marks([lines.texts[row] for row in own if forced[row] or not is_closed(lines.texts[row])]):
            return False
    if _have_sentences(texts, share):
        return True
    last = np.flatnonzero(np.diff(chains, append=chains[-1] + 1)) + 1
    first = np.append(int(not breaks.linked[0]), last[:-1] + 1)
    numbers = np.unique(chains[rows] - chains[0])
    whole = [
        is_closed(lines.texts[end]) and not continues(lines.texts[start])
        for start, end in zip(first[numbers], last[numbers], strict=True)
    ]
    short = [lines.indents[end] + len(lines.texts[end]) < _LAST_SHARE * width.least for end in last[numbers].tolist()]
    if sum(whole) < _WHOLE_SHARE * len(whole):
        return False
    is_brief = width.most >= _VERSE and all(whole) and len(whole) >= _LEAST_BRIEFS
    return is_brief or width.most >= NARROW or sum(short) >= _SHORT_LAST_SHARE * len(short)


def _have_sentences(texts: Sequence[str], share: float = _STOP_SHARE) -> bool:
    """Whether sentences end within enough lines."""
    return sum(SENTENCE_WITHIN.search(text) is not None for text in texts) >= max(1, share * len(texts))


def _end_in_marks(texts: Sequence[str]) -> bool:
    """Whether so many of the marks stand at the ends of lines that these end with their clauses, as verses do: of five words of
    a line of prose the last has a fifth of the marks.
    """
    ends = sum(text[-1] in _MARKS for text in texts)
    count = ends + sum(len(_MARK_WITHIN.findall(text)) for text in texts)
    share = len(texts) / sum(len(text.split()) for text in texts)
    usual = count * share + _DEVIATIONS * (count * share * (1 - share)) ** 0.5
    return count >= _LEAST_MARKS and ends > max(usual, _MARKED_SHARE * count)


def _find_ragged(rights: Ints) -> list[Width]:
    """The width of lines that end in about the same column."""
    if len(rights) < _RAGGED_BREAKS:
        return []
    most = int(np.sort(rights)[int(0.9 * len(rights))])
    least = int(_RAGGED_WIDTH * most)
    support = int(np.count_nonzero(rights >= least))
    if most < _RAGGED_LEAST or support < _RAGGED_SHARE * len(rights):
        return []
    return [Width(least, int(rights.max()), support)]


def _vote(rights: Ints, rooms: Ints) -> Width:
    """The width that most of some breaks agree on."""
    votes = np.zeros(2 * MOST_WIDTH + 2, np.int64)
    np.add.at(votes, rights, 1)
    np.add.at(votes, np.minimum(rooms, 2 * MOST_WIDTH), -1)
    votes = np.cumsum(votes)
    votes[:_LEAST_WIDTH] = 0
    least = int(votes.argmax())
    most = least + int((votes[least:] < votes[least]).argmax()) - 1
    return Width(least, most, int(votes[least]))
