"""The line of a plain text that is its title: among the short lines before its prose, the one that says what the prose says.

No single sign tells a title from a line of a menu or a line of a wrapped paragraph. What speaks for one is added up: its words
stand in the prose, a date or a byline stands beside it, another line says it with the site's name behind, prose follows soon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.plain.shape import ShapeColumns
from corpus_builder.cleaning.plain.topic import Stems, count_shared, find_titles
from corpus_builder.kernels.segments import Flags, Floats, Ints
from corpus_builder.model import Blocks, Span
from corpus_builder.text.patterns import TITLE_SEPARATOR

# Words of a title; a longer line is a sentence of the text, a question of so many words may begin the prose.
TITLE_WORDS_LEAST, TITLE_WORDS_MOST, _QUESTION_WORDS = 3, 30, 20
# Blocks between a title and the first prose: a date, a byline, a standfirst, a picture's caption.
TITLE_DISTANCE = 12
# Blocks that are no prose and that no rule knows: with fewer outside the article a text has no boilerplate around it, and only
# rules remove anything.
BOILERPLATE_LINES = 8
# Accounts and addresses stand in posts and link lists, not in titles.
# Each begins with a sign of its own, not with a class, which `re` finds several times faster.
_ADDRESS = re.compile(r"@\w|#\w|https?:|www\.|___|\[[\w.?&=-]+\]|\(BUTTON\)")
_UNFINISHED = (".", ",", ";", ":", "»,", "-", "|")
# Of several lines only so many, the nearest to the prose, are weighed, against so many blocks of the prose.
_WEIGHED, _PROSE_READ = 40, 12
# Points for what speaks for a title; those for its words count for all of them in the prose.
_SHARED, _DATED, _DATED_BEFORE, _SAID_AGAIN, _LONG_ENOUGH, _FIRST, _OUTDENTED = 6.0, 2.0, 1.0, 3.0, 1.0, 3.0, 2.0
# Points for what speaks against one: each block before the prose, a small first letter, nothing but capitals, another place; few
# words among those of a menu; a picture's owner; words to readers.
_AWAY, _SMALL, _CAPITALS, _REPEATED, _SHORT, _CREDIT, _SITE = 0.15, 3.0, 1.5, 1.0, 1.0, 5.0, 2.0
# A line right before one for which little more speaks is the title, and that one the standfirst; more, where that is longer.
_STANDFIRST, _STANDFIRST_LONG, _STANDFIRST_DISTANCE = 2.5, 4.0, 3
_STUB_BEHIND, _STUB_BEFORE = 4, 2
_COMMON_WORDS = range(5, 21)
_CAPITAL_WORDS = 4


class Lines(NamedTuple):
    """The blocks of a source, their outlines, the run of its main prose, and the block that is the site's name, if any."""

    blocks: Blocks
    shapes: ShapeColumns
    run: Span
    site: int | None


def find_told_titles(pages: Sequence[Lines], topics: Sequence[Stems]) -> list[int | None]:
    """The line of each page that says what the source says it is about and little else; one that prose follows comes before
    others. None where a source says nothing of it.

    A page's head and the way there ("Home > Politics > …") say it too, with more around it.
    """
    rows = [_list_short(page.shapes) if topic else np.zeros(0, np.int64) for page, topic in zip(pages, topics, strict=True)]
    texts = [page.blocks.texts[row] for page, own in zip(pages, rows, strict=True) for row in own.tolist()]
    sizes = [len(own) for own in rows]
    n_words, n_shared = count_shared(texts, np.repeat(np.arange(len(pages)), sizes), [*map(" ".join, topics)])
    ends = np.cumsum([0, *sizes]).tolist()
    told: list[int | None] = [None] * len(pages)
    for number in np.flatnonzero(sizes).tolist():
        own = slice(ends[number], ends[number + 1])
        best = find_titles(n_shared[own] / len(topics[number]))
        density = dict(zip(rows[number][best].tolist(), (n_shared[own][best] / n_words[own][best]).tolist(), strict=True))
        told[number] = _choose_told(pages[number], density)
    return told


def _list_short(shapes: ShapeColumns) -> Ints:
    in_bounds = (shapes.n_words >= TITLE_WORDS_LEAST) & (shapes.n_words <= TITLE_WORDS_MOST) & ~shapes.is_prose
    return np.flatnonzero(in_bounds)


def _choose_told(page: Lines, density: Mapping[int, float]) -> int | None:
    """The line with the greatest share of words of the topic, if any; of lines that are equal the first."""
    shapes = page.shapes
    found = [row for row in density if not (shapes.rules[row] or shapes.metadata[row] or _ADDRESS.search(page.blocks.texts[row]))]
    leading = [row for row in found if shapes.is_prose[row + 1 : row + 1 + TITLE_DISTANCE].any()]
    return max(leading or found, key=lambda row: (density[row], -row), default=None)


def list_candidates(blocks: Blocks, shapes: ShapeColumns, prose: int) -> list[int]:
    """The short lines without a final stop before the first block of prose that neither a rule nor a list holds."""
    asks = prose < len(shapes.n_words) and shapes.question[prose] and shapes.n_words[prose] <= _QUESTION_WORDS
    ahead = slice(0, prose + bool(asks))
    in_bounds = (shapes.n_words[ahead] >= TITLE_WORDS_LEAST) & (shapes.n_words[ahead] <= TITLE_WORDS_MOST)
    is_unknown = (shapes.rules[ahead] == 0) & (shapes.metadata[ahead] == 0)
    found = np.flatnonzero(in_bounds & is_unknown & ~shapes.listed[ahead])[::-1].tolist()
    return [*islice((index for index in found if _may_be_title(blocks.texts[index])), _WEIGHED)][::-1]


def _list_lines(page: Lines) -> list[int]:
    return list_candidates(page.blocks, page.shapes, page.run[0])


def find_titles_in(pages: Sequence[Lines], told: Sequence[int | None]) -> list[int | None]:
    """The title of each source: the line that is `told`, or else the likeliest; None where no line may be one."""
    candidates = [
        [known] if known is not None else [index for index in _list_lines(page) if index != page.site]
        for page, known in zip(pages, told, strict=True)
    ]
    titles = [found[0] if found else None for found in candidates]
    weighed = [number for number, found in enumerate(candidates) if len(found) > 1]
    texts = [pages[number].blocks.texts[row] for number in weighed for row in candidates[number]]
    sizes = [len(candidates[number]) for number in weighed]
    prose = [" ".join(_list_prose(pages[number])) for number in weighed]
    n_words, n_shared = count_shared(texts, np.repeat(np.arange(len(weighed)), sizes), prose)
    shares = np.split(n_shared / np.maximum(n_words, 3), np.cumsum(sizes)[:-1]) if weighed else []
    for number, own in zip(weighed, shares, strict=True):
        titles[number] = _choose_title(pages[number], np.array(candidates[number]), own)
    return titles


def _may_be_title(text: str) -> bool:
    return not text.endswith(_UNFINISHED) and not _ADDRESS.search(text)


def _list_prose(page: Lines) -> list[str]:
    start, end = page.run
    rows = np.flatnonzero(page.shapes.is_prose[start:end])[:_PROSE_READ] + start
    return [page.blocks.texts[row][:300] for row in rows.tolist()]


def _choose_title(page: Lines, rows: Ints, shares: Floats) -> int:
    """The line for which most speaks; of equals the first."""
    points = _weigh(page, rows, shares)
    best = int(points.argmax())
    near = range(int(np.searchsorted(rows, rows[best] - _STANDFIRST_DISTANCE)), best)
    return int(rows[next((place for place in near if _leads(page, rows, points, (place, best))), best)])


def _leads(page: Lines, rows: Ints, points: Floats, places: tuple[int, int]) -> bool:
    """Whether the first of two lines, for which less speaks than for the other, is the title over that standfirst."""
    index, best = rows[[*places]].tolist()
    n_words = page.shapes.n_words
    is_longer = n_words[index] in _COMMON_WORDS and n_words[best] > n_words[index] and best - index == 1
    less = points[places[1]] - points[places[0]]
    return bool(less <= (_STANDFIRST_LONG if is_longer else _STANDFIRST))


def _weigh(page: Lines, rows: Ints, shares: Floats) -> Floats:
    """The points of some lines, which have such shares of their words in the prose."""
    shapes, start = page.shapes, page.run[0]
    texts = [page.blocks.texts[row] for row in rows.tolist()]
    n_words = shapes.n_words[rows]
    n_dated = np.append(0, np.cumsum(shapes.metadata > 0))
    last = len(shapes.metadata)
    is_common = (n_words >= _COMMON_WORDS.start) & (n_words < _COMMON_WORDS.stop)
    points: Floats = _SHARED * shares
    points += _DATED * (n_dated[np.minimum(rows + 1 + _STUB_BEHIND, last)] > n_dated[rows + 1])
    points += _DATED_BEFORE * (n_dated[rows] > n_dated[np.maximum(rows - _STUB_BEFORE, 0)])
    points += _LONG_ENOUGH * is_common
    points += _SAID_AGAIN * _are_said_again(page.blocks, texts)
    points += _FIRST * ((rows == 0) & (start < BOILERPLATE_LINES))
    points += _OUTDENTED * _stand_out(page, rows)
    points -= _AWAY * (start - rows)
    points -= _SMALL * shapes.lower_start[rows]
    points -= _REPEATED * shapes.repeated[rows]
    points -= _SHORT * (~is_common & (start >= BOILERPLATE_LINES))
    points -= _CREDIT * (shapes.credit[rows] | np.array(["©" in text for text in texts]))
    points -= _SITE * np.minimum(2, shapes.site_words[rows] + shapes.reader[rows])
    points -= _CAPITALS * ((n_words >= _CAPITAL_WORDS) & (shapes.capitals[rows] >= 1))
    return points


def _stand_out(page: Lines, rows: Ints) -> Flags:
    """Whether lines begin further left than the prose, as headings do where a browser wrote the page out."""
    indents = page.blocks.indents
    return np.array([bool(indents) and indents[row] < indents[page.run[0]] for row in rows.tolist()])


def _are_said_again(blocks: Blocks, titles: Sequence[str]) -> Flags:
    """Whether the first line, a page's own title, says the same as each with the name of the site beside it."""
    first = next(iter(blocks.texts), "")
    has_parts = TITLE_SEPARATOR.search(first) is not None
    return np.array([has_parts and title in first and title != first for title in titles])
