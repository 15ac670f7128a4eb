"""Reading what a text says about itself: its title, its author and when it was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus_builder.cleaning.dates import parse_date
from corpus_builder.cleaning.rulebook import match_stub
from corpus_builder.cleaning.shape import Shape, describe_blocks
from corpus_builder.cleaning.signs import find_main_run
from corpus_builder.model import Block
from corpus_builder.settings import BoilerplateSettings

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


def read_metadata(blocks: Sequence[Block], settings: BoilerplateSettings, shapes: Sequence[Shape] | None = None) -> TextMetadata:
    """Title, author and date of a text from its blocks, and the blocks that are nothing else.

    Bylines and dates count only at the head, which ends with the first block of prose: a byline may follow the lead.
    `shapes` are those of the blocks, where they are known already.
    """
    shapes = shapes if shapes is not None else describe_blocks([block.text for block in blocks])
    start, end = find_main_run(shapes)
    head = _find_head(shapes, start, end, settings)
    stubs: list[Stub] = []
    author = published = None
    for index in range(head):
        match = match_stub(blocks[index].text) if shapes[index].stub else None
        if match is None:
            continue
        rule, found = match
        stubs.append(Stub(index, rule.name))
        if rule.gives == "published":
            published = published or parse_date(blocks[index].text)
        elif rule.gives == "author":
            author = author or found.group("author").strip(" ,")
    return TextMetadata(_find_title(blocks, shapes, start, settings), author, published, tuple(stubs))


def _find_head(shapes: Sequence[Shape], start: int, end: int, settings: BoilerplateSettings) -> int:
    """Where the head of the text ends: behind the first prose and what little may follow it, or with a text without prose."""
    if start == end:
        return min(len(shapes), settings.title_distance)
    for index in range(start + 1, min(end, start + settings.title_distance)):
        if shapes[index].is_prose:
            return index
    return start + 1


def _find_title(blocks: Sequence[Block], shapes: Sequence[Shape], prose: int, settings: BoilerplateSettings) -> int | None:
    """The first short block without a final stop that stands near the first block of prose."""
    framed = sum(not shape.is_prose for shape in shapes[:prose]) >= settings.frame_lines
    least = settings.title_words_framed if framed else settings.title_words_least
    for index in range(max(0, prose - settings.title_distance), prose):
        shape, text = shapes[index], blocks[index].text
        in_bounds = least <= shape.n_words <= settings.title_words_most
        if (
            in_bounds
            and not (shape.stub or shape.rules or shape.listed or _ADDRESS.search(text))
            and not text.endswith((".", ",", ";", ":", "…"))
        ):
            return index
    return None
