"""The order of what the whole corpus decides, and what of it each part of the corpus needs to be published."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.settings import Settings
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import read_numbers
from corpus_builder.stages.flows.naming import ASKS, COUNTS, ask_for, count_named, name_targets
from corpus_builder.stages.flows.near_copies.corpus_texts import find_paragraph_copies, find_reprints, list_families
from corpus_builder.stages.flows.near_copies.different_texts import INT
from corpus_builder.stages.flows.numbered import Corpus
from corpus_builder.stages.flows.repeated_lines.repeated_lines import find_repetition
from corpus_builder.stages.flows.repeats import COMPARED, drop_repeats, find_moved_repeats, keep_repeated
from corpus_builder.stages.flows.statements.statements import find_statements

GONE = make_schema(paragraph=INT, part=INT)


class Decisions(NamedTuple):
    """What the corpus decides of the rows of each part, all placed in the parts of the corpus.

    - `reprints`, `copies`: documents and paragraphs that go for another one (`COPIES`), with the ids of those (`NAMES`).
    - `repeated`: paragraphs that a site repeats, by the number of their rule.
    - `moved`: pull quotes that name another paragraph than before (`COMPARED`), with its id.
    - `counts`: how many copies and pull quotes name a paragraph.
    - `statements`: for each quote the id of the first of its statement.
    """

    reprints: Data
    reprints_kept: Data
    repeated: Data
    copies: Data
    copies_kept: Data
    moved: Data
    moved_kept: Data
    counts: Data
    statements: Data


def decide_corpus(engine: Engine, corpus: Corpus, settings: Settings) -> Decisions:
    """Everything that only the whole corpus decides.

    Reprints come first, because a line that two reprints share is no evidence of a site's template; what a site repeats before
    copies, because of it nothing stays; copies before statements, because a statement's first member should stay.
    """
    layout = corpus.layout
    n_parts = layout.n_parts
    engine.begin("reprints")
    reprints = find_reprints(engine, corpus, settings.duplicates).place(n_parts, ["number"])
    families = list_families(engine, corpus, reprints).keep()
    engine.begin("repeated lines")
    repeated = find_repetition(engine, corpus, families, settings.repetition).place(n_parts, ["paragraph"])
    engine.begin("near-duplicates")
    found = find_paragraph_copies(engine, corpus, families, repeated, settings.duplicates).place(n_parts, ["number"])
    all_moved = find_moved_repeats(engine, corpus, found)
    copies = keep_repeated(engine, found, all_moved).keep()
    moved = engine.zip(drop_repeats, [all_moved, copies], COMPARED).keep()
    gone = engine.union(repeated.map(list_repeated, GONE), copies.map(list_copies, GONE)).place(n_parts, ["paragraph"])
    engine.begin("statements")
    statements = find_statements(engine, corpus, gone, settings.statements)
    engine.begin("references")
    return Decisions(
        reprints,
        _name(engine, corpus, "documents", reprints),
        repeated,
        copies,
        _name(engine, corpus, "paragraphs", copies),
        moved,
        _name_moved(engine, corpus, moved),
        _count_copies(engine, corpus, copies, moved),
        _name_statements(engine, corpus, statements),
    )


def list_repeated(repeated: pa.Table) -> pa.Table:
    """The paragraphs that sites repeat."""
    return repeated.select(GONE.names)


def list_copies(copies: pa.Table) -> pa.Table:
    """The paragraphs that are copies."""
    return make_table(GONE, [copies["number"], copies["part"]])


def _name(engine: Engine, corpus: Corpus, table: str, copies: Data) -> Data:
    """The ids of what is kept for copies, of documents or of paragraphs."""
    rows: Data = getattr(corpus, table)
    number, firsts = table.removesuffix("s"), getattr(corpus.layout, table)
    ask = partial(ask_for, number=number, named=("number", "kept"), firsts=firsts)
    return name_targets(engine, rows, number, engine.zip(ask, [rows, copies], ASKS), corpus.layout.n_parts)


def _name_moved(engine: Engine, corpus: Corpus, moved: Data) -> Data:
    """The ids of the paragraphs that pull quotes name now, by these paragraphs' former ones."""
    layout = corpus.layout
    ask = partial(ask_for, number="paragraph", named=("paragraph", "kept"), firsts=layout.paragraphs)
    asks = engine.zip(ask, [corpus.paragraphs, moved], ASKS)
    return name_targets(engine, corpus.paragraphs, "paragraph", asks, layout.n_parts)


def _name_statements(engine: Engine, corpus: Corpus, statements: Data) -> Data:
    """The ids of the first quotes of statements."""
    layout = corpus.layout
    ask = partial(ask_for, number="quote", named=("quote", "first"), firsts=layout.quotes)
    asks = engine.zip(ask, [corpus.quotes, statements], ASKS)
    return name_targets(engine, corpus.quotes, "quote", asks, layout.n_parts)


def _count_copies(engine: Engine, corpus: Corpus, copies: Data, moved: Data) -> Data:
    """How many copies and pull quotes name each paragraph that is kept."""
    named = engine.union(
        copies.map(partial(list_kept, number="kept"), COUNTS),
        moved.map(partial(list_kept, number="kept"), COUNTS),
        engine.zip(list_repeats_kept, [corpus.removals, corpus.paragraphs, copies], COUNTS),
    )
    return count_named(named, corpus.layout.paragraphs, corpus.layout.n_parts)


def list_kept(rows: pa.Table, number: str) -> pa.Table:
    """The paragraph that each row names, as one count; its part is not known here."""
    return make_table(COUNTS, [rows[number], np.full(rows.num_rows, -1), np.ones(rows.num_rows)])


def list_repeats_kept(removals: pa.Table, paragraphs: pa.Table, copies: pa.Table) -> pa.Table:
    """The paragraphs of a part that pull quotes name and that stay."""
    number, gone = read_numbers(paragraphs, "paragraph")[0], read_numbers(copies, "number")[0]
    named = pc.index_in(pc.drop_null(removals["duplicate_of"]), value_set=paragraphs["id"].combine_chunks())
    partner = number[pc.drop_null(named).to_numpy(zero_copy_only=False).astype(np.int64)]
    partner = partner[~np.isin(partner, gone)]
    return make_table(COUNTS, [partner, np.full(len(partner), -1), np.ones(len(partner))])
