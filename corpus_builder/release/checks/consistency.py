"""Do the tables agree with each other? Keys, counts, spans and texts, each counted again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PULL_QUOTE, Kind, Role, Stage
from corpus_builder.release.checks.findings import Finding, differs, find_difference, misses, name_rows
from corpus_builder.stages.document import document_id
from corpus_builder.stages.rows import count_words
from corpus_builder.tables.frames import sort_rows, take_rows

Tables = Mapping[str, pa.Table]

# Columns without which a row cannot be compared with others.
NEVER_NULL = {
    "documents": ["id", "source_id", "path", "n_words", "n_paragraphs", "n_quotes", "source_characters", "kept_characters"],
    "paragraphs": ["id", "document_id", "position", "role", "start", "end", "n_words", "n_copies"],
    "quotes": ["id", "document_id", "paragraph_id", "position", "kind", "start", "end", "balanced", "is_copy", "statement_id"],
    "removals": ["id", "document_id", "start", "end", "stage", "rule"],
    "rejects": ["source_id", "path", "reason"],
}

# Columns of a few words, with all of these.
KNOWN = {
    ("paragraphs", "role"): get_args(Role),
    ("quotes", "kind"): get_args(Kind),
    ("removals", "stage"): get_args(Stage),
}

SPAN = ["id", "document_id", "start", "end"]


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
    for name, columns in NEVER_NULL.items():
        for column in columns:
            if nulls := tables[name][column].null_count:
                yield Finding(f"{nulls} rows have no value", f"{name}.{column}", "build the release again")


def check_known(tables: Tables) -> Iterator[Finding]:
    """Columns of a few fixed words hold these words alone, and a score lies between 0 and 1."""
    for (name, column), known in KNOWN.items():
        strange = pc.invert(pc.is_in(tables[name][column], value_set=pa.array(known)))
        yield from name_rows(f"it is none of {', '.join(known)}", f"{name}.{column}", tables[name]["id"], strange)
    score = tables["documents"]["language_score"]
    wrong = pc.fill_null(pc.or_(pc.less(score, 0.0), pc.greater(score, 1.0)), False)
    yield from name_rows("it is no score", "documents.language_score", tables["documents"]["id"], wrong)


def check_rows(tables: Tables) -> Iterator[Finding]:
    """Rows stand in their published order."""
    for name, ordered in sort_rows(tables).items():
        if difference := find_difference(tables[name], ordered):
            yield Finding(f"{difference} is not in its published place", name, "build the release again")


def check_ids(tables: Tables) -> Iterator[Finding]:
    """Ids are unique and made of the document's id and the place in its source."""
    named = [document_id(source_id) for source_id in tables["documents"]["source_id"].to_pylist()]
    expected = {"documents": pa.chunked_array([named], pa.string())}
    expected |= {name: make_ids(tables[name], name) for name in ("paragraphs", "quotes", "removals")}
    for name, ids in expected.items():
        found = tables[name]["id"]
        yield from name_rows("the id is not made as ids are", f"{name}.id", found, differs(found, ids))
        counts = pc.value_counts(found)
        yield from name_rows("the id is not unique", f"{name}.id", counts.field("values"), pc.greater(counts.field("counts"), 1))


def make_ids(table: pa.Table, name: str) -> pa.ChunkedArray:
    """The ids that the rows of a table must have."""
    ids = pc.binary_join_element_wise(table["document_id"], pc.cast(table["start"], pa.string()), ":")
    if name == "quotes":
        return _append(ids, "q")
    if name == "removals":
        return pc.if_else(pc.equal(table["stage"], "policy"), _append(ids, "x"), ids)
    return ids


def _append(ids: pa.ChunkedArray, suffix: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(ids, pa.scalar(suffix), "")


def check_links(tables: Tables) -> Iterator[Finding]:
    """No key dangles: documents, paragraphs and statements that are named are there."""
    documents, paragraphs, quotes = (tables[name] for name in ("documents", "paragraphs", "quotes"))
    for name in ("paragraphs", "quotes", "removals"):
        column = tables[name]["document_id"]
        yield from name_rows("there is no such document", f"{name}.document_id", column, misses(column, documents["id"]))
    column = quotes["paragraph_id"]
    not_kept, not_gone = misses(column, paragraphs["id"]), misses(column, find_copies(tables["removals"])["id"])
    yield from name_rows("there is no such paragraph", "quotes.paragraph_id", column, pc.and_(not_kept, not_gone))
    wrong = differs(quotes["is_copy"], pc.invert(not_gone))
    yield from name_rows("it does not say whether the quote's paragraph went", "quotes.is_copy", quotes["id"], wrong)
    column = quotes["statement_id"]
    yield from name_rows("there is no such statement", "quotes.statement_id", column, misses(column, quotes["id"]))


def check_duplicates(tables: Tables) -> Iterator[Finding]:
    """Of each group of near-duplicates exactly one stays, and what went names it and says how alike they are."""
    documents, paragraphs, removals = (tables[name] for name in ("documents", "paragraphs", "removals"))
    gone = pc.equal(removals["stage"], "duplicates")
    where = "removals.duplicate_of"
    unnamed = differs(gone, pc.is_valid(removals["duplicate_of"]))
    yield from name_rows("a near-duplicate names what stays, and nothing else does", where, removals["id"], unnamed)
    column = removals["duplicate_of"].filter(gone)
    yield from name_rows("it names no paragraph that stays", where, column, misses(column, paragraphs["id"]))
    column = documents["duplicate_of"].drop_null()
    originals = documents["id"].filter(pc.is_null(documents["duplicate_of"]))
    yield from name_rows("it names no document that is an original", "documents.duplicate_of", column, misses(column, originals))
    for name, table, score in (("documents", documents, "duplicate_similarity"), ("removals", removals, "similarity")):
        alike = pc.and_(pc.greater(pc.fill_null(table[score], 2.0), 0.0), pc.less_equal(pc.fill_null(table[score], 2.0), 1.0))
        wrong = differs(alike, pc.is_valid(table["duplicate_of"]))
        yield from name_rows("it is not a similarity above 0 and up to 1 of a duplicate", f"{name}.{score}", table["id"], wrong)
    copies = _sum_by(removals["duplicate_of"].filter(gone), paragraphs["id"])
    wrong = differs(paragraphs["n_copies"], copies)
    yield from name_rows(
        "it is not the number of removals that name the paragraph", "paragraphs.n_copies", paragraphs["id"], wrong
    )


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
        yield from name_rows("the count is wrong", f"documents.{column}", documents["id"], differs(documents[column], expected))


def check_words(tables: Tables) -> Iterator[Finding]:
    """The words of a document and of a paragraph are those of its text, where it is there."""
    for name in ("documents", "paragraphs"):
        shown = tables[name].filter(pc.is_valid(tables[name]["text"]))
        wrong = differs(shown["n_words"], count_words(shown["text"]))
        yield from name_rows("the count is wrong", f"{name}.n_words", shown["id"], wrong)


def check_spans(tables: Tables) -> Iterator[Finding]:
    """Paragraphs and removals of a document are disjoint and lie in its source; what stage policy hides lies in a paragraph."""
    for name in ("paragraphs", "removals", "quotes"):
        wrong = _outside(tables[name], tables["documents"])
        yield from name_rows("the span is empty or outside the source", f"{name}.end", tables[name]["id"], wrong)
    removals = tables["removals"]
    is_policy = pc.equal(removals["stage"], "policy")
    taken = pa.concat_tables([tables["paragraphs"].select(SPAN), removals.filter(pc.invert(is_policy)).select(SPAN)])
    taken = _sort_by_place(taken)
    before, after = taken.slice(0, max(taken.num_rows - 1, 0)), taken.slice(1)
    wrong = pc.and_(pc.equal(before["document_id"], after["document_id"]), pc.less(after["start"], before["end"]))
    yield from name_rows("it overlaps what stands before it in the source", "paragraphs and removals", after["id"], wrong)
    hidden, pieces = removals.filter(is_policy), join_pieces(tables)
    places = find_places(pieces, hidden)
    wrong = pc.or_(pc.is_null(places), pc.fill_null(pc.greater(hidden["end"], pieces["end"].take(places)), False))
    yield from name_rows("stage policy hides what is in no paragraph", "removals.stage", hidden["id"], wrong)


def check_quotes(tables: Tables) -> Iterator[Finding]:
    """Quotes start in their paragraph, their fragments are pieces of their span, and positions count them."""
    quotes, pieces = tables["quotes"], join_pieces(tables)
    named = pc.index_in(quotes["paragraph_id"], value_set=pieces["id"].combine_chunks())
    wrong = differs(find_places(pieces, quotes), named)
    yield from name_rows("the quote does not start in its paragraph", "quotes.start", quotes["id"], wrong)
    rows = zip(*(quotes[column].to_pylist() for column in ("fragments", "start", "end")), strict=True)
    wrong = pa.array([not is_fragments(*row) for row in rows], pa.bool_())
    yield from name_rows("they are not the pieces of the quote's span, in order", "quotes.fragments", quotes["id"], wrong)
    spoken = _sort_by_place(quotes)
    wrong = differs(spoken["position"], rank_within(spoken["document_id"]))
    yield from name_rows("it is not the quote's place in its document", "quotes.position", spoken["id"], wrong)


def is_fragments(fragments: str | None, start: int, end: int) -> bool:
    """Whether fragments are absent, or two or more spans in order from `start` to `end`.

    >>> is_fragments("[[3, 5], [8, 9]]", 3, 9), is_fragments("[[3, 5], [4, 9]]", 3, 9)
    (True, False)
    """
    if fragments is None:
        return True
    try:
        bounds = [bound for left, right in json.loads(fragments) for bound in (left, right)]
    except (TypeError, ValueError, RecursionError):
        return False
    whole = all(type(bound) is int for bound in bounds)
    return whole and len(bounds) > 2 and bounds[0] == start and bounds[-1] == end and bounds == sorted(bounds)


def check_texts(tables: Tables) -> Iterator[Finding]:
    """A document's text is its paragraphs; a row without a text is passed over."""
    documents, pieces = tables["documents"], join_pieces(tables)
    parts: dict[str, list[str | None]] = {}
    for document, text in zip(pieces["document_id"].to_pylist(), pieces["text"].to_pylist(), strict=True):
        parts.setdefault(document, []).append(text)
    wrong = []
    for document, text in zip(documents["id"].to_pylist(), documents["text"].to_pylist(), strict=True):
        texts = parts.get(document, [])
        wrong.append(text is not None and None not in texts and text != "\n\n".join(part or "" for part in texts))
    what = "the text is not its paragraphs joined by a blank line"
    yield from name_rows(what, "documents.text", documents["id"], pa.array(wrong, pa.bool_()))


def check_said(tables: Tables) -> Iterator[Finding]:
    """A quote of one piece stands in its paragraph; where a paragraph or a quote has no text nothing can be said."""
    pieces = join_pieces(tables)
    texts = dict(zip(pieces["id"].to_pylist(), pieces["text"].to_pylist(), strict=True))
    quotes = tables["quotes"].filter(pc.and_(pc.is_null(tables["quotes"]["fragments"]), pc.is_valid(tables["quotes"]["text"])))
    rows = zip(quotes["text"].to_pylist(), quotes["paragraph_id"].to_pylist(), strict=True)
    wrong = [text not in (texts.get(paragraph) or text) for text, paragraph in rows]
    yield from name_rows("the words are not in the quote's paragraph", "quotes.text", quotes["id"], pa.array(wrong, pa.bool_()))


def check_positions(tables: Tables) -> Iterator[Finding]:
    """Positions count the paragraphs of a document, those too that went as copies."""
    paragraphs, pieces = tables["paragraphs"], join_pieces(tables)
    place = pc.index_in(paragraphs["id"], value_set=pieces["id"].combine_chunks())
    wrong = differs(paragraphs["position"], rank_within(pieces["document_id"]).take(place.combine_chunks()))
    yield from name_rows("it is not the paragraph's place in its document", "paragraphs.position", paragraphs["id"], wrong)


def find_copies(removals: pa.Table) -> pa.Table:
    """The removals that are paragraphs of their document's text which went as copies."""
    return removals.filter(pc.and_(pc.equal(removals["stage"], "duplicates"), pc.not_equal(removals["rule"], PULL_QUOTE)))


def join_pieces(tables: Tables) -> pa.Table:
    """All paragraphs of the documents' texts, those too that went as copies: id, document_id, start, end, text; by place."""
    columns = [*SPAN, "text"]
    return _sort_by_place(
        pa.concat_tables([tables["paragraphs"].select(columns), find_copies(tables["removals"]).select(columns)])
    )


def find_places(pieces: pa.Table, rows: pa.Table) -> pa.ChunkedArray:
    """For each row the index of the piece of its document in which it starts, null where there is none."""
    if pieces.num_rows == 0:
        return pa.chunked_array([pa.nulls(rows.num_rows, pa.int32())])
    documents = pc.unique(pieces["document_id"])
    width = 1 + max((pc.max(table["end"]).as_py() or 0) for table in (pieces, rows))
    starts, wanted = (_place_keys(table, documents, width) for table in (pieces, rows))
    before = np.searchsorted(starts, wanted, side="right") - 1
    ends = starts + (pieces["end"].to_numpy() - pieces["start"].to_numpy())
    inside = (before >= 0) & (wanted < ends[before])
    return pa.chunked_array([pa.array(before.astype(np.int32), mask=~inside)])


def _place_keys(rows: pa.Table, documents: pa.Array, width: int) -> npt.NDArray[np.int64]:
    """Numbers that order rows by document and start; `width` is beyond every offset."""
    place = pc.fill_null(pc.index_in(rows["document_id"], value_set=documents), -1)
    keys: npt.NDArray[np.int64] = place.to_numpy().astype(np.int64) * width + rows["start"].to_numpy().clip(0, width - 1)
    return keys


def _sort_by_place(rows: pa.Table) -> pa.Table:
    return take_rows(
        rows,
        pc.sort_indices(rows.select(SPAN), sort_keys=[(name, "ascending") for name in ("document_id", "start", "end", "id")]),
    )


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


def rank_within(documents: pa.ChunkedArray) -> pa.Array:
    """For each row of a table sorted by document its place among the rows of its document.

    >>> rank_within(pa.chunked_array([["a", "a", "b"]])).to_pylist()
    [0, 1, 0]
    """
    changes = differs(documents[1:], documents[: len(documents) - 1]).to_numpy() if len(documents) > 1 else np.zeros(0, bool)
    starts = np.flatnonzero(np.r_[np.ones(min(len(documents), 1), bool), changes])
    lengths = np.diff(np.r_[starts, len(documents)])
    return pa.array(np.arange(len(documents)) - np.repeat(starts, lengths), pa.int64())
