"""Joining the lines of hard-wrapped text, and those of sentences that vertical space parted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.cleaning.blocks.hyphens import LONGEST_WORD
from corpus_builder.cleaning.blocks.lines import Columns
from corpus_builder.model import Break
from corpus_builder.text.line_breaks import HYPHENS
from corpus_builder.text.sentences import CLAUSE_STOPS, SENTENCE_WITHIN

# what layout leaves in a text: a manual line break, the end of a page
_VERTICAL_SPACE = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_LIST_MARK = re.compile(r"[-–—*•·▪◦‣●○■□➤➔→»>]|\(?\d{1,2}[.)°]|[a-z]\)")

# Characters: columns of a newspaper are 30 wide and more, what mail programs and terminals wrap 60 to 80; prose that is not
# wrapped has longer lines; narrower lines may be verses or a list.
_SHORTEST, _LONGEST, _NARROW = 22, 90, 55
# Lines: fewer give no evidence of a width.
_LEAST_LINES = 4
# Share of full lines that must break inside a sentence; about half of the lines of wrapped prose do so.
_BROKEN_SHARE = 0.35
# Share of the lines that must have had no room for the first word of the next: lists of ingredients have.
_FULL_SHARE = 0.6
# Share of the narrow lines within which a sentence must end: in prose every third or fourth does.
_STOP_SHARE = 0.05
# Share of characters in longer lines (addresses, a stray heading) that wrapped text may have.
_STRAY_SHARE = 0.1


class _Unit(NamedTuple):
    """One line of the text, or the lines of one hard-wrapped paragraph; offsets into the repaired text, without blanks."""

    start: int
    end: int
    line: int
    before: Break


def join_wrapped(text: str, lines: Columns, *, has_rare_breaks: bool) -> tuple[Columns, Mapping[int, int]]:
    """Lines joined where the text was wrapped by hand or vertical space parted a sentence, and the numbers of the joined
    ones, with those of their lines."""
    may_be_wrapped = _may_be_wrapped(lines)
    if not has_rare_breaks and not may_be_wrapped:
        return lines, {}
    rows = list(map(_Unit, lines.starts, lines.ends, lines.lines, lines.before))
    parted = _find_parted(text, rows) if has_rare_breaks else frozenset[int]()
    width = _wrap_width(text, rows) if may_be_wrapped else 0
    starts, ends, _, numbers, before, indents = units = Columns([], [], [], [], [], [])
    joined: dict[int, int] = {}
    last = None
    for row, indent in zip(rows, lines.indents, strict=True):
        wrapped = last and width and row.before == "line" and _is_joint(text, last, row, width)
        if wrapped or row.line in parted:
            ends[-1] = row.end
            joined[len(ends) - 1] = joined.get(len(ends) - 1, 1) + 1
        else:
            starts.append(row.start)
            ends.append(row.end)
            numbers.append(row.line)
            before.append(row.before)
            indents.append(indent)
        last = row
    return units._replace(texts=[text[start:end] for start, end in zip(starts, ends, strict=True)]), joined


def _may_be_wrapped(lines: Columns) -> bool:
    """Whether enough lines are as long as wrapped ones, and few are longer."""
    lengths = list(map(len, lines.texts))
    strays = sum([length for length in lengths if length > _LONGEST])
    return strays <= _STRAY_SHARE * sum(lengths) and sum(_SHORTEST <= length <= _LONGEST for length in lengths) >= _LEAST_LINES


def _find_parted(text: str, units: list[_Unit]) -> set[int]:
    """The numbers of the lines that go on a sentence which vertical space parted; short lines in a row are verses or a list."""
    rows: list[list[_Unit]] = []
    for unit in units:
        if unit.before == "line" and _VERTICAL_SPACE.search(text, rows[-1][-1].end, unit.start):
            rows[-1].append(unit)
        else:
            rows.append([unit])
    return {
        after.line
        for row in rows
        if len(row) < _LEAST_LINES or max(unit.end - unit.start for unit in row) > _NARROW
        for before, after in pairwise(row)
        if _goes_on(text, before, after)
    }


def _goes_on(text: str, a: _Unit, b: _Unit) -> bool:
    return text[b.start].islower() and text[a.end - 1] not in CLAUSE_STOPS and not _LIST_MARK.match(text, b.start)


def _wrap_width(text: str, units: list[_Unit]) -> int:
    """The width at which a text that may be wrapped was wrapped by hand, 0 when it was not."""
    pairs = [(a, b) for a, b in pairwise(units) if b.before == "line" and a.end - a.start >= _SHORTEST]
    broken = sum(_breaks_sentence(text, a, b) for a, b in pairs)
    if len(pairs) < _LEAST_LINES or broken < _BROKEN_SHARE * len(pairs):
        return 0
    full = sorted(unit.end - unit.start for unit in units if _SHORTEST <= unit.end - unit.start <= _LONGEST)
    width = full[int(len(full) * 0.9)]
    if sum(_has_no_room(text, a, b, width) for a, b in pairs) < _FULL_SHARE * len(pairs):
        return 0
    # verses and lists have narrow lines, too, but no sentence ends in the middle of one
    stops = sum(SENTENCE_WITHIN.search(text, a.start, a.end) is not None for a, _ in pairs)
    return width if width >= _NARROW or stops >= _STOP_SHARE * len(pairs) else 0


def _has_no_room(text: str, a: _Unit, b: _Unit, width: int) -> bool:
    """Whether the first word of a line would not have fitted on the one before."""
    word = _BLANKS.split(text[b.start : b.start + LONGEST_WORD], maxsplit=1)[0]
    return a.end - a.start + 1 + len(word) > width


def _breaks_sentence(text: str, a: _Unit, b: _Unit) -> bool:
    return text[b.start].islower() and (text[a.end - 1].isalpha() or _ends_in_hyphen(text, a))


def _ends_in_hyphen(text: str, line: _Unit) -> bool:
    """Whether a line ends in a hyphen that is no dash: in the midst of a word."""
    return text[line.end - 1] in HYPHENS and text[line.end - 2].isalnum()


def _is_joint(text: str, a: _Unit, b: _Unit, width: int) -> bool:
    if _LIST_MARK.match(text, b.start):
        return False
    if _ends_in_hyphen(text, a) and text[b.start].islower():
        return True
    if a.end - a.start < _SHORTEST:
        return False
    if text[b.start].islower() or _ends_in_hyphen(text, a):
        return True
    return _has_no_room(text, a, b, width)
