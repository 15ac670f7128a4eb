"""The line of a plain text that is its title: among the short lines before its prose, the one that says what the prose says.

No single sign tells a title from a line of a menu or a line of a wrapped paragraph. What speaks for one is added up: its words
stand in the prose, a date or a byline stands beside it, another line says it with the site's name behind, prose follows soon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.plain.shape import ShapeColumns
from corpus_builder.cleaning.plain.topic import Stems, find_titles, list_words
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
_ADDRESS = re.compile(r"[@#]\w|https?:|www\.|_{3}|\[[\w.?&=-]+\]|\(BUTTON\)")
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


def find_told_title(blocks: Blocks, shapes: ShapeColumns, topic: Stems) -> int | None:
    """The line that says what the source says it is about and little else; one that prose follows comes before others.

    A page's head and the way there ("Home > Politics > …") say it too, with more around it.
    """
    in_bounds = (shapes.n_words >= TITLE_WORDS_LEAST) & (shapes.n_words <= TITLE_WORDS_MOST) & ~shapes.is_prose
    indexes = np.flatnonzero(in_bounds).tolist()
    words = dict(zip(indexes, list_words([blocks.texts[index] for index in indexes]), strict=True))
    unknown = shapes.is_unknown().tolist()
    found = [index for index in find_titles(words, topic) if unknown[index] and not _ADDRESS.search(blocks.texts[index])]
    leading = [index for index in found if shapes.is_prose[index + 1 : index + 1 + TITLE_DISTANCE].any()]
    return max(leading or found, key=lambda index: (len(topic & words[index]) / len(words[index]), -index), default=None)


def list_candidates(blocks: Blocks, shapes: ShapeColumns, prose: int) -> list[int]:
    """The short lines without a final stop before the first block of prose that neither a rule nor a list holds."""
    asks = prose < len(shapes.n_words) and shapes.question[prose] and shapes.n_words[prose] <= _QUESTION_WORDS
    ahead = slice(0, prose + bool(asks))
    in_bounds = (shapes.n_words[ahead] >= TITLE_WORDS_LEAST) & (shapes.n_words[ahead] <= TITLE_WORDS_MOST)
    found = np.flatnonzero(in_bounds & (shapes.is_unknown() & ~shapes.listed)[ahead]).tolist()
    return [index for index in found if _may_be_title(blocks.texts[index])][-_WEIGHED:]


def _list_lines(page: Lines) -> list[int]:
    return list_candidates(page.blocks, page.shapes, page.run[0])


def find_titles_in(pages: Sequence[Lines], told: Sequence[int | None]) -> list[int | None]:
    """The title of each source: the line that is `told`, or else the likeliest; None where no line may be one."""
    candidates = [
        [known] if known is not None else [index for index in _list_lines(page) if index != page.site]
        for page, known in zip(pages, told, strict=True)
    ]
    weighed = [number for number, found in enumerate(candidates) if len(found) > 1]
    texts: list[str] = []
    for number in weighed:
        texts += [pages[number].blocks.texts[index] for index in candidates[number]]
        texts.append(" ".join(_list_prose(pages[number])))
    words = iter(list_words(texts))
    titles = [found[0] if found else None for found in candidates]
    for number in weighed:
        own = [next(words) for _ in candidates[number]]
        titles[number] = _choose_title(pages[number], dict(zip(candidates[number], own, strict=True)), next(words))
    return titles


def _may_be_title(text: str) -> bool:
    return not _ADDRESS.search(text) and not text.endswith(_UNFINISHED)


def _list_prose(page: Lines) -> list[str]:
    start, end = page.run
    rows = np.flatnonzero(page.shapes.is_prose[start:end])[:_PROSE_READ] + start
    return [page.blocks.texts[row][:300] for row in rows.tolist()]


def _choose_title(page: Lines, words: dict[int, Stems], prose: Stems) -> int:
    """The line for which most speaks; of equals the first."""
    points = {index: _weigh(page, index, own, prose) for index, own in words.items()}
    best = max(points, key=lambda index: (points[index], -index))
    return next(index for index in points if index == best or _leads(page, index, best, points[best] - points[index]))


def _leads(page: Lines, index: int, best: int, less: float) -> bool:
    """Whether a line for which `less` speaks than for the `best` is the title over that standfirst."""
    n_words = page.shapes.n_words
    is_longer = n_words[index] in _COMMON_WORDS and n_words[best] > n_words[index] and best - index == 1
    return 0 < best - index <= _STANDFIRST_DISTANCE and less <= (_STANDFIRST_LONG if is_longer else _STANDFIRST)


def _weigh(page: Lines, index: int, words: Stems, prose: Stems) -> float:
    blocks, shapes, text = page.blocks, page.shapes, page.blocks.texts[index]
    n_words = int(shapes.n_words[index])
    points = _SHARED * len(words & prose) / max(len(words), 3)
    points += _DATED * bool((shapes.metadata[index + 1 : index + 1 + _STUB_BEHIND] > 0).any())
    points += _DATED_BEFORE * bool((shapes.metadata[max(0, index - _STUB_BEFORE) : index] > 0).any())
    points += _LONG_ENOUGH * (n_words in _COMMON_WORDS)
    points += _SAID_AGAIN * _is_said_again(blocks, text)
    points += _FIRST * (index == 0 and page.run[0] < BOILERPLATE_LINES)
    points += _OUTDENTED * _stands_out(page, index)
    points -= _AWAY * (page.run[0] - index)
    points -= _SMALL * bool(shapes.lower_start[index])
    points -= _REPEATED * bool(shapes.repeated[index])
    points -= _SHORT * (n_words not in _COMMON_WORDS and page.run[0] >= BOILERPLATE_LINES)
    points -= _CREDIT * bool(shapes.credit[index] or "©" in text)
    points -= _SITE * min(2, int(shapes.site_words[index]) + bool(shapes.reader[index]))
    has_capitals = n_words >= _CAPITAL_WORDS and shapes.capitals[index] >= 1
    return points - _CAPITALS * bool(has_capitals)


def _stands_out(page: Lines, index: int) -> bool:
    """Whether a line begins further left than the prose, as headings do where a browser wrote the page out."""
    indents = page.blocks.indents
    return bool(indents) and indents[index] < indents[page.run[0]]


def _is_said_again(blocks: Blocks, title: str) -> bool:
    """Whether the first line, a page's own title, says the same with the name of the site beside it."""
    first = next(iter(blocks.texts), "")
    parts = TITLE_SEPARATOR.split(first)
    return len(parts) > 1 and title in first and title != first
