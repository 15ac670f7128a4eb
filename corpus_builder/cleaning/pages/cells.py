"""The lines of rendered pages as numbers: how long each is, how much of it is links, and how much prose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.pages.elements import Elements, plant_elements
from corpus_builder.cleaning.pages.wording import Wording, read_wording
from corpus_builder.kernels.segments import Floats, Ints, Segments, make_segments
from corpus_builder.model import Line
from corpus_builder.text.page_markup import COMMENT, INSET, UNDISPLAYED, aside_elements, hint_groups

Item = TypeVar("Item", bound=np.generic)

# The three lowest bits of hints; the others are their groups (`group_names`).
COMMENTED: Final = 1
HIDDEN: Final = 2
SET_IN: Final = 4
GROUP_SHIFT: Final = 3
# Characters: a shorter line is no prose of its own.
PROSE_CHARACTERS = 80
# Share of a line in links from which on nothing of it is the page's own text.
MOSTLY_LINKED = 0.5
_ASIDE_WEIGHT = 0.05
# What text counts for its elements that is neither prose nor a link: an article may be a list without a single sentence.
_OTHER_WEIGHT = 0.25


class LinedPage(NamedTuple):
    """The texts of a rendered page's lines and what the markup says about each."""

    texts: Sequence[str]
    lines: Sequence[Line]


class Cells(NamedTuple):
    """The lines of a batch of pages with their numbers, in columns; `pages` says which are one page's.

    `lengths` are characters, `linked` the share of each in links, `prose` the length of its prose, `weights` what its text counts
    where the article is looked for: prose in full, other text less, asides next to nothing. `texts` are the different texts of
    each page, one page after another: `said` has for each line its own, `repeats` how many lines of the page have it, `wordings`
    its row in `wording`. `hints` has for each shape of elements the bits of `mark_hints`, `hints_around` those around it, too.
    """

    lines: Sequence[Line]
    pages: Segments
    elements: Elements
    lengths: Floats
    linked: Floats
    prose: Floats
    weights: Floats
    said: Ints
    repeats: Ints
    texts: Segments
    wordings: Ints
    wording: Wording
    hints: Ints
    hints_around: Ints

    def of_lines(self, values: npt.NDArray[Item]) -> npt.NDArray[Item]:
        """What was said of different texts (`wording`), for each line."""
        taken: npt.NDArray[Item] = values[self.wordings[self.said]]
        return taken

    def at_lines(self, values: npt.NDArray[Item]) -> npt.NDArray[Item]:
        """What was said of elements, for each line."""
        taken: npt.NDArray[Item] = values[self.elements.innermost]
        return taken


def measure_pages(pages: Sequence[LinedPage]) -> Cells:
    """The lines of pages, measured."""
    lines = [line for page in pages for line in page.lines]
    segments = make_segments(np.array([0, *accumulate(len(page.lines) for page in pages)], np.int64))
    said, texts, wordings, different = _number_texts(pages)
    wording, elements = read_wording(different), plant_elements(lines, segments)
    kinds = elements.kinds
    hints = kinds.mark(kinds.hints, mark_hints)
    around = kinds.gather(hints)
    of_texts = wordings[said]
    lengths = wording.lengths[of_texts]
    links = np.fromiter((line.link_characters for line in lines), np.int64, len(lines))
    linked = np.minimum(1.0, links / np.maximum(1, wording.sizes[of_texts]))
    own = np.where(linked < MOSTLY_LINKED, lengths * (1 - linked), 0.0)
    is_prose = (lengths >= PROSE_CHARACTERS) & (own > 0) & wording.stops[of_texts]
    aside = kinds.gather(kinds.mark(kinds.tags, lambda tag: tag in aside_elements())) | (around & (COMMENTED | HIDDEN | SET_IN))
    is_aside = aside[elements.shapes[elements.innermost]] != 0
    return Cells(
        lines=lines,
        pages=segments,
        elements=elements,
        lengths=lengths,
        linked=linked,
        prose=np.where(is_prose, own, 0.0),
        weights=np.where(is_prose, own, own * _OTHER_WEIGHT) * np.where(is_aside, _ASIDE_WEIGHT, 1.0),
        said=said,
        repeats=np.bincount(said, minlength=len(wordings))[said],
        texts=texts,
        wordings=wordings,
        wording=wording,
        hints=hints,
        hints_around=around,
    )


@cache
def group_names() -> tuple[str, ...]:
    """The groups of hints in the order of their bits."""
    return tuple(sorted({*hint_groups().values()}))


def mark_hints(hints: str) -> int:
    """The hints of an element as bits: the groups of its words, and whether they speak of comments, hide it or set it in."""
    groups, names = hint_groups(), group_names()
    bits = (COMMENTED if COMMENT in hints else 0) | (HIDDEN if UNDISPLAYED in hints else 0) | (SET_IN if INSET in hints else 0)
    for word in hints.split():
        if word in groups:
            bits |= 1 << GROUP_SHIFT + names.index(groups[word])
    return bits


def _number_texts(pages: Sequence[LinedPage]) -> tuple[Ints, Segments, Ints, list[str]]:
    """For each line the number of its text among the different ones of its page, these as segments, for each of them its number
    among the different ones of all pages, and those.
    """
    said: list[int] = []
    wordings: list[int] = []
    offsets = [0]
    different: dict[str, int] = {}
    for page in pages:
        numbers: dict[str, int] = {}
        first = len(wordings)
        said.extend([first + numbers.setdefault(text, len(numbers)) for text in page.texts])
        wordings.extend([different.setdefault(text, len(different)) for text in numbers])
        offsets.append(len(wordings))
    return (
        np.array(said, np.int64),
        make_segments(np.array(offsets, np.int64)),
        np.array(wordings, np.int64),
        list(different),
    )
