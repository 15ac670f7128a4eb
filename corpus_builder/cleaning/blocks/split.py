"""Splitting a text into blocks: the units that are kept or removed as a whole.

Text is split at line breaks, except in hard-wrapped text, whose lines are joined as `hyphens.py` says, and within a
sentence that is split by vertical space which is not a line end. A line is split where `glue.py` finds paragraphs
glued together on it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.cleaning.blocks.glue import GLUE, find_cuts
from corpus_builder.cleaning.blocks.hyphens import LONGEST_WORD, Hyphens, join_lines, read_hyphens
from corpus_builder.model import Alignment, Block, Break, Line
from corpus_builder.text.line_breaks import BREAK, HYPHENS, find_joints
from corpus_builder.text.sentences import CLAUSE_STOPS, SENTENCE_WITHIN

_RARE_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
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
# Characters: the last line as long as this ends the prose; questions to the reader are sought in it and behind it.
_PROSE_CHARACTERS = 150


class _Unit(NamedTuple):
    """One line of the text, or the lines of one hard-wrapped paragraph; offsets into the repaired text, without blanks."""

    start: int
    end: int
    line: int
    before: Break
    joined: bool = False


def split_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """Cut a repaired text into blocks that are sorted, disjoint and cover every non-blank character.

    `lines` has one entry per line of `text` for a rendered page, and is empty for plain text. A rendered page was cut
    where its markup says so: its lines are never joined, and other breaks in them are blanks.

    >>> [block.text for block in split_blocks("Il pleut.Le vent tombe.", ())]
    ['Il pleut.', 'Le vent tombe.']
    """
    has_rare_breaks = any(mark in text for mark in _RARE_BREAKS)
    units = _find_lines(text, rendered=bool(lines), has_rare_breaks=has_rare_breaks)
    if not lines:
        units = _join_wrapped(text, units, _find_parted(text, units) if has_rare_breaks else frozenset())
    hyphens = read_hyphens(text, [(unit.start, unit.end) for unit in units if unit.joined])
    last_prose = max((i for i, unit in enumerate(units) if unit.end - unit.start >= _PROSE_CHARACTERS), default=0)
    glue = [found.end() for found in GLUE.finditer(text)]
    at = 0
    blocks: list[Block] = []
    for i, unit in enumerate(units):
        start, end, index, before, joined = unit
        markup = lines[index] if index < len(lines) else None
        source = text[start:end]
        first = at
        while at < len(glue) and glue[at] < end:
            at += 1
        is_tail = i >= last_prose and source.endswith("?")
        cuts: list[tuple[int, Break]] = []
        if at > first or is_tail or i == 0:
            glued = [cut - start for cut in glue[first:at]]
            cuts = find_cuts(source, glued, is_first=i == 0, is_tail=is_tail)
        if cuts or joined:
            blocks.extend(_cut_unit(source, unit, cuts, markup, hyphens))
        else:
            blocks.append(Block(start, end, source, index, before, markup))
    return blocks


def align_block(block: Block, text: str) -> Alignment:
    """Where the characters of a block's text stand in the repaired text it was cut from.

    >>> align_block(Block(2, 6, "a b", 0, "start"), "  a \\nb").start(2)
    5
    """
    source = text[block.start : block.end]
    if source == block.text:
        return Alignment((0, len(source)), (block.start, block.end))
    after, before, length = [0], [block.start], 0
    done = 0
    for joint in find_joints(source):
        length += joint.start() - done
        # of a hyphen and the break behind it there may be left both (as a space), one or none
        mark = joint.group()[0]
        hyphen = not mark.isspace() and block.text.startswith(mark, length)
        space = block.text.startswith(" ", length + hyphen)
        after += [length + hyphen, length + hyphen + space]
        before += [block.start + joint.start() + hyphen, block.start + joint.end()]
        length = after[-1]
        done = joint.end()
    return Alignment((*after, len(block.text)), (*before, block.end))


def _find_lines(text: str, *, rendered: bool, has_rare_breaks: bool) -> list[_Unit]:
    units: list[_Unit] = []
    before: Break = "start"
    for index, (start, line) in enumerate(_cut_lines(text, has_rare_breaks=has_rare_breaks and not rendered)):
        bare = line.strip()
        if bare:
            offset = start if line[0] == bare[0] else start + line.index(bare[0])
            joined = rendered and has_rare_breaks and BREAK.search(bare) is not None
            units.append(_Unit(offset, offset + len(bare), index, before, joined))
            before = "line"
        elif before == "line":
            before = "blank"
    return units


def _cut_lines(text: str, *, has_rare_breaks: bool) -> Iterator[tuple[int, str]]:
    """Every line with where it starts; most texts know one kind of break."""
    start = 0
    if not has_rare_breaks:
        for line in text.split("\n"):
            yield start, line
            start += len(line) + 1
        return
    for found in BREAK.finditer(text):
        yield start, text[start : found.start()]
        start = found.end()
    yield start, text[start:]


def _join_wrapped(text: str, units: list[_Unit], parted: Set[int]) -> list[_Unit]:
    """Lines joined where the text was wrapped by hand, and those whose number is in `parted` to the line before."""
    width = _wrap_width(text, units)
    if not width and not parted:
        return units
    joined: list[_Unit] = []
    last = None
    for unit in units:
        wrapped = last and width and unit.before == "line" and _is_joint(text, last, unit, width)
        if wrapped or unit.line in parted:
            joined[-1] = _Unit(joined[-1].start, unit.end, joined[-1].line, joined[-1].before, joined=True)
        else:
            joined.append(unit)
        last = unit
    return joined


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
    """The width at which the text was wrapped by hand, 0 when it was not."""
    lengths = [unit.end - unit.start for unit in units]
    full = sorted(n for n in lengths if _SHORTEST <= n <= _LONGEST)
    strays = sum(n for n in lengths if n > _LONGEST)
    if len(full) < _LEAST_LINES or strays > _STRAY_SHARE * sum(lengths):
        return 0
    pairs = [(a, b) for a, b in pairwise(units) if b.before == "line" and a.end - a.start >= _SHORTEST]
    broken = sum(_breaks_sentence(text, a, b) for a, b in pairs)
    if len(pairs) < _LEAST_LINES or broken < _BROKEN_SHARE * len(pairs):
        return 0
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


def _cut_unit(source: str, unit: _Unit, cuts: list[tuple[int, Break]], markup: Line | None, hyphens: Hyphens) -> Iterator[Block]:
    # a line of a page has one number, whatever breaks it holds
    breaks = [found.start() for found in BREAK.finditer(source)] if unit.joined and markup is None else []
    before, start = unit.before, 0
    for end, following in (*cuts, (len(source), unit.before)):
        piece = source[start:end]
        bare = piece.strip()
        offset = start + piece.index(bare[0])
        joined = join_lines(bare, hyphens) if unit.joined else bare
        yield Block(
            unit.start + offset, unit.start + offset + len(bare), joined, unit.line + bisect_left(breaks, offset), before, markup
        )
        before, start = following, end
