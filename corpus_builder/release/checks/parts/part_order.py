"""Are the rows of a release in their published order, and cut into parts where their documents say?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from corpus_builder.release.checks.findings import Finding
from corpus_builder.system.errors import BUILD_AGAIN
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.comparison import find_difference
from corpus_builder.tables.frames import REJECT_ORDER, Tables, first_day, sort_rows
from corpus_builder.tables.ids import DIGITS
from corpus_builder.tables.parquet import list_files
from corpus_builder.tables.parts import cut_draws, draw_ids, list_reject_ids

# What orders a table, in which its columns are compared over the border of two parts; other tables follow their documents.
KEYS = {"documents": ("published", "source_id", "id"), "rejects": REJECT_ORDER}
Key = tuple[tuple[bool, str], ...]
_ID = re.compile("[0-9a-f]{16}")


def check_numbers(folder: Path) -> Iterator[Finding]:
    """The parts of documents and of rejects are numbered from 0, and other tables have no part without documents."""
    parts = {name: list(list_files(folder, name)) for name in SCHEMAS}
    for name, numbers in parts.items():
        known = parts["documents"] if name not in KEYS else range(len(numbers))
        for number in sorted(set(numbers) - set(known)):
            what = "there is no such part of documents" if name not in KEYS else f"the part before it is missing: of {name}"
            yield Finding(what, f"data/{name}/part-{number:05}.parquet", BUILD_AGAIN)


class RowOrder:
    """The order of the rows of a release, checked part after part; of each table the first row that is out of it is told."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._last: dict[str, Key] = {}
        self._found: dict[str, Finding] = {}

    def add(self, tables: Tables) -> None:
        """Check the next part, and whether it follows the one before."""
        ordered = sort_rows(tables)
        for name, table in tables.items():
            before = self._rows[name]
            difference = find_difference(table, ordered[name], before)
            if table.num_rows and name in KEYS:
                first, last = (_read_key(table, name, row) for row in (0, table.num_rows - 1))
                if not difference and first < self._last.get(name, ()):
                    difference = f"row {before + 1} ({table[0][0].as_py()})"
                self._last[name] = last
            if difference:
                self._found.setdefault(name, Finding(f"{difference} is out of order", name, BUILD_AGAIN))
            self._rows[name] += table.num_rows

    def list_findings(self) -> list[Finding]:
        """What was found."""
        return [self._found[name] for name in SCHEMAS if name in self._found]


def _read_key(table: pa.Table, name: str, row: int) -> Key:
    """What orders a row; an unknown value comes last."""
    one = table.slice(row, 1)
    columns: list[Any] = [first_day(one[column]) if column == "published" else one[column] for column in KEYS[name]]
    values = [column[0].as_py() for column in columns]
    return tuple((value is None, value or "") for value in values)


class PartCuts:
    """Where the parts of a release begin, and what its documents and rejects say of it."""

    def __init__(self) -> None:
        self._draws: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in KEYS}
        self._characters: dict[str, list[npt.NDArray[np.int64]]] = {name: [] for name in KEYS}

    def add(self, tables: Tables) -> None:
        """Take the next part; documents without a right id are found elsewhere."""
        documents, rejects = tables["documents"], tables["rejects"]
        ids = [id_ if _ID.fullmatch(id_) else "0" * DIGITS for id_ in documents["id"].to_pylist()]
        for name, own in (("documents", ids), ("rejects", list_reject_ids(rejects))):
            self._draws[name].append(draw_ids(own))
        self._characters["documents"].append(documents["source_characters"].to_numpy())
        self._characters["rejects"].append(np.zeros(rejects.num_rows, np.int64))

    def check(self) -> Iterator[Finding]:
        """The parts begin with the rows that a build begins them with."""
        for name, draws in self._draws.items():
            sizes = [len(part) for part in draws if len(part)]
            if not sizes:
                continue
            expected = cut_draws(np.concatenate(draws), np.concatenate(self._characters[name])).tolist()
            found = [0, *np.cumsum(sizes[:-1]).tolist()]
            if expected != found:
                row = min(set(expected) ^ set(found))
                said = "no part begins" if row in expected else "a part begins"
                yield Finding(f"not cut where a build cuts: {said} with row {row + 1}", f"data/{name}", BUILD_AGAIN)
