"""From cleaned text back to the source: the offsets of blocks, paragraphs and quotes in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.blocks.split import align_block
from corpus_builder.model import PARAGRAPH_BREAK, Alignment, Blocks, Label, Quote, Repaired, Span, take
from corpus_builder.text.characters import SPACE, load_classes, read_codes

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Blocks with their labels and their spans in the source text, as columns of one length."""

    blocks: Blocks
    labels: Sequence[Label]
    starts: Sequence[int]
    ends: Sequence[int]

    def select(self, indexes: Sequence[int]) -> Pieces:
        """The pieces with those numbers."""
        labels, starts, ends = take(self.labels, indexes), take(self.starts, indexes), take(self.ends, indexes)
        return Pieces(self.blocks.select(indexes), labels, starts, ends)


def locate_blocks(source_text: str, repaired: Repaired, blocks: Blocks, labels: Sequence[Label]) -> Pieces:
    """Blocks with their spans in the source text, blanks trimmed.

    The spans tile the source: what repair deleted between two blocks belongs to the block before. A block of which no
    source character is left over (repair made two of one) is joined to the block before.
    """
    unchanged = repaired.alignment.after == repaired.alignment.before and source_text == repaired.text
    if unchanged or not blocks:
        return Pieces(blocks, labels, blocks.starts, blocks.ends)
    starts, ends = _find_spans(source_text, repaired.alignment, blocks)
    pieces = Pieces(blocks, labels, starts.tolist(), ends.tolist())
    return pieces if (starts[1:] < ends[1:]).all() else _join_empty(pieces)


def _find_spans(source_text: str, alignment: Alignment, blocks: Blocks) -> tuple[I64, I64]:
    starts, ends = map_starts(alignment, blocks.starts), map_ends(alignment, blocks.ends)
    left, right = np.append(0, starts[1:]), np.append(starts[1:], len(source_text))
    visible = np.flatnonzero(load_classes()[read_codes([source_text])] & SPACE == 0)
    first = np.append(visible, right[-1])[np.searchsorted(visible, left)]
    last = np.append(visible, -1)[np.searchsorted(visible, right) - 1] + 1
    blank = last <= left
    # repair may have made a letter of what is a blank in the source (U+0085): it belongs to the block all the same
    return np.minimum(np.where(blank, left, first), starts), np.maximum(np.where(blank, left, last), np.minimum(ends, right))


def _join_empty(pieces: Pieces) -> Pieces:
    """The pieces without those of no length, whose texts go on the ones before."""
    kept: list[int] = []
    texts, ends = list(pieces.blocks.texts), list(pieces.blocks.ends)
    for index, (start, end) in enumerate(zip(pieces.starts, pieces.ends, strict=True)):
        if start < end or not kept:
            kept.append(index)
        else:
            texts[kept[-1]] += f" {texts[index]}"
            ends[kept[-1]] = ends[index]
    return replace(pieces, blocks=replace(pieces.blocks, texts=texts, ends=ends)).select(kept)


def map_starts(alignment: Alignment, positions: Sequence[int]) -> I64:
    """Where spans that start at these positions of the changed text start in the text before, as `Alignment.start` says.

    >>> map_starts(Alignment((0, 5, 5, 8), (0, 5, 7, 10)), [4, 5]).tolist()
    [4, 7]
    """
    after, wanted = np.array(alignment.after, np.int64), np.array(positions, np.int64)
    return _map_positions(alignment, np.searchsorted(after, wanted, "right") - 1, wanted)


def map_ends(alignment: Alignment, positions: Sequence[int]) -> I64:
    """Where spans that end at these positions of the changed text end in the text before, as `Alignment.end` says.

    >>> map_ends(Alignment((0, 5, 5, 8), (0, 5, 7, 10)), [4, 5]).tolist()
    [4, 5]
    """
    after, wanted = np.array(alignment.after, np.int64), np.array(positions, np.int64)
    return _map_positions(alignment, np.maximum(np.searchsorted(after, wanted, "left") - 1, 0), wanted)


def _map_positions(alignment: Alignment, runs: I64, positions: I64) -> I64:
    """The places of positions in these runs of an alignment; one behind the last run is its end."""
    after, before = np.array(alignment.after, np.int64), np.array(alignment.before, np.int64)
    inside = np.minimum(runs, len(after) - 2)
    offsets = positions - after[inside]
    ends = before[inside + 1]
    found = np.where(offsets >= after[inside + 1] - after[inside], ends, np.minimum(before[inside] + offsets, ends))
    places: I64 = np.where(runs > inside, before[-1], found)
    return places


def trim_span(text: str, start: int, end: int) -> Span:
    """A span without the blanks at its ends.

    >>> trim_span("a  bc ", 1, 6)
    (3, 5)
    """
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return (start + left, start + len(part.rstrip())) if left < len(part) else (start, start)


def locate_quotes(quotes: Iterable[Quote], text: str, kept: Pieces, repaired: Repaired) -> list[Quote]:
    """Quotes of the document's text with offsets into the source; a fragment over two paragraphs becomes two."""
    lengths = (len(text) + len(PARAGRAPH_BREAK) for text in kept.blocks.texts)
    starts = list(accumulate(lengths, initial=0))[:-1]
    shifts: dict[int, int | None] = {}
    inner: dict[int, Alignment] = {}

    def locate(span: Span) -> Span:
        index = bisect_right(starts, span[0]) - 1
        if index not in shifts:
            shifts[index] = measure_shift(kept, index, starts, repaired)
        shift = shifts[index]
        if shift is not None:
            return span[0] + shift, span[1] + shift
        if index not in inner:
            inner[index] = align_block(kept.blocks[index], repaired.text)
        return locate_span((span[0] - starts[index], span[1] - starts[index]), inner[index], repaired.alignment)

    located = []
    for quote in quotes:
        if quote.fragments:
            spans = [span for start, end in quote.fragments for span in split_at_paragraphs(text, start, end)]
        else:
            spans = split_at_paragraphs(text, quote.start, quote.end)
        if spans:
            fragments = tuple([locate(span) for span in spans])
            located.append(
                Quote(
                    fragments[0][0],
                    fragments[-1][1],
                    " ".join([text[start:end] for start, end in spans]),
                    quote.kind,
                    fragments if len(fragments) > 1 else None,
                    quote.speaker,
                    quote.speaker_name,
                    quote.cue,
                    quote.balanced,
                    quote.evidence,
                )
            )
    return located


def split_at_paragraphs(text: str, start: int, end: int) -> list[Span]:
    """The parts of a span of the document's text that lie in one paragraph each, blanks trimmed.

    >>> split_at_paragraphs("one two\\n\\nthree", 4, 14)
    [(4, 7), (9, 14)]
    """
    if start < end and text.find(PARAGRAPH_BREAK, start, end) < 0 and not (text[start].isspace() or text[end - 1].isspace()):
        return [(start, end)]
    spans, left = [], start
    while left < end:
        found = text.find(PARAGRAPH_BREAK, left, end)
        right = end if found < 0 else found
        spans.append(trim_span(text, left, right))
        left = right + len(PARAGRAPH_BREAK)
    return [(s, e) for s, e in spans if s < e]


def measure_shift(kept: Pieces, index: int, starts: Sequence[int], repaired: Repaired) -> int | None:
    """How far behind a paragraph stands in the source than in the document's text; None where its characters were changed."""
    start, end, text = kept.blocks.starts[index], kept.blocks.ends[index], kept.blocks.texts[index]
    is_same = len(text) == end - start and repaired.text.startswith(text, start)
    same = is_same and repaired.alignment.after == repaired.alignment.before
    return start - starts[index] if same else None


def locate_span(span: Span, inner: Alignment, outer: Alignment) -> Span:
    """Where a span of a paragraph stands in the source; `inner` leads to the repaired text, `outer` from there to the source."""
    return outer.start(inner.start(span[0])), outer.end(inner.end(span[1]))
