"""corpus_builder.stages.flows: a corpus in parts is decided as whole tables are."""

from __future__ import annotations

import random

import pytest

from benchmarks.invented import make_records
from benchmarks.speed.press_sites import make_pages
from corpus_builder.model import Metadata, Record
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records
from corpus_builder.tables.frames import sort_rows
from tests.oracle.whole_corpus import decide_corpus
from tests.stages.flows.corpora import decide_tables, list_engines

DATES = [None, "2024-05-01", "2024-05", "2023", "2024-05-02"]


def make_sources(seed: int) -> list[Record]:
    """Pages of some sites, prose that repeats itself, reprints of both, and pull quotes."""
    draw = random.Random(seed)
    texts = ["\n".join(line.text for line in page.lines) for page in make_pages(200_000)]
    texts += [bytes(record.content).decode() for record in make_records(60_000, seed)]
    texts += [draw.choice(texts) + f"\n\nVersion {number}." for number in range(12)]
    draw.shuffle(texts)
    return [make_record(text, number, draw) for number, text in enumerate(texts)]


def make_record(text: str, number: int, draw: random.Random) -> Record:
    if number % 2:
        text += "\n\nLe carnet du Fanal en images"
    metadata = Metadata(published=draw.choice(DATES), source=draw.choice(["le-phare", "la-dune", None]))
    return Record(
        f"{draw.randrange(10**6)}/{number}", f"site{number % 3}/{number}", "text", text, metadata, len(text), f"{number:064}"
    )


@pytest.mark.parametrize("seed", range(3))
def test_parts_are_decided_as_whole_tables_are(seed: int) -> None:
    """For any cut into parts and any number of partitions the published rows are the same, to the last cell."""
    tables = clean_records(make_sources(seed), Settings())
    wanted = sort_rows(decide_corpus(tables, Settings()))
    count = wanted["documents"].num_rows

    for engine, starts in zip(list_engines(), ([0], [0, 1, count // 2], [0, count // 3, count // 2, count - 1]), strict=True):
        for name, table in decide_tables(tables, Settings(), starts, engine).items():
            assert table.to_pylist() == wanted[name].to_pylist(), name
    assert set(wanted["removals"]["stage"].to_pylist()) == {"metadata", "boilerplate", "repetition", "duplicates"}
