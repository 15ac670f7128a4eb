"""What is shown of many documents does not depend on their order."""

from __future__ import annotations

import pyarrow as pa
import pytest

from corpus_builder.report.excerpts import choose_documents


@pytest.mark.parametrize("ids", [list("dacb"), list("abcd"), list("dcba")])
def test_the_same_documents_are_drawn(ids: list[str]) -> None:
    """The first by id are drawn, and stay in the order in which they stand."""
    drawn = choose_documents(pa.table({"id": ids}), 2)["id"].to_pylist()
    assert drawn == [one for one in ids if one in "ab"]


def test_few_documents_are_all_shown() -> None:
    """Where there is room for all, all are shown."""
    assert choose_documents(pa.table({"id": ["b", "a"]}), 2)["id"].to_pylist() == ["b", "a"]
