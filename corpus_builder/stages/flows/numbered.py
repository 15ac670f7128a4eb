"""The tables of a corpus in parts, with every row named by a whole number: what all flows start from."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from corpus_builder.stages.flows.flow import Data
from corpus_builder.tables.columns import SCHEMAS

I64 = npt.NDArray[np.int64]

# The numbers that the rows of each table have beside their published columns. Documents, paragraphs and quotes are numbered in
# the published order over the whole corpus; all rows have their document's number, a quote that of the paragraph in which it
# starts.
NUMBERS: Final = {
    "documents": ("document", "part"),
    "paragraphs": ("paragraph", "document", "part"),
    "quotes": ("quote", "paragraph", "document", "part"),
    "removals": ("document", "part"),
}
# The published columns and the numbers.
NUMBERED: Final = {
    name: pa.schema([*SCHEMAS[name], *(pa.field(number, pa.int64()) for number in numbers)]) for name, numbers in NUMBERS.items()
}


class Layout(NamedTuple):
    """For each part the numbers of its first document, paragraph and quote; and at the end how many there are."""

    documents: tuple[int, ...]
    paragraphs: tuple[int, ...]
    quotes: tuple[int, ...]

    @property
    def n_parts(self) -> int:
        """The number of parts."""
        return len(self.documents) - 1


class Corpus(NamedTuple):
    """The tables of a corpus, all in the same parts, each in the published order; what lines, quotes and texts are compared by
    (`LINES`, `FACTS`, `TEXT_SAMPLES`); and where the parts begin.
    """

    documents: Data
    paragraphs: Data
    quotes: Data
    removals: Data
    lines: Data
    facts: Data
    samples: Data
    layout: Layout


def find_parts(numbers: I64, firsts: tuple[int, ...]) -> I64:
    """The parts that rows are in, by their numbers and the first number of each part.

    >>> find_parts(np.array([0, 4, 5]), (0, 4, 4, 9)).tolist()
    [0, 2, 2]
    """
    return np.searchsorted(np.array(firsts), numbers, "right") - 1
