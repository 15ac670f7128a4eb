"""The shape of a block, in language-independent numbers, and where the prose of a text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.plain.looks import HEAD, find_candidates, read_heads, read_looks
from corpus_builder.cleaning.rules.rule_tables import Rule
from corpus_builder.cleaning.rules.rulebook import StubMatch, match_texts
from corpus_builder.kernels.segments import Flags, Ints, Runs, Segments, find_heaviest_runs, make_segments
from corpus_builder.kernels.shingles import spread_runs
from corpus_builder.model import Span

Shares = npt.NDArray[np.float64]

# Characters: what is no longer is a line of a menu, a name, a heading; a caption may be longer.
_LINE, _CAPTION = 120, 250
# Characters: words are shorter on average in every script that parts them by blanks.
_LONGEST_WORD = 16
# Words: with fewer a block is no prose, and what the model learned of long and short blocks parts there.
PROSE_WORDS = 10
# What a block that is no prose costs the run that goes on over it, in words of prose; more where a rule knows it.
_GAP, _GAP_OF_RULE = 6.0, 12.0
# Words: a longer paragraph is no more prose than this.
PARAGRAPH_WORDS = 60
# A sentence that names a picture's owner and has fewer words than this is a caption more often than prose: it counts this share.
_CAPTION_WORDS, _CAPTION_SHARE = 30, 0.4
# In columns prose is counted in so many parts of a word.
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class ShapeColumns:
    """The shapes of many blocks, as columns: one array for each field, one row for each block.

    The blocks of page `i` are the rows `offsets[i]:offsets[i + 1]`. Flags are bool, counts int64, shares float64. `rules` has
    for each row the number of its rules in `rule_sets` (0: none), `metadata` the number of what it says in `stubs` (0: None).
    `n_words` counts Chinese and Japanese characters by halves; `capitals` is the share of words that begin with one.
    """

    offsets: Ints
    rules: Ints
    rule_sets: tuple[tuple[Rule, ...], ...]
    metadata: Ints
    stubs: tuple[StubMatch | None, ...]

    n_words: Ints
    ends: Flags
    colon: Flags
    sentences: Flags
    lower_start: Flags
    listed: Flags
    credit: Flags
    question: Flags
    repeated: Flags
    is_prose: Flags
    stub: Flags
    ruled: Flags
    closes: Flags
    names_site: Flags
    heads_page: Flags
    comment: Flags

    commas: Ints
    capitals: Shares
    short_words: Shares
    digits: Shares
    quote: Flags
    dated: Flags
    address: Flags
    bars: Flags
    shouts: Flags
    opens_quote: Flags
    closes_quote: Flags
    trails_off: Flags
    site_words: Ints
    reader: Flags

    def is_unknown(self) -> Flags:
        """Whether neither a rule nor a row of metadata knows each block."""
        unknown: Flags = (self.rules == 0) & (self.metadata == 0)
        return unknown

    def take(self, rows: Ints, offsets: Ints, repeated: Flags) -> ShapeColumns:
        """Some rows, as the blocks of pages."""
        return replace(self, **self._select(rows), offsets=offsets, repeated=repeated)

    def split_pages(self) -> list[ShapeColumns]:
        """The columns of each page."""
        return [
            replace(
                self,
                **self._select(slice(start, end)),
                offsets=np.array([0, end - start], np.int64),
                repeated=self.repeated[start:end],
            )
            for start, end in pairwise(self.offsets.tolist())
        ]

    def _select(self, rows: Ints | slice) -> dict[str, Any]:
        return {name: getattr(self, name)[rows] for name in _list_arrays()}


class BlockTexts(NamedTuple):
    """The different texts of blocks; `rows` has for each block the index of its text."""

    texts: Sequence[str]
    rows: Ints


@dataclass(frozen=True, slots=True)
class ShapeBatch:
    """The different texts of a batch, described once: `outlines` are what rules and roles ask of long blocks, `complete` is what
    the model asks. `texts` are those of all blocks, `offsets` are those of the pages, `repeated` says that a block's text stands
    more than once on its page.
    """

    outlines: ShapeColumns
    complete: ShapeColumns
    texts: BlockTexts
    offsets: Ints
    repeated: Flags

    def outline_blocks(self) -> ShapeColumns:
        """What rules and roles ask of the blocks of all pages."""
        return self.outlines.take(self.texts.rows, self.offsets, self.repeated)

    def complete_pages(self, pages: Sequence[int]) -> ShapeColumns:
        """All that the model asks of the blocks of some pages."""
        return self._take_pages(self.complete, pages)

    def outline_pages(self, pages: Sequence[int]) -> ShapeColumns:
        """What rules and roles ask of the blocks of some pages."""
        return self._take_pages(self.outlines, pages)

    def take_texts(self, pages: Sequence[int]) -> BlockTexts:
        """The texts of the blocks of some pages."""
        rows = self.texts.rows[self._find_blocks(pages)]
        used = np.flatnonzero(np.bincount(rows))
        places = np.zeros(len(self.texts.texts), np.int64)
        places[used] = np.arange(len(used))
        return BlockTexts([self.texts.texts[row] for row in used.tolist()], places[rows])

    def _find_blocks(self, pages: Sequence[int]) -> Ints:
        first, last = self.offsets[:-1][pages], self.offsets[1:][pages]
        return spread_runs(first, last - first)

    def _take_pages(self, columns: ShapeColumns, pages: Sequence[int]) -> ShapeColumns:
        blocks = self._find_blocks(pages)
        offsets = np.zeros(len(pages) + 1, np.int64)
        np.cumsum(np.diff(self.offsets)[pages], out=offsets[1:])
        return columns.take(self.texts.rows[blocks], offsets, self.repeated[blocks])


def describe_pages(pages: Sequence[Sequence[str]]) -> ShapeBatch:
    """Describe the blocks of each page of a batch; no block is empty."""
    texts = number_texts([text for page in pages for text in page])
    offsets = np.cumsum([0, *map(len, pages)], dtype=np.int64)
    keys = np.repeat(np.arange(len(pages)), np.diff(offsets)) * max(len(texts.texts), 1) + texts.rows
    rising = np.sort(keys)
    again = np.append(rising[1:][rising[1:] == rising[:-1]], np.iinfo(np.int64).max)
    repeated: Flags = again[np.searchsorted(again, keys)] == keys
    outlines, complete = _describe_texts(texts.texts)
    return ShapeBatch(outlines, complete, texts, offsets, repeated)


def number_texts(texts: Sequence[str]) -> BlockTexts:
    """The different texts of blocks, in the order of first appearance.

    >>> number_texts(["Menu", "Port", "Menu"]).rows.tolist()
    [0, 1, 0]
    """
    different = list(dict.fromkeys(texts))
    numbers = dict(zip(different, range(len(different)), strict=True))
    return BlockTexts(different, np.fromiter(map(numbers.__getitem__, texts), np.int64, len(texts)))


def weigh_blocks(shapes: ShapeColumns) -> Ints:
    """How much prose each block of a batch is, in fifths of a word; 0 for a block that is none."""
    is_prose = shapes.is_prose & (shapes.metadata == 0) & ~shapes.repeated
    fifths = np.where(shapes.credit & (shapes.n_words < _CAPTION_WORDS), round(_CAPTION_SHARE * FIFTHS), FIFTHS)
    mass: Ints = is_prose * np.minimum(shapes.n_words, PARAGRAPH_WORDS) * fifths
    return mass


def find_main_runs(shapes: ShapeColumns, pages: Segments) -> Runs:
    """The blocks of each page of a batch from the first to the last prose of its article."""
    mass = weigh_blocks(shapes)
    gaps = np.where(shapes.ruled, round(_GAP_OF_RULE * FIFTHS), round(_GAP * FIFTHS))
    return find_heaviest_runs(np.where(mass > 0, mass, -gaps), pages)


def list_main_runs(shapes: ShapeColumns) -> list[Span]:
    """The same for each page by its own blocks."""
    runs, first = find_main_runs(shapes, make_segments(shapes.offsets)), shapes.offsets[:-1]
    return list(zip((runs.starts - first).tolist(), (runs.ends - first).tolist(), strict=True))


@cache
def _list_arrays() -> tuple[str, ...]:
    apart = {"offsets", "repeated", "rule_sets", "stubs"}
    return tuple(field.name for field in fields(ShapeColumns) if field.name not in apart)


def _describe_texts(texts: Sequence[str]) -> tuple[ShapeColumns, ShapeColumns]:
    """What rules and roles ask of each text, and what the model asks."""
    if not texts:
        return _describe_texts(["."])
    heads = read_heads(texts)
    counts, lengths = heads.counts, np.fromiter(map(len, texts), np.int64, len(texts))
    looks = read_looks(texts, heads)
    matches = match_texts(texts, find_candidates(heads))
    known = {field.name: getattr(matches, field.name) for field in fields(matches)}
    blanks = counts.blanks.copy()
    for row in np.flatnonzero(lengths > HEAD).tolist():
        blanks[row] = texts[row].count(" ")
    plain, unspaced = blanks + 1, counts.ideographs // 2
    n_words = np.where(lengths > HEAD, plain, counts.words) + unspaced
    is_line = lengths <= _LINE
    outline = {
        "n_words": np.where(is_line, n_words, np.where(plain * _LONGEST_WORD > lengths, plain, plain + unspaced)),
        "sentences": looks["sentences"] | (lengths > _CAPTION),
        "credit": looks["credit"] & (lengths <= _CAPTION),
        "capitals": np.where(is_line, looks["capitals"], 0.0),
        "address": looks["address"] & is_line,
    }
    return _make_columns(looks | known | outline), _make_columns(looks | known | {"n_words": n_words})


def _make_columns(known: dict[str, Any]) -> ShapeColumns:
    """The columns of texts, with what follows from their looks and their rules together."""
    sets, stubs = known["rule_sets"], known["stubs"]
    asked = {
        "ruled": "anywhere",
        "closes": "closes",
        "names_site": "names_site",
        "heads_page": "heads_page",
        "comment": "opens_comments",
    }
    said = {
        name: np.array([any(getattr(rule, field) for rule in rules) for rules in sets], bool)[known["rules"]]
        for name, field in asked.items()
    }
    says_something = known["sentences"] | ~known["question"]
    n_rows = len(known["rules"])
    return ShapeColumns(
        **known,
        **said,
        offsets=np.array([0, n_rows], np.int64),
        repeated=np.zeros(n_rows, bool),
        stub=np.array([stub is not None and stub.weighed for stub in stubs], bool)[known["metadata"]],
        is_prose=known["ends"] & (known["n_words"] >= PROSE_WORDS) & ~said["ruled"] & says_something,
    )
