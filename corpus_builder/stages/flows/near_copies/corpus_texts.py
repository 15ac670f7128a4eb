"""The texts of a corpus that are compared: those of its documents, and those of the paragraphs that no site repeats."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates.index import DOCUMENT_LIMITS, PARAGRAPH_LIMITS
from corpus_builder.settings import DuplicateSettings
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, read_numbers
from corpus_builder.stages.flows.near_copies.different_texts import INT, TEXTS, Comparison, Texts, find_rows
from corpus_builder.stages.flows.near_copies.near_copies import find_near_copies
from corpus_builder.stages.flows.numbered import Corpus
from corpus_builder.tables.frames import first_day

# For each document the one that it reprints, or itself.
FAMILIES = make_schema(document=INT, part=INT, family=INT)
# Texts of two to the power of these are compared at once: some thousand paragraphs, or a hundred documents.
PARAGRAPH_BLOCK_BITS, DOCUMENT_BLOCK_BITS = 12, 7
# A rank has the day as a number (20240509) above the length that a text lacks of the longest.
LENGTH_BITS = 32
UNKNOWN_DAY = 99_999_999


def find_reprints(engine: Engine, corpus: Corpus, settings: DuplicateSettings) -> Data:
    """The documents (`COPIES`) that reprint the earliest of them, of these the longest."""
    texts = Texts(corpus.documents.map(list_document_texts, TEXTS), corpus.layout.n_parts)
    return find_near_copies(engine, texts, Comparison(settings, 1, DOCUMENT_LIMITS, DOCUMENT_BLOCK_BITS, versions=True))


def list_families(engine: Engine, corpus: Corpus, reprints: Data) -> Data:
    """The families of documents, in their parts; `reprints` are placed in these."""
    return engine.zip(name_families, [corpus.documents, reprints], FAMILIES)


def find_paragraph_copies(engine: Engine, corpus: Corpus, families: Data, repeated: Data, settings: DuplicateSettings) -> Data:
    """The paragraphs (`COPIES`) that are near-copies of others; `repeated` ones, which sites repeat, are not compared."""
    rows = engine.zip(list_paragraph_texts, [corpus.paragraphs, corpus.documents, families, repeated], TEXTS)
    texts = Texts(rows.keep(), corpus.layout.n_parts)
    comparison = Comparison(settings, settings.minimum_words, PARAGRAPH_LIMITS, PARAGRAPH_BLOCK_BITS, versions=False)
    return find_near_copies(engine, texts, comparison)


def list_document_texts(documents: pa.Table) -> pa.Table:
    """The texts of documents; the earliest comes first, of one day the longest."""
    number, kept = read_numbers(documents, "document", "kept_characters")
    rank = rank_texts(number_days(documents), kept)
    nothing = np.zeros(len(number), bool)
    return make_table(TEXTS, [number, documents["part"], rank, number, number, nothing, documents["text"]])


def list_paragraph_texts(paragraphs: pa.Table, documents: pa.Table, families: pa.Table, repeated: pa.Table) -> pa.Table:
    """The texts of the paragraphs of a part that are compared; those of the earliest documents come first, then the longest."""
    number, document, start, end = read_numbers(paragraphs, "paragraph", "document", "start", "end")
    of_documents, family = read_numbers(documents, "document")[0], read_numbers(families, "family")[0]
    owner = find_rows(of_documents, document)
    rank = rank_texts(number_days(documents)[owner], end - start)
    heading = pc.is_in(paragraphs["role"], value_set=pa.array(["title", "heading"]))
    table = make_table(TEXTS, [number, paragraphs["part"], rank, document, family[owner], heading, paragraphs["text"]])
    return table.filter(pa.array(~np.isin(number, read_numbers(repeated, "paragraph")[0])))


def rank_texts(days: I64, lengths: I64) -> I64:
    """The rank of texts by their days and then their lengths in characters, the longest first."""
    return (days << LENGTH_BITS) | ((1 << LENGTH_BITS) - 1 - lengths)


def number_days(documents: pa.Table) -> I64:
    """The first day that each document may be of, as a number; one without a date is the last.

    >>> number_days(pa.table({"published": ["2024-05", None]})).tolist()
    [20240501, 99999999]
    """
    days = pc.replace_substring(first_day(documents["published"]), "-", "")
    return np.asarray(pc.fill_null(days.cast(INT), UNKNOWN_DAY).to_numpy(), np.int64)


def name_families(documents: pa.Table, reprints: pa.Table) -> pa.Table:
    """The family of each document of a part."""
    number = read_numbers(documents, "document")[0]
    family = number.copy()
    gone, kept = read_numbers(reprints, "number", "kept")
    family[find_rows(number, gone)] = kept
    return make_table(FAMILIES, [number, documents["part"], family])
