"""What is shown of many documents does not depend on their order."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pytest

from corpus_builder.report.excerpts import choose_documents


def tabulate(ids: Iterable[str], notes: dict[str, str] | None = None) -> pa.Table:
    return pa.table({"id": list(ids), "note": pa.array([(notes or {}).get(one) for one in ids], pa.string())})


@pytest.mark.parametrize("ids", [list("dacb"), list("abcd"), list("dcba")])
def test_the_same_documents_are_drawn(ids: list[str]) -> None:
    """The first by id are drawn, and stay in the order in which they stand."""
    drawn = choose_documents(tabulate(ids), 2)["id"].to_pylist()
    assert drawn == [one for one in ids if one in "ab"]


def test_few_documents_are_all_shown() -> None:
    """Where there is room for all, all are shown."""
    assert choose_documents(tabulate("ba"), 2)["id"].to_pylist() == ["b", "a"]


@pytest.mark.parametrize(("most", "shown"), [(9, "cadb"), (3, "cab"), (2, "ca"), (1, "a")])
def test_documents_that_look_wrong_are_shown_first(most: int, shown: str) -> None:
    """A note of doubt or of no article comes before room runs out, and at the top; another note does not count."""
    notes = {"c": "doubtful: no sentence was kept", "a": "raw; no article found", "d": "no date in published: 'x'"}
    assert "".join(choose_documents(tabulate("dcab", notes), most)["id"].to_pylist()) == shown
