"""The widths at which a text was wrapped, told by the line breaks that have parted its sentences.

A line is broken where the next word has no room: a break says of the width that the line before it fits, and that the line with
the next word does not. Breaks within sentences agree on a width where a text was wrapped; those of verses and lists do not.
A text may have several widths: a terminal browser leaves more room for titles than for paragraphs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.blocks.line_columns import Columns, measure_texts
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.text.line_breaks import HYPHEN_END
from corpus_builder.text.sentences import CLAUSE_STOPS, SENTENCE_WITHIN

# What stands before a line that continues none: bullets, numbers, and what terminal browsers write for the parts of forms.
_LIST_MARK = re.compile(
    r"[*•·▪◦‣●○■□➤➔→>]\s*|[-–—]\s*|[+o#@]\s+|\(?\d{1,2}[.)°]\s+|[a-z]\)\s+"
    r"|\((?:BUTTON|[ *X]?)\)|\[(?:[ *X_]\]|[^\]]*\]$)|_{4,}|IFRAME:"
)
# What a terminal browser moves to the next line as a whole: the first word, and what a no-break space joins to it, which it
# writes as a blank: a number, an opening mark, a title or an initial before it, marks behind it.
_UNIT = re.compile(r"(?:(?:[«“(\[]?\d[\d.,]*|[«“–—-]|[A-Z][a-z]{0,2}\.)\s+)?\S+(?:\s+[»:;!?%€…]\S*)*")
# A dash or a closing mark with a blank behind it stands within a sentence, too.
_DASH = re.compile(r"[-–—»]\s+[^\W\d_]")
# Characters: columns of a newspaper are 24 wide and more; wider lines are not wrapped. Below `NARROW` lines may be verses or a
# list.
_LEAST_WIDTH, _MOST_WIDTH, NARROW = 22, 130, 55
# Characters: shorter lines are entries of a menu, whatever width a text has.
_SHORTEST = 12
# Breaks within sentences that a width needs, and so many that others need not agree.
_LEAST_BREAKS, _NARROW_BREAKS, _MANY_BREAKS = 2, 3, 8
# Share of the breaks within sentences that must agree on a width: of few, of many, and where lines are narrow.
_AGREEING, _MANY_AGREEING, _NARROW_AGREEING = 0.5, 0.2, 0.85
# Share of narrow lines that must show prose: a sentence ends within them, or they end in a short word, which leans on the next.
_PROSE_SHARE = 0.1
_SHORT_WORD = re.compile(r"(?<!\w)[^\W\d_A-Z]{1,3}\Z")
# Widths of one text.
_MOST_WIDTHS = 4
# Where letters have widths of their own, as in print, lines of one width differ by a fifth in characters.
_RAGGED_BREAKS, _RAGGED_SHARE, _RAGGED_WIDTH, _RAGGED_LEAST = 6, 0.75, 0.8, 45
# Characters at the beginning of a line in which its first word is looked for: no width has room for longer ones.
_LONGEST_UNIT = 160
# Blanks by which lines of one paragraph differ where a browser has written a double space.
_JITTER = 1
# Blanks by which the first line of a paragraph is indented at most.
_MOST_INDENT = 10


class Breaks(NamedTuple):
    """The breaks between the lines of one text, one entry for each but the last line.

    `rights` are the columns in which the lines end, and `rooms` those in which they would if the first word of the next line
    stood on them. A break is `linked` where the next line may continue the one before as far as its place and its first
    characters tell, `broken` where it goes on within a sentence, and `split` where it may go on within a word.
    """

    rights: Ints
    rooms: Ints
    linked: Flags
    broken: Flags
    split: Flags


class Width(NamedTuple):
    """A width of a text: the least and the greatest number of columns that it may have, and how many breaks say so."""

    least: int
    most: int
    support: int

    def forces(self, breaks: Breaks) -> Flags:
        """The breaks behind which the next word would have had no room."""
        return (breaks.rights <= self.most) & (breaks.rooms > self.least)


def read_breaks(lines: Columns) -> Breaks:
    """The breaks between the lines of a text."""
    texts, indents = lines.texts, np.array(lines.indents, np.int64)
    rights = indents + measure_texts(texts)
    words = np.array([found.end() if (found := _UNIT.match(text, 0, _LONGEST_UNIT)) else 0 for text in texts], np.int64)
    marks = _measure_marks(texts)
    follows = np.array([before == "line" for before in lines.before], bool)[1:]
    above, below, mark = indents[:-1], indents[1:], marks[:-1]
    beside = np.where(mark > 0, (below >= above) & (below <= above + mark), np.abs(below - above) <= _JITTER)
    linked = follows & (marks[1:] == 0) & beside
    # the first line of a paragraph may be indented
    starts = ~np.append(False, linked[:-1])
    linked |= follows & (marks[1:] == 0) & starts & (mark == 0) & (below < above) & (above - below <= _MOST_INDENT)
    small = np.array([text[0].islower() for text in texts], bool)[1:]
    hyphens = np.array([ends_in_hyphen(text) for text in texts], bool)[:-1]
    linked |= follows & hyphens & small
    closed = np.array([text[-1] in CLAUSE_STOPS for text in texts], bool)[:-1]
    return Breaks(rights[:-1], rights[:-1] + 1 + words[1:], linked, linked & small & ~closed, linked & hyphens)


def _measure_marks(texts: list[str]) -> Ints:
    """Characters of the mark before each line that begins an entry of a list, 0 where a line has none."""
    marks = np.zeros(len(texts), np.int64)
    for row, text in enumerate(texts):
        found = _LIST_MARK.match(text)
        if found and not (row and _DASH.match(text) and _goes_on(texts[row - 1], text)):
            marks[row] = max(found.end(), 1)
    return marks


def ends_in_hyphen(text: str) -> bool:
    """Whether a line ends in a hyphen that is no dash: in the midst of a word."""
    return HYPHEN_END.search(text, max(0, len(text) - 4)) is not None


def is_listed(text: str) -> bool:
    """Whether a line begins with the mark of an entry of a list."""
    return _LIST_MARK.match(text) is not None


def _goes_on(before: str, text: str) -> bool:
    """Whether a line that begins with a dash may go on the sentence of the one before, which is no entry of the same list."""
    return before[0] != text[0] and before[-1] not in CLAUSE_STOPS


def find_widths(breaks: Breaks, lines: Columns) -> list[Width]:
    """The widths at which a text was wrapped, the one with most support first; none where it was not."""
    widths: list[Width] = []
    left = rows = np.flatnonzero(breaks.broken & (breaks.rights <= _MOST_WIDTH) & (breaks.rights >= _SHORTEST))
    while len(left) >= _LEAST_BREAKS and len(widths) < _MOST_WIDTHS:
        width = _vote(breaks, left)
        covers = width.forces(breaks)[left]
        if not _is_width(width, left[covers], len(left), lines):
            break
        widths.append(width)
        left = left[~covers]
    if len(left) > _AGREEING * len(rows):
        widths += _find_ragged(breaks.rights[rows])
    return widths


def _is_width(width: Width, rows: Ints, count: int, lines: Columns) -> bool:
    """Whether breaks that agree on a width, of `count`, show that lines were wrapped at it."""
    if width.most < NARROW:
        if len(rows) < _NARROW_BREAKS or len(rows) < _NARROW_AGREEING * count:
            return False
        texts = [lines.texts[row] for row in rows.tolist()]
        prose = [SENTENCE_WITHIN.search(text) or _SHORT_WORD.search(text) for text in texts]
        return sum(map(bool, prose)) >= _PROSE_SHARE * len(texts)
    share = _MANY_AGREEING if len(rows) >= _MANY_BREAKS else _AGREEING
    return len(rows) >= max(_LEAST_BREAKS, share * count)


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


def _vote(breaks: Breaks, rows: Ints) -> Width:
    """The width that most of some breaks agree on."""
    votes = np.zeros(2 * _MOST_WIDTH + 2, np.int64)
    np.add.at(votes, breaks.rights[rows], 1)
    np.add.at(votes, np.minimum(breaks.rooms[rows], 2 * _MOST_WIDTH), -1)
    votes = np.cumsum(votes)
    votes[:_LEAST_WIDTH] = 0
    least = int(votes.argmax())
    most = least + int((votes[least:] < votes[least]).argmax()) - 1
    return Width(least, most, int(votes[least]))
