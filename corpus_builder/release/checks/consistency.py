"""Do the tables of a part agree with each other? Keys, counts, spans and texts, each counted again.

A document and all its rows are in one part; what the parts say of each other is `parts/across_parts.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PARAGRAPH_BREAK
from corpus_builder.release.checks.findings import Fault, name_rows
from corpus_builder.tables.columns import TABLES
from corpus_builder.tables.comparison import differs, misses
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.ids import make_ids
from corpus_builder.tables.pieces import SPAN, find_copies, find_places, is_fragments, join_pieces, rank_within, sort_by_place
from corpus_builder.text.characters import count_words

PartCheck = Callable[[Tables], Iterator[Fault]]


def list_checks(*, whole: bool = True) -> tuple[PartCheck, ...]:
    """Everything in which the tables of a part must agree, once no value is missing that must be there.

    `whole` says that texts are published in full; excerpts have fewer words than were counted.
    """
    of_keys = (check_known, check_ids, check_links, check_duplicates)
    of_places = (check_counts, check_spans, check_quotes, check_positions)
    return (*of_keys, *of_places, *((check_words, check_texts, check_said) if whole else ()))


def count_missing(tables: Tables) -> dict[tuple[str, str], int]:
    """The number of rows without a value, by table and column, of the columns that always have one."""
    columns = [(name, column.name) for name, shape in TABLES.items() for column in shape.columns if not column.null]
    return {(name, column): nulls for name, column in columns if (nulls := tables[name][column].null_count)}


def check_known(tables: Tables) -> Iterator[Fault]:
    """Columns of a few fixed words hold these words alone, and a score lies between 0 and 1."""
    limited = [(name, column.name, column.values) for name, shape in TABLES.items() for column in shape.columns]
    for name, column, known in limited:
        if known is not None:
            strange = pc.invert(pc.is_in(tables[name][column], value_set=pa.array(known)))
            yield from name_rows(f"not one of {', '.join(known)}", f"{name}.{column}", tables[name]["id"], strange)
    score = tables["documents"]["language_score"]
    wrong = pc.fill_null(pc.or_(pc.less(score, 0.0), pc.greater(score, 1.0)), False)
    yield from name_rows("score out of range, 0 to 1", "documents.language_score", tables["documents"]["id"], wrong)


def check_ids(tables: Tables) -> Iterator[Fault]:
    """Ids are made of the document's id and the place in its source, and the rows of a document differ in them."""
    for name in ("documents", "paragraphs", "quotes", "removals"):
        ids, found = make_ids(tables[name], name), tables[name]["id"]
        yield from name_rows("malformed id", f"{name}.id", found, differs(found, ids))
        if name != "documents":
            counts = pc.value_counts(found)
            yield from name_rows("duplicate id", f"{name}.id", counts.field("values"), pc.greater(counts.field("counts"), 1))


def check_links(tables: Tables) -> Iterator[Fault]:
    """The paragraphs of quotes are there, or went as copies."""
    paragraphs, quotes = tables["paragraphs"], tables["quotes"]
    column = quotes["paragraph_id"]
    not_kept, not_gone = misses(column, paragraphs["id"]), misses(column, find_copies(tables["removals"])["id"])
    yield from name_rows("no such paragraph", "quotes.paragraph_id", column, pc.and_(not_kept, not_gone))
    wrong = differs(quotes["is_copy"], pc.invert(not_gone))
    yield from name_rows("wrong about whether the quote's paragraph was removed as a copy", "quotes.is_copy", quotes["id"], wrong)


def check_duplicates(tables: Tables) -> Iterator[Fault]:
    """What went as a near-duplicate names what stays, and says how alike they are."""
    documents, removals = tables["documents"], tables["removals"]
    gone = pc.equal(removals["stage"], "duplicates")
    unnamed = differs(gone, pc.is_valid(removals["duplicate_of"]))
    what = "missing for a near-duplicate, or set for another row"
    yield from name_rows(what, "removals.duplicate_of", removals["id"], unnamed)
    for name, table, score in (("documents", documents, "duplicate_similarity"), ("removals", removals, "similarity")):
        alike = pc.and_(pc.greater(pc.fill_null(table[score], 2.0), 0.0), pc.less_equal(pc.fill_null(table[score], 2.0), 1.0))
        wrong = differs(alike, pc.is_valid(table["duplicate_of"]))
        yield from name_rows(
            "similarity missing, out of range (above 0, up to 1) or without a duplicate", f"{name}.{score}", table["id"], wrong
        )


def check_counts(tables: Tables) -> Iterator[Fault]:
    """The counts of a document are those of its rows."""
    documents = tables["documents"]
    pieces = join_pieces(tables)
    counted = {
        "n_paragraphs": _sum_by(pieces["document_id"], documents["id"]),
        "n_quotes": _sum_by(tables["quotes"]["document_id"], documents["id"]),
        "kept_characters": _sum_by(pieces["document_id"], documents["id"], pc.subtract(pieces["end"], pieces["start"])),
    }
    for column, expected in counted.items():
        yield from name_rows("wrong count", f"documents.{column}", documents["id"], differs(documents[column], expected))


def check_words(tables: Tables) -> Iterator[Fault]:
    """The words of a document and of a paragraph are those of its text, where it is there."""
    for name in ("documents", "paragraphs"):
        shown = tables[name].filter(pc.is_valid(tables[name]["text"]))
        wrong = differs(shown["n_words"], count_words(shown["text"]))
        yield from name_rows("wrong count", f"{name}.n_words", shown["id"], wrong)


def check_spans(tables: Tables) -> Iterator[Fault]:
    """Paragraphs and removals of a document are disjoint and lie in its source; what stage policy hides lies in a paragraph."""
    for name in ("paragraphs", "removals", "quotes"):
        wrong = _outside(tables[name], tables["documents"])
        yield from name_rows("span empty or outside the source", f"{name}.end", tables[name]["id"], wrong)
    removals = tables["removals"]
    is_policy = pc.equal(removals["stage"], "policy")
    taken = pa.concat_tables([tables["paragraphs"].select(SPAN), removals.filter(pc.invert(is_policy)).select(SPAN)])
    taken = sort_by_place(taken)
    before, after = taken.slice(0, max(taken.num_rows - 1, 0)), taken.slice(1)
    wrong = pc.and_(pc.equal(before["document_id"], after["document_id"]), pc.less(after["start"], before["end"]))
    yield from name_rows("overlaps the row before it in the source", "paragraphs and removals", after["id"], wrong)
    hidden, pieces = removals.filter(is_policy), join_pieces(tables)
    places = find_places(pieces, hidden)
    wrong = pc.or_(pc.is_null(places), pc.fill_null(pc.greater(hidden["end"], pieces["end"].take(places)), False))
    yield from name_rows("a row of stage policy lies outside every paragraph", "removals.stage", hidden["id"], wrong)


def check_quotes(tables: Tables) -> Iterator[Fault]:
    """Quotes start in their paragraph, their fragments are pieces of their span, and positions count them."""
    quotes, pieces = tables["quotes"], join_pieces(tables)
    named = pc.index_in(quotes["paragraph_id"], value_set=pieces["id"].combine_chunks())
    wrong = differs(find_places(pieces, quotes), named)
    yield from name_rows("the quote does not start in its paragraph", "quotes.start", quotes["id"], wrong)
    rows = zip(*(quotes[column].to_pylist() for column in ("fragments", "start", "end")), strict=True)
    wrong = pa.array([not is_fragments(*row) for row in rows], pa.bool_())
    yield from name_rows("not the pieces of the quote's span, in order", "quotes.fragments", quotes["id"], wrong)
    spoken = sort_by_place(quotes)
    wrong = differs(spoken["position"], rank_within(spoken["document_id"]))
    yield from name_rows("not the quote's position in its document", "quotes.position", spoken["id"], wrong)


def check_texts(tables: Tables) -> Iterator[Fault]:
    """A document's text is its paragraphs; a row without a text is passed over."""
    documents, pieces = tables["documents"], join_pieces(tables)
    parts: dict[str, list[str | None]] = {}
    for document, text in zip(pieces["document_id"].to_pylist(), pieces["text"].to_pylist(), strict=True):
        parts.setdefault(document, []).append(text)
    wrong = []
    for document, text in zip(documents["id"].to_pylist(), documents["text"].to_pylist(), strict=True):
        texts = parts.get(document, [])
        wrong.append(text is not None and None not in texts and text != PARAGRAPH_BREAK.join(part or "" for part in texts))
    what = "the text is not the document's paragraphs joined by a blank line"
    yield from name_rows(what, "documents.text", documents["id"], pa.array(wrong, pa.bool_()))


def check_said(tables: Tables) -> Iterator[Fault]:
    """A quote of one piece stands in its paragraph; where a paragraph or a quote has no text nothing can be said."""
    pieces = join_pieces(tables)
    texts = dict(zip(pieces["id"].to_pylist(), pieces["text"].to_pylist(), strict=True))
    quotes = tables["quotes"].filter(pc.and_(pc.is_null(tables["quotes"]["fragments"]), pc.is_valid(tables["quotes"]["text"])))
    rows = zip(quotes["text"].to_pylist(), quotes["paragraph_id"].to_pylist(), strict=True)
    wrong = [text not in (texts.get(paragraph) or text) for text, paragraph in rows]
    yield from name_rows(
        "the words do not occur in the quote's paragraph", "quotes.text", quotes["id"], pa.array(wrong, pa.bool_())
    )


def check_positions(tables: Tables) -> Iterator[Fault]:
    """Positions count the paragraphs of a document, those too that went as copies."""
    paragraphs, pieces = tables["paragraphs"], join_pieces(tables)
    place = pc.index_in(paragraphs["id"], value_set=pieces["id"].combine_chunks())
    wrong = differs(paragraphs["position"], rank_within(pieces["document_id"]).take(place.combine_chunks()))
    yield from name_rows("not the paragraph's position in its document", "paragraphs.position", paragraphs["id"], wrong)


def _sum_by(column: pa.ChunkedArray, values: pa.ChunkedArray, weights: pa.ChunkedArray | None = None) -> pa.Array:
    """For each value how often it is in the column, or the sum of the weights of its rows."""
    place = pc.index_in(column, value_set=values.combine_chunks())
    counted = np.zeros(len(values), np.int64)
    found = pc.is_valid(place)
    amounts = 1 if weights is None else pc.fill_null(weights.filter(found), 0).to_numpy()
    np.add.at(counted, place.filter(found).to_numpy(), amounts)
    return pa.array(counted)


def _outside(rows: pa.Table, documents: pa.Table) -> Any:
    """Where a row's span is empty, or not within its document's source."""
    length = documents["source_characters"].take(pc.index_in(rows["document_id"], value_set=documents["id"].combine_chunks()))
    inside = pc.and_(
        pc.greater_equal(rows["start"], 0), pc.and_(pc.less(rows["start"], rows["end"]), pc.less_equal(rows["end"], length))
    )
    return pc.invert(pc.fill_null(inside, False))
