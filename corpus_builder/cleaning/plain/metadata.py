"""Reading the metadata that a text contains: title, author and date of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus_builder.cleaning.plain.shape import Shape
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


def read_metadata(blocks: Blocks, shapes: Sequence[Shape], run: Span, topic: Stems) -> TextMetadata:
    """Title, author and date of a text from its blocks, and the blocks that are nothing else.

    Bylines and dates count only at the head, which ends with the first block of prose: a byline may follow the lead.
    `run` is the main run of prose; `topic` are the words of what the source says it is about, by which a title is known
    wherever it stands.
    """
    start, end = run
    head = _find_head(shapes, start, end)
    stubs: list[Stub] = []
    author = published = None
    for index in range(head):
        match = shapes[index].metadata
        if match is None:
            continue
        stubs.append(Stub(index, match.name))
        published, author = published or match.published, author or match.author
    site = _find_site_name(blocks, shapes, start)
    if site is not None:
        stubs.append(Stub(site, SITE_NAME))
    title = _find_told_title(blocks, shapes, topic)
    if title is None:
        title = _find_title(blocks, shapes, start, site)
    return TextMetadata(title, author, published, tuple(stubs))


def _find_told_title(blocks: Blocks, shapes: Sequence[Shape], topic: Stems) -> int | None:
    """The line that says what the source says it is about and little else; one that prose follows comes before others.

    A page's head and the way there ("Home > Politics > …") say it too, with more around it.
    """
    if not topic:
        return None
    words = [
        list_words(text) if TITLE_WORDS_LEAST <= shape.n_words <= TITLE_WORDS_MOST and not shape.is_prose else frozenset()
        for text, shape in zip(blocks.texts, shapes, strict=True)
    ]
    found = [
        i
        for i in find_titles(words, shapes, topic)
        if not (shapes[i].metadata or shapes[i].rules or _ADDRESS.search(blocks.texts[i]))
    ]
    leading = [i for i in found if any(shape.is_prose for shape in shapes[i + 1 : i + 1 + TITLE_DISTANCE])]
    return max(leading or found, key=lambda i: (len(topic & words[i]) / len(words[i]), -i), default=None)


def _find_site_name(blocks: Blocks, shapes: Sequence[Shape], prose: int) -> int | None:
    """The name of the paper or site that stands over the text, before a title.

    A name alone is no evidence, since titles are names too: it stands again where sites name themselves, in a notice of
    rights or an offer to subscribe, or a line of the site's menu stands beside it. On a rendered page the markup says better.
    """
    head = range(min(prose, TITLE_DISTANCE))
    site = next((i for i in head if not (shapes[i].rules or shapes[i].metadata)), None)
    if site is None or blocks[site].markup is not None or _find_title(blocks, shapes, prose, site) is None:
        return None
    name = TITLE_SEPARATOR.split(blocks.texts[site], maxsplit=1)[0]
    if not _is_name(name):
        return None
    beside = any(shape.heads_page for shape in shapes[max(0, site - 1) : min(site + 2, prose)])
    spelled = f" {spell_words(name)} "
    signed = (text for text, shape in zip(blocks.texts, shapes, strict=True) if shape.names_site)
    return site if beside or any(spelled in f" {spell_words(text)} " for text in signed) else None


def _is_name(text: str) -> bool:
    """Whether a line is nothing but a few words with a capital; short words between them may have none."""
    words = [word for word in text.split() if word[0].isalpha()]
    if not words or len(words) > NAME_WORDS or text[-1] in '.?!:;,…»”"' or not words[0][0].isupper():
        return False
    return all(word[0].isupper() or len(word) <= len("des") for word in words)


def _find_head(shapes: Sequence[Shape], start: int, end: int) -> int:
    """Where the head of the text ends: behind the first prose and what little may follow it, or with a text without prose."""
    if start == end:
        return min(len(shapes), TITLE_DISTANCE)
    for index in range(start + 1, min(end, start + TITLE_DISTANCE)):
        if shapes[index].is_prose:
            return index
    return start + 1


def _find_title(blocks: Blocks, shapes: Sequence[Shape], prose: int, site: int | None) -> int | None:
    """The first short block without a final stop that stands near the first block of prose and is not the site's name."""
    surrounded = sum(not shape.is_prose for shape in shapes[:prose]) >= BOILERPLATE_LINES
    least = TITLE_WORDS_SURROUNDED if surrounded else TITLE_WORDS_LEAST
    for index in range(max(0, prose - TITLE_DISTANCE), prose):
        shape, text = shapes[index], blocks.texts[index]
        in_bounds = least <= shape.n_words <= TITLE_WORDS_MOST
        if (
            in_bounds
            and index != site
            and not (shape.metadata or shape.rules or shape.listed or _ADDRESS.search(text))
            and not text.endswith((".", ",", ";", ":", "…"))
        ):
            return index
    return None
