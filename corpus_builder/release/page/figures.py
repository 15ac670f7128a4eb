"""Every figure of the data card, from the tallies of a release.

Ties are broken by name, so that equal tables give equal figures in equal order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import DOUBT, NO_ARTICLE, WEAKNESSES, name_weakness
from corpus_builder.release.summary import Summary, sum_where
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.tables.digests import hash_strings

Counted = list[tuple[str | None, int]]

# A language that catalogues know, by its code.
LANGUAGE = re.compile(r"[a-z]{2,3}")

# Sizes of groups as the card tells them: how many went, from and to.
GROUP_SIZES = (("1", 1, 1), ("2", 2, 2), ("3 to 9", 3, 9), ("10 to 99", 10, 99), ("100 and more", 100, 2**63 - 1))


class SourceFigures(NamedTuple):
    """One publication: its documents and words, its first and last date, its documents by language."""

    name: str | None
    documents: int
    words: int
    first: str | None
    last: str | None
    languages: Counted


class Spread(NamedTuple):
    """The least, the middle and the greatest of a column's values; all of them values that occur."""

    least: Any
    median: Any
    greatest: Any


class DuplicateFigures(NamedTuple):
    """Near-duplicates: removals by rule, paragraphs that stay by how many went for them, similarity, reprinted documents."""

    removals: Counted
    groups: list[tuple[str, int]]
    similarity: Spread | None
    documents: int


class SpeakerFigures(NamedTuple):
    """One named speaker: quotes, different statements, and documents they stand in."""

    name: str
    quotes: int
    statements: int
    documents: int


class QuoteFigures(NamedTuple):
    """Quotes by kind and language, how many have a speaker, a name, whole marks, and how many statements and names they make."""

    kinds: Counted
    languages: Counted
    with_speaker: int
    with_name: int
    unbalanced: int
    copies: int
    statements: int
    repeated: int
    names: int


def count_keys(tally: pa.Table, key: str, count: str) -> Counted:
    """The values of a key of a tally with a count of them, the largest first; null counts as a value.

    >>> count_keys(pa.table({"rule": ["b", "a", None, "b"], "rows": [1, 1, 1, 1]}), "rule", "rows")
    [('b', 2), (None, 1), ('a', 1)]
    """
    summed = tally.group_by([key], use_threads=False).aggregate([(count, "sum")])
    return _by_count(zip(summed[key].to_pylist(), summed[f"{count}_sum"].to_pylist(), strict=True))


def list_languages(summary: Summary) -> list[str]:
    """The languages of a corpus that catalogues know, by their codes."""
    return sorted(code for code, _ in count_languages(summary) if code and LANGUAGE.fullmatch(code))


def count_languages(summary: Summary) -> Counted:
    """The languages of the documents."""
    return count_keys(summary.tallies["sources"], "language", "documents")


def count_takedowns(summary: Summary) -> int:
    """How many sources were taken down."""
    return sum_where(summary.tallies["rejects"], "rejects", reason=TAKEDOWN)


def count_words(summary: Summary) -> int:
    """The words of all documents."""
    return _sum(summary.tallies["sources"]["words"])


def find_dates(summary: Summary) -> tuple[str | None, str | None]:
    """The first and the last date of publication, as precise as known; None for both where no document has one."""
    sources = summary.tallies["sources"]
    return pc.min(sources["first"]).as_py(), pc.max(sources["last"]).as_py()


def count_sources(summary: Summary, most: int | None = None) -> list[SourceFigures]:
    """The publications of a corpus, the largest first, or the `most` largest ones."""
    sources = summary.tallies["sources"]
    grouped = sources.group_by(["source"], use_threads=False).aggregate(
        [("documents", "sum"), ("words", "sum"), ("first", "min"), ("last", "max")]
    )
    order = pc.sort_indices(grouped, sort_keys=[("documents_sum", "descending"), ("source", "ascending", "at_start")])
    shown = grouped.take(order[:most])
    languages = _list_languages(sources.filter(_is_among(sources["source"], shown["source"])))
    return [
        SourceFigures(name, documents, words, first, last, _by_count(languages[name]))
        for name, documents, words, first, last in zip(*(column.to_pylist() for column in shown.columns), strict=True)
    ]


def _is_among(column: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=values.combine_chunks())


def _list_languages(sources: pa.Table) -> dict[str | None, Counted]:
    found: dict[str | None, Counted] = {}
    for name, language, documents in zip(*(sources[key].to_pylist() for key in ("source", "language", "documents")), strict=True):
        found.setdefault(name, []).append((language, documents))
    return found


def sum_other_sources(summary: Summary, shown: Sequence[SourceFigures]) -> tuple[int, SourceFigures]:
    """How many publications are not shown, and the figures of all of them together."""
    sources = summary.tallies["sources"]
    names = pa.chunked_array([pa.array([source.name for source in shown], pa.string())])
    rest = sources.filter(pc.invert(_is_among(sources["source"], names)))
    languages = count_keys(rest, "language", "documents")
    number = pc.count_distinct(rest["source"], mode="all").as_py()
    return number, SourceFigures(None, _sum(rest["documents"]), _sum(rest["words"]), None, None, languages)


def count_licenses(summary: Summary) -> list[tuple[str | None, int, int]]:
    """The licences of the documents with documents and words, most frequent first."""
    found = [(row["license"], row["documents"], row["words"]) for row in summary.tallies["licenses"].to_pylist()]
    return sorted(found, key=lambda row: (-row[1], row[0] or ""))


def count_repairs(summary: Summary) -> Counted:
    """Encoding repairs with the number of documents they were needed in, most frequent first."""
    names: Counter[str | None] = Counter()
    for row in summary.tallies["repairs"].to_pylist():
        for name in sorted(set(row["repairs"].split("; "))) if row["repairs"] is not None else ():
            names[name] += row["documents"]
    return _by_count(names.items())


def measure_spread(tally: pa.Table) -> Spread | None:
    """Least, middle (the lower one of two) and greatest value of a tally that counts the rows of each; None without rows.

    >>> measure_spread(pa.table({"n_words": [3, 5, 9], "rows": [2, 1, 1]}))
    Spread(least=3, median=3, greatest=9)
    """
    if not tally.num_rows:
        return None
    values, ends = tally[0], np.cumsum(tally["rows"].to_numpy())
    middle = int(np.searchsorted(ends, (ends[-1] - 1) // 2, side="right"))
    return Spread(values[0].as_py(), values[middle].as_py(), values[-1].as_py())


def count_duplicates(summary: Summary) -> DuplicateFigures:
    """What the search for near-duplicates found."""
    removals = summary.tallies["removals"]
    copies, paragraphs = (summary.tallies["copies"][name].to_numpy() for name in ("n_copies", "paragraphs"))
    groups = [(name, int(paragraphs[(copies >= low) & (copies <= high)].sum())) for name, low, high in GROUP_SIZES]
    return DuplicateFigures(
        removals=count_keys(removals.filter(pc.equal(removals["stage"], "duplicates")), "rule", "removals"),
        groups=[(name, count) for name, count in groups if count],
        similarity=measure_spread(summary.tallies["similarities"]),
        documents=summary.count_rows("documents") - summary.count_missing("documents", "duplicate_of"),
    )


def count_quotes(summary: Summary) -> QuoteFigures:
    """Quotes and statements. A statement has the id of its first quote, so that one is counted where that quote stands."""
    quotes = summary.tallies["quotes"]
    return QuoteFigures(
        kinds=count_keys(quotes, "kind", "quotes"),
        languages=count_keys(quotes, "language", "quotes"),
        with_speaker=sum_where(quotes, "quotes", has_speaker=True),
        with_name=sum_where(quotes, "quotes", has_name=True),
        unbalanced=sum_where(quotes, "quotes", balanced=False),
        copies=sum_where(quotes, "quotes", is_copy=True),
        statements=_sum(quotes["statements"]),
        repeated=summary.tallies["repeated"].num_rows,
        names=summary.tallies["speakers"].num_rows,
    )


def count_speakers(summary: Summary, most: int | None = None) -> list[SpeakerFigures]:
    """The speakers whose name is known, the most quoted first, or the `most` quoted ones."""
    speakers = summary.tallies["speakers"]
    shown = speakers.take(pc.sort_indices(speakers, sort_keys=[("quotes", "descending"), ("speaker_name", "ascending")])[:most])
    names = shown["speaker_name"].to_pylist()
    statements = count_matches(
        summary.tallies["voices"]["speaker"].to_numpy(), hash_strings(shown["speaker_name"]).view(np.int64)
    )
    counts = (statements.tolist(), shown["documents"].to_pylist())
    return [SpeakerFigures(*row) for row in zip(names, shown["quotes"].to_pylist(), *counts, strict=True)]


def count_matches(rising: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How often each wanted number occurs among rising ones.

    >>> count_matches(np.array([1, 1, 4]), np.array([4, 1, 2])).tolist()
    [1, 2, 0]
    """
    return np.searchsorted(rising, wanted, side="right") - np.searchsorted(rising, wanted, side="left")


def count_doubts(summary: Summary) -> int:
    """How many documents look wrong by their notes."""
    notes = summary.tallies["notes"]
    return _sum(notes["documents"].filter(flag_doubts(notes["note"])))


def _by_count(counted: Iterable[tuple[str | None, int]]) -> Counted:
    return sorted(counted, key=lambda pair: (-pair[1], pair[0] or ""))


def _sum(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column).as_py() or 0)


def flag_doubts(notes: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which documents look wrong by their notes: nothing of the source was an article, or what was kept is hardly one."""
    known = notes.fill_null("")
    return pc.or_(pc.match_substring(known, DOUBT), pc.match_substring(known, NO_ARTICLE))


def name_weaknesses(quotes: pa.Table) -> pa.ChunkedArray:
    """What is weak in the evidence of each quote, as `name_weakness` says; reads the columns speaker, cue and balanced."""
    flags = pc.is_valid(quotes["speaker"]), pc.is_valid(quotes["cue"]), quotes["balanced"]
    named = pa.array([name_weakness(*case) for case in product((False, True), repeat=len(flags))], pa.string())
    has_speaker, has_cue, balanced = (pc.cast(flag, pa.int64()) for flag in flags)
    return pc.take(named, pc.add(pc.add(pc.multiply(has_speaker, 4), pc.multiply(has_cue, 2)), balanced))


def sort_by_weakness(quotes: pa.Table) -> pa.Table:
    """Quotes that have the column `weakness`, those with the weakest evidence first, else in their order."""
    rank = pc.index_in(quotes["weakness"], value_set=pa.array(WEAKNESSES))
    return quotes.take(pc.sort_indices(pa.table({"rank": rank}), sort_keys=[("rank", "ascending")]))
