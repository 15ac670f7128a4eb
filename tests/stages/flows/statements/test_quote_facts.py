"""corpus_builder.stages.flows.statements.quote_facts: facts of a quote follow from it alone."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.stages.flows.statements import quote_facts
from corpus_builder.stages.flows.statements.quote_facts import FACTS, read_facts, read_keys
from tests.stages.flows.corpora import number_tables
from tests.stages.flows.statements.said import Said, make_tables, repeat_examples


def read(quotes: list[Said]) -> pa.Table:
    return read_facts(number_tables(make_tables(quotes), [0])[0]["quotes"])


@settings(max_examples=20)
@given(st.integers(0, 99), st.integers(0, 12), st.sampled_from([60, 1 << 21]))
def test_no_quote_depends_on_another(seed: int, first: int, characters: int) -> None:
    """What is known of a quote is the same whatever quotes are read before it or with it."""
    quotes = [quote._replace(document=0) for quote in repeat_examples(12, seed)]
    whole = read(quotes).drop_columns(["quote"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quote_facts, "READ_CHARACTERS", characters)
        assert read(quotes[first:]).drop_columns(["quote"]).to_pylist() == whole.slice(first).to_pylist()


def test_copies_have_one_hash_and_a_surname_one_number() -> None:
    """Marks, case and accents do not count for the hash; nobody's surname is 0."""
    said = [
        Said("Le bac, demain !", "Luc Perrin"),
        Said("le bac demain", "M. Perrin"),
        Said("le bac demain", "elle"),
        Said("le pont"),
    ]
    rows = read(said).to_pylist()
    assert len({(row["high"], row["low"]) for row in rows}) == 2
    assert rows[0]["surname"] == rows[1]["surname"] > 0 == rows[2]["surname"] == rows[3]["surname"]


def test_keys_are_read_as_they_were_written() -> None:
    """The keys of each word of each quote come back by name; no quotes have none."""
    table = read([Said("Le bac de Kerven"), Said(""), Said("la digue")])
    keys = read_keys(table.slice(1))
    names = keys.names.to_pylist()
    assert [[names[number] for number in keys.quotes.read(row)] for row in range(2)] == [
        [],
        [key for word in table["keys"][2].as_py() for key in word],
    ]
    assert read([]).schema == FACTS and not read([]).num_rows
