"""What only the whole corpus can decide: copies of paragraphs and documents, and repeated statements.

Everything here works on columns, not on rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates import compare_texts
from corpus_builder.settings import Settings
from corpus_builder.stages.flows.statements.judged_pairs import cut_context
from corpus_builder.stages.rows import remove_paragraphs
from corpus_builder.tables.frames import Tables, document_indexes, first_day, set_column
from tests.oracle.near_copies import Copies, Origins, find_duplicate_documents, find_duplicates
from tests.oracle.quote_groups import group_statements
from tests.oracle.repetition import remove_repetition

EXACT_COPY, NEAR_COPY, EXCERPT = "exact copy", "near copy", "excerpt"
# Similarity below which a paragraph does not say what a pull quote says.
REPEAT_SIMILARITY = 0.5
Index = npt.NDArray[np.int64]


def decide_corpus(tables: Tables, settings: Settings) -> Tables:
    """Fill the starred columns of the tables of all batches, and move to the removals what a site repeats and what are copies.

    Reprints come first, because a line that two reprints share is no evidence of a site's template; what a site repeats
    before copies, because of it nothing stays; copies before statements, because a statement's first member should stay.
    """
    order = rank_documents(tables["documents"])
    tables = mark_duplicate_documents(tables, order, settings)
    tables = remove_repetition(tables, settings.repetition)
    tables = remove_copies(tables, order, settings)
    return mark_statements(tables, order, settings)


def rank_documents(documents: pa.Table) -> Index:
    """For each document its place in the published order: by date, then by source id."""
    keys = pa.table({"published": first_day(documents["published"]), "source_id": documents["source_id"]})
    order = pc.sort_indices(keys, [("published", "ascending"), ("source_id", "ascending")]).to_numpy()
    return invert(order)


def rank_dates(documents: pa.Table) -> Index:
    """For each document the place of its date among all dates, the unknown date last."""
    places: Index = pc.rank(first_day(documents["published"]), tiebreaker="dense").to_numpy().astype(np.int64)
    return places


def invert(order: npt.NDArray[np.integer]) -> Index:
    """The place of each element in an order.

    >>> invert(np.array([2, 0, 1])).tolist()
    [1, 2, 0]
    """
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places


def rank_rows(tables: Tables, name: str, order: Index) -> Index:
    """For each row of a table of parts its place in the published order: its document's, then where it starts."""
    documents = document_indexes(tables, tables[name]).to_numpy()
    return invert(np.lexsort((tables[name]["start"].to_numpy(), order[documents])))


def mark_duplicate_documents(tables: Tables, order: Index, settings: Settings) -> Tables:
    """Documents that reprint the earliest of them, of these the longest, name it and say how much is common."""
    documents = tables["documents"]
    dates = rank_dates(documents)
    rank = invert(np.lexsort((order, -documents["kept_characters"].to_numpy(), dates)))
    found = find_duplicate_documents(documents["text"].to_pylist(), rank, settings.duplicates)
    copies = np.flatnonzero(found.representative != np.arange(len(order)))
    documents = set_column(documents, "duplicate_of", pick(documents["id"], found.representative, copies))
    documents = set_column(documents, "duplicate_similarity", scatter(found.similarity, copies))
    return tables | {"documents": documents}


def remove_copies(tables: Tables, order: Index, settings: Settings) -> Tables:
    """Of near-identical paragraphs one stays: the earliest, then the longest, then the first in the published order.

    Between documents that reprint one another, and so have one family, more counts as a copy than between others.
    """
    paragraphs = tables["paragraphs"]
    dates = rank_dates(tables["documents"])
    documents = document_indexes(tables, paragraphs).to_numpy()
    length = paragraphs["end"].to_numpy() - paragraphs["start"].to_numpy()
    rank = invert(np.lexsort((rank_rows(tables, "paragraphs", order), -length, dates[documents])))
    heads = pc.is_in(paragraphs["role"], value_set=pa.array(["title", "heading"])).to_numpy()
    origins = Origins(documents, number_families(tables["documents"])[documents], heads)
    found = keep_repeated(tables, find_duplicates(paragraphs["text"].to_pylist(), rank, settings.duplicates, origins))
    goes = found.representative != np.arange(len(rank))
    removals = repoint_repeats(tables, found)
    removals = pa.concat_tables([removals, copies_as_removals(paragraphs, found, np.flatnonzero(goes))])
    is_copy = pc.is_in(tables["quotes"]["paragraph_id"], value_set=paragraphs["id"].filter(pa.array(goes)).combine_chunks())
    stays = paragraphs.filter(pa.array(~goes))
    counted = {row["values"]: row["counts"] for row in pc.value_counts(pc.drop_null(removals["duplicate_of"])).to_pylist()}
    copies = pa.array([counted.get(i, 0) for i in stays["id"].to_pylist()], pa.int64())
    return tables | {
        "paragraphs": set_column(stays, "n_copies", copies),
        "removals": removals,
        "quotes": set_column(tables["quotes"], "is_copy", is_copy),
    }


def number_families(documents: pa.Table) -> Index:
    """For each document the number of the one that it reprints, else its own."""
    reprinted = pc.index_in(documents["duplicate_of"], value_set=documents["id"].combine_chunks())
    own = pa.array(np.arange(documents.num_rows))
    families: Index = pc.coalesce(reprinted.cast(pa.int64()), own).to_numpy()
    return families


def copies_as_removals(paragraphs: pa.Table, found: Copies, copies: Index) -> pa.Table:
    """The removal rows of paragraphs that went as copies; each keeps its id and names the paragraph that stays."""
    gone, kept = paragraphs.take(pa.array(copies)), paragraphs.take(pa.array(found.representative[copies]))
    near = pc.if_else(pa.array(found.excerpt[copies]), EXCERPT, NEAR_COPY)
    rules = pc.if_else(pc.equal(gone["text"], kept["text"]), EXACT_COPY, near)
    return remove_paragraphs(gone, "duplicates", rules, kept["id"], pa.array(found.similarity[copies]))


def keep_repeated(tables: Tables, found: Copies) -> Copies:
    """The copies but for the paragraphs whose pull quotes went, where the one that would stay does not say the same."""
    rows, partners = find_moved_repeats(tables, found)
    similar = compare_repeats(tables, rows, found.representative[partners])
    own = partners[similar < REPEAT_SIMILARITY]
    representative, similarity, excerpt = found.representative.copy(), found.similarity.copy(), found.excerpt.copy()
    representative[own], similarity[own], excerpt[own] = own, 1.0, False
    return Copies(representative, similarity, excerpt)


def repoint_repeats(tables: Tables, found: Copies) -> pa.Table:
    """Pull quotes whose partner went as a copy name the paragraph that stays in its place, compared anew."""
    removals, identities = tables["removals"], tables["paragraphs"]["id"]
    rows, partners = find_moved_repeats(tables, found)
    kept = found.representative[partners]
    duplicate_of, similarity = removals["duplicate_of"].to_pylist(), removals["similarity"].to_pylist()
    for row, place, similar in zip(rows.tolist(), kept.tolist(), compare_repeats(tables, rows, kept).tolist(), strict=True):
        duplicate_of[row], similarity[row] = identities[place].as_py(), similar
    removals = set_column(removals, "duplicate_of", pa.array(duplicate_of, pa.string()))
    return set_column(removals, "similarity", pa.array(similarity, pa.float64()))


def find_moved_repeats(tables: Tables, found: Copies) -> tuple[Index, Index]:
    """The removals of pull quotes whose partner goes as a copy, and these partners, by their rows."""
    partner = pc.index_in(tables["removals"]["duplicate_of"], value_set=tables["paragraphs"]["id"].combine_chunks())
    rows = np.flatnonzero(pc.is_valid(partner).to_numpy())
    partners = partner.take(pa.array(rows)).to_numpy().astype(np.int64)
    moved = found.representative[partners] != partners
    return rows[moved], partners[moved]


def compare_repeats(tables: Tables, rows: Index, kept: Index) -> npt.NDArray[np.float64]:
    """How much of each of these removals stands in the paragraph beside it."""
    gone, stays = tables["removals"]["text"].take(pa.array(rows)), tables["paragraphs"]["text"].take(pa.array(kept))
    return np.array(list(map(compare_texts, gone.to_pylist(), stays.to_pylist())), np.float64)


def mark_statements(tables: Tables, order: Index, settings: Settings) -> Tables:
    """Quotes of the same statement bear the id of the first of them in the published order."""
    quotes = tables["quotes"]
    ranked = np.argsort(rank_rows(tables, "quotes", order), kind="stable")
    names = pc.coalesce(quotes["speaker_name"], quotes["speaker"])
    texts, speakers, languages = (c.take(pa.array(ranked)).to_pylist() for c in (quotes["text"], names, quotes["language"]))
    contexts = find_contexts(tables, ranked)
    first = np.asarray(group_statements(texts, speakers, languages, settings.statements, contexts), np.int64)
    statement = np.empty(len(ranked), np.int64)
    statement[ranked] = ranked[first] if len(ranked) else first
    return tables | {"quotes": set_column(quotes, "statement_id", quotes["id"].take(pa.array(statement)))}


def find_contexts(tables: Tables, ranked: Index) -> list[str]:
    """What stands around each quote in its paragraph, in the order `ranked`; where the paragraph went, the words alone."""
    quotes, paragraphs = tables["quotes"], tables["paragraphs"]
    places = pc.index_in(quotes["paragraph_id"], paragraphs["id"]).combine_chunks().take(pa.array(ranked)).to_pylist()
    texts = quotes["text"].take(pa.array(ranked)).to_pylist()
    wholes = paragraphs["text"].to_pylist()
    return [cut_context(wholes[at], text) if at is not None else text for at, text in zip(places, texts, strict=True)]


def pick(ids: pa.ChunkedArray, of: Index, rows: Index) -> pa.Array:
    """For the given rows the id of another row; null elsewhere."""
    wanted = np.full(len(ids), -1, np.int64)
    wanted[rows] = of[rows]
    return ids.combine_chunks().take(pa.array(wanted, mask=wanted < 0))


def scatter(values: npt.NDArray[np.float64], rows: Index) -> pa.Array:
    """For the given rows their value; null elsewhere."""
    absent = np.ones(len(values), bool)
    absent[rows] = False
    return pa.array(values, mask=absent)
