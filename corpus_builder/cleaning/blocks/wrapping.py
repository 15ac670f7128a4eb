"""Joining the lines of hard-wrapped text, and those of sentences that vertical space parted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from corpus_builder.cleaning.blocks.line_columns import Columns
from corpus_builder.cleaning.blocks.widths import NARROW, Breaks, Width, find_widths, is_listed, read_breaks
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.text.sentences import CLAUSE_STOPS, ends_sentence

# what layout leaves in a text: a manual line break, the end of a page
_VERTICAL_SPACE = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Characters: shorter lines may be verses or a list; so many of them in a row are.
_SHORT, _LEAST_LINES = 55, 4
# A text has wrapped lines only where so many lines go on the sentence of the one before, which has so many characters.
_LEAST_BREAKS, _LEAST_CHARACTERS = 2, 12
# Breaks that must support a width before lines are joined in which nothing else shows that they belong together.
_CERTAIN = 4
# Share of a width that a line needs, with the first word of the next, to be joined in the midst of a sentence, though there was
# room for a little more: letters of double width and marks that were taken out.
_NEAR_SHARE = 0.8
# Characters that a line may be too long for a width to be joined all the same in the midst of a sentence.
_BEYOND = 8
# Lines behind the end of a sentence that are none of the same paragraph where no stop ends them: a credit, a caption, a link.
_TAIL_LINES = 2


def join_wrapped(text: str, lines: Columns, *, has_rare_breaks: bool) -> tuple[Columns, Mapping[int, int]]:
    """Lines joined where the text was wrapped by hand or vertical space parted a sentence, and the numbers of the joined
    ones, with those of their lines.
    """
    may_be_wrapped = _may_be_wrapped(lines)
    if not has_rare_breaks and not may_be_wrapped:
        return lines, {}
    is_joint = _find_joints(lines) if may_be_wrapped else np.zeros(len(lines.texts), bool)
    if has_rare_breaks:
        is_joint[_find_parted(text, lines)] = True
    if not is_joint.any():
        return lines, {}
    first = np.flatnonzero(~is_joint)
    counts = np.diff(np.append(first, len(is_joint)))
    starts, ends, numbers, indents = (
        np.array(column, np.int64)[rows].tolist()
        for column, rows in (
            (lines.starts, first),
            (lines.ends, first + counts - 1),
            (lines.lines, first),
            (lines.indents, first),
        )
    )
    before = [lines.before[row] for row in first.tolist()]
    texts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    joined = np.flatnonzero(counts > 1)
    units = Columns(starts, ends, texts, numbers, before, indents)
    return units, dict(zip(joined.tolist(), counts[joined].tolist(), strict=True))


def _may_be_wrapped(lines: Columns) -> bool:
    """Whether enough lines go on the sentence of the line before."""
    texts, before = lines.texts, lines.before
    small = [row for row, text in enumerate(texts) if text[0].islower() and before[row] == "line"]
    going = (row for row in small if len(texts[row - 1]) >= _LEAST_CHARACTERS and texts[row - 1][-1] not in CLAUSE_STOPS)
    return sum(1 for _ in going) >= _LEAST_BREAKS


def _find_joints(lines: Columns) -> Flags:
    """Whether each line of a text that may be wrapped goes on the line before."""
    breaks = read_breaks(lines)
    widths = find_widths(breaks, lines)
    joints = np.zeros(len(lines.texts), bool)
    if not widths:
        return joints
    chains: Ints = np.cumsum(~breaks.linked)
    forced = np.array([width.forces(breaks) & breaks.linked for width in widths])
    counts = np.array([np.bincount(chains[row], minlength=chains[-1] + 1) for row in forced])
    choices: Ints = counts.argmax(axis=0)[chains]
    for number, width in enumerate(widths):
        own = choices == number
        joints[1:] |= _join_chains(breaks, chains, forced[number] & own, width) | (_go_on(breaks, width) & own)
    _part_tails(lines, joints)
    return joints


def _join_chains(breaks: Breaks, chains: Ints, forced: Flags, width: Width) -> Flags:
    """The breaks that a width has forced and that are joined; `chains` has the number of the chain of each break."""

    def count(flags: Flags) -> Ints:
        """How many breaks of its chain each break has."""
        counts: Ints = np.bincount(chains[flags], minlength=chains[-1] + 1)[chains]
        return counts

    joined = forced
    if width.support < _CERTAIN:
        joined = joined & (count(forced & breaks.broken) > 0)
    if width.most < NARROW:
        joined = joined & (count(forced) >= count(breaks.linked & ~forced))
    return joined


def _go_on(breaks: Breaks, width: Width) -> Flags:
    """The breaks within sentences and words of lines that have nearly a width."""
    near = (breaks.rooms > _NEAR_SHARE * width.least) & (breaks.rights <= width.most + _BEYOND)
    return breaks.linked & near & (breaks.split | (breaks.broken & (width.support >= _CERTAIN)))


def _part_tails(lines: Columns, joints: Flags) -> None:
    """Part what begins with a sentence's end at the end of a line, and does not end as one does."""
    texts = lines.texts
    for row in np.flatnonzero(joints).tolist():
        if texts[row][0].islower() or not _is_closed(texts[row - 1]):
            continue
        behind = next((end for end in range(row + 1, row + 1 + _TAIL_LINES) if end == len(texts) or not joints[end]), None)
        if behind is not None and not _is_closed(texts[behind - 1]):
            joints[row] = False


def _is_closed(text: str) -> bool:
    return text[-1] in CLAUSE_STOPS or ends_sentence(text)


def _find_parted(text: str, lines: Columns) -> list[int]:
    """The lines that go on a sentence which vertical space parted; short lines in a row are verses or a list."""
    rows: list[list[int]] = []
    for row, before in enumerate(lines.before):
        if before == "line" and _VERTICAL_SPACE.search(text, lines.ends[row - 1], lines.starts[row]):
            rows[-1].append(row)
        else:
            rows.append([row])
    return [
        below
        for own in rows
        if len(own) < _LEAST_LINES or max(len(lines.texts[row]) for row in own) > _SHORT
        for above, below in pairwise(own)
        if _goes_on(lines.texts[above], lines.texts[below])
    ]


def _goes_on(above: str, below: str) -> bool:
    return below[0].islower() and above[-1] not in CLAUSE_STOPS and not is_listed(below)
