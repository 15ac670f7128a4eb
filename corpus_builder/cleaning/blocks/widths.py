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

from corpus_builder.cleaning.blocks.line_columns import Columns, measure_texts
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.text.line_breaks import HYPHEN_END, HYPHEN_SIGNS
from corpus_builder.text.sentences import CLAUSE_STOPS, SENTENCE_WITHIN

# What stands before a line that continues none: bullets, numbers, and what terminal browsers write for the parts of forms.
_LIST_MARK = re.compile(
    r"[*•·▪◦‣●○■□➤➔→>]\s*|[-–—](?:\s+|(?=[\w«“\"]))|[+o#@]\s+|\(?\d{1,2}[.)°]\s+|[a-z]\)\s+"
    r"|\((?:BUTTON|[ *X]?)\)|\[(?:[ *X_]\]|[^\]]*\]$)|_{4,}|IFRAME:"
)
# What a terminal browser moves to the next line as a whole: the first word, and what a no-break space joins to it, which it
# writes as a blank: a number, an opening mark, a title or an initial before it, marks behind it.
_UNIT = re.compile(r"(?:(?:[«“(\[]?\d[\d.,]*|h|[«“–—-]|[A-Z][a-z]{0,2}\.)\s+){0,3}\S+(?:\s+[»:;!?%€…]\S*)*")
# A dash or a number may stand within a sentence, too.
_SOFT_MARK = re.compile(r"[-–—]\s+[^\W\d_]|\d{1,2}[.)°]\s")
# Characters: columns of a newspaper are 24 wide and more; wider lines are not wrapped. Below `NARROW` lines may be verses or a
# list.
_LEAST_WIDTH, _MOST_WIDTH, NARROW = 22, 130, 55
# Characters: shorter lines are entries of a menu, whatever width a text has.
_SHORTEST = 12
# Breaks within sentences that a width needs: of wide lines, of narrow ones, of those that are no wider than verses; and so many
# that others need not agree.
_LEAST_BREAKS, _NARROW_BREAKS, _VERSE_BREAKS, _MANY_BREAKS = 2, 3, 5, 8
_VERSE = 40
# Share of the breaks within sentences that must agree on a width: of few, of many; and where lines are narrow of all, and of
# those in the regions in which at least half of them do.
_AGREEING, _MANY_AGREEING, _NARROW_AGREEING, _REGION_AGREEING = 0.5, 0.2, 0.4, 0.85
# The same of the breaks that may be within sentences.
_MAY_AGREE = 0.33
# Share of lines as narrow as verses that must show prose: a sentence ends within them, or they end in a short word, which leans on the next.
_PROSE_SHARE = 0.1
_SHORT_WORD = re.compile(r"(?<=\s)[^\W\d_A-Z]{1,3}\Z")
CLOSING = frozenset(",;:!?)]»”")
_TINY_WORD = re.compile(r"\s[^\W\d_A-Z]{1,2}\Z")
# Words of a line that goes on behind such a word, whatever begins the next one.
_LEANING_WORDS = 4
# Widths of one text.
_MOST_WIDTHS = 4
# Where letters have widths of their own, as in print, lines of one width differ by a fifth in characters.
_RAGGED_BREAKS, _RAGGED_SHARE, _RAGGED_WIDTH, _RAGGED_LEAST = 6, 0.75, 0.8, 45
# Characters at the beginning of a line in which its first word is looked for: no width has room for longer ones.
_LONGEST_UNIT = 160
# Blanks by which lines of one paragraph differ where a browser has written a double space.
_JITTER = 1
# Blanks by which lynx indents what is no heading; it leaves as many at the end of a line.
_OUTDENT = 3
# Blanks by which the first line of a paragraph is indented at most.
_MOST_INDENT = 10


class Breaks(NamedTuple):
    """The breaks between the lines of one text, one entry for each but the last line.

    `rights` are the columns in which the lines end, and `rooms` those in which they would if the first word of the next line
    stood on them. A break is `linked` where the next line may continue the one before as far as its place and its first
    characters tell, `broken` where it goes on within a sentence, `split` where it goes on within a word, and `torn` where it
    does so behind a word of a letter or two.
    """

    rights: Ints
    rooms: Ints
    linked: Flags
    broken: Flags
    split: Flags
    torn: Flags

    def number_chains(self) -> Ints:
        """The number of each break's chain: lines that are linked to each other."""
        return np.cumsum(~self.linked)


class Width(NamedTuple):
    """A width of a text: the least and the greatest number of columns that it may have, and how many breaks say so."""

    least: int
    most: int
    support: int

    def forces(self, breaks: Breaks) -> Flags:
        """The breaks behind which the next word would have had no room."""
        return (breaks.rights <= self.most) & (breaks.rooms > self.least)


def read_breaks(lines: Columns, drawn: Sequence[str]) -> Breaks:
    """The breaks between the lines of a text; `drawn` has them as they were wrapped."""
    texts, indents = lines.texts, np.array(lines.indents, np.int64)
    ends = indents + measure_texts(drawn)
    rights = ends - _OUTDENT * _find_outdented(indents)
    words = _measure_units(drawn)
    marks = _measure_marks(texts)
    follows = np.array([before == "line" for before in lines.before], bool)[1:]
    above, below, mark = indents[:-1], indents[1:], marks[:-1]
    beside = np.where(mark > 0, (below >= above) & (below <= above + mark), np.abs(below - above) <= _JITTER)
    linked = follows & (marks[1:] == 0) & beside
    # the first line of a paragraph may be indented
    starts = ~np.append(False, linked[:-1])
    linked |= follows & (marks[1:] == 0) & starts & (mark == 0) & (below < above) & (above - below <= _MOST_INDENT)
    small = np.array([continues(text) for text in texts], bool)[1:]
    hyphens = np.array([ends_in_hyphen(text) for text in texts], bool)[:-1]
    linked |= follows & hyphens & small
    closed = np.array([text[-1] in CLAUSE_STOPS for text in texts], bool)[:-1]
    leaning = np.array([leans(text) for text in texts], bool)[:-1]
    broken = linked & (small | leaning | hyphens) & ~closed
    rooms = ends[:-1] + 1 + words[1:]
    # the rest of an address, which was taken out of the lines between, had no room either
    gone = np.diff(lines.lines) > 1
    rooms += _LONGEST_UNIT * (gone & follows)
    # a word that is wider than the text has a line for itself, and leaves no room there
    alone = np.array([" " not in text for text in drawn], bool) & (rights > NARROW)
    split = linked & hyphens & (small | (ends[:-1] >= _LEAST_WIDTH))
    torn = broken & small & leaning & np.array([_TINY_WORD.search(text) is not None for text in texts], bool)[:-1]
    return Breaks(np.where(alone[:-1] | (gone & follows), 0, rights[:-1]), rooms, linked, broken, split, torn)


def _find_outdented(indents: Ints) -> Flags:
    """The lines of a text of lynx that are not indented: headings, which have more room on both sides."""
    plain = indents == 0
    outdented: Flags = plain & (np.count_nonzero(indents == _OUTDENT) > np.count_nonzero(plain))
    return outdented


def leans(text: str) -> bool:
    """Whether a line ends in a short word that belongs to the next one: an article, a preposition."""
    return " " in text[-4:-1] and text.count(" ") >= _LEANING_WORDS - 1 and _SHORT_WORD.search(text, len(text) - 4) is not None


def _measure_units(texts: Sequence[str]) -> Ints:
    """Characters of what would have had to fit on the line before each line."""
    return np.array([found.end() if (found := _UNIT.match(text, 0, _LONGEST_UNIT)) else 0 for text in texts], np.int64)


def _measure_marks(texts: list[str]) -> Ints:
    """Characters of the mark before each line that begins an entry of a list, 0 where a line has none."""
    marks = np.zeros(len(texts), np.int64)
    for row, text in enumerate(texts):
        found = _LIST_MARK.match(text)
        if found and not (row and _SOFT_MARK.match(text) and _goes_on(texts[row - 1])):
            marks[row] = max(found.end(), 1)
    return marks


def continues(text: str) -> bool:
    """Whether a line can only go on a sentence: it begins in small letters or with a mark that closes something."""
    return text[0].islower() or text[0] in CLOSING


def ends_in_hyphen(text: str) -> bool:
    """Whether a line ends in a hyphen that is no dash: in the midst of a word."""
    return text[-1] in HYPHEN_SIGNS and HYPHEN_END.search(text, max(0, len(text) - 5)) is not None


def is_listed(text: str) -> bool:
    """Whether a line begins with the mark of an entry of a list."""
    return _LIST_MARK.match(text) is not None


def _goes_on(before: str) -> bool:
    """Whether a line that begins with such a mark may go on the sentence of the one before, which is no entry of a list."""
    return not is_listed(before) and before[-1] not in CLAUSE_STOPS


def may_have_width(lines: Columns, rows: Sequence[int]) -> bool:
    """Whether enough of the breaks behind these lines may agree on a width; a cheap test that few other texts pass."""
    if len(rows) < _LEAST_BREAKS:
        return False
    texts = [lines.texts[row + 1] for row in rows]
    rights = np.array([lines.indents[row] + len(lines.texts[row]) for row in rows], np.int64)
    rooms = rights + 1 + _measure_units(texts)
    left = np.flatnonzero(rights <= _MOST_WIDTH)
    if len(left) < _LEAST_BREAKS:
        return False
    width = _vote(rights[left], rooms[left])
    least = _LEAST_BREAKS if width.most >= NARROW else _NARROW_BREAKS
    share = _MANY_AGREEING if width.support >= _MANY_BREAKS else _MAY_AGREE
    return width.support >= max(least, share * len(left)) or bool(_find_ragged(rights[left]))


def find_widths(breaks: Breaks, lines: Columns) -> list[Width]:
    """The widths at which a text was wrapped, the one with most support first; none where it was not."""
    widths: list[Width] = []
    chains = breaks.number_chains()
    left = rows = np.flatnonzero(breaks.broken & (breaks.rights <= _MOST_WIDTH) & (breaks.rights >= _SHORTEST))
    while len(left) >= _LEAST_BREAKS and len(widths) < _MOST_WIDTHS:
        width = _vote(breaks.rights[left], breaks.rooms[left])
        covers = width.forces(breaks)[left]
        if not _is_width(width, chains[left], covers, [lines.texts[row] for row in left[covers].tolist()]):
            break
        widths.append(width)
        left = left[~covers]
    if len(left) > _AGREEING * len(rows):
        widths += _find_ragged(breaks.rights[rows])
    return widths


def _is_width(width: Width, chains: Ints, covers: Flags, texts: Sequence[str]) -> bool:
    """Whether breaks within sentences show that lines were wrapped at a width; `chains` has the chain of each of them, `covers`
    says whether it agrees on the width, `texts` are the lines before those that do.
    """
    count, agreeing = len(covers), len(texts)
    if width.most >= NARROW:
        share = _MANY_AGREEING if agreeing >= _MANY_BREAKS else _AGREEING
        return agreeing >= max(_LEAST_BREAKS, share * count)
    if agreeing < max(_NARROW_BREAKS if width.most >= _VERSE else _VERSE_BREAKS, _NARROW_AGREEING * count):
        return False
    own, every = np.bincount(chains[covers], minlength=chains[-1] + 1), np.bincount(chains)
    regions = 2 * own >= every
    if own[regions].sum() < _REGION_AGREEING * every[regions].sum():
        return False
    prose = [SENTENCE_WITHIN.search(text) or _SHORT_WORD.search(text) for text in texts]
    return width.most >= _VERSE or sum(map(bool, prose)) >= _PROSE_SHARE * agreeing


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
    votes = np.zeros(2 * _MOST_WIDTH + 2, np.int64)
    np.add.at(votes, rights, 1)
    np.add.at(votes, np.minimum(rooms, 2 * _MOST_WIDTH), -1)
    votes = np.cumsum(votes)
    votes[:_LEAST_WIDTH] = 0
    least = int(votes.argmax())
    most = least + int((votes[least:] < votes[least]).argmax()) - 1
    return Width(least, most, int(votes[least]))
