"""Corpora of invented quotes, for tests of which of them are one statement: what many people said, said again in many ways."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa

from corpus_builder.engines.local import Local
from corpus_builder.settings import StatementSettings
from corpus_builder.stages.flows.flow import Data, make_schema, make_table
from corpus_builder.stages.flows.statements.judged_pairs import cut_context
from corpus_builder.stages.flows.statements.statements import find_statements
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables
from tests.conftest import TOP
from tests.oracle.quote_groups import group_statements
from tests.stages.flows.corpora import make_corpus, number_tables

GONE = make_schema(paragraph=pa.int64(), part=pa.int64())
EXAMPLES = TOP / "tests" / "data" / "statements"
SETTINGS = StatementSettings()
# Words that change what is said.
CHANGES = ("not", "pas", "never", "40", "12", "Kerven", "may", "lundi")
SPEAKERS = (None, "Luc Perrin", "M. Perrin", "Odile Kern", "Luc Kern", "le maire de Brie", "the mayor of Brie", "elle")


class Said(NamedTuple):
    """A quote: its words, who says them, their language, the number of its document, and whether its paragraph went."""

    text: str
    speaker: str | None = None
    language: str | None = "fr"
    document: int = 0
    gone: bool = False


def make_tables(quotes: Sequence[Said]) -> Tables:
    """Tables with a paragraph for each quote, in their order; the documents are those of the quotes, which rise."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for document, own in groupby(quotes, lambda quote: quote.document):
        identity = f"{document * 7919 % 9973:016x}"
        rows["documents"].append({"id": identity, "path": "a", "source_id": f"{document:06}", "published": "2031-04-02"})
        for position, quote in enumerate(own):
            shared = {"document_id": identity, "position": position, "start": position, "language": quote.language}
            paragraph = f"{identity}:{position:06}"
            text = write_paragraph(quote)
            rows["paragraphs"].append({**shared, "id": paragraph, "text": text})
            said = {"id": f"{paragraph}q", "paragraph_id": paragraph, "text": quote.text, "speaker": quote.speaker}
            rows["quotes"].append({**shared, **said})
    return {name: pa.Table.from_pylist(own, schema=SCHEMAS[name]) for name, own in rows.items()}


def write_paragraph(quote: Said) -> str:
    """The paragraph that a quote stands in."""
    if quote.language == "en":
        return f"In Kerven, mayor Luc Perrin spoke of the 40-metre dike: “{quote.text}”."
    return f"À Kerven, le maire Luc Perrin a parlé de la digue de 40 mètres : « {quote.text} »."


def find_flow(engine: Local, quotes: Sequence[Said], starts: Sequence[int] = (0,)) -> list[int]:
    """The first of the statement of each quote, by the flow; parts begin with the documents `starts`."""
    tables = make_tables(quotes)
    corpus = make_corpus(engine, tables, starts)
    found = find_statements(engine, corpus, place_gone(engine, tables, quotes, starts), SETTINGS)
    rows = [row for table in found.collect() for row in table.to_pylist()]
    assert [row["quote"] for row in rows] == list(range(len(quotes)))
    return [row["first"] for row in rows]


def place_gone(engine: Local, tables: Tables, quotes: Sequence[Said], starts: Sequence[int]) -> Data:
    """The paragraphs that went, in their parts."""
    numbered, layout = number_tables(tables, starts)
    paragraphs = numbered["paragraphs"].filter(pa.array([quote.gone for quote in quotes], pa.bool_()))
    rows = make_table(GONE, [paragraphs["paragraph"], paragraphs["part"]])
    return engine.table(rows).place(layout.n_parts, ["part", "paragraph"])


def group(quotes: Sequence[Said]) -> list[int]:
    """The same in memory."""
    texts, speakers, languages = ([getattr(quote, name) for quote in quotes] for name in ("text", "speaker", "language"))
    contexts = [quote.text if quote.gone else cut_context(write_paragraph(quote), quote.text) for quote in quotes]
    return group_statements(texts, speakers, languages, SETTINGS, contexts)


def read_examples() -> list[tuple[str, str | None, str]]:
    """The words, the speaker and the language of the examples of pairs and translations."""
    found: list[tuple[str, str | None, str]] = []
    for path in sorted((EXAMPLES / "pairs").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            head, _, text = line.partition(" — ")
            language, _, speaker = head.partition(" ")
            found.append((text, speaker, language))
    lines = (EXAMPLES / "translated.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        speaker, dash, text = line.rpartition(" — ")
        found.append((text, speaker if dash else None, ("fr", "en")[number % 2]))
    return found


def repeat_examples(count: int, seed: int, examples: int | None = None) -> list[Said]:
    """So many quotes of some examples, said again whole or in part, by the same or others, denied or with another number."""
    draw = random.Random(seed)
    known = draw.sample(read_examples(), examples) if examples else read_examples()
    quotes, document = [], 0
    for _ in range(count):
        text, speaker, language = draw.choice(known)
        words = text.split()
        kind = draw.random()
        if kind < 0.15:
            del words[draw.randrange(len(words))]
        elif kind < 0.25:
            words = words[draw.randrange(len(words) // 2 + 1) :]
        elif kind < 0.35:
            words = [*words, *draw.choice(known)[0].split()]
        elif kind < 0.45:
            words.insert(
                draw.randrange(len(words) + 1), draw.choice(["not", "pas", "never", "40", "12", "Kerven", "may", "lundi"])
            )
        elif kind < 0.5:
            words = words[:2]
        speaker = speaker if draw.random() < 0.6 else draw.choice(SPEAKERS)
        document += draw.random() < 0.3
        quotes.append(Said(" ".join(words), speaker, language if draw.random() < 0.95 else None, document, draw.random() < 0.2))
    return quotes
