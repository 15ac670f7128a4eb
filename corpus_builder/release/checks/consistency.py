"""Do the tables agree with each other? Keys, counts, spans and texts, each counted again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PARAGRAPH_BREAK
from corpus_builder.release.checks.findings import Finding, name_rows
from corpus_builder.system.errors import BUILD_AGAIN
from corpus_builder.system.terminal import count_things
from corpus_builder.tables.columns import TABLES
from corpus_builder.tables.comparison import differs, find_difference, misses
from corpus_builder.tables.frames import Tables, sort_rows
from corpus_builder.tables.ids import make_ids
from corpus_builder.tables.pieces import SPAN, find_copies, find_places, is_fragments, join_pieces, rank_within, sort_by_place
from corpus_builder.text.characters import count_words


def check_tables(tables: Tables, *, whole: bool = True) -> Iterator[Finding]:
    """Everything in which the tables of a release must agree, once `check_values` has found nothing.

    `whole` says that texts are published in full; excerpts have fewer words than were counted.
    """
    of_keys = (check_known, check_rows, check_ids, check_links, check_duplicates)
    of_places = (check_counts, check_spans, check_quotes, check_positions)
    of_texts = (check_words, check_texts, check_said)
    for check in (*of_keys, *of_places, *(of_texts if whole else ())):
        yield from check(tables)


def check_values(tables: Tables) -> Iterator[Finding]:
    """Columns that always have a value have one."""
    for name, shape in TABLES.items():
        for column in shape.columns:
            nulls = tables[name][column.name].null_count
            if nulls and not column.null:
                yield Finding(f"{count_things(nulls, 'row has', 'rows have')} no value", f"{name}.{column.name}", BUILD_AGAIN)


def check_known(tables: Tables) -> Iterator[Finding]:
    """Columns of a few fixed words hold these words alone, and a score lies between 0 and 1."""
    limited = [(name, column.name, column.values) for name, shape in TABLES.items() for column in shape.columns]
    for name, column, known in limited:
        if known is not None:
            strange = pc.invert(pc.is_in(tables[name][column], value_set=pa.array(known)))
            yield from name_rows(f"not one of {', '.join(known)}", f"{name}.{column}", tables[name]["id"], strange)
    score = tables["documents"]["language_score"]
    wrong = pc.fill_null(pc.or_(pc.less(score, 0.0), pc.greater(score, 1.0)), False)
    yield from name_rows("score out of range, 0 to 1", "documents.language_score", tables["documents"]["id"], wrong)


def check_rows(tables: Tables) -> Iterator[Finding]:
    """Rows stand in their published order."""
    for name, ordered in sort_rows(tables).items():
        if difference := find_difference(tables[name], ordered):
            yield Finding(f"{difference} is out of order", name, BUILD_AGAIN)


def check_ids(tables: Tables) -> Iterator[Finding]:
    """Ids are unique and made of the document's id and the place in its source."""
    for name in ("documents", "paragraphs", "quotes", "removals"):
        ids, found = make_ids(tables[name], name), tables[name]["id"]
        yield from name_rows("malformed id", f"{name}.id", found, differs(found, ids))
        counts = pc.value_counts(found)
        yield from name_rows("duplicate id", f"{name}.id", counts.field("values"), pc.greater(counts.field("counts"), 1))


def check_links(tables: Tables) -> Iterator[Finding]:
    """No key dangles: documents, paragraphs and statements that are named are there."""
    documents, paragraphs, quotes = (tables[name] for name in ("documents", "paragraphs", "quotes"))
    for name in ("paragraphs", "quotes", "removals"):
        column = tables[name]["document_id"]
        yield from name_rows("no such document", f"{name}.document_id", column, misses(column, documents["id"]))
    column = quotes["paragraph_id"]
    not_kept, not_gone = misses(column, paragraphs["id"]), misses(column, find_copies(tables["removals"])["id"])
    yield from name_rows("no such paragraph", "quotes.paragraph_id", column, pc.and_(not_kept, not_gone))
    wrong = differs(quotes["is_copy"], pc.invert(not_gone))
    yield from name_rows("wrong about whether the quote's paragraph was removed as a copy", "quotes.is_copy", quotes["id"], wrong)
    column = quotes["statement_id"]
    yield from name_rows("no such statement", "quotes.statement_id", column, misses(column, quotes["id"]))


def check_duplicates(tables: Tables) -> Iterator[Finding]:
    """Of each group of near-duplicates exactly one stays, and what went names it and says how alike they are."""
    documents, paragraphs, removals = (tables[name] for name in ("documents", "paragraphs", "removals"))
    gone = pc.equal(removals["stage"], "duplicates")
    where = "removals.duplicate_of"
    unnamed = differs(gone, pc.is_valid(removals["duplicate_of"]))
    yield from name_rows("missing for a near-duplicate, or set for another row", where, removals["id"], unnamed)
    column = removals["duplicate_of"].filter(gone)
    yield from name_rows("the paragraph it names is not kept", where, column, misses(column, paragraphs["id"]))
    column = documents["duplicate_of"].drop_null()
    originals = documents["id"].filter(pc.is_null(documents["duplicate_of"]))
    yield from name_rows(
        "the document it names is itself a reprint, or missing", "documents.duplicate_of", column, misses(column, originals)
    )
    for name, table, score in (("documents", documents, "duplicate_similarity"), ("removals", removals, "similarity")):
        alike = pc.and_(pc.greater(pc.fill_null(table[score], 2.0), 0.0), pc.less_equal(pc.fill_null(table[score], 2.0), 1.0))
        wrong = differs(alike, pc.is_valid(table["duplicate_of"]))
        yield from name_rows(
            "similarity missing, out of range (above 0, up to 1) or without a duplicate", f"{name}.{score}", table["id"], wrong
        )
    copies = _sum_by(removals["duplicate_of"].filter(gone), paragraphs["id"])
    wrong = differs(paragraphs["n_copies"], copies)
    yield from name_rows("not the number of removals that name the paragraph", "paragraphs.n_copies", paragraphs["id"], wrong)


def check_counts(tables: Tables) -> Iterator[Finding]:
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


def check_words(tables: Tables) -> Iterator[Finding]:
    """The words of a document and of a paragraph are those of its text, where it is there."""
    for name in ("documents", "paragraphs"):
        shown = tables[name].filter(pc.is_valid(tables[name]["text"]))
        wrong = differs(shown["n_words"], count_words(shown["text"]))
        yield from name_rows("wrong count", f"{name}.n_words", shown["id"], wrong)


def check_spans(tables: Tables) -> Iterator[Finding]:
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


def check_quotes(tables: Tables) -> Iterator[Finding]:
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


def check_texts(tables: Tables) -> Iterator[Finding]:
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


def check_said(tables: Tables) -> Iterator[Finding]:
    """A quote of one piece stands in its paragraph; where a paragraph or a quote has no text nothing can be said."""
    pieces = join_pieces(tables)
    texts = dict(zip(pieces["id"].to_pylist(), pieces["text"].to_pylist(), strict=True))
    quotes = tables["quotes"].filter(pc.and_(pc.is_null(tables["quotes"]["fragments"]), pc.is_valid(tables["quotes"]["text"])))
    rows = zip(quotes["text"].to_pylist(), quotes["paragraph_id"].to_pylist(), strict=True)
    wrong = [text not in (texts.get(paragraph) or text) for text, paragraph in rows]
    yield from name_rows(
        "the words do not occur in the quote's paragraph", "quotes.text", quotes["id"], pa.array(wrong, pa.bool_())
    )


def check_positions(tables: Tables) -> Iterator[Finding]:
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
