"""corpus_builder.stages.flows.repeated_lines.key_families: keys are counted by families of documents, wherever these are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from corpus_builder.stages.flows.flow import make_table
from corpus_builder.stages.flows.repeated_lines.key_families import (
    COUNTS,
    NO_FAMILY,
    SEEN,
    Counts,
    count_families,
    find_counts,
    list_seen,
)
from corpus_builder.stages.flows.repeated_lines.line_keys import KEPT, LINES, NAME, NO_KEY, REMOVED, SITE

KEY, OTHER, PLAIN = 70, 71, 9
Line = tuple[int, int, int, int]


def see_lines(*lines: Line, families: tuple[int, ...] = (0, 1, 2, 3), part: int = 0) -> pa.Table:
    """The keys of lines (document, flags, key, exact key) of a part of four documents."""
    columns = list(zip(*[(document, -1, *rest) for document, *rest in lines], strict=True)) or [[]] * len(LINES)
    documents = pa.table({"document": [0, 1, 2, 3], "part": [part] * 4, "family": families})
    return list_seen(make_table(LINES, columns), documents)


def count(*tables: pa.Table) -> list[tuple[int, ...]]:
    """What is counted of some parts together."""
    rows = pa.concat_tables(tables).sort_by([("key", "ascending"), ("family", "ascending")]).combine_chunks()
    counted = count_families(rows)
    assert counted.schema == COUNTS
    return sorted(tuple(row.values()) for row in counted.to_pylist())


def test_a_key_is_counted_by_what_was_kept_and_removed() -> None:
    """Three families have the key, one of them kept it; two have it exactly, and the one that kept it is not one of them."""
    seen = see_lines((0, KEPT, KEY, PLAIN), (1, REMOVED, KEY, KEY), (2, REMOVED, KEY, KEY))
    assert count(seen) == [(0, KEY, 3, 1, 2, 0, NO_FAMILY, -1)]


def test_reprints_count_once() -> None:
    """Two documents of a family are one, and then there is nothing to say."""
    lines = (0, KEPT, KEY, KEY), (1, KEPT, KEY, KEY)
    assert count(see_lines(*lines)) == [(0, KEY, 2, 2, 2, 2, NO_FAMILY, -1)]
    assert count(see_lines(*lines, families=(0, 0, 2, 3))) == []


def test_only_parts_that_kept_a_key_are_told() -> None:
    """Each part with a paragraph of the key has a row, with the same numbers; what was only removed has none."""
    one, other = see_lines((0, KEPT, KEY, KEY)), see_lines((1, REMOVED, KEY, KEY), (2, REMOVED, OTHER, OTHER), part=4)
    third = see_lines((3, KEPT, KEY, KEY), (2, KEPT, KEY, KEY), (3, REMOVED, OTHER, OTHER), part=7)
    assert count(one, other, third) == [(part, KEY, 4, 3, 4, 3, NO_FAMILY, -1) for part in (0, 7)]


def test_titles_of_others_are_told() -> None:
    """The least and the greatest family that have the key as a title; a title that is one's own alone is nothing to say."""
    line = (1, KEPT, KEY, KEY)
    assert count(see_lines(line, (1, NAME, KEY, NO_KEY))) == []
    assert count(see_lines(line, (0, NAME, KEY, NO_KEY))) == [(0, KEY, 1, 1, 1, 1, 0, 0)]
    assert count(see_lines(line, *((n, NAME, KEY, NO_KEY) for n in (1, 3)))) == [(0, KEY, 1, 1, 1, 1, 1, 3)]


def test_sites_are_counted_as_keys() -> None:
    """The families that have lines on a site."""
    assert count(see_lines((0, SITE, KEY, NO_KEY), (2, SITE, KEY, NO_KEY))) == [(0, KEY, 2, 2, 0, 0, NO_FAMILY, -1)]


def test_a_line_again_and_again_is_one_row() -> None:
    """However often a family has a key, its part hands on one row; lines without words hand on none."""
    seen = see_lines(*[(n % 2, KEPT, KEY, KEY) for n in range(1000)], (3, KEPT, NO_KEY, NO_KEY))
    assert seen.schema == SEEN and seen.num_rows == 2


def test_keys_that_have_no_row_are_of_one_family() -> None:
    """What is not counted is in one family, in every way; nothing counted says so of every key."""
    counted = make_table(COUNTS, [[0], [KEY], [5], [4], [3], [2], [1], [6]])
    assert [column.tolist() for column in find_counts(counted, np.array([OTHER, KEY]))] == [
        [1, 5],
        [1, 4],
        [1, 3],
        [1, 2],
        [NO_FAMILY, 1],
        [-1, 6],
    ]
    assert find_counts(COUNTS.empty_table(), np.array([KEY])) == Counts(*map(np.array, ([1], [1], [1], [1], [NO_FAMILY], [-1])))


def test_no_rows_are_no_exception() -> None:
    """A part without documents has no keys, and no keys have no counts."""
    empty = pa.table({name: pa.array([], pa.int64()) for name in ("document", "part", "family")})
    assert list_seen(LINES.empty_table(), empty).equals(SEEN.empty_table())
    assert count_families(SEEN.empty_table()).equals(COUNTS.empty_table())
