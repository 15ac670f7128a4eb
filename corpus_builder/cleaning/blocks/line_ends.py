"""What the ends and the beginnings of lines say of the breaks between them, for all lines of a text at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.blocks.line_columns import Columns, measure_texts
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.text.line_breaks import HYPHEN_END, HYPHEN_SIGNS
from corpus_builder.text.sentences import CLAUSE_STOPS, ends_sentence

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
# A short word at the end of a line belongs to the next one: an article, a preposition.
_SHORT_WORD = re.compile(r"(?<=\s)[^\W\d_A-Z]{1,3}\Z")
CLOSING = frozenset(",;:!?)]»”")
_TINY_WORD = re.compile(r"\s[^\W\d_A-Z]{1,2}\Z")
# Words of a line that goes on behind such a word, whatever begins the next one.
_LEANING_WORDS = 4
# Characters at the beginning of a line in which its first word is looked for: no width has room for longer ones.
_LONGEST_UNIT = 160
# Blanks by which lines of one paragraph differ where a browser has written a double space.
_JITTER = 1
# Blanks by which lynx indents what is no heading; it leaves as many at the end of a line.
_OUTDENT = 3
# Blanks by which the first line of a paragraph is indented at most.
_MOST_INDENT = 10
# Characters: fewer have no line for themselves because a width had no room for them.
_LEAST_ALONE = 55
# Characters of a line that splits a word before a capital or a digit.
_LEAST_SPLIT = 22


class Breaks(NamedTuple):
    """The breaks between the lines of one text, one entry for each but the last line.

    `rights` are the columns in which the lines end, and `rooms` those in which they would if the first word of the next line
    stood on them. A break is `linked` where the next line may continue the one before as far as its place and its first
    characters tell, `broken` where it goes on within a sentence, `split` where it goes on within a word, and `torn` where it
    does so behind a word of a letter or two. Where lines `turn`, wider or narrower ones begin.
    """

    rights: Ints
    rooms: Ints
    linked: Flags
    broken: Flags
    split: Flags
    torn: Flags
    turns: Flags

    def number_chains(self) -> Ints:
        """The number of each break's chain: lines that are linked to each other."""
        return np.cumsum(~self.linked | self.turns)


def read_breaks(lines: Columns, drawn: Sequence[str]) -> Breaks:
    """The breaks between the lines of a text; `drawn` has them as they were wrapped."""
    texts, indents = lines.texts, np.array(lines.indents, np.int64)
    ends = indents + measure_texts(drawn)
    rights = ends - _OUTDENT * _find_outdented(indents)
    words = measure_units(drawn)
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
    alone = np.array([" " not in text for text in drawn], bool) & (rights > _LEAST_ALONE)
    split = linked & hyphens & (small | (ends[:-1] >= _LEAST_SPLIT))
    torn = broken & small & leaning
    rows = np.flatnonzero(torn).tolist()
    torn[rows] = [_TINY_WORD.search(texts[row]) is not None for row in rows]
    rights = np.where(alone[:-1] | (gone & follows), 0, rights[:-1])
    return Breaks(rights, rooms, linked, broken, split, torn, np.zeros(len(linked), bool))


def _find_outdented(indents: Ints) -> Flags:
    """The lines of a text of lynx that are not indented: headings, which have more room on both sides."""
    plain = indents == 0
    outdented: Flags = plain & (np.count_nonzero(indents == _OUTDENT) > np.count_nonzero(plain))
    return outdented


def leans(text: str) -> bool:
    """Whether a line ends in a short word that belongs to the next one: an article, a preposition."""
    return " " in text[-4:-1] and text.count(" ") >= _LEANING_WORDS - 1 and _SHORT_WORD.search(text, len(text) - 4) is not None


def measure_units(texts: Sequence[str]) -> Ints:
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


def is_closed(text: str) -> bool:
    """Whether a line ends as a sentence or a clause does."""
    return text[-1] in CLAUSE_STOPS or ends_sentence(text)
