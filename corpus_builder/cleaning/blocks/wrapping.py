"""Joining the lines of hard-wrapped text, and those of sentences that vertical space parted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from corpus_builder.cleaning.blocks.line_columns import Columns, cut_rare
from corpus_builder.cleaning.blocks.line_ends import CLOSING, Breaks, continues, is_closed, is_listed, leans, read_breaks
from corpus_builder.cleaning.blocks.print_widths import find_wide, measure_breaks
from corpus_builder.cleaning.blocks.widths import MOST_WIDTH, NARROW, SHORTEST, Width, find_widths, may_have_width
from corpus_builder.kernels.segments import Flags, Ints
from corpus_builder.text.sentences import CLAUSE_STOPS, SENTENCE_WITHIN, ends_sentence

# what layout leaves in a text: a manual line break, the end of a page
_VERTICAL_SPACE = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Characters: shorter lines may be verses or a list; so many of them in a row are.
_SHORT, _LEAST_LINES = 55, 4
# Characters of a line whose sentence the next one goes on, if a width has broken it.
_LEAST_CHARACTERS = 12
# Breaks that must support a width before lines are joined in which nothing else shows that they belong together.
_CERTAIN, _VERY_CERTAIN = 4, 20
# The same of narrow lines that end as a sentence does.
_CERTAIN_CLOSED = 3
# Breaks of a heading, and the share of the breaks of narrow prose that are within sentences.
_HEADING_BREAKS, _BROKEN_SHARE = 3, 0.4
# Share of a width that a line needs, with the first word of the next, to be joined in the midst of a sentence, though there was
# room for a little more: letters of double width and marks that were taken out.
_NEAR_SHARE = 0.85
# Characters that a line may be too long for a width to be joined all the same in the midst of a sentence.
_BEYOND = 8
# Breaks within sentences of printed columns, and the share of them that agree on widths in characters where they are none.
_PRINTED_BREAKS, _PRINTED_SHARE = 8, 0.95
# Lines behind the end of a sentence that are none of the same paragraph where no stop ends them: a credit, a caption, a link.
_TAIL_LINES = 2
# Words of four letters and more, of which a heading with capitals has some; and a small one at the beginning of what it is not.
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_SMALL_WORD = re.compile(r"[^\W\d_]{4}")
_LEAST_WORDS = 4


def join_wrapped(text: str, lines: Columns, drawn: str | None, *, has_rare_breaks: bool) -> tuple[Columns, Mapping[int, int]]:
    """Lines joined where the text was wrapped by hand or vertical space parted a sentence, and the numbers of the joined
    ones, with those of their lines. `drawn` is the text as it was wrapped, where that had more in its lines.
    """
    lines, looks = _draw_lines(drawn, lines)
    may_be_wrapped = drawn is not None or _may_be_wrapped(lines)
    if not has_rare_breaks and not may_be_wrapped:
        return lines, {}
    is_joint = _find_joints(lines, looks) if may_be_wrapped else np.zeros(len(lines.texts), bool)
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
    # a short word is looked for first, by its blank, for speed
    near = [
        row
        for row, (above, text) in enumerate(pairwise(texts))
        if _LEAST_CHARACTERS <= len(above) <= MOST_WIDTH and (text[0].islower() or " " in above[-4:-1] or text[0] in CLOSING)
    ]
    going = [
        row
        for row in near
        if before[row + 1] == "line" and (continues(texts[row + 1]) or leans(texts[row])) and texts[row][-1] not in CLAUSE_STOPS
    ]
    return may_have_width(lines, going)


def _draw_lines(drawn: str | None, lines: Columns) -> tuple[Columns, Sequence[str]]:
    """The lines with what parts them as they were wrapped, when none was empty because of its marks; and how they looked then."""
    if drawn is None:
        return lines, lines.texts
    _, every = cut_rare(drawn)
    before = [
        "line" if kind == "blank" and all(map(str.strip, every[above + 1 : below])) else kind
        for kind, above, below in zip(lines.before, [-1, *lines.lines], lines.lines, strict=False)
    ]
    return lines._replace(before=before), [every[number].strip() for number in lines.lines]


def _find_joints(lines: Columns, drawn: Sequence[str]) -> Flags:
    """Whether each line of a text that may be wrapped goes on the line before; `drawn` are the lines as they were wrapped."""
    breaks = read_breaks(lines, drawn)
    breaks, widths = _choose_widths(breaks, find_widths(breaks, lines), lines, drawn)
    joints = np.zeros(len(lines.texts), bool)
    if not widths:
        return joints
    chains = breaks.number_chains()
    forced = np.array([(width.forces(breaks) | width.nearly_forces(breaks)) & breaks.linked for width in widths])
    counts = np.array([np.bincount(chains[row], minlength=chains[-1] + 1) for row in forced])
    choices: Ints = counts.argmax(axis=0)[chains]
    for number, width in enumerate(widths):
        own = choices == number
        joints[1:] |= _join_chains(lines, breaks, chains, forced[number] & own, width) | (_go_on(breaks, width) & own)
    least = np.array([width.least for width in widths])[choices]
    joints[1:] |= _find_gaps(breaks, joints[1:], least)
    if widths[0].is_printed:
        joints[1:] |= find_wide(breaks, max(width.most for width in widths))
    _part_tails(lines, joints)
    return joints


def _choose_widths(breaks: Breaks, widths: list[Width], lines: Columns, drawn: Sequence[str]) -> tuple[Breaks, list[Width]]:
    """The widths of a text in characters, or those in print where more lines agree on them; with the breaks so measured."""
    rows = breaks.broken & (breaks.rights >= SHORTEST) & (breaks.rights < NARROW)
    count = int(np.count_nonzero(rows))
    support, first = (_count_forced(rows, breaks, own) for own in (widths, widths[:1]))
    if count < max(_PRINTED_BREAKS, np.count_nonzero(breaks.broken) / 2) or first > _PRINTED_SHARE * count:
        return breaks, widths
    printed = measure_breaks(breaks, drawn)
    found = [width.print_middle() for width in find_widths(printed, lines)]
    gain = _count_forced(rows, printed, found) - support
    gain_first = _count_forced(rows, printed, found[:1]) - first
    least = max(1.0, (1 - _PRINTED_SHARE) * count)
    # more widths agree with more lines by chance
    return (printed, found) if min(gain, gain_first) >= 0 and max(gain, gain_first - least) > least else (breaks, widths)


def _count_forced(rows: Flags, breaks: Breaks, widths: list[Width]) -> int:
    """How many of some breaks any of these widths forces."""
    return int(np.count_nonzero(rows & np.any([width.forces(breaks) for width in widths], axis=0))) if widths else 0


def _join_chains(lines: Columns, breaks: Breaks, chains: Ints, forced: Flags, width: Width) -> Flags:
    """The breaks that a width has forced and that are joined; `chains` has the number of the chain of each break."""

    def count(flags: Flags) -> Ints:
        """How many breaks of its chain each break has."""
        counts: Ints = np.bincount(chains[flags], minlength=chains[-1] + 1)[chains]
        return counts

    n_forced, n_broken = count(forced), count(forced & breaks.broken)
    if width.most < NARROW:
        # most breaks of narrow prose are forced, and half of them within sentences; few of those of a table are
        n_other = count(breaks.linked & ~forced)
        alone = ~np.isin(np.cumsum(~breaks.linked), np.cumsum(~breaks.linked)[breaks.turns])
        is_heading = alone & (n_forced <= _HEADING_BREAKS) & (width.support >= _VERY_CERTAIN)
        whole = (n_other == 0) & (is_heading | (_find_closed(lines, chains) & (width.support >= _CERTAIN_CLOSED)))
        # verses beside printed columns agree with their width by chance
        said = not width.is_printed or (n_forced <= _HEADING_BREAKS) | _find_said(lines, breaks, chains)
        narrow: Flags = forced & said & (n_forced >= n_other) & ((_BROKEN_SHARE * n_forced <= n_broken) | whole)
        return narrow
    is_sure = (width.support >= _VERY_CERTAIN) | ((width.support >= _CERTAIN) & (n_forced <= _HEADING_BREAKS))
    joined: Flags = forced & ((n_broken > 0) | is_sure)
    return joined


def _find_said(lines: Columns, breaks: Breaks, chains: Ints) -> Flags:
    """Whether a sentence ends in the chain of each break: within a line or at the end of one."""
    said = np.array([is_closed(text) or SENTENCE_WITHIN.search(text) is not None for text in lines.texts], bool)
    own: Flags = np.bincount(chains[breaks.linked & (said[:-1] | said[1:])], minlength=chains[-1] + 1)[chains] > 0
    return own


def _find_closed(lines: Columns, chains: Ints) -> Flags:
    """Whether the chain of each break ends as a sentence does."""
    last = np.flatnonzero(np.diff(chains, append=chains[-1] + 1))
    closed = np.array([is_closed(lines.texts[row + 1]) for row in last.tolist()], bool)
    own: Flags = closed[np.searchsorted(last, np.arange(len(chains)))]
    return own


def _go_on(breaks: Breaks, width: Width) -> Flags:
    """The breaks within words, and those within sentences of lines that have nearly a width."""
    near = (breaks.rooms > _NEAR_SHARE * width.least) & (breaks.rights <= width.most + _BEYOND)
    is_certain = width.support >= _CERTAIN and width.most >= NARROW
    return breaks.split | (is_certain & (breaks.torn | (breaks.broken & near)))


def _find_gaps(breaks: Breaks, joined: Flags, least: Ints) -> Flags:
    """The breaks within sentences beside those that are joined, at nearly the width of these, which is `least`."""
    beside = np.append(False, joined[:-1]) | np.append(joined[1:], False)
    gaps: Flags = beside & breaks.broken & (breaks.rooms > _NEAR_SHARE * least) & (breaks.rights <= least + _BEYOND)
    return gaps


def _part_tails(lines: Columns, joints: Flags) -> None:
    """Part what begins with a sentence's end at the end of a line, or below a heading, and does not end as a sentence does."""
    texts = lines.texts
    for row in np.flatnonzero(joints).tolist():
        above, text = texts[row - 1], texts[row]
        is_heading = not joints[row - 1] and text[0].islower() and _is_capitalized(above) and _SMALL_WORD.match(text) is not None
        if not is_heading and not (ends_sentence(above) if text[0].islower() else is_closed(above)):
            continue
        behind = next((end for end in range(row + 1, row + 1 + _TAIL_LINES) if end == len(texts) or not joints[end]), None)
        if behind is not None and not is_closed(texts[behind - 1]):
            joints[row] = False


def _is_capitalized(text: str) -> bool:
    """Whether a line is a heading by its capitals: each of its longer words, which are several, has one."""
    words = _LONG_WORD.findall(text)
    return len(words) >= _LEAST_WORDS and not any(word.islower() for word in words)


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
