"""Corpora in parts, for tests of flows: whole tables, numbered and cut anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa

from corpus_builder.engines.local import Local, Work
from corpus_builder.settings import DuplicateSettings, Settings
from corpus_builder.stages.flows.applying import apply_decisions, list_inputs
from corpus_builder.stages.flows.deciding import decide_corpus
from corpus_builder.stages.flows.flow import Data
from corpus_builder.stages.flows.near_copies.text_samples import TEXT_SAMPLES, list_samples
from corpus_builder.stages.flows.numbered import NUMBERED, Corpus, Layout, find_parts
from corpus_builder.stages.flows.repeated_lines.line_keys import LINES, list_line_keys
from corpus_builder.stages.flows.statements.quote_facts import FACTS, read_facts
from corpus_builder.tables.frames import Tables, document_indexes, sort_rows

MINIMUM_WORDS = DuplicateSettings().minimum_words


def number_tables(tables: Tables, starts: Sequence[int]) -> tuple[Tables, Layout]:
    """Tables in their published order with the numbers of flows; `starts` are the documents with which parts begin."""
    ordered = sort_rows(tables)
    firsts = (*starts, ordered["documents"].num_rows)
    owners = {name: document_indexes(ordered, ordered[name]).to_numpy() for name in ("paragraphs", "quotes", "removals")}
    owners["documents"] = np.arange(ordered["documents"].num_rows)
    rows_of = {name: np.arange(ordered[name].num_rows) for name in owners}
    places = {identity: row for row, identity in enumerate(ordered["paragraphs"]["id"].to_pylist())}
    numbers = {
        "documents": [owners["documents"]],
        "paragraphs": [rows_of["paragraphs"], owners["paragraphs"]],
        "quotes": [
            rows_of["quotes"],
            np.array([places[each] for each in ordered["quotes"]["paragraph_id"].to_pylist()], np.int64),
            owners["quotes"],
        ],
        "removals": [owners["removals"]],
    }
    numbered = {
        name: pa.table([*ordered[name].columns, *map(pa.array, [*own, find_parts(owners[name], firsts)])], schema=NUMBERED[name])
        for name, own in numbers.items()
    }
    bounds = {name: tuple(np.searchsorted(owners[name], firsts).tolist()) for name in ("paragraphs", "quotes")}
    return numbered, Layout(firsts, **bounds)


def make_corpus(engine: Local, tables: Tables, starts: Sequence[int] = (0,), minimum_words: int = MINIMUM_WORDS) -> Corpus:
    """Whole tables as a corpus in parts."""
    numbered, layout = number_tables(tables, starts)

    def place(name: str) -> Data:
        parts = numbered[name]["part"].to_numpy()
        bounds = np.searchsorted(parts, np.arange(layout.n_parts + 1)).tolist()
        own = [engine.table(numbered[name].slice(first, end - first)) for first, end in pairwise(bounds)]
        return engine.union(*own)

    documents, paragraphs, quotes, removals = (place(name) for name in ("documents", "paragraphs", "quotes", "removals"))
    lines = engine.zip(list_line_keys, [paragraphs, removals, documents], LINES).keep()
    facts = quotes.map(read_facts, FACTS).keep()
    samples = engine.zip(partial(list_samples, minimum_words=minimum_words), [documents, paragraphs], TEXT_SAMPLES)
    samples = samples.map(order_samples, TEXT_SAMPLES).keep()
    return Corpus(documents, paragraphs, quotes, removals, lines, facts, samples, layout)


def order_samples(samples: pa.Table) -> pa.Table:
    """Samples in the order of their parts."""
    return samples.sort_by([("document", "ascending"), ("paragraph", "ascending")])


def list_engines() -> list[Local]:
    """Engines in memory with different numbers of partitions."""
    return [Local(Work(partitions=count)) for count in (1, 3, 16)]


def decide_tables(tables: Tables, settings: Settings, starts: Sequence[int] = (0,), engine: Local | None = None) -> Tables:
    """Whole tables as they are published, decided in parts that begin with the documents `starts`; rejects stay."""
    engine = engine or Local()
    corpus = make_corpus(engine, tables, starts, settings.duplicates.minimum_words)
    parts = list(engine.call(apply_decisions, list_inputs(corpus, decide_corpus(engine, corpus, settings))))
    return {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]} | {"rejects": tables["rejects"]}
