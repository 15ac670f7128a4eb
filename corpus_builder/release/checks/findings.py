"""Findings: what is wrong with a release, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus_builder.system.errors import BUILD_AGAIN

NAMED = 3  # rows that one finding names; it counts the rest


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a release: what, where (a file, or a table and column), and what to try."""

    what: str
    where: str
    hint: str = ""


class Fault(NamedTuple):
    """Rows of a part in which one thing is wrong: what, where, the first of them by name, and how many there are."""

    what: str
    where: str
    named: tuple[Any, ...]
    rows: int


def name_rows(what: str, where: str, ids: Any, wrong: Any = None) -> Iterator[Fault]:
    """One fault for all rows that are wrong, naming the first ones; none when there is none."""
    found = ids if wrong is None else ids.filter(wrong)
    if len(found):
        yield Fault(what, where, tuple(found[:NAMED].to_pylist()), len(found))


def merge_faults(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults of several parts, those that say the same of the same place as one; in the order of the first of each."""
    merged: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        key = fault.what, fault.where
        before = merged.get(key, Fault(*key, (), 0))
        merged[key] = Fault(*key, (before.named + fault.named)[:NAMED], before.rows + fault.rows)
    yield from merged.values()


def describe_fault(fault: Fault) -> Finding:
    """A fault as a finding.

    >>> describe_fault(Fault("wrong count", "documents.n_words", ("a",), 1)).what
    'wrong count: a'
    """
    return Finding(f"{fault.what}: {name_first(fault.named, fault.rows)}", fault.where, BUILD_AGAIN)


def name_first(values: Sequence[Any], count: int) -> str:
    """The first of `count` values, and how many more there are.

    >>> name_first(["a", "b", "c", "d"], 4), name_first(["a"], 1)
    ('a, b, c and 1 more', 'a')
    """
    named = ", ".join(str(value) for value in values[:NAMED])
    return f"{named} and {count - NAMED} more" if count > NAMED else named
