"""Pull quotes whose paragraph is a copy of another document's: they name the one that stays, unless that says something else."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates import compare_texts
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import read_numbers
from corpus_builder.stages.flows.near_copies.different_texts import INT, find_rows
from corpus_builder.stages.flows.near_copies.survivors import COPIES
from corpus_builder.stages.flows.numbered import Corpus, find_parts

# Similarity below which a paragraph does not say what a pull quote says.
REPEAT_SIMILARITY = 0.5
# A pull quote, by the row of its removal in its part (`home`), whose paragraph goes as a copy of `kept`, which is in `part`.
MOVED = make_schema(home=INT, row=INT, paragraph=INT, kept=INT, part=INT, text=pa.string())
# The same, compared: how much of the pull quote stands in the paragraph that is kept; `part` is that of the removal.
COMPARED = make_schema(part=INT, row=INT, paragraph=INT, kept=INT, similarity=pa.float64())


def find_moved_repeats(engine: Engine, corpus: Corpus, copies: Data) -> Data:
    """The pull quotes (`COMPARED`) whose paragraph goes as one of `copies`, which are placed, with the one that is kept."""
    layout = corpus.layout
    list_step = partial(list_moved, firsts=layout.paragraphs)
    moved = engine.zip(list_step, [corpus.removals, corpus.paragraphs, copies], MOVED).place(layout.n_parts, ["home", "row"])
    compared = engine.zip(compare_moved, [corpus.paragraphs, moved], COMPARED)
    return compared.place(layout.n_parts, ["row"])


def keep_repeated(engine: Engine, copies: Data, moved: Data) -> Data:
    """The copies without the paragraphs that say something else than the one that would be kept for them."""
    return engine.zip(drop_different, [copies, moved], COPIES)


def list_moved(removals: pa.Table, paragraphs: pa.Table, copies: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The pull quotes of a part whose paragraph goes as a copy."""
    number, gone, kept = *read_numbers(paragraphs, "paragraph"), *read_numbers(copies, "number", "kept")
    named = pc.index_in(removals["duplicate_of"], value_set=paragraphs["id"].combine_chunks())
    rows = np.flatnonzero(pc.is_valid(named).to_numpy(zero_copy_only=False))
    partner = number[named.take(pa.array(rows)).to_numpy(zero_copy_only=False).astype(np.int64)]
    goes = np.isin(partner, gone)
    rows, partner = rows[goes], partner[goes]
    target = kept[find_rows(gone, partner)]
    chosen = removals.take(pa.array(rows))
    return make_table(MOVED, [chosen["part"], rows, partner, target, find_parts(target, firsts), chosen["text"]])


def compare_moved(paragraphs: pa.Table, moved: pa.Table) -> pa.Table:
    """How much of each pull quote stands in the paragraph that is kept."""
    number, kept = read_numbers(paragraphs, "paragraph")[0], read_numbers(moved, "kept")[0]
    stays = paragraphs["text"].take(pa.array(find_rows(number, kept)))
    similarity = list(map(compare_texts, moved["text"].to_pylist(), stays.to_pylist()))
    return make_table(COMPARED, [*(moved[name] for name in ("home", "row", "paragraph", "kept")), similarity])


def drop_repeats(moved: pa.Table, copies: pa.Table) -> pa.Table:
    """The pull quotes of a part whose paragraph still goes."""
    return moved.filter(pa.array(np.isin(read_numbers(moved, "paragraph")[0], read_numbers(copies, "number")[0])))


def drop_different(copies: pa.Table, moved: pa.Table) -> pa.Table:
    """The copies of a part without those of which a pull quote differs from what is kept."""
    different = read_numbers(moved.filter(pc.less(moved["similarity"], REPEAT_SIMILARITY)), "paragraph")[0]
    return copies.filter(pa.array(~np.isin(read_numbers(copies, "number")[0], different)))
