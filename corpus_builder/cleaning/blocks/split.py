"""Splitting a text into blocks: the units that are kept or removed as a whole.

Text is split at line breaks, except in hard-wrapped text, whose lines are joined as `hyphens.py` says, and within a
sentence that is split by vertical space which is not a line end. A line is split where `glue.py` finds paragraphs
glued together on it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.blocks.glue import find_cuts, find_glue
from corpus_builder.cleaning.blocks.hyphens import LONGEST_WORD, Hyphens, join_lines, read_hyphens
from corpus_builder.model import Alignment, Block, Blocks, Break, Line
from corpus_builder.text.line_breaks import BREAK, HYPHENS, find_joints
from corpus_builder.text.sentences import CLAUSE_STOPS, SENTENCE_WITHIN

I64 = npt.NDArray[np.int64]
# what separates a line from the last one that is not blank: nothing else, or blank lines
_LINE_BREAKS = np.array(["line", "blank"], object)
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


class _Columns(NamedTuple):
    """Units or blocks as columns, while they are made."""

    starts: list[int]
    ends: list[int]
    texts: list[str]
    lines: list[int]
    before: list[Break]

    def slice(self, first: int, end: int) -> _Columns:
        """Those from `first` to before `end`."""
        starts, ends, texts, lines, before = self
        return _Columns(starts[first:end], ends[first:end], texts[first:end], lines[first:end], before[first:end])


def split_blocks(text: str, lines: Sequence[Line]) -> Blocks:
    """Cut a repaired text into blocks that are sorted, disjoint and cover every non-blank character.

    `lines` has one entry per line of `text` for a rendered page, and is empty for plain text. A rendered page was cut
    where its markup says so: its lines are never joined, and other breaks in them are blanks.

    >>> split_blocks("Il pleut.Le vent tombe.", ()).texts
    ['Il pleut.', 'Le vent tombe.']
    """
    return split_texts([text], [lines])[0]


def split_texts(texts: Sequence[str], pages: Sequence[Sequence[Line]]) -> list[Blocks]:
    """The blocks of each text of a batch, as `split_blocks` cuts them."""
    rare = [any(mark in text for mark in _RARE_BREAKS) for text in texts]
    found = _find_lines(texts, [is_rare and not lines for is_rare, lines in zip(rare, pages, strict=True)])
    joined = [
        _join_units(text, lines, units, has_rare_breaks=is_rare)
        for text, lines, units, is_rare in zip(texts, pages, found, rare, strict=True)
    ]
    parts = zip(texts, pages, joined, find_glue(texts), strict=True)
    return [_make_blocks(text, lines, *units, _find_cuts(places, units[0])) for text, lines, units, places in parts]


def _join_units(text: str, lines: Sequence[Line], units: _Columns, *, has_rare_breaks: bool) -> tuple[_Columns, Set[int]]:
    """The units of a text, made of its lines, and the numbers of those that have several lines."""
    if not lines:
        return _join_wrapped(text, units, has_rare_breaks=has_rare_breaks)
    return units, {index for index, source in enumerate(units.texts) if has_rare_breaks and BREAK.search(source)}


def _make_blocks(
    text: str, lines: Sequence[Line], units: _Columns, joined: Set[int], cuts: Mapping[int, list[tuple[int, Break]]]
) -> Blocks:
    """The blocks of a text, by its units and where these are cut."""
    hyphens = read_hyphens(text, [(units.starts[index], units.ends[index]) for index in sorted(joined)])
    if not cuts and not joined:
        return Blocks(*units, markup=lines)
    blocks = _Columns([], [], [], [], [])
    done = 0
    for index in sorted({*cuts, *joined}):
        _copy_units(blocks, units, done, index)
        is_joined, is_line = index in joined, units.lines[index] < len(lines)
        _cut_unit(blocks, units, index, cuts.get(index, []), hyphens if is_joined else None, is_line=is_line)
        done = index + 1
    _copy_units(blocks, units, done, len(units.texts))
    return Blocks(*blocks, markup=lines)


def _copy_units(blocks: _Columns, units: _Columns, first: int, end: int) -> None:
    """Make blocks of the units from `first` to before `end` as they are."""
    blocks.starts.extend(units.starts[first:end])
    blocks.ends.extend(units.ends[first:end])
    blocks.texts.extend(units.texts[first:end])
    blocks.lines.extend(units.lines[first:end])
    blocks.before.extend(units.before[first:end])


def _find_cuts(places: Sequence[int], units: _Columns) -> dict[int, list[tuple[int, Break]]]:
    """Where units are cut, by their numbers: those with glue in them, at these places of the text, the first one, and questions
    behind the last prose.
    """
    glued: dict[int, list[int]] = {}
    for place in places:
        index = bisect_left(units.starts, place) - 1
        glued.setdefault(index, []).append(place - units.starts[index])
    count = len(units.texts)
    prose = (i for i in range(count - 1, -1, -1) if units.ends[i] - units.starts[i] >= _PROSE_CHARACTERS)
    tail = {i for i in range(next(prose, 0), count) if units.texts[i].endswith("?")}
    cuts = {}
    for index in sorted({*glued, *tail, *range(min(count, 1))}):
        found_cuts = find_cuts(units.texts[index], glued.get(index, ()), is_first=index == 0, is_tail=index in tail)
        if found_cuts:
            cuts[index] = found_cuts
    return cuts


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


def _find_lines(texts: Sequence[str], rare: Sequence[bool]) -> list[_Columns]:
    """For each text its lines that are not blank; `rare` tells which texts have rare breaks that end lines."""
    cut = [_cut_rare(text) if is_rare else ([], text.split("\n")) for text, is_rare in zip(texts, rare, strict=True)]
    lines = list(chain.from_iterable(own for _, own in cut))
    bounds = np.cumsum([0, *(len(own) for _, own in cut)])
    widths, lengths = _measure(lines), _measure(bare := list(map(str.strip, lines)))
    starts = np.cumsum(widths + 1) - widths - 1
    starts -= np.repeat(starts[bounds[:-1]], np.diff(bounds))
    for place, (known, _) in zip(bounds.tolist(), cut, strict=False):
        starts[place : place + len(known)] = known
    for row in np.flatnonzero(widths != lengths).tolist():
        starts[row] += widths[row] - len(lines[row].lstrip())
    rows = np.flatnonzero(lengths)
    numbers = rows - np.repeat(bounds[:-1], np.diff(bounds))[rows]
    units = _Columns(
        starts[rows].tolist(),
        (starts[rows] + lengths[rows]).tolist(),
        list(filter(None, bare)),
        numbers.tolist(),
        _LINE_BREAKS[(np.diff(numbers, prepend=-1) != 1).astype(np.int8)].tolist(),
    )
    found = [units.slice(first, end) for first, end in pairwise(np.searchsorted(rows, bounds).tolist())]
    for own in found:
        own.before[:1] = ["start"] * bool(own.texts)
    return found


def _cut_rare(text: str) -> tuple[list[int], list[str]]:
    """Where the lines of a text with several kinds of breaks start, and the lines."""
    spans = [found.span() for found in BREAK.finditer(text)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    return starts, [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _measure(texts: Sequence[str]) -> I64:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _join_wrapped(text: str, lines: _Columns, *, has_rare_breaks: bool) -> tuple[_Columns, Set[int]]:
    """Lines joined where the text was wrapped by hand or vertical space parted a sentence, and the numbers of the joined ones."""
    may_be_wrapped = _may_be_wrapped(lines)
    if not has_rare_breaks and not may_be_wrapped:
        return lines, frozenset()
    rows = list(map(_Unit, lines.starts, lines.ends, lines.lines, lines.before))
    parted = _find_parted(text, rows) if has_rare_breaks else frozenset[int]()
    width = _wrap_width(text, rows) if may_be_wrapped else 0
    starts, ends, _, numbers, before = units = _Columns([], [], [], [], [])
    joined: set[int] = set()
    last = None
    for row in rows:
        wrapped = last and width and row.before == "line" and _is_joint(text, last, row, width)
        if wrapped or row.line in parted:
            ends[-1] = row.end
            joined.add(len(ends) - 1)
        else:
            starts.append(row.start)
            ends.append(row.end)
            numbers.append(row.line)
            before.append(row.before)
        last = row
    return units._replace(texts=[text[start:end] for start, end in zip(starts, ends, strict=True)]), joined


def _may_be_wrapped(lines: _Columns) -> bool:
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


def _cut_unit(
    blocks: _Columns, units: _Columns, index: int, cuts: Sequence[tuple[int, Break]], hyphens: Hyphens | None, *, is_line: bool
) -> None:
    """Make the blocks of one unit; `hyphens` are for one whose lines are joined, `is_line` says that it is one of a page."""
    first, source, before = units.starts[index], units.texts[index], units.before[index]
    # a line of a page has one number, whatever breaks it holds
    breaks = [found.start() for found in BREAK.finditer(source)] if hyphens is not None and not is_line else []
    start = 0
    for end, following in (*cuts, (len(source), before)):
        piece = source[start:end]
        bare = piece.strip()
        offset = start + piece.index(bare[0])
        blocks.starts.append(first + offset)
        blocks.ends.append(first + offset + len(bare))
        blocks.texts.append(bare if hyphens is None else join_lines(bare, hyphens))
        blocks.lines.append(units.lines[index] + bisect_left(breaks, offset))
        blocks.before.append(before)
        before, start = following, end
