"""Splitting a text into blocks: the units that are kept or removed as a whole.

Text is split at line breaks, except in hard-wrapped text, whose lines are joined as `hyphens.py` says, and within a
sentence that is split by vertical space which is not a line end. A line is split where `glue.py` finds paragraphs
glued together on it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from corpus_builder.cleaning.blocks.glue import find_cuts, find_glue
from corpus_builder.cleaning.blocks.hyphens import Hyphens, join_lines, read_hyphens
from corpus_builder.cleaning.blocks.line_columns import Columns, find_lines
from corpus_builder.cleaning.blocks.wrapping import join_wrapped
from corpus_builder.model import Alignment, Block, Blocks, Break, Line
from corpus_builder.text.line_breaks import BREAK, find_joints, keep_hyphen, read_signs

_RARE_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Characters: the last line as long as this ends the prose; questions to the reader are sought in it and behind it.
_PROSE_CHARACTERS = 150


def split_blocks(text: str, lines: Sequence[Line]) -> Blocks:
    """Cut a repaired text into blocks that are sorted, disjoint and cover every non-blank character.

    `lines` has one entry per line of `text` for a rendered page, and is empty for plain text. A rendered page was cut
    where its markup says so: its lines are never joined, and other breaks in them are blanks.

    >>> split_blocks("Il pleut.Le vent tombe.", ()).texts
    ['Il pleut.', 'Le vent tombe.']
    """
    return split_texts([text], [lines])[0]


def split_texts(
    texts: Sequence[str], pages: Sequence[Sequence[Line]], drawn: Mapping[int, str] = MappingProxyType({})
) -> list[Blocks]:
    """The blocks of each text of a batch, as `split_blocks` cuts them.

    `drawn` has by their numbers the texts that were wrapped with marks in their lines, which were taken out since.
    """
    rare = [any(mark in text for mark in _RARE_BREAKS) for text in texts]
    found = find_lines(texts, [is_rare and not lines for is_rare, lines in zip(rare, pages, strict=True)])
    joined = [
        _join_units(text, lines, units, drawn.get(number), has_rare_breaks=is_rare)
        for number, (text, lines, units, is_rare) in enumerate(zip(texts, pages, found, rare, strict=True))
    ]
    parts = enumerate(zip(texts, pages, joined, find_glue(texts), strict=True))
    return [
        _make_blocks(lines, *units, _read_hyphens(text, *units, is_drawn=number in drawn), _find_cuts(places, units[0]))
        for number, (text, lines, units, places) in parts
    ]


def _join_units(
    text: str, lines: Sequence[Line], units: Columns, drawn: str | None, *, has_rare_breaks: bool
) -> tuple[Columns, Mapping[int, int]]:
    """The units of a text, made of its lines, and the numbers of those that have several lines, with the number of these."""
    if not lines:
        return join_wrapped(text, units, drawn, has_rare_breaks=has_rare_breaks)
    return units, {index: 1 for index, source in enumerate(units.texts) if has_rare_breaks and BREAK.search(source)}


def _read_hyphens(text: str, units: Columns, joined: Mapping[int, int], *, is_drawn: bool) -> Hyphens:
    """How a text uses hyphens at the ends of lines; one that a converter wrote splits no words."""
    hyphens = read_hyphens(text, [(units.starts[index], units.ends[index]) for index in sorted(joined)])
    return hyphens._replace(splits_words=False) if is_drawn else hyphens


def _make_blocks(
    lines: Sequence[Line],
    units: Columns,
    joined: Mapping[int, int],
    hyphens: Hyphens,
    cuts: Mapping[int, list[tuple[int, Break]]],
) -> Blocks:
    """The blocks of a text, by its units and where these are cut."""
    blocks, counts = units, list[int]()
    if cuts or joined:
        blocks, done = Columns([], [], [], [], [], []), 0
        for index in sorted({*cuts, *joined}):
            is_joined, is_line = index in joined, units.lines[index] < len(lines)
            blocks.copy_rows(units, done, index)
            counts += [1] * (len(blocks.texts) - len(counts))
            _cut_unit(blocks, units, index, cuts.get(index, []), hyphens if is_joined else None, is_line=is_line)
            counts += [joined.get(index, 1)] * (len(blocks.texts) - len(counts))
            done = index + 1
        blocks.copy_rows(units, done, len(units.texts))
        counts += [1] * (len(blocks.texts) - len(counts))
    indents = blocks.indents if any(blocks.indents) else ()
    return Blocks(*blocks[:-1], markup=lines, indents=indents, joined=counts if joined else ())


def _find_cuts(places: Sequence[int], units: Columns) -> dict[int, list[tuple[int, Break]]]:
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
        signs = read_signs(joint)
        kept = keep_hyphen(signs)
        hyphen = bool(kept) and block.text.startswith(kept, length)
        space = block.text.startswith(" ", length + hyphen)
        sign = block.start + joint.start() + (signs.index(kept) if hyphen else 0)
        after += [length, length + hyphen, length + hyphen + space]
        before += [sign, sign + hyphen, block.start + joint.end()]
        length = after[-1]
        done = joint.end()
    return Alignment((*after, len(block.text)), (*before, block.end))


def _cut_unit(
    blocks: Columns, units: Columns, index: int, cuts: Sequence[tuple[int, Break]], hyphens: Hyphens | None, *, is_line: bool
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
        blocks.indents.append(units.indents[index])
        before, start = following, end
