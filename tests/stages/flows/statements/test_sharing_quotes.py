"""corpus_builder.stages.flows.statements.sharing_quotes: the pairs are those that are proposed in memory."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from corpus_builder.stages.flows.flow import make_schema, make_table
from corpus_builder.stages.flows.statements import sharing_quotes
from corpus_builder.stages.flows.statements.sharing_quotes import find_pairs, number_keys
from corpus_builder.statements.group import read_quotes
from tests.oracle.quote_groups import propose_pairs
from tests.stages.flows.corpora import list_engines, make_corpus
from tests.stages.flows.statements.said import Said, make_tables, repeat_examples


def propose(quotes: list[Said]) -> list[tuple[int, int, bool]]:
    """In memory: the later and the earlier quote, and whether they share words that are looked up."""
    texts, speakers, languages = ([getattr(quote, name) for quote in quotes] for name in ("text", "speaker", "language"))
    known = read_quotes(texts, speakers, languages)
    pairs = propose_pairs(known.statements, known.said_by)
    return list(zip(pairs.later.tolist(), pairs.earlier.tolist(), pairs.alike.tolist(), strict=True))


@pytest.mark.parametrize("block", [1, 40, 20_000])
def test_the_pairs_are_those_in_memory(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """In the order of what they share, however quotes are cut into parts, partitions and blocks."""
    monkeypatch.setattr(sharing_quotes, "BLOCK_QUOTES", block)
    quotes = repeat_examples(300, 7, 12)
    for engine, every in zip(list_engines(), (1000, 9, 2), strict=True):
        corpus = make_corpus(engine, make_tables(quotes), range(0, len({quote.document for quote in quotes}), every))
        found = pa.concat_tables(list(find_pairs(engine, corpus.facts, corpus.layout).collect()))
        rows = found.sort_by([("later", "ascending"), ("place", "ascending")])
        shared = (rows["place"].to_numpy() > 0).tolist()
        assert list(zip(rows["later"].to_pylist(), rows["earlier"].to_pylist(), shared, strict=True)) == propose(quotes)


def test_keys_of_one_hash_are_two() -> None:
    """Two names with one hash are counted by themselves and have two numbers, whatever part they are in."""
    schema = make_schema(part=pa.int64(), hash=pa.int64(), number=pa.int64(), count=pa.int64(), name=pa.string())
    rows = make_table(schema, [[0, 1, 1, 0], [7, 7, 7, 9], [0, 3, 4, 5], [1, 2, 2, 1], ["pont", "pont", "bac", "quai"]])
    found = {(row["part"], row["number"]): (row["key"], row["count"]) for row in number_keys(rows).to_pylist()}
    assert found == {(0, 0): ((7 << 31) + 1, 3), (1, 3): ((7 << 31) + 1, 3), (1, 4): (7 << 31, 2)}


def test_a_quote_is_sent_only_the_latest_of_a_key() -> None:
    """Of a key that many quotes have only the last of a part can be looked at from later ones."""
    schema = make_schema(part=pa.int64(), quote=pa.int64(), place=pa.int64(), key=pa.int64(), surname=pa.int64())
    count = 100
    zeros, quotes = np.zeros(count, np.int64), np.arange(count)
    latest = sharing_quotes.keep_latest(make_table(schema, [zeros, quotes, zeros, zeros, zeros]))
    assert latest["quote"].to_pylist() == list(range(40, 100))
    later = pa.concat_tables([latest, make_table(schema, [[1], [100], [0], [0], [0]])]).combine_chunks()
    assert sharing_quotes.find_earlier(later).to_pylist() == [{"part": 1, "key": 0, "surname": 0, "quotes": list(range(40, 100))}]
