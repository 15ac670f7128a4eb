"""Moving paragraphs that a site repeats to the removals, in the tables of a part, or of a whole corpus."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PARAGRAPH_BREAK
from corpus_builder.stages.flows.key_runs import read_numbers
from corpus_builder.stages.flows.repeated_lines.repeated_lines import RULES
from corpus_builder.stages.rows import remove_paragraphs
from corpus_builder.tables.frames import Tables, document_indexes, set_column
from corpus_builder.tables.pieces import SPAN, find_places, sort_by_place


def move_gone(tables: Tables, gone: pa.Table) -> Tables:
    """The numbered tables of a part without the paragraphs that go (`repeated_lines.GONE`), which are removals now."""
    if not gone.num_rows:
        return tables
    number, rule = read_numbers(gone, "paragraph", "rule")
    order = np.argsort(number)
    goes = pc.is_in(tables["paragraphs"]["paragraph"], value_set=pa.array(number))
    return move_paragraphs(tables, goes, pa.array(RULES).take(pa.array(rule[order])))


def move_paragraphs(tables: Tables, goes: pa.ChunkedArray, rules: pa.Array) -> Tables:
    """The tables without the paragraphs that go, which are removals behind the others, each with its rule.

    The documents that they leave are counted anew; what hides a part of one of them goes with it.
    """
    gone, removals = tables["paragraphs"].filter(goes), tables["removals"]
    moved = remove_paragraphs(gone, "repetition", rules)
    # the numbers of flows, where the tables have them
    for name in removals.schema.names[moved.num_columns :]:
        moved = moved.append_column(name, gone[name])
    left = tables | {
        "paragraphs": tables["paragraphs"].filter(pc.invert(goes)),
        "removals": pa.concat_tables([show_hidden(removals, gone), moved]),
    }
    return recount_documents(left, gone["document_id"])


def show_hidden(removals: pa.Table, gone: pa.Table) -> pa.Table:
    """The removals without those of stage `policy` in paragraphs that go: what hides a part of a paragraph goes with it."""
    hidden = np.flatnonzero(pc.equal(removals["stage"], "policy"))
    places = find_places(sort_by_place(gone.select(SPAN)), removals.select(SPAN).take(pa.array(hidden)))
    stays = np.ones(removals.num_rows, bool)
    stays[hidden] = pc.is_null(places)
    return removals.filter(pa.array(stays))


def recount_documents(tables: Tables, changed: pa.ChunkedArray) -> Tables:
    """Texts, counts and positions of the documents that lost paragraphs; the others keep theirs."""
    documents, paragraphs = tables["documents"], tables["paragraphs"]
    rows = np.flatnonzero(pc.is_in(documents["id"], value_set=pc.unique(changed)).to_numpy())
    owner = document_indexes(tables, paragraphs).to_numpy()
    own = np.flatnonzero(np.isin(owner, rows))
    own = own[np.argsort(owner[own], kind="stable")]
    starts, ends = (np.searchsorted(owner[own], rows, side) for side in ("left", "right"))
    kept = paragraphs["text"].take(pa.array(own)).to_pylist()
    texts = [PARAGRAPH_BREAK.join(kept[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    is_changed = np.zeros(documents.num_rows, bool)
    is_changed[rows] = True
    text = pc.replace_with_mask(documents["text"], pa.array(is_changed), pa.array(texts, pa.string()))
    documents = set_column(documents, "text", text)
    lengths = paragraphs["end"].to_numpy() - paragraphs["start"].to_numpy()
    for name, counted in (
        ("n_words", paragraphs["n_words"].to_numpy()),
        ("n_paragraphs", np.ones(len(owner), np.int64)),
        ("kept_characters", lengths),
    ):
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(counted[own])])
        counts = documents[name].to_numpy().copy()
        counts[rows] = sums[ends] - sums[starts]
        documents = set_column(documents, name, pa.array(counts))
    positions = paragraphs["position"].to_numpy().copy()
    positions[own] = np.arange(len(own)) - np.repeat(starts, ends - starts)
    return tables | {"documents": documents, "paragraphs": set_column(paragraphs, "position", pa.array(positions))}
