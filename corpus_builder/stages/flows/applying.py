"""What the corpus has decided, applied to the rows of one part: the tables as they are published."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.stages.flows.deciding import Decisions
from corpus_builder.stages.flows.flow import Data
from corpus_builder.stages.flows.key_runs import I64, read_numbers
from corpus_builder.stages.flows.near_copies.different_texts import find_rows
from corpus_builder.stages.flows.numbered import Corpus
from corpus_builder.stages.flows.repeated_lines.moved_paragraphs import move_gone
from corpus_builder.stages.rows import remove_paragraphs
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables, set_column

EXACT_COPY, NEAR_COPY, EXCERPT = "exact copy", "near copy", "excerpt"
NUMBERED_TABLES: Final = ("documents", "paragraphs", "quotes", "removals")


def list_inputs(corpus: Corpus, decisions: Decisions) -> list[Data]:
    """What `apply_decisions` needs of each part, in the order of its arguments."""
    return [corpus.documents, corpus.paragraphs, corpus.quotes, corpus.removals, *decisions]


def apply_decisions(*parts: pa.Table) -> Tables:
    """The tables of a part as they are published, but for rejects: the rows of `list_inputs`, one table each."""
    tables = dict(zip(NUMBERED_TABLES, parts, strict=False))
    decided = dict(zip(Decisions._fields, parts[len(NUMBERED_TABLES) :], strict=True))
    documents = mark_reprints(tables["documents"], decided["reprints"], decided["reprints_kept"])
    removals = repoint_repeats(tables["removals"], decided["moved"], decided["moved_kept"])
    quotes = mark_quotes(tables["quotes"], decided["copies"], decided["statements"])
    tables = move_gone(
        {"documents": documents, "paragraphs": tables["paragraphs"], "quotes": quotes, "removals": removals}, decided["repeated"]
    )
    tables |= move_copies(tables, decided["copies"], decided["copies_kept"])
    tables["paragraphs"] = count_copies(tables["paragraphs"], decided["counts"])
    return {name: publish_rows(name, table) for name, table in tables.items()}


def mark_reprints(documents: pa.Table, reprints: pa.Table, names: pa.Table) -> pa.Table:
    """Documents that reprint others name them and say how much is common."""
    rows = find_rows(read_numbers(documents, "document")[0], read_numbers(reprints, "number")[0])
    count = documents.num_rows
    documents = set_column(documents, "duplicate_of", scatter(names["id"], rows, count))
    return set_column(documents, "duplicate_similarity", scatter(reprints["similarity"], rows, count))


def repoint_repeats(removals: pa.Table, moved: pa.Table, names: pa.Table) -> pa.Table:
    """Pull quotes whose paragraph goes as a copy name the one that stays in its place."""
    rows = read_numbers(moved, "row")[0]
    ids = names["id"].take(pa.array(find_rows(read_numbers(names, "number")[0], read_numbers(moved, "paragraph")[0])))
    for name, values in (("duplicate_of", ids), ("similarity", moved["similarity"])):
        is_moved = np.zeros(removals.num_rows, bool)
        is_moved[rows] = True
        in_order = values.take(pa.array(np.argsort(rows)))
        removals = set_column(removals, name, pc.replace_with_mask(removals[name], pa.array(is_moved), in_order.combine_chunks()))
    return removals


def mark_quotes(quotes: pa.Table, copies: pa.Table, names: pa.Table) -> pa.Table:
    """Quotes in copies say so, and each bears the id of the first of its statement."""
    gone, paragraph = read_numbers(copies, "number")[0], read_numbers(quotes, "paragraph")[0]
    quotes = set_column(quotes, "is_copy", pa.array(np.isin(paragraph, gone)))
    return set_column(quotes, "statement_id", names["id"])


def move_copies(tables: Tables, copies: pa.Table, names: pa.Table) -> Tables:
    """The paragraphs without those that are copies, and the removals with them."""
    paragraphs, removals = tables["paragraphs"], tables["removals"]
    rows = find_rows(read_numbers(paragraphs, "paragraph")[0], read_numbers(copies, "number")[0])
    gone = paragraphs.take(pa.array(rows))
    near = pc.if_else(copies["excerpt"], EXCERPT, NEAR_COPY)
    rules = pc.if_else(names["same"], EXACT_COPY, near)
    moved = remove_paragraphs(gone, "duplicates", rules, names["id"], copies["similarity"])
    numbered = pa.table([*moved.columns, gone["document"], gone["part"]], schema=removals.schema)
    stays = np.ones(paragraphs.num_rows, bool)
    stays[rows] = False
    return {"paragraphs": paragraphs.filter(pa.array(stays)), "removals": pa.concat_tables([removals, numbered])}


def count_copies(paragraphs: pa.Table, counts: pa.Table) -> pa.Table:
    """Paragraphs with the number of copies and pull quotes that went for them."""
    number, counted, count = *read_numbers(paragraphs, "paragraph"), *read_numbers(counts, "number", "count")
    n_copies = np.zeros(len(number), np.int64)
    n_copies[find_rows(number, counted)] = count
    return set_column(paragraphs, "n_copies", pa.array(n_copies))


def publish_rows(name: str, table: pa.Table) -> pa.Table:
    """The published columns of a table of a part, its rows in the published order."""
    if name == "removals":
        keys = table.select(["document", "start", "end", "id"])
        table = table.take(pc.sort_indices(keys, sort_keys=[(key, "ascending") for key in keys.column_names]))
    return table.select(SCHEMAS[name].names)


def scatter(values: pa.ChunkedArray, rows: I64, count: int) -> pa.Array:
    """Values at their rows of so many, null elsewhere."""
    places: Any = np.full(count, -1, np.int64)
    places[rows] = np.arange(len(rows))
    return values.combine_chunks().take(pa.array(places, mask=places < 0))
