"""Near-duplicate paragraphs out of core beside the same over one whole table in memory, for `benchmarks.scale`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from benchmarks.invented_paragraphs import draw_paragraphs
from corpus_builder.duplicates.index import PARAGRAPH_LIMITS
from corpus_builder.engines.local import Local, Work
from corpus_builder.settings import DuplicateSettings
from corpus_builder.stages.flows.flow import Data, make_table
from corpus_builder.stages.flows.near_copies.corpus_texts import PARAGRAPH_BLOCK_BITS
from corpus_builder.stages.flows.near_copies.different_texts import SAMPLED, TEXTS, WORDS, Comparison, Texts
from corpus_builder.stages.flows.near_copies.near_copies import find_near_copies
from corpus_builder.stages.flows.near_copies.pairing import PAIRS, POSTINGS, list_postings, pair_texts
from corpus_builder.stages.flows.near_copies.text_samples import TEXT_SAMPLES, list_samples
from tests.oracle.near_copies import Origins, find_duplicates

# Paragraphs of a part, and the bytes of one that a task holds of the two of a build in 1.5 GB.
PART_PARAGRAPHS, PART_BYTES = 20_000, 50_000_000
SETTINGS = DuplicateSettings()
# Paragraphs by which kernels are loaded before anything is measured.
WARM = 1_000


class Found(NamedTuple):
    """CPU seconds in memory and out of core, and rows of pairs that are shuffled for a paragraph."""

    paragraphs: int
    in_memory: float
    out_of_core: float
    rows: float


def compare_near(count: int, place: Path) -> Found:
    """What near-duplicates of so many invented paragraphs cost, each way in this process alone. Raises ValueError where the two
    find others.
    """
    texts, _ = draw_paragraphs(count, 1)
    find_in_memory(texts[:WARM])
    find_out_of_core(Local(Work(place, PART_BYTES)), texts[:WARM])
    started = time.process_time()
    copies = find_in_memory(texts)
    middle = time.process_time()
    given, found = find_out_of_core(Local(Work(place, PART_BYTES)), texts)
    ended = time.process_time()
    if found != copies:
        raise ValueError(f"{copies} copies in memory, {found} out of core")
    return Found(len(texts), middle - started, ended - middle, count_pairs(given.sampled) / len(texts))


def find_in_memory(texts: Sequence[str]) -> int:
    """How many paragraphs are copies, by the function over a whole table that tests hold the flows against."""
    numbers = np.arange(len(texts))
    alone = Origins(numbers, numbers, np.zeros(len(texts), bool))
    copies = find_duplicates(texts, numbers, SETTINGS, alone)
    return int(np.count_nonzero(copies.representative != numbers))


def find_out_of_core(engine: Local, texts: Sequence[str]) -> tuple[Texts, int]:
    """The paragraphs as flows are given them, and how many are copies."""
    given = give_texts(engine, texts)
    how = Comparison(SETTINGS, PARAGRAPH_LIMITS, PARAGRAPH_BLOCK_BITS, versions=False)
    return given, sum(table.num_rows for table in find_near_copies(engine, given, how).collect())


def give_texts(engine: Local, texts: Sequence[str]) -> Texts:
    """Paragraphs of as many documents as texts that are compared, in parts of files; sampling them is part of the cost."""
    parts = [_list_paragraphs(texts[first : first + PART_PARAGRAPHS], first) for first in range(0, len(texts), PART_PARAGRAPHS)]
    words = engine.union(*(engine.table(part) for part in parts))
    samples = words.map(sample_paragraphs, TEXT_SAMPLES).keep()
    compared, sampled = samples.map(list_compared, TEXTS), samples.map(list_sampled, SAMPLED)
    return Texts(compared, sampled, words.map(list_words, WORDS), len(parts))


def _list_paragraphs(texts: Sequence[str], first: int) -> pa.Table:
    numbers = np.arange(first, first + len(texts))
    columns = {"document": numbers, "paragraph": numbers, "text": list(texts), "role": ["body"] * len(texts)}
    return pa.table(columns)


def sample_paragraphs(paragraphs: pa.Table) -> pa.Table:
    """The samples of paragraphs."""
    return list_samples(paragraphs.slice(0, 0), paragraphs, SETTINGS.minimum_words)


def list_compared(samples: pa.Table) -> pa.Table:
    """Texts that are compared; the earlier one is kept."""
    number = samples["paragraph"].to_numpy()
    parts, nothing = number // PART_PARAGRAPHS, np.zeros(len(number), bool)
    return make_table(TEXTS, [samples["high"], samples["low"], number, number, parts, number, number, nothing])


def list_sampled(samples: pa.Table) -> pa.Table:
    """Their sampled shingles."""
    return make_table(SAMPLED, [samples["paragraph"], samples["shingles"]])


def list_words(paragraphs: pa.Table) -> pa.Table:
    """What they say."""
    return make_table(WORDS, [paragraphs["paragraph"], paragraphs["text"]])


def count_pairs(sampled: Data) -> int:
    """The rows that a shuffle of pairs moves, equal texts as different ones."""
    texts = sampled.map(name_texts, pa.schema([("text", pa.int64()), ("shingles", pa.list_(pa.int64()))]))
    buckets = texts.map(list_postings, POSTINGS).arrange(["shingle"], ["shingle", "mark"])
    return sum(table.num_rows for table in buckets.map(partial(pair_texts, limits=PARAGRAPH_LIMITS), PAIRS).collect())


def name_texts(sampled: pa.Table) -> pa.Table:
    """Samples of texts that are named by their numbers."""
    return sampled.rename_columns(["text", "shingles"])
