"""The texts of a corpus that are compared: those of its documents, and those of the paragraphs that no site repeats."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates.index import DOCUMENT_LIMITS, PARAGRAPH_LIMITS
from corpus_builder.settings import DuplicateSettings
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, read_numbers
from corpus_builder.stages.flows.near_copies.different_texts import INT, SAMPLED, TEXTS, WORDS, Comparison, Texts, find_rows
from corpus_builder.stages.flows.near_copies.near_copies import find_near_copies
from corpus_builder.stages.flows.near_copies.text_samples import WHOLE, flag_headings
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
    compared = engine.zip(list_document_texts, [corpus.documents, corpus.samples], TEXTS)
    texts = _make_texts(corpus, compared, "document")
    return find_near_copies(engine, texts, Comparison(settings, DOCUMENT_LIMITS, DOCUMENT_BLOCK_BITS, versions=True))


def _make_texts(corpus: Corpus, compared: Data, kind: str) -> Texts:
    """Documents or paragraphs as texts that are compared."""
    rows = corpus.documents if kind == "document" else corpus.paragraphs
    sampled = corpus.samples.map(partial(list_sampled, kind=kind), SAMPLED)
    return Texts(compared, sampled, rows.map(partial(list_words, kind=kind), WORDS), corpus.layout.n_parts)


def list_families(engine: Engine, corpus: Corpus, reprints: Data) -> Data:
    """The families of documents, in their parts; `reprints` are placed in these."""
    return engine.zip(name_families, [corpus.documents, reprints], FAMILIES)


def find_paragraph_copies(engine: Engine, corpus: Corpus, families: Data, repeated: Data, settings: DuplicateSettings) -> Data:
    """The paragraphs (`COPIES`) that are near-copies of others; `repeated` ones, which sites repeat, are not compared."""
    given = [corpus.paragraphs, corpus.documents, families, repeated, corpus.samples]
    texts = _make_texts(corpus, engine.zip(list_paragraph_texts, given, TEXTS), "paragraph")
    return find_near_copies(engine, texts, Comparison(settings, PARAGRAPH_LIMITS, PARAGRAPH_BLOCK_BITS, versions=False))


def choose_samples(samples: pa.Table, kind: str) -> pa.Table:
    """The samples of the documents or of the paragraphs of a part."""
    is_document = read_numbers(samples, "paragraph")[0] == WHOLE
    return samples.filter(pa.array(is_document if kind == "document" else ~is_document))


def list_sampled(samples: pa.Table, kind: str) -> pa.Table:
    """The sampled shingles of the documents or of the paragraphs of a part."""
    own = choose_samples(samples, kind)
    return make_table(SAMPLED, [own[kind], own["shingles"]])


def list_words(rows: pa.Table, kind: str) -> pa.Table:
    """What the documents or the paragraphs of a part say."""
    return make_table(WORDS, [rows[kind], rows["text"]])


def list_document_texts(documents: pa.Table, samples: pa.Table) -> pa.Table:
    """The texts of documents; the earliest comes first, of one day the longest."""
    own = choose_samples(samples.drop_columns(["shingles"]), "document")
    number, kept = read_numbers(documents, "document", "kept_characters")
    chosen = read_numbers(own, "document")[0]
    rank = rank_texts(number_days(documents), kept)[find_rows(number, chosen)]
    parts, nothing = np.repeat(documents["part"].to_numpy()[:1], len(chosen)), np.zeros(len(chosen), bool)
    return make_table(TEXTS, [own["high"], own["low"], rank, chosen, parts, chosen, chosen, nothing])


def list_paragraph_texts(
    paragraphs: pa.Table, documents: pa.Table, families: pa.Table, repeated: pa.Table, samples: pa.Table
) -> pa.Table:
    """The texts of the paragraphs of a part that are compared; those of the earliest documents come first, then the longest."""
    samples = choose_samples(samples.drop_columns(["shingles"]), "paragraph")
    chosen, gone, there = (read_numbers(rows, "paragraph")[0] for rows in (samples, repeated, paragraphs))
    stays = ~np.isin(chosen, gone)
    samples, own = samples.filter(pa.array(stays)), paragraphs.take(pa.array(find_rows(there, chosen[stays])))
    number, document, start, end = read_numbers(own, "paragraph", "document", "start", "end")
    of_documents, family = read_numbers(documents, "document")[0], read_numbers(families, "family")[0]
    owner = find_rows(of_documents, document)
    rank = rank_texts(number_days(documents)[owner], end - start)
    hashes = (samples["high"], samples["low"])
    return make_table(TEXTS, [*hashes, rank, number, own["part"], document, family[owner], flag_headings(own)])


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
