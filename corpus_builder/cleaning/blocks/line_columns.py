"""The lines of texts that are not blank, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.model import Break
from corpus_builder.text.line_breaks import BREAK

I64 = npt.NDArray[np.int64]
# what separates a line from the last one that is not blank: nothing else, or blank lines
_LINE_BREAKS = np.array(["line", "blank"], object)


class Columns(NamedTuple):
    """Lines, units or blocks as columns, while they are made; offsets into the repaired text, without blanks around.

    `indents` counts the blanks before the first line of each.
    """

    starts: list[int]
    ends: list[int]
    texts: list[str]
    lines: list[int]
    before: list[Break]
    indents: list[int]

    def slice(self, first: int, end: int) -> Columns:
        """Those from `first` to before `end`."""
        rows = slice(first, end)
        starts, ends, texts, lines, before, indents = self
        return Columns(starts[rows], ends[rows], texts[rows], lines[rows], before[rows], indents[rows])

    def copy_rows(self, other: Columns, first: int, end: int) -> None:
        """Add the rows of others from `first` to before `end`."""
        rows = slice(first, end)
        self.starts.extend(other.starts[rows])
        self.ends.extend(other.ends[rows])
        self.texts.extend(other.texts[rows])
        self.lines.extend(other.lines[rows])
        self.before.extend(other.before[rows])
        self.indents.extend(other.indents[rows])


def find_lines(texts: Sequence[str], rare: Sequence[bool]) -> list[Columns]:
    """For each text its lines that are not blank; `rare` tells which texts have rare breaks that end lines."""
    cut = [cut_rare(text) if is_rare else ([], text.split("\n")) for text, is_rare in zip(texts, rare, strict=True)]
    lines = list(chain.from_iterable(own for _, own in cut))
    bounds = np.cumsum([0, *(len(own) for _, own in cut)])
    widths, lengths = measure_texts(lines), measure_texts(bare := list(map(str.strip, lines)))
    starts = np.cumsum(widths + 1) - widths - 1
    starts -= np.repeat(starts[bounds[:-1]], np.diff(bounds))
    for place, (known, _) in zip(bounds.tolist(), cut, strict=False):
        starts[place : place + len(known)] = known
    indents = np.zeros(len(lines), np.int64)
    padded = np.flatnonzero((widths != lengths) & (lengths > 0)).tolist()
    indents[padded] = [len(lines[row]) - len(lines[row].lstrip()) for row in padded]
    rows = np.flatnonzero(lengths)
    starts = (starts + indents)[rows]
    numbers = rows - np.repeat(bounds[:-1], np.diff(bounds))[rows]
    units = Columns(
        starts.tolist(),
        (starts + lengths[rows]).tolist(),
        list(filter(None, bare)),
        numbers.tolist(),
        _LINE_BREAKS[(np.diff(numbers, prepend=-1) != 1).astype(np.int8)].tolist(),
        indents[rows].tolist(),
    )
    found = [units.slice(first, end) for first, end in pairwise(np.searchsorted(rows, bounds).tolist())]
    for own in found:
        own.before[:1] = ["start"] * bool(own.texts)
    return found


def measure_texts(texts: Sequence[str]) -> I64:
    """The lengths of texts, in characters."""
    return np.fromiter(map(len, texts), np.int64, len(texts))


def cut_rare(text: str) -> tuple[list[int], list[str]]:
    """Where the lines of a text with several kinds of breaks start, and the lines."""
    spans = [found.span() for found in BREAK.finditer(text)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    return starts, [text[start:end] for start, end in zip(starts, ends, strict=True)]
