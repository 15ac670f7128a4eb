"""corpus_builder.stages.flows.admission: of each id the first is admitted, as reading the records one by one would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.engines.local import Local
from corpus_builder.sources.records import CHANGED, TAKEDOWN
from corpus_builder.stages.flows.admission import CLEANED, COVERED, INTAKE, LASTING, SECOND, Batches, admit_records
from corpus_builder.stages.flows.flow import make_table
from tests.stages.flows.corpora import list_engines


class Read(NamedTuple):
    """A record or a reject as it was read: its id, the number of its file, and for a reject the reason."""

    identity: str
    file: int
    reason: str | None


# Of a record that was taken down no other may have the id, and it is no second one; other rejects take no id.
read = st.builds(
    Read, st.sampled_from("abcde"), st.integers(0, 3), st.sampled_from([None, None, None, "no text", CHANGED, TAKEDOWN])
)
Rejects = list[tuple[int, str, str]]


def find_place(number: int, each: Read) -> str | None:
    """Where a record is in its file; rejects do not say, nor do records with even numbers, which are alone there."""
    return f"row {number}" if number % 2 and each.reason is None else None


def tell_places(records: Sequence[Read], second: int, first: int) -> str:
    """What is said of a second record."""
    own, place = (find_place(number, records[number]) for number in (second, first))
    return f"{f'{own}: ' if own else ''}the first one is in {f'{place} of ' if place else ''}{first}.txt"


def admit_one_by_one(records: Sequence[Read], withdrawn: set[int]) -> tuple[set[int], Rejects]:
    """The records that are not in the corpus, and the rejects as (record, reason, detail)."""
    firsts: dict[str, int] = {}
    gone, rejects = set[int](), Rejects()
    for number, each in enumerate(records):
        is_second = each.identity in firsts and each.reason != TAKEDOWN
        if is_second:
            rejects.append((number, SECOND, tell_places(records, number, firsts[each.identity])))
        if is_second or each.file in withdrawn:
            gone.add(number)
        if each.reason and (number not in gone or each.reason in LASTING):
            rejects.append((number, each.reason, "so"))
        if each.reason in (None, TAKEDOWN):
            firsts.setdefault(each.identity, number)
    return gone, rejects


def make_batches(engine: Local, records: Sequence[Read], edges: Sequence[int]) -> Batches:
    """Records that were cleaned in batches which end at these numbers."""
    noted, parts = [], list(pairwise(edges))
    tables: list[pa.Table] = []
    for part, (first, end) in enumerate(parts):
        own = list(enumerate(records))[first:end]
        noted += [
            (
                n,
                part,
                r.file,
                ord(r.identity),
                r.reason in (None, TAKEDOWN),
                r.reason == TAKEDOWN,
                r.identity,
                f"{n}.txt",
                1,
                None,
                find_place(n, r),
            )
            for n, r in own
        ]
        rows = [
            {"source_id": r.identity, "path": f"{n}.txt", "reason": r.reason, "detail": "so", "record": n, "part": part}
            for n, r in own
            if r.reason
        ]
        tables.append(pa.Table.from_pylist(rows, CLEANED["rejects"]))
    intake = engine.table(make_table(INTAKE, list(zip(*noted, strict=True)) or [[]] * len(INTAKE)))
    nothing = engine.table(CLEANED["documents"].empty_table())
    given = {name: nothing for name in Batches._fields if name not in ("rejects", "intake", "n_batches")}
    return Batches(**given, rejects=engine.union(*map(engine.table, tables)), intake=intake, n_batches=len(parts))


@settings(max_examples=60)
@given(st.lists(read, max_size=14), st.sets(st.integers(0, 3)), st.lists(st.integers(0, 14), max_size=2))
@pytest.mark.parametrize("engine", list_engines(), ids=["one partition", "three", "sixteen"])
def test_records_are_admitted_as_one_by_one(engine: Local, records: list[Read], withdrawn: set[int], cuts: list[int]) -> None:
    """Whatever files take back, and however records are spread over batches and partitions."""
    edges = [0, *sorted(min(cut, len(records)) for cut in cuts), len(records)]

    admitted = admit_records(engine, make_batches(engine, records, edges), withdrawn, engine.table(COVERED.empty_table()))

    gone = {number for table in admitted.gone.collect() for number in table["record"].to_pylist()}
    columns = ["record", "reason", "detail"]
    found = [tuple(row.values()) for table in admitted.rejects.collect() for row in table.select(columns).to_pylist()]
    expected = admit_one_by_one(records, withdrawn)
    assert gone == expected[0]
    assert sorted(found) == sorted(expected[1])
