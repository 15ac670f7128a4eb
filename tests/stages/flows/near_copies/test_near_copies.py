"""corpus_builder.stages.flows.near_copies: the flow finds what comparing all texts in memory finds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.invented_paragraphs import draw_paragraphs
from corpus_builder.duplicates.index import DOCUMENT_LIMITS, PARAGRAPH_LIMITS
from corpus_builder.engines.local import Local, Work
from corpus_builder.settings import DuplicateSettings
from corpus_builder.stages.flows.flow import make_table
from corpus_builder.stages.flows.near_copies.different_texts import SAMPLED, TEXTS, WORDS, Comparison, Texts
from corpus_builder.stages.flows.near_copies.near_copies import find_near_copies
from corpus_builder.stages.flows.near_copies.text_samples import list_samples
from tests.oracle.near_copies import Copies, Origins, find_duplicate_documents, find_duplicates
from tests.stages.flows.corpora import list_engines

SETTINGS = DuplicateSettings()
PARAGRAPHS = Comparison(SETTINGS, PARAGRAPH_LIMITS, 12, versions=False)
DOCUMENTS = Comparison(SETTINGS, DOCUMENT_LIMITS, 7, versions=True)


def make_origins(count: int, draw: random.Random, headings: bool = True) -> Origins:
    """Paragraphs of documents of some paragraphs each, of which some reprint others."""
    documents = np.sort(np.array([draw.randrange(max(count // 4, 1)) for _ in range(count)], np.int64))
    reprinted = np.array([draw.randrange(each + 1) if draw.random() < 0.3 else each for each in range(count)], np.int64)
    return Origins(documents, reprinted[documents], np.array([headings and draw.random() < 0.1 for _ in range(count)], bool))


class Rows(NamedTuple):
    """The texts of a part: those that are compared, their samples, and what all say."""

    compared: pa.Table
    sampled: pa.Table
    words: pa.Table


def make_rows(
    texts: Sequence[str], keys: Sequence[int], origins: Origins, starts: Sequence[int], kind: str = "paragraph"
) -> list[Rows]:
    """The rows of texts, documents or paragraphs, cut into parts that begin with the given numbers."""
    numbers = np.arange(len(texts))
    parts = np.searchsorted(np.array(starts), numbers, "right") - 1
    roles = np.where(origins.headings, "heading", "body")
    columns = [numbers, numbers, pa.array(texts, pa.string()), pa.array(roles.tolist(), pa.string())]
    given = pa.table(columns, names=["document", "paragraph", "text", "role"])
    rows = {"document": (given, given.slice(0, 0)), "paragraph": (given.slice(0, 0), given)}[kind]
    samples = list_samples(*rows, SETTINGS.minimum_words)
    known = [parts, np.asarray(keys), origins.documents, origins.families, origins.headings]
    part, rank, document, family, heading = (column[samples["document"].to_numpy()] for column in known)
    hashed = [samples["high"], samples["low"], rank, samples["document"], part, document, family, heading]
    compared, sampled = make_table(TEXTS, hashed), make_table(SAMPLED, [samples["document"], samples["shingles"]])
    words = make_table(WORDS, [numbers, texts])
    return [
        Rows(
            compared.filter(pa.array(part == number)),
            sampled.filter(pa.array(part == number)),
            words.filter(pa.array(parts == number)),
        )
        for number in range(len(starts))
    ]


def find_by_flow(engine: Local, parts: Sequence[Rows], comparison: Comparison) -> Copies:
    """What the flow finds, for each text."""
    compared, sampled, words = (engine.union(*map(engine.table, tables)) for tables in zip(*parts, strict=True))
    texts = Texts(compared, sampled, words, len(parts))
    count = sum(part.words.num_rows for part in parts)
    found = Copies(np.arange(count), np.ones(count), np.zeros(count, bool))
    for table in find_near_copies(engine, texts, comparison).collect():
        rows = table["number"].to_numpy()
        found.representative[rows] = table["kept"].to_numpy()
        found.similarity[rows] = table["similarity"].to_numpy()
        found.excerpt[rows] = table["excerpt"].to_numpy(zero_copy_only=False)
    return found


def check_equal(one: Copies, other: Copies) -> None:
    for mine, others in zip(one, other, strict=True):
        np.testing.assert_array_equal(mine, others)


def make_texts(count: int, seed: int) -> tuple[list[str], random.Random]:
    """Invented paragraphs in any order, some of them equal, some a part of others and some lists of links."""
    draw = random.Random(seed)
    texts, _ = draw_paragraphs(count, seed)
    texts += [draw.choice(texts) for _ in range(count // 5)]
    texts += [text[: len(text) // 2] for text in texts[: count // 10] if len(text) > 200]
    texts += ["Le port | La ville | La météo du jour | Les sports | Tout lire"] * 3 + ["", "***"]
    draw.shuffle(texts)
    return texts, draw


@pytest.mark.parametrize("seed", range(4))
def test_paragraphs_go_as_they_do_in_memory(seed: int) -> None:
    """For any number of partitions and parts, the same paragraphs go, for the same ones, equally similar."""
    texts, draw = make_texts(400, seed)
    origins = make_origins(len(texts), draw)
    keys = np.array([draw.randrange(5) for _ in texts])
    rank = np.empty(len(texts), np.int64)
    rank[np.lexsort((np.arange(len(texts)), keys))] = np.arange(len(texts))
    wanted = find_duplicates(texts, rank, SETTINGS, origins)

    assert len(set(wanted.representative.tolist())) < len(texts)
    for engine in list_engines():
        starts = [0, *sorted(draw.sample(range(1, len(texts)), draw.randrange(4)))]
        check_equal(find_by_flow(engine, make_rows(texts, keys, origins, starts), PARAGRAPHS), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_documents_are_reprints_as_they_are_in_memory(seed: int) -> None:
    """The same holds for whole documents, which are versions of one another wherever they stand."""
    paragraphs, draw = make_texts(300, seed)
    texts = ["\n\n".join(draw.sample(paragraphs[:60], draw.randrange(1, 8))) for _ in range(80)]
    rank = np.arange(len(texts))
    wanted = find_duplicate_documents(texts, rank, SETTINGS)

    for engine in list_engines():
        rows = make_rows(texts, rank, make_origins(len(texts), draw, headings=False), [0, 13, 14, 60], "document")
        check_equal(find_by_flow(engine, rows, DOCUMENTS), wanted)


few_texts = st.lists(st.sampled_from(make_texts(12, 9)[0]), max_size=14)


@settings(max_examples=40)
@given(few_texts, st.integers(0, 5), st.sampled_from([1, 2, 7]), st.randoms(use_true_random=False))
def test_any_few_paragraphs(texts: list[str], cut: int, partitions: int, draw: random.Random) -> None:
    """No text, few texts and the same text again and again are no exceptions."""
    origins = make_origins(len(texts), draw)
    wanted = find_duplicates(texts, np.arange(len(texts)), SETTINGS, origins)
    starts = [0, min(cut, len(texts))]

    rows = make_rows(texts, np.zeros(len(texts), np.int64), origins, starts)
    check_equal(find_by_flow(Local(Work(partitions=partitions)), rows, PARAGRAPHS), wanted)
