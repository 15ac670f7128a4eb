"""The blocks of a source as the rules and the model of plain text see them: described once, before any decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus_builder.cleaning.plain.metadata import TextMetadata, read_metadata
from corpus_builder.cleaning.plain.shape import Shape, ShapeBatch, describe_pages
from corpus_builder.cleaning.plain.topic import Stems
from corpus_builder.model import Blocks, Span


@dataclass(frozen=True, slots=True)
class TextPage:
    """The blocks of a source with a shape for each, the run of blocks that is its main prose, and what they say about it.

    `topic` are the words of what the source says it is about (`topic.read_topic`), empty where it says nothing. All that is
    known of the blocks stands in the columns of the `batch`, of which this is the page `number`.
    """

    blocks: Blocks
    shapes: tuple[Shape, ...]
    run: Span
    topic: Stems
    metadata: TextMetadata
    batch: ShapeBatch
    number: int


def read_pages(sources: Sequence[Blocks], topics: Sequence[Stems]) -> list[TextPage]:
    """Describe the blocks of each source of a batch and read what they say about it."""
    batch = describe_pages([blocks.texts for blocks in sources])
    pages = zip(sources, batch.list_outlines(), batch.find_runs(), topics, strict=True)
    return [
        TextPage(blocks, shapes, run, topic, read_metadata(blocks, shapes, run, topic), batch, number)
        for number, (blocks, shapes, run, topic) in enumerate(pages)
    ]
