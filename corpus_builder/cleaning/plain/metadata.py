"""The blocks of a source as the rules and the model of plain text see them: described once, before any decision; and the
metadata that they contain: title, author and date of publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus_builder.cleaning.plain.shape import ShapeBatch, ShapeColumns, describe_pages, list_main_runs
from corpus_builder.cleaning.plain.topic import Stems, find_titles, list_words
from corpus_builder.model import Blocks, Span
from corpus_builder.text.normalization import spell_words
from corpus_builder.text.patterns import TITLE_SEPARATOR

SITE_NAME = "site name"
# Words of a title; on a page with boilerplate two or three words are more often an entry of a menu, and a longer line is a
# sentence of the text.
TITLE_WORDS_LEAST, TITLE_WORDS_SURROUNDED, TITLE_WORDS_MOST = 3, 5, 30
# Blocks between a title and the first prose: a date, a byline, a standfirst, a picture's caption.
TITLE_DISTANCE = 12
# Words of a name that stands alone.
NAME_WORDS = 4
# Blocks that are no prose and that no rule knows: with fewer outside the article a text has no boilerplate around it, and only
# rules remove anything.
BOILERPLATE_LINES = 8
# Accounts and addresses stand in posts and link lists, not in titles.
_ADDRESS = re.compile(r"[@#]\w|https?:|www\.")


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

    `topic` are the words of what the source says it is about (`topic.read_topic`), empty where it says nothing. All that is
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
    pages = zip(sources, outlines.split_pages(), list_main_runs(outlines), topics, strict=True)
    return [
        TextPage(blocks, shapes, run, topic, read_metadata(blocks, shapes, run, topic), batch, number)
        for number, (blocks, shapes, run, topic) in enumerate(pages)
    ]


def read_metadata(blocks: Blocks, shapes: ShapeColumns, run: Span, topic: Stems) -> TextMetadata:
    """Title, author and date of a text from its blocks, and the blocks that are nothing else.

    Bylines and dates count only at the head, which ends with the first block of prose: a byline may follow the lead.
    `shapes` are outlines; `run` is the main run of prose; `topic` are the words of what the source says it is about, by which
    a title is known wherever it stands.
    """
    start, end = run
    head = _find_head(shapes, start, end)
    stubs: list[Stub] = []
    author = published = None
    for index, number in enumerate(shapes.metadata[:head].tolist()):
        match = shapes.stubs[number]
        if match is None:
            continue
        stubs.append(Stub(index, match.name))
        published, author = published or match.published, author or match.author
    site = _find_site_name(blocks, shapes, start)
    if site is not None:
        stubs.append(Stub(site, SITE_NAME))
    title = _find_told_title(blocks, shapes, topic) if topic else None
    if title is None:
        title = _find_title(blocks, shapes, start, site)
    return TextMetadata(title, author, published, tuple(stubs))


def _find_told_title(blocks: Blocks, shapes: ShapeColumns, topic: Stems) -> int | None:
    """The line that says what the source says it is about and little else; one that prose follows comes before others.

    A page's head and the way there ("Home > Politics > …") say it too, with more around it.
    """
    in_bounds = (shapes.n_words >= TITLE_WORDS_LEAST) & (shapes.n_words <= TITLE_WORDS_MOST) & ~shapes.is_prose
    words = {index: list_words(blocks.texts[index]) for index in np.flatnonzero(in_bounds).tolist()}
    unknown = shapes.is_unknown().tolist()
    found = [index for index in find_titles(words, topic) if unknown[index] and not _ADDRESS.search(blocks.texts[index])]
    leading = [index for index in found if shapes.is_prose[index + 1 : index + 1 + TITLE_DISTANCE].any()]
    return max(leading or found, key=lambda index: (len(topic & words[index]) / len(words[index]), -index), default=None)


def _find_site_name(blocks: Blocks, shapes: ShapeColumns, prose: int) -> int | None:
    """The name of the paper or site that stands over the text, before a title.

    A name alone is no evidence, since titles are names too: it stands again where sites name themselves, in a notice of
    rights or an offer to subscribe, or a line of the site's menu stands beside it. On a rendered page the markup says better.
    """
    head = min(prose, TITLE_DISTANCE)
    site = next(iter(np.flatnonzero(shapes.is_unknown()[:head]).tolist()), None)
    if site is None or blocks[site].markup is not None or _find_title(blocks, shapes, prose, site) is None:
        return None
    name = TITLE_SEPARATOR.split(blocks.texts[site], maxsplit=1)[0]
    if not _is_name(name):
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


def _find_title(blocks: Blocks, shapes: ShapeColumns, prose: int, site: int | None) -> int | None:
    """The first short block without a final stop that stands near the first block of prose and is not the site's name."""
    surrounded = np.count_nonzero(~shapes.is_prose[:prose]) >= BOILERPLATE_LINES
    least = TITLE_WORDS_SURROUNDED if surrounded else TITLE_WORDS_LEAST
    near = slice(max(0, prose - TITLE_DISTANCE), prose)
    in_bounds = (shapes.n_words[near] >= least) & (shapes.n_words[near] <= TITLE_WORDS_MOST)
    for index in (np.flatnonzero(in_bounds & (shapes.is_unknown() & ~shapes.listed)[near]) + near.start).tolist():
        text = blocks.texts[index]
        if index != site and not _ADDRESS.search(text) and not text.endswith((".", ",", ";", ":", "…")):
            return int(index)
    return None
