"""From cleaned text back to the source: the offsets of blocks, paragraphs and quotes in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from corpus_builder.cleaning.blocks.split import align_block
from corpus_builder.model import PARAGRAPH_BREAK, Alignment, Block, Label, Quote, Repaired, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with its label and its span in the source text."""

    block: Block
    label: Label
    start: int
    end: int


def locate_blocks(source_text: str, alignment: Alignment, blocks: Sequence[Block], labels: Sequence[Label]) -> list[Piece]:
    """Blocks with their spans in the source text, blanks trimmed.

    The spans tile the source: what repair deleted between two blocks belongs to the block before. A block of which no
    source character is left over (repair made two of one) is joined to the block before.
    """
    starts = [alignment.start(block.start) for block in blocks]
    bounds = [0, *starts[1:], len(source_text)]
    pieces: list[Piece] = []
    for block, label, left, right in zip(blocks, labels, bounds, bounds[1:], strict=False):
        start, end = trim_span(source_text, left, right)
        # repair may have made a letter of what is a blank in the source (U+0085): it belongs to the block all the same
        start, end = min(start, alignment.start(block.start)), max(end, min(alignment.end(block.end), right))
        if start == end and pieces:
            before = pieces[-1].block
            pieces[-1] = replace(pieces[-1], block=replace(before, text=f"{before.text} {block.text}", end=block.end))
        else:
            pieces.append(Piece(block, label, start, end))
    return pieces


def trim_span(text: str, start: int, end: int) -> Span:
    """A span without the blanks at its ends.

    >>> trim_span("a  bc ", 1, 6)
    (3, 5)
    """
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return (start + left, start + len(part.rstrip())) if left < len(part) else (start, start)


def locate_quotes(quotes: Iterable[Quote], text: str, kept: Sequence[Piece], repaired: Repaired) -> list[Quote]:
    """Quotes of the document's text with offsets into the source; a fragment over two paragraphs becomes two."""
    lengths = (len(piece.block.text) + len(PARAGRAPH_BREAK) for piece in kept)
    starts = list(accumulate(lengths, initial=0))[:-1]
    align = cache(lambda index: align_block(kept[index].block, repaired.text))
    located = []
    for quote in quotes:
        spans = [s for f in quote.fragments or ((quote.start, quote.end),) for s in split_at_paragraphs(text, *f)]
        if spans:
            fragments = tuple(locate_span(span, starts, align, repaired) for span in spans)
            located.append(
                replace(
                    quote,
                    start=fragments[0][0],
                    end=fragments[-1][1],
                    text=" ".join(text[s:e] for s, e in spans),
                    fragments=fragments if len(fragments) > 1 else None,
                )
            )
    return located


def split_at_paragraphs(text: str, start: int, end: int) -> list[Span]:
    """The parts of a span of the document's text that lie in one paragraph each, blanks trimmed.

    >>> split_at_paragraphs("one two\\n\\nthree", 4, 14)
    [(4, 7), (9, 14)]
    """
    spans, left = [], start
    while left < end:
        found = text.find(PARAGRAPH_BREAK, left, end)
        right = end if found < 0 else found
        spans.append(trim_span(text, left, right))
        left = right + len(PARAGRAPH_BREAK)
    return [(s, e) for s, e in spans if s < e]


def locate_span(span: Span, starts: Sequence[int], align: Callable[[int], Alignment], repaired: Repaired) -> Span:
    """Where a span of one paragraph of the document's text stands in the source text; `align` gives a paragraph's alignment."""
    index = bisect_right(starts, span[0]) - 1
    inner = align(index)
    start, end = span[0] - starts[index], span[1] - starts[index]
    return repaired.alignment.start(inner.start(start)), repaired.alignment.end(inner.end(end))
