"""What its place says of a line of plain text: between paragraphs of one article, or right below its title."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus_builder.cleaning.plain.headings import TITLE_DISTANCE
from corpus_builder.cleaning.plain.metadata import NAME_WORDS
from corpus_builder.cleaning.plain.shape import ShapeColumns
from corpus_builder.kernels.segments import (
    Flags,
    Runs,
    Segments,
    count_flags,
    extend_runs,
    find_first,
    find_last,
    find_last_until,
    flag_runs,
    measure_runs,
    sum_before,
)

# Lines between two paragraphs of one article, of so many one may be known to a rule, and words of a headline.
ISLAND_LINES, KNOWN_IN, HEADLINE_WORDS = 60, 8, 4
# Words of a standfirst: a shorter line below the title may be the name of a section or of an author.
LEAD_WORDS = 8
# Words of a short sentence.
SENTENCE_WORDS = 4
# Marks at the end of a line that goes on in the next, as in a poem, or is speech.
_UNFINISHED = ",;»”)"


def bridge_islands(texts: Sequence[str], shapes: ShapeColumns, runs: Runs, pages: Segments) -> Runs:
    """The main run of each page and the prose beyond islands: results, names, a recipe, a poem between paragraphs.

    Of its lines hardly one stands twice or is known to a rule, and most are no headlines of other articles.
    """
    gap = ~shapes.is_prose
    size = measure_runs(gap, pages)
    known = gap & (shapes.repeated | ~shapes.is_unknown())
    headlines = gap & (shapes.n_words >= HEADLINE_WORDS) & (shapes.digits == 0)
    headlines &= ~(shapes.ends | shapes.listed | shapes.lower_start)
    for row in np.flatnonzero(headlines & ~flag_runs(runs, pages)).tolist():
        headlines[row] = ":" not in texts[row] and texts[row][-1] not in _UNFINISHED
    first = np.minimum(find_last_until(~gap, pages) + 1, len(gap))
    last = np.minimum(first + size, len(gap))
    n_known, n_headlines = (sums[last] - sums[first] for sums in map(sum_before, (known, headlines)))
    is_island = gap & (size <= ISLAND_LINES) & (KNOWN_IN * n_known <= size) & (2 * n_headlines <= size)
    return extend_runs(runs, shapes.is_prose & (shapes.metadata == 0), is_island, pages)


def find_leads(shapes: ShapeColumns, titles: Flags, pages: Segments) -> Flags:
    """Which lines may be standfirsts: the first below the title of their page that is no date, no name and no label."""
    title = find_last(titles, pages)[pages.owners]
    below = (title >= pages.starts) & (title < pages.rows) & (pages.rows <= title + TITLE_DISTANCE)
    says_something = below & (shapes.n_words > NAME_WORDS) & shapes.is_unknown()
    other = shapes.repeated | shapes.listed | (~shapes.is_prose & shapes.credit) | (~shapes.ends & shapes.dated)
    may_lead = (shapes.n_words >= LEAD_WORDS) & ~other
    leads: Flags = says_something & may_lead & (pages.rows == find_first(says_something, pages)[pages.owners])
    return leads


def find_leftovers(shapes: ShapeColumns, kept: Flags, runs: Runs, pages: Segments) -> Flags:
    """What is left over of pages without prose: no line that is kept has a sentence, and as many lines were removed or more."""
    sentences = kept & (shapes.sentences | (shapes.ends & (shapes.n_words >= SENTENCE_WORDS)))
    few = 2 * count_flags(kept, pages) <= np.diff(pages.offsets)
    empty = (runs.starts == runs.ends) & few & (count_flags(sentences, pages) == 0)
    leftovers: Flags = kept & empty[pages.owners]
    return leftovers
