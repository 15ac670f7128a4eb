"""Who says what: the quotes of the most quoted speakers, and the statements that several documents quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.page.figures import SpeakerFigures, name_weaknesses, sort_by_weakness
from corpus_builder.report.excerpts import MOST_QUOTES, MOST_SPEAKERS, MOST_STATEMENTS, MOST_VERSIONS, MOST_WEAK, join_tables
from corpus_builder.tables.digests import U64, hash_strings

I64 = npt.NDArray[np.int64]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker with quotes, those with the weakest evidence first; `unshown` counts those left out."""

    figures: SpeakerFigures
    quotes: tuple[Row, ...]
    unshown: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and its quotes, in the order of the documents; `speakers` are all names that they give."""

    id: str
    documents: int
    speakers: tuple[str, ...]
    languages: tuple[str, ...]
    quotes: tuple[Row, ...]
    unshown: int


class WeakQuotes:
    """The quotes with the weakest evidence, and the number of all that are weak; put in part after part."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: pa.Table | None = None

    def add(self, quotes: pa.Table) -> None:
        """Take the quotes of the next part."""
        weak = leave_copies(quotes)
        weak = weak.filter(pc.is_valid(weak["weakness"]))
        self.count += weak.num_rows
        self._kept = sort_by_weakness(join_tables(self._kept, weak)).slice(0, MOST_WEAK)

    def list_rows(self) -> list[Row]:
        """The weakest, each with its `weakness`."""
        return self._kept.to_pylist() if self._kept is not None else []


class Voices:
    """The first quotes of the most quoted speakers, the weak ones before the others; copies are not told again."""

    def __init__(self, speakers: Sequence[SpeakerFigures]) -> None:
        self._speakers = speakers[:MOST_SPEAKERS]
        self._names = pa.array([speaker.name for speaker in self._speakers], pa.string())
        self._counts: Counter[str] = Counter()
        self._kept: pa.Table | None = None

    def add(self, quotes: pa.Table) -> None:
        """Take the quotes of the next part."""
        said = leave_copies(quotes)
        said = said.filter(pc.is_in(said["speaker_name"], self._names))
        self._counts.update(said["speaker_name"].to_pylist())
        joined = sort_by_weakness(join_tables(self._kept, said))
        self._kept = take_first(joined, "speaker_name", MOST_QUOTES)

    def list_voices(self) -> list[Voice]:
        """The speakers with their quotes."""
        voices = []
        for figures in self._speakers:
            rows = self._kept.filter(pc.equal(self._kept["speaker_name"], figures.name)).to_pylist() if self._kept else []
            voices.append(Voice(figures, tuple(rows), self._counts[figures.name] - len(rows)))
        return voices


class StatementCounts:
    """In how many documents each statement is quoted, by 64 bits of its id; put in part after part."""

    def __init__(self) -> None:
        self._keys: list[U64] = []
        self._documents: list[I64] = []

    def add(self, quotes: pa.Table) -> None:
        """Take the quotes of the next part, which has all quotes of its documents."""
        counted = quotes.group_by(["statement_id"]).aggregate([("document_id", "count_distinct")])
        self._keys.append(hash_strings(counted["statement_id"]))
        self._documents.append(counted["document_id_count_distinct"].to_numpy())

    def find_several(self) -> tuple[U64, I64]:
        """The statements that more than one document quotes, rising, and how many do."""
        keys, place = np.unique(np.concatenate([np.empty(0, np.uint64), *self._keys]), return_inverse=True)
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, place.reshape(-1), np.concatenate([np.empty(0, np.int64), *self._documents]))
        return keys[counts > 1], counts[counts > 1]


class Statements:
    """The statements that the most documents quote, by what was counted of all; put in part after part."""

    def __init__(self, counts: StatementCounts) -> None:
        self._keys, self._documents = counts.find_several()
        self.count = len(self._keys)
        self._kept: dict[str, _Quoted] = {}
        # as many documents as one must have at least
        self._least = int(np.sort(self._documents)[-MOST_STATEMENTS:].min(initial=2**62)) if self.count else 0

    def add(self, quotes: pa.Table) -> None:
        """Take the quotes of the next part; a statement that is not among the first ones so far cannot be later."""
        documents = self._find_documents(quotes["statement_id"])
        likely = quotes.filter(pa.array((documents >= self._least) & (documents > 1)))
        known = dict(zip(likely["statement_id"].to_pylist(), documents[documents >= max(self._least, 2)].tolist(), strict=True))
        for id_, number in known.items():
            if id_ not in self._kept:
                self._kept[id_] = _Quoted(number)
        ranked = sorted(self._kept, key=lambda id_: (-self._kept[id_].documents, id_))
        for id_ in ranked[MOST_STATEMENTS:]:
            del self._kept[id_]
        wanted = likely.filter(pc.is_in(likely["statement_id"], pa.array(self._kept, pa.string())))
        for row in wanted.to_pylist():
            self._kept[row["statement_id"]].add(row)

    def _find_documents(self, ids: pa.ChunkedArray) -> I64:
        """For each statement how many documents quote it, 0 where it is only one."""
        if not self.count:
            return np.zeros(len(ids), np.int64)
        hashes = hash_strings(ids)
        place = np.minimum(np.searchsorted(self._keys, hashes), self.count - 1)
        return np.where(self._keys[place] == hashes, self._documents[place], 0)

    def list_statements(self) -> list[Statement]:
        """The statements, those that the most documents quote first."""
        ranked = sorted(self._kept.items(), key=lambda item: (-item[1].documents, item[0]))
        return [quoted.finish(id_) for id_, quoted in ranked]


class _Quoted:
    """What is known of a statement."""

    def __init__(self, documents: int) -> None:
        self.documents = documents
        self._count = 0
        self._names: set[str] = set()
        self._languages: set[str] = set()
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Take the next quote."""
        self._count += 1
        self._names |= {row["speaker_name"]} - {None}
        self._languages |= {row["language"]} - {None}
        if len(self._rows) < MOST_VERSIONS:
            self._rows.append(row)

    def finish(self, id_: str) -> Statement:
        """The statement as it is shown."""
        names, languages = tuple(sorted(self._names)), tuple(sorted(self._languages))
        return Statement(id_, self.documents, names, languages, tuple(self._rows), self._count - len(self._rows))


def leave_copies(quotes: pa.Table) -> pa.Table:
    """The quotes that are no copies, each with its `weakness`."""
    own = quotes.filter(pc.invert(quotes["is_copy"]))
    return own.append_column("weakness", name_weaknesses(own))


def take_first(rows: pa.Table, column: str, most: int) -> pa.Table:
    """Of the rows with the same value in a column the first ones, in their order."""
    seen: Counter[Any] = Counter()
    chosen = []
    for value in rows[column].to_pylist():
        seen[value] += 1
        chosen.append(seen[value] <= most)
    return rows.filter(pa.array(chosen, pa.bool_()))


def name_places(places: pa.Table, shown: Collection[str]) -> Mapping[str, Row]:
    """Documents by id, as `survey.read_places` finds them, and whether the page shows them."""
    return {row["id"]: {**row, "is_shown": row["id"] in shown} for row in places.to_pylist()}
