"""The blocks of a source as the rules and the model of plain text see them: described once, before any decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus_builder.cleaning.plain.metadata import TextMetadata, read_metadata
from corpus_builder.cleaning.plain.shape import Shape, describe_blocks, find_main_run
from corpus_builder.cleaning.plain.topic import Stems
from corpus_builder.model import Blocks, Span


@dataclass(frozen=True, slots=True)
class TextPage:
    """The blocks of a source with a shape for each, the run of blocks that is its main prose, and what they say about it.

    `topic` are the words of what the source says it is about (`topic.read_topic`), empty where it says nothing.
    """

    blocks: Blocks
    shapes: tuple[Shape, ...]
    run: Span
    topic: Stems
    metadata: TextMetadata


def read_pages(blocks: Sequence[Blocks], topics: Sequence[Stems]) -> list[TextPage]:
    """Describe the blocks of each source of a batch and read what they say about it."""
    return [read_page(*each) for each in zip(blocks, topics, strict=True)]


def read_page(blocks: Blocks, topic: Stems) -> TextPage:
    """Describe the blocks of a source and read what they say about it."""
    shapes = tuple(describe_blocks(blocks.texts))
    run = find_main_run(shapes)
    return TextPage(blocks, shapes, run, topic, read_metadata(blocks, shapes, run, topic))
