"""Where the prose of a text is: how much of it a block is, and the run of blocks that is most of it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.cleaning.plain.shape import Shape
from corpus_builder.model import Span

# What a block that is no prose costs the run that goes on over it, in words of prose; more where a rule knows it.
_GAP, _GAP_OF_RULE = 6.0, 12.0
# Words: a longer paragraph is no more prose than this.
PARAGRAPH_WORDS = 60
# A sentence that names a picture's owner and has fewer words than this is a caption more often than prose: it counts this share.
_CAPTION_WORDS, _CAPTION_SHARE = 30, 0.4


def find_heaviest_run(values: Sequence[float]) -> Span:
    """The contiguous run with the largest sum, as start and end; the first one of several, empty when nothing is positive.

    >>> find_heaviest_run([-1, 5, -2, 4, -9, 3])
    (1, 4)
    """
    best, run, total, start = 0.0, (0, 0), 0.0, 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, run = total, (start, index + 1)
    return run


def find_main_run(shapes: Sequence[Shape]) -> Span:
    """The blocks from the first to the last prose of the article, as start and end."""
    return find_heaviest_run([weigh_prose(shape) or -(_GAP_OF_RULE if shape.ruled else _GAP) for shape in shapes])


def weigh_prose(shape: Shape) -> float:
    """How much prose a block is, in words; 0 for a block that is none."""
    if not shape.is_prose or shape.metadata or shape.repeated:
        return 0.0
    is_caption = shape.credit and shape.n_words < _CAPTION_WORDS
    return min(shape.n_words, PARAGRAPH_WORDS) * (_CAPTION_SHARE if is_caption else 1.0)
