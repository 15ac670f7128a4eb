"""The blocks of a source as the rules and the model of plain text see them: described once, before any decision; and the
metadata that they contain: title, author and date of publication.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from corpus_builder.cleaning.plain.headings import TITLE_DISTANCE, Lines, find_titles_in, find_told_titles, list_candidates
from corpus_builder.cleaning.plain.shape import ShapeBatch, ShapeColumns, describe_pages, list_main_runs
from corpus_builder.cleaning.plain.topic import Stems
from corpus_builder.model import Blocks, Span
from corpus_builder.text.bylines.bylines import join_authors, knows_name, may_name, read_byline
from corpus_builder.text.normalization import spell_words
from corpus_builder.text.page_markup import aside_elements
from corpus_builder.text.patterns import TITLE_SEPARATOR

SITE_NAME = "site name"
# Words of a name that stands alone.
NAME_WORDS = 4
# Blocks around a title in which dates and bylines are the article's, and words of a line that may be a byline without a word
# that says so.
_HEAD_BEFORE, _HEAD_BEHIND, _BYLINE_WORDS = 4, 12, 12
# Blocks behind the prose in which who wrote may sign.
_SIGNED = 3


@dataclass(frozen=True, slots=True)
class Stub:
    """A block that is no text of the article but says something about it, and the rule that knows it."""

    index: int
    rule: str


@dataclass(frozen=True, slots=True)
class TextMetadata:
    """What the blocks of a text say about it; `title` is the index of a block, which stays, `stubs` are blocks that go."""

    title: int | None = None
    author: str | None = None
    published: str | None = None
    stubs: tuple[Stub, ...] = ()


@dataclass(frozen=True, slots=True)
class TextPage:
    """The blocks of a source with the outlines of their shapes, the run of blocks that is its main prose, and what they say
    about it.

    `topic` are the words of what the source says it is about (`topic.read_topics`), empty where it says nothing. All that is
    known of the blocks stands in the columns of the `batch`, of which this is the page `number`.
    """

    blocks: Blocks
    outlines: ShapeColumns
    run: Span
    topic: Stems
    metadata: TextMetadata
    batch: ShapeBatch
    number: int


def read_pages(sources: Sequence[Blocks], topics: Sequence[Stems]) -> list[TextPage]:
    """Describe the blocks of each source of a batch and read what they say about it."""
    batch = describe_pages([blocks.texts for blocks in sources])
    outlines = batch.outline_blocks()
    pages = list(zip(sources, outlines.split_pages(), list_main_runs(outlines), strict=True))
    lines = [Lines(blocks, shapes, run, _find_site_name(blocks, shapes, run[0])) for blocks, shapes, run in pages]
    found = find_titles_in(lines, find_told_titles(lines, topics))
    return [
        TextPage(*page[:3], topic, read_metadata(page, title), batch, number)
        for number, (page, topic, title) in enumerate(zip(lines, topics, found, strict=True))
    ]


def read_metadata(page: Lines, title: int | None) -> TextMetadata:
    """Title, author and date of a text from its blocks, and the blocks that are nothing else.

    Bylines and dates count only at the head, which ends with the first block of prose: a byline may follow the lead.
    """
    head = _find_head(page.shapes, *page.run)
    said = {
        index: match
        for index, number in enumerate(page.shapes.metadata[:head].tolist())
        if (match := page.shapes.stubs[number]) is not None
    }
    stubs = [Stub(index, match.name) for index, match in said.items()]
    if page.site is not None:
        stubs.append(Stub(page.site, SITE_NAME))
    near = _order_head(said, title)
    published = next((said[index].published for index in near if said[index].published), None)
    author = next((said[index].author for index in near if said[index].author), None)
    return TextMetadata(title, author or _find_author(page, title, head, said), published, tuple(stubs))


def _order_head(said: Collection[int], title: int | None) -> list[int]:
    """The lines of metadata, those around the title first, and of these the nearest behind it."""
    if title is None:
        return sorted(said)
    away = {index: index - title for index in said}
    return sorted(said, key=lambda index: (not -_HEAD_BEFORE <= away[index] <= _HEAD_BEHIND, away[index] < 0, abs(away[index])))


def _is_aside(blocks: Blocks, row: int) -> bool:
    """Whether the markup of a rendered page says that a block stands beside the article."""
    markup = blocks[row].markup
    return markup is not None and not aside_elements().isdisjoint(markup.containers)


def _find_author(page: Lines, title: int | None, head: int, said: Collection[int]) -> str | None:
    """The authors that a line names under the title or behind the prose; without a word before them only known names."""
    end, stubs = page.run[1], frozenset(said)
    first = 0 if title is None else title + 1
    rows = [*range(first, min(first + _HEAD_BEHIND, head)), *range(end, min(end + _SIGNED, len(page.blocks)))]
    for row in rows:
        is_short = page.shapes.n_words[row] <= _BYLINE_WORDS
        if not is_short or row in said or page.shapes.rules[row] or not may_name(page.blocks.texts[row]):
            continue
        if not _is_aside(page.blocks, row):
            found = read_byline(page.blocks.texts[row])
            is_beside = not stubs.isdisjoint(range(row - 2, row + 3))
            if found.is_sure or (found.is_known and (is_beside or row - first < _SIGNED)):
                return found.text
            known = [author for author in found.authors if knows_name(author.name)]
            if is_beside and known and known[0] == found.authors[0]:
                return join_authors(known)
    return None


def _find_site_name(blocks: Blocks, shapes: ShapeColumns, prose: int) -> int | None:
    """The name of the paper or site that stands over the text, before a title.

    A name alone is no evidence, since titles are names too: it stands again where sites name themselves, in a notice of
    rights or an offer to subscribe, or a line of the site's menu stands beside it. On a rendered page the markup says better.
    """
    head = min(prose, TITLE_DISTANCE)
    site = next(iter(np.flatnonzero(shapes.is_unknown()[:head]).tolist()), None)
    if site is None or blocks[site].markup is not None:
        return None
    name = TITLE_SEPARATOR.split(blocks.texts[site], maxsplit=1)[0]
    if not _is_name(name) or all(index == site for index in list_candidates(blocks, shapes, prose)):
        return None
    beside = shapes.heads_page[max(0, site - 1) : min(site + 2, prose)].any()
    spelled = f" {spell_words(name)} "
    signed = (blocks.texts[index] for index in np.flatnonzero(shapes.names_site).tolist())
    return site if beside or any(spelled in f" {spell_words(text)} " for text in signed) else None


def _is_name(text: str) -> bool:
    """Whether a line is nothing but a few words with a capital; short words between them may have none."""
    words = [word for word in text.split() if word[0].isalpha()]
    if not words or len(words) > NAME_WORDS or text[-1] in '.?!:;,…»”"' or not words[0][0].isupper():
        return False
    return all(word[0].isupper() or len(word) <= len("des") for word in words)


def _find_head(shapes: ShapeColumns, start: int, end: int) -> int:
    """Where the head of the text ends: behind the first prose and what little may follow it, or with a text without prose."""
    if start == end:
        return min(len(shapes.n_words), TITLE_DISTANCE)
    prose = np.flatnonzero(shapes.is_prose[start + 1 : min(end, start + TITLE_DISTANCE)])
    return start + 1 + int(prose[0]) if len(prose) else start + 1
