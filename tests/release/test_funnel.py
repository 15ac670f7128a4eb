"""corpus_builder.release.funnel: counts of sources and characters that add up."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from corpus_builder.release.summary import count_funnel, summarize
from corpus_builder.tables.columns import SCHEMAS
from tests.release_sample import sample_tables


def count_plainly(tables: dict[str, pa.Table]) -> dict[str, Any]:
    """The funnel of some tables as the manifest has it."""
    return count_funnel(summarize(tables)).model_dump(by_alias=True, mode="json")


def test_characters_and_sources_add_up() -> None:
    """Sources in = documents + rejects, and characters in = removed by rule + kept + blanks between."""
    funnel = count_plainly(sample_tables())
    characters = funnel["characters"]

    assert funnel["sources"] == {"in": 5, "documents": 4, "rejects": {"empty": 1}}
    assert characters["removed"] == [
        {"stage": "boilerplate", "rule": "menu", "removals": 1, "characters": 4},
        {"stage": "boilerplate", "rule": "share buttons", "removals": 1, "characters": 19},
        {"stage": "duplicates", "rule": "near copy", "removals": 1, "characters": 65},
    ]
    assert characters["in"] == characters["kept"] + characters["blank"] + 4 + 19 + 65


def test_hidden_spans_are_counted_apart() -> None:
    """What stage policy hides inside paragraphs that stay is no part of what was removed."""
    tables = sample_tables()
    before = count_plainly(tables)
    row = {**tables["removals"].to_pylist()[0], "stage": "policy", "rule": "e-mail address", "start": 1, "end": 5, "text": None}
    tables["removals"] = tables["removals"].from_pylist([*tables["removals"].to_pylist(), row], schema=SCHEMAS["removals"])
    after = count_plainly(tables)

    assert after["policy"] == [{"stage": "policy", "rule": "e-mail address", "removals": 1, "characters": 4}]
    assert after["characters"] == before["characters"]


def test_empty_corpus_has_a_funnel_of_zeros() -> None:
    """A corpus without a row counts zero everywhere."""
    funnel = count_plainly({name: schema.empty_table() for name, schema in SCHEMAS.items()})

    assert funnel == {
        "sources": {"in": 0, "documents": 0, "rejects": {}},
        "characters": {"in": 0, "blank": 0, "removed": [], "kept": 0},
        "policy": [],
    }
