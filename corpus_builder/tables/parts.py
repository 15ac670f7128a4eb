"""Parts: runs of consecutive documents of the published order, cut at documents that their own content chooses.

Whether a document begins a part follows from its id and its size alone. So an added, removed or changed document changes the
part that it is in, and no other one: as content-defined chunking does for files (Muthitacharoen, Chen and Mazieres 2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.tables.frames import Tables, sort_rows
from corpus_builder.tables.ids import document_id

I64 = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

# Characters of the sources of a part, on average: few enough that a handful of its copies fit into a small memory, enough for a
# release to have few files.
PART_CHARACTERS = 4_000_000
# Characters from which a longer part is cut again, unless it is a single document.
LONGEST_PART = 3 * PART_CHARACTERS
# What a document's rows take beside its characters.
DOCUMENT_CHARACTERS = 1_000
# Hexadecimal digits of an id that are its draw, a number from 0 to 1.
_DIGITS = 12


def cut_parts(ids: Iterable[str], characters: I64, mean: int = PART_CHARACTERS, longest: int = LONGEST_PART) -> I64:
    """The numbers of the documents with which parts begin, the first of them 0; ids and source characters in published order.

    A document begins a part with a probability of its size over `mean`, drawn from its id. A part of more than `longest`
    characters is cut where the draw is lowest for its size, again and again.

    >>> cut_parts(["00" * 8, "ff" * 8, "00" * 8], np.array([50, 900, 10])).tolist()
    [0, 2]
    """
    return cut_draws(draw_ids(ids), characters, mean, longest)


def draw_ids(ids: Iterable[str]) -> Shares:
    """The draws of documents, numbers from 0 to 1, from their ids. Raises ValueError for an id that is none."""
    return np.array([int(each[:_DIGITS], 16) for each in ids], np.float64) / 16.0**_DIGITS


def cut_draws(draws: Shares, characters: I64, mean: int = PART_CHARACTERS, longest: int = LONGEST_PART) -> I64:
    """As `cut_parts`, by the draws of the documents."""
    starts = np.union1d(np.zeros(min(len(draws), 1), np.int64), _choose_starts(draws, characters, mean)).astype(np.int64)
    sizes = characters + DOCUMENT_CHARACTERS
    return _cut_long(starts, draws / sizes, np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]), longest)


def find_last_start(ids: Iterable[str], characters: I64, mean: int = PART_CHARACTERS) -> int:
    """The last of these documents that begins a part whatever stands around it; 0 where none does."""
    return int(_choose_starts(draw_ids(ids), characters, mean).max(initial=0))


def _choose_starts(draws: Shares, characters: I64, mean: int) -> I64:
    """The documents that begin a part by what they draw; of equal neighbours only the first one does."""
    repeats = np.concatenate([np.zeros(min(len(draws), 1), np.bool_), draws[1:] == draws[:-1]])
    return np.flatnonzero((draws / (characters + DOCUMENT_CHARACTERS) < 1 / mean) & ~repeats)


def _cut_long(starts: I64, draws: Shares, sums: I64, longest: int) -> I64:
    """The starts of parts with those of the pieces of too long ones; `sums` are the characters before each document.

    Of equal draws the one in the middle cuts, so that equal rows are as good as any.
    """
    found = starts.tolist()
    waiting = list(pairwise([*found, len(draws)]))
    while waiting:
        first, end = waiting.pop()
        if end - first > 1 and sums[end] - sums[first] > longest:
            own = draws[first + 1 : end]
            lowest = np.flatnonzero(own == own.min())
            cut = first + 1 + int(lowest[len(lowest) // 2])
            found.append(cut)
            waiting += [(first, cut), (cut, end)]
    return np.array(sorted(found), np.int64)


def cut_tables(tables: Mapping[str, pa.Table]) -> Iterator[Tables]:
    """Whole tables, their rows in any order, as the parts of a release: sorted, and each a slice of them.

    A row without a document goes with the last part. Rejects are cut by the same rule, as documents without characters.
    """
    ordered = sort_rows(tables)
    documents, rejects = ordered["documents"], ordered["rejects"]
    starts = cut_parts(documents["id"].to_pylist(), documents["source_characters"].to_numpy())
    edges = {name: _find_edges(table, documents, starts) for name, table in ordered.items()}
    edges["rejects"] = [*cut_rejects(rejects).tolist(), rejects.num_rows]
    for part in range(max(map(len, edges.values())) - 1):
        yield {name: _slice_part(ordered[name], own, part) for name, own in edges.items()}


def cut_rejects(rejects: pa.Table) -> I64:
    """The numbers of the rejects, in published order, with which parts begin."""
    return cut_parts(list_reject_ids(rejects), np.zeros(rejects.num_rows, np.int64))


def list_reject_ids(rejects: pa.Table) -> list[str]:
    """What rejects have for the ids of documents, where they are cut."""
    names = zip(rejects["path"].to_pylist(), rejects["source_id"].to_pylist(), strict=True)
    return [document_id("\n".join(name)) for name in names]


def _find_edges(table: pa.Table, documents: pa.Table, starts: I64) -> list[int]:
    """Where the parts of a table begin and the last one ends; `starts` are the documents with which they do."""
    if "document_id" not in table.column_names:
        return [*starts.tolist(), table.num_rows]
    ranks = pc.index_in(table["document_id"], value_set=documents["id"].combine_chunks())
    ranks = pc.fill_null(ranks, documents.num_rows).to_numpy()
    return [0, *np.searchsorted(ranks, starts[1:]).tolist(), table.num_rows]


def _slice_part(table: pa.Table, edges: list[int], part: int) -> pa.Table:
    return table.slice(edges[part], edges[part + 1] - edges[part]) if part + 1 < len(edges) else table.slice(0, 0)
