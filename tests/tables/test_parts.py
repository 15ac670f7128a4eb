"""corpus_builder.tables.parts: where the documents of a corpus are cut into parts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.ids import document_id
from corpus_builder.tables.parts import DOCUMENT_CHARACTERS, LONGEST_PART, cut_parts, cut_rejects, cut_tables
from tests.release.corpora import corpora

sizes = st.lists(st.integers(0, 20_000), min_size=1, max_size=80)
MEAN, LONGEST = 30_000, 60_000


def cut(ids: list[str], characters: list[int], longest: int = LONGEST) -> list[int]:
    return cut_parts(ids, np.array(characters, np.int64), MEAN, longest).tolist()


@given(sizes)
def test_parts_are_bounded(characters: list[int]) -> None:
    """A part is no longer than it may be, unless it is one document, and the first one begins at the first document."""
    ids = [document_id(str(number)) for number in range(len(characters))]
    starts = cut(ids, characters)

    assert starts[0] == 0
    for first, end in pairwise([*starts, len(ids)]):
        assert end - first == 1 or sum(characters[first:end]) + (end - first) * DOCUMENT_CHARACTERS <= LONGEST


@given(sizes, st.data())
def test_a_change_stays_in_its_part(characters: list[int], data: st.DataObject) -> None:
    """A removed document leaves all other parts as they were."""
    ids = [document_id(str(number)) for number in range(len(characters))]
    gone = data.draw(st.integers(0, len(ids) - 1))
    without = [*ids[:gone], *ids[gone + 1 :]]
    before = {ids[first] for first in cut(ids, characters, 10**9)}
    after = {without[first] for first in cut(without, [*characters[:gone], *characters[gone + 1 :]], 10**9)}

    assert before - {ids[gone]} <= after
    assert after - before <= set(without[:1])


@pytest.mark.parametrize("count", [0, 1])
def test_few_documents_are_one_part(count: int) -> None:
    """No document has no part, and one has one."""
    assert cut([document_id("a")] * count, [5] * count) == [0] * count


@pytest.mark.parametrize("count", [2, 100, 1000])
def test_equal_neighbours_are_cut_in_the_middle(count: int) -> None:
    """A thousand rows that nothing tells apart are few parts, whatever they draw."""
    for draw in ("00" * 8, "ff" * 8):
        starts = cut([draw] * count, [0] * count, 100 * DOCUMENT_CHARACTERS)
        sizes = np.diff([*starts, count])

        assert max(sizes) <= 100
        assert len(starts) <= max(1, count // 40)


@given(corpora(), st.integers(1, 4))
def test_parts_are_the_tables_in_order(tables: dict[str, pa.Table], size: int) -> None:
    """All parts together are the sorted tables, and the rows of a document are in its part."""
    long = tables["documents"].num_rows and size * LONGEST_PART // 4
    characters = pa.array([long] * tables["documents"].num_rows, pa.int64())
    index = SCHEMAS["documents"].get_field_index("source_characters")
    whole = tables | {"documents": tables["documents"].set_column(index, SCHEMAS["documents"].field(index), characters)}
    parts = list(cut_tables({name: table.take(pa.array(range(len(table))[::-1], pa.int64())) for name, table in whole.items()}))
    joined = {name: pa.concat_tables([schema.empty_table(), *(part[name] for part in parts)]) for name, schema in SCHEMAS.items()}

    assert joined == sort_rows(whole)
    for part in parts:
        own = set(part["documents"]["id"].to_pylist())
        assert all(set(part[name]["document_id"].to_pylist()) <= own for name in ("paragraphs", "quotes", "removals"))
        assert part["documents"].num_rows <= max(1, 4 // size)


def test_a_reject_less_changes_one_part() -> None:
    """Rejects are cut where their names say: without one of them all other parts are as they were."""
    names = [f"{number:06}" for number in range(60_000)]
    whole, fewer = (make_rejects(names[first:]) for first in (0, 5_000))
    before, after = ({rejects["path"][start].as_py() for start in cut_rejects(rejects).tolist()} for rejects in (whole, fewer))

    assert 3 < len(before) < 20
    assert len({name for name in before if name > names[5_000]} ^ {name for name in after if name > names[5_000]}) <= 2


def make_rejects(names: list[str]) -> pa.Table:
    """Rejects of files with some names."""
    return pa.Table.from_pylist([{"source_id": name, "path": name, "reason": "empty file"} for name in names], SCHEMAS["rejects"])


def test_rows_without_a_document_are_not_lost() -> None:
    """They are found by `verify`, and so they must be written."""
    row = {"id": "a:0", "document_id": "a", "stage": "boilerplate", "rule": "menu", "start": 0, "end": 1}
    empty = {name: schema.empty_table() for name, schema in SCHEMAS.items()}

    [part] = cut_tables(empty | {"removals": pa.Table.from_pylist([row], SCHEMAS["removals"])})
    assert part["removals"].num_rows == 1
    assert sum(1 for _ in cut_tables(empty)) <= 1
